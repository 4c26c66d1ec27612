from odoo import api, models, tools
from odoo.tools import SQL

from ..common.bulk import flush, is_settled
from ..common.credit_stored_statement import StoredStatement
from ..common.sql import (
    BRANCHES,
    TRADE_PAYABLES,
    get_default_limits_sql,
    to_array,
)
from .balances import build_balances, build_post_dated_balances
from .ledger import LEDGER_DEPENDS, build_ledger

# Facts that are not a part of the exposure.
PLAIN_FACTS = (
    "credit_limit", "effective_limit", "exposure_total", "available_credit", "utilisation", "overdue_amount", "overdue_gross",
    "open_credits", "post_dated_receipts", "oldest_due_date", "days_overdue",
)
# Profiles read by a statement, whatever the size of the ledger, and so many that the sums over all customers are faster.
BATCH, MANY = 1000, 50_000
DEPENDS = {
    **LEDGER_DEPENDS,
    "account.journal": ["type"],
    "account.move.line": [*LEDGER_DEPENDS["account.move.line"], "balance", "journal_id"],
    "credit.profile": ["partner_id", "company_id", "limit_mode", "temporary_limit", "temporary_limit_until"],
    "res.partner": ["commercial_partner_id", "credit_limit"],
    "res.company": ["parent_path"],
}


