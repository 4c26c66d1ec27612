"""One set of figures and one addressee: those of profile, letter and workbook."""

import io

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged

from ..exposure.test_receipts import ReceiptCommon


@tagged("post_install", "-at_install")
class TestWorkbookFigures(ReceiptCommon):

    def _rows(self, sheet="Customers"):
        self._refresh()
        book = load_workbook(io.BytesIO(self.env["credit.overdue.workbook"]._generate(self.profile, self.today)))[sheet]
        header_row = int("".join(filter(str.isdigit, book.freeze_panes))) - 1
        headings, *rows = book.iter_rows(min_row=header_row, values_only=True)
        return [dict(zip(headings, row, strict=True)) for row in rows]

    def _row(self, sheet="Customers"):
        return self._rows(sheet)[0]

    def _check_profile(self, row):
        self.assertRecordValues(self.profile, [{
            "overdue_gross": row["Overdue, Before Credits (Company Currency)"],
            "open_credits": row["Open Credits (Company Currency)"],
            "overdue_amount": row["Overdue (Company Currency)"],
            "days_overdue": row["Days Overdue, Oldest"] or 0,
        }])

    def test_overdue_before_credits_is_before_credits(self):
        self._invoice(1000, -20)
        self._bank(300, -5)
        self._invoice(200, -10, move_type="out_refund")
        row = self._row()
        self.assertEqual(
            (row["Overdue, Before Credits"], row["Open Credits"], row["Overdue"], row["Open Amount"]), (1000, 500, 500, 500))
        self._check_profile(row)

    def test_credits_cover_the_oldest_debts_first(self):
        self._invoice(1000, -60)
        self._invoice(200, -3)
        self._bank(1000, -2)
        row = self._row()
        self.assertEqual((row["Overdue"], row["Days Overdue, Oldest"]), (200, 3))
        self._check_profile(row)

    def test_customer_whose_credits_cover_all_is_not_overdue(self):
        self._invoice(200, -30)
        self._bank(500, -2)
        row = self._row()
        self.assertEqual((row["Overdue"], row["Days Overdue, Oldest"], row["Overdue Since"]), (0, None, None))
        self._check_profile(row)

    def test_post_dated_receipt_leaves_the_debt(self):
        self._match(self._invoice(1000, -20), self._bank(1000, 30))
        row = self._row()
        self.assertEqual((row["Open Amount"], row["Overdue"]), (1000, 1000))
        self._check_profile(row)

    def test_contact_is_the_addressee_of_the_reminders(self):
        invoice_address, collection = self.env["res.partner"].create([
            {"name": "Ina Invoice", "parent_id": self.customer.id, "type": "invoice", "email": "ina@careful.example.com"},
            {"name": "Cora Collection", "parent_id": self.customer.id, "credit_collection_contact": True,
             "email": "cora@careful.example.com"},
        ])
        self._invoice(100, -20)
        addressee = self.env["credit.addressee"]._find(self.profile)[self.profile]
        self.assertIn(addressee, invoice_address | collection)
        self.assertEqual((self._row()["Contact"], self._row()["Email"]), (addressee.name, addressee.email))

    def test_contact_of_a_document_to_another_address(self):
        """Several invoice addresses: the one with the most on its documents."""
        first, second = self.env["res.partner"].create([
            {"name": name, "parent_id": self.customer.id, "type": "invoice", "email": f"{name}@careful.example.com"}
            for name in ("first", "second")])
        self._invoice(100, -20, partner=first)
        self._invoice(10, -20, partner=second)
        items = self.env["credit.open.item"]._read(self.profile, self.today)
        addressee = self.env["credit.addressee"]._find(self.profile, items=items)[self.profile]
        self.assertEqual(addressee, first)
        self.assertEqual(self._row()["Contact"], addressee.name)

    def test_reason_of_a_logged_contact(self):
        self._invoice(100, -20)
        late = self.env["credit.reason"].search([("kind", "=", "late")], limit=1)
        outcome = self.env["credit.reason"].search([("kind", "=", "contact")], limit=1)
        self.env["credit.followup"]._log_contact(
            self.profile, "call", self.today, self.today, outcome_id=outcome.id, late_reason_id=late.id)
        for sheet in ("Customers", "Items"):
            self.assertEqual(self._row(sheet)["Reason for Overdue"], late.name, sheet)

    def test_reason_of_a_promise_stands_at_its_item(self):
        late = self.env["credit.reason"].search([("kind", "=", "late")], limit=1)
        promised, other = self._invoice(100, -20), self._invoice(50, -10)
        self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(promised).ids)], "reason_id": late.id,
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 100})]}).action_open()
        self.assertEqual(self._row()["Reason for Overdue"], late.name)
        self.assertEqual(
            {row["Document"]: row["Reason for Overdue"] for row in self._rows("Items")},
            {promised.name: late.name, other.name: None})

    def test_dispute_goes_before_what_was_said(self):
        invoice = self._invoice(100, -20)
        late, contested = (
            self.env["credit.reason"].search([("kind", "=", kind)], limit=1) for kind in ("late", "dispute"))
        outcome = self.env["credit.reason"].search([("kind", "=", "contact")], limit=1)
        self.env["credit.followup"]._log_contact(
            self.profile, "call", self.today, self.today, outcome_id=outcome.id, late_reason_id=late.id)
        dispute = self.env["credit.dispute"].create({"move_id": invoice.id, "amount": 100, "reason_id": contested.id})
        dispute.action_open()
        for sheet in ("Customers", "Items"):
            self.assertEqual(self._row(sheet)["Reason for Overdue"], contested.name, sheet)
