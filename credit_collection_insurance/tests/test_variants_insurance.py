"""Insurance: further reported situations, with the figures worked out by hand."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestVariantsInsurance(InsuranceCommon):

    def _item(self, move):
        self._refresh()
        return self.env["credit.insurance.item"].search([("move_id", "=", move.id)])

    def test_due_date_that_was_moved_on_the_invoice(self):
        self._cover(50000)
        move = self._deliver(1000, date(2023, 10, 15), date(2023, 12, 14))
        move.invoice_date_due = date(2024, 6, 30)
        self.assertRecordValues(self._item(move), [{"stop_on": date(2024, 2, 12), "report_by": date(2024, 3, 13)}])

    def test_cover_ends_and_what_was_delivered_before_stays_insured(self):
        self._cover(50000, valid_until=self._days(-10))
        self._deliver(1000, self._days(-10))
        self._deliver(2000, self._days(-9))
        self._refresh()
        self.assertRecordValues(self.profile, [{"insured_amount": 900, "uninsured_exposure": 2100}])

    def test_each_instalment_has_its_own_deadlines(self):
        self._cover(50000)
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (30, 60)]})
        move = self._invoice(1000, 0, invoice_date=date(2023, 10, 15), invoice_date_due=False, invoice_payment_term_id=term.id)
        self.assertEqual(self._item(move).sorted("report_by").mapped("report_by"), [date(2024, 2, 12), date(2024, 3, 13)])

    def test_deadline_on_a_weekend_is_not_moved(self):
        """Due on 4 January 2026, to be reported within 90 days: by Saturday, 4 April, not by the Monday after it."""
        self._cover(50000)
        move = self._deliver(1000, date(2025, 12, 1), date(2026, 1, 4))
        self.assertEqual(self._item(move).report_by, date(2026, 4, 4))
        self.assertEqual(date(2026, 4, 4).weekday(), 5)
        for day, insured in ((date(2026, 4, 4), 900), (date(2026, 4, 5), 0), (date(2026, 4, 6), 0)):
            with self.subTest(day):
                self.assertEqual(self._position(day).insured, insured)

    def test_limit_that_ends_between_order_and_delivery(self):
        """The order of 1,000 was insured when it was confirmed; what is delivered after the end is own risk, and an alert."""
        self._cover(50000, valid_until=self.today)
        order = self._order(1000)
        order.action_confirm()
        self._refresh()
        self.assertEqual(self.profile.uninsured_exposure, 100)
        later = self._days(1)
        with freeze_time(later):
            self._refresh()
            self.assertEqual(self.profile.uninsured_exposure, 1000)
            move = self._deliver(1000, later)
            self.assertEqual(self._position(later).shares[-1].status, "none")
            self.assertEqual(move.state, "posted")
