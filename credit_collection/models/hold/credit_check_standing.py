from functools import partial

from odoo import api, models
from odoo.tools import SQL

from ...tools.hold.hold_exclusions import Exclusion, apply_exclusions
from ...tools.hold.order_decision import Policy, Position
from ..common.bulk import is_settled
from ..common.credit_stored_statement import StoredStatement
from ..common.sql import get_default_limits_sql
from .credit_check import CreditStanding

# Read with the standing, for the explanation of a hold.
STANDING_FACTS = ("limit_until", "next_review_date")


class CreditCheckService(models.AbstractModel):
    """Where customers stand, as the check of their orders needs it: policy and position, read and put together."""

    _name = "credit.check"
    _description = "Credit Check"

    @api.model
    def _get_standings(self, partner_ids, company_ids, today, with_groups=True):
        """Read policy and position of customers straight from the database; missing profiles are created.

        One query, whatever the number of customers and of their open items, unless a profile is missing.

        :param partner_ids: ids of commercial partners
        :param company_ids: ids of root companies
        :param date today: decides what is overdue and which limit is in force
        :param bool with_groups: whether any of the customers may share a limit; it is faster to know that none does
        :return: ``{(partner id, company id): CreditStanding}``
        """
        standings = self._read_standings(partner_ids, company_ids, today, with_groups)
        missing = {(partner, company) for partner in partner_ids for company in company_ids} - standings.keys()
        if missing and self.env["credit.profile"]._create_missing_profiles(
            {partner for partner, _ in missing}, {company for _, company in missing},
        ):
            standings = self._read_standings(partner_ids, company_ids, today, with_groups)
        return standings

    @api.model
    def _read_standings(self, partner_ids, company_ids, today, with_groups=True):
        rows = self._read_standing_rows(partner_ids, company_ids, today, with_groups)
        return {(row["partner_id"], row["company_id"]): self._prepare_standing(row) for row in rows}

    @api.model
    def _read_standing_rows(self, partner_ids, company_ids, today, with_groups=True):
        """:return: list of rows, what a :class:`CreditStanding` is made of, in one query"""
        self._flush_standings()
        return self.env["credit.stored.statement"]._execute(
            "group_standings" if with_groups else "standings",
            partners=list(partner_ids), companies=list(company_ids), today=today,
            default_limits=get_default_limits_sql(self.env))

    @api.model
    def _build_standings(self, with_groups, partners, companies, today, default_limits):
        """:param SQL partners, companies: arrays of ids of commercial partners and root companies
        :return: SQL with a row per customer; what it reads must be flushed
        """
        Group = self.env["credit.limit.group"]
        condition = SQL("profile.partner_id = ANY(%s) AND profile.company_id = ANY(%s)", partners, companies)
        return SQL(
            """
            SELECT facts.id, facts.partner_id, facts.company_id, facts.limit_mode, facts.credit_limit, facts.effective_limit,
                   facts.exposure_total, facts.overdue_amount, facts.days_overdue, facts.on_hold,
                   facts.limit_until, facts.next_review_date, company.credit_test_mode AS is_test_mode,
                   CASE WHEN facts.temporary_limit_until >= %(today)s THEN 0
                        ELSE COALESCE(%(today)s::date - facts.limit_until, 0) END AS limit_days_expired,
                   COALESCE(%(today)s::date - facts.next_review_date, 0) AS review_days_overdue,
                   %(hold_facts)s
                   %(terms)s,
                   %(policy)s,
                   (%(exclusions)s) AS exclusions%(group_columns)s
              FROM (%(facts)s OFFSET 0) facts
              JOIN res_company company ON company.id = facts.company_id
         LEFT JOIN credit_rating rating ON rating.id = facts.rating_id
                   %(group_join)s
            """,
            today=today,
            hold_facts=SQL(" ").join(
                SQL("%s AS %s,", fact, SQL.identifier(name))
                for name, fact in self.env["credit.hold"]._get_hold_facts(today).items()),
            terms=self._get_terms_sql(),
            policy=SQL(", ").join(
                self._get_policy_sql(name) for name in self.env["credit.hold.rules.mixin"]._get_rule_columns()),
            exclusions=self.env["credit.hold.exclusion"]._get_exclusions_sql(today),
            facts=self.env["credit.exposure"]._build_facts(today, condition, partners, default_limits),
            group_columns=Group._get_columns_sql(today, default_limits) if with_groups else SQL(),
            group_join=Group._get_join_sql() if with_groups else SQL(),
        )

    @api.model
    def _flush_standings(self):
        """Write pending changes of what the standings read."""
        if is_settled(self.env):
            return
        self.env["credit.exposure"]._flush()
        self.env["credit.profile"].flush_model([
            "on_hold", "own_max_term_days", "own_grace_days", "rating_id", "limit_until", "next_review_date",
            "limit_group_id"])
        self.env["credit.hold"]._flush_hold_facts()
        for name in (
            "credit.rating", "credit.rating.term", "credit.hold.exclusion", "credit.limit.group", "credit.reason",
            "res.company",
        ):
            self.env[name].flush_model()
        self.env["res.partner"].flush_model(["category_id"])

    @api.model
    def _get_terms_sql(self):
        """:return: SQL of the columns about the longest term and the days of grace"""
        return SQL(
            """
            CASE WHEN facts.own_max_term_days >= 0 THEN facts.own_max_term_days
                 WHEN rating.id IS NULL THEN company.credit_max_term_days
                 ELSE rating.max_term_days END AS max_term_days,
            facts.own_max_term_days >= 0 AS has_own_term,
            CASE WHEN facts.own_max_term_days < 0 THEN (
                SELECT JSON_AGG(JSON_BUILD_ARRAY(band.max_amount, band.max_term_days) ORDER BY band.max_amount)
                  FROM credit_rating_term band
                 WHERE band.rating_id = rating.id) END AS term_bands,
            CASE WHEN facts.own_grace_days >= 0 THEN facts.own_grace_days
                 WHEN rating.id IS NULL THEN company.credit_grace_days
                 ELSE rating.grace_days END AS grace_days
            """)

    @api.model
    def _get_policy_sql(self, name):
        """:return: SQL of one column of the policy: as the rating has it, without rating as the company has it"""
        Rules = self.env["credit.hold.rules.mixin"]
        column = Rules._get_company_column(name)
        unrated = SQL.identifier("company", column) if column else SQL("%s", Rules.default_get([name]).get(name))
        return SQL(
            "CASE WHEN rating.id IS NULL THEN %s ELSE %s END AS %s", unrated, SQL.identifier("rating", name),
            SQL.identifier(name))

    @api.model
    def _prepare_standing(self, row):
        policy = self._prepare_policy(row)
        if policy.order_policy == "hold" and row["is_test_mode"]:
            policy = policy._replace(order_policy="warn")
        Hold = self.env["credit.hold"]
        facts = {name: row[name] for name in Hold._get_fact_names()}
        of_orders = self.env["sale.order"]._get_credit_order_fact_names()
        figures = [name for name in Hold._get_hold_figures() if name not in of_orders]
        return CreditStanding(
            profile_id=row["id"],
            policy=policy,
            position=self._prepare_position(row, facts),
            effective_limit=policy.effective_limit,
            overdue_amount=float(row["overdue_amount"]),
            facts={name: row[name] for name in (*STANDING_FACTS, *figures)},
            group_id=row.get("limit_group_id"),
            group_guard_id=row.get("group_guard_id"),
        )

    @api.model
    def _prepare_policy(self, row):
        """:return: the :class:`Policy` that the columns of a standing come to, those of a draft or of a past day too"""
        Rules = self.env["credit.hold.rules.mixin"]
        return Policy(
            limit_mode=row["limit_mode"],
            effective_limit=float(row["effective_limit"] or 0.0),
            tolerance_percent=float(row["tolerance_percent"] or 0.0),
            order_policy=row["order_policy"] or "hold",
            max_overdue_days=(row["max_overdue_days"] or 0) + (row["grace_days"] or 0),
            max_term_days=row["max_term_days"],
            on_hold=bool(row["on_hold"]),
            rules=self._get_rules_in_force(row),
            max_overdue_amount=float(row["max_overdue_amount"] or 0.0),
            max_order_amount=float(row["max_order_amount"] or 0.0),
            limit_grace_days=row["limit_grace_days"] or 0,
            review_grace_days=row["review_grace_days"] or 0,
            prepayment_percent=float(row["prepayment_percent"] or 0.0),
            term_bands=tuple(map(tuple, row["term_bands"] or ())),
            group_limit=float(row["group_limit"] or 0.0) if row.get("limit_group_id") else None,
            known=self.env["credit.hold"]._get_sorted_rules(),
            columns={name: row[name] for name in Rules._get_rule_columns()},
        )

    @api.model
    def _prepare_position(self, row, facts):
        return Position(
            exposure=float(row["exposure_total"]),
            days_overdue=row["days_overdue"],
            overdue_amount=float(row["overdue_amount"]),
            limit_days_expired=row["limit_days_expired"],
            review_days_overdue=row["review_days_overdue"],
            is_level_reached=bool(facts.get("is_level_reached")),
            has_broken_promise=bool(facts.get("has_broken_promise")),
            group_exposure=float(row.get("group_exposure") or 0.0),
            facts=facts,
        )

    @api.model
    def _get_rules_in_force(self, row):
        """:return: codes of the rules of the rating or company, but for the exclusions of the customer

        The share to be prepaid is its own switch; a longest term of the customer's own always counts; the limit shared
        with others counts like the customer's limit.
        """
        switches = {rule.code: rule.switch for rule in self.env["credit.hold"]._get_sorted_rules() if rule.switch}
        switched_on = {code for code, switch in switches.items() if row[switch]}
        if row["has_own_term"]:
            switched_on.add("term")
        return apply_exclusions(
            switched_on, [Exclusion(*exclusion) for exclusion in row["exclusions"] or ()], tuple(switches))


class CreditStoredStatement(models.AbstractModel):
    """Every order that is checked asks what it is about and where its customer stands."""

    _inherit = "credit.stored.statement"

    @api.model
    def _get_statements(self):
        parameters = {"partners": "int[]", "companies": "int[]", "today": "date", "default_limits": "jsonb"}
        build = self.env["credit.check"]._build_standings
        return [
            *super()._get_statements(),
            StoredStatement(
                "order_requests", {"orders": "int[]", "today": "date"}, self.env["sale.order"]._build_credit_requests),
            StoredStatement("standings", parameters, partial(build, False)),
            StoredStatement("group_standings", parameters, partial(build, True)),
        ]
