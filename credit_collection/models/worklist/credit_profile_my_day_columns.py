from odoo import api, fields, models


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

    @api.depends("rank_id.reasons", "followup_ids.state", "followup_ids.outcome", "promise_ids.state", "followup_level_id")
    @api.depends_context("lang")
    def _compute_day_facts(self):
        for today, profiles in self.env["res.company"]._get_credit_days_of(self).items():
            profiles._fill_day_facts(today)

    def _fill_day_facts(self, today):
        profiles = self._origin
        # sudo: amounts count the items of all branches, as everywhere on the profile.
        items = profiles.sudo()._get_open_items(today, today)
        my_day = self.env["credit.my.day"]
        tasks, contacts = my_day._get_tasks(profiles, today), my_day._get_last_contacts(profiles)
        promised = dict(self.env["credit.promise"]._read_group(
            [("profile_id", "in", profiles.ids), ("state", "=", "open")], ["profile_id"], ["next_date:min"]))
        for profile in self:
            origin, contact = profile._origin, contacts.get(profile._origin.id)
            own = items.get(origin.sudo(), [])
            amount = sum(item.amount for item in own if item.residual > 0) + sum(
                item.amount for item in own if item.residual < 0)
            profile.day_amount = max(profile.currency_id.round(amount), 0.0)
            task = tasks.get(origin.id)
            profile.day_action = my_day._get_action(task, profile.day_amount)
            profile.day_reason = my_day._get_reason(profile, task)
            profile.day_contact_date = contact.date if contact else False
            profile.day_contact_outcome = contact and (contact.outcome_id.name or contact._get_outcome_label())
            profile.day_promise_date = promised.get(origin, False)

    @api.depends("followup_level_id", "effective_followup_plan_id")
    @api.depends_context("lang")
    def _compute_call_script(self):
        """What to say: the script of the level the customer is at, else that of the first level with one."""
        for profile in self:
            levels = profile.followup_level_id | profile.effective_followup_plan_id.level_ids
            profile.call_script = next((level.call_script for level in levels if level.call_script), False)
