from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..common.bulk import flush
from ..common.sql import MONEY_COLUMNS, build_items, is_money
from ..exposure.ledger import LEDGER_DEPENDS
from ..exposure.ledger_days import build_ledger_days, build_ledger_of_days, build_trade_items
from ..exposure.settlements import build_settlements

DEPENDS = {
    **LEDGER_DEPENDS,
    "account.account": [*LEDGER_DEPENDS["account.account"], "account_type", "credit_is_loss"],
    "account.journal": ["type"],
    "account.move": [*LEDGER_DEPENDS["account.move"], "invoice_date", "journal_id", "move_type", "reversed_entry_id"],
    "account.move.line": [*LEDGER_DEPENDS["account.move.line"], *MONEY_COLUMNS, "balance", "payment_id"],
    "credit.dispute": ["company_amount", "date_closed", "date_opened", "move_id", "state"],
    "credit.followup": ["channel", "date", "is_right_party", "profile_id", "state"],
    "credit.profile": ["company_id", "partner_id"],
    "credit.promise": ["followup_id", "profile_id", "state"],
    "credit.promise.instalment": ["amount", "date", "promise_id", "state"],
    "credit.statement": ["asks_confirmation", "date_to", "profile_id", "state"],
    "res.company": ["currency_exchange_journal_id", "parent_path"],
}


class Source(NamedTuple):
    """Where components of the key figures come from: one statement for any number of periods and customers."""

    #: ``{component: SQL of its sum over a period and customer}``
    columns: dict
    #: SQL of FROM and WHERE, on ``period`` with ``n``, ``first_day`` and ``last_day``
    body: SQL
    #: SQL of the id of the profile
    profile: SQL


class CreditKeyFigure(models.AbstractModel):
    """What key figures are made of: sums per period, of customers or of all of them, from the ledger, promises, disputes
    and contacts; in one statement for any number of periods and customers.

    The statement of the sources has these tables: ``period`` (``n``, ``first_day``, ``last_day``), ``period_day`` (the same
    with each ``day`` of the period), ``payer`` (``id`` of a customer or contact, ``profile_id``), ``trade_item`` (their
    items, with ``profile_id``), ``entry`` (the items open at the end of each period, and before it: ``day``, ``id``,
    ``profile_id``, ``move_id``, ``due_date``, days ``late``, ``residual``), ``given_back`` (see
    ``credit.receipts._get_returns_sql``), ``bounced`` (``ids`` of receipts that were returned and still settle invoices).

    Nothing here asks for access rights: that is the business of who shows the result.
    """

    _name = "credit.key.figure"
    _description = "Components of Key Figures"

    @api.model
    def _get_sources(self, scope):
        """Register by ``return [*super()._get_sources(scope), Source(…)]``.

        :param Scope scope: what the conditions of the statement need
        :return: list of :class:`Source`
        """
        return []

    @api.model
    def _get_scope(self, company, profiles, *, is_narrow):
        """:return: :class:`Scope`"""
        return Scope(company, profiles, is_narrow)

    @api.model
    def _flush(self):
        """Write pending changes of all columns that the statement reads."""
        flush(self.env, DEPENDS)

    @api.model
    def _get_components(self, scope, periods):
        """:param list periods: pairs of first and last day
        :return: list of ``{component: sum}``, one per period
        """
        self._flush()
        rows = self.env.execute_query_dict(self._build_components(scope, periods))
        by_number = {row.pop("n"): row for row in rows}
        return [
            {name: float(value or 0) for name, value in by_number.get(number, {}).items() if name != "profile_id"}
            for number in range(len(periods))]

    @api.model
    def _build_components(self, scope, periods, *, by_profile=False):
        """:param bool by_profile: whether there is a row per customer, or one of all together
        :return: SQL of ``n``, ``profile_id`` (0 of all) and the components; what it reads must be flushed
        """
        sources = self._get_sources(scope)
        names = self._get_names(sources)
        union = SQL(" UNION ALL ").join(_build_source(source, names, by_profile) for source in sources)
        return SQL(
            """
              WITH %(tables)s
            SELECT component.n, component.profile_id, %(sums)s
              FROM (%(union)s) component
          GROUP BY component.n, component.profile_id
            """,
            tables=self._build_tables(scope, periods), union=union,
            sums=SQL(", ").join(SQL("SUM(%s) AS %s", *[SQL.identifier(name)] * 2) for name in names))

    @api.model
    def _get_names(self, sources):
        """:return: names of the components, each once"""
        return list(dict.fromkeys(name for source in sources for name in source.columns))

    @api.model
    def _build_tables(self, scope, periods):
        items = build_trade_items(
            SQL("line.move_id, line.journal_id, line.credit_is_receipt, line.balance::float8 AS balance, payer.profile_id, "
                "move.move_type = 'entry' AS is_entry, %s AS is_sale, COALESCE(move.invoice_date, line.date) AS invoice_date, "
                "COALESCE(line.date_maturity, line.date) AS original_due_date", scope.build_is_sale()),
            joins=SQL("JOIN payer ON payer.id = line.partner_id JOIN account_move move ON move.id = line.move_id"),
            condition=scope.of_company("line"), holders=scope.holders)
        return SQL(
            """
            period (n, first_day, last_day) AS MATERIALIZED (VALUES %(periods)s),
            -- The periods of a day: a date is looked up, not compared with each period.
            period_day AS MATERIALIZED (
                SELECT n, first_day, last_day, first_day + number AS day
                  FROM period, GENERATE_SERIES(0, last_day - first_day) number
            ),
            ledger_day AS MATERIALIZED (%(days)s),
            payer AS MATERIALIZED (%(payers)s),
            trade_item AS MATERIALIZED (%(items)s),
            entry AS MATERIALIZED (%(entries)s),
            given_back AS MATERIALIZED (%(returns)s),
            bounced AS MATERIALIZED (SELECT ARRAY(SELECT receipt_id FROM given_back WHERE NOT is_reconciled) AS ids)
            """,
            periods=SQL(", ").join(
                SQL("(%s, %s::date, %s::date)", number, first, last) for number, (first, last) in enumerate(periods)),
            payers=scope.build_payers(), items=items,
            days=build_ledger_days(SQL("SELECT last_day FROM period UNION ALL SELECT first_day - 1 FROM period")),
            entries=build_ledger_of_days(
                SQL("state.day, item.id, item.profile_id, item.move_id, item.due_date, state.day - item.due_date AS late, "
                    "state.residual"), holders=scope.holders),
            returns=self.env["credit.receipts"]._get_returns_sql(
                scope.today, scope.of_customers(SQL("back.partner_id"))))


