"""Orders of the past that would have been held for their own risk, and because deliveries were insured no more."""

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.policy_change.common import ReplayCommon

from .common import InsuranceCommon

TOLERANCES = (150, 400, 700, 1000, 1500, 1999, 2300, 2600, 3000, 3500, 4000, 5000, 6000, 8000)


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

    def test_own_risk_is_that_of_its_day(self):
        """The cover is cut from 10,000 to 4,000 60 days ago, and its currency loses half of its value 40 days ago; tax is not
        insured, a part is paid, orders are still to come. The check of each day and the replay agree at any tolerance."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 1.0), (self._days(-40), 2.0)])
        self.policy.sudo().currency_id = euro
        self.rating.write({"hold_uninsured": True, "hold_overdue": False, "hold_insurance_stop": False, "max_term_days": 999})
        with freeze_time(self._days(-200)):
            self.profile.limit_mode = "unlimited"
        checks = {**self._check_orders((-130, 2000))}
        with freeze_time(self._days(-120)):
            cover = self._cover(10000, self._days(-120))
        checks |= self._check_orders((-110, 100))
        self._deliver(5000, self._days(-100), self._days(20))
        taxed = self._deliver(2000, self._days(-90), self._days(20), taxed=True)
        checks |= self._check_orders((-80, 100))
        with freeze_time(self._days(-60)):
            cover._change(self._days(-60), 4000, 90)
        checks |= self._check_orders((-55, 700))
        self._pay(taxed, date=self._days(-50))
        checks |= self._check_orders((-45, 100), (-35, 50))
        self.rating.hold_uninsured = False
        self.change.action_reload()
        for tolerance in TOLERANCES:
            self._draft(hold_uninsured=True, max_uninsured_exposure=tolerance)
            lines = {line.order_id: line for line in self._replay(-200)}
            self.assertEqual(
                {order.name: "uninsured" in (lines[order].reason_codes or "") for order in checks},
                {order.name: held[tolerance] for order, held in checks.items()}, tolerance)
        self.assertNotIn("Uninsured exposure", self.change.replay_notes)
        for order, held in checks.items():
            self.assertEqual({*held.values()}, {True, False}, f"{order.name}: the tolerances are worth it")

    def _check_orders(self, *days_and_amounts):
        """:return: ``{order: {tolerated own risk: whether the check of its day held it for more}}``"""
        found = {}
        for day, amount in days_and_amounts:
            with freeze_time(fields.Datetime.to_datetime(self._days(day)).replace(hour=12)):
                # As the nightly job does.
                self.env["credit.insurance.cover"].sudo().search([("is_in_force", "=", True)])._compute_company_amount()
                order = self._order(amount)
                found[order] = {}
                for tolerance in TOLERANCES:
                    self.rating.max_uninsured_exposure = tolerance
                    self._refresh()
                    reasons = order._get_credit_checks()[order.id].verdict.reasons
                    found[order][tolerance] = "uninsured" in reasons
                self._confirm_anyway(order)
        return found
