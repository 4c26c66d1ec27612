from odoo import api, fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING

CREDITED = [("debt", "Debts of the customer"), ("recovery", "Recovery or allowance")]
ACCOUNTS = ("credit_insurer_account_id", "credit_insurance_recovery_account_id")


class ResCompany(models.Model):
    """How the company books what its insurer pays. Without the account of the insurer it is recorded only."""

    _inherit = "res.company"

    credit_insurer_account_id = fields.Many2one(
        "account.account", string="Money from Insurers",
        domain=[("account_type", "in", ("asset_current", "asset_cash")), ("reconcile", "=", True)],
        help="What the insurer owes or has sent, until the bank statement shows it; never a receivable account of customers.",
        **COMPANY_SETTING)
    credit_insurance_credited = fields.Selection(
        CREDITED, string="Payments of Insurers Settle", default="debt", required=True, **COMPANY_SETTING,
        help="The items of the claim, which are then owed no more by what the insurer paid; or an account of recoveries or "
             "allowances, which leaves the debts as they are. It can be chosen anew for each payment.")
    credit_insurance_recovery_account_id = fields.Many2one(
        "account.account", string="Recoveries from Insurers", help="Of recoveries or of the allowance for losses.",
        domain=[("account_type", "not in", ("asset_receivable", "liability_payable", "asset_cash", "off_balance"))],
        **COMPANY_SETTING)
    credit_insurance_journal_id = fields.Many2one(
        "account.journal", string="Journal of Insurance", domain=[("type", "=", "general")], **COMPANY_SETTING)

    @api.constrains(*ACCOUNTS, "credit_insurance_journal_id")
    def _check_insurance_accounts(self):
        for company in self.sudo():  # sudo: settings of a company that the user need not be in.
            company._check_booking_settings(
                company.credit_insurer_account_id | company.credit_insurance_recovery_account_id,
                company.credit_insurance_journal_id)

    def _get_insurance_settings(self, *names):
        """:return: the records of these settings and the journal
        :raise UserError: one of them is not set
        """
        return self._get_booking_settings(self.env._("Credit Insurance"), *names, "credit_insurance_journal_id")

    def _check_insurance_date(self, date):
        """:raise UserError: an entry of this day cannot be posted, because it is locked or has not come yet"""
        self._check_booking_day(date, self.root_id.sudo().credit_insurance_journal_id)  # sudo: a setting, also for a branch.


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_insurer_account_id = fields.Many2one(related="company_id.root_id.credit_insurer_account_id", readonly=False)
    credit_insurance_credited = fields.Selection(related="company_id.root_id.credit_insurance_credited", readonly=False)
    credit_insurance_recovery_account_id = fields.Many2one(
        related="company_id.root_id.credit_insurance_recovery_account_id", readonly=False)
    credit_insurance_journal_id = fields.Many2one(
        related="company_id.root_id.credit_insurance_journal_id", readonly=False)
