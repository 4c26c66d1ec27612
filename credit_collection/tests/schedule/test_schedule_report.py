from datetime import date

from odoo.tests import Form, tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleReport(ScheduleCommon):

    def _rows(self, orders):
        self._refresh()
        return self.env["credit.payment.milestone.report"].search([("order_id", "in", orders.ids)])

    def test_planned_invoiced_paid_and_late_side_by_side(self):
        salesperson = self._user("salesperson")
        order = self._schedule(
            1000, {"share": 30, "trigger": "date", "planned_date": "2026-03-10"},
            {"share": 70, "trigger": "date", "planned_date": "2026-04-10"}, user_id=salesperson.id)
        quotation = self._schedule(500, {"share": 100}, confirm=False)
        invoice = self._invoiced(order.credit_milestone_ids[0], post=False)
        invoice.write({"invoice_date": self._days(-20), "invoice_payment_term_id": False, "invoice_date_due": self._days(-5)})
        invoice.action_post()
        self._pay(invoice, 100)
        rows = self._rows(order + quotation)
        self.assertRecordValues(rows, [
            {"partner_id": self.customer.id, "profile_id": self.profile.id, "user_id": salesperson.id, "planned_amount": 300,
             "to_invoice_amount": 0, "invoiced_amount": 300, "paid_amount": 100, "late_amount": 200, "days_late": 5,
             "state": "invoiced"},
            {"partner_id": self.customer.id, "profile_id": self.profile.id, "user_id": salesperson.id, "planned_amount": 700,
             "to_invoice_amount": 700, "invoiced_amount": 0, "paid_amount": 0, "late_amount": 0, "days_late": 0,
             "state": "planned" if self.today < date(2026, 4, 10) else "due"},
        ])
        groups = rows._read_group(
            [("order_id", "=", order.id)], ["user_id", "due_date:month"],
            ["planned_amount:sum", "invoiced_amount:sum", "paid_amount:sum", "late_amount:sum"])
        self.assertEqual([(str(month)[:7], *map(float, sums)) for _user, month, *sums in groups], [
            ("2026-03", 300, 300, 100, 200), ("2026-04", 700, 0, 0, 0)])

    def test_other_currency_at_the_rate_of_the_day(self):
        currency = self.setup_other_currency("CAD", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Canada", "currency_id": currency.id})
        order = self._schedule(1000, {"share": 30}, {"share": 70}, confirm=False, pricelist_id=pricelist.id)
        order.order_line.price_unit = 1000
        order.action_confirm()
        self._pay(self._invoiced(order.credit_milestone_ids[0]), 100)
        self.assertEqual(self._rows(order).mapped(lambda row: (
            row.currency_id, row.planned_amount, row.to_invoice_amount, row.invoiced_amount, row.paid_amount)), [
                (self.company.currency_id, 150, 0, 150, 50), (self.company.currency_id, 350, 350, 0, 0)])

    def test_cancelled_order_shows_what_was_invoiced_only(self):
        order = self._schedule(1000, {"share": 30}, {"share": 70})
        self._invoiced(order.credit_milestone_ids[0])
        order._action_cancel()
        self.assertEqual(self._rows(order).mapped(lambda row: (row.planned_amount, row.invoiced_amount)), [(0, 300)])

    def test_salesperson_sees_own_orders_and_the_viewer_all(self):
        salesperson = self._user("salesperson")
        own = self._schedule(1000, {"share": 100}, user_id=salesperson.id)
        other = self._schedule(1000, {"share": 100})
        rows = self._rows(own + other)
        domain = [("order_id", "in", (own + other).ids)]
        self.assertEqual(rows.with_user(salesperson).search(domain).order_id, own)
        self.assertEqual(rows.with_user(self._user("viewer")).search(domain).order_id, own + other)

    def test_form_of_the_order_divides_what_is_entered(self):
        order = self._order(1000)
        with Form(order) as form:
            with form.credit_milestone_ids.new() as milestone:
                milestone.share = 30
            with form.credit_milestone_ids.new() as milestone:
                milestone.share = 60
                milestone.trigger = "delivery"
            self.assertIn("100.00 of the order is not in the payment schedule", form.credit_schedule_warning)
            with form.credit_milestone_ids.new() as milestone:
                milestone.amount = 100
                milestone.trigger = "acceptance"
            self.assertFalse(form.credit_schedule_warning)
            self.assertEqual(
                [form.credit_milestone_ids.edit(index).planned_amount for index in range(3)], [300, 600, 100])
        self.assertEqual(self._amounts(order, "planned"), ([300, 600, 100],))
