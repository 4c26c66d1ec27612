"""The history of a day of the past: what the scorecard said then, of what was known then."""

from freezegun import freeze_time
from hypothesis import HealthCheck, given, seed, settings

from odoo.tests import tagged

from ...models.exposure.credit_past_account import Period
from ...models.score.credit_scorecard_past import get_window, get_window_start
from ...tools.exposure.past_account import PastAccount
from ...tools.score.measures import PastSources, Point
from ..exposure.test_random_ledger import EVENTS, EXAMPLES, SEED, RandomLedgerCommon
from .common import ScoreCommon


class PastHistoryCommon:

    def _get_past(self, profiles, day, first=-100):
        """:return: ``{profile: history of the day}``"""
        company = profiles.company_id
        period = Period(company, self._days(first), self._days(60))
        partner_ids = profiles.partner_id.ids
        Past = self.env["credit.past.account"]
        settlements = Past._read_settlements(partner_ids, period._replace(first=get_window_start(period.first)))
        histories = self.env["credit.scorecard"]._get_past_histories(partner_ids, period, settlements)
        found = {}
        for profile in profiles:
            account = PastAccount(
                period.first.toordinal(), Past._read(profile.partner_id.ids, period)[profile.partner_id.id])
            account.advance(day.toordinal())
            found[profile] = histories[profile.partner_id.id].get(get_window(day), account)
        return found

    def _check(self, profiles, day):
        expected = self.env["credit.scorecard"]._get_history(profiles, day)
        for profile, found in self._get_past(profiles, day).items():
            for name, value in expected[profile.id].items():
                if name == "first_date":
                    value = value and value.toordinal()
                self.assertAlmostEqual(found[name] or 0, value or 0, 2, (day, profile.display_name, name))


@tagged("post_install", "-at_install")
class TestPastHistoryOnRandomLedgers(PastHistoryCommon, RandomLedgerCommon):

    def test_the_history_of_today_is_that_of_the_scorecard(self):
        @seed(SEED)
        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(EVENTS)
        def walk(events):
            with self.env.cr.savepoint() as savepoint:
                self._play(events)
                self._refresh()
                for profiles in self.profiles.grouped("company_id").values():
                    self._check(profiles, self.today)
                savepoint.rollback()
            self.env.invalidate_all()

        walk()


@tagged("post_install", "-at_install")
class TestPastHistory(PastHistoryCommon, ScoreCommon):

    def test_invoices_payments_and_credit_notes_of_a_day(self):
        with freeze_time(self._days(-40)):
            self._paid(1000, -90, 5)
            self._paid(300, -420, 2)
            self._invoice(500, -60)
            partly = self._invoice(400, -45)
            self._pay(partly, 150, date=self._days(-50))
            self._invoice(100, -50, move_type="out_refund")
            self._refresh()
            expected = self.env["credit.scorecard"]._get_history(self.profile, self._days(-40))[self.profile.id]
        # What comes later changes nothing about the day.
        self._pay(partly, date=self._days(-10))
        self._paid(2000, 0, 0)
        self._refresh()
        found = self._get_past(self.profile, self._days(-40))[self.profile]
        for name, value in expected.items():
            value = value.toordinal() if name == "first_date" else value
            self.assertAlmostEqual(found[name], value, 2, name)
        self.assertEqual((found["invoices"], found["settled"], found["overdue"]), (1.0, 1150.0, 750.0))

    def test_a_returned_payment_had_paid_until_it_went_back(self):
        invoice = self._paid(1000, -90, 0)
        back = self._book_return(invoice)
        self.assertTrue(back)
        before = self._get_past(self.profile, self._days(-31))[self.profile]
        after = self._get_past(self.profile, self._days(-30))[self.profile]
        self.assertEqual([(day["settled"], day["on_time"]) for day in (before, after)], [(1000.0, 1000.0), (0.0, 0.0)])

    def _book_return(self, invoice):
        """The bank takes back the receipt of ``invoice``, 30 days ago; nobody undoes the match."""
        receipt = invoice.line_ids.matched_credit_ids.credit_move_id
        account = receipt.account_id
        move = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_bank"].id, "date": self._days(-30),
            "line_ids": [
                (0, 0, {"account_id": account.id, "partner_id": self.customer.id, "balance": 1000}),
                (0, 0, {"account_id": self.company_data["default_account_revenue"].id, "balance": -1000})]})
        move.action_post()
        return move

    def test_the_score_of_a_day_is_that_of_the_scorecard_of_the_day(self):
        with freeze_time(self._days(-40)):
            self._paid(1000, -90, 5)
            self._paid(3000, -80, 20)
            self._invoice(500, -60)
            rejected = self._invoice(100, -42)
            self._dispute(rejected, 50, "reject")
            self._refresh()
            expected = self.env["credit.scorecard"]._judge(self.profile, self._days(-40))[self.profile.id]
        self._paid(2000, 0, 0)
        self._refresh()
        day = self._days(-40)
        history = self._get_past(self.profile, day)[self.profile]
        point = Point(self.profile.id, day, get_window_start(day), get_window(day))
        total, is_provisional = self.env["credit.scorecard"]._judge_past(
            self.company, PastSources({"a": point}, {"a": history}, {"a": {"utilisation": None}}))["a"]
        self.assertAlmostEqual(total, expected.result.total, 4)
        self.assertEqual(is_provisional, expected.is_provisional)
