from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_groups(self):
        groups = [names for names in super()._get_groups() if names[0] != "collector_id"]
        return [*groups, ("collector_id", "portfolio_id")]

    @api.model
    def _absorb(self, kept, other):
        # sudo: ranks are written by the system; the next night ranks the customer who stays.
        self.env["credit.rank"].sudo()._of(other).unlink()
        return super()._absorb(kept, other)
