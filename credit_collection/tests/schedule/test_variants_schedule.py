"""An invoice of several milestones that is paid in parts."""

from odoo.tests import tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestVariantsSchedule(ScheduleCommon):

    def test_money_pays_the_first_milestones_first(self):
        """One invoice over 200, 500 and 300; 450 come, then 300 of them go back."""
        order = self._schedule(1000, {"share": 20}, {"share": 50}, {"share": 30})
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.write({"invoice_date": self._days(-20), "invoice_payment_term_id": False, "invoice_date_due": self._days(-5)})
        invoice.action_post()
        self._pay(invoice, 150)
        self._pay(invoice, 300)
        self.assertEqual(self._column(order, "state"), ["paid", "invoiced", "invoiced"])
        self.assertEqual(
            self._amounts(order, "paid", "open", "late"), ([200, 250, 0], [0, 250, 300], [0, 250, 300]))
        last = invoice.line_ids.matched_credit_ids.filtered(lambda match: match.amount == 300)
        last.unlink()
        self.assertEqual(self._amounts(order, "paid", "open"), ([150, 0, 0], [50, 500, 300]))

    def test_first_instalments_are_late_first(self):
        """Half of the invoice is overdue: it is that of the first milestones."""
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 10}),
            (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 40})]})
        order = self._schedule(1000, {"share": 30}, {"share": 70})
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.write({"invoice_date": self._days(-20), "invoice_payment_term_id": term.id})
        invoice.action_post()
        self.assertEqual(self._amounts(order, "open", "late"), ([300, 700], [300, 200]))
        self.assertEqual(self._column(order, "days_late"), [10, 10])

    def test_goods_that_come_back_put_off_what_is_not_invoiced(self):
        order = self._schedule(
            1000, {"share": 60, "trigger": "delivery"}, {"share": 40, "trigger": "delivery", "days": 10})
        order.order_line.qty_delivered = 1
        self.assertEqual(self._column(order, "due_date"), [self.today, self._days(10)])
        self._invoiced(order.credit_milestone_ids[0])
        order.order_line.qty_delivered = 0
        self.assertEqual(self._column(order, "is_reached"), [False, False])
        self.assertEqual(self._column(order, "state"), ["invoiced", "planned"])
        self.assertEqual(self._amounts(order, "to_invoice", "invoiced"), ([0, 400], [600, 0]))
