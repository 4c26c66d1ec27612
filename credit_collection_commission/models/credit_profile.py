from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (97, "credit.commission.line")]
