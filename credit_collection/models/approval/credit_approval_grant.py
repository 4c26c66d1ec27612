import math
from typing import NamedTuple

from odoo import api, fields, models

# Amounts of a limit, and of what they are in the currency of the customer's limit.
AMOUNTS = {"credit_limit": "limit_in_currency", "temporary_limit": "temporary_limit_in_currency"}


class LimitRules(NamedTuple):
    """How far orders may go beyond the limit in percent, and beyond its last day in days; ``math.inf``: nothing holds them."""

    tolerance: float
    grace: float


class CreditApprovalTier(models.Model):
    """How much credit a change of policy gives: approval tiers bind every way to give a limit or a term."""

    _inherit = "credit.approval.tier"

    @api.model
    def _get_granted_amount(self, profile, vals):
        """:return: the limit that writing ``vals`` would give to the customer of ``profile``, ``math.inf`` for none at all; 0
            when it gives neither a higher or longer limit nor a longer term
        """
        profile.ensure_one()
        today = profile.company_id._get_credit_today()
        before, after = self._get_reach(profile, today), self._get_reach(self._prepare_policy_after(profile, vals), today)
        amounts = [after] if after > before and (
            math.isinf(after) or profile.currency_id.compare_amounts(after, before) > 0) else []
        if self._is_prolonged(profile, vals) or self._is_term_longer(profile, vals):
            amounts.append(after)
        if vals.get("limit_group_id") and vals["limit_group_id"] != profile.limit_group_id.id:
            amounts.append(profile.limit_group_id.browse(vals["limit_group_id"]).amount)
        amounts.append(self._get_rule_grant(profile, vals, after))
        return max(amounts)

    @api.model
    def _prepare_policy_after(self, profile, vals):
        """:return: mode, limits and their end as they are after writing ``vals``, by field name"""
        names = ("limit_mode", *AMOUNTS, "temporary_limit_until")
        after = {name: vals.get(name, profile[name]) for name in names}
        currency = profile.limit_currency_id.browse(vals.get("limit_currency_id", profile.limit_currency_id.id) or ())
        for name, name_in_currency in AMOUNTS.items():
            if vals.get(name_in_currency) and currency:
                after[name] = currency._convert(
                    vals[name_in_currency], profile.currency_id, profile.company_id,
                    profile.company_id._get_credit_today())
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

    @api.model
    def _is_prolonged(self, profile, vals):
        """:return: whether ``vals`` lets a limit that ends last longer"""
        for name, amount in (("limit_until", "credit_limit"), ("temporary_limit_until", "temporary_limit")):
            if name in vals and profile[name] and profile[amount]:
                until = fields.Date.to_date(vals[name])
                if until and until > profile[name] or not until and name == "limit_until":
                    return True
        return False

    @api.model
    def _is_term_longer(self, profile, vals):
        """:return: whether ``vals`` allows more days to pay"""
        term = profile.payment_term_id
        if "payment_term_id" in vals and term.browse(vals["payment_term_id"] or ()).credit_days > term.credit_days:
            return True
        given = vals.get("own_max_term_days", vals.get("max_term_days"))
        if given is None:
            return False
        rating = profile.rating_id.browse(vals.get("rating_id", profile.rating_id.id) or ())
        after = given if given >= 0 else self._get_longest(profile, rating)
        own = profile.own_max_term_days
        return after > (own if own >= 0 else self._get_longest(profile, profile.rating_id))

    @api.model
    def _get_longest(self, profile, rating):
        """:return: the maximum payment term of customers with ``rating``, ``math.inf`` without any"""
        if rating:
            return rating.max_term_days
        company = profile.company_id
        return company.credit_max_term_days if company.credit_hold_term else math.inf

    @api.model
    def _get_rule_grant(self, profile, vals, limit):
        """:return: the limit that the rules of a rating given by ``vals`` let pass where the present ones hold, 0 for no more

        :param limit: the limit that the customer has then
        """
        given = profile.manual_rating_id.browse(vals.get("manual_rating_id") or ())
        rating_id = given.rating_id.id or vals.get("rating_id")
        if not rating_id or rating_id == profile.rating_id.id:
            return 0.0
        before = self._get_limit_rules(profile.rating_id, profile.company_id)
        after = self._get_limit_rules(profile.rating_id.browse(rating_id), profile.company_id)
        if after.tolerance <= before.tolerance and after.grace <= before.grace:
            return 0.0
        if math.isinf(after.tolerance) and after.tolerance > before.tolerance:
            return math.inf
        return limit * (1 + after.tolerance / 100) if math.isfinite(limit) and math.isfinite(after.tolerance) else 0.0

    @api.model
    def _get_limit_rules(self, rating, company):
        """:return: :class:`LimitRules` of customers with ``rating``, of those without any in ``company``"""
        Rules = self.env["credit.hold.rules.mixin"]

        def get(name):
            if rating:
                return rating[name]
            column = Rules._get_company_column(name)
            default = Rules._fields[name].default
            return company[column] if column else default and default(Rules)

        holds = get("order_policy") == "hold"
        return LimitRules(
            get("tolerance_percent") or 0.0 if holds and get("hold_over_limit") else math.inf,
            get("limit_grace_days") or 0 if holds and get("hold_limit_expired") else math.inf)

    @api.model
    def _check_rules_eased(self, companies, before, after):
        """:raise AccessError: rules let orders over the limit pass that were held ``before``, which is to give any limit, and
            that is above the tier of the user in one of ``companies``
        """
        if not self.env.su and (after.tolerance > before.tolerance or after.grace > before.grace):
            for company in companies:
                self._check_amount(self.env.user, company, math.inf)

    @api.model
    def _filter_above(self, profiles, vals):
        """:return: those of ``profiles`` of which the user may not decide on ``vals``: above the approval tier, or as their
            salesperson where somebody else has to decide
        """
        if self.env.su or not profiles._has_role("policy", vals):
            return profiles.browse()
        user = self.env.user

        def is_above(profile):
            company = profile.company_id
            is_own = user in profile.partner_id._get_credit_sellers() and self._needs_four_eyes(user, company)
            if not is_own and not self._get_tiers(company):
                return False
            amount = self._get_granted_amount(profile, vals)
            return bool(amount) and (is_own or not self._get_authority(user, company, amount))

        return profiles.filtered(is_above)

    @api.model
    def _check_grant(self, profile, vals):
        """:raise AccessError: ``vals`` give credit to the customer of ``profile`` that the user may not give"""
        amount = self._get_granted_amount(profile, vals)
        self._check_amount(self.env.user, profile.company_id, amount)
        if amount:
            sellers = profile.partner_id._get_credit_sellers()
            self._check_four_eyes(self.env.user, profile.company_id, sellers, profile.display_name)
