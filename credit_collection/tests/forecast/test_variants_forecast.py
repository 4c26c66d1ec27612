"""Days that somebody entered on an order, at the end of the calendar, and what nobody can date."""

from datetime import date, datetime

from odoo.tests import tagged

from ...tools.common.clock import add_days
from .test_expected_payment import ForecastCase


@tagged("post_install", "-at_install")
class TestEndOfTheCalendar(ForecastCase):

    def test_delivery_planned_for_the_last_day_there_is(self):
        order = self._order(100)
        order.action_confirm()
        order.commitment_date = datetime(9999, 12, 31)
        self.assertRecordValues(self._forecast(), [{"order_id": order.id, "due_date": date(9999, 12, 31), "amount": 100}])

    def test_lead_time_beyond_the_calendar(self):
        order = self._order(100)
        order.order_line.customer_lead = 1e12
        self.env.flush_all()
        self.assertEqual(order.order_line.credit_delivery_date, date(9999, 12, 31))

    def test_days_and_months_stop_at_the_ends(self):
        day = date(2026, 1, 31)
        for days, months, found in (
            (1, 0, date(2026, 2, 1)), (0, 1, date(2026, 2, 28)), (1, 1, date(2026, 3, 1)), (1e9, 0, date.max),
            (-1e9, 0, date.min), (0, 12 * 9000, date.max), (0, -12 * 9000, date.min),
        ):
            with self.subTest(days=days, months=months):
                self.assertEqual(add_days(day, days, months), found)
        self.assertEqual(add_days(datetime(2026, 1, 31, 12), 1e9), datetime.max)


@tagged("post_install", "-at_install")
class TestVariantsForecast(ForecastCase):

    def test_item_wholly_in_dispute_has_no_day(self):
        move = self._invoice(1000, 10)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": move.id, "amount": 1000, "reason_id": reason.id})
        dispute.action_open()
        self.assertEqual(self._parts(self._forecast()), [(None, 1000, "dispute")])
        self.assertRecordValues(self._item(move), [{"credit_expected_date": False, "credit_expected_source": False}])
        dispute.action_reject()
        self.assertRecordValues(self._item(move), [{
            "credit_expected_date": self._days(10), "credit_expected_source": "due_date"}])

    def test_broken_promise_is_expected_from_now_on(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move, [(5, 1000)])
        promise._settle(self._days(10))
        self.assertEqual(promise.state, "broken")
        item = self._item(move)
        self.assertEqual(item.credit_expected_source, "due_date")
        self.assertGreaterEqual(item.credit_expected_date, self.today)
