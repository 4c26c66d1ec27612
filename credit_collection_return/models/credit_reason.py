from odoo import fields, models


class CreditReason(models.Model):
    """Why a bank returned a payment; the code is that of the bank's file, such as AC04."""

    _inherit = "credit.reason"

    kind = fields.Selection(selection_add=[("return", "Returned payment")], ondelete={"return": "cascade"})
    allows_attempt = fields.Boolean(
        string="Second Attempt", default=True,
        help="Whether collecting the same amount again makes sense. It does not where the account is closed or the mandate "
             "ended.")