class CreditExposure(models.AbstractModel):
    """Where customers stand: limit in force, exposure, overdue; one SQL statement for any number of customers.

    Another add-on adds a part by ``_get_parts``, see :class:`~.values.ExposurePart`.
    """

    _name = "credit.exposure"
    _description = "Credit Exposure"

    @api.model
    def _get_parts(self):
        """The parts of the exposure. Register by ``return [*super()._get_parts(), ExposurePart(…)]``.

        :return: list of :class:`~.values.ExposurePart`; the sequence decides about the order, never the order of imports
        """
        return []

    @api.model
    def _get_sorted_parts(self):
        return sorted(self._get_parts(), key=lambda part: part.sequence)

    @api.model
    @tools.ormcache()
    def _get_fact_names(self):
        """:return: names of the facts of ``credit.profile``, in the order of the values of :meth:`_read_facts`"""
        return (*PLAIN_FACTS, *(f"exposure_{part.code}" for part in self._get_sorted_parts()))

    # Facts

    @api.model
    def _get_facts(self, profiles, day):
        """Exposure, limit and overdue of the profiles, in one query for a thousand of them.

        :param date day: what is open and overdue at its end, and which limit is in force; drafts and orders are those of now
        :return: ``{profile id: {fact: value}}``; amounts in the currency of the profile's company, ``available_credit``
            and ``utilisation`` are ``None`` without a limit
        """
        names = self._get_fact_names()
        return {
            profile_id: dict(zip(names, values, strict=True))
            for profile_id, values in self._read_facts(profiles, day).items()
        }

    @api.model
    def _read_facts(self, profiles, day):
        """:return: ``{profile id: values in the order of the names of the facts}``"""
        if not (ids := tuple(profiles.ids)):
            return {}
        # Nothing but what is needed here, and for access rights.
        profiles.fetch(["partner_id"])
        self._flush()
        default_limits = get_default_limits_sql(self.env)
        if len(ids) > MANY:
            rows = self.env.execute_query(self._build_fact_values(to_array(ids), None, day, default_limits))
            return {row[0]: row[1:] for row in rows}
        facts, statement = {}, self.env["credit.stored.statement"]
        for start in range(0, len(ids), BATCH):
            batch = profiles[start:start + BATCH]
            facts.update((row[0], row[1:]) for row in statement._execute_rows(
                "facts", profiles=to_array(batch.ids), partners=to_array(batch.partner_id.ids), day=day,
                default_limits=default_limits))
        return facts

    @api.model
    def _build_fact_values(self, profiles, partners, day, default_limits):
        """:param SQL profiles, partners: arrays of ids
        :return: SQL of a row per profile: its id, then the facts in the order of their names; PostgreSQL makes floats of
            decimals sooner than Python does
        """
        fields = self.env["credit.profile"]._fields
        columns = SQL(", ").join(
            SQL("%s::float8" if fields[name].type in ("monetary", "float") else "%s", SQL.identifier("facts", name))
            for name in self._get_fact_names())
        return SQL(
            "SELECT facts.id, %s FROM (%s) facts", columns,
            self._build_facts(day, SQL("profile.id = ANY(%s)", profiles), partners, default_limits))

    @api.model
    def _flush(self):
        """Write pending changes of all columns that the facts read."""
        if is_settled(self.env):
            return
        parts = self._get_parts()
        depends = {model: set(names) for model, names in DEPENDS.items()}
        depends["res.company"].update(part.switch for part in parts)
        for part in parts:
            for model, names in part.depends.items():
                depends.setdefault(model, set()).update(names)
        flush(self.env, depends)

    @api.model
    def _get_facts_sql(self, day, condition=None, partners=None):
        """Build the one statement behind all facts.

        :param date day: any day
        :param SQL condition: on ``profile``; all profiles without
        :param SQL partners: array of the commercial partners of these profiles, to narrow the sums; all without
        :return: SQL with a row per profile: ``id``, the facts, and what else decides about its orders
        """
        self._flush()
        # Planned on its own: a condition on what is overdue would have few customers expected and each looked up anew.
        return SQL("SELECT * FROM (%s) facts OFFSET 0", self._build_facts(
            day, condition or SQL("TRUE"), partners, get_default_limits_sql(self.env)))

    @api.model
    def _build_facts(self, day, condition, partners, default_limits):
        """:param SQL default_limits: core's default limits as JSON by company, which core itself keeps in memory"""
        return SQL(
            """
            SELECT base.*,
                   CASE WHEN base.limit_mode != 'unlimited'
                        THEN base.effective_limit - base.exposure_total END AS available_credit,
                   CASE WHEN base.effective_limit > 0 AND base.limit_mode != 'unlimited'
                        THEN base.exposure_total / base.effective_limit END AS utilisation,
                   COALESCE(%(day)s::date - base.oldest_due_date, 0) AS days_overdue
              FROM (%(base)s) base
            """,
            day=day, base=self._build_base(day, condition, partners, default_limits),
        )

    @api.model
    def _build_base(self, day, condition, partners, default_limits):
        """:return: SQL of the limit in force, the parts of the exposure and what is overdue, a row per profile"""
        parts = self._get_sorted_parts()
        return SQL(
            """
            SELECT profile.id, profile.partner_id, profile.company_id, profile.limit_mode, limits.credit_limit,
                   profile.rating_id, profile.on_hold, profile.own_max_term_days, profile.own_grace_days,
                   profile.temporary_limit_until, profile.limit_until, profile.limit_group_id,
                   profile.next_review_date, profile.followup_level_id,
                   %(effective_limit)s AS effective_limit,
                   %(columns)s,
                   %(total)s AS exposure_total,
                   COALESCE(balance.overdue, 0) AS overdue_amount,
                   COALESCE(balance.overdue_gross, 0) AS overdue_gross,
                   COALESCE(balance.credits, 0) AS open_credits,
                   COALESCE(post_dated.amount, 0) AS post_dated_receipts,
                   balance.oldest_due_date
              FROM credit_profile profile
              JOIN res_company company ON company.id = profile.company_id
              JOIN res_partner partner ON partner.id = profile.partner_id
        CROSS JOIN LATERAL (
                    SELECT COALESCE((partner.credit_limit->>profile.company_id::text)::numeric,
                                    (%(default_limits)s->>profile.company_id::text)::numeric, 0) AS credit_limit
                   ) limits
         LEFT JOIN (%(balances)s) balance
                ON balance.partner_id = profile.partner_id AND balance.root_id = profile.company_id
         LEFT JOIN (%(post_dated)s) post_dated
                ON post_dated.partner_id = profile.partner_id AND post_dated.root_id = profile.company_id
                   %(joins)s
             WHERE %(condition)s
            """,
            effective_limit=_get_effective_limit(day), condition=condition, default_limits=default_limits,
            balances=build_balances(day, partners),
            post_dated=build_post_dated_balances(day, partners),
            columns=SQL(", ").join(
                SQL("%s AS %s", _get_amount(part), SQL.identifier(f"exposure_{part.code}")) for part in parts),
            total=SQL(" + ").join(map(_get_counted, parts)),
            joins=SQL(" ").join(_get_join(part, day, partners) for part in parts if part.build),
        )

    @api.model
    def _get_payables(self, profiles, day):
        """What we owe customers who are suppliers too at the end of ``day``, in one query for any number of them.

        :return: ``{profile id: amount}`` in company currency over all branches, net of what is open in our favour, above 0
        """
        if not profiles.ids:
            return {}
        flush(self.env, LEDGER_DEPENDS)
        rows = self.env.execute_query(SQL(
            """
            SELECT payee.commercial_partner_id, branch.root_id, -SUM(bill.residual)::float8
              FROM (%(bills)s) bill
              JOIN res_partner payee ON payee.id = bill.partner_id
              JOIN %(branches)s branch ON branch.id = bill.company_id
             GROUP BY payee.commercial_partner_id, branch.root_id
            """,
            branches=BRANCHES, bills=build_ledger(
                day, SQL("line.partner_id, line.company_id, item.residual"), partners=to_array(profiles.partner_id.ids),
                accounts=TRADE_PAYABLES)))
        by_partner = profiles._get_by_partner()
        return {
            by_partner[partner_id, root_id].id: amount
            for partner_id, root_id, amount in rows if amount > 0 and (partner_id, root_id) in by_partner}


