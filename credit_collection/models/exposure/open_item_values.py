from odoo import api, models
from odoo.tools import SQL

from ..common.sql import get_root_sql, to_array
from .ledger import build_ledger, build_post_dated
from .values import OpenItem


class CreditOpenItem(models.AbstractModel):
    """Open items as plain values, for decisions, letters and statements: the least columns, one query."""

    _inherit = "credit.open.item"

    @api.model
    def _read(self, profiles, day, condition=None, *, announced=False):
        """The open items of customers on ``day``, as plain values, in one query for any number of customers.

        :param SQL condition: on ``line``, ``move``, ``item``
        :param bool announced: also receipts dated after ``day`` that are not matched: nobody who gave a cheque dated ahead is
            asked for what it covers
        :return: ``{profile: [OpenItem]}``, debts by due date, then credits
        """
        items = {profile: [] for profile in profiles}
        if not profiles.ids:
            return items
        self._flush()
        rows = self.env.execute_query(self._build_plain_items(profiles, day, condition, announced))
        by_partner = profiles._get_by_partner()
        for item in map(OpenItem._make, rows):
            profile = by_partner.get((item.partner_id, item.root_id))
            if profile:
                items[profile].append(item)
        return items

    @api.model
    def _build_plain_items(self, profiles, day, condition, announced):
        columns = SQL(", ").join(SQL("%s AS %s", value, SQL.identifier(name))
                                 for name, value in self._get_plain_columns(day).items())
        options = {
            "joins": SQL(
                """
              JOIN account_move move ON move.id = line.move_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_partner partner ON partner.id = line.partner_id
                """),
            "condition": condition, "partners": to_array(profiles.partner_id.ids),
        }
        ledger = build_ledger(day, SQL("%s, FALSE AS is_post_dated", columns), **options)
        if announced:
            ledger = SQL("%s UNION ALL %s", ledger, build_post_dated(day, SQL("%s, TRUE", columns), **options))
        return SQL("SELECT * FROM (%s) item ORDER BY residual < 0, due_date, id", ledger)

    @api.model
    def _get_plain_columns(self, day):
        """:return: ``{name: SQL}`` of the columns of :class:`OpenItem` but the last; PostgreSQL makes floats of decimals sooner
            than Python"""
        excluded = SQL(" + ").join(
            exclusion.ledger_sql or exclusion.sql("line", day) for exclusion in self._get_partial_exclusions())
        return {
            "id": SQL("line.id"), "partner_id": SQL("partner.commercial_partner_id"), "root_id": get_root_sql("company"),
            "due_date": SQL("item.due_date"),
            "amount": SQL(
                "(CASE WHEN item.residual < 0 THEN item.residual ELSE GREATEST(item.residual - (%s), 0) END)::float8",
                excluded),
            "residual": SQL("item.residual::float8"),
            "residual_currency": SQL("item.residual_currency::float8"),
            "amount_currency": SQL("line.amount_currency::float8"),
            "currency_id": SQL("line.currency_id"),
            "number": SQL("line.move_name"),
            "invoice_date": SQL("move.invoice_date"),
            "reference": SQL("move.payment_reference"),
            "move_id": SQL("line.move_id"),
            "is_unsent": SQL("move.move_type = 'out_invoice' AND move.is_move_sent IS NOT TRUE"),
            "address_id": SQL("move.partner_id"),
            "bank_id": SQL("move.partner_bank_id"),
            "reference_of_order": SQL("move.ref"),
            "disputed": SQL("0::float8"),
            **self._get_discount_columns(day),
        }

    @api.model
    def _get_discount_columns(self, day):
        """:return: SQL of the discount for early payment that still runs on ``day``, in the currency of the item, and of its
            last day; of items on which nothing has been paid, as core gives it
        """
        runs = SQL(
            "line.discount_date >= %s AND line.amount_currency > 0 AND line.amount_currency = item.residual_currency", day)
        return {
            "discount": SQL(
                "(CASE WHEN %s THEN line.amount_currency - line.discount_amount_currency ELSE 0 END)::float8", runs),
            "discount_until": SQL("CASE WHEN %s THEN line.discount_date END", runs),
        }

    @api.model
    def _get_followed_condition(self, due_by):
        """:return: SQL for :meth:`_read`: credits, and debts due until ``due_by`` that are followed up, free or not"""
        excluded = SQL(" OR ").join(
            SQL("COALESCE(%s, FALSE)", exclusion.sql("line", due_by)) for exclusion in self._get_whole_exclusions())
        return SQL("(item.residual < 0 OR item.due_date <= %s AND NOT (%s))", due_by, excluded)
