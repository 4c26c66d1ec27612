"""Situations that people reported in public about other systems; the address stands beside each."""

from odoo.tests import tagged

from .common import ScoreCommon


@tagged("post_install", "-at_install")
class TestPublicReports(ScoreCommon):

    def test_a_cheque_for_later_pays_nothing_yet(self):
        # github.com/frappe/erpnext/issues/6785
        invoice = self._invoice(1000, -20)
        self._pay(invoice, 400, date=self._days(-5))
        self._pay(invoice, 600, date=self._days(30))
        self.assertEqual(invoice.amount_residual, 0.0)
        self._refresh()
        history = self.env["credit.scorecard"]._get_history(self.profile, self.today)[self.profile.id]
        self.assertEqual(
            {name: history[name] for name in ("open", "overdue", "settled", "invoices", "late_amount_days")},
            {"open": 600.0, "overdue": 600.0, "settled": 400.0, "invoices": 0.0, "late_amount_days": 400 * 15 + 600 * 20})
        measures = self._measure()
        self.assertEqual((measures["overdue"], measures["on_time"]), (100.0, 0.0))
