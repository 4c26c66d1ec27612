"""Returned payments on days of the past: as many as the score of each day counted."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from odoo.addons.credit_collection.tools.score.measures import PastSources, Point

from .common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnScores(ReturnCommon):

    def test_the_past_is_what_was_counted_then(self):
        """Returned 400 and 20 days ago: none before, one until it is a year old, two for nobody."""
        for days in (-400, -20):
            receipt, back = self._bank_entry(700, days - 8), self._bank_entry(-700, days)
            (receipt + back).line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self._refresh()
        days = (-401, -400, -40, -21, -20, 0)
        points = {
            day: Point(self.profile.id, self._days(day), self._days(day) - relativedelta(months=12), ()) for day in days}
        Scorecard, Receipts = self.env["credit.scorecard"], self.env["credit.receipts"]
        found = Scorecard._measure_past_returned_payments(PastSources(points, {}, {}))
        key = self.profile.partner_id.id, self.profile.company_id.id
        live = [Receipts._count_returned(
            self._days(day), self._days(day) - relativedelta(months=12)).get(key) for day in days]
        self.assertEqual(live, [None, 1, 1, None, 1, 1])
        self.assertEqual([found[day] for day in days], live)
        (measure,) = [one for one in Scorecard._get_measures() if one.code == "returned_payments"]
        self.assertEqual(measure.past_method, "_measure_past_returned_payments")
