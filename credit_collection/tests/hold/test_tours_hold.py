from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon
from ..base.tour import TourCase


@tagged("post_install", "-at_install")
class TestToursHold(CreditCommon, TourCase):
    """Journey (a) in a real browser: order confirmed → held → released → confirmed."""

    def test_salesperson_is_held_manager_releases_salesperson_confirms(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        salesperson = new_test_user(
            self.env, "tour_sales", groups="sales_team.group_sale_salesman_all_leads", password="tour_sales",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)])
        manager = new_test_user(
            self.env, "tour_manager", groups="credit_collection.credit_collection_group_manager", password="tour_manager",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)])
        self.company.credit_manager_id = manager
        order = self._order(5000, user_id=salesperson.id)

        self.start_tour(f"/odoo/sale.order/{order.id}", "credit_hold_salesperson", login="tour_sales")
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held"}])
        self.assertEqual(order.credit_hold_id.activity_ids.user_id, manager)

        self.start_tour("/odoo/action-credit_collection.credit_hold_action", "credit_hold_manager", login="tour_manager")
        self.assertRecordValues(order.credit_hold_id, [{
            "state": "released", "decision_reason": "Bank guarantee received", "decided_by_id": manager.id}])

        self.start_tour(f"/odoo/sale.order/{order.id}", "credit_hold_confirm", login="tour_sales")
        self.assertEqual(order.state, "sale")

    def test_salesperson_asks_manager_releases_and_confirms_in_one_step(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        salesperson, manager = (
            new_test_user(
                self.env, login, groups=groups, password=login, company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)])
            for login, groups in (
                ("tour_asks", "sales_team.group_sale_salesman_all_leads"),
                ("tour_grants", "credit_collection.credit_collection_group_manager,sales_team.group_sale_manager")))
        self.company.credit_manager_id = manager
        order = self._order(5000, user_id=salesperson.id)

        self.start_tour(f"/odoo/sale.order/{order.id}", "credit_hold_request", login="tour_asks")
        self.assertRecordValues(order.credit_review_ids, [{
            "state": "submitted", "kind": "request", "proposed_credit_limit": 5000.0, "requested_by_id": salesperson.id,
            "reason": "Framework contract until next year"}])

        self.start_tour(
            "/odoo/action-credit_collection.credit_hold_action", "credit_hold_release_and_confirm", login="tour_grants")
        self.assertRecordValues(order.credit_hold_id, [{
            "state": "released", "released_amount": 5500.0, "decision_reason": "Framework contract seen",
            "decided_by_id": manager.id}])
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "released"}])
