from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...tools.exposure.past_account import BEGUN, COVERED, MATCHED, Event, PastItem
from ...tools.exposure.past_settlement import PastSettlement
from ..common.bulk import flush
from ..common.sql import BRANCHES, build_items, get_account_holder_sql, to_array
from .ledger import LEDGER_DEPENDS, build_ledger
from .payments import build_registered_days
from .settlements import EXCHANGE_JOURNALS, SETTLEMENT_DEPENDS, build_settlements

# Above this number of customers, reading the items of all is faster than looking up those of each.
LARGE_BATCH = 1000
COLUMNS = {
    **LEDGER_DEPENDS,
    "account.move": [*LEDGER_DEPENDS["account.move"], "journal_id"],
    "account.move.line": [*LEDGER_DEPENDS["account.move.line"], "amount_currency", "balance", "no_followup"],
}
SETTLEMENT_COLUMNS = {
    **SETTLEMENT_DEPENDS,
    "account.move.line": [
        *SETTLEMENT_DEPENDS["account.move.line"], "account_id", "amount_residual", "company_id", "date_maturity",
        "parent_state", "partner_id"],
    "res.company": [*SETTLEMENT_DEPENDS["res.company"], "parent_path"],
    "res.partner": ["commercial_partner_id"],
}
# A receipt that the bank took back is told by the day of its return instead.
NO_RECEIPTS = SQL("'{}'::int[]")


class Period(NamedTuple):
    """The past of a root company that is read: from the end of ``first`` to the end of ``last``."""

    company: models.BaseModel
    first: date
    last: date


