"""Rules and measures of other rooms are replayed by what is kept of the past; what is not known is named."""

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import ReplayCommon


@tagged("post_install", "-at_install")
class TestReplayRules(ReplayCommon):

    def test_orders_of_days_with_an_incomplete_credit_file_are_held(self):
        """A license checked 100 days ago, valid for 50 days; accounts are required from a limit of 5,000, for 10 days."""
        self.env["credit.file.kind"].sudo().search([]).is_required = False
        Kind = self.env["credit.file.kind"]
        license_kind = Kind.create({"name": "License", "is_required": True, "company_id": self.company.id})
        Kind.create({"name": "Accounts", "is_required": True, "company_id": self.company.id, "min_limit": 5000.0})
        file = self.env["credit.file"].create({"profile_id": self.profile.id})
        with freeze_time(fields.Datetime.to_datetime(self._days(-100)).replace(hour=3)):
            document = self.env["credit.file.document"].create({
                "file_id": file.id, "kind_id": license_kind.id, "date": self._days(-200), "valid_until": self._days(-51)})
            document.action_check()
        for day, limit in ((-80, 5000.0), (-70, 1000.0)):
            with freeze_time(fields.Datetime.to_datetime(self._days(day)).replace(hour=3)):
                self.profile.credit_limit = limit
                self._refresh()
        self._draft(hold_credit_file=True)
        days = (-101, -100, -80, -71, -70, -51, -50)
        orders = [self._confirmed(5, day) for day in days]
        found = {line.order_id: line.reason_codes for line in self._replay()}
        self.assertEqual([found[order] for order in orders], [
            "credit_file", False, "credit_file", "credit_file", False, False, "credit_file"])
        self.assertNotIn("Incomplete credit file", self.change.replay_notes)

    def test_what_cannot_tell_of_the_past_is_named(self):
        self._replay()
        self.assertIn("Late milestone", self.change.replay_notes)

    def test_measures_that_scores_of_the_past_leave_out_are_named(self):
        self._replay()
        self.assertNotIn("leave out what is not known", self.change.replay_notes)
        Scorecard = self.env.registry["credit.scorecard"]
        measures = [measure._replace(past_method=None) if measure.code == "days_late" else measure
                    for measure in self.env["credit.scorecard"]._get_measures()]
        self.patch(Scorecard, "_get_measures", lambda scorecard: measures)
        self.change.invalidate_recordset(["replay_notes"])
        self.assertIn("Average days late", self.change.replay_notes.splitlines()[-1])
