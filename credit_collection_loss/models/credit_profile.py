from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (80, "credit.write.off")]

    @api.model
    def _absorb(self, kept, other):
        """A customer is estimated once a day: where both were, the estimate of the customer who is kept counts."""
        Specific = self.env["credit.loss.specific"]
        own = Specific.search([("profile_id", "=", kept.id)])
        theirs = Specific.search([("profile_id", "=", other.id)])
        theirs.filtered(lambda estimate: any(estimate._overlaps(known) for known in own)).active = False
        return super()._absorb(kept, other)
