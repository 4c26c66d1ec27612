from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.common.clock import get_local_day


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
        self.ensure_one()
        self.env["credit.profile"]._check_collector()
        if self.date < self.company_id._get_credit_today():
            raise UserError(self.env._(
                "%(date)s has passed: see the follow-ups and the run history.",
                date=format_date(self.env, self.date)))
        self.search([("create_uid", "=", self.env.uid), ("id", "!=", self.id)]).unlink()
        Line = self.env["credit.followup.tonight.line"]
        # sudo: the rows are a result that nobody enters; the rules decided on the customers.
        Line.sudo().create(Line._prepare_rows(self, self._get_customers()))
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_tonight_line_action")
        name = self.env._("Follow-ups of %(date)s", date=format_date(self.env, self.date))
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
