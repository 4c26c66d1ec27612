"""What the workbook says about how a customer pays."""

import io

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged

from ..exposure.test_receipts import ReceiptCommon


@tagged("post_install", "-at_install")
class TestPaidInTheWorkbook(ReceiptCommon):

    def _row(self):
        """:return: the customer's row, by heading; an item that is not due makes one"""
        self._invoice(1, 10)
        self._refresh()
        book = load_workbook(io.BytesIO(self.env["credit.overdue.workbook"]._generate(self.profile, self.today)))
        sheet = book["Customers"]
        header_row = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
        headings, values = list(sheet.iter_rows(min_row=header_row, values_only=True))
        return dict(zip(headings, values, strict=True))

    def _late(self):
        return self._row()["Late Invoices, 12 Months"] or 0

    def test_invoice_paid_late_is_late(self):
        self._match(self._invoice(100, -20), self._bank(100, -5))
        self.assertEqual(self._late(), 1)

    def test_invoice_credited_in_full_after_its_due_date_is_not_late(self):
        self._match(self._invoice(100, -20), self._invoice(100, -5, move_type="out_refund"))
        self.assertEqual(self._late(), 0)

    def test_cents_written_off_later_make_no_late_payer(self):
        invoice = self._invoice(100, -20)
        self._match(invoice, self._bank(99.99, -25))
        self._write_off(invoice, 0.01)
        self._invoice(100, -3)
        row = self._row()
        self.assertEqual(row["Late Invoices, 12 Months"], 1)  # the open one
        self.assertEqual(row["Overdue Since"].date(), self._days(-2))

    def test_contested_invoice_is_not_late(self):
        contested, half = self._invoice(100, -20), self._invoice(100, -10)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        for invoice, amount in ((contested, 100), (half, 50)):
            self.env["credit.dispute"].create({
                "move_id": invoice.id, "amount": amount, "reason_id": reason.id}).action_open()
        self.assertEqual(self._late(), 1, "half of the second one is not contested")

    def test_exchange_difference_is_no_invoice(self):
        self.env["account.move"].create({
            "move_type": "entry", "date": self._days(-10), "journal_id": self.company.currency_exchange_journal_id.id,
            "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "balance": 5}),
                Command.create({"account_id": self.company_data["default_account_expense"].id, "balance": -5}),
            ],
        }).action_post()
        self.assertEqual(self._late(), 0)

    def test_returned_receipt(self):
        self._match(self._invoice(800, -10), self._bank(800, -15))
        self._bank(-800, -5)
        row = self._row()
        self.assertEqual((row["Last Payment"], row["Last Payment Amount"]), (None, None))
        self.assertEqual(row["Returned Payments, 12 Months"], 1)
        self.assertEqual(row["Late Invoices, 12 Months"] or 0, 0, "the return is no invoice that is paid late")
