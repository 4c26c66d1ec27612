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
        default=fields.Datetime.now, help="What was settled before this moment is not charged afterwards.", **COMPANY_SETTING,
    )
    credit_charge_order = fields.Selection(
        [("debt", "The debt first"), ("charges", "Costs, then interest, then the debt")], string="Payments Cover",
        default="debt", required=True, **COMPANY_SETTING,
        help="Whether a part payment lowers the principal at once, or after the charges that are due. A payment over exactly "
             "what an invoice owes is always meant for the invoice.",
    )
