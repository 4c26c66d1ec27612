from odoo import fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    """How the company charges for late payment."""

    _inherit = "res.company"

    credit_charge_interest = fields.Boolean(string="Late Interest", default=True, **COMPANY_SETTING)
    credit_charge_compensation = fields.Boolean(
        string="Fixed Compensation", default=True, help="Once per invoice, where the late payment terms have one.",
        **COMPANY_SETTING,
    )
    credit_charge_law = fields.Selection(
        [("customer", "Of the customer's country, else of the company's"), ("company", "Of the company's country")],
        string="Terms by Law", default="customer", required=True, **COMPANY_SETTING,
        help="Whose law applies where no terms were agreed with the customer.",
    )
    credit_charges_since = fields.Datetime(
        # The clock of the transaction, as matches have.
        default=lambda self: self.env.cr.now().replace(microsecond=0),
        help="What was settled before this moment is not charged afterwards.", **COMPANY_SETTING,
    )
    credit_charge_order = fields.Selection(
        [("debt", "The debt first"), ("charges", "Costs, then interest, then the debt")], string="Payments Cover",
        default="debt", required=True, **COMPANY_SETTING,
        help="Whether a part payment lowers the principal at once, or after the charges that are due. A payment over exactly "
             "what an invoice owes is always meant for the invoice.",
    )
    credit_charge_booking = fields.Selection(
        [("bill", "When they are billed"), ("paid", "When they are paid")], string="Book Charges", default="bill",
        required=True, **COMPANY_SETTING,
        help="Billed: a document for each customer and run. Paid: charges are claimed but not booked; what a customer pays "
             "beyond all that is due is booked as charges.",
    )
    credit_charge_document = fields.Selection(
        [("invoice", "Customer invoice"), ("debit_note", "Debit note")], string="Bill Charges By", default="invoice",
        required=True, **COMPANY_SETTING,
        help="A debit note names the oldest of the invoices that were paid late.",
    )
    credit_charge_post = fields.Boolean(
        string="Post Bills of Charges", default=True, help="Otherwise they are drafts for an accountant to check.",
        **COMPANY_SETTING,
    )
    credit_charge_run = fields.Selection(
        [("manual", "By hand"), ("monthly", "Once a month")], string="Billing Run", default="manual", required=True,
        help="Once a month: in the first night of the month, for all customers with accrued charges.", **COMPANY_SETTING)
    credit_charge_min_amount = fields.Monetary(
        string="Bill From", default=0.0, help="Customers whose charges come to less wait for the next monthly run.",
        **COMPANY_SETTING)
    credit_charge_due_days = fields.Integer(
        string="Charges Due In (days)", default=14, bounds=(0, 365), help="After the date of the bill.", **COMPANY_SETTING)
    credit_charge_journal_id = fields.Many2one(
        "account.journal", string="Journal of Charges", domain=[("type", "=", "sale")], **COMPANY_SETTING)
    credit_compensation_product_id = fields.Many2one(
        "product.product", string="Compensation Product", domain=[("type", "=", "service")], **COMPANY_SETTING,
        help="Account and taxes of the fixed compensation. Without it, the account of the journal and no tax.",
    )
    credit_fee_product_id = fields.Many2one(
        "product.product", string="Fee Product", domain=[("type", "=", "service")], **COMPANY_SETTING,
        help="Account and taxes of reminder fees. Without it, the account of the journal and no tax.",
    )
    credit_charge_waive_limit = fields.Monetary(
        string="Collectors Waive Up To", default=0.0, **COMPANY_SETTING,
        help="Of one customer in 30 days. More is decided by credit managers, within the approval tiers.",
    )

    _credit_check_charges = models.Constraint(
        "CHECK (credit_charge_min_amount >= 0 AND credit_charge_waive_limit >= 0)",
        "Amounts in the settings of charges cannot be negative.",
    )

    def _get_charge_product(self, kind):
        """:return: the product that says account and taxes of a charge, none without"""
        self.ensure_one()
        return {
            "interest": self.credit_interest_product_id, "compensation": self.credit_compensation_product_id,
            "fee": self.credit_fee_product_id,
        }[kind]
