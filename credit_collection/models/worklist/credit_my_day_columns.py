from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Rows of a list on the call sheet: the oldest items, the latest events. All are one click away.
SHOWN = 80


class CreditMyDay(models.Model):
    """What the list and the call sheet tell of a customer: as it is now, for all rows in a fixed number of queries."""

    _inherit = "credit.my.day"

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
    phone_list = fields.Html(compute="_compute_phone_list", sanitize=False)
    open_item_ids = fields.Many2many(
        "credit.open.item.report", string="Receivables by Item", compute="_compute_open_item_ids",
    )
    has_more_items = fields.Boolean(compute="_compute_open_item_ids")
    open_item_totals = fields.Char(string="Open by Currency", compute="_compute_open_item_ids")
    timeline_ids = fields.Many2many("credit.timeline", string="Events", compute="_compute_timeline_ids")
    has_more_events = fields.Boolean(compute="_compute_timeline_ids")

    @api.depends("rank_id.reasons", "followup_ids.state", "followup_ids.outcome", "promise_ids.state", "followup_level_id")
    @api.depends_context("lang")
    def _compute_day_facts(self):
        for today, rows in self.env["res.company"]._get_credit_days_of(self).items():
            rows._fill_day_facts(today)

    def _fill_day_facts(self, today):
        profiles = self.profile_id
        # sudo: amounts count the items of all branches, as everywhere on the profile.
        collectible = self.env["credit.open.item"]._sum_collectible(profiles.sudo(), today)
        tasks, contacts = self._get_tasks(profiles, today), self._get_last_contacts(profiles)
        promised = dict(self.env["credit.promise"]._read_group(
            [("profile_id", "in", profiles.ids), ("state", "=", "open")], ["profile_id"], ["next_date:min"]))
        for row in self:
            profile, contact = row.profile_id, contacts.get(row.profile_id.id)
            row.day_amount, _oldest = collectible[profile.id]
            task = tasks.get(profile.id)
            row.day_action = self._get_action(task, row.day_amount)
            row.day_reason = self._get_reason(row.rank_id, task)
            row.day_contact_date = contact.date if contact else False
            row.day_contact_outcome = contact and (contact.outcome_id.name or contact._get_outcome_label())
            row.day_promise_date = promised.get(profile, False)

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
            channel, level = channels[task.channel], task.level_id.name
            return self.env._("%(channel)s: %(level)s", channel=channel, level=level) if level else channel
        return self.env._("Call") if amount else self.env._("Nothing left to collect")

    @api.model
    def _get_reason(self, rank, task):
        """:return: the reasons for the rank of the customer, the weightiest first; the amount has its own column"""
        reasons = [rank._get_reason_text(code, number) for code, number in rank.reasons or []]
        return self.env._("; ").join(([self.env._("planned for today")] if task else []) + reasons)

    @api.depends("followup_level_id", "effective_followup_plan_id")
    @api.depends_context("lang")
    def _compute_call_script(self):
        """What to say: the script of the level the customer is at, else that of the first level with one."""
        for row in self:
            levels = row.followup_level_id | row.effective_followup_plan_id.level_ids
            row.call_script = next((level.call_script for level in levels if level.call_script), False)

    @api.depends("partner_id.phone", "partner_id.child_ids.phone")
    def _compute_phone_list(self):
        partners = self.env["res.partner"].search_fetch(
            [("commercial_partner_id", "in", self.partner_id.ids), ("phone", "!=", False)],
            ["name", "phone", "function", "commercial_partner_id"], order="is_company desc, name, id")
        by_customer = partners.grouped("commercial_partner_id")
        for row in self:
            row.phone_list = self.env["ir.qweb"]._render("credit_collection.credit_profile_phones", {
                "phones": [
                    {"name": partner.name, "function": partner.function, "number": partner.phone}
                    for partner in by_customer.get(row.partner_id, partners.browse())
                ],
            })

    def _compute_open_item_ids(self):
        for today, rows in self.env["res.company"]._get_credit_days_of(self).items():
            rows._fill_open_items(today)

    def _fill_open_items(self, today):
        # Only what the form shows of them: a customer may have thousands.
        summed = self.env["credit.open.item"]._sum_up(self.profile_id, today, SHOWN)
        items = self.env["credit.open.item.report"].search_fetch([("id", "in", [
            item_id for sums in summed.values() for _sum, _count, ids in sums.values() for item_id in ids])])
        by_profile = items.grouped("profile_id")
        for row in self:
            sums = summed.get(row.profile_id.id, {})
            row.open_item_ids = by_profile.get(row.profile_id, items.browse())[:SHOWN]
            row.has_more_items = sum(count for _sum, count, _ids in sums.values()) > SHOWN
            row.open_item_totals = "  ·  ".join(
                self.env["res.currency"].browse(currency_id).format(total)
                for currency_id, (total, _count, _ids) in sums.items())

    def _compute_timeline_ids(self):
        # The form shows one customer. All columns at once: what happened with a customer is put together for each statement.
        for row in self:
            events = self.env["credit.timeline"].search_fetch([("profile_id", "=", row.profile_id.id)], limit=SHOWN + 1)
            row.timeline_ids = events[:SHOWN]
            row.has_more_events = len(events) > SHOWN
