"""Who lets a held delivery out, for how long, and what for."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliveryRelease(DeliveryCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "credit_manager", groups="credit_collection.credit_collection_group_manager", name="Mona Manager")

    def setUp(self):
        super().setUp()
        self.picking = self._delivery(quantity=5)
        self._put_on_hold()

    def _release(self, picking=None, reason="Paid by cheque", user=None):
        (picking or self.picking).with_user(user or self.manager)._release_credit_hold(reason)
        self._refresh()

    def test_manager_without_warehouse_rights_releases_and_the_warehouse_validates(self):
        self.company.credit_release_days = 3
        self._release()
        self.assertEqual(self.picking.credit_state, "released")
        self.assertRegex(self.picking.credit_explanation, "Released by Mona Manager until .*: Paid by cheque")
        self.assertRecordValues(self.env["credit.delivery.release"].search([("picking_id", "=", self.picking.id)]), [{
            "reason": "Paid by cheque", "released_by_id": self.manager.id, "valid_until": self._days(3),
            "explanation": "Careful Customer is on hold: Cheque returned",
        }])
        self.picking.with_user(self.warehouse_user).button_validate()
        self.assertEqual(self.picking.state, "done")

    def test_manager_without_warehouse_rights_finds_and_opens_the_held_delivery(self):
        action = self.env["ir.actions.actions"].with_user(self.manager)._for_xml_id(
            "credit_collection_stock.stock_picking_credit_hold_action")
        Picking = self.env[action["res_model"]].with_user(self.manager)
        self.assertEqual(Picking.search([("credit_state", "=", "held")]), self.picking)
        views = Picking.get_views(action["views"])["views"]
        # A card opens the form.
        for kind in ("list", "form"):
            self.assertIn("action_credit_release", views[kind]["arch"])
        self.assertEqual(Form(self.picking.with_user(self.manager)).credit_state, "held")
        warehouse_view = self.picking.with_user(self.warehouse_user).get_views([(False, "form")])["views"]["form"]["arch"]
        self.assertNotIn("action_credit_release", warehouse_view)

    def test_release_is_logged_on_the_delivery(self):
        self.picking.user_id = self.warehouse_user
        self._release()
        message = self.picking.message_ids[0]
        self.assertIn("Paid by cheque", message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertEqual(message.notified_partner_ids, self.warehouse_user.partner_id)

    def test_dialog_releases_several_deliveries_with_a_coded_reason(self):
        good, second = self._delivery(partner=self.other), self.picking.copy()
        second.action_confirm()
        pickings = self.picking | good | second
        action = pickings.with_user(self.manager).action_credit_release()
        dialog = self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])
        self.assertEqual(dialog.picking_ids, self.picking | second)
        dialog.reason_id = self.env.ref("credit_collection.credit_reason_decision_security")
        dialog.note = "Guarantee of the parent company"
        dialog.action_release()
        self._refresh()
        release = self.env["credit.delivery.release"].search([("picking_id", "=", second.id)])
        self.assertEqual(release.reason_id, dialog.reason_id)
        self.assertEqual(release.reason, f"{dialog.reason_id.name}: Guarantee of the parent company")
        self.assertEqual(pickings.mapped("credit_state"), ["released", "clear", "released"])

    def test_only_credit_managers_release(self):
        collector = new_test_user(
            self.env, "credit_collector_stock",
            groups="credit_collection.credit_collection_group_collector,stock.group_stock_manager")
        for user in (self.warehouse_user, collector):
            picking = self.picking.with_user(user)
            with self.assertRaises(AccessError):
                picking._release_credit_hold("Please")
            with self.assertRaises(AccessError):
                picking.sudo()._release_credit_hold("Please")
            with self.assertRaises(AccessError):
                picking.action_credit_release()
            dialog = self.env["stock.picking.credit.hold"].with_user(user).create({"picking_ids": picking.ids})
            with self.assertRaises(AccessError):
                dialog.action_release()
            with self.assertRaises(AccessError):
                self.env["credit.delivery.release"].with_user(user).create({
                    "picking_id": picking.id, "reason": "Please", "released_by_id": user.id,
                    "released_on": "2026-01-01", "valid_until": self._days(9)})
        self.assertEqual(self.picking.credit_state, "held")

    def test_release_cannot_be_changed_by_its_author(self):
        self._release()
        release = self.env["credit.delivery.release"].with_user(self.manager).search([])
        with self.assertRaises(AccessError):
            release.write({"valid_until": self._days(99)})
        with self.assertRaises(AccessError):
            release.unlink()

    def test_release_needs_a_reason_and_a_held_delivery(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self._release(reason="  ")
        with self.assertRaisesRegex(UserError, "held"):
            self._release(self._delivery(partner=self.other))

    def test_release_ends_after_its_last_day(self):
        self._release()
        last_day = self._days(self.company.credit_release_days)
        for day, state in ((last_day, "released"), (self._days(self.company.credit_release_days + 1), "held")):
            self.assertEqual(self.picking._get_credit_checks(day)[self.picking.id].state, state)

    def test_backorder_of_a_released_delivery_waits_again(self):
        self._release()
        self.picking.move_ids.quantity = 2
        Form.from_action(self.env, self.picking.button_validate()).save().process()
        self._refresh()
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(self.picking.backorder_ids.credit_state, "held")

    def test_release_does_not_cover_goods_added_later(self):
        self._release()
        self.picking.move_ids.product_uom_qty = 6
        self._refresh()
        self.assertEqual(self.picking.credit_state, "held")
        self.picking.move_ids.product_uom_qty = 4
        self._refresh()
        self.assertEqual(self.picking.credit_state, "released")
        self.picking.move_ids = [Command.create({
            "product_id": self.company_data["product_order_no"].id, "product_uom_qty": 1,
            "location_id": self.picking.location_id.id, "location_dest_id": self.picking.location_dest_id.id})]
        self._refresh()
        self.assertEqual(self.picking.credit_state, "held")

    def test_release_does_not_cover_more_picked_than_was_released(self):
        self._release()
        self.picking.move_ids.quantity = 6
        self._refresh()
        with self.assertRaises(UserError):
            self.picking.button_validate()

    def test_release_is_for_one_delivery_only(self):
        other = self.picking.copy()
        other.action_confirm()
        self._release()
        self._refresh()
        self.assertEqual((self.picking | other).mapped("credit_state"), ["released", "held"])

    def test_manager_of_another_company_cannot_release(self):
        company = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "credit_manager_elsewhere", groups="credit_collection.credit_collection_group_manager",
            company_id=company.id, company_ids=[Command.set(company.ids)])
        with self.assertRaises(AccessError):
            self._release(user=stranger)

    def test_release_of_the_order_frees_its_deliveries(self):
        self.profile.on_hold = False
        pickings = self._held_by_growth()
        hold = pickings.sale_id.credit_hold_id
        hold._release("Agreed on the phone")
        self._refresh()
        self.assertEqual(set(pickings.mapped("credit_state")), {"clear"})
        pickings.button_validate()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def test_order_released_in_spite_of_the_forced_hold_is_delivered(self):
        order = self._order(100)
        order.action_confirm()
        order.credit_hold_id._release("Paid by cheque")
        order.action_confirm()
        self._refresh()
        self.assertEqual((order.state, order.picking_ids.credit_state), ("sale", "released"))
        hold = order.credit_hold_id
        self.assertEqual(order.picking_ids._get_credit_checks(hold.valid_until)[order.picking_ids.id].state, "released")
        later = order.picking_ids._get_credit_checks(self._days(self.company.credit_release_days + 1))
        self.assertEqual(later[order.picking_ids.id].state, "held")

    def test_order_released_before_the_customer_was_put_on_hold_waits(self):
        self.profile.write({"on_hold": False, "limit_mode": "limited", "credit_limit": 10.0})
        order = self._order(100)
        order.action_confirm()
        order.credit_hold_id._release("Within reason")
        order.action_confirm()
        self._refresh()
        self.assertEqual(order.picking_ids.credit_state, "clear")
        self._put_on_hold("Insolvent")
        self.assertEqual(order.picking_ids.credit_state, "held")

    def test_filter_finds_released_deliveries(self):
        self._release()
        Picking = self.env["stock.picking"].with_user(self.manager)
        self.assertEqual(Picking.search([("credit_state", "=", "released")]), self.picking)
        self.assertEqual(Picking.search([("credit_state", "in", ("held", "released"))]), self.picking)
        self.assertFalse(Picking.search([("credit_state", "=", "held")]))
        self.assertEqual(
            Picking.search([("credit_state", "in", ("clear", "released")), ("id", "=", self.picking.id)]), self.picking)