class Scope:
    """Whose figures are wanted: a company or a branch, and customers; conditions for the sources."""

    def __init__(self, company, profiles, is_narrow):
        """:param SQL profiles: SELECT of the ids of profiles of the root company
        :param bool is_narrow: whether these are a part of the customers: then their items are looked up by index
        """
        # sudo: the figures of a company are made of the items of all its branches, whether the user works for them or not.
        company = company.sudo()
        self.today = company._get_credit_today()
        self.companies = company.with_context(active_test=False).search([("id", "child_of", company.ids)]).ids
        self.root_id, self.profiles = company.root_id.id, profiles
        self.buckets = company._get_credit_aging_buckets()
        self.leaves_out_cash = company.root_id.credit_leave_out_cash_sales
        self.holders = SQL("ARRAY(SELECT id FROM payer)") if is_narrow else None

    def build_payers(self):
        """:return: SQL of the customers and their contacts, whom entries may name, with their profile; without conditions
            also of customers who have none yet, in place of it the negative id of the customer"""
        if self.holders is None:
            return SQL(
                """
                SELECT contact.id, COALESCE(profile.id, -contact.commercial_partner_id) AS profile_id
                  FROM res_partner contact
             LEFT JOIN credit_profile profile
                       ON profile.partner_id = contact.commercial_partner_id AND profile.company_id = %s
                 WHERE profile.id IS NULL OR profile.id IN %s
                """, self.root_id, self.profiles)
        return SQL(
            """
            SELECT contact.id, profile.id AS profile_id
              FROM credit_profile profile
              JOIN res_partner contact ON contact.commercial_partner_id = profile.partner_id
             WHERE profile.company_id = %s AND profile.id IN %s
            """, self.root_id, self.profiles)

    def build_is_sale(self):
        """:return: SQL on ``line`` and ``move``: whether the item is a sale on account, or takes one back; cash sales where
            the company counts them"""
        is_sale = SQL("move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')")
        if not self.leaves_out_cash:
            return is_sale
        # CASE: what was paid is looked up for no other item than these.
        return SQL(
            """
            CASE WHEN NOT %(is_sale)s THEN FALSE
                 WHEN COALESCE(line.date_maturity, line.date) > COALESCE(move.invoice_date, line.date) THEN TRUE
                 ELSE COALESCE((SELECT SUM(at_once.amount) FROM (%(paid)s) at_once), 0) < ABS(line.balance)
            END
            """, is_sale=is_sale, paid=build_paid_at_once())

    def of_company(self, alias):
        """:return: SQL: whether the item belongs to the company or one of its branches"""
        return SQL("%s = ANY(%s)", SQL.identifier(alias, "company_id"), self.companies)

    def of_customers(self, column):
        """:return: SQL: whether the item may be one of these customers; the join to ``payer`` decides"""
        return SQL("%s = ANY(%s)", column, self.holders) if self.holders is not None else SQL("TRUE")


def build_paid_at_once():
    """:return: SQL of ``amount``: what money settled of ``line`` on its day, of an invoice or, given back, of a credit note"""
    return SQL(
        """
        SELECT settlement.amount FROM (%s) settlement WHERE settlement.is_money AND settlement.date <= line.date
     UNION ALL (%s)
        """,
        build_settlements(SQL("line.id")), build_items(
            SQL("partial.amount"), alias="returned", accounts=None, state=None,
            joins=SQL("JOIN account_partial_reconcile partial ON partial.debit_move_id = returned.id"),
            condition=SQL(
                "partial.credit_move_id = line.id AND partial.max_date <= line.date AND %s", is_money("returned"))))


def _build_source(source, names, by_profile):
    """:return: SQL of a row per period (and profile) with all components, zero for those of other sources"""
    profile = source.profile if by_profile else SQL("0")
    columns = SQL(", ").join(
        SQL("%s AS %s", SQL("COALESCE(%s, 0)", source.columns[name]) if name in source.columns else SQL("0"),
            SQL.identifier(name)) for name in names)
    return SQL(
        "SELECT period.n, %s AS profile_id, %s %s GROUP BY %s", profile, columns, source.body,
        SQL("period.n, %s", profile) if by_profile else SQL("period.n"))
