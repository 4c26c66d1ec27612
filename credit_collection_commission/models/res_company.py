from odoo import api, fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING

ACCOUNTS = ("credit_commission_expense_account_id", "credit_commission_payable_account_id")


class ResCompany(models.Model):
    """Where commission is accrued when a settlement is approved; without accounts nothing is booked."""

    _inherit = "res.company"

    credit_commission_expense_account_id = fields.Many2one(
        "account.account", string="Commission Expense", domain=[("account_type", "in", ("expense", "expense_other"))],
        **COMPANY_SETTING)
    credit_commission_payable_account_id = fields.Many2one(
        "account.account", string="Accrued Commission", domain=[("account_type", "=", "liability_current")],
        help="What collectors have earned and payroll has not paid yet.", **COMPANY_SETTING)
    credit_commission_journal_id = fields.Many2one(
        "account.journal", string="Journal of Commission", domain=[("type", "=", "general")], **COMPANY_SETTING)

    @api.constrains(*ACCOUNTS, "credit_commission_journal_id")
    def _check_commission_accounts(self):
        for company in self.sudo():  # sudo: settings of a company that the user need not be in.
            company._check_booking_settings(
                company.credit_commission_expense_account_id | company.credit_commission_payable_account_id,
                company.credit_commission_journal_id)

    def _get_commission_accounts(self):
        """:return: accounts of the expense and of what is owed, and the journal; none where commission is not accrued
        :raise UserError: some of them are set, others are not
        """
        self.ensure_one()
        company = self.root_id.sudo()  # sudo: settings, also for users of a branch alone.
        if not any(company[name] for name in ACCOUNTS):
            return []
        return self._get_booking_settings(self.env._("Commission"), *ACCOUNTS, "credit_commission_journal_id")

    def _get_commission_day(self, date):
        """:return: ``date``, or the present day where the books are locked on it or it has not come yet"""
        return self._get_booking_day(date, self.root_id.sudo().credit_commission_journal_id)  # sudo: as above.


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_commission_expense_account_id = fields.Many2one(
        related="company_id.root_id.credit_commission_expense_account_id", readonly=False)
    credit_commission_payable_account_id = fields.Many2one(
        related="company_id.root_id.credit_commission_payable_account_id", readonly=False)
    credit_commission_journal_id = fields.Many2one(
        related="company_id.root_id.credit_commission_journal_id", readonly=False)
