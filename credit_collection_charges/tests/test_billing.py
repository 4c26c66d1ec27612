"""Charges become invoices or debit notes: one per customer and run, taxed by product and fiscal position."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ChargesCommon, day


@tagged("post_install", "-at_install")
class TestBilling(ChargesCommon):

    def _bill(self, charges=None):
        action = (self._accrue() if charges is None else charges).action_bill()
        return self.env["account.move"].search(action["domain"])

    def test_one_invoice_per_customer_and_run_without_tax(self):
        self.customer.country_id = self.env.ref("base.de")
        self.german.compensation_currency_id = self.company.currency_id
        move = self._late(1000, day("2023-06-20"))
        self._pay(move, date=day("2023-08-31"))
        bill = self._bill(self._accrue(day("2023-10-15")))
        self.assertRecordValues(bill, [{
            "move_type": "out_invoice", "state": "posted", "amount_total": 63.50, "amount_tax": 0,
            "partner_id": self.customer.id, "invoice_date": self.today, "invoice_date_due": self._days(14)}])
        self.assertEqual(sorted(bill.invoice_line_ids.mapped("price_subtotal")), [23.50, 40])
        self.assertFalse(bill.invoice_line_ids.tax_ids)
        text = bill.invoice_line_ids.filtered(lambda line: line.price_subtotal == 23.50).name.replace("\xa0", " ")
        for part in (move.name, "10 days on $ 1,000.00 at 10.62 %: $ 2.91", "62 days on $ 1,000.00 at 12.12 %: $ 20.59"):
            self.assertIn(part, text)
        self.assertEqual(set(self.profile.charge_ids.mapped("state")), {"billed"})

    def test_several_invoices_of_several_customers(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True, "country_id": self.country.id})
        for partner in (self.customer, self.customer, other):
            self._late(1000, self._days(-60), partner)
        charges = (self.profile + other._get_credit_profiles())._accrue_charges(self.today)
        bills = self._bill(charges)
        self.assertEqual(sorted(bills.mapped("amount_total")), [56.44, 112.88])
        self.assertEqual(bills.commercial_partner_id, self.customer + other)

    def test_taxes_of_the_product_by_fiscal_position(self):
        tax, other_tax = [self.env["account.tax"].create({
            "name": name, "amount": rate, "company_id": self.company.id,
            "country_id": self.company.account_fiscal_country_id.id,
        }) for name, rate in (("Charges 19", 19), ("Charges 0", 0))]
        product = self.env["product.product"].create({
            "name": "Recovery", "type": "service", "taxes_id": [Command.set(tax.ids)]})
        untaxed = self.env["product.product"].create({"name": "Interest", "type": "service", "taxes_id": [Command.clear()]})
        self.company.write({"credit_compensation_product_id": product.id, "credit_interest_product_id": untaxed.id})
        self._late(1000, self._days(-60))
        bill = self._bill()
        self.assertRecordValues(bill.invoice_line_ids.sorted("price_subtotal"), [
            {"price_subtotal": 16.44, "tax_ids": [], "product_id": untaxed.id},
            {"price_subtotal": 40, "tax_ids": tax.ids, "product_id": product.id},
        ])
        position = self.env["account.fiscal.position"].create({"name": "Abroad", "company_id": self.company.id})
        other_tax.write({"fiscal_position_ids": [Command.link(position.id)], "original_tax_ids": [Command.link(tax.id)]})
        self.customer.property_account_position_id = position
        self._late(1000, self._days(-60))
        bill = self._bill()
        self.assertEqual(bill.invoice_line_ids.tax_ids, other_tax)

    def test_debit_note_names_the_oldest_invoice(self):
        self.company.credit_charge_document = "debit_note"
        old, new = self._late(1000, self._days(-60)), self._late(1000, self._days(-30))
        bill = self._bill()
        self.assertEqual(bill.debit_origin_id, old)
        self.assertEqual(bill.credit_billed_charge_ids.move_id, old + new)

    def test_draft_for_an_accountant(self):
        self.company.credit_charge_post = False
        self._late(1000, self._days(-60))
        self.assertEqual(self._bill().state, "draft")

    def test_nothing_is_billed_twice_and_what_comes_later_is_billed_then(self):
        move = self._late(1000, self._days(-60))
        first = self._bill()
        with self.assertRaisesRegex(UserError, "nothing to bill"):
            self.profile.charge_ids.action_bill()
        self.assertFalse(self._accrue())
        self._pay(move, date=self._days(10))
        later = self._accrue(self._days(20))
        self.assertRecordValues(later, [{
            "kind": "interest", "amount": 2.74, "date_from": self._days(1), "date_to": self._days(10)}])
        second = self._bill(later)
        self.assertIn("10 days on", second.invoice_line_ids.name)
        self.assertNotIn("60 days on", second.invoice_line_ids.name)
        self.assertAlmostEqual(first.amount_total + second.amount_total, 40 + 19.18, 2)

    def test_sum_of_all_bills_is_the_rounded_interest(self):
        move = self._late(100, self._days(-60))
        billed = 0
        for number in range(5):
            charges = self._accrue(self._days(number * 7)).filtered(lambda charge: charge.kind == "interest")
            billed += self._bill(charges).amount_total
        self.assertEqual(round(billed, 2), round(100 * 0.1 * 88 / 365, 2))
        self.assertEqual(self._interest(move, self._days(28)), 0)

    def test_payment_found_later_gives_back_what_was_billed_too_much(self):
        move = self._late(1000, self._days(-60))
        self._bill()
        self._pay(move, date=self._days(-30))
        charges = self._accrue()
        self.assertRecordValues(charges, [{"kind": "interest", "amount": -8.22}])
        note = self._bill(charges)
        self.assertRecordValues(note, [{"move_type": "out_refund", "amount_total": 8.22, "state": "posted"}])
        self.assertIn("less what was charged before", note.invoice_line_ids.name)
        self.assertFalse(self._accrue())

    def test_bills_of_charges_bear_no_charges(self):
        self._late(1000, self._days(-60))
        bill = self._bill()
        charges = self._accrue(self._days(300))
        self.assertNotIn(bill, charges.move_id)

    def test_cancelled_bill_lets_the_charges_be_owed_again(self):
        self.company.credit_charge_post = False
        move = self._late(1000, self._days(-60))
        bill = self._bill()
        self._accrue(self._days(10))
        bill.button_cancel()
        self._refresh()
        self.assertEqual(self._interest(move), 16.44)
        self.assertEqual(sum(self._accrue().mapped("amount")), 56.44)
        bill = self._bill()
        bill.unlink()
        self.assertEqual(sum(self._accrue().mapped("amount")), 56.44)

    def test_who_bills(self):
        self._late(1000, self._days(-60))
        charges = self._accrue()
        for role in ("viewer", "collector", "salesperson"):
            with self.assertRaises(AccessError):
                charges.with_user(self._user(role)).action_bill()
        charges.with_user(self._user("manager")).action_bill()
        self.assertEqual(set(charges.mapped("state")), {"billed"})

    def test_nobody_writes_charges(self):
        self._late(1000, self._days(-60))
        charges = self._accrue()
        manager = self._user("manager")
        with self.assertRaises(AccessError):
            charges.with_user(manager).write({"amount": 1})
        with self.assertRaises(AccessError):
            self.env["credit.charge"].with_user(manager).create({
                "profile_id": self.profile.id, "kind": "fee", "date": self.today, "amount": 5})
        charges.action_bill()
        with self.assertRaises(UserError):
            charges.sudo().unlink()

    def test_calculation_is_kept_with_the_bill(self):
        move = self._late(1000, self._days(-60))
        self._pay(move, 400, self._days(-30))
        charge = self._accrue().filtered(lambda charge: charge.kind == "interest")
        before = str(charge.calculation)
        for part in ("30 days on $\xa01,000.00 at 10 %: $\xa08.22", "30 days on $\xa0600.00"):
            self.assertIn(part, before)
        self._bill(charge)
        self.terms.rate_ids.rate = 20
        self._refresh()
        self.assertEqual(str(charge.calculation), before)
