from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _absorb(self, kept, other):
        # sudo: the forecast is written by the system; the next night makes it anew for the customer who stays.
        self.env["credit.cash.in"].sudo().search([("profile_id", "=", other.id)]).unlink()
        return super()._absorb(kept, other)
