from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleTemplate(ScheduleCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schedule = cls.env["credit.payment.schedule"].create({"name": "30/60/10", "line_ids": [
            Command.create({"sequence": 1, "name": "Down payment", "share": 30, "trigger": "order"}),
            Command.create({"sequence": 2, "name": "On delivery", "share": 60, "trigger": "delivery"}),
            Command.create({"sequence": 3, "name": "Retention", "share": 10, "trigger": "acceptance", "days": 365}),
        ]})

    def test_milestones_of_the_schedule_that_is_chosen(self):
        order = self._order(1000)
        self.assertFalse(order.credit_milestone_ids)
        order.credit_schedule_id = self.schedule
        self.assertEqual(self._amounts(order, "planned"), ([300, 600, 100],))
        self.assertEqual(self._column(order, "trigger"), ["order", "delivery", "acceptance"])
        self.assertEqual(self._column(order, "days"), [0, 0, 365])
        order.credit_schedule_id = self.env.ref("credit_collection.credit_payment_schedule_50_50")
        self.assertEqual(self._amounts(order, "planned"), ([500, 500],))

    def test_milestones_are_filled_in_on_the_form(self):
        order = self._order(1000)
        with Form(order) as form:
            form.credit_schedule_id = self.schedule
            self.assertEqual(len(form.credit_milestone_ids), 3)
            with form.credit_milestone_ids.edit(0) as line:
                line.name = "On signature"
        self.assertEqual(self._column(order, "name"), ["On signature", "On delivery", "Retention"])

    def test_payment_term_brings_its_schedule(self):
        term = self.env["account.payment.term"].create({"name": "30/60/10, 10 days", "credit_schedule_id": self.schedule.id})
        order = self._order(1000, payment_term_id=term.id)
        self.assertEqual(order.credit_schedule_id, self.schedule)
        self.assertEqual(self._amounts(order, "planned"), ([300, 600, 100],))

    def test_schedule_that_is_entered_wins_over_that_of_the_term_without_one(self):
        order = self._order(1000, credit_schedule_id=self.schedule.id)
        order.payment_term_id = self.env["account.payment.term"].create({"name": "Plain"})
        self.assertEqual(order.credit_schedule_id, self.schedule)

    def test_language_of_the_customer_that_was_deactivated_stops_no_schedule(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        customer = self.env["res.partner"].create({"name": "Anne", "lang": "fr_FR"})
        order = self._order(1000, partner=customer)
        customer.active = french.active = False
        order.credit_schedule_id = self.schedule
        self.assertEqual(self._column(order, "name"), ["Down payment", "On delivery", "Retention"])

    def test_invoiced_milestones_stay(self):
        order = self._order(1000, credit_schedule_id=self.schedule.id)
        order.action_confirm()
        order.action_invoice_milestones()
        order.credit_schedule_id = self.env.ref("credit_collection.credit_payment_schedule_50_50")
        self.assertEqual(self._amounts(order, "planned"), ([300, 600, 100],))

    def test_copy_keeps_what_was_agreed_on_the_order(self):
        order = self._order(1000, credit_schedule_id=self.schedule.id)
        order.credit_milestone_ids.sorted("sequence")[0].name = "On signature"
        copy = order.copy()
        self.assertEqual(self._column(copy, "name"), ["On signature", "On delivery", "Retention"])

    def test_order_is_cancelled_and_deleted_in_one_go(self):
        order = self._order(1000, credit_schedule_id=self.schedule.id)
        # Without a delivery: PostgreSQL deletes an order and a transfer made in one transaction in an order of its own.
        order.order_line.product_id = self.company_data["product_service_order"]
        order.action_confirm()
        milestones = order.credit_milestone_ids
        order._action_cancel()
        order.unlink()
        self.env.flush_all()
        self.assertFalse(milestones.exists())

    def test_schedule_that_changes_does_not_change_orders(self):
        order = self._order(1000, credit_schedule_id=self.schedule.id)
        self.schedule.line_ids = [
            Command.update(line.id, {"share": share}) for line, share in zip(self.schedule.line_ids, (50, 40, 10), strict=True)]
        self.assertEqual(self._amounts(order, "planned"), ([300, 600, 100],))

    def test_shares_come_to_the_whole(self):
        with self.assertRaisesRegex(ValidationError, "must come to 100 %"):
            self.schedule.line_ids = [Command.delete(self.schedule.line_ids[0].id)]

    def test_salesperson_chooses_and_does_not_change(self):
        salesperson = self._user("salesperson")
        schedule = self.schedule.with_user(salesperson)
        self.assertEqual(schedule.line_ids.mapped("share"), [30, 60, 10])
        with self.assertRaises(AccessError):
            schedule.name = "Mine"

    def test_rows_for_the_customer(self):
        order = self._order(1000, credit_schedule_id=self.schedule.id)
        rows = order._get_credit_schedule_rows()
        self.assertEqual([(row["name"], row["when"], row["share"], row["amount"]) for row in rows], [
            ("Down payment", "Order Confirmed", "30 %", 300), ("On delivery", "All Delivered", "60 %", 600),
            ("Retention", "Accepted by Customer + 365 days", "10 %", 100)])

    def test_printed_on_the_order(self):
        order = self._order(1000, credit_schedule_id=self.schedule.id)
        html = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        for text in ("Payment Schedule", "Retention", "365 days", "60 %", "600.00"):
            self.assertIn(text, html)
        plain = self._order(1000)
        html = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", plain.ids)[0].decode()
        self.assertNotIn("Payment Schedule", html)


@tagged("post_install", "-at_install")
class TestScheduleInPortal(HttpCase, ScheduleCommon):

    def test_customer_sees_the_schedule_in_the_portal(self):
        order = self._order(1000, credit_schedule_id=self.env.ref("credit_collection.credit_payment_schedule_30_60_10").id)
        order.action_quotation_sent()
        page = self.url_open(order.get_portal_url()).text
        self.assertIn("Retention", page)
        self.assertIn("365 days", page)
