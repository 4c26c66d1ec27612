from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError

from ...tools.rating import proposals


class CreditReview(models.Model):
    """Who may approve a review, and which periodic reviews need nobody."""

    _inherit = "credit.review"

    def _get_decision_amount(self):
        """:return: the limit that an approval would grant, ``math.inf`` for none at all; 0 when it raises nothing"""
        self.ensure_one()
        before = proposals.Limit(self.current_limit_mode or "unlimited", self.current_credit_limit)
        after = proposals.Limit(self.proposed_limit_mode, self.proposed_credit_limit)
        return proposals.raised_amount(before, after)

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
                # sudo: who sells, whether or not the user sees the order.
                sellers_sudo = review.sudo().order_id.user_id | review.sudo().profile_id.salesperson_id
                Tier._check_four_eyes(self.env.user, review.company_id, sellers_sudo, review.display_name)
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
        scale = self.env["credit.rating"]._get_scale(company).sorted("min_score").ids
        ratings = (self.current_rating_id.id, self.proposed_rating_id.id)
        if not set(ratings) <= set(scale):
            return False
        before = proposals.Limit(self.current_limit_mode, self.current_credit_limit)
        after = proposals.Limit(self.proposed_limit_mode, self.proposed_credit_limit)
        steps = scale.index(ratings[1]) - scale.index(ratings[0])
        return proposals.is_within_band(steps, before, after, company.credit_auto_approve_percent)
