from odoo import fields, models


class CreditFollowupLevel(models.Model):
    _inherit = "credit.followup.level"

    tells_net = fields.Boolean(
        string="Tell the Net Amount",
        help="Letters and e-mails of this level take off what we owe the customer as a supplier, and ask for the rest.")