class CreditPastAccount(models.AbstractModel):
    """What customers owed on each of many days: the ledger of the first day and all that happened since, read once.

    ``tools/exposure/past_account.py`` plays it back. The same rule as in ``ledger.py``: the matches dated until a day decide
    what an item owes at its end.
    """

    _name = "credit.past.account"
    _description = "Accounts of Customers in the Past"

    @api.model
    def _get_speaking_sql(self):
        """:return: SQL: whether ``line`` of ``move`` may speak against orders of the root ``company``; to be narrowed"""
        return SQL("TRUE")

    @api.model
    def _get_changes_sql(self, period):
        """What changed about items beside what was booked and matched. Another room adds its own.

        :return: list of SQL of ``line_id``, ``day``, ``kind`` and ``amount``, see ``tools.exposure.past_account.Event``
        """
        return []

    @api.model
    def _read(self, partner_ids, period):
        """:param partner_ids: ids of commercial partners
        :return: ``{commercial partner id: [Event]}`` of these customers, in their order
        """
        flush(self.env, COLUMNS)
        partners = to_array(partner_ids) if len(partner_ids) <= LARGE_BATCH else None
        found, items = {partner_id: [] for partner_id in partner_ids}, {}
        for statement in (self._build_opening(period, partners), self._build_booked(period, partners)):
            for key, partner_id, document, due, day, amount, amount_currency, speaks, is_rated in (
                    self.env.execute_query(statement)):
                if partner_id in found:
                    item = PastItem(key, document, due.toordinal(), speaks, is_rated)
                    items[key] = (partner_id, item)
                    found[partner_id].append(Event(day.toordinal(), BEGUN, item, amount, amount_currency))
        for statement in self._build_events(period, partners):
            for key, day, kind, amount, amount_currency in self.env.execute_query(statement):
                if key in items:
                    partner_id, item = items[key]
                    found[partner_id].append(Event(day.toordinal(), kind, item, amount, amount_currency))
        for events in found.values():
            events.sort()
        return found

    @api.model
    def _get_item_columns(self, period, day, amount, amount_currency):
        return SQL(
            """
            line.id, payer.commercial_partner_id, line.move_id, COALESCE(line.date_maturity, line.date), %s AS day, %s::float8,
            %s::float8, (%s) IS TRUE, NOT move.journal_id = ANY(%s)
            """, day, amount, amount_currency, self._get_speaking_sql(), EXCHANGE_JOURNALS)

    @api.model
    def _get_item_joins(self, period):
        return SQL(
            """
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner payer ON payer.id = line.partner_id
              JOIN %s branch ON branch.id = line.company_id AND branch.root_id = %s
              JOIN res_company company ON company.id = branch.root_id
            """, BRANCHES, period.company.id)

    @api.model
    def _build_opening(self, period, partners):
        """:return: SQL of the items that were open at the end of the first day"""
        # What payments without entry cover is told by events of their own.
        columns = self._get_item_columns(
            period, SQL("%s::date", period.first), SQL("item.residual"), SQL("item.residual_currency"))
        return build_ledger(period.first, columns, joins=self._get_item_joins(period), partners=partners)

    @api.model
    def _build_booked(self, period, partners):
        """:return: SQL of the items that were booked since"""
        holders = SQL("TRUE") if partners is None else get_account_holder_sql(SQL("line.partner_id"), partners)
        return build_items(
            self._get_item_columns(period, SQL("line.date"), SQL("line.balance"), SQL("line.amount_currency")),
            joins=self._get_item_joins(period),
            condition=SQL("line.date > %s AND line.date <= %s AND %s", period.first, period.last, holders))

    @api.model
    def _build_events(self, period, partners):
        """:return: list of SQL of ``line_id``, ``day``, ``kind``, ``amount`` and ``amount_currency`` of all that happened to
            items since; those of other customers are among them"""
        debtors, payers = (SQL("TRUE") if partners is None else get_account_holder_sql(SQL.identifier(column), partners)
                           for column in ("credit_debtor_id", "credit_payer_id"))
        within = SQL("max_date > %s AND max_date <= %s", period.first, period.last)
        matched = SQL(
            """
            SELECT debit_move_id, max_date, %(kind)s, -amount::float8, -debit_amount_currency::float8
              FROM account_partial_reconcile WHERE %(within)s AND %(debtors)s
         UNION ALL
            SELECT credit_move_id, max_date, %(kind)s, amount::float8, credit_amount_currency::float8
              FROM account_partial_reconcile WHERE %(within)s AND %(payers)s
            """, kind=MATCHED, within=within, debtors=debtors, payers=payers)
        covered = SQL(
            """
            SELECT line_id, day, %s,
                   (amount - COALESCE(LAG(amount) OVER (PARTITION BY line_id ORDER BY day), 0))::float8, 0::float8
              FROM (%s) covered
            """, COVERED, build_registered_days(partners))
        return [matched, covered, *(
            SQL("SELECT line_id, day, kind, amount::float8, 0::float8 FROM (%s) change", change)
            for change in self._get_changes_sql(period))]

    # How debts were settled, and what of it was taken back when

    @api.model
    def _read_settlements(self, partner_ids, period):
        """:return: ``{commercial partner id: [PastSettlement]}`` of what was settled after the first day of the ``period`` and
            until its last one, in the order of the days
        """
        flush(self.env, SETTLEMENT_COLUMNS)
        returned = self._read_returned(period)
        wanted = {partner_id: [] for partner_id in partner_ids}
        for partner_id, counterpart_id, day, due, *values in self.env.execute_query(
                self._build_past_settlements(partner_ids, period)):
            if partner_id in wanted:
                back = returned.get(counterpart_id)
                wanted[partner_id].append(PastSettlement(day.toordinal(), values[0], values[1], due.toordinal(), *values[2:],
                                                         returned=back and back.toordinal()))
        return wanted

    @api.model
    def _read_returned(self, period):
        """:return: ``{receipt: day on which it was taken back, although it still settles debts}``"""
        return dict(self.env.execute_query(SQL(
            "SELECT receipt_id, MIN(date) FROM (%s) given_back WHERE NOT is_reconciled GROUP BY receipt_id",
            self.env["credit.receipts"]._get_returns_sql(period.last))))

    @api.model
    def _build_past_settlements(self, partner_ids, period):
        holders = SQL("TRUE") if len(partner_ids) > LARGE_BATCH else get_account_holder_sql(
            SQL("line.partner_id"), to_array(partner_ids))
        return SQL("%s ORDER BY settlement.date, settlement.id", build_items(
            SQL(
                """
                payer.commercial_partner_id, settlement.counterpart_id, settlement.date,
                COALESCE(line.date_maturity, line.date), line.id, line.move_id, settlement.amount::float8,
                settlement.is_payment, settlement.is_credit_note IS TRUE, settlement.is_loss IS TRUE, line.amount_residual = 0
                """),
            joins=SQL(
                """
              JOIN res_partner payer ON payer.id = line.partner_id
              JOIN %s branch ON branch.id = line.company_id AND branch.root_id = %s
        CROSS JOIN LATERAL (%s) settlement
                """, BRANCHES, period.company.id, build_settlements(SQL("line.id"), bounced=NO_RECEIPTS, debt="line")),
            condition=SQL(
                """
                line.balance > 0 AND NOT line.journal_id = ANY(%s) AND settlement.date > %s AND settlement.date <= %s AND %s
                """, EXCHANGE_JOURNALS, period.first, period.last, holders)))
