from odoo import fields, models

VIEWER = "credit_collection.credit_collection_group_viewer"


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_messenger = fields.Char(
        string="Messenger ID", groups=VIEWER,
        help="The number or name under which a messenger knows the contact. Without it, the phone number.")
    credit_no_messenger = fields.Boolean(
        string="No Messages", groups=VIEWER,
        help="The contact does not want reminders by messenger. Other channels are used.")
