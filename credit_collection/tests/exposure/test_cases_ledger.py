"""One ledger by date: what is owed at the end of a day, what covers what, and what is nobody's debt."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..followup.common import FollowupCommon

FACTS = "odoo.addons.credit_collection.models.exposure.credit_exposure"


class LedgerCommon(FollowupCommon):

    def _check(self, **facts):
        self._refresh()
        self.assertRecordValues(self.profile, [facts])

    def _items(self, day=None):
        rows = self.env["credit.open.item"]._get_items(day or self.today)
        return [row for row in rows if row["partner_id"] == self.customer.id]

    def _receipt(self, amount, days=0):
        """Post a receipt of ``amount`` on account, dated ``days`` from today."""
        return self._book(-amount, days, self.customer, journal="default_journal_bank")


@tagged("post_install", "-at_install")
class TestPostDated(LedgerCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(1000, -20)

    def test_a_cheque_dated_ahead_leaves_the_debt_open_until_its_date(self):
        self._pay(self.invoice, date=self._days(30))
        self._check(
            exposure_receivable=1000, exposure_total=1000, overdue_amount=1000, overdue_gross=1000, open_credits=0,
            days_overdue=20, oldest_due_date=self._days(-20), post_dated_receipts=1000)
        for days, owed in ((-1, 1000), (0, 1000), (29, 1000), (30, 0), (31, 0)):
            with self.subTest(days=days):
                facts = self.profile._get_facts(self._days(days))[self.profile.id]
                self.assertEqual(
                    (facts["exposure_receivable"], facts["post_dated_receipts"]), (owed, owed))
                self.assertEqual(sum(item["residual"] for item in self._items(self._days(days))), owed)

    def test_it_is_listed_and_not_reminded(self):
        self._pay(self.invoice, date=self._days(30))
        self.env.flush_all()
        self.assertEqual(
            [(item["residual"], item["status"], item["collectible_amount"], item["post_dated"]) for item in self._items()],
            [(1000, "post_dated", 0, 1000)])
        self.assertFalse(self._run())

    def test_part_covered_by_a_cheque_dated_ahead_is_not_reminded(self):
        self._pay(self.invoice, 600, date=self._days(30))
        self._check(exposure_receivable=1000, overdue_amount=1000, post_dated_receipts=600)
        self.assertEqual(self._run().amount_due, 400)

    def test_on_account_it_settles_nothing_and_is_not_reminded_about(self):
        self._receipt(1000, 30)
        self._check(exposure_receivable=1000, overdue_amount=1000, open_credits=0, post_dated_receipts=1000)
        self.assertEqual([item["residual"] for item in self._items()], [1000])
        self.assertFalse(self._run())

    def test_receipts_of_today_count_today(self):
        self._pay(self.invoice, date=self.today)
        self._check(exposure_receivable=0, overdue_amount=0, post_dated_receipts=0)

    def test_orders_are_held_until_its_date(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 1005})
        self._pay(self.invoice, date=self._days(30))
        order = self._order(10)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_documents_dated_ahead_do_not_exist_yet(self):
        self._invoice(70, 45)  # dated in 15 days
        self._invoice(30, 45, move_type="out_refund")
        self._check(exposure_receivable=1000, open_credits=0, post_dated_receipts=0)
        self.assertEqual([item["residual"] for item in self._items(self._days(15))], [1000, 70, -30])

    def test_a_past_day_is_what_it_was_then(self):
        self._pay(self.invoice, 300, date=self._days(-10))
        self._pay(self.invoice, 700, date=self._days(-5))
        for days, owed in ((-51, 0), (-50, 1000), (-11, 1000), (-10, 700), (-6, 700), (-5, 0)):
            with self.subTest(days=days):
                self.assertEqual(
                    self.profile._get_facts(self._days(days))[self.profile.id]["exposure_receivable"], owed)
        self.assertEqual(
            [(item["status"], item["collectible_amount"]) for item in self._items(self._days(-8))], [("collectible", 700)])

    def test_many_customers_are_read_in_parts_with_the_same_figures(self):
        other = self.env["res.partner"].create({"name": "Other Customer", "is_company": True})
        self._invoice(400, -5, partner=other)
        self.env.flush_all()
        profiles, today = self.profile | other._get_credit_profiles(), self._days(0)
        together = profiles._get_facts(today)
        self.assertEqual([together[profile.id]["overdue_amount"] for profile in profiles], [1000, 400])
        for name, number in (("BATCH", 1), ("MANY", 1)):
            with self.subTest(name=name), patch(f"{FACTS}.{name}", number):
                self.assertEqual(profiles._get_facts(today), together)


@tagged("post_install", "-at_install")
class TestMoneyOnAccount(LedgerCommon):

    def test_it_covers_the_oldest_debt_first(self):
        self._invoice(1000, -60)
        self._receipt(1000)
        self._invoice(200, -3)
        self._check(
            overdue_amount=200, days_overdue=3, oldest_due_date=self._days(-3), overdue_gross=1200, open_credits=1000,
            exposure_receivable=200)

    def test_a_debt_covered_in_part_keeps_its_age(self):
        self._invoice(1000, -60)
        self._receipt(999.99)
        self._invoice(200, -3)
        self._check(overdue_amount=200.01, days_overdue=60)

    def test_debts_due_on_one_day_are_covered_together(self):
        self._invoice(100, -10)
        self._invoice(100, -10)
        self._invoice(100, -5)
        self._receipt(150)
        self._check(overdue_amount=150, days_overdue=10)

    def test_what_covers_all_leaves_nothing_overdue(self):
        self._invoice(100, -10)
        self._invoice(50, 10)
        self._receipt(120)
        self._check(overdue_amount=0, days_overdue=0, oldest_due_date=False, overdue_gross=100, open_credits=120)

    def test_gross_credits_and_net_are_filters(self):
        self._invoice(1000, -10)
        self._receipt(300)
        self.env.flush_all()
        for domain in (
            [("overdue_gross", "=", 1000)], [("open_credits", ">=", 300)], [("overdue_amount", "=", 700)],
            [("post_dated_receipts", "=", 0)],
        ):
            with self.subTest(domain=domain):
                self.assertIn(self.profile, self.profile.search(domain))

    def test_a_credit_has_no_age_and_no_bucket(self):
        self._invoice(1000, -10)
        self._receipt(300, -40)
        self._invoice(200, -20, move_type="out_refund")
        self.env.flush_all()
        self.assertEqual(
            sorted((item["residual"], item["bucket"], item["days_overdue"]) for item in self._items() if item["residual"] < 0),
            [(-300, None, 0), (-200, None, 0)])
        self.assertEqual(self.profile._get_aging(self.today)[self.profile.id], {
            "not_due": 0, "buckets": [1000, 0, 0, 0], "credits": -500, "total": 500})


@tagged("post_install", "-at_install")
class TestCurrencies(LedgerCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])

    def _book_difference(self, balance, amount_currency, days=-30):
        move = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_misc"].id, "date": self._days(days),
            "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "currency_id": self.euro.id, "balance": balance, "amount_currency": amount_currency,
                    "date_maturity": self._days(-20), "no_followup": False}),
                Command.create({
                    "account_id": self.company_data["default_account_revenue"].id, "currency_id": self.euro.id,
                    "balance": -balance, "amount_currency": -amount_currency}),
            ],
        })
        move.action_post()
        return move.line_ids[0]

    def test_what_is_open_in_one_currency_only_is_nobodys_debt(self):
        for balance, amount_currency in ((33.33, 0.0), (0.0, 33.33)):
            with self.subTest(balance=balance):
                line = self._book_difference(balance, amount_currency)
                self._check(exposure_receivable=0, overdue_amount=0, days_overdue=0)
                self.assertFalse(self._run())
                self.assertFalse(line.filtered_domain(line._get_collectible_domain(self.today)))
                self.assertNotIn(line, line.search(line._get_collectible_domain(self.today)))
                order = self._order(1)
                order.action_confirm()
                self.assertEqual(order.credit_state, "clear")
                item = self._items()[-1]
                self.assertEqual((item["id"], item["status"], item["bucket"]), (line.id, "difference", None))
                line.move_id.button_draft()
                order._action_cancel()

    def _match(self, debt, credit, amount, amount_currency):
        self.env["account.partial.reconcile"].create({
            "debit_move_id": debt.id, "credit_move_id": credit.id, "amount": amount,
            "debit_amount_currency": amount_currency, "credit_amount_currency": amount_currency})
        self.env.flush_all()

    def _find_states(self, days):
        return [(item["residual"], item["residual_currency"], item["status"]) for item in self._items(self._days(days))]

    def test_what_was_open_in_one_currency_only_on_a_past_day_is_listed_for_that_day(self):
        debt = self._book_difference(200, 100, -30)
        self._match(debt, self._book_difference(-190, -100, -20), 190, 100)
        before, between = [(200, 100, "collectible")], [(10, 0, "difference")]
        self.assertEqual([self._find_states(days) for days in (-25, -20, 0)], [before, between, between])
        self._match(debt, self._book_difference(-10, 0, -5), 10, 0)
        self.assertTrue(debt.reconciled)
        self.assertEqual([self._find_states(days) for days in (-25, -10, -5)], [before, between, []])


@tagged("post_install", "-at_install")
class TestPaymentsWithoutEntry(LedgerCommon):
    """Beside Odoo's Accounting app: invoices are *In Payment*, their residual stays until the bank confirms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(
            type(cls.env["account.move"]), "_get_invoice_in_payment_state", lambda self: "in_payment"))
        cls.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        cls.invoice = cls._invoice(1000, -20)

    def test_it_is_not_reminded_and_shown_as_on_its_way(self):
        payment = self._pay(self.invoice)
        self.assertFalse(payment.move_id)
        self.assertEqual((self.invoice.payment_state, self.invoice.amount_residual), ("in_payment", 1000))
        self._check(exposure_receivable=0, exposure_payments=1000, overdue_amount=0, overdue_gross=0)
        line = self._open_item(self.invoice)
        self.assertNotIn(line, line.search(line._get_collectible_domain(self.today)))
        self.assertFalse(line.filtered_domain(line._get_collectible_domain(self.today)))
        self.assertEqual([(item["status"], item["on_its_way"]) for item in self._items()], [("on_its_way", 1000)])
        self.assertFalse(self._run())

    def test_it_is_exposure_as_the_setting_says(self):
        self._pay(self.invoice)
        for counts, total in ((True, 1000), (False, 0)):
            with self.subTest(counts=counts):
                self.company.credit_count_payments = counts
                self._check(exposure_total=total)

    def test_a_part_paid_leaves_the_rest_to_be_reminded(self):
        self._pay(self.invoice, 400)
        self._check(exposure_receivable=600, exposure_payments=400, overdue_amount=600)
        self.assertEqual(self._open_item(self.invoice)._get_collectible_amount(self.today), 600)
        self.assertEqual(self._run().amount_due, 600)

    def test_one_payment_of_several_invoices_covers_the_earliest_due(self):
        later = self._invoice(500, -10)
        self._pay(self.invoice | later, 1200)
        self._check(exposure_receivable=300, overdue_amount=300, days_overdue=10)

    def test_a_payment_that_fails_is_owed_again(self):
        payment = self._pay(self.invoice)
        payment.action_reject()
        self._check(exposure_receivable=1000, overdue_amount=1000)
        self.assertEqual(self._run().amount_due, 1000)

    def test_a_credit_note_that_is_paid_out_covers_no_debt(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 950})
        self.company_data["default_journal_bank"].outbound_payment_method_line_ids.payment_account_id = False
        note = self._invoice(300, -20, move_type="out_refund")
        self._check(exposure_receivable=700, overdue_amount=700, open_credits=300)
        payment = self._pay(note, 200)
        self.assertEqual((payment.move_id.ids, note.amount_residual), ([], 300))
        self._check(
            exposure_receivable=900, exposure_payments=0, overdue_amount=900, overdue_gross=1000, open_credits=100)
        order = self._order(100)
        order.action_confirm()
        self.assertEqual(order.credit_hold_id.overdue_amount, 900)
        followup = self._run()
        self.assertEqual(followup.amount_due, 900)
        self.assertEqual([amount for amount, _parts in followup._get_payable().values()], [900])
        payment.action_reject()
        self._check(exposure_receivable=700, overdue_amount=700, open_credits=300)

    def test_dated_ahead_it_covers_nothing_yet_and_is_not_reminded(self):
        self._pay(self.invoice, date=self._days(30))
        self._check(exposure_receivable=1000, overdue_amount=1000)
        self.assertFalse(self._run())


