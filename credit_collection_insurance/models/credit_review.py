from odoo import models


class CreditReview(models.Model):
    """Proposed limits at most as high as the insured limit and what the rating adds."""

    _inherit = "credit.review"

    def _get_limit_cap(self):
        """:return: the highest limit that the rating proposes, in company currency; None without such a rule"""
        rating = self.proposed_rating_id
        if not rating.limit_is_capped or rating.limit_mode != "limited":
            return None
        company = self.company_id
        # sudo: a figure of the customer that is reviewed.
        cover = self.env["credit.insurance.cover"].sudo()._get_in_force(self.profile_id, company._get_credit_today()).get(
            self.profile_id)
        return rating.limit_over_cover + (cover.company_amount if cover else 0.0)

    def _prepare_proposal_vals(self):
        vals = super()._prepare_proposal_vals()
        cap = self._get_limit_cap()
        if cap is None or (vals["proposed_limit_mode"] == "limited" and vals["proposed_credit_limit"] <= cap):
            return vals
        if vals["proposed_limit_mode"] == "no_credit":
            return vals
        return {**vals, "proposed_limit_mode": "limited", "proposed_credit_limit": cap}

    def _explain_limit(self):
        cap = self._get_limit_cap()
        if cap is None or self.proposed_limit_mode != "limited" or self.currency_id.compare_amounts(
                cap, self.proposed_credit_limit):
            return super()._explain_limit()
        show = self.currency_id.format
        extra = self.proposed_rating_id.limit_over_cover
        return self.env._(
            "At most the insured limit of %(cover)s and %(extra)s of own risk", cover=show(cap - extra), extra=show(extra))
