"""Situations of every day, booked as they happen: after each, all screens show what the ledger says."""
import io

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged

from ..aging.common import AgingMixin
from .test_expected_payment import ForecastCase


@tagged("post_install", "-at_install")
class TestOneTruth(AgingMixin, ForecastCase):

    def _ledger(self, partners, company):
        """:return: (net, debts) of the receivable accounts, in company currency, by plain sums over journal items"""
        lines = self.env["account.move.line"].search([
            ("partner_id.commercial_partner_id", "in", partners.ids), ("company_id", "child_of", company.id),
            ("parent_state", "=", "posted"), ("account_id.account_type", "=", "asset_receivable")])
        residuals = lines.mapped("amount_residual")
        return sum(residuals), sum(amount for amount in residuals if amount > 0)

    def _check(self, net, overdue=0.0, orders=0.0, drafts=0.0, profile=None):
        """All readers agree with the ledger, and the ledger with ``net``.

        :param overdue: net of open credits
        """
        profile = profile or self.profile
        rows = self._forecast(profile)
        ledger, debts = self._ledger(profile.partner_id, profile.company_id)
        self.assertAlmostEqual(ledger, net, msg="the ledger")
        self.assertRecordValues(profile, [{
            "exposure_receivable": net, "overdue_amount": overdue, "exposure_orders": orders, "exposure_draft": drafts}])
        items = self.env["credit.open.item.report"].search([("profile_id", "=", profile.id)])
        gross, credits, aged = self._get_nets(self._age()).get(profile.partner_id.name, (0, 0, 0))
        parts = profile._get_account_parts(self.today)[profile]
        found = {
            "open items": sum(items.mapped("residual")), "aging": aged,
            "statement": sum(self._convert(part) for part in parts),
            "expected cash": sum(rows.filtered("line_id").mapped("amount")),
            "workbook": self._read_workbook(profile),
        }
        for screen, amount in found.items():
            self.assertAlmostEqual(amount, net, msg=screen)
        self.assertAlmostEqual(gross, debts)
        self.assertAlmostEqual(gross + credits, net)
        self.assertAlmostEqual(sum(rows.filtered("order_id").mapped("amount")), orders, msg="expected of orders")
        self.assertAlmostEqual(sum(rows.filtered("draft_id").mapped("amount")), drafts, msg="expected of drafts")

    def _convert(self, part):
        currency = self.env["res.currency"].browse(part.currency_id)
        return currency._convert(part.closing, self.company.currency_id, self.company, self.today)

    def _read_workbook(self, profile):
        content = self.env["credit.overdue.workbook"]._generate(profile, self.today)
        sheet = load_workbook(io.BytesIO(content), data_only=True)["Customers"]
        table = [[cell.value for cell in row] for row in sheet.iter_rows()]
        start = next(number for number, row in enumerate(table) if row[0] == "Customer")
        column = table[start].index("Open (Company Currency)")
        return sum(row[column] or 0 for row in table[start + 1:] if row[0])

    def _credit(self, move, amount):
        """A credit note over ``amount`` of the invoice, allocated to it."""
        refund = self._invoice(amount, 0, move_type="out_refund")
        (self._open_item(move) | self._open_item(refund)).reconcile()
        return refund

    def test_part_payment_then_partial_credit_note(self):
        move = self._invoice(1000, -10)
        self._pay(move, 400)
        self._credit(move, 250)
        self._check(350, overdue=350)

    def test_customer_with_credits_only(self):
        self._invoice(300, -5, move_type="out_refund")
        self._check(-300)
        rows = self._forecast()
        self.assertEqual(self._parts(rows), [(0, -300, "credit")])
        self.profile._run_followups(self.today)
        self.assertFalse(self.profile.followup_ids)

    def test_credit_note_above_the_invoice(self):
        move = self._invoice(100, -10)
        self._credit(move, 130)
        self._check(-30)

    def test_due_date_moved_after_a_reminder(self):
        move = self._invoice(1000, -10)
        self._refresh()
        self.profile._run_followups(self.today)
        self.assertTrue(self.profile.followup_level_id)
        move.invoice_date_due = self._days(20)
        self._check(1000)
        before = self.profile.followup_ids
        self.profile._run_followups(self._days(1))
        self.assertEqual(self.profile.followup_ids, before, "nobody is reminded of what is not due")

    def test_draft_invoice_of_an_order_counts_once(self):
        order = self._order(1000)
        order.action_confirm()
        self._check(0, orders=1000)
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        self._refresh()
        self._check(0, drafts=1000)
        invoice.action_post()
        self._check(1000)

    def test_down_payment(self):
        order = self._order(1000, order_line=[Command.create({
            "product_id": self.company_data["product_order_no"].id, "price_unit": 1000, "tax_ids": False})])
        order.action_confirm()
        self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order").create({
            "advance_payment_method": "fixed", "fixed_amount": 300}).create_invoices()
        invoice = order.invoice_ids
        invoice.action_post()
        self._check(300, orders=700)
        self._pay(invoice)
        self._check(0, orders=700)
        order._create_invoices(final=True).action_post()
        self._check(700)

    def test_negative_line_of_an_order(self):
        product = self.company_data["product_delivery_no"]
        order = self._order(1000, order_line=[
            Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": 1000, "tax_ids": False}),
            Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": -200, "tax_ids": False})])
        order.action_confirm()
        self._check(0, orders=800)
        order.order_line[0].qty_delivered = 1
        order._create_invoices().action_post()
        # The discount that is still to come makes nobody owe less: an order never takes off what other ones use.
        self._check(1000)

    def test_order_in_another_currency(self):
        currency = self.setup_other_currency("CAD", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "CAD", "currency_id": currency.id})
        order = self._order(1000, pricelist_id=pricelist.id)
        order.action_confirm()
        self._check(0, orders=500)
        self.env["res.currency.rate"].create({
            "name": self.today, "rate": 4.0, "currency_id": currency.id, "company_id": self.company.id})
        self._check(0, orders=250)

    def test_cash_rounding(self):
        rounding = self.env["account.cash.rounding"].create({
            "name": "Five cents", "rounding": 0.05, "strategy": "add_invoice_line", "rounding_method": "HALF-UP",
            "profit_account_id": self.company_data["default_account_revenue"].id,
            "loss_account_id": self.company_data["default_account_expense"].id})
        self._invoice(99.98, -3, invoice_cash_rounding_id=rounding.id)
        self._check(100, overdue=100)

    def test_entry_of_a_branch(self):
        self._book_in_branch(500, -4)
        self._invoice(200, -4)
        rows = self._forecast()
        self.assertEqual(sum(rows.mapped("amount")), 700)
        self.assertRecordValues(self.profile, [{"exposure_receivable": 700, "overdue_amount": 700}])
        [(gross, credits, net)] = self._get_nets(self._age()).values()
        self.assertEqual((gross, credits, net), (700, 0, 700))

    def test_merged_customers(self):
        other = self.env["res.partner"].create({"name": "Same Customer Twice", "is_company": True})
        self._invoice(100, -10)
        self._invoice(40, -20, partner=other)
        self._invoice(15, -5, partner=other, move_type="out_refund")
        other._get_credit_profiles()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | other).ids, self.customer)
        self._check(125, overdue=125)

    def test_yen_have_no_decimals_and_dinars_three(self):
        for code, decimals in (("JPY", 0), ("KWD", 3)):
            with self.subTest(code):
                currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
                currency.active = True
                self.assertEqual(currency.decimal_places, decimals)
                rate = self.env["res.currency.rate"].create({
                    "name": "2020-01-01", "rate": 8.0, "currency_id": currency.id, "company_id": self.company.id})
                move = self._invoice(1234, -10, currency_id=currency.id)
                self._check(move.amount_residual_signed, overdue=move.amount_residual_signed)
                shown = currency.format(1234)
                texts, _parts = self.profile._describe_account(self.today)[self.profile]
                self.assertIn(repr(shown)[1:-1], repr(texts["parts"]))
                move.button_draft()
                move.button_cancel()
                rate.unlink()