@tagged("post_install", "-at_install")
class TestPayables(LedgerCommon):

    def test_what_we_owe_a_customer_stands_beside_what_he_owes(self):
        self._invoice(1000, -20)
        self._invoice(1500, -5, move_type="in_invoice")
        self._check(exposure_receivable=1000, payable_amount=1500)

    def test_what_domains_of_fields_take_for_an_open_debt(self):
        contact = self.env["res.partner"].create({"name": "Branch Office", "parent_id": self.customer.id})
        debt, paid, credit = self._invoice(1000, -20), self._invoice(50, -10), self._invoice(70, 0, move_type="out_refund")
        bill, of_contact = self._invoice(1500, -5, move_type="in_invoice"), self._invoice(30, -5, contact)
        self._pay(paid)
        Line = self.env["account.move.line"]
        items = (debt | paid | credit | bill | of_contact).line_ids
        found = Line.search([("credit_is_open_debt", "=", True), ("id", "in", items.ids)])
        self.assertEqual(found.move_id, debt | of_contact)
        self.assertEqual(items.filtered("credit_is_open_debt"), found)
        self.assertEqual(Line.search([("credit_is_open_debt", "=", False), ("id", "in", items.ids)]), items - found)

    def test_what_we_owed_on_a_past_day(self):
        bill = self._invoice(1500, -5, move_type="in_invoice")
        self._pay(bill, date=self._days(-2))
        self._refresh()
        Exposure = self.env["credit.exposure"].sudo()
        owed = [Exposure._get_payables(self.profile, self._days(days)) for days in (-3, 0)]
        self.assertEqual(owed, [{self.profile.id: 1500}, {}])
