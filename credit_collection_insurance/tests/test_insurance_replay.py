"""Deliveries that were insured no more on a day of the past would have been held; the own risk of the past is not known."""

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.policy_change.common import ReplayCommon

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceReplay(InsuranceCommon, ReplayCommon):
    """An item of a covered customer is due 150 days ago: deliveries stop after 60 days, until it is paid 40 days ago."""

    def _order_of(self, day):
        """:return: an order of ``day`` and whether the check of that day held it for the stop"""
        with freeze_time(fields.Datetime.to_datetime(self._days(day)).replace(hour=12)):
            order = self._order(5)
            self._refresh()
            check = order._get_credit_checks()[order.id]
            self._confirm_anyway(order)
            return order, "insurance_stop" in check.verdict.reasons

    def test_the_replay_is_the_check(self):
        self.rating.write({"hold_insurance_stop": True, "max_overdue_days": 365, "hold_overdue": True})
        self._cover(50000)
        days, stopped, orders = (-91, -90, -89, -60, -41, -39), [], []
        late = self._deliver(1000, self._days(-180), self._days(-150))
        for day in days:
            if day == -39:
                self._pay(late, date=self._days(-40))
            order, is_stopped = self._order_of(day)
            orders.append(order)
            stopped.append(is_stopped)
        self.assertEqual(stopped, [False, False, True, True, True, False])
        self.rating.hold_insurance_stop = False
        self.change.action_reload()
        self._draft(hold_insurance_stop=True)
        found = {line.order_id: "insurance_stop" in (line.reason_codes or "") for line in self._replay(-200)}
        self.assertEqual([found[order] for order in orders], stopped)

    def test_open_credits_cover_the_oldest_debt(self):
        self._cover(50000)
        self._deliver(1000, self._days(-180), self._days(-150))
        self._draft(hold_insurance_stop=True, max_overdue_days=365)
        before = self._confirmed(5, -70)
        credit = self.env["account.move"].create({
            "move_type": "out_refund", "partner_id": self.customer.id, "invoice_date": self._days(-60),
            "invoice_line_ids": [(0, 0, {"name": "Bonus", "quantity": 1, "price_unit": 1000, "tax_ids": []})]})
        credit.action_post()
        after = self._confirmed(5, -50)
        found = {line.order_id: line.reason_codes or "" for line in self._replay(-200)}
        self.assertEqual(["insurance_stop" in found[order] for order in (before, after)], [True, False])

    def test_own_risk_is_named_as_not_replayed(self):
        self._replay()
        self.assertIn("Uninsured exposure", self.change.replay_notes)
        self.assertNotIn("Deliveries not insured", self.change.replay_notes)
