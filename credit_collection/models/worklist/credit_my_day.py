from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# Channels that need a person; failed mails are on the list of follow-ups.
TASKS = ("call", "visit", "letter", "manual")


class CreditMyDay(models.AbstractModel):
    """A collector's day: which customers are on it, which of them wait and which are done, and what is next with each."""

    _name = "credit.my.day"
    _description = "My Day"

    @api.model
    def _get_due_task_domain(self, today):
        """:return: domain of the follow-ups that somebody has to do today or should have done before"""
        return Domain("state", "=", "todo") & Domain("date", "<=", today) & Domain("channel", "in", TASKS)

    @api.model
    def _get_my_day_domain(self, today):
        """:return: domain of the customers of the user: assigned, of absent colleagues, with activities of the user"""
        substitutes = self.env["credit.absence"]._get_substitutes(today)
        users = self.env.user.browse([away.id for away, substitute in substitutes.items() if substitute == self.env.user])
        task = self._get_due_task_domain(today) & Domain("user_id", "=", self.env.uid)
        return Domain("collector_id", "in", (users | self.env.user).ids) | Domain("followup_ids", "any", task)

    @api.model
    def _get_contacted_domain(self, today):
        """:return: domain of the customers with whom somebody dealt today"""
        return Domain("followup_ids", "any", Domain("state", "=", "done") & (
            Domain("date", "=", today) | Domain("done_date", "=", today)))

    @api.model
    def _get_done_domain(self, today):
        """:return: domain of the customers with whom nobody has to deal any more today"""
        planned = Domain("followup_ids", "any", Domain("state", "=", "todo") & Domain("date", ">", today))
        written = Domain("followup_ids", "any", Domain("state", "=", "sent") & Domain("date", "=", today))
        snoozed = Domain("snooze_until", ">=", today)
        task = Domain("followup_ids", "any", self._get_due_task_domain(today))
        return self._get_contacted_domain(today) | (~task & (planned | written | snoozed))

    @api.model
    def _get_domain(self, get_domain):
        """:return: ``get_domain`` of the day it is at the company of each customer"""
        return self.env["res.company"]._get_credit_day_domain(get_domain)

    @api.model
    def _get_work_domain(self, today):
        """:return: domain of the customers with something at risk or something planned for today"""
        return Domain("rank_id.value_at_risk", ">", 0.0) | Domain("followup_ids", "any", self._get_due_task_domain(today))

    @api.model
    def _get_state_domains(self):
        """:return: ``{day_state: domain}``; a customer in neither has nothing to be done"""
        done = self._get_domain(self._get_done_domain)
        work = self._get_domain(self._get_work_domain)
        return {"todo": work & ~done, "done": self._get_domain(self._get_contacted_domain) | (work & done)}

    @api.model
    def _filter(self, profiles, domain):
        """:return: ids of those ``profiles`` that are in ``domain``, in one query"""
        return set(profiles.search(Domain("id", "in", profiles._origin.ids) & domain)._ids)

    @api.model
    def _get_waiting(self):
        """:return: the customers that wait for the user today, in the order of the list"""
        return self.env["credit.profile"].search(
            self._get_domain(self._get_my_day_domain) & self._get_state_domains()["todo"], order="value_at_risk desc, id")

    @api.model
    def _get_next(self, profile):
        """:return: the customer who comes after ``profile`` in the order of the list, or nobody"""
        waiting = self._get_waiting() - profile
        behind = waiting.filtered(
            lambda other: (-other.value_at_risk, other.id) > (-profile.value_at_risk, profile.id))
        return (behind or waiting)[:1]

    @api.model
    def _get_tasks(self, profiles, today):
        """:return: ``{profile id: the oldest follow-up to be done by today}``"""
        tasks = self.env["credit.followup"].search_fetch(
            self._get_due_task_domain(today) & Domain("profile_id", "in", profiles.ids),
            ["profile_id", "channel", "level_id", "is_relationship"], order="date desc, id desc")
        return {task.profile_id.id: task for task in tasks}

    @api.model
    def _get_last_contacts(self, profiles):
        """:return: ``{profile id: credit.followup}``, the last personal contact with the customer"""
        self.env["credit.followup"].flush_model(["profile_id", "state", "date"])
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (profile_id) profile_id, id
              FROM credit_followup
             WHERE profile_id = ANY(%s) AND state = 'done'
             ORDER BY profile_id, date DESC, id DESC
            """, profiles.ids))
        contacts = self.env["credit.followup"].browse([row[1] for row in rows])
        return dict(zip([row[0] for row in rows], contacts, strict=True))

    @api.model
    def _get_action(self, task, amount):
        """:return: what to do next with the customer, in words"""
        if task and task.is_relationship:
            return self.env._("Regular call")
        if task:
            channels = dict(task._fields["channel"]._description_selection(self.env))
            return f"{channels[task.channel]}: {task.level_id.name}" if task.level_id else channels[task.channel]
        return self.env._("Call") if amount else self.env._("Nothing left to collect")

    @api.model
    def _get_reason(self, profile, task):
        """:return: the reasons for the rank of the customer, the weightiest first; the amount has its own column"""
        reasons = [profile.rank_id._get_reason_text(code, number) for code, number in profile.rank_id.reasons or []]
        return "; ".join(([self.env._("planned for today")] if task else []) + reasons)
