from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [
            *super()._get_evidence_models(), (90, "credit.case"), (91, "credit.limitation.event"),
            (92, "credit.agency.placement")]
