from odoo import api, fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    """How the company pursues claims by law."""

    _inherit = "res.company"

    credit_limitation_law = fields.Selection(
        [("customer", "Of the customer's country, else of the company's"), ("company", "Of the company's country")],
        string="Limitation by Law", default="customer", required=True, **COMPANY_SETTING,
        help="Whose law says when claims become time-barred. A case can name another one.")
    credit_limitation_notice_days = fields.Integer(
        string="Limitation Notice (days before)", default=90, bounds=(1, 730),
        help="So many days before a claim becomes time-barred it is listed and alerts are raised.", **COMPANY_SETTING)
    credit_agency_fee_account_id = fields.Many2one(
        "account.account", string="Agency Fees", domain=[("account_type", "in", ("expense", "expense_other"))],
        help="Expense account of what agencies keep and bill.", **COMPANY_SETTING)
    credit_agency_account_id = fields.Many2one(
        "account.account", string="Money from Agencies",
        domain=[("account_type", "in", ("asset_current", "asset_cash")), ("reconcile", "=", True)],
        help="Where it is until the bank statement shows it. Without one, the outstanding receipts of the bank, else the bank "
             "itself.", **COMPANY_SETTING)

    @api.constrains("credit_agency_fee_account_id", "credit_agency_account_id")
    def _check_agency_accounts(self):
        for company in self.sudo():  # sudo: settings of a company that the user need not be in.
            company._check_booking_settings(company.credit_agency_fee_account_id | company.credit_agency_account_id)

    def _get_agency_account(self):
        """:return: the account of agency fees
        :raise UserError: it is not set
        """
        return self._get_booking_settings(self.env._("Legal Action"), "credit_agency_fee_account_id")[0]

    def _get_agency_clearing_account(self, journal):
        """:return: the account on which money from an agency waits for the bank statement of ``journal``"""
        self.ensure_one()
        method = journal.inbound_payment_method_line_ids.filtered("payment_account_id")[:1]
        return self.root_id.sudo().credit_agency_account_id or method.payment_account_id or journal.default_account_id
