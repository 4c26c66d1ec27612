from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestTourCounter(CounterCommon, TourCase):
    bundles = (
        ("point_of_sale.assets_prod", "js"), ("point_of_sale.assets_prod", "css"), ("web.assets_tests", "js"),
        ("web.assets_emoji", "js"), ("bus.websocket_worker_assets", "js"))

    def setUp(self):
        super().setUp()
        self.goods.write({"name": "Generator", "list_price": 1500})
        self.manager = self._user("manager")
        self.manager.group_ids |= self.env.ref("point_of_sale.group_pos_user")
        self.company.credit_manager_id = self.manager

    def _get_hold(self):
        return self.env["credit.pos.hold"].search([("profile_id", "=", self.profile.id)])

    def test_cashier_is_stopped_asks_and_takes_cash(self):
        self.start_tour(f"/pos/ui/{self.counter.id}", "credit_counter_stopped", login=self.cashier.login)
        self.assertRecordValues(self._get_hold(), [{"state": "pending", "amount": 1500, "cashier_id": self.cashier.id}])
        sold = self.opened.order_ids.filtered(lambda order: order.state in ("paid", "done"))
        self.assertEqual(sold.payment_ids.payment_method_id, self.cash)

    def test_manager_releases_at_the_counter_and_sells_on_account(self):
        self.company.credit_four_eyes = "never"
        self.start_tour(f"/pos/ui/{self.counter.id}", "credit_counter_released", login=self.manager.login)
        hold = self._get_hold()
        self.assertRecordValues(hold, [{"state": "used", "decided_by_id": self.manager.id, "decision_reason": "Guarantee"}])
        self.assertIn(hold.pos_order_id.state, ("paid", "done"))
        self.assertEqual(hold.pos_order_id.payment_ids.payment_method_id, self.account)

    def test_sale_without_connection_arrives_later_and_is_told(self):
        self.start_tour(f"/pos/ui/{self.counter.id}", "credit_counter_offline", login=self.cashier.login)
        hold = self._get_hold()
        self.assertRecordValues(hold, [{"state": "kept", "amount": 1500, "cashier_id": self.cashier.id}])
        self.assertTrue(hold.pos_order_id.credit_sold_offline)
        self.assertEqual(hold.activity_ids.user_id, self.manager)

    def test_counter_that_may_not_sell_without_connection_stops(self):
        self.company.credit_counter_offline = False
        self.start_tour(f"/pos/ui/{self.counter.id}", "credit_counter_offline_refused", login=self.cashier.login)
        self.assertFalse(self.opened.order_ids.filtered(lambda order: order.state in ("paid", "done")))

    def test_sale_that_was_stopped_is_not_sold_by_pulling_the_plug(self):
        self.start_tour(f"/pos/ui/{self.counter.id}", "credit_counter_plug_pulled", login=self.cashier.login)
        self.assertEqual(self._get_hold().state, "stopped")
        self.assertFalse(self.opened.order_ids.filtered(lambda order: order.state in ("paid", "done")))
