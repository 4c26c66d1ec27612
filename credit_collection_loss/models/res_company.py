from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_collection.const import COMPANY_SETTING

# Settings that name accounts, and those of them whose entries are losses or recoveries of customers.
LOSSES = ("credit_loss_account_id", "credit_allowance_account_id", "credit_recovery_account_id")
ACCOUNTS = (*LOSSES, "credit_relief_account_id")


class ResCompany(models.Model):
    """How the company books what it expects to lose."""

    _inherit = "res.company"

    credit_loss_account_id = fields.Many2one(
        "account.account", string="Credit Losses", domain=[("account_type", "in", ("expense", "expense_other"))],
        help="Expense account of expected losses and write-offs.", **COMPANY_SETTING)
    credit_allowance_account_id = fields.Many2one(
        "account.account", string="Allowance", help="Balance sheet account of the allowance for losses of customers; never a "
        "receivable account, so that the balances of customers stay as they are.", **COMPANY_SETTING)
    credit_loss_journal_id = fields.Many2one(
        "account.journal", string="Journal of Losses", domain=[("type", "=", "general")], **COMPANY_SETTING)
    credit_loss_tax_relief = fields.Boolean(
        string="Tax Relief for Bad Debts", default=True,
        help="The country gives back the tax of invoices that are lost: allowances and write-offs are net of it.",
        **COMPANY_SETTING)
    credit_recovery_account_id = fields.Many2one(
        "account.account", string="Recoveries",
        domain=[("account_type", "in", ("income", "income_other", "expense", "expense_other"))],
        help="Income from what is paid after it was written off. Without it, the account of the losses.", **COMPANY_SETTING)
    credit_relief_account_id = fields.Many2one(
        "account.account", string="Tax on Bad Debts",
        help="Where the tax of what is written off is booked. Without it, on the account of the tax itself.", **COMPANY_SETTING)
    credit_relief_tag_ids = fields.Many2many(
        "account.account.tag", "res_company_credit_relief_tag_rel", "company_id", "tag_id", string="Tax Grids of Bad Debts",
        domain=[("applicability", "=", "taxes")], help="Of the tax return, for what is got back and paid back.",
        **COMPANY_SETTING)
    credit_relief_months = fields.Integer(
        string="Tax Relief After (months)", default=0, bounds=(0, 120),
        help="From the due date: the waiting period of the country. Before, the whole amount is a loss, and the tax is booked "
             "later.", **COMPANY_SETTING)
    credit_small_balance = fields.Monetary(
        string="Small Balance", default=0.0, bounds=(0, 1e9), help="Proposed limit of the run over small balances.",
        **COMPANY_SETTING)
    credit_book_recoveries = fields.Boolean(
        string="Book Recoveries Overnight", default=True,
        help="What a customer pays after a write-off is a recovery, when nothing else is owed. A credit manager can book it by "
             "hand too.", **COMPANY_SETTING)
    # Written when a run is posted: of two at once, the second is done anew on the figures of the first.
    credit_loss_run_id = fields.Many2one("credit.loss.run", readonly=True, copy=False, **COMPANY_SETTING)

    @api.constrains(*ACCOUNTS, "credit_loss_journal_id")
    def _check_loss_accounts(self):
        for company in self:
            # sudo: settings of a company that the user need not be in.
            own = company.sudo()
            accounts = own.env["account.account"].union(*(own[name] for name in ACCOUNTS))
            own._check_booking_settings(accounts, own.credit_loss_journal_id)
            if foreign := accounts.filtered("currency_id").filtered(lambda one, own=own: one.currency_id != own.currency_id):
                raise ValidationError(self.env._(
                    "Account “%(account)s” is kept in %(currency)s, not in %(own)s, the currency of %(company)s.",
                    account=foreign[0].display_name, currency=foreign[0].currency_id.name, own=own.currency_id.name,
                    company=company.name))

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._mark_loss_accounts()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if any(name in vals for name in LOSSES):
            self._mark_loss_accounts()
        return result

    def _mark_loss_accounts(self):
        """What is booked between receivables and these accounts is written off, or recovered."""
        own = self.sudo()  # sudo: who changes settings need not be an accountant.
        accounts = own.env["account.account"].union(*(own[name] for name in LOSSES))
        accounts.filtered(lambda account: not account.credit_is_loss).credit_is_loss = True

    def _get_loss_accounts(self, *names):
        """:return: the accounts of these settings and the journal
        :raise UserError: one of them is not set
        """
        return self._get_booking_settings(self.env._("Losses"), *names, "credit_loss_journal_id")

    def _check_loss_date(self, date):
        """:raise UserError: an entry of this day cannot be posted, because it is locked or has not come yet"""
        self.ensure_one()
        self._check_booking_day(date, self.root_id.sudo().credit_loss_journal_id)  # sudo: a setting, also for a branch.

    def _get_loss_day(self, date):
        """:return: ``date``, or the present day where the books are locked on it or it has not come yet"""
        return self._get_booking_day(date, self.root_id.sudo().credit_loss_journal_id)  # sudo: as above.
