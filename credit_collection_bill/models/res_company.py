from odoo import api, fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING

ACCOUNTS = ("credit_bill_account_id", "credit_bill_cost_account_id")


class ResCompany(models.Model):
    """How the company books bills of exchange."""

    _inherit = "res.company"

    credit_bill_account_id = fields.Many2one(
        "account.account", string="Bills Receivable", domain=[("account_type", "=", "asset_current")],
        help="Where bills are kept until they are paid or given on; never a receivable account.", **COMPANY_SETTING)
    credit_bill_cost_account_id = fields.Many2one(
        "account.account", string="Cost of Discounting", domain=[("account_type", "in", ("expense", "expense_other"))],
        **COMPANY_SETTING)
    credit_bill_journal_id = fields.Many2one(
        "account.journal", string="Journal of Bills", domain=[("type", "=", "general")], **COMPANY_SETTING)
    credit_count_bills = fields.Boolean(
        string="Bills Count as Exposure", default=True,
        help="Until maturity: bank acceptances on the bank, all others on the customer; those given on as long as recourse is "
             "possible.", **COMPANY_SETTING)
    credit_bill_notice_days = fields.Integer(
        string="Present Bills (days before maturity)", default=5, bounds=(0, 60), help="A task for who presents the bill.",
        **COMPANY_SETTING)
    credit_bill_recourse_days = fields.Integer(
        string="Recourse Until (days after maturity)", default=10, bounds=(0, 365),
        help="A bill that was endorsed or discounted is taken as paid when nobody had recourse until then.", **COMPANY_SETTING)

    @api.constrains(*ACCOUNTS, "credit_bill_journal_id")
    def _check_bill_accounts(self):
        for company in self.sudo():  # sudo: settings of a company that the user need not be in.
            company._check_booking_settings(
                company.credit_bill_account_id | company.credit_bill_cost_account_id, company.credit_bill_journal_id)

    def _get_bill_settings(self, *names):
        """:return: the records of these settings
        :raise UserError: one of them is not set
        """
        return self._get_booking_settings(self.env._("Bills of Exchange"), *names)

    def _check_bill_date(self, date):
        """:raise UserError: an entry of this day cannot be posted"""
        self._check_booking_day(date, self.root_id.sudo().credit_bill_journal_id)  # sudo: a setting, also for a branch.


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_bill_account_id = fields.Many2one(related="company_id.root_id.credit_bill_account_id", readonly=False)
    credit_bill_cost_account_id = fields.Many2one(related="company_id.root_id.credit_bill_cost_account_id", readonly=False)
    credit_bill_journal_id = fields.Many2one(related="company_id.root_id.credit_bill_journal_id", readonly=False)
    credit_count_bills = fields.Boolean(related="company_id.root_id.credit_count_bills", readonly=False)
    credit_bill_notice_days = fields.Integer(related="company_id.root_id.credit_bill_notice_days", readonly=False)
    credit_bill_recourse_days = fields.Integer(related="company_id.root_id.credit_bill_recourse_days", readonly=False)
