from datetime import timedelta
from itertools import count

from odoo import api, models
from odoo.tools import SQL

from ...tools.policy_change.replay import Document
from ..common.bulk import flush
from ..common.sql import BRANCHES, build_items

COLUMNS = {
    "account.move": [
        "amount_total_signed", "commercial_partner_id", "company_id", "date", "invoice_date", "invoice_date_due",
        "invoice_payment_term_id", "move_type", "name", "state"],
    "account.move.line": ["move_id", "sale_line_ids"],
    "account.payment.term": ["credit_days"],
    "res.company": ["currency_id", "parent_path"],
    "res.currency.rate": None,
    "res.partner": ["commercial_partner_id"],
    "sale.order": [
        "amount_total", "company_id", "currency_id", "date_order", "name", "partner_id", "partner_invoice_id",
        "payment_term_id", "state"],
}


class CreditPolicyReplay(models.AbstractModel):
    """Replays the documents of the past: which there were, what was known on their days, what the rules say.

    Gathered in a fixed number of queries for each thousand customers, decided in ``tools/policy_change/replay.py``. Asks for no
    access rights: that is the business of the caller.
    """

    _name = "credit.policy.replay"
    _description = "Replay of Past Documents"

    @api.model
    def _read_documents(self, company, date_from, date_to):
        """:return: list of :class:`Document`: confirmed orders, and invoices of which no line came from an order, in the order
            in which they were decided; of a day the orders come first
        """
        flush(self.env, COLUMNS)
        numbers = count()
        orders, invoices = (
            self.env.execute_query(build(company, date_from, date_to))
            for build in (self._build_orders, self._build_invoices))
        rows = sorted(
            [(day, 0, moment, order_id, None, values) for order_id, day, moment, *values in orders]
            + [(day, 1, None, None, move_id, values) for move_id, day, *values in invoices],
            key=lambda row: (row[0], row[1], row[2] or row[0], row[3] or row[4]))
        return [
            Document(next(numbers), order_id, move_id, values[0], day, *values[1:])
            for day, _kind, _moment, order_id, move_id, values in rows]

    @api.model
    def _build_orders(self, company, date_from, date_to):
        """:return: SQL of the orders confirmed from ``date_from`` to ``date_to``, at the rate of their day"""
        Exposure = self.env["credit.exposure"]
        return SQL(
            """
            SELECT so.id, ordered.day, so.date_order, payer.commercial_partner_id, (%(total)s)::float8,
                   COALESCE(term.credit_days, 0), so.company_id, so.name,
                   NULLIF(orderer.commercial_partner_id, payer.commercial_partner_id)
              FROM sale_order so
              JOIN %(horizons)s horizon ON horizon.id = so.company_id AND horizon.root_id = %(company)s
        CROSS JOIN LATERAL (SELECT (so.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day) ordered
              JOIN res_partner payer ON payer.id = so.partner_invoice_id
              JOIN res_partner orderer ON orderer.id = so.partner_id
         LEFT JOIN account_payment_term term ON term.id = so.payment_term_id
             WHERE so.state = 'sale' AND ordered.day BETWEEN %(date_from)s AND %(date_to)s
            """,
            total=Exposure._get_order_amount_sql(
                SQL("ordered.day"), SQL("so.amount_total"), SQL("so.currency_id"), SQL("horizon")),
            horizons=Exposure._build_horizons(date_to), company=company.id, zone=company._get_credit_zone(),
            date_from=date_from, date_to=date_to)

    @api.model
    def _build_invoices(self, company, date_from, date_to):
        return SQL(
            """
            SELECT move.id, dated.day, move.commercial_partner_id, move.amount_total_signed::float8,
                   COALESCE(term.credit_days, GREATEST(move.invoice_date_due - dated.day, 0), 0), move.company_id, move.name
              FROM account_move move
              JOIN %(branches)s branch ON branch.id = move.company_id AND branch.root_id = %(company)s
        CROSS JOIN LATERAL (SELECT COALESCE(move.invoice_date, move.date) AS day) dated
         LEFT JOIN account_payment_term term ON term.id = move.invoice_payment_term_id
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.amount_total_signed > 0 AND move.commercial_partner_id IS NOT NULL
               AND dated.day BETWEEN %(date_from)s AND %(date_to)s AND NOT EXISTS (%(ordered)s)
            """,
            branches=BRANCHES, company=company.id, date_from=date_from, date_to=date_to,
            ordered=build_items(
                SQL(), alias="billed", accounts=None, state=None,
                joins=SQL("JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = billed.id"),
                condition=SQL("billed.move_id = move.id")))

    @api.model
    def _read_moves(self, documents):
        """:return: ``{number of a document: [(invoice id, its day, share of it that belongs to the document)]}``"""
        billed = self.env["sale.order"]._get_billed_moves([document.order_id for document in documents if document.order_id])
        moves = {}
        for document in documents:
            if document.move_id:
                moves[document.number] = [(document.move_id, document.day, 1.0)]
            else:
                moves[document.number] = [
                    (move_id, day, min(max(amount / total, 0.0), 1.0))
                    for move_id, day, amount, total in billed.get(document.order_id, ()) if total > 0]
        return moves

    @api.model
    def _read_rates(self, company, currency_ids, date_from, date_to):
        """:return: ``{(currency id, date): factor to the currency of the company}`` of all days"""
        days = [date_from + timedelta(days=number) for number in range((date_to - date_from).days + 1)]
        return {(currency_id, day): factor for currency_id, day, factor in self.env.execute_query(SQL(
            """
            SELECT currency.id, day::date, credit_currency_factor(currency.id, %s, %s, day::date)::float8
              FROM UNNEST(%s::int[]) currency (id) CROSS JOIN UNNEST(%s::date[]) day
            """, company.currency_id.id, company.id, list(currency_ids), days))} if currency_ids else {}
