"""14.5: set-off of what is due on both sides, by what is left of it."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import NettingCommon


@tagged("post_install", "-at_install")
class TestNetting(NettingCommon):

    def test_rest_is_used_and_undo_restores(self):
        """300 against 200: 100; then against 10: 90, not 290; undone: 100, with due date and days overdue."""
        bill = self._bill(200)
        self._set_off()
        self.assertEqual((self.debt.amount_residual, bill.amount_residual), (100, 0))
        later = self._bill(10)
        second = self._set_off()
        self.assertEqual((self.debt.amount_residual, later.amount_residual), (90, 0))
        second.with_user(self.other).action_undo()
        self._refresh()
        self.assertEqual((self.debt.amount_residual, later.amount_residual, second.state), (100, 10, "reversed"))
        [item] = self.env["credit.open.item"]._read(self.profile, self.today)[self.profile]
        self.assertEqual((item.due_date, item.residual), (self._days(-20), 100))
        self.assertEqual(self.profile.days_overdue, 20)
        self.assertEqual(later.line_ids.filtered(
            lambda line: line.account_type == "liability_payable").date_maturity, self._days(-5))

    def test_disputed_part_is_not_offered(self):
        """Variant: 50 of the 300 disputed: 250 - 200 = 50 undisputed stay."""
        self._bill(280)
        self._dispute(self.debt, 50)
        netting = self._fill()
        self.assertEqual((netting.amount, netting.payable_total), (250, 250))
        netting.line_ids.filtered(lambda line: not line.is_payable).amount = 251
        netting.line_ids.filtered("is_payable").amount = 251
        with self.assertRaisesRegex(UserError, "250.00"):
            netting.action_submit()

    def test_disputed_variant_of_the_case(self):
        self._bill(200)
        self._dispute(self.debt, 50)
        self._set_off()
        self.assertEqual(self._open_item(self.debt)._get_collectible_amount(self.today), 50)

    def test_refunds_of_the_supplier_cover_the_oldest_bills(self):
        old, new = self._bill(200, due=-9), self._bill(50)
        self._invoice(70, -10, move_type="in_refund", ref="R70")
        netting = self._fill()
        self.assertEqual(
            {line.move_id: line.amount for line in netting.line_ids}, {self.debt: 180, old: 130, new: 50})
        # What was chosen by hand is the decision of the user.
        netting.line_ids.filtered(lambda line: line.move_id == old).amount = 150
        netting.line_ids.filtered(lambda line: line.move_id == self.debt).amount = 200
        netting.action_submit()
        self.assertEqual(netting.state, "submitted")

    def test_a_refund_above_all_bills_leaves_nothing_to_offer(self):
        self._bill(60)
        self._invoice(70, -10, move_type="in_refund", ref="R70")
        self.assertFalse(self._fill().line_ids)

    def test_bill_in_a_payment_run_is_not_offered(self):
        bill, paid = self._bill(200), self._bill(70)
        payment = self.env["account.payment"].create({
            "payment_type": "outbound", "partner_type": "supplier", "partner_id": self.customer.id, "amount": 70,
            "invoice_ids": [Command.set(paid.ids)]})
        netting = self._fill()
        self.assertEqual(netting.sudo().line_ids.move_id, self.debt | bill)
        self.assertEqual(netting.amount, 200)
        payment.action_cancel()
        netting.action_fill()
        self.assertEqual(netting.amount, 270)

    def test_bill_that_joined_a_payment_run_since_is_refused(self):
        bill = self._bill(200)
        netting = self._fill()
        netting.action_submit()
        self.env["account.payment"].create({
            "payment_type": "outbound", "partner_type": "supplier", "partner_id": self.customer.id, "amount": 200,
            "invoice_ids": [Command.set(bill.ids)]})
        with self.assertRaisesRegex(UserError, "payment run"):
            netting.with_user(self.other).action_approve()

    def test_without_a_journal_nothing_is_posted(self):
        self._bill(200)
        self.company.credit_netting_journal_id = False
        with self.assertRaisesRegex(UserError, "> Set-off of .*: Journal of Set-offs"):
            self._set_off()

    def test_what_is_not_due_or_promised_is_not_offered(self):
        self._bill(200, 10)
        self._bill(90, -1)
        self._invoice(500, 5)
        netting = self._fill()
        self.assertEqual(netting.amount, 90)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(self.debt).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 300})]})
        promise.action_open()
        self.assertFalse(self._fill().line_ids)

    def test_sides_must_be_equal(self):
        self._bill(200)
        netting = self._fill()
        netting.line_ids.filtered("is_payable").amount = 150
        with self.assertRaisesRegex(UserError, "Both sides"):
            netting.action_submit()
        netting.line_ids.filtered("is_payable").unlink()
        with self.assertRaisesRegex(UserError, "a debt and a bill"):
            netting.action_submit()

    def test_same_foreign_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5), (self._days(-10), 0.4)])
        debt = self._invoice(100, -20, currency_id=euro.id)
        bill = self._bill(60, currency_id=euro.id)
        netting = self._set_off(currency_id=euro.id)
        self.assertEqual((debt.amount_residual, bill.amount_residual), (40, 0))
        # 60 EUR are 150 at the rate of the day; the debt is booked at 120: the gain of 30 is an entry that is shown.
        self.assertEqual(netting.amount, 150)
        gains = netting.exchange_move_ids.line_ids.filtered(lambda line: line.account_id.account_type.startswith(
            ("income", "expense")))
        self.assertIn(-30.0, gains.mapped("balance"))

    def test_other_currencies_at_the_rate_of_the_day(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        bill = self._bill(60, currency_id=euro.id)
        self.assertFalse(self._fill().line_ids)
        netting = self._set_off(is_mixed=True)
        self.assertEqual((netting.amount, netting.payable_total), (120, 120))
        self.assertEqual((self.debt.amount_residual, bill.amount_residual), (180, 0))

    def test_items_of_a_subsidiary_are_not_offered(self):
        subsidiary = self.env["res.partner"].create({
            "name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        self._bill(100, partner=subsidiary)
        bill = self._bill(200)
        self.assertEqual(self._fill().line_ids.line_id.move_id, self.debt + bill)

    def test_items_of_somebody_else_are_refused(self):
        self._bill(200)
        netting = self._fill()
        other = self._invoice(100, -5, partner=self.env["res.partner"].create({"name": "Somebody Else"}))
        with self.assertRaises(ValidationError):
            netting.line_ids = [Command.create({"line_id": self._open_item(other).id, "amount": 10})]

    def test_net_beside_gross(self):
        self._bill(200)
        self._refresh()
        self.assertEqual(
            (self.profile.exposure_receivable, self.profile.payable_amount, self.profile.net_receivable), (300, 200, 100))

    def test_letters_say_so_where_the_level_wants_it(self):
        self._bill(200)
        self.level_1.tells_net = True
        text = html2plaintext(self._run().body)
        for part in ("Less what we owe you", "200.00", "Grand total", "100.00", "300.00"):
            self.assertIn(part, text)

    def test_letters_are_silent_otherwise(self):
        self._bill(200)
        self.assertNotIn("Less what we owe you", self._run().body)

    def test_queries_of_letters_do_not_grow(self):
        self.level_1.tells_net = True
        few, many = self._count_queries_of_runs()
        self.assertLessEqual(many, few + 10)
