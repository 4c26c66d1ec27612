from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_date

from ...models.common.sql import get_reference_sql
from ..workbook.overdue_workbook import WorkbookSheet
from ..workbook.overview_sheet import Block, Chart
from ..workbook.workbook_sheet import Column, in_tens

WEEKS = 13
# What is drawn together.
GROUPS = {
    "promise": "promised", "schedule": "promised", "prediction": "predicted", "due_date": "predicted", "order": "orders",
    "draft": "orders", "milestone": "orders", "credit": "credits", "receipt": "promised", "uncleared": "promised",
}
LATER, NO_DATE = "later", "no_date"


class CreditOverdueWorkbook(models.AbstractModel):
    """Expected cash: a sheet with each part of each item, by week in the overview, and the day on which customers usually pay
    at items and customers where nobody has promised anything. As of the last night."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_blocks(self, scope, sheets):
        blocks = super()._get_blocks(scope, sheets)
        return [*blocks, self._get_cash_block(scope)] if self._is_two_way(scope) else blocks

    @api.model
    def _get_sheets(self, scope):
        sheets = super()._get_sheets(scope)
        if not self._is_two_way(scope):
            return sheets
        return [*sheets, WorkbookSheet(
            50, "expected_cash", self.env._("Expected Cash"), self._build_cash(scope), {"currency": ["amount"]},
            self._get_cash_rows)]

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        return [*columns, *in_tens(self._get_cash_columns())] if sheet == "expected_cash" else columns

    @api.model
    def _get_cash_columns(self):
        return [
            Column("customer", self.env._("Customer"), width=30),
            Column("reference", self.env._("Customer Number"), width=14),
            Column("document", self.env._("Document"), width=18),
            Column("due_date", self.env._("Due Date"), "date", 12),
            Column("date", self.env._("Expected On"), "date", 12),
            Column("week", self.env._("Week of"), "date", 12),
            Column("first_date", self.env._("Expected From"), "date", 12),
            Column("last_date", self.env._("Expected Until"), "date", 12),
            Column("currency", self.env._("Currency"), width=9),
            Column("amount", self.env._("Amount"), "money", 15, "currency"),
            Column("source", self.env._("Source"), width=18),
            Column("late_probability", self.env._("Probability Late"), "percent", 10),
            Column("usual", self.env._("Later than Usual"), width=10),
            Column("owner", self.env._("Owner"), width=18),
        ]

    @api.model
    def _build_cash(self, scope):
        """:return: SQL with a row per part of the items that are still open, of drafts, and of orders still to be invoiced"""
        self.env["credit.cash.in"].flush_model()
        return SQL(
            """
            SELECT cash.id, cash.line_id, cash.profile_id, cash.due_date, cash.first_date, cash.last_date, cash.amount,
                   cash.currency_id, cash.source, cash.late_probability, cash.is_later_than_usual,
                   CASE WHEN cash.date IS NOT NULL THEN GREATEST(cash.date, %(today)s) END AS date,
                   partner.name AS customer, partner.id AS partner_id,
                   %(reference)s AS reference, COALESCE(move.name, sale.name, NULLIF(draft.name, '/')) AS document,
                   profile.collector_id
              FROM credit_cash_in cash
              JOIN credit_profile profile ON profile.id = cash.profile_id
              JOIN res_partner partner ON partner.id = profile.partner_id
         LEFT JOIN (%(items)s) item ON item.id = cash.line_id
         LEFT JOIN account_move move ON move.id = item.move_id
         LEFT JOIN sale_order sale ON sale.id = cash.order_id AND sale.company_id IN %(companies)s
         LEFT JOIN account_move draft
                   ON draft.id = cash.draft_id AND draft.state = 'draft' AND draft.company_id IN %(companies)s
             WHERE %(condition)s AND (item.id IS NOT NULL OR sale.id IS NOT NULL OR draft.id IS NOT NULL)
          ORDER BY date NULLS LAST, partner.name, cash.id
            """, today=scope.today, items=scope.items, condition=scope.condition, companies=tuple(self.env.companies.ids),
            reference=get_reference_sql("partner", "profile"))

    @api.model
    def _get_cash_rows(self, query, _scope):
        names, sources, yes = self._get_all_names(), self._get_labels("credit.cash.in", "source"), self.env._("Yes")
        for rows in self._fetch_batches(query):
            for row in rows:
                row.update(
                    week=row["date"] and get_monday(row["date"]),
                    currency=names["currency"][row["currency_id"]],
                    source=sources.get(row["source"]),
                    usual=yes if row["is_later_than_usual"] else None,
                    owner=names["user"].get(row["collector_id"]),
                )
            yield rows

    @api.model
    def _get_predicted(self, scope, key):
        predicted = super()._get_predicted(scope, key)
        if not self._is_two_way(scope):
            return predicted
        sources = self._get_labels("credit.cash.in", "source")
        # Of a customer, the next payment; of an item, the day on which all of it is paid.
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (%(key)s) %(key)s, GREATEST(date, %(today)s), source
              FROM credit_cash_in
             WHERE source IN ('prediction', 'due_date') AND date IS NOT NULL AND %(key)s IS NOT NULL
               AND line_id IN (SELECT id FROM (%(items)s) item)
          ORDER BY %(key)s, date %(order)s, id
            """, key=SQL.identifier(key), today=scope.today, items=scope.items,
            order=SQL("ASC" if key == "profile_id" else "DESC")))
        return {**predicted, **{record_id: (day, sources[source]) for record_id, day, source in rows}}

    @api.model
    def _get_cash_block(self, scope):
        rates, currency, this_week = self._get_rates(scope), self.env.company.currency_id.name, get_monday(scope.today)
        weeks = [this_week + timedelta(weeks=number) for number in range(WEEKS)]
        headings = {
            "promised": self.env._("Promised or on Its Way"), "predicted": self.env._("Predicted"),
            "orders": self.env._("Orders and Draft Invoices"),
            "credits": self.env._("Open Credits"), "total": self.env._("Expected")}
        sums = {key: dict.fromkeys(headings, 0.0) for key in (*weeks, LATER, NO_DATE)}
        rows = self.env.execute_query(SQL(
            "SELECT DATE_TRUNC('week', date)::date, source, currency_id, SUM(amount)::float8 FROM (%s) cash GROUP BY 1, 2, 3",
            self._build_cash(scope)))
        for week, source, currency_id, amount in rows:
            key = NO_DATE if week is None else week if week in sums else LATER
            amount *= rates[currency_id]
            sums[key]["total"] += amount
            if source in GROUPS:
                sums[key][GROUPS[source]] += amount
        labels = {
            **{week: format_date(self.env, week) for week in weeks}, LATER: self.env._("Later"),
            NO_DATE: self.env._("Without Date")}
        return Block(
            60, self.env._("Expected Cash by Week"),
            [Column("week", self.env._("Week of")), *(
                self._get_money_column(key, heading) for key, heading in headings.items())],
            [{"week": labels[key], "currency": currency, **amounts} for key, amounts in sums.items()] if rows else [],
            Chart("column", "week", ["promised", "predicted", "orders", "credits"], is_stacked=True, rows=WEEKS),
            note=self.env._("As of the last night."))


def get_monday(day):
    return day - timedelta(days=day.weekday())
