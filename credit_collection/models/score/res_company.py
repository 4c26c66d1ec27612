from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """When a score is provisional."""

    _inherit = "res.company"

    credit_min_invoices = fields.Integer(
        string="Minimum Paid Invoices", default=3, bounds=(0, 36500),
        help="With fewer invoices paid in full in the last 12 months a score is provisional: no better rating is "
             "proposed than the customer has.", **COMPANY_SETTING,
    )
    credit_min_settled = fields.Monetary(
        string="Minimum Amount Paid", default=0.0, bounds=(0, 1e15),
        help="With less paid in the last 12 months a score is provisional, too.", **COMPANY_SETTING,
    )
    credit_provisional_rating_id = fields.Many2one(
        "credit.rating", string="Rating Cap for Provisional Scores",
        default=lambda self: self.env.ref("credit_collection.credit_rating_c", raise_if_not_found=False),
        help="Best rating proposed to customers without rating while their score is provisional. Leave empty to "
             "propose none.", **COMPANY_SETTING,
    )
