from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_groups(self):
        groups = [names for names in super()._get_groups() if names[0] != "collector_id"]
        return [*groups, ("collector_id", "portfolio_id")]
