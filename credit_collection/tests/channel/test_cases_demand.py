"""What a message asks for: discounts that still run, disputes that are told, one reference, links that end."""

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

