from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.common.clock import get_local_day

# As many customers as take a few seconds, and those of a company among whom it takes long to find whom the run looks at.
STEP, MANY = 500, 20_000


class CreditFollowupTonight(models.TransientModel):
    """What the follow-up run would do on a day, customer by customer. Nothing is kept: it is worked out anew each time."""

    _name = "credit.followup.tonight"
    _inherit = "credit.bounds.mixin"
    _description = "Preview of the Follow-up Run"

    date = fields.Date(string="Day of the Run", required=True, default=lambda self: self._default_date())
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("credit.followup.tonight.line", "tonight_id", string="Customers")

    @api.model
    def _default_date(self):
        """:return: local day of the next run; today when it is overdue"""
        # sudo: everybody who may see the run may know when it is.
        cron = self.env.ref("credit_collection.ir_cron_run_followups").sudo()
        day = get_local_day(cron.nextcall, self.env.company.root_id._get_credit_zone())
        return max(day, self.env.company._get_credit_today())

    @api.model
    def action_open_tonight(self):
        """:return: the list of what the next run would do"""
        return self.create({}).action_show()

    def action_show(self):
        """Work out the list for the chosen day.

        :return: the action that shows it
        :raise AccessError: for those who may not follow up customers
        :raise UserError: for a day that is over
        """
        self._begin()
        self._add_lines(self._get_customers())
        return self._open_lines()

    @api.model
    def action_open_tonight_in_steps(self):
        """:return: the list of what the next run would do, or the page that works it out and shows how far it is"""
        return self.create({}).action_show_in_steps()

    def action_show_in_steps(self):
        """As ``action_show``; thousands of customers are worked out step by step, by a page that shows how far it is.

        :return: the action that shows the list or that page
        """
        self._begin()
        customers = None if self._has_many() else self._get_customers()
        if customers is not None and len(customers) <= STEP:
            self._add_lines(customers)
            return self._open_lines()
        return {
            "type": "ir.actions.client",
            "tag": "credit_collection_steps",
            "name": self._get_title(),
            "target": "main",
            "params": {
                "model": self._name, "id": self.id, "ids": customers and customers.ids, "size": STEP,
                "title": self._get_title(),
                "again": "credit_collection.credit_followup_tonight_server_action",
            },
        }

    def _has_many(self):
        return self.env["credit.profile"].search_count([("company_id", "=", self.company_id.id)], limit=MANY + 1) > MANY

    def get_step_ids(self):
        """:return: ids of the customers to be worked out, for a page that could not wait for them"""
        self.ensure_one()
        self.env["credit.profile"]._check_collector()
        return self._get_customers().ids

    def work_step(self, profile_ids):
        """Work out the rows of these customers; those that have one already are left as they are."""
        self.ensure_one()
        self.env["credit.profile"]._check_collector()
        done = self.line_ids.profile_id.ids
        self._add_lines(self.env["credit.profile"].search([
            ("id", "in", profile_ids), ("id", "not in", done), ("company_id", "=", self.company_id.id)], order="id"))

    def action_finish_steps(self):
        """:return: the action that shows the list that was worked out"""
        self.ensure_one()
        self.env["credit.profile"]._check_collector()
        return self._open_lines()

    def _begin(self):
        self.ensure_one()
        self.env["credit.profile"]._check_collector()
        if self.date < self.company_id._get_credit_today():
            raise UserError(self.env._(
                "%(date)s has passed: see the follow-ups and the run history.",
                date=format_date(self.env, self.date)))
        self.search([("create_uid", "=", self.env.uid), ("id", "!=", self.id)]).unlink()

    def _add_lines(self, customers):
        Line = self.env["credit.followup.tonight.line"]
        # sudo: the rows are a result that nobody enters; the rules decided on the customers.
        Line.sudo().create(Line._prepare_rows(self, customers))

    def _get_title(self):
        return self.env._("Follow-ups of %(date)s", date=format_date(self.env, self.date))

    def _open_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_tonight_line_action")
        name = self._get_title()
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("tonight_id", "=", self.id)],
        }

    def _get_customers(self):
        """:return: the customers whom the run of the day would look at, of those the user may see"""
        Profile = self.env["credit.profile"]
        # sudo: as the run, which opens an account for a customer who owes us for the first time.
        Round = self.env["credit.followup.round"]
        Round.sudo()._create_profiles_of_debtors()
        return Profile.search(
            Round._get_candidates_domain(self.date) & Domain("company_id", "=", self.company_id.id), order="id")
