from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.sql import get_account_holder_sql, get_root_sql
from ..exposure.due_date import get_due_date_sql


class OpenItem(NamedTuple):
    """An open debt or credit as it is in the database now; ``amount`` is its collectible part in company currency."""

    id: int
    partner_id: int
    root_id: int
    due_date: date | None
    amount: float
    residual: float
    residual_currency: float
    amount_currency: float
    currency_id: int
    number: str | None
    invoice_date: date | None
    reference: str | None
    move_id: int | None = None
    is_unsent: bool = False
    address_id: int | None = None
    bank_id: int | None = None
    order: str | None = None
    disputed: float = 0.0
    discount: float = 0.0
    discount_until: date | None = None


class CreditProfile(models.Model):
    """The open items of customers."""

    _inherit = "credit.profile"

    def _get_open_items(self, due_by, today):
        """Read the open items of these profiles, one query for any number of them.

        :param date due_by: debts due until this day
        :param date today: decides which promises still run
        :return: ``{profile: [OpenItem]}``, debts by due date, then credits
        """
        if not self.ids:
            return {}
        Line = self.env["account.move.line"]
        fall_due = Line._get_due_debt_domain(due_by)
        return self._read_open_items(Domain("amount_residual", "<", 0.0) | fall_due, today)

    def _read_open_items(self, domain, today):
        """:return: ``{profile: [OpenItem]}`` of the open items in ``domain``, in one query"""
        Line = self.env["account.move.line"]
        domain &= Line._get_open_receivable_domain() & Domain("company_id", "child_of", self.company_id.ids)
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        # Record rules are left aside: what a branch is owed counts for whoever follows up its root company.
        query = Line._search(domain, bypass_access=True)
        query.order = SQL(
            "%s < 0, %s, %s", SQL.identifier(Line._table, "amount_residual"), get_due_date_sql(Line._table),
            SQL.identifier(Line._table, "id"))
        query.add_where(get_account_holder_sql(SQL.identifier(Line._table, "partner_id"), self.partner_id.ids))
        rows = self.env.execute_query(query.select(*self._get_item_columns(query, today)))
        profiles = self._get_by_partner()
        items = {profile: [] for profile in self}
        for item in map(OpenItem._make, rows):
            profile = profiles.get((item.partner_id, item.root_id))
            if profile:
                items[profile].append(item)
        return items

    @api.model
    def _get_item_columns(self, query, today):
        """:return: the SQL columns of ``OpenItem``, in its order; PostgreSQL makes floats of decimals sooner than Python"""
        Line, Move = self.env["account.move.line"], self.env["account.move"]
        move = query.left_join(Line._table, "move_id", "account_move", "id", "move_id")
        company = query.left_join(Line._table, "company_id", "res_company", "id", "company_id")
        return (
            SQL("%s.id", SQL.identifier(Line._table)),
            SQL.identifier(query.left_join(
                Line._table, "partner_id", "res_partner", "id", "partner_id"), "commercial_partner_id"),
            get_root_sql(company),
            get_due_date_sql(Line._table, Line._fields),
            SQL(
                "(CASE WHEN %(residual)s < 0 THEN %(residual)s ELSE GREATEST(%(collectible)s, 0) END)::float8",
                residual=SQL.identifier(Line._table, "amount_residual"),
                collectible=Line._get_collectible_sql(Line._table, today),
            ),
            *(
                SQL("%s::float8", Line._field_to_sql(Line._table, name, query))
                for name in ("amount_residual", "amount_residual_currency", "amount_currency")
            ),
            Line._field_to_sql(Line._table, "currency_id", query),
            Line._field_to_sql(Line._table, "move_name", query),
            Move._field_to_sql(move, "invoice_date"),
            Move._field_to_sql(move, "payment_reference"),
            Line._field_to_sql(Line._table, "move_id", query),
            SQL("%s = 'out_invoice' AND %s IS NOT TRUE",
                Move._field_to_sql(move, "move_type"), Move._field_to_sql(move, "is_move_sent")),
            *(Move._field_to_sql(move, name) for name in ("partner_id", "partner_bank_id", "ref")),
            SQL("COALESCE(%s, 0)::float8", Line._field_to_sql(Line._table, "credit_disputed_amount", query)),
            *self._get_discount_columns(query, today),
        )

    @api.model
    def _get_discount_columns(self, query, today):
        """:return: SQL of the discount for early payment that still runs on ``today``, in the currency of the item, and of
            its last day; of items on which nothing has been paid, as core gives it
        """
        Line = self.env["account.move.line"]
        amount, open_amount, discounted, until = (
            Line._field_to_sql(Line._table, name, query)
            for name in ("amount_currency", "amount_residual_currency", "discount_amount_currency", "discount_date"))
        runs = SQL("%s >= %s AND %s > 0 AND %s = %s", until, today, amount, amount, open_amount)
        return (
            SQL("(CASE WHEN %s THEN %s - %s ELSE 0 END)::float8", runs, amount, discounted),
            SQL("CASE WHEN %s THEN %s END", runs, until),
        )
