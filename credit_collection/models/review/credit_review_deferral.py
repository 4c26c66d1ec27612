from odoo import api, models
from odoo.exceptions import UserError

from .credit_review import POLICY

# A review can propose these; nothing else that gives credit can wait.
TEMPORARY = {"temporary_limit": "proposed_temporary_limit", "temporary_limit_until": "proposed_temporary_until"}
DEFERRABLE = {*POLICY, *TEMPORARY, "own_max_term_days", "change_reason"}


class CreditReview(models.Model):
    """Reviews in place of decisions above the approval tier of the user who took them."""

    _inherit = "credit.review"

    @api.model
    def _check_created(self, profiles):
        """:raise AccessError: new profiles were given a limit above the tier of the user"""
        Tier = self.env["credit.approval.tier"]
        for profile in () if self.env.su else profiles:
            if Tier._get_tiers(profile.company_id):
                Tier._check_amount(
                    self.env.user, profile.company_id, Tier._get_reach(profile, profile.company_id._get_credit_today()))

    @api.model
    def _is_approved(self, profile, vals):
        """:return: whether ``vals`` is the decision of a review that the user has just approved in some tier"""
        review = self.browse(vals.get("change_review_id") or ())
        is_theirs = review.state == "approved" and review.decided_by_id == self.env.user
        if len(profile) != 1 or not is_theirs or review.profile_id != profile:
            return False
        decided = review._prepare_profile_vals(review.decided_on)
        written = {name: value for name, value in vals.items() if profile._has_role("policy", [name])}
        return written.keys() <= decided.keys() and all(decided[name] == value for name, value in written.items())

    @api.model
    def _check_deferrable(self, profiles, vals):
        """:raise AccessError: what is given above the tier cannot be proposed in a review
        :raise UserError: another decision about a customer is open
        """
        kept = {name: value for name, value in vals.items() if name not in DEFERRABLE}
        Tier = self.env["credit.approval.tier"]
        for profile in profiles:
            Tier._check_grant(profile, kept)
            if profile.open_review_id:
                raise UserError(self.env._(
                    "Another person has to decide on this, and a decision about %(customer)s is pending already.",
                    customer=profile.display_name))

    @api.model
    def _propose_policy(self, profiles, vals):
        """Open a review for each of the profiles that proposes ``vals``, submit it, and tell the user."""
        reviews = self.browse()
        for profile in profiles:
            policy = {**profile._get_policy_vals(), **{name: vals[name] for name in POLICY if name in vals}}
            if vals.get("credit_limit") and "limit_mode" not in vals:
                policy["limit_mode"] = "limited"
            if "own_max_term_days" in vals:
                policy["max_term_days"] = vals["own_max_term_days"]
            reviews += self.create({
                "profile_id": profile.id, "kind": "manual", "reason": vals.get("change_reason"),
                **{f"proposed_{name}": value for name, value in policy.items()},
                **{proposed: vals[name] for name, proposed in TEMPORARY.items() if name in vals},
            })
        reviews.action_submit()
        self.env.user._bus_send("simple_notification", {
            "type": "warning", "sticky": True, "title": self.env._("Waits for a decision"),
            "message": self.env._(
                "Another person has to decide on this. A credit review was submitted for %(customers)s and waits for "
                "%(deciders)s.",
                customers=", ".join(profiles.mapped("display_name")),
                deciders=", ".join(reviews.activity_ids.user_id.mapped("name")) or self.env._("a decision")),
        })
