"""What a message asks for: discounts that still run, disputes that are told, one reference, links that end."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..followup.common import FollowupCommon
from .test_payment_link import PaymentLinkCommon


class DiscountCommon(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env["account.payment.term"].create({
            "name": "30 days, 2 % in 10 days", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "early_pay_discount_computation": "mixed",
            "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})],
        })
        cls.reminder = cls.level_1.copy({"plan_id": cls.plan.id, "days_overdue": -28, "payment_link": True})

    @classmethod
    def _invoice_with_discount(cls, amount, days_ago=5):
        """An invoice over ``amount`` with a discount of 2 % in 10 days, dated ``days_ago``."""
        move = cls._invoice(amount, 0, post=False)
        move.write({
            "invoice_date": cls._days(-days_ago), "invoice_payment_term_id": cls.term.id, "invoice_date_due": False})
        move.action_post()
        return move


@tagged("post_install", "-at_install")
class TestDiscount(DiscountCommon):
    """C24: a discount for early payment that still runs is not demanded."""

    def test_reminder_before_the_due_date_asks_for_980_until_the_day(self):
        self._invoice_with_discount(1000)
        followup = self._run()
        self.assertEqual(followup.level_id, self.reminder)
        text = html2plaintext(followup.body)
        self.assertIn("980.00", text)
        self.assertIn("A discount of", text)
        self.assertIn("20.00", text)

    def test_discount_that_is_over_is_demanded(self):
        self._invoice_with_discount(1000, days_ago=11)
        text = html2plaintext(self._run().body)
        self.assertNotIn("980.00", text)
        self.assertNotIn("A discount of", text)

    def test_after_a_part_payment_the_discount_still_runs(self):
        """14.3: not 2 % of each part."""
        self._pay(self._invoice_with_discount(1000), 100)
        text = html2plaintext(self._run().body)
        self.assertIn("880.00", text)
        self.assertIn("A discount of", text)

    def test_discount_is_that_of_the_invoice_not_of_the_term_as_edited(self):
        self._invoice_with_discount(1000, days_ago=7)
        self.term.write({"discount_days": 5, "discount_percentage": 3})
        self.assertIn("980.00", html2plaintext(self._run().body))

    def test_after_a_credit_note_nothing_is_deducted_as_in_core(self):
        move = self._invoice_with_discount(1000)
        note = move._reverse_moves([{"invoice_date": self.today}])
        note.invoice_line_ids.price_unit = 100
        note.action_post()
        (self._open_item(move) + self._open_item(note)).reconcile()
        text = html2plaintext(self._run().body)
        self.assertIn("900.00", text)
        self.assertNotIn("A discount of", text)

    def test_python_and_sql_agree(self):
        moves = [self._invoice_with_discount(amount, days) for amount, days in ((1000, 5), (500, 11), (300, 10), (200, 5))]
        self._pay(moves[0], 500)
        self._pay(moves[3], 197)
        self._refresh()
        items = self.env["credit.open.item"]._read(self.profile, self.today)[self.profile]
        lines = self.env["account.move.line"].browse(item.id for item in items)
        self.assertEqual(
            [round(item.discount, 2) for item in items],
            [round(line._get_credit_early_discount(self.today), 2) for line in lines])
        self.assertEqual(sorted(round(item.discount, 2) for item in items), [0, 0, 6, 20])


@tagged("post_install", "-at_install")
class TestDiscountOnline(DiscountCommon, PaymentLinkCommon):
    """C24 on the payment page: 980 is paid, the rest becomes discount."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.first | cls.second).button_draft()
        (cls.first | cls.second).button_cancel()

    def test_one_invoice(self):
        move = self._invoice_with_discount(1000)
        page = self._get_page(self._run())
        self.assertIn("980.00", page.text)
        transaction = self._pay_online(page)
        self.assertEqual(transaction.amount, 980)
        self._settle_online(transaction)
        self.assertEqual((move.amount_residual, transaction.payment_id.amount), (0, 980))

    def test_invoice_that_was_paid_in_part(self):
        move = self._invoice_with_discount(1000)
        self._pay(move, 500)
        self._refresh()
        transaction = self._pay_online(self._get_page(self._run()))
        self.assertEqual(transaction.amount, 480)
        self._settle_online(transaction)
        self.assertEqual((move.amount_residual, transaction.payment_id.amount), (0, 480))

    def test_each_of_several_invoices_takes_its_discount(self):
        moves = self._invoice_with_discount(1000) | self._invoice_with_discount(500)
        transaction = self._pay_online(self._get_page(self._run()))
        self.assertEqual(transaction.amount, 1470)
        self._settle_online(transaction)
        self.assertEqual(moves.mapped("amount_residual"), [0, 0])

    def _invoice_with_tax(self, days_ago):
        """1,000 with 20 % tax in it, 2 % in 10 days also off the tax."""
        self.term.early_pay_discount_computation = "included"
        tax = self.env["account.tax"].create({
            "name": "20 %", "amount": 20, "company_id": self.company.id,
            "country_id": self.company.account_fiscal_country_id.id})
        move = self._invoice(0, 0, post=False, invoice_line_ids=[(0, 0, {
            "name": "Goods", "quantity": 1, "price_unit": 833.33, "tax_ids": [(6, 0, tax.ids)]})])
        move.write({
            "invoice_date": self._days(-days_ago), "invoice_payment_term_id": self.term.id, "invoice_date_due": False})
        move.action_post()
        return move

    def test_rest_in_time_takes_the_discount_with_its_tax(self):
        """14.3 (a): 500, then 480 on the last day: closed, 20.00 = 16.67 + 3.33."""
        move = self._invoice_with_tax(10)
        self._pay(move, 500, date=self._days(-4))
        page = self._get_page(self._run())
        self.term.discount_days = 5
        transaction = self._pay_online(page)
        self.assertEqual(transaction.amount, 480)
        self._settle_online(transaction)
        self.assertEqual(move.amount_residual, 0)
        booked = transaction.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type not in ("asset_receivable", "asset_cash", "asset_current"))
        self.assertEqual(sorted(booked.mapped("balance")), [3.33, 16.67])

    def test_rest_too_late_leaves_the_discount_open(self):
        """14.3 (b): 480 two days late: 20.00 stays open, and is asked for."""
        move = self._invoice_with_tax(12)
        self._pay(move, 500, date=self._days(-6))
        page = self._get_page(self._run())
        self.assertNotIn("480.00", page.text)
        self._pay(move, 480)
        self.assertEqual(move.amount_residual, 20)
        self._refresh()
        [item] = self.env["credit.open.item"]._read(self.profile, self.today)[self.profile]
        self.assertEqual((item.amount, item.discount), (20, 0))


