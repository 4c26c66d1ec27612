"""One set of figures and one addressee: those of profile, letter and workbook."""

import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

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

    def test_what_is_on_its_way_covers_as_on_the_profile(self):
        """Payments and repayments without an entry; the open amount stays that of the ledger."""
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        bank = self.company_data["default_journal_bank"]
        (bank.inbound_payment_method_line_ids | bank.outbound_payment_method_line_ids).payment_account_id = False
        self._pay(self._invoice(1000, -20), 600)
        self._pay(self._invoice(300, -10, move_type="out_refund"), 200)
        row = self._row()
        self.assertEqual(
            (row["Open Amount"], row["Overdue, Before Credits"], row["Open Credits"], row["Overdue"]), (700, 400, 100, 300))
        self._check_profile(row)

    def test_credits_cover_what_is_overdue_in_other_currencies(self):
        """In company currency, as on the profile; in their own currency amounts stay apart."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        canadian = self.setup_other_currency("CAD", rates=[("2000-01-01", 2.0)])
        self._invoice(1000, -20)
        self._invoice(200, -30, currency_id=canadian.id)
        self._invoice(100, -10, move_type="out_refund", currency_id=euro.id)
        rows = {row["Currency"]: row for row in self._rows() if row["Currency"]}
        self.assertEqual(
            {name: (row["Overdue"], row["Overdue (Company Currency)"]) for name, row in rows.items()},
            {"USD": (1000, 900), "CAD": (200, 0), "EUR": (0, 0)})
        self.assertEqual(self.profile.overdue_amount, 900)

    def test_nobody_owes_the_rest_of_an_exchange_difference(self):
        self._invoice(100, -20)
        line = self._open_item(self._invoice(50, -30))
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE account_move_line SET amount_residual_currency = 0 WHERE id = %s", line.id))
        line.invalidate_recordset()
        row = self._row()
        self.assertEqual((row["Open (Company Currency)"], row["Overdue (Company Currency)"]), (150, 100))
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
