from odoo import fields, models


class CreditReason(models.Model):
    _inherit = "credit.reason"

    outcome = fields.Selection(
        selection=lambda self: self.env["credit.followup"]._fields["outcome"]._description_selection(self.env),
        string="Counts As", help="How the outcome of a contact counts in the worklist and the statistics.",
    )
