from odoo import api, models


class CreditFollowupRound(models.AbstractModel):
    _inherit = "credit.followup.round"

    @api.model
    def _after_cleared(self, profiles, decisions, today):
        result = super()._after_cleared(profiles, decisions, today)
        profiles._thank_payers(decisions, today)
        return result