def _get_effective_limit(day):
    """:return: SQL of the limit in force on ``day``, NULL without limit"""
    return SQL(
        """
        CASE profile.limit_mode
             WHEN 'unlimited' THEN NULL
             WHEN 'no_credit' THEN 0
             WHEN 'limited' THEN CASE WHEN profile.temporary_limit > 0 AND profile.temporary_limit_until >= %s
                                      THEN profile.temporary_limit ELSE limits.credit_limit END
        END
        """, day)


def _get_amount(part):
    """:return: SQL of the part, whether it counts or not"""
    columns = [SQL.identifier(f"part_{part.code}", "amount")] if part.build else []
    columns += [SQL.identifier("balance", part.balance)] if part.balance else []
    return SQL("(%s)", SQL(" + ").join(SQL("COALESCE(%s, 0)", column) for column in columns))


def _get_counted(part):
    switch = SQL("%s IS %s", SQL.identifier("company", part.switch), SQL("NOT FALSE" if part.is_on else "TRUE"))
    return SQL("CASE WHEN %s THEN %s ELSE 0 END", switch, _get_amount(part))


def _get_join(part, day, partners):
    alias = f"part_{part.code}"
    return SQL(
        "LEFT JOIN (%s) %s ON %s = profile.partner_id AND %s = profile.company_id", part.build(day, partners),
        SQL.identifier(alias), SQL.identifier(alias, "partner_id"), SQL.identifier(alias, "root_id"))


class CreditStoredStatement(models.AbstractModel):
    """Every list of customers reads their facts, page by page."""

    _inherit = "credit.stored.statement"

    @api.model
    def _get_statements(self):
        parameters = {"profiles": "int[]", "partners": "int[]", "day": "date", "default_limits": "jsonb"}
        return [
            *super()._get_statements(),
            StoredStatement("facts", parameters, self.env["credit.exposure"]._build_fact_values),
        ]
