"""Which deliveries wait, and that nothing gets them out."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, JsonRpcException, new_test_user, tagged

from .common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliveryHold(DeliveryCommon):

    def assertHeld(self, pickings):
        self._refresh()
        self.assertEqual(set(pickings.mapped("credit_state")), {"held"})

    def assertClear(self, pickings):
        self._refresh()
        self.assertEqual(set(pickings.mapped("credit_state")), {"clear"})
        self.assertFalse(any(pickings.mapped("credit_explanation")))

    # Which deliveries wait

    def test_delivery_of_a_customer_put_on_hold_waits_with_the_reason(self):
        picking = self._delivery()
        self.assertClear(picking)
        self._put_on_hold()
        self.assertHeld(picking)
        self.assertEqual(picking.credit_explanation, "Careful Customer is on hold: Cheque returned")

    def test_held_delivery_is_refused_with_order_reason_and_remedy(self):
        self.company.credit_manager_id = self.env.user
        picking = self._delivery()
        self._put_on_hold()
        with self.assertRaises(UserError) as refusal:
            picking.with_user(self.warehouse_user).button_validate()
        for text in (picking.name, picking.sale_id.name, "Cheque returned", f"Ask {self.env.user.name} to release"):
            self.assertIn(text, str(refusal.exception))
        self.assertNotEqual(picking.state, "done")

    def test_end_of_the_hold_frees_the_delivery(self):
        picking = self._delivery()
        self._put_on_hold()
        self.profile.on_hold = False
        self.assertClear(picking)
        picking.with_user(self.warehouse_user).button_validate()
        self.assertEqual(picking.state, "done")

    def test_the_payer_is_judged_not_the_delivery_contact(self):
        """Goods to a customer on hold that another company pays may leave, and the other way round."""
        paid_by_other = self._delivery(partner=self.customer, partner_invoice_id=self.other.id)
        paid_by_customer = self._delivery(
            partner=self.other, partner_invoice_id=self.contact.id, partner_shipping_id=self.other.id)
        self._put_on_hold()
        self.assertClear(paid_by_other)
        self.assertHeld(paid_by_customer)
        paid_by_other.button_validate()
        self.assertEqual(paid_by_other.state, "done")
        self.assertEqual(self.env["stock.picking"].search([("credit_state", "=", "held")]), paid_by_customer)

    def test_delivery_without_order_is_judged_by_its_contact(self):
        customers = self.env.ref("stock.stock_location_customers")
        picking = self._transfer(self.warehouse.out_type_id, self.warehouse.lot_stock_id, customers, self.contact)
        self._put_on_hold()
        self.assertHeld(picking)
        self.assertEqual(self.env["stock.picking"].search([("credit_state", "=", "held")]), picking)
        picking.partner_id = self.other
        self.assertClear(picking)

    def test_confirmed_order_that_grew_holds_its_deliveries_without_figures_for_the_warehouse(self):
        pickings = self._held_by_growth()
        self.assertHeld(pickings)
        text = pickings[0].with_user(self.warehouse_user).credit_explanation
        self.assertIn(pickings.sale_id.name, text)
        self.assertIn("limit", text.lower())
        self.assertNotIn("1,000", text)
        with self.assertRaises(UserError):
            pickings.button_validate()

    def test_the_warehouse_sees_no_figures_on_the_order_either(self):
        """It may read orders by Odoo's own rights."""
        order = self._held_by_growth().sale_id
        seen = order.with_user(self.warehouse_user)
        self.assertEqual((order.credit_effective_limit, "1,000" in order.credit_explanation), (1000, True))
        self.assertEqual(
            (seen.credit_state, seen.credit_limit_mode, seen.credit_effective_limit, seen.credit_exposure),
            ("held", False, 0, 0))
        self.assertIn("limit", seen.credit_explanation.lower())
        self.assertNotIn("1,000", seen.credit_explanation)

    def test_payment_frees_the_delivery_of_an_order_that_grew(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        invoice = self._invoice(800, due=10)
        picking = self._delivery()
        picking.sale_id.order_line.product_uom_qty = 5
        self.assertHeld(picking.sale_id.picking_ids)
        self._pay(invoice)
        self.assertClear(picking.sale_id.picking_ids)

    def test_switch_off_lets_the_deliveries_of_a_forced_hold_pass_but_not_those_of_held_orders(self):
        picking = self._delivery()
        grown = self._held_by_growth()
        self._put_on_hold()
        self.company.credit_hold_deliveries = False
        self.assertClear(picking)
        self.assertHeld(grown)
        self.assertEqual(self.env["stock.picking"].search([("credit_state", "=", "held")]), grown)

    def test_receipts_returns_and_internal_transfers_are_never_held(self):
        done = self._delivery()
        done.button_validate()
        wizard = self.env["stock.return.picking"].with_context(active_id=done.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        stock, suppliers = self.warehouse.lot_stock_id, self.env.ref("stock.stock_location_suppliers")
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": stock.id, "usage": "internal"})
        receipt = self._transfer(self.warehouse.in_type_id, suppliers, stock)
        internal = self._transfer(self.warehouse.int_type_id, stock, shelf)
        to_vendor = self._transfer(self.warehouse.out_type_id, stock, suppliers)
        self._put_on_hold()
        transfers = returned | receipt | internal | to_vendor
        self.assertClear(transfers)
        transfers.button_validate()
        self.assertEqual(set(transfers.mapped("state")), {"done"})

    def test_only_the_last_step_of_a_delivery_in_steps_waits(self):
        self.warehouse.delivery_steps = "pick_ship"
        pick = self._delivery()
        self._put_on_hold()
        self.assertClear(pick)
        pick.button_validate()
        self.assertEqual(pick.state, "done")
        self.assertHeld(pick.sale_id.picking_ids - pick)

    def test_customer_on_hold_in_another_company_is_not_held_here(self):
        other_company = self.setup_other_company()["company"]
        profile = self.customer._get_credit_profiles(other_company)
        picking = self._delivery()
        self._put_on_hold(profile=profile)
        self.assertClear(picking)
        self.assertFalse(self.env["stock.picking"].search([("credit_state", "=", "held")]))

    def test_branch_follows_the_hold_of_its_main_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids |= branch
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", branch.id)]) or self.env["stock.warehouse"].create({
            "name": "Branch", "code": "BR", "company_id": branch.id})
        self.product.company_id = False
        picking = self._transfer(warehouse.out_type_id, warehouse.lot_stock_id, self.env.ref("stock.stock_location_customers"))
        self._put_on_hold()
        self.assertHeld(picking)

    def test_paid_order_is_delivered_though_the_customer_is_on_hold(self):
        order = self._order(100)
        order.order_line.product_id = self.company_data["product_order_no"]
        order.order_line.write({"price_unit": 100, "tax_ids": False})
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._put_on_hold()
        self.assertHeld(order.picking_ids)
        self._pay(invoice)
        self.assertClear(order.picking_ids)

    # Nothing gets them out

    def test_batch_does_the_good_deliveries_and_leaves_the_held_ones(self):
        held = self._delivery() | self._delivery()
        good = self._delivery(partner=self.other) | self._delivery(partner=self.other)
        self._put_on_hold()
        pickings = (held[0] | good[0] | held[1] | good[1]).with_user(self.warehouse_user)
        action = pickings.button_validate()
        self.assertEqual([picking.state for picking in pickings], ["assigned", "done", "assigned", "done"])
        self.assertEqual(action["res_model"], "stock.picking.credit.hold")
        notice = self.env["stock.picking.credit.hold"].with_user(self.warehouse_user).browse(action["res_id"])
        self.assertEqual(notice.picking_ids, held)
        self.assertIn("Cheque returned", notice.picking_ids[0].credit_explanation)

    def test_list_action_shows_the_held_deliveries(self):
        pickings = self._delivery() | self._delivery(partner=self.other)
        self._put_on_hold()
        action = self.env.ref("stock.action_validate_picking").with_context(
            active_model="stock.picking", active_ids=pickings.ids).run()
        self.assertEqual(action["res_model"], "stock.picking.credit.hold")
        self.assertEqual(pickings.mapped("state"), ["assigned", "done"])

    def test_backorder_question_about_the_good_delivery_does_not_let_the_held_one_out(self):
        held, good = self._delivery(), self._delivery(partner=self.other, quantity=5)
        self._put_on_hold()
        good.move_ids.quantity = 2
        action = (held | good).button_validate()
        self.assertEqual(action["res_model"], "stock.backorder.confirmation")
        self.env.cr.precommit.run()
        notification = self.env["bus.bus"].sudo().search([("message", "like", "simple_notification")], order="id desc", limit=1)
        self.assertIn("Cheque returned", notification.message, "the held delivery is told beside the question")
        Form.from_action(self.env, action).save().process()
        self.assertEqual((held.state, good.state), ("assigned", "done"))

    def test_wizard_called_with_the_held_delivery_is_refused(self):
        picking = self._delivery()
        self._put_on_hold()
        wizard = self.env["stock.backorder.confirmation"].with_context(
            button_validate_picking_ids=picking.ids, skip_backorder=True).create({"pick_ids": picking.ids})
        with self.assertRaises(UserError):
            wizard.process_cancel_backorder()

    def test_no_context_switches_the_hold_off(self):
        picking = self._delivery()
        self._put_on_hold()
        with self.assertRaises(UserError):
            picking.with_context(
                skip_sanity_check=True, skip_backorder=True, bypass_risk=True, credit_collection_skip=True,
                button_validate_picking_ids=picking.ids).button_validate()

    def test_salesperson_cannot_relabel_the_order_to_get_its_delivery_out(self):
        pickings = self._held_by_growth()
        salesperson = new_test_user(
            self.env, "credit_sales_stock", groups="sales_team.group_sale_salesman_all_leads,stock.group_stock_user")
        with self.assertRaises(AccessError):
            pickings.sale_id.with_user(salesperson).write({"credit_state": "clear"})
        self.assertHeld(pickings)
        with self.assertRaises(UserError):
            pickings.with_user(salesperson).button_validate()

    def test_destination_changed_to_a_shelf_does_not_get_the_goods_out(self):
        picking = self._delivery()
        self._put_on_hold()
        picking.with_user(self.warehouse_user).location_dest_id = self.warehouse.lot_stock_id
        picking.move_line_ids.with_user(self.warehouse_user).location_dest_id = self.env.ref("stock.stock_location_customers")
        self.assertHeld(picking)
        with self.assertRaises(UserError):
            picking.with_user(self.warehouse_user).button_validate()
        picking.move_line_ids.location_dest_id = self.warehouse.lot_stock_id
        self._refresh()
        picking.with_user(self.warehouse_user).button_validate()
        self.assertEqual((picking.state, picking.move_line_ids.location_dest_id.usage), ("done", "internal"))

    def test_reservation_stays_possible(self):
        self.product.is_storable = True
        self.env["stock.quant"]._update_available_quantity(self.product, self.warehouse.lot_stock_id, 1)
        picking = self._delivery()
        picking.do_unreserve()
        self._put_on_hold()
        picking.with_user(self.warehouse_user).action_assign()
        self.assertEqual((picking.state, picking.move_ids.quantity), ("assigned", 1))

    # What was shipped is invoiced

    def test_shipped_goods_stay_invoiceable_when_the_customer_is_put_on_hold(self):
        picking = self._delivery()
        picking.button_validate()
        self._put_on_hold()
        self.assertClear(picking)
        order = picking.sale_id
        self.assertEqual(order.invoice_status, "to invoice")
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertRecordValues(invoice, [{"state": "posted", "amount_total": 100.0}])

    def test_shipped_part_of_a_held_order_is_invoiced_though_the_rest_waits(self):
        picking = self._delivery(quantity=5)
        picking.move_ids.quantity = 2
        Form.from_action(self.env, picking.button_validate()).save().process()
        self._put_on_hold()
        self.assertHeld(picking.backorder_ids)
        invoice = picking.sale_id._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 200.0)

    def test_delivered_goods_stay_in_the_exposure_until_they_are_invoiced(self):
        picking = self._delivery(quantity=5)
        self._refresh()
        self.assertEqual(self.profile.exposure_orders, 500.0)
        picking.button_validate()
        self._refresh()
        self.assertEqual((self.profile.exposure_orders, self.profile.exposure_total), (500.0, 500.0))
        picking.sale_id._create_invoices().action_post()
        self._refresh()
        self.assertEqual((self.profile.exposure_orders, self.profile.exposure_total), (0.0, 500.0))

    # Screens and speed

    def test_filters_find_what_the_screen_shows(self):
        held, good = self._delivery(), self._delivery(partner=self.other)
        self._put_on_hold()
        Picking = self.env["stock.picking"].with_user(self.warehouse_user)
        mine = [("id", "in", (held | good).ids)]
        self.assertEqual(Picking.search([("credit_state", "=", "held"), *mine]), held)
        self.assertEqual(Picking.search([("credit_state", "!=", "held"), *mine]), good)
        self.assertEqual(Picking.search([("credit_state", "=", "clear"), *mine]), good)
        self.assertFalse(Picking.search([("credit_state", "=", "released"), *mine]))

    def test_portal_customer_sees_nothing_of_the_hold(self):
        picking = self._delivery()
        self._put_on_hold()
        portal = new_test_user(self.env, "credit_portal_stock", groups="base.group_portal")
        picking.message_subscribe(portal.partner_id.ids)
        for name in ("credit_state", "credit_explanation"):
            with self.assertRaises(AccessError):
                picking.with_user(portal).read([name])

    def test_warehouse_user_opens_the_held_delivery(self):
        picking = self._delivery()
        self._put_on_hold()
        with Form(picking.with_user(self.warehouse_user)) as form:
            self.assertEqual(form.credit_state, "held")

    def test_chinese_warehouse_reads_the_reason_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["credit_collection", "credit_collection_stock"], ["zh_CN"])
        picking = self._held_by_growth()[0]
        self._put_on_hold("支票退回")
        self.warehouse_user.lang = "zh_CN"
        picking = picking.with_user(self.warehouse_user).with_context(lang="zh_CN")
        with self.assertRaises(UserError) as refusal:
            picking.button_validate()
        for text in ("因信用被冻结，不能验证", "Careful Customer已冻结：支票退回", "请联系信用经理放行"):
            self.assertIn(text, str(refusal.exception))
        self.assertNotRegex(str(refusal.exception), "held|limit")

    def test_list_of_deliveries_costs_as_many_queries_as_one(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(20)])
        partners._get_credit_profiles().write({"on_hold": True})
        profiles = partners._get_credit_profiles()
        profiles.on_hold = False
        pickings = self.env["stock.picking"].concat(*(self._delivery(partner=partner) for partner in partners))
        profiles.on_hold = True
        pickings[:10]._release_credit_hold("Agreed")

        def count_queries(records):
            self._refresh()
            before = self.env.cr.sql_log_count
            records.with_user(self.warehouse_user).mapped("credit_explanation")
            return self.env.cr.sql_log_count - before

        count_queries(pickings[9:11])
        self.assertEqual(count_queries(pickings[9:11]), count_queries(pickings))


@tagged("post_install", "-at_install")
class TestDeliveryHoldRpc(DeliveryCommon, HttpCase):

    def test_scanner_or_other_program_cannot_validate_over_rpc(self):
        picking = self._delivery()
        self._put_on_hold()
        self.authenticate("credit_warehouse", "credit_warehouse")
        for context in ({}, {"button_validate_picking_ids": picking.ids, "skip_backorder": True}):
            with self.assertRaisesRegex(JsonRpcException, "UserError"):
                self.make_jsonrpc_request("/web/dataset/call_kw", {
                    "model": "stock.picking", "method": "button_validate", "args": [picking.ids],
                    "kwargs": {"context": context}})
        with self.assertRaisesRegex(JsonRpcException, "AccessError"):
            self.make_jsonrpc_request("/web/dataset/call_kw", {
                "model": "stock.picking", "method": "action_credit_release", "args": [picking.ids], "kwargs": {}})
        self._refresh()
        self.assertEqual((picking.state, picking.credit_state), ("assigned", "held"))
