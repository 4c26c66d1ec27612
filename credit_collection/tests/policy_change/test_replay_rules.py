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

    def _order_with_milestones(self):
        """:return: an order over 1,000 of 100 days ago, of which 300 were due 90 days ago and paid 60 days ago, and what the
            checks of the days before that said; 700 were invoiced 50 days ago and paid on time"""
        order = self._confirmed(1000, -100)
        order.credit_milestone_ids = [
            (0, 0, {"sequence": 1, "share": 30}), (0, 0, {"sequence": 2, "share": 70, "trigger": "delivery"})]
        first, second = order.credit_milestone_ids.sorted("sequence")
        found = {}
        self._bill_milestone(first, -100, -90)
        for day in (-91, -80, -79):
            with freeze_time(fields.Datetime.to_datetime(self._days(day)).replace(hour=12)):
                self._refresh()
                found[day] = "late_milestone" in order._get_credit_checks()[order.id].verdict.reasons
        self._pay(first.order_line_ids.invoice_lines.move_id, date=self._days(-60))
        second_invoice = self._bill_milestone(second, -50, -40)
        self._pay(second_invoice, date=self._days(-45))
        return order, found

    def _bill_milestone(self, milestone, day, due):
        invoice = milestone._create_invoices()
        invoice.write({
            "invoice_date": self._days(day), "invoice_payment_term_id": False, "invoice_date_due": self._days(due)})
        invoice.action_post()
        return invoice

    def test_orders_are_held_from_the_day_on_which_a_milestone_was_late(self):
        self.rating.write({"hold_late_milestone": True, "max_milestone_days": 10})
        order, checks = self._order_with_milestones()
        self.assertEqual(checks, {-91: False, -80: False, -79: True})
        self.rating.hold_late_milestone = False
        self.change.action_reload()
        self._draft(hold_late_milestone=True, max_milestone_days=10)
        line = self._replay().filtered(lambda line: line.order_id == order)
        self.assertRecordValues(line, [{
            "held": True, "reason_codes": "late_milestone", "held_on": self._days(-79), "effect": "held", "held_amount": 700.0,
            "price_amount": 700.0, "gain_amount": 0.0, "amount": 1000.0, "on_time_amount": 700.0, "late_amount": 300.0}])
        self.assertNotIn("Late milestone", self.change.replay_notes)
        self.assertEqual({point.held_amount for point in self.change.replay_overdue_point_ids}, {700.0})
        self.assertEqual(self.change.replay_rule_ids.reason_id.code, "late_milestone")

    def test_late_milestones_are_judged_by_what_was_known(self):
        """Paid after 30 days: no later tolerance holds, nor does one that only speaks after the last day that is replayed."""
        order, _checks = self._order_with_milestones()
        for tolerance, last, held_on in ((28, 0, -61), (29, 0, None), (10, -80, None), (10, -79, -79)):
            self._draft(hold_late_milestone=True, max_milestone_days=tolerance)
            line = self._replay(last=last).filtered(lambda line: line.order_id == order)
            self.assertEqual(line.held_on, held_on is not None and self._days(held_on), (tolerance, last))
            self.assertEqual(line.held, held_on is not None)
        self._draft(order_policy="warn", max_milestone_days=10)
        self.assertFalse(self._replay().filtered("held"))

    def test_late_milestones_count_by_the_rating_of_the_day(self):
        """The customer was in a rating that holds late milestones from the 70th day before today on."""
        order, _checks = self._order_with_milestones()
        with freeze_time(fields.Datetime.to_datetime(self._days(-70)).replace(hour=3)):
            self.profile.rating_id = self.ratings["C"]
            self._refresh()
        self._draft(self.ratings["C"], hold_late_milestone=True, max_milestone_days=10)
        line = self._replay().filtered(lambda line: line.order_id == order)
        self.assertRecordValues(line, [{"held_on": self._days(-70), "reason_codes": "late_milestone"}])

    def test_what_cannot_tell_of_the_past_is_named(self):
        codes = [code for code in self.env["credit.hold"]._get_past_rules() if code != "term"]
        self.patch(self.env.registry["credit.hold"], "_get_past_rules", lambda hold: codes)
        self._draft(max_term_days=0)
        order = self._confirmed(5, -50)
        line = self._replay().filtered(lambda line: line.order_id == order)
        self.assertFalse(line.held)
        self.assertIn("left out: Payment term", self.change.replay_notes)

    def test_measures_that_scores_of_the_past_leave_out_are_named(self):
        self._replay()
        self.assertNotIn("leave out what is not known", self.change.replay_notes)
        Scorecard = self.env.registry["credit.scorecard"]
        measures = [measure._replace(past_method=None) if measure.code == "days_late" else measure
                    for measure in self.env["credit.scorecard"]._get_measures()]
        self.patch(Scorecard, "_get_measures", lambda scorecard: measures)
        self.change.invalidate_recordset(["replay_notes"])
        self.assertIn("Average days late", self.change.replay_notes.splitlines()[-1])
