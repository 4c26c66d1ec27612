"""Situations that people reported in public about figures of the past; the address stands beside each."""

from odoo.tests import tagged

from .common import ReplayCommon


@tagged("post_install", "-at_install")
class TestPublicReports(ReplayCommon):

    def test_an_invoice_that_was_wrong_and_credited_is_neither_paid_nor_lost(self):
        # github.com/frappe/erpnext/issues/40347
        wrong = self._invoice(5000, -70)
        note = self._invoice(5000, -65, move_type="out_refund")
        (self._open_item(wrong) | self._open_item(note)).reconcile()
        right = self._invoice(500, -64)
        self._pay(right, date=self._days(-64))
        lines = self._replay()
        self.assertRecordValues(lines.sorted("date"), [
            {"move_id": wrong.id, "exposure": 0.0, "held": True, "outcome": "credited", "credited_amount": 5000.0},
            {"move_id": right.id, "exposure": 0.0, "held": False, "outcome": "on_time", "credited_amount": 0.0}])
        self.assertRecordValues(self.change.replay_total_ids, [{
            "held_amount": 5000.0, "price_amount": 0.0, "gain_amount": 0.0, "late_count": 0}])

    def test_a_cheque_dated_ahead_paid_on_its_day_and_not_when_it_was_entered(self):
        # github.com/frappe/erpnext/issues/6785
        self._draft(max_overdue_days=5)
        late = self._invoice(300, -200)
        self._pay(late, date=self._days(-100))
        before, after = self._confirmed(50, -150), self._confirmed(50, -90)
        lines = self._replay()
        held = {line.order_id: (line.held, line.overdue_amount) for line in lines if line.order_id}
        self.assertEqual(held, {before: (True, 300.0), after: (False, 0.0)})
        self.assertRecordValues(
            lines.filtered(lambda line: line.move_id == late), [{"outcome": "late", "days_late": 100}])

    def test_what_is_known_later_moves_no_figure_of_the_day(self):
        # github.com/facebook/prophet/issues/108
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        self._invoice(200, -100, currency_id=euro.id)
        order = self._confirmed(50, -90)

        def read():
            line = self._replay().filtered(lambda line: line.order_id == order)
            return line.exposure, line.overdue_amount, line.reason_codes, line.effective_limit

        first = read()
        self.assertEqual(first[:2], (400.0, 400.0))
        self.env["res.currency.rate"].create({
            "name": self._days(-30), "rate": 0.05, "currency_id": euro.id, "company_id": self.company.id})
        self._invoice(9000, -10)
        self.assertEqual(read(), first)
