"""The trend in the workbook."""

from odoo.tests import tagged

from ..workbook.test_overview import OverviewCommon


@tagged("post_install", "-at_install")
class TestWorkbookTrend(OverviewCommon):

    def test_month_ends(self):
        self._invoice(100, -100)
        self._pay(self._invoice(50, -100), date=self._days(-70))
        self.env["credit.snapshot"]._rebuild(6)
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        self._invoice(999, -100, partner=other)
        self.env["credit.snapshot"]._rebuild(6)
        overview = self._book()["Overview"]
        rows = self._tables(overview)["Trend"]
        kept = self.env["credit.snapshot"].search([("profile_id", "=", self.profile.id)], order="date")
        self.assertTrue(kept)
        self.assertEqual([row["Receivable"] for row in rows], kept.mapped("receivable"))
        self.assertEqual([row["Collected"] for row in rows], kept.mapped("collected"))
        self.assertEqual((rows[-1]["Receivable"], rows[-1]["Overdue"], rows[-1]["Overdue Ratio"]), (100, 100, 1))
        [line] = [chart for chart in overview._charts if type(chart).__name__ == "LineChart"]
        self.assertEqual(len(line.series), 3)
