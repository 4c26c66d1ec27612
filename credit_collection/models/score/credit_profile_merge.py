from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_customer_models(self):
        return [*super()._get_customer_models(), "credit.score"]

    @api.model
    def _absorb(self, kept, other):
        """A customer has one nightly score a month: those of the profile that stays."""
        # sudo: scores are evidence, nobody may delete them by hand.
        ours, theirs = (
            profile.sudo().score_ids.filtered(lambda score: score.source == "nightly") for profile in (kept, other))
        theirs.filtered(lambda score: score.month in ours.mapped("month")).unlink()
        return super()._absorb(kept, other)
