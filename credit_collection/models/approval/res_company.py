from odoo import fields, models

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """Four eyes: nobody decides on credit for the own sale."""

    _inherit = "res.company"

    credit_four_eyes = fields.Selection(
        [
            ("auto", "Where another credit manager can decide"),
            ("always", "Always"),
            ("never", "Not required"),
        ],
        string="Four-Eyes Principle", default="auto", required=True,
        help="The salesperson of an order or customer does not release the order or approve a policy for the customer.",
        **COMPANY_SETTING,
    )
