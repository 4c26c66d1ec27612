from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CreditProfile(models.Model):
    """Columns of My Day: as they are now, for all rows in a fixed number of queries."""

    _inherit = "credit.profile"

    day_amount = fields.Monetary(
        string="Amount to Collect", compute="_compute_day_facts",
        help="Due and neither disputed nor promised, less open credits.",
    )
    day_reason = fields.Char(string="Why", compute="_compute_day_facts")
    day_action = fields.Char(string="Next Action", compute="_compute_day_facts")
    day_contact_date = fields.Date(string="Last Contact", compute="_compute_day_facts")
    day_contact_outcome = fields.Char(string="Outcome of the Last Contact", compute="_compute_day_facts")
    day_promise_date = fields.Date(
        string="Promise Due", compute="_compute_day_facts", help="Day of the next payment promised.",
    )
    call_script = fields.Html(compute="_compute_call_script", sanitize=False)

    @api.depends("rank_reasons", "followup_ids.state", "followup_ids.outcome", "promise_ids.state", "followup_level_id")
    @api.depends_context("lang")
    def _compute_day_facts(self):
        for today, profiles in self.env["res.company"]._get_credit_days_of(self).items():
            profiles._fill_day_facts(today)

    def _fill_day_facts(self, today):
        profiles = self._origin
        # sudo: amounts count the items of all branches, as everywhere on the profile.
        items = profiles.sudo()._get_open_items(today, today)
        tasks, contacts = profiles._get_day_tasks(today), profiles._get_last_contacts()
        promised = dict(self.env["credit.promise"]._read_group(
            [("profile_id", "in", profiles.ids), ("state", "=", "open")], ["profile_id"], ["next_date:min"]))
        for profile in self:
            origin, contact = profile._origin, contacts.get(profile._origin.id)
            own = items.get(origin.sudo(), [])
            amount = sum(item.amount for item in own if item.residual > 0) + sum(
                item.amount for item in own if item.residual < 0)
            profile.day_amount = max(profile.currency_id.round(amount), 0.0)
            task = tasks.get(origin.id)
            profile.day_action = profile._get_day_action(task, profile.day_amount)
            profile.day_reason = profile._get_day_reason(task)
            profile.day_contact_date = contact.date if contact else False
            profile.day_contact_outcome = contact and (contact.outcome_id.name or contact._get_outcome_label())
            profile.day_promise_date = promised.get(origin, False)

    def _get_day_tasks(self, today):
        """:return: ``{profile id: the oldest follow-up to be done by today}``"""
        tasks = self.env["credit.followup"].search_fetch(
            self._get_due_task_domain(today) & Domain("profile_id", "in", self.ids),
            ["profile_id", "channel", "level_id", "is_relationship"], order="date desc, id desc")
        return {task.profile_id.id: task for task in tasks}

    def _get_last_contacts(self):
        """:return: ``{profile id: credit.followup}``, the last personal contact with the customer"""
        self.env["credit.followup"].flush_model(["profile_id", "state", "date"])
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (profile_id) profile_id, id
              FROM credit_followup
             WHERE profile_id = ANY(%s) AND state = 'done'
             ORDER BY profile_id, date DESC, id DESC
            """, self.ids))
        contacts = self.env["credit.followup"].browse([row[1] for row in rows])
        return dict(zip([row[0] for row in rows], contacts, strict=True))

    def _get_day_action(self, task, amount):
        """:return: what to do next with the customer, in words"""
        if task and task.is_relationship:
            return self.env._("Regular call")
        if task:
            channels = dict(task._fields["channel"]._description_selection(self.env))
            return f"{channels[task.channel]}: {task.level_id.name}" if task.level_id else channels[task.channel]
        return self.env._("Call") if amount else self.env._("Nothing left to collect")

    def _get_day_reason(self, task):
        """:return: the reasons for the rank of the customer, the weightiest first; the amount has its own column"""
        reasons = [self._get_reason_text(code, number) for code, number in self.rank_reasons or []]
        return "; ".join(([self.env._("planned for today")] if task else []) + reasons)

    @api.depends("followup_level_id", "effective_followup_plan_id")
    @api.depends_context("lang")
    def _compute_call_script(self):
        """What to say: the script of the level the customer is at, else that of the first level with one."""
        for profile in self:
            levels = profile.followup_level_id | profile.effective_followup_plan_id.level_ids
            profile.call_script = next((level.call_script for level in levels if level.call_script), False)
