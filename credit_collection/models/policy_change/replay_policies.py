"""The policy of each customer on each day of the past: the rules of today, or those of a draft, and what was decided about the
customer then."""

from typing import NamedTuple

from ...tools.policy_change import policy_preview
from ...tools.rating import proposals
from .credit_policy_change_line import LIMIT_DRAFT


class Terms(NamedTuple):
    """What the rules need to know of the customer on the day: the ``tools.limit.past_decisions.Decision`` that stood, and the
    ``monthly_sales`` of the 12 months before. ``is_by_score``: the rating is that of the score of the day."""

    day: object
    decision: object
    rating_id: int | None
    exclusions: tuple = ()
    monthly_sales: float = 0.0
    group_limit: float | None = None
    is_by_score: bool = False


class PolicyBook:
    """The rules of one version of the policy.

    :param env: environment
    :param rows: ``{rating id, None for customers without: {column: value}}``
    :param rules: ``{rating id: (LimitRule, whether it makes the limits of all customers anew)}``; without, it makes those of
        customers who are rated by the score of the day
    :param known: the hold rules that can tell of the past
    """

    def __init__(self, env, rows, rules, known):
        self._check = env["credit.check"]
        self._rows, self._rules, self._known = rows, rules, tuple(known)
        self._policies = {}

    def get_grace_days(self, terms):
        own = terms.decision.own_grace_days
        return own if own >= 0 else self._get_row(terms)["grace_days"] or 0

    def get_policy(self, terms):
        """:return: the ``Policy`` of the customer on the day"""
        decision = terms.decision
        key = (terms.rating_id, decision.own_max_term_days, decision.own_grace_days, terms.exclusions)
        policy = self._policies.get(key)
        if policy is None:
            policy = self._policies[key] = self._prepare(terms)
        mode, amount = self._get_limit(terms)
        return policy._replace(
            limit_mode=mode, effective_limit=amount, on_hold=decision.on_hold, group_limit=terms.group_limit)

    def _get_row(self, terms):
        return self._rows.get(terms.rating_id) or self._rows[None]

    def _prepare(self, terms):
        row, decision = self._get_row(terms), terms.decision
        has_own_term = decision.own_max_term_days >= 0
        return self._check._prepare_policy({
            **row,
            "limit_mode": "unlimited", "effective_limit": 0.0, "on_hold": False,
            "has_own_term": has_own_term,
            "max_term_days": decision.own_max_term_days if has_own_term else row["max_term_days"],
            "term_bands": () if has_own_term else row["term_bands"],
            "grace_days": self.get_grace_days(terms),
            "exclusions": terms.exclusions,
        })._replace(known=self._known)

    def _get_limit(self, terms):
        """:return: mode and amount in force: by the rule where the rule makes the limits, else as decided then"""
        decision = terms.decision
        rule, is_new = self._rules.get(terms.rating_id, (None, False))
        if rule is None or not (is_new or terms.is_by_score):
            return decision.limit_mode, decision.get_effective_limit(terms.day)
        current = proposals.Limit(decision.limit_mode, decision.credit_limit)
        limit = proposals.propose_limit(rule, current, terms.monthly_sales)
        temporary = decision.temporary_limit if decision.has_temporary_limit(terms.day) else 0.0
        return limit.mode, policy_preview.get_effective_limit(limit, temporary)


def read_books(change):
    """:return: the :class:`PolicyBook` in force and that of the draft ``change``"""
    env = change.env
    known = get_known_rules(env)
    in_force, drafted, rules_in_force, drafted_rules = {}, {}, {}, {}
    # sudo: ratings of customers that are archived or shared, and settings of the company.
    company_sudo, Rating_sudo = change.company_id.sudo(), env["credit.rating"].sudo().with_context(active_test=False)
    for rating in Rating_sudo.search([("company_id", "in", [company_sudo.id, False])]):
        in_force[rating.id] = drafted[rating.id] = _read_row(rating, rating)
        rules_in_force[rating.id] = drafted_rules[rating.id] = (rating._get_limit_rule(), False)
    in_force[None] = drafted[None] = _read_company_row(company_sudo)
    for line in change.line_ids.sudo():
        drafted[line.rating_id.id or None] = _read_row(line, line.rating_id)
        if line.rating_id:
            drafted_rules[line.rating_id.id] = (
                proposals.LimitRule(line.limit_mode, line.limit_rule, line.limit_amount, line.limit_months),
                not line._get_changes().keys().isdisjoint(LIMIT_DRAFT))
    return PolicyBook(env, in_force, rules_in_force, known), PolicyBook(env, drafted, drafted_rules, known)


def get_known_rules(env):
    """:return: list of the hold rules that can tell of the past, the gravest first"""
    codes = set(env["credit.hold"]._get_past_rules())
    return [rule for rule in env["credit.hold"]._get_sorted_rules() if rule.code in codes]


def _read_row(record, rating):
    """:return: the columns of a standing, of a rating or of a draft of it"""
    names = record.env["credit.hold.rules.mixin"]._get_rule_columns()
    return {
        **{name: record[name] for name in (*names, "max_term_days", "grace_days")},
        "term_bands": tuple((band.max_amount, band.max_term_days) for band in rating.term_ids.sorted("max_amount")),
    }


def _read_company_row(company):
    """:return: the same for customers without rating, the twin of ``credit.check._get_policy_sql``"""
    Rules = company.env["credit.hold.rules.mixin"]
    names = Rules._get_rule_columns()
    defaults = Rules.default_get(list(names))
    columns = {name: Rules._get_company_column(name) for name in names}
    return {
        **{name: company[column] if column else defaults.get(name) for name, column in columns.items()},
        "max_term_days": company.credit_max_term_days, "grace_days": company.credit_grace_days, "term_bands": (),
    }
