from odoo import api, models

from ...const import REVIEW_ACTIVITY


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (60, "credit.review")]

    @api.model
    def _get_customer_models(self):
        return [*super()._get_customer_models(), "credit.review"]

    @api.model
    def _absorb(self, kept, other):
        """A customer has one open review; the one that is cancelled stays as evidence."""
        if kept.open_review_id and other.open_review_id:
            other.open_review_id.activity_unlink([REVIEW_ACTIVITY])
            other.open_review_id._set_state("cancelled")
        return super()._absorb(kept, other)
