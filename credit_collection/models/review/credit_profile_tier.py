from odoo import api, models
from odoo.exceptions import UserError

from ..common.bulk import get_kept
from .credit_review import POLICY

# A review can propose these; nothing else that gives credit can wait.
TEMPORARY = {"temporary_limit": "proposed_temporary_limit", "temporary_limit_until": "proposed_temporary_until"}
DEFERRABLE = {*POLICY, *TEMPORARY, "own_max_term_days", "change_reason"}
# Key of the cursor's cache: profiles whose decision is being written, with all that follows from it.
DECIDING = "credit_collection.deciding_profiles"


class CreditProfile(models.Model):
    """A limit or term above the approval tier of the user who gives it becomes a review that waits for a decision."""

    _inherit = "credit.profile"

    @api.model
    def _get_write_steps(self):
        return [*super()._get_write_steps(), (1, "_step_approval_tier")]

    def _step_approval_tier(self, vals):
        deciding = get_kept(self.env, DECIDING, set())
        added = set(self.ids) - deciding
        above = self.filtered(lambda profile: profile.id in added)._filter_above_tier(vals)
        if above and not above._is_approved(vals):
            above._check_deferrable(vals)
            profiles = yield {
                name: value for name, value in vals.items()
                if name not in DEFERRABLE or not self._has_role("policy", [name])}
            profiles._propose_policy(vals)
            return
        deciding.update(added)
        try:
            profiles = yield vals
        finally:
            deciding.difference_update(added)
        if not self:
            # Given at creation: the same decision a moment later.
            for profile in profiles._filter_new_above_tier(vals):
                self.env["credit.approval.tier"]._check_amount(
                    self.env.user, profile.company_id, profile._get_reach(profile, profile.company_id._get_credit_today()))

    def _filter_new_above_tier(self, vals):
        """:return: the new profiles of which the user may not give the limit in ``vals``"""
        Tier = self.env["credit.approval.tier"]
        if self.env.su or not self._has_role("policy", vals):
            return self.browse()
        return self.filtered(
            lambda profile: Tier._get_tiers(profile.company_id) and not Tier._get_authority(
                self.env.user, profile.company_id, self._get_reach(profile, profile.company_id._get_credit_today())))

    def _is_approved(self, vals):
        """:return: whether ``vals`` is the decision of a review that the user has just approved in some tier"""
        review = self.env["credit.review"].browse(vals.get("change_review_id") or ())
        if len(self) != 1 or review.state != "approved" or review.profile_id != self or review.decided_by_id != self.env.user:
            return False
        decided = review._prepare_profile_vals(review.decided_on)
        return all(decided.get(name, value) == value for name, value in vals.items() if self._has_role("policy", [name])) and (
            {name for name in vals if self._has_role("policy", [name])} <= decided.keys())

    def _check_deferrable(self, vals):
        """:raise AccessError: what is given above the tier cannot be proposed in a review
        :raise UserError: another decision about the customer is open
        """
        kept = {name: value for name, value in vals.items() if name not in DEFERRABLE}
        for profile in self:
            amount = profile._get_granted_amount(kept)
            self.env["credit.approval.tier"]._check_amount(self.env.user, profile.company_id, amount)
            if profile.open_review_id:
                raise UserError(self.env._(
                    "This is above your approval tier, and a decision about %(customer)s is pending already.",
                    customer=profile.display_name))

    def _propose_policy(self, vals):
        """Open a review for each of the profiles that proposes ``vals``, submit it, and tell the user."""
        reviews = self.env["credit.review"].browse()
        for profile in self:
            policy = {**profile._get_policy_vals(), **{name: vals[name] for name in POLICY if name in vals}}
            if vals.get("credit_limit") and "limit_mode" not in vals:
                policy["limit_mode"] = "limited"
            if "own_max_term_days" in vals:
                policy["max_term_days"] = vals["own_max_term_days"]
            reviews += self.env["credit.review"].create({
                "profile_id": profile.id, "kind": "manual", "reason": vals.get("change_reason"),
                **{f"proposed_{name}": value for name, value in policy.items()},
                **{proposed: vals[name] for name, proposed in TEMPORARY.items() if name in vals},
            })
        reviews.action_submit()
        self.env.user._bus_send("simple_notification", {
            "type": "warning", "sticky": True, "title": self.env._("Waits for a decision"),
            "message": self.env._(
                "This is above your approval tier. A credit review was submitted for %(customers)s and waits for %(deciders)s.",
                customers=", ".join(self.mapped("display_name")),
                deciders=", ".join(reviews.activity_ids.user_id.mapped("name")) or self.env._("a decision")),
        })
