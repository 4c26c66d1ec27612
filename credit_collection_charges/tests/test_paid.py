"""Charges that are booked only when they are paid, the monthly run, and where else charges show."""

import io

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChargesCommon


@tagged("post_install", "-at_install")
class TestPaid(ChargesCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._late(1000, cls._days(-60))
        cls.Charge = cls.env["credit.charge"]

    def _run(self):
        self._refresh()
        self.Charge.sudo()._accrue_and_tell(self.profile, self.today)

    def _receive(self, amount, day=None):
        """A receipt of the customer for nothing in particular."""
        payment = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": amount,
            "date": day or self.today, "journal_id": self.company_data["default_journal_bank"].id})
        payment.action_post()
        return payment

    def _book_when_paid(self):
        self.company.credit_charge_booking = "paid"
        self._run()

    def test_nothing_is_booked_before_it_is_paid(self):
        self._book_when_paid()
        self.assertEqual(sum(self.profile.charge_ids.mapped("amount")), 56.44)
        with self.assertRaisesRegex(UserError, "when they are paid"):
            self.profile.charge_ids.action_bill()
        self._receive(500)
        self._run()
        self.assertEqual(set(self.profile.charge_ids.mapped("state")), {"accrued"})

    def test_what_comes_in_beyond_the_debt_pays_the_charges(self):
        self._book_when_paid()
        self._pay(self.move)
        receipt = self._receive(56.44)
        self._run()
        bill = self.profile.charge_ids.bill_id
        self.assertRecordValues(bill, [{"amount_total": 56.44, "state": "posted", "amount_residual": 0}])
        self.assertTrue(receipt.is_reconciled or bill.payment_state in ("paid", "in_payment"))
        self.assertEqual(set(self.profile.charge_ids.mapped("state")), {"billed"})
        self._run()
        self.assertEqual(len(self.profile.charge_ids.bill_id), 1)

    def test_a_part_pays_the_compensation_first(self):
        self._book_when_paid()
        self._pay(self.move)
        self._receive(45)
        self._run()
        charges = self.profile.charge_ids.sorted("amount")
        self.assertEqual(
            [(charge.kind, charge.state, charge.amount) for charge in charges],
            [("interest", "billed", 5), ("interest", "accrued", 11.44), ("compensation", "billed", 40)])
        self._run()
        self.assertEqual(round(sum(self.profile.charge_ids.mapped("amount")), 2), 56.44)

    def test_prepayments_and_older_money_are_left_alone(self):
        self._book_when_paid()
        self._pay(self.move)
        self._receive(60, self._days(-80))
        self._run()
        self.assertFalse(self.profile.charge_ids.bill_id)
        order = self._order(400)
        order.action_confirm()
        self._receive(60)
        self._run()
        self.assertFalse(self.profile.charge_ids.bill_id)

    def test_monthly_run(self):
        self._run()
        Charge = self.Charge.sudo()
        self.company.write({"credit_charge_run": "monthly", "credit_charge_min_amount": 100})
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection_charges.ir_cron_bill_charges").sudo().method_direct_trigger()
        self._refresh()
        self.assertFalse(self.profile.charge_ids.bill_id)
        self.company.credit_charge_min_amount = 50
        Charge._bill_run(self.profile, self.today)
        self.assertEqual(self.profile.charge_ids.bill_id.amount_total, 56.44)

    # Where else they show

    def test_timeline(self):
        charges = self._accrue()
        charges.filtered(lambda charge: charge.kind == "compensation")._waive("Goodwill")
        self._refresh()
        events = self.env["credit.timeline"].search([
            ("profile_id", "=", self.profile.id), ("kind", "in", ("compensation", "waiver"))]).sorted("kind")
        self.assertRecordValues(events, [
            {"kind": "compensation", "amount": 40, "reference": self.move.name, "text": False, "state_label": "Waived"},
            {"kind": "waiver", "amount": 40, "reference": False, "text": "Goodwill", "state_label": "Approved"}])

    def test_exposure_where_the_company_counts_them(self):
        self._accrue()
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_charges": 56.44, "exposure_total": 1000}])
        self.company.credit_count_charges = True
        self._refresh()
        self.assertEqual(self.profile.exposure_total, 1056.44)
        self.assertIn(self.profile, self.profile.search([("exposure_charges", ">", 50)]))

    def test_workbook(self):
        self._accrue()
        content = self.env["credit.overdue.workbook"]._generate(self.profile, self.today)
        book = load_workbook(io.BytesIO(content))

        def rows(name):
            sheet = book[name]
            header = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
            headings = [cell.value for cell in sheet[header]]
            return [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=header + 1, values_only=True)]

        self.assertEqual(
            [(row["Charge"], row["Document"], row["Amount"]) for row in rows("Charges")],
            [("Fixed compensation", self.move.name, 40), ("Late interest", self.move.name, 16.44)])
        for sheet in ("Customers", "Items"):
            [row] = rows(sheet)
            self.assertEqual(row["Accrued Charges (Company Currency)"], 56.44)

    def test_terms_are_printed_on_the_invoice(self):
        self.terms.print_on_invoice = True
        move = self._late(100, self._days(-5))
        report = self.env.ref("account.account_invoices")
        content, _kind = report._render_qweb_html(report.report_name, move.ids)
        self.assertIn("Interest on late payment: 10 % per year.", content.decode())
        content, _kind = report._render_qweb_html(report.report_name, self.move.ids)
        self.assertNotIn("Interest on late payment", content.decode())

    def test_merged_customers_keep_their_charges(self):
        self._accrue()
        other = self.env["res.partner"].create({"name": "Other", "is_company": True, "country_id": self.country.id})
        profile = other._get_credit_profiles()
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({
            "partner_ids": [(6, 0, (self.customer + other).ids)], "dst_partner_id": other.id})
        wizard.action_merge()
        self._refresh()
        self.assertEqual(round(sum(profile.charge_ids.mapped("amount")), 2), 56.44)
