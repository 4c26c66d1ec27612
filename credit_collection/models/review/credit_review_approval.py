from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError

from ...tools.rating import proposals


class CreditReview(models.Model):
    """Who may approve a review, and which periodic reviews need nobody."""

    _inherit = "credit.review"

    def _get_decision_amount(self):
        """:return: the limit that an approval would grant, ``math.inf`` for none at all; 0 when it raises nothing and gives
            neither a longer term nor rules that let more through
        """
        self.ensure_one()
        before = proposals.Limit(self.current_limit_mode or "unlimited", self.current_credit_limit)
        after = proposals.Limit(self.proposed_limit_mode, self.proposed_credit_limit)
        granted = self.env["credit.approval.tier"]._get_granted_amount(self.profile_id, self._get_own_proposal())
        return max(proposals.raised_amount(before, after), granted)

    def _get_own_proposal(self):
        """:return: what the review changes of the policy, without the terms that come with the rating proposed"""
        current, proposed = self._get_policy_vals("current"), self._get_policy_vals("proposed")
        rating = self.proposed_rating_id
        written = {"payment_term_id": rating.payment_term_id.id, "max_term_days": rating.max_term_days} if rating else {}
        return {
            name: value for name, value in proposed.items()
            if value != current[name] and (name not in written or value != written[name])}

    decided_for_id = fields.Many2one(
        "res.users", string="On Behalf Of", readonly=True, copy=False, tracking=True,
        help="Approver in whose tier the decision was made.",
    )

    def _check_tier(self):
        """Record the approver on whose behalf the user approves, if another.

        :raise AccessError: a review raises the limit beyond what the user may approve, or the user requested it
        """
        if self.env.su:
            return
        Tier = self.env["credit.approval.tier"]
        for review in self:
            amount = review._get_decision_amount()
            is_own = review.requested_by_id == self.env.user
            if is_own and review.kind == "request" and amount:
                raise AccessError(self.env._(
                    "You asked for this yourself. Another credit manager decides on “%(review)s”.",
                    review=review.display_name))
            authority = Tier._check_amount(self.env.user, review.company_id, amount, is_own)
            if amount:
                sellers = review.order_id._get_credit_sellers() | review.partner_id._get_credit_sellers()
                Tier._check_four_eyes(self.env.user, review.company_id, sellers, review.display_name)
            if authority != self.env.user:
                # sudo: who decided is evidence, nobody writes it by hand.
                review.sudo().decided_for_id = authority

    def _approve_within_band(self):
        """Approve the periodic reviews that change little, in the name of the system, where the company wants that.

        :return: the reviews approved
        """
        within = self.filtered(lambda review: review._is_within_band())
        if within:
            system = within.with_user(SUPERUSER_ID)
            for review in system:
                review.decision_reason = review.env._("Approved automatically: the change is within the company's band.")
            system.action_approve()
        return within

    def _is_within_band(self):
        """:return: whether the company lets this review pass without a person"""
        company = self.company_id
        if not company.credit_auto_approve or not self.is_scored or self.kind != "periodic" or self.state != "submitted":
            return False
        partner = self.profile_id.partner_id
        scale = [rating_id for _score, rating_id in sorted(self.env["credit.rating"]._get_scales(company, partner)[partner])]
        ratings = (self.current_rating_id.id, self.proposed_rating_id.id)
        if not set(ratings) <= set(scale):
            return False
        before = proposals.Limit(self.current_limit_mode, self.current_credit_limit)
        after = proposals.Limit(self.proposed_limit_mode, self.proposed_credit_limit)
        steps = scale.index(ratings[1]) - scale.index(ratings[0])
        return proposals.is_within_band(steps, before, after, company.credit_auto_approve_percent)
