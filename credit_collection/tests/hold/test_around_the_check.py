"""Nobody around the check: columns written by hand, lines that move, money that goes back, decisions on the own sale."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ...models.hold.sale_order_confirm import SaleOrder as ConfirmedOrder
from ...models.hold.sale_order_confirm import check_outermost
from ..common import CreditCommon


class AroundCommon(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cls.seller = cls._user("around_seller", "sales_team.group_sale_manager,base.group_partner_manager")

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env, login, groups, company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])

    def _confirmed(self, amount=500, **vals):
        order = self._order(amount, **vals)
        order.action_confirm()
        self.assertEqual(order.state, "sale", order.credit_explanation)
        return order

    def assertHeld(self, order, state="sale"):
        self._refresh()
        self.assertEqual((order.state, order.credit_state), (state, "held"))


@tagged("post_install", "-at_install")
class TestAroundTheCheck(AroundCommon):

    def test_r4_computed_columns_cannot_be_written_by_hand(self):
        order = self._order(50000).with_user(self.seller)
        for record, name, value in (
            (order, "amount_total", 1.0), (order, "currency_rate", 1e6), (order, "amount_untaxed", 1.0),
            (order.order_line, "price_total", 1.0), (order.order_line, "qty_invoiced", 1.0),
            (order.order_line, "state", "draft"), (order.order_line, "company_id", False),
            # Whoever links the invoice of somebody else bills the order and frees its credit.
            (order.order_line, "invoice_lines", [Command.link(self._invoice(1, due=10).invoice_line_ids.id)]),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                record.write({name: value})
        order.action_confirm()
        self.assertHeld(order, "draft")

    def test_r4_computed_columns_take_no_default_from_the_context(self):
        order = self.env["sale.order"].with_user(self.seller).with_context(
            default_amount_total=1.0, default_currency_rate=1e6, default_price_total=1.0, default_state="draft",
        ).create({"partner_id": self.customer.id, "order_line": [Command.create({
            "product_id": self.company_data["product_delivery_no"].id, "product_uom_qty": 1, "price_unit": 50000,
            "tax_ids": [Command.clear()]})]})
        self.assertEqual((order.amount_total, order.order_line.price_total), (50000, 50000))
        order.action_confirm()
        self.assertHeld(order, "draft")

    def test_r5_line_added_by_a_default_of_the_context_is_checked(self):
        order = self._confirmed()
        self.env["sale.order.line"].with_user(self.seller).with_context(default_order_id=order.id).create({
            "product_id": self.company_data["product_delivery_no"].id, "product_uom_qty": 1, "price_unit": 5000,
            "tax_ids": [Command.clear()]})
        self.assertHeld(order)

    def test_r5_line_moved_to_a_confirmed_order_is_checked(self):
        order, quotation = self._confirmed(), self._order(5000)
        quotation.order_line.with_user(self.seller).order_id = order
        self.assertHeld(order)

    def test_r6_confirmed_order_in_another_currency_is_checked_again(self):
        dear = self.setup_other_currency("GBP", rates=[("2000-01-01", 0.01)])
        order = self._confirmed()
        order.with_user(self.seller).currency_id = dear
        self.assertHeld(order)

    def test_r6_invoice_contact_that_moves_to_another_customer_brings_its_orders(self):
        poor = self.env["res.partner"].create({"name": "No Credit", "is_company": True})
        poor._get_credit_profiles().limit_mode = "no_credit"
        order = self._confirmed(partner_invoice_id=self.contact.id)
        self.contact.with_user(self.seller).parent_id = poor
        self.assertHeld(order)
        self.assertEqual(order.credit_hold_id.partner_id, poor)

    def test_r13_every_dialog_of_ours_belongs_to_the_user_who_opened_it(self):
        own = self.env["ir.rule"].sudo().search([("domain_force", "=", "[('create_uid', '=', user.id)]")]).model_id
        for model in self.env["ir.model"].sudo().search([("transient", "=", True)]):
            if model.modules.startswith("credit_collection"):
                with self.subTest(model.model):
                    self.assertIn(model, own)


@tagged("post_install", "-at_install")
class TestFourEyes(AroundCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user(
            "selling_manager",
            "credit_collection.credit_collection_group_manager,sales_team.group_sale_salesman_all_leads")

    def _held(self, user):
        order = self._order(5000, user_id=user.id)
        order.action_confirm()
        return order.sudo().credit_hold_id.sudo(False)

    def test_r10_salesperson_does_not_release_the_own_order_where_somebody_else_can(self):
        hold = self._held(self.manager)
        with self.assertRaisesRegex(AccessError, "You are the salesperson"):
            hold.with_user(self.manager)._release("Mine")
        hold._release("Seen by another")
        self.assertEqual(hold.state, "released")

    def test_r10_by_setting(self):
        self.company.credit_four_eyes = "never"
        self._held(self.manager).with_user(self.manager)._release("Mine")
        self.company.credit_four_eyes = "always"
        with self.assertRaises(AccessError):
            self._held(self.manager).with_user(self.manager)._release("Mine")

    def test_r10_the_only_credit_manager_may(self):
        others = self.env.ref("credit_collection.credit_collection_group_manager").sudo().all_user_ids - self.manager
        (others - self.env.user).write({"active": False})
        self.env.user.sudo().group_ids -= self.env.ref("credit_collection.credit_collection_group_manager")
        hold = self._held(self.manager)
        hold.with_user(self.manager)._release("Nobody else is there")
        self.assertEqual(hold.state, "released")

    def test_r10_approver_does_not_decide_on_the_own_customer(self):
        self.customer.user_id = self.manager
        review = self.env["credit.review"].create({"profile_id": self.profile.id})
        review.write({"proposed_limit_mode": "limited", "proposed_credit_limit": 9000})
        review.action_submit()
        with self.assertRaisesRegex(AccessError, "You are the salesperson"):
            review.with_user(self.manager).action_approve()
        review.action_approve()
        self.assertEqual(self.profile.credit_limit, 9000)

    def test_r10_limit_that_the_salesperson_gives_waits_as_a_review(self):
        self.customer.user_id = self.manager
        self.profile.with_user(self.manager).credit_limit = 9000
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 1000)
        self.assertRecordValues(self.profile.open_review_id, [{"state": "submitted", "proposed_credit_limit": 9000}])
        self.profile.with_user(self.manager).write({"credit_limit": 500})
        self.assertEqual(self.profile.credit_limit, 500, "less credit needs nobody else")


@tagged("post_install", "-at_install")
class TestManualHold(AroundCommon):

    def test_order_that_passes_is_held_with_its_reason_until_it_is_lifted(self):
        order = self._order(100)
        order._hold_manually("Address is suspicious")
        self.assertHeld(order, "draft")
        self.assertEqual(order.credit_explanation, "Held manually: Address is suspicious")
        order.with_user(self.seller).action_confirm()
        self.assertHeld(order, "draft")
        order.action_lift_manual_hold()
        self.assertEqual((order.credit_state, order.credit_hold_id.state), ("clear", "cleared"))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_confirmed_order_is_held_and_released_like_any_other(self):
        order = self._confirmed(100)
        order._hold_manually("Stop")
        self.assertHeld(order)
        order.credit_hold_id._release("Looks good")
        self.assertEqual((order.credit_state, order.credit_manual_hold), ("released", False))

    def test_only_credit_managers_hold_and_only_with_a_reason(self):
        order = self._order(100)
        with self.assertRaises(AccessError):
            order.with_user(self.seller)._hold_manually("Mine")
        with self.assertRaises(UserError):
            order._hold_manually(" ")
        order._hold_manually("Stop")
        for act in (order.with_user(self.seller).action_lift_manual_hold,
                    lambda: order.with_user(self.seller).write({"credit_manual_hold": False})):
            with self.assertRaises(AccessError):
                act()

    def test_dialog_says_what_was_done(self):
        order = self._order(100)
        dialog = self.env["sale.order.credit.act"].create({
            "order_ids": [Command.set(order.ids)], "act": "hold", "reason": "Stop"})
        self.assertIn(order.name, dialog.action_apply()["params"]["message"])
        self.assertHeld(order, "draft")


@tagged("post_install", "-at_install")
class TestOutermost(AroundCommon):
    """Another add-on that extends ``action_confirm`` around ours, as it is loaded after us in alphabetical order."""

    def setUp(self):
        super().setUp()
        self.acted = self.env["sale.order"]
        self.surcharge = 0.0
        test = self

        def action_confirm(orders):
            test.acted |= orders
            if test.surcharge:
                orders.order_line.price_unit += test.surcharge
            return ConfirmedOrder.action_confirm(orders)

        Order = self.env.registry["sale.order"]
        self.patch(Order, "action_confirm", check_outermost(action_confirm))
        self.patch(Order, "_is_confirmation_extended", lambda orders: True)

    def test_r23_ours_is_the_outermost_step_of_the_finished_class(self):
        self.assertTrue(self.env.registry["sale.order"].__dict__["_validate_order"].credit_origin)

    def test_r23_nothing_happens_to_a_held_order_and_once_after_its_release(self):
        order = self._order(5000)
        order.action_confirm()
        order.action_confirm()
        self.assertHeld(order, "draft")
        self.assertFalse(self.acted)
        order.credit_hold_id._release("Guarantee")
        order.action_confirm()
        self.assertEqual((order.state, self.acted), ("sale", order))

    def test_r23_batch_confirms_the_others(self):
        orders = self._order(5000) | self._order(100)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["draft", "sale"])
        self.assertEqual(self.acted, orders[1])

    def test_r23_order_made_dearer_on_its_confirmation_is_held_and_left_as_it_was(self):
        self.surcharge = 60
        order = self._order(950)
        order.action_confirm()
        self.assertHeld(order, "draft")
        self.assertEqual((order.amount_total, order.credit_hold_id.order_amount), (950, 1010))
        order.credit_hold_id._release("Agreed")
        order.action_confirm()
        self.assertRecordValues(order, [{"state": "sale", "amount_total": 1010}])

    def test_r23_order_made_cheaper_or_a_little_dearer_is_confirmed(self):
        self.surcharge = 40
        order = self._order(950)
        order.action_confirm()
        self.assertRecordValues(order, [{"state": "sale", "amount_total": 990, "credit_state": "clear"}])
