from odoo.fields import Command
from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterReceipts(CounterCommon):
    """What is paid at the counter is a payment, whatever journal its entry has."""

    def _check_received(self, amount, returned=0):
        self._refresh()
        Receipts, customer = self.env["credit.receipts"], (self.customer.id, self.company.id)
        self.assertEqual(
            Receipts._get_last_payments(self.today).get(customer), (self.today, amount) if amount else None)
        self.assertEqual(Receipts._count_returned(self.today, self._days(-9)).get(customer, 0), returned)
        figures = self.company._get_credit_components(
            [(self._days(-9), self.today)], [("id", "=", self.profile.id)])[0]
        self.assertEqual(figures.get("collected", 0.0) or 0.0, amount)
        return figures

    def test_invoice_that_is_paid_in_cash_is_paid_by_money(self):
        self._sell(0, cash=300, to_invoice=True)
        self.assertEqual(self._check_received(300)["settled"], 300)
        self._close()
        self.assertEqual(self._check_received(300)["settled"], 300)

    def test_methods_that_identify_the_customer_count_once(self):
        method = self.env["pos.payment.method"].create({
            "name": "Named", "journal_id": self.company_data["default_journal_cash"].copy().id, "split_transactions": True,
            "company_id": self.company.id})
        session = self._open(self._counter(payment_method_ids=[Command.set(method.ids)]))
        self._sell(0, cash=300, session=session, to_invoice=True, payment_ids=[
            Command.create({"payment_method_id": method.id, "amount": 300, "name": "Named"})])
        self._close(session)
        self._check_received(300)

    def test_account_that_is_settled_at_the_counter(self):
        self._sell(300)
        self._close()
        self._check_received(0)
        session = self._open(self.counter)
        self._sell(-200, cash=200, session=session)
        self._close(session)
        self._check_received(200)
        events = self.env["credit.timeline"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(sorted(events.mapped(lambda event: (event.kind, event.amount))), [("entry", 300), ("payment", 200)])
        self.assertEqual(self.profile.exposure_receivable, 100)

    def test_receipt_whose_entry_is_reversed_went_back(self):
        order = self._sell(0, cash=300, to_invoice=True)
        self._check_received(300)
        order.payment_ids.account_move_id._reverse_moves([{"date": self.today}], cancel=True)
        self._check_received(0, returned=1)

    def test_entry_of_a_session_is_to_each_customer_what_the_customer_did(self):
        """In one session one customer settles an account, and another one buys on account."""
        buyer = self.env["res.partner"].create({"name": "Buyer on Account", "is_company": True})
        self._sell(300)
        self._close()
        session = self._open(self.counter)
        self._sell(-200, cash=200, session=session)
        self._sell(70, partner=buyer, session=session)
        self._close(session)
        theirs = buyer._get_credit_profiles()
        events = self.env["credit.timeline"].search([("profile_id", "in", (self.profile | theirs).ids)])
        self.assertEqual(
            sorted((event.profile_id == theirs, event.kind, event.amount) for event in events),
            [(False, "entry", 300), (False, "payment", 200), (True, "entry", 70)])
        self.assertEqual(events.filtered(lambda event: event.profile_id == theirs).action_open()["res_id"], session.move_id.id)
        for kind in ("activity", "open_item"):
            with self.subTest(kind):
                rows = [(row.kind, row.debit, row.credit) for profile in (self.profile, theirs)
                        for row in profile._create_statements(self._days(-9), self.today, kind).line_ids]
                self.assertEqual(rows, [("other", 300, 0), ("payment", 0, 200), ("other", 70, 0)])

    def test_goods_taken_back_on_account_are_no_payment(self):
        self._sell(300)
        self._sell(-100)
        self._close()
        self._check_received(0)

    def test_what_was_paid_before_the_add_on_was_installed(self):
        self._sell(0, cash=300, to_invoice=True)
        self.env["account.move.line"].sudo().search([("credit_is_receipt", "=", True)]).credit_is_receipt = False
        self._check_received(0)
        self.env["pos.payment"]._mark_past_credit_receipts()
        self._check_received(300)
