"""What statements of account are made of, in a constant number of queries for any number of customers.

Opening and closing balance come from the one ledger of open items. What lies between are the entries of the period, and what
was settled outside of the account of an item: by an entry in another currency or of another customer.
"""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, float_round

from ...tools.statement.figures import Movement, OpenDocument, make_parts
from ..common.bulk import flush
from ..common.sql import MONEY_COLUMNS, build_items, get_account_holder_sql, get_root_sql, is_money, to_array
from ..exposure.ledger import build_ledger, get_due_date_sql

SETTLEMENT_COLUMNS = [
    "credit_amount_currency", "credit_currency_id", "credit_debtor_id", "credit_move_id", "credit_payer_id",
    "debit_amount_currency", "debit_currency_id", "debit_move_id", "max_date",
]
JOINS = SQL(
    """
      JOIN account_move move ON move.id = line.move_id
      JOIN res_company company ON company.id = line.company_id
      JOIN res_partner partner ON partner.id = line.partner_id
    """)


class CreditStatement(models.Model):
    _inherit = "credit.statement"

    @api.model
    def _get_parts(self, profiles, date_from, date_to):
        """Make the figures of statements; nothing is kept.

        :param date date_from: first day of the period
        :param date date_to: last day of the period
        :return: ``{profile: [Part]}``, a part for each currency
        """
        documents = self._read_open_documents(profiles, date_to)
        openings = self._read_closings(profiles, date_from - timedelta(1))
        movements = self._read_movements(profiles, date_from, date_to)
        buckets = {company: company._get_credit_aging_buckets() for company in profiles.company_id}
        round_amount = self._get_rounding()
        return {
            profile: make_parts(
                openings.get(profile, {}), movements.get(profile, []), documents[profile], date_to, round_amount,
                buckets[profile.company_id])
            for profile in profiles}

    @api.model
    def _filter_telling(self, profiles, parts):
        """:return: the customers to whom there is something to tell: they owed, bought, paid or owe"""
        return profiles.filtered(lambda profile: any(not part.is_empty for part in parts[profile]))

    @api.model
    def _make_open_parts(self, documents, day, buckets):
        """:return: list of :class:`Part` of what is open at the end of ``day``, without movements"""
        return [part._replace(movements=[]) for part in make_parts({}, [], documents, day, self._get_rounding(), buckets)]

    @api.model
    def _get_rounding(self):
        """:return: function of an amount and a currency id; thousands of amounts are rounded, and reading a currency for each
            takes longer than all the queries"""
        roundings = {}

        def round_amount(amount, currency_id):
            if currency_id not in roundings:
                roundings[currency_id] = self.env["res.currency"].browse(currency_id).rounding
            return float_round(amount, precision_rounding=roundings[currency_id])

        return round_amount

    @api.model
    def _read_open_documents(self, profiles, day):
        """:return: ``{profile: [OpenDocument]}`` at the end of ``day``: debts by due date, credits, receipts dated later"""
        return self._make_documents(self.env["credit.open.item"]._read(profiles, day, announced=True))

    @api.model
    def _make_documents(self, items):
        """:param dict items: ``{profile: [OpenItem]}``
        :return: ``{profile: [OpenDocument]}`` in the same order
        """
        kinds = self._read_kinds({item.id for owed in items.values() for item in owed})
        days = {company: company._get_credit_today() for company in self.env["res.company"].union(
            *(profile.company_id for profile in items))}
        return {profile: [self._make_document(item, *kinds[item.id], days[profile.company_id]) for item in owed]
                for profile, owed in items.items()}

    @api.model
    def _make_document(self, item, kind, entry_date, today):
        """:param date today: on which the statement is made; a discount that ended before is none"""
        disputed = on_its_way = 0.0
        reference = item.order or item.reference
        if item.disputed and item.residual > 0:
            disputed = min(item.disputed_own, item.residual_currency)
        if item.announced and item.residual:
            on_its_way = item.residual_currency * item.announced / item.residual
            on_its_way = min(on_its_way, item.residual_currency - disputed) if item.residual > 0 else abs(on_its_way)
        later = min(item.later, max(abs(item.residual_currency) - disputed - on_its_way, 0.0)) if item.later else 0.0
        # As on the payment page, only who pays all of an item takes its discount.
        runs = item.discount and item.discount_until >= today and not (disputed or on_its_way) and (
            item.residual_currency - later > item.discount)
        return OpenDocument(
            item.currency_id, item.invoice_date or entry_date, item.due_date, kind, item.amount_currency,
            item.residual_currency, item.number, reference if reference != item.number else None, disputed,
            item.id, item.move_id, item.is_post_dated, on_its_way, later,
            *((item.discount, item.discount_until) if runs else (0.0, None)))

    @api.model
    def _read_kinds(self, line_ids):
        """:return: ``{journal item id: (kind, date of its entry)}``"""
        return {line_id: (kind, day) for line_id, kind, day in self.env.execute_query(build_items(
            SQL("line.id, %s, move.date", self._get_kind_sql(is_money("line"), SQL("FALSE"))), accounts=None, state=None,
            joins=SQL("JOIN account_move move ON move.id = line.move_id"),
            condition=SQL("line.id = ANY(%s)", to_array(sorted(line_ids)))))}

    @api.model
    def _get_kind_sql(self, is_paid, is_refund):
        """
        :param SQL is_paid: whether the items of the customer are money; an entry may be that of several customers
        :param SQL is_refund: whether this money was given back
        :return: SQL of the kind of a row, of ``move``
        """
        return SQL(
            """
            CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                 WHEN move.move_type = 'out_refund' THEN 'credit_note'
                 WHEN %s THEN CASE WHEN %s THEN 'refund' ELSE 'payment' END
                 ELSE 'other' END
            """, is_paid, is_refund)

    @api.model
    def _read_closings(self, profiles, day):
        """:return: ``{profile: {currency id: balance at the end of day}}``"""
        self.env["credit.open.item"]._flush()
        ledger = build_ledger(
            day,
            SQL("partner.commercial_partner_id AS partner_id, %s AS root_id, line.currency_id, item.residual_currency",
                get_root_sql("company")),
            joins=JOINS, partners=to_array(profiles.partner_id.ids))
        rows = self.env.execute_query(SQL(
            """
            SELECT partner_id, root_id, currency_id, SUM(residual_currency)::float8 FROM (%s) item
             GROUP BY partner_id, root_id, currency_id
            """, ledger))
        balances, by_partner = {}, profiles._get_by_partner()
        for partner_id, root_id, currency_id, amount in rows:
            if profile := by_partner.get((partner_id, root_id)):
                balances.setdefault(profile, {})[currency_id] = amount
        return balances

    @api.model
    def _read_movements(self, profiles, date_from, date_to):
        """:return: ``{profile: [Movement]}`` from ``date_from`` to ``date_to``, by date"""
        flush(self.env, {
            "account.journal": ["type"], "account.move": ["move_type"], "account.move.line": MONEY_COLUMNS,
            "account.partial.reconcile": SETTLEMENT_COLUMNS})
        partners = to_array(profiles.partner_id.ids)
        rows = self.env.execute_query(SQL(
            "SELECT * FROM (%s UNION ALL %s UNION ALL %s) movement "
            "ORDER BY date, kind = 'settlement', move_id, currency_id",
            self._build_entries(date_from, date_to, partners),
            self._build_outside_settlements(date_from, date_to, partners, is_debt=True),
            self._build_outside_settlements(date_from, date_to, partners, is_debt=False)))
        movements, by_partner = {}, profiles._get_by_partner()
        for partner_id, root_id, *values in rows:
            if profile := by_partner.get((partner_id, root_id)):
                movement = Movement._make(values)
                if movement.reference == movement.number:
                    movement = movement._replace(reference=None)
                movements.setdefault(profile, []).append(movement)
        return movements

    @api.model
    def _build_entries(self, date_from, date_to, partners):
        """:return: SQL of customer, company and the columns of :class:`Movement`: a row for each entry and currency"""
        amount = SQL("SUM(line.amount_currency)")
        kind = self._get_kind_sql(SQL("BOOL_AND(%s)", is_money("line")), SQL("%s > 0", amount))
        columns = SQL(
            """
            partner.commercial_partner_id AS partner_id, %s AS root_id, line.currency_id, line.date, %s AS kind,
            %s::float8 AS amount, MAX(line.move_name) AS number,
            MAX(COALESCE(NULLIF(move.ref, ''), move.payment_reference)) AS reference, MIN(%s) AS due_date, line.move_id
            """, get_root_sql("company"), kind, amount, get_due_date_sql("line"))
        return SQL(
            """
            %s
          GROUP BY partner.commercial_partner_id, company.parent_path, line.currency_id, line.date, line.move_id,
                   move.id
            HAVING %s <> 0
            """,
            build_items(columns, joins=JOINS, condition=SQL(
                "%s AND line.date BETWEEN %s AND %s",
                get_account_holder_sql(SQL("line.partner_id"), partners), date_from, date_to)), amount)

    @api.model
    def _build_outside_settlements(self, date_from, date_to, partners, is_debt):
        """What was matched with items of these customers in another currency, or with items of other customers: it changes
        what is open in a currency without an entry of the customer in it.

        :return: SQL with the columns of :meth:`_build_entries`
        """
        columns = SQL(
            """
            partner.commercial_partner_id AS partner_id, %s AS root_id, line.currency_id, partial.max_date AS date,
            'settlement' AS kind, %s::float8 AS amount, line.move_name AS number,
            COALESCE(NULLIF(move.ref, ''), move.payment_reference) AS reference, NULL::date AS due_date, line.move_id
            """, get_root_sql("company"),
            SQL("-partial.debit_amount_currency") if is_debt else SQL("partial.credit_amount_currency"))
        item, holder = ("debit_move_id", "credit_debtor_id") if is_debt else ("credit_move_id", "credit_payer_id")
        joins = SQL(
            """
              JOIN account_partial_reconcile partial ON %s = line.id
              %s
         LEFT JOIN res_partner debtor ON debtor.id = partial.credit_debtor_id
         LEFT JOIN res_partner payer ON payer.id = partial.credit_payer_id
            """, SQL.identifier("partial", item), JOINS)
        return build_items(columns, joins=joins, condition=SQL(
            """
            %s AND partial.max_date BETWEEN %s AND %s
            AND (partial.debit_currency_id <> partial.credit_currency_id
                 OR partial.debit_amount_currency <> partial.credit_amount_currency
                 OR debtor.commercial_partner_id IS DISTINCT FROM payer.commercial_partner_id)
            """, get_account_holder_sql(SQL.identifier("partial", holder), partners), date_from, date_to))
