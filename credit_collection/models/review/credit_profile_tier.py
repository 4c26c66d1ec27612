from odoo import models

from ...tools.common.write_steps import write_step
from ..common.bulk import get_kept
from .credit_review_deferral import DEFERRABLE

# Key of the cursor's cache: profiles whose decision is being written, with all that follows from it.
DECIDING = "credit_collection.deciding_profiles"
# One of these given at creation is a decision on the limit.
LIMITS = {"limit_mode", "credit_limit", "limit_in_currency", "temporary_limit", "temporary_limit_in_currency"}


class CreditProfile(models.Model):
    """A limit or term above the approval tier of the user who gives it becomes a review that waits for a decision."""

    _inherit = "credit.profile"

    @write_step(1)
    def _step_approval_tier(self, vals):
        Review = self.env["credit.review"]
        deciding = get_kept(self.env, DECIDING, set())
        added = set(self.ids) - deciding
        above = self.env["credit.approval.tier"]._filter_above(self.filtered(lambda profile: profile.id in added), vals)
        if above and not Review._is_approved(above, vals):
            Review._check_deferrable(above, vals)
            profiles = yield {
                name: value for name, value in vals.items()
                if name not in DEFERRABLE or not self._has_role("policy", [name])}
            Review._propose_policy(profiles, vals)
            return
        deciding.update(added)
        try:
            profiles = yield vals
        finally:
            deciding.difference_update(added)
        if not self and not LIMITS.isdisjoint(vals):
            Review._check_created(profiles)
