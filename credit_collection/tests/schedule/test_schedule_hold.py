from odoo.tests import tagged

from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleHold(ScheduleCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env["credit.rating"].create({
            "code": "S", "name": "Projects", "order_policy": "hold", "hold_overdue": False, "hold_late_milestone": True})
        cls.profile.write({"rating_id": cls.rating.id, "limit_mode": "unlimited"})
        cls.company.credit_four_eyes = "never"

    def _late_order(self, *milestones, due=-5):
        """:return: a confirmed order of which all milestones that are due were invoiced, and their invoices"""
        order = self._schedule(1000, *(milestones or ({"share": 30}, {"share": 70, "trigger": "delivery"})))
        invoices = self._invoiced(order.credit_milestone_ids.filtered(lambda milestone: milestone.state == "due"), post=False)
        invoices.write({
            "invoice_date": self._days(due - 30), "invoice_payment_term_id": False, "invoice_date_due": self._days(due)})
        invoices.action_post()
        return order, invoices

    def _night(self):
        self._refresh()
        milestones = self.env["credit.payment.milestone"].search([("order_id.partner_id", "=", self.customer.id)])
        milestones.sudo()._look_after(self.today)
        self._refresh()

    def test_late_milestone_holds_its_order_until_it_is_paid(self):
        order, invoice = self._late_order()
        other = self._schedule(500, {"share": 100})
        self.assertEqual(order.credit_state, "clear")
        self._night()
        self.assertEqual((order.credit_state, other.credit_state), ("held", "clear"))
        self.assertRecordValues(order.credit_hold_id, [
            {"state": "pending", "milestone_days_late": 5, "max_milestone_days": 0}])
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("code"), ["late_milestone"])
        self.assertEqual(order.credit_hold_id.explanation, "A milestone of this order is 5 days overdue (tolerance 0).")
        self._night()
        self.assertEqual(len(self.env["credit.hold"].search([("order_id", "=", order.id)])), 1)
        self._pay(invoice)
        self._refresh()
        self.assertEqual((order.credit_state, order.credit_hold_id.state), ("clear", "cleared"))

    def test_order_that_is_wholly_invoiced_is_held_too(self):
        order, _invoices = self._late_order({"share": 30}, {"share": 70})
        self.assertEqual(order.credit_open_amount, 0)
        self._night()
        self.assertEqual(order.credit_state, "held")

    def test_tolerated_days_switch_and_order_policy(self):
        order, _invoice = self._late_order()
        self.rating.max_milestone_days = 5
        self._night()
        self.assertEqual(order.credit_state, "clear")
        self.rating.write({"max_milestone_days": 4, "hold_late_milestone": False})
        self._night()
        self.assertEqual(order.credit_state, "clear")
        self.rating.write({"hold_late_milestone": True, "order_policy": "warn"})
        self._night()
        self.assertEqual(order.credit_state, "clear")
        self.rating.order_policy = "hold"
        self._night()
        self.assertEqual(order.credit_state, "held")

    def test_customers_without_rating_have_the_rule_of_the_company(self):
        self.profile.rating_id = False
        self.company.write({"credit_order_policy": "hold", "credit_hold_overdue": False})
        order, _invoice = self._late_order()
        self._night()
        self.assertEqual(order.credit_state, "clear")
        self.company.credit_hold_late_milestone = True
        self._night()
        self.assertEqual(order.credit_state, "held")

    def test_reached_but_not_invoiced_milestone_holds_nothing(self):
        order = self._schedule(1000, {"share": 30, "trigger": "date", "planned_date": self._days(-40)}, {"share": 70})
        self._night()
        self.assertEqual(order.credit_state, "clear")

    def test_released_order_is_held_again_when_the_release_has_ended(self):
        order, _invoice = self._late_order()
        self._night()
        hold = order.credit_hold_id.with_user(self._user("manager"))
        hold._release("Paid next week")
        self._night()
        self.assertEqual(order.credit_state, "released")
        hold.sudo().valid_until = self._days(-1)
        self._night()
        self.assertEqual(order.credit_state, "held")

    def test_the_check_knows_which_orders_have_no_schedule(self):
        """Confirming an order without schedule, as nearly all are, looks for no milestones."""
        bare = self._order(100)
        order = self._schedule(100, {"share": 30}, {"share": 70, "trigger": "delivery"}, confirm=False)
        self._refresh()
        (bare | order)._read_credit_requests(self.today)
        with self.assertQueryCount(0):
            self.assertFalse(bare.credit_milestone_ids)
        self.assertEqual(order.credit_milestone_ids.mapped("share"), [30, 70])
        milestone = self.env["credit.payment.milestone"].create({"order_id": bare.id, "name": "All", "share": 100})
        self.assertEqual(bare.credit_milestone_ids, milestone)
        bare.action_confirm()
        self.assertEqual(milestone.state, "due")

    def test_other_reasons_alone_hold_no_confirmed_order_at_night(self):
        self.rating.write({"hold_overdue": True, "max_overdue_days": 1, "hold_late_milestone": False})
        order, _invoice = self._late_order()
        self._night()
        self.assertEqual(order.credit_state, "clear")

    def test_salesperson_is_told_once_what_is_to_be_invoiced(self):
        salesperson = self._user("salesperson")
        order = self._schedule(1000, {"share": 30, "name": "Down payment"}, {"share": 70, "trigger": "delivery"},
                               user_id=salesperson.id)
        self._night()
        self._night()
        activity = order.activity_ids.filtered(lambda activity: activity.user_id == salesperson)
        self.assertRecordValues(activity, [{"summary": "Down payment", "date_deadline": self.today}])
        order.with_user(salesperson).action_invoice_milestones()
        self.assertFalse(activity.active and activity.exists())

    def test_nightly_job_does_each_milestone_once_and_goes_past_failures(self):
        first, _invoice = self._late_order()
        second, _invoice = self._late_order()
        Milestone = self.env["credit.payment.milestone"].sudo()
        look_after = type(Milestone)._look_after

        def fail(milestones, today):
            if first in milestones.order_id:
                raise ValueError("cannot")
            return look_after(milestones, today)

        self.patch(type(Milestone), "_look_after", fail)
        with self.enter_registry_test_mode(), self.assertLogs("odoo.addons.credit_collection", "ERROR"):
            self.env.ref("credit_collection.ir_cron_payment_milestones").method_direct_trigger()
        self._refresh()
        self.assertEqual((first.credit_state, second.credit_state), ("clear", "held"))
        failures = self.env["credit.batch.failure"].sudo().search([
            ("model", "=", "credit.payment.milestone"), ("res_id", "in", first.credit_milestone_ids.ids)])
        self.assertEqual(len(failures), 1)
