from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

TEMPORARY = ("proposed_temporary_limit", "proposed_temporary_until")


class CreditReview(models.Model):
    """A limit asked for by sales, for good or until a date, for an order."""

    _inherit = "credit.review"

    order_id = fields.Many2one("sale.order", string="For Order", readonly=True, index="btree_not_null", ondelete="set null")
    proposed_temporary_limit = fields.Monetary(
        string="Temporary Limit", default=0.0, tracking=True, help="Applies until the date given, instead of the limit.",
    )
    proposed_temporary_until = fields.Date(string="Temporary Until", tracking=True)

    @api.constrains(*TEMPORARY)
    def _check_temporary(self):
        for review in self:
            sign = review.currency_id.compare_amounts(review.proposed_temporary_limit, 0)
            if sign < 0 or (sign > 0) != bool(review.proposed_temporary_until):
                raise ValidationError(self.env._(
                    "%(review)s: a temporary limit needs an amount and its last day.", review=review.display_name))

    @api.depends(*TEMPORARY)
    def _compute_summary(self):
        result = super()._compute_summary()
        for review in self.filtered("proposed_temporary_until"):
            temporary = self.env._(
                "Temporary limit: %(amount)s until %(date)s",
                amount=review.currency_id.format(review.proposed_temporary_limit),
                date=format_date(self.env, review.proposed_temporary_until))
            review.summary = f"{review.summary} · {temporary}" if review._get_changes() else temporary
        return result

    def _get_decision_amount(self):
        """A temporary limit must be approved like any other."""
        amount = super()._get_decision_amount()
        if not self.proposed_temporary_until or self.proposed_limit_mode == "unlimited":
            return amount
        return max(amount, self.proposed_temporary_limit)

    def action_refresh(self):
        """What sales asked for stays asked for; everything else follows the policy as it is now."""
        asked = {review: review.proposed_credit_limit for review in self if review.kind == "request"}
        result = super().action_refresh()
        for review, amount in asked.items():
            policy = review._get_policy_vals("current")
            kept = policy["credit_limit"] if policy["limit_mode"] == "limited" else 0.0
            review.write({
                **{f"proposed_{name}": value for name, value in policy.items()},
                "proposed_limit_mode": "limited",
                "proposed_credit_limit": kept if review.proposed_temporary_until else amount,
            })
        return result

    def _prepare_profile_vals(self, today):
        """A request that only asks for a temporary limit is no review of the customer: the cycle goes on."""
        vals = super()._prepare_profile_vals(today)
        if self.proposed_temporary_until:
            vals.update(
                temporary_limit=self.proposed_temporary_limit, temporary_limit_until=self.proposed_temporary_until)
        if self.kind == "request":
            vals["next_review_date"] = self.profile_id.next_review_date
        return vals
