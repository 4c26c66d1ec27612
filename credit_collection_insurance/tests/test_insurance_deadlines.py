"""Deadlines hang on the first due date; what was agreed with the customer moves none of them."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceDeadlines(InsuranceCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._cover(50000)
        cls.invoice = cls._deliver(1000, date(2023, 10, 15), date(2023, 12, 14))

    def _item(self):
        self._refresh()
        return self.env["credit.insurance.item"].search([("move_id", "=", self.invoice.id)])

    def test_case_12_3_leap_year(self):
        """Due 14 Dec 2023: stop 12 Feb 2024, report by 13 Mar 2024."""
        self.assertRecordValues(self._item(), [{
            "first_due_date": date(2023, 12, 14), "stop_on": date(2024, 2, 12), "report_by": date(2024, 3, 13),
            "file_by": date(2024, 6, 11)}])

    def test_case_12_3_promise_and_deferral_move_nothing(self):
        self._open_item(self.invoice).sudo().credit_deferred_until = self._days(300)
        self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(self.invoice).ids)],
            "instalment_ids": [Command.create({"date": self._days(30), "amount": 1000})]}).action_open()
        self.assertRecordValues(self._item(), [{"stop_on": date(2024, 2, 12), "report_by": date(2024, 3, 13)}])

    def test_case_12_3_the_insurer_may_agree(self):
        Extension = self.env["credit.insurance.extension"].with_user(self.collector)
        Extension.create({
            "line_id": self._open_item(self.invoice).id, "due_date": "2024-06-30", "reference": "Letter of 12 Jan"})
        self.assertRecordValues(self._item(), [{
            "first_due_date": date(2023, 12, 14), "due": date(2024, 6, 30), "stop_on": date(2024, 8, 29),
            "report_by": date(2024, 9, 28)}])
        with self.assertRaisesRegex(ValidationError, "before the first one"):
            Extension.search([]).due_date = "2023-12-13"

    def test_last_day_there_is_does_not_break_the_exposure(self):
        """An invoice due on 31 December 9999 made each reading of the customer fail, orders and the night among them."""
        self._deliver(500, date(2023, 10, 15), date.max)
        self._refresh()
        self.assertEqual(self._position(date(2024, 3, 13)).insured, 1350)

    def test_case_12_3_missed_is_shown_as_not_insured(self):
        for day, insured, status in ((13, 900, "insured"), (14, 0, "late")):
            position = self._position(date(2024, 3, day))
            self.assertEqual((position.insured, position.shares[0].status), (insured, status))
        self.assertRecordValues(self._item(), [{"insured_amount": 0, "status": "late"}])
        self.assertEqual(self.profile.uninsured_exposure, 1000)

    def test_item_that_was_reported_in_time_stays_insured(self):
        with freeze_time("2024-03-13"):
            claim = self.env["credit.insurance.claim"].with_user(self.collector).create({"profile_id": self.profile.id})
            claim.action_fill()
            claim.action_report()
        self.assertEqual(claim.reported_on, date(2024, 3, 13))
        self.assertRecordValues(self._item(), [{"status": "insured", "reported_on": date(2024, 3, 13)}])

    def test_alerts_before_the_deadline(self):
        Rule = self.env["credit.alert.rule"]
        late = self._deliver(500, self._days(-90), self._days(-60))
        self._pay(self.invoice)
        self._refresh()
        measured = Rule._measure(self.profile.sudo(), {"insurance_report", "insurance_stop", "uninsured_exposure"}, self.today)
        self.assertEqual(measured["insurance_report"][self.profile.id], 67)
        self.assertEqual(measured["insurance_stop"][self.profile.id], 0)
        self.assertEqual(measured["uninsured_exposure"][self.profile.id], 50)
        tomorrow = Rule._measure(self.profile.sudo(), {"insurance_stop"}, self._days(1))
        self.assertEqual(tomorrow["insurance_stop"][self.profile.id], 1)
        self.profile.sudo()._evaluate_alerts(self.today)
        alert = self.env["credit.alert"].search([
            ("profile_id", "=", self.profile.id), ("rule_id.indicator", "=", "insurance_report")])
        self.assertEqual(alert.severity, "1")
        claim = self.env["credit.insurance.claim"].create({"profile_id": self.profile.id})
        claim.action_fill()
        claim.action_report()
        self.assertEqual(claim.line_ids.move_id, late)
        self._refresh()
        measured = Rule._measure(self.profile.sudo(), {"insurance_report", "insurance_claim"}, self.today)
        self.assertEqual(measured["insurance_report"][self.profile.id], 0)
        self.assertEqual(measured["insurance_claim"][self.profile.id], 33)

    def test_report_of_chosen_items_makes_claims(self):
        self._deliver(500, self._days(-90), self._days(-60))
        self._refresh()
        items = self.env["credit.insurance.item"].with_user(self.collector).search([("profile_id", "=", self.profile.id)])
        action = items.action_report()
        claim = self.env["credit.insurance.claim"].search(action["domain"])
        self.assertEqual((len(claim), len(claim.line_ids)), (1, 2))
        items.action_report()
        self.assertEqual(self.env["credit.insurance.claim"].search_count([("profile_id", "=", self.profile.id)]), 1)