@tagged("post_install", "-at_install")
class TestDiscountAgreed(DiscountCommon):
    """Promises and settlement offers respect a running discount."""

    def test_promise_is_kept_by_payment_less_the_discount(self):
        move = self._invoice_with_discount(1000)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(move).ids)],
            "instalment_ids": [(0, 0, {"date": self._days(5), "amount": 1000})]})
        promise.action_open()
        payment = self._pay(move)
        self.assertEqual((payment.amount, move.amount_residual), (980, 0))
        promise._settle(self.today)
        self.assertEqual(promise.state, "kept")

    def test_promise_is_partly_kept_by_what_comes_too_late_for_it(self):
        move = self._invoice_with_discount(1000, days_ago=11)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(move).ids)],
            "instalment_ids": [(0, 0, {"date": self._days(5), "amount": 1000})]})
        promise.action_open()
        self._pay(move, 980)
        promise._settle(self._days(30))
        self.assertEqual((promise.state, move.amount_residual), ("partial", 20))

    def _offer(self, move, percent):
        self._refresh()
        offer = self.env["credit.settlement"].create({
            "profile_id": self.profile.id, "line_ids": [(6, 0, self._open_item(move).ids)], "valid_until": self._days(3),
            "discount_by": "percent", "discount_percent": percent})
        offer.action_send()
        return offer

    def test_offer_below_the_running_discount_is_refused(self):
        move = self._invoice_with_discount(1000)
        with self.assertRaisesRegex(ValidationError, "still runs"):
            self._offer(move, 1)
        self.assertEqual(self._offer(move, 5).pay_amount, 950)

    def test_offer_after_the_discount(self):
        self.assertEqual(self._offer(self._invoice_with_discount(1000, days_ago=11), 1).pay_amount, 990)



@tagged("post_install", "-at_install")
class TestLetterTells(FollowupCommon):

    def test_letter_and_statement_tell_what_is_in_dispute(self):
        """S11: the letter said 5,000 open, the attached statement 6,400; neither named the 1,400 in dispute."""
        self._invoice(5000, -10)
        self._dispute(self._invoice(1000, -10), 1000)
        self._dispute(self._invoice(900, -10), 400)
        followup = self._run()
        self.assertEqual(followup.amount_due, 5500)
        text = html2plaintext(followup.body)
        for part in ("Disputed", "1,400.00", "400.00", "1,000.00", "5,500.00"):
            self.assertIn(part, text)
        [statement] = self.profile._get_statements(self.today)[self.profile]
        self.assertTrue(statement["has_disputes"])
        self.assertEqual(
            sorted(row["disputed"].replace("\xa0", " ") for row in statement["rows"] if row["disputed"]),
            sorted(self.company.currency_id.format(amount).replace("\xa0", " ") for amount in (1000, 400)))

    def test_letter_names_the_order_of_the_customer_and_the_title_of_the_sender(self):
        """S22"""
        self.level_1.write({"send_mail": False, "send_letter": True})
        self.customer.write({"street": "1 Road", "city": "Town"})
        collector = self.env.ref("base.user_admin")
        collector.function = "Head of Receivables"
        self.profile.collector_id = collector
        self._invoice(1000, -10, ref="PO 4711")
        body = self._run().body
        self.assertIn("Your order PO 4711", html2plaintext(body))
        self.assertIn("Head of Receivables", body)


@tagged("post_install", "-at_install")
class TestPaymentLinkEnds(PaymentLinkCommon):
    """R17: a page shows what is the customer's today, and does not open for ever."""

    def test_invoice_that_moved_to_another_customer_is_not_shown(self):
        followup = self._run()
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        self.first.button_draft()
        self.first.partner_id = other
        self.first.action_post()
        self._refresh()
        page = self._get_page(followup)
        self.assertNotIn(self.first.name, page.text)
        self.assertIn(self.second.name, page.text)

    def test_link_expires(self):
        followup = self._run()
        self.assertEqual(followup.access_until, self._days(60))
        followup.sudo().access_until = self._days(-1)
        self.assertEqual(self._get_page(followup).status_code, 404)
        self.assertFalse(followup.has_link)

    def test_link_is_revoked(self):
        followup = self._run()
        path = followup.sudo()._get_payment_path()
        followup.action_revoke_link()
        self.authenticate(None, None)
        self.assertEqual(self._make_http_get_request(self._build_url(path), {}).status_code, 404)

