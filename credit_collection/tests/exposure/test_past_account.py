"""The account of the past, played back day by day, says on each day what the ledger of this day says."""

from unittest.mock import patch

from hypothesis import HealthCheck, given, seed, settings

from odoo.tests import BaseCase, tagged

from ...models.exposure.credit_past_account import Period
from ...tools.exposure.past_account import BEGUN, DEFERRED, DISPUTED, MATCHED, Event, PastAccount, PastItem
from ...tools.exposure.past_debts import PastDebts
from .test_random_ledger import EVENTS, EXAMPLES, SEED, RandomLedgerCommon


@tagged("post_install", "-at_install")
class TestPastAccount(RandomLedgerCommon):

    def test_each_day_is_that_of_the_ledger(self):
        @seed(SEED)
        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(EVENTS)
        def walk(events):
            with self.env.cr.savepoint() as savepoint:
                self._play(events)
                self._refresh()
                for profiles in self.profiles.grouped("company_id").values():
                    self._check_past(profiles)
                savepoint.rollback()
            self.env.invalidate_all()

        walk()

    def _check_past(self, profiles):
        period = Period(profiles.company_id, self._days(-65), self._days(60))
        events = self.env["credit.past.account"]._read(profiles.partner_id.ids, period)
        accounts = {
            profile: PastAccount(period.first.toordinal(), events[profile.partner_id.id]) for profile in profiles}
        for days in (-65, -50, -31, -30, -7, 0, 20, 59):
            day = self._days(days)
            facts = profiles._get_facts(day)
            for profile, account in accounts.items():
                account.advance(day.toordinal())
                overdue, late = account.get_overdue()
                for name, value in {
                    "exposure_receivable": account.receivable, "open_credits": account.credits,
                    "overdue_gross": account.debts.total, "overdue_amount": overdue,
                }.items():
                    self.assertAlmostEqual(float(facts[profile.id][name]), value, 2, (day, profile.display_name, name))
                self.assertEqual(facts[profile.id]["days_overdue"], late, (day, profile.display_name))

    def test_payments_without_an_entry_cover_what_they_were_paid_for(self):
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        invoice = self._invoice(100, due=-40)
        with patch.object(type(invoice), "_get_invoice_in_payment_state", lambda self: "in_payment"):
            self._pay(invoice, 60, date=self._days(-20))
            self._pay(invoice, 40, date=self._days(-10))
        self._refresh()
        period = Period(self.company, self._days(-60), self.today)
        account = PastAccount(
            period.first.toordinal(), self.env["credit.past.account"]._read(self.customer.ids, period)[self.customer.id])
        found = []
        for days in (-21, -20, -10):
            account.advance(self._days(days).toordinal())
            found.append((account.receivable, account.covered, account.get_overdue()[0]))
        self.assertEqual(found, [(100.0, 0.0, 100.0), (40.0, 60.0, 40.0), (0.0, 100.0, 0.0)])


@tagged("post_install", "-at_install")
class TestToolsPastAccount(BaseCase):

    def _play(self, *events, day=100):
        account = PastAccount(0, sorted(events))
        account.advance(day)
        return account

    def _begun(self, key, amount, due, day=1, **values):
        return Event(day, BEGUN, PastItem(key, key, due, **values), amount, amount)

    def test_items_due_on_the_day_are_not_overdue(self):
        account = self._play(self._begun(1, 50.0, 10), day=10)
        self.assertEqual(account.get_overdue(), (0.0, 0))
        account.advance(11)
        self.assertEqual(account.get_overdue(), (50.0, 1))

    def test_credits_cover_the_oldest_debts(self):
        account = self._play(self._begun(1, 50.0, 10), self._begun(2, 30.0, 40), self._begun(3, -60.0, 5))
        self.assertEqual(account.get_overdue(), (20.0, 60))

    def test_small_rests_and_what_does_not_speak_hold_no_order(self):
        account = self._play(
            self._begun(1, 0.9, 10), self._begun(2, 30.0, 40), self._begun(3, 500.0, 20, speaks=False))
        self.assertEqual(account.get_order_overdue(1.0), (30.9, 60))
        self.assertEqual(account.get_order_overdue(31.0), (0.0, 0))
        self.assertEqual(account.get_overdue(), (530.9, 90))

    def test_disputed_parts_speak_against_orders_only_where_the_company_says_so(self):
        item = PastItem(1, 1, 10)
        events = [Event(1, BEGUN, item, 50.0, 50.0), Event(30, DISPUTED, item, 50.0), Event(60, DISPUTED, item, -50.0)]
        account, strict = PastAccount(0, events), PastAccount(0, events, disputed_speak=True)
        for day, expected in ((29, 19), (30, 0), (59, 0), (60, 50)):
            account.advance(day)
            strict.advance(day)
            self.assertEqual(account.get_order_overdue(0.0)[1], expected)
            self.assertEqual(strict.get_order_overdue(0.0)[1], day - 10)
            self.assertEqual(account.rated.total, 50.0 if expected else 0.0)

    def test_a_deferral_puts_off_the_due_date_until_it_is_broken(self):
        item = PastItem(1, 1, 10)
        account = PastAccount(0, [
            Event(1, BEGUN, item, 50.0, 50.0), Event(20, DEFERRED, item, 40), Event(42, DEFERRED, item, 0)])
        found = []
        for day in (19, 20, 40, 41, 42):
            account.advance(day)
            found.append(account.get_overdue()[1])
        self.assertEqual(found, [9, 0, 0, 1, 32])
        self.assertEqual(account.rated.get_days_late(), 32, "the history is judged by the original due date")

    def test_what_comes_later_on_the_day_waits_until_it_is_let_in(self):
        item = PastItem(1, 7, 30)
        account = PastAccount(0, [Event(5, BEGUN, item, 80.0, 80.0), Event(5, MATCHED, item, -30.0, -30.0)])
        account.advance(5, {7})
        self.assertEqual(account.receivable, 0.0)
        account.admit(7)
        self.assertEqual(account.receivable, 50.0)

    def test_amount_times_days_late_is_one_subtraction(self):
        debts = PastDebts(0)
        debts.put(1, 10, 5.0)
        debts.put(2, 20, 7.0)
        debts.advance(30)
        self.assertEqual((debts.total, debts.get_late_amount_days()), (12.0, 5 * 20 + 7 * 10))
        debts.put(1, 10, 0.0)
        self.assertEqual((debts.total, debts.get_late_amount_days(), debts.get_days_late()), (7.0, 70, 10))

    def test_a_due_date_that_comes_back_counts_once(self):
        debts = PastDebts(0)
        debts.put(1, 10, 5.0)
        debts.put(1, 50, 5.0)
        debts.put(1, 10, 5.0)
        debts.advance(20)
        self.assertEqual((debts.total, debts.get_days_late(4.0), debts.get_days_late(5.0)), (5.0, 10, 0))
