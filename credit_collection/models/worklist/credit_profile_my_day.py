from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Channels that need a person; failed mails are on the list of follow-ups.
TASKS = ("call", "visit", "letter", "manual")


class CreditProfile(models.Model):
    """A collector's day: assigned customers, those to contact today and those done."""

    _inherit = "credit.profile"

    is_in_my_day = fields.Boolean(
        string="In My Day", compute="_compute_is_in_my_day", search="_search_is_in_my_day",
        help="The customer is assigned to you, you are the delegate of an absent collector, or an activity is "
             "assigned to you.",
    )
    day_state = fields.Selection(
        [("todo", "To do"), ("done", "Done today")], string="Today", compute="_compute_day_state", search="_search_day_state",
        help="To do: there is something at risk or something planned for today. Done today: somebody spoke with the customer "
             "today, the next step is planned for a later day, or follow-ups wait.",
    )

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
    def _get_day_done_domain(self, today):
        """:return: domain of the customers with whom nobody has to deal any more today"""
        planned = Domain("followup_ids", "any", Domain("state", "=", "todo") & Domain("date", ">", today))
        written = Domain("followup_ids", "any", Domain("state", "=", "sent") & Domain("date", "=", today))
        snoozed = Domain("snooze_until", ">=", today)
        task = Domain("followup_ids", "any", self._get_due_task_domain(today))
        return self._get_contacted_domain(today) | (~task & (planned | written | snoozed))

    @api.model
    def _get_day_domain(self, get_domain):
        """:return: ``get_domain`` of the day it is at the company of each customer"""
        return self.env["res.company"]._get_credit_day_domain(get_domain)

    @api.model
    def _get_work_domain(self, today):
        """:return: domain of the customers with something at risk or something planned for today"""
        return Domain("value_at_risk", ">", 0.0) | Domain("followup_ids", "any", self._get_due_task_domain(today))

    @api.model
    def _get_day_domains(self):
        """:return: ``{day_state: domain}``; a customer in neither has nothing to be done"""
        done = self._get_day_domain(self._get_day_done_domain)
        work = self._get_day_domain(self._get_work_domain)
        return {"todo": work & ~done, "done": self._get_day_domain(self._get_contacted_domain) | (work & done)}

    @api.depends("collector_id", "followup_ids.user_id", "followup_ids.state")
    @api.depends_context("uid")
    def _compute_is_in_my_day(self):
        mine = self._filter_in_database(self._get_day_domain(self._get_my_day_domain))
        for profile in self:
            profile.is_in_my_day = profile._origin.id in mine

    def _search_is_in_my_day(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._get_day_domain(self._get_my_day_domain)
        return Domain.OR([mine if flag else ~mine for flag in set(map(bool, value))])

    @api.depends("value_at_risk", "snooze_until", "followup_ids.state", "followup_ids.date")
    def _compute_day_state(self):
        domains = self._get_day_domains()
        found = {state: self._filter_in_database(domain) for state, domain in domains.items()}
        for profile in self:
            profile.day_state = next((state for state, ids in found.items() if profile._origin.id in ids), False)

    def _search_day_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_day_domains()
        neither = ~Domain.OR(domains.values())
        return Domain.OR([domains.get(state, neither) for state in value])

    def _filter_in_database(self, domain):
        """:return: ids of those of ``self`` that are in ``domain``, in one query"""
        return set(self.search(Domain("id", "in", self._origin.ids) & domain)._ids)

    @api.model
    def action_my_day(self):
        """Rank the user's customers by the items open at this moment, then open the list.

        :return: the list of the user's customers of today
        """
        self.check_access("read")
        # sudo: ranks are written by the system; the figures follow from the ledger alone.
        waiting = self._get_waiting_customers().sudo()
        for today, profiles in self.env["res.company"]._get_credit_days_of(waiting).items():
            profiles._update_ranks(today)
        return self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_my_day_action")

    def action_next_customer(self):
        """Open the next customer of the user's day by rank, after the last one again the first.

        :return: the work form in place of the one that is open, or the list when all is done
        """
        self.ensure_one()
        self._check_collector()
        # sudo: as in action_my_day; what was promised or paid meanwhile lowers the rank.
        self.sudo()._update_ranks(self.company_id._get_credit_today())
        found = self._get_next_customer()
        if not found:
            action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_my_day_action")
            return {**action, "target": "main"}
        return {
            "type": "ir.actions.client", "tag": "credit_collection_show_customer",
            "params": {"resId": found.id, "resIds": self._get_waiting_customers()._ids},
        }

    def _get_waiting_customers(self):
        """:return: the customers that wait for the user today, in the order of the list"""
        return self.search(
            self._get_day_domain(self._get_my_day_domain) & self._get_day_domains()["todo"], order="value_at_risk desc, id")

    def _get_next_customer(self):
        """:return: the customer who comes after this one in the order of the list, or nobody"""
        waiting = self._get_waiting_customers() - self
        behind = waiting.filtered(
            lambda profile: (-profile.value_at_risk, profile.id) > (-self.value_at_risk, self.id))
        return (behind or waiting)[:1]

    def action_log_day_contact(self):
        """:return: the dialog that logs a contact; what was planned for today is done with it"""
        self.ensure_one()
        self._check_collector()
        task = self.env["credit.followup"].search(
            self._get_due_task_domain(self.company_id._get_credit_today()) & Domain("profile_id", "=", self.id)
            & Domain("channel", "in", ("call", "visit")), limit=1, order="date, id")
        return self._get_log_contact_action(default_followup_id=task.id) if task else self._get_log_contact_action()

    def action_promise_today(self):
        """:return: the dialog that records a promise for all that may be collected"""
        self._check_collector()
        return self.action_make_promise()

    def action_followup_here(self):
        """:return: the preview of the next follow-up, which leaves the page as it is when sent"""
        action = self.action_followup_now()
        view = self.env.ref("credit_collection.credit_followup_now_view_form_day")
        return {**action, "views": [(view.id, "form")]}

    def action_write_mail(self):
        """:return: a free message to the customer; the answer lands on the profile"""
        self.ensure_one()
        self._check_collector()
        if not self.partner_email:
            raise UserError(self.env._(
                "%(customer)s has no e-mail address. Enter one on the contact.", customer=self.display_name))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Write an E-mail"), "res_model": "mail.compose.message",
            "view_mode": "form", "target": "new",
            "context": {
                "default_model": self._name, "default_res_ids": self.ids, "default_partner_ids": self.partner_id.ids,
                "default_composition_mode": "comment",
            },
        }

    def action_dispute(self):
        """:return: the dialog that records what the customer contests"""
        return self._get_dialog_action("credit.dispute.make", self.env._("Dispute"))

    def action_snooze(self):
        """:return: the dialog that makes follow-ups wait"""
        return self._get_dialog_action("credit.profile.snooze", self.env._("Snooze"))

    def _get_dialog_action(self, model, name):
        self.ensure_one()
        self._check_collector()
        return {
            "type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form", "target": "new",
            "context": {"default_profile_id": self.id},
        }
