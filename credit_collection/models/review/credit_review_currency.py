from odoo import api, fields, models


class CreditReview(models.Model):
    """Reviews of customers whose limit is in their own currency: the amount that was asked for is granted, whatever the
    rate does until the decision."""

    _inherit = "credit.review"

    current_limit_currency_id = fields.Many2one("res.currency", string="Limit Currency", readonly=True)
    current_limit_in_currency = fields.Monetary(
        string="Limit in Customer's Currency", readonly=True, default=0.0, currency_field="current_limit_currency_id",
    )
    asked_currency_id = fields.Many2one("res.currency", string="Requested Currency", readonly=True)
    asked_amount = fields.Monetary(
        string="Requested Limit", readonly=True, default=0.0, currency_field="asked_currency_id",
        help="In the currency of the customer. Granted as asked for unless the proposal is changed.",
    )
    # What that was in company currency when it was asked for, to know whether the proposal was changed since.
    asked_converted = fields.Monetary(string="Requested Limit (Converted)", readonly=True, default=0.0)

    def _check_policy_unchanged(self):
        """A limit in the customer's currency has not changed only because the rate has."""
        for review in self:
            profile = review.profile_id
            currency = review.current_limit_currency_id
            if currency and currency == profile.limit_currency_id and not currency.compare_amounts(
                    profile.limit_in_currency, review.current_limit_in_currency):
                # sudo: evidence is never written by hand; the proposal that keeps the limit keeps it at today's rate.
                review.sudo().write(review._prepare_limit_at_rate())
        return super()._check_policy_unchanged()

    def _prepare_limit_at_rate(self):
        """:return: the present limit at today's rate; the proposal with it when it proposes no other"""
        today = self.currency_id.round(self.profile_id.credit_limit)
        vals = {"current_credit_limit": today}
        if not self.currency_id.compare_amounts(self.proposed_credit_limit, self.current_credit_limit):
            vals["proposed_credit_limit"] = today
        return vals

    def _prepare_profile_vals(self, today):
        """Leave the limit in the customer's currency alone where it stays, grant it as it was asked for."""
        vals = super()._prepare_profile_vals(today)
        currency = self.profile_id.limit_currency_id
        if not currency or vals["limit_mode"] != "limited":
            return vals
        if self._is_as_asked(self.proposed_credit_limit) and not self.proposed_temporary_until:
            vals["limit_in_currency"] = self.asked_amount
            vals.pop("credit_limit")
        elif not self.currency_id.compare_amounts(self.proposed_credit_limit, self.current_credit_limit):
            vals.pop("credit_limit")
        if self.proposed_temporary_until and self._is_as_asked(self.proposed_temporary_limit):
            vals["temporary_limit_in_currency"] = self.asked_amount
        return vals

    def _is_as_asked(self, amount):
        """:return: whether ``amount`` of the proposal is still what was asked for in the customer's currency"""
        return bool(self.asked_currency_id) and self.asked_currency_id == self.profile_id.limit_currency_id and (
            not self.currency_id.compare_amounts(amount, self.asked_converted))

    @api.model
    def _prepare_judgement_vals(self, profile, judgement):
        return {
            **super()._prepare_judgement_vals(profile, judgement),
            "current_limit_currency_id": profile.limit_currency_id.id,
            "current_limit_in_currency": profile.limit_in_currency,
        }
