from odoo import api, models
from odoo.tools import SQL

from ...models.common.sql import get_reference_sql
from ...models.workbook.entered import read_agreed_items
from . import overdue_facts
from .overdue_workbook import WorkbookSheet
from .workbook_sheet import Column, in_tens


class CreditOverdueWorkbook(models.AbstractModel):
    """The sheet of the open items: a row per instalment, credit note and receipt."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_sheets(self, scope):
        return [*super()._get_sheets(scope), WorkbookSheet(
            20, "items", self.env._("Items"), scope.items,
            {"currency": ["amount_currency", "residual_currency"], "company_currency": ["residual"]},
            self._get_item_rows, self._paint_items, record="id",
        )]

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        return [*columns, *in_tens(self._get_item_columns())] if sheet == "items" else columns

    @api.model
    def _get_item_columns(self):
        return [
            Column("customer", self.env._("Customer"), width=30),
            Column("reference", self.env._("Customer Number"), width=14),
            Column("document", self.env._("Document"), width=18, link="document_url"),
            Column("orders", self.env._("Orders and Contracts"), width=18),
            Column("customer_reference", self.env._("Customer's Reference"), width=18),
            Column("invoice_date", self.env._("Document Date"), "date", 12),
            Column("due_date", self.env._("Due Date"), "date", 12),
            Column("days_overdue", self.env._("Days Overdue"), "integer", 9),
            Column("bucket", self.env._("Aging"), width=13),
            Column("currency", self.env._("Currency"), width=9),
            Column("amount_currency", self.env._("Original Amount"), "money", 15, "currency"),
            Column("residual_currency", self.env._("Open Amount"), "money", 15, "currency"),
            Column("company_currency", self.env._("Company Currency"), width=10),
            Column("residual", self.env._("Open (Company Currency)"), "money", 15, "company_currency"),
            Column("status", self.env._("Status"), width=12, is_of_now=True),
            Column("expected_date", self.env._("Expected Payment"), "date", 12, is_editable=True),
            Column("expected_source", self.env._("Expected From"), width=14),
            Column("reason", self.env._("Reason for Overdue"), width=24),
            Column("salesperson", self.env._("Salesperson"), width=18),
            Column("owner", self.env._("Owner"), width=18, is_of_now=True),
        ]

    @api.model
    def _paint_items(self, sheet):
        buckets = self._get_labels("credit.open.item.report", "bucket")
        sheet.color("bucket", [
            ("==", buckets["over_90"], "worst"), ("==", buckets["61_90"], "bad"), ("==", buckets["31_60"], "mild"),
            ("==", buckets["1_30"], "mild"), ("==", buckets["not_due"], "good"),
        ])
        sheet.color_days("days_overdue")

    @api.model
    def _get_item_rows(self, items, scope):
        """Yield the rows of the item sheet in batches, by customer and due date."""
        names = self._get_all_names()
        reasons = overdue_facts.get_late_reasons(self.env, scope.today)
        expected_days = overdue_facts.get_expected_days(self.env, scope.today)
        predicted = self._get_predicted(scope, "line_id")
        agreed, address = read_agreed_items(self.env), self._get_address("account.move")
        sources = {"promise": self.env._("Promise"), "due": self.env._("Due date")}
        batches = self._fetch_batches(SQL(
            """
            SELECT item.*, partner.name AS customer, %s AS reference, move.name AS document,
                   move.invoice_origin AS orders, move.ref AS customer_reference
              FROM (%s) item
              JOIN account_move move ON move.id = item.move_id
              JOIN res_partner partner ON partner.id = item.partner_id
         LEFT JOIN credit_profile profile ON profile.id = item.profile_id
             ORDER BY partner.name, partner.id, item.due_date, item.id
            """, get_reference_sql("partner", "profile"), items))
        for rows in batches:
            for row in rows:
                promised = expected_days.get(row["id"])
                due = row["due_date"] if row["status"] == "collectible" and not row["days_overdue"] else None
                expected = (promised, sources["promise"]) if promised else predicted.get(row["id"]) or (
                    due, due and sources["due"])
                known = agreed.get(row["id"])
                row.update(
                    known={"expected_date": known and known.payment_date.isoformat()},
                    document_url=f"{address}{row['move_id']}",
                    bucket=names["bucket"].get(row["bucket"]),
                    status=names["status"][row["status"]],
                    currency=names["currency"][row["currency_id"]],
                    company_currency=names["currency"][row["company_currency_id"]],
                    expected_date=expected[0],
                    expected_source=expected[1],
                    reason=reasons.of_documents.get(row["move_id"]) or reasons.of_items.get(row["id"]),
                    salesperson=names["user"].get(row["invoice_user_id"]),
                    owner=names["user"].get(row["collector_id"]),
                )
            yield rows
