import math

from odoo import api, fields, models

# Amounts of a limit, and of what they are in the currency of the customer's limit.
AMOUNTS = {"credit_limit": "limit_in_currency", "temporary_limit": "temporary_limit_in_currency"}


class CreditProfile(models.Model):
    """How much credit a change of policy gives: approval tiers bind every way to give a limit or a term."""

    _inherit = "credit.profile"

    def _get_granted_amount(self, vals):
        """:return: the limit that writing ``vals`` would give to the customer, ``math.inf`` for none at all; 0 when it gives
            neither a higher or longer limit nor a longer term
        """
        self.ensure_one()
        today = self.company_id._get_credit_today()
        before, after = self._get_reach(self, today), self._get_reach(self._prepare_policy_after(vals), today)
        amounts = [after] if after > before and (
            math.isinf(after) or self.currency_id.compare_amounts(after, before) > 0) else []
        if self._is_prolonged(vals) or self._is_term_longer(vals):
            amounts.append(after)
        if vals.get("limit_group_id") and vals["limit_group_id"] != self.limit_group_id.id:
            amounts.append(self.limit_group_id.browse(vals["limit_group_id"]).amount)
        if self._is_limit_rule_dropped(vals):
            amounts.append(math.inf)
        return max(amounts, default=0.0)

    def _prepare_policy_after(self, vals):
        """:return: mode, limits and their end as they are after writing ``vals``, by field name"""
        names = ("limit_mode", *AMOUNTS, "temporary_limit_until")
        after = {name: vals.get(name, self[name]) for name in names}
        currency = self.limit_currency_id.browse(vals.get("limit_currency_id", self.limit_currency_id.id) or ())
        for name, name_in_currency in AMOUNTS.items():
            if vals.get(name_in_currency) and currency:
                after[name] = currency._convert(
                    vals[name_in_currency], self.currency_id, self.company_id,
                    self.company_id._get_credit_today())
        gives_limit = vals.get("credit_limit") or vals.get("limit_in_currency")
        if gives_limit and "limit_mode" not in vals:
            after["limit_mode"] = "limited"
        after["temporary_limit_until"] = fields.Date.to_date(after["temporary_limit_until"])
        return after

    @api.model
    def _get_reach(self, policy, today):
        """:return: the highest limit that a policy allows now or later, ``math.inf`` without limit"""
        if policy["limit_mode"] == "unlimited":
            return math.inf
        if policy["limit_mode"] == "no_credit":
            return 0.0
        until = policy["temporary_limit_until"]
        temporary = policy["temporary_limit"] if until and until >= today else 0.0
        return max(policy["credit_limit"] or 0.0, temporary or 0.0)

    def _is_prolonged(self, vals):
        """:return: whether ``vals`` lets a limit that ends last longer"""
        for name, amount in (("limit_until", "credit_limit"), ("temporary_limit_until", "temporary_limit")):
            if name in vals and self[name] and self[amount]:
                until = fields.Date.to_date(vals[name])
                if until and until > self[name] or not until and name == "limit_until":
                    return True
        return False

    def _is_term_longer(self, vals):
        """:return: whether ``vals`` allows more days to pay"""
        term = self.payment_term_id
        if "payment_term_id" in vals and term.browse(vals["payment_term_id"] or ()).credit_days > term.credit_days:
            return True
        for name in ("max_term_days", "own_max_term_days"):
            if name in vals:
                days = vals[name]
                if name == "own_max_term_days" and days < 0:
                    rating = self.rating_id.browse(vals.get("rating_id", self.rating_id.id) or ())
                    days = rating.max_term_days if rating else self.company_id.credit_max_term_days
                return days > self.max_term_days
        return False

    def _is_limit_rule_dropped(self, vals):
        """:return: whether ``vals`` gives a rating that does not hold orders over the limit, unlike the present one"""
        rating_id = vals.get("override_rating_id") or vals.get("rating_id")
        if not rating_id or rating_id == self.rating_id.id:
            return False

        def holds(rating):
            return rating.order_policy == "hold" and rating.hold_over_limit if rating else (
                self.company_id.credit_order_policy == "hold" and self.company_id.credit_hold_over_limit)

        return holds(self.rating_id) and not holds(self.rating_id.browse(rating_id))

    def _filter_above_tier(self, vals):
        """:return: the profiles of which the user may not decide on ``vals`` in any approval tier"""
        Tier = self.env["credit.approval.tier"]
        if self.env.su or not self._has_role("policy", vals):
            return self.browse()
        return self.filtered(
            lambda profile: Tier._get_tiers(profile.company_id)
            and (amount := profile._get_granted_amount(vals))
            and not Tier._get_authority(self.env.user, profile.company_id, amount))
