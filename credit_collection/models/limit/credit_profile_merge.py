from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (70, "credit.policy.log")]

    @api.model
    def _get_groups(self):
        return [*super()._get_groups(), ("limit_group_id",)]

    @api.model
    def _absorb(self, kept, other):
        # The rating of the customer who stays is the one that was decided, see ``_prepare_vals``.
        other.manual_rating_id._end()
        return super()._absorb(kept, other)

    @api.model
    def _get_customer_models(self):
        return [*super()._get_customer_models(), "credit.policy.log"]
