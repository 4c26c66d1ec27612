"""Situations that people reported in public about credit checks of other systems; the address stands beside each."""

from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..common import CreditCommon


@tagged("post_install", "-at_install")
class TestPublicReports(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})

    def test_a_confirmed_order_is_judged_by_the_new_amount_and_may_always_shrink(self):
        # github.com/frappe/erpnext/issues/32671
        order = self._order(900.0)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        order.order_line.price_unit = 5000.0
        self._refresh()
        self.assertEqual((order.state, order.credit_state), ("sale", "held"))
        self.assertEqual(order.credit_hold_id.order_amount, 5000.0)
        order.order_line.price_unit = 800.0
        self._refresh()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self.assertEqual(self.profile.exposure_total, 800.0)

    def test_a_closed_order_that_is_opened_again_is_checked_with_the_orders_of_meanwhile(self):
        # github.com/frappe/erpnext/issues/33967
        product = self.env["product.product"].create({"name": "Advice", "type": "service", "taxes_id": False})
        first, second = (self._order(0, order_line=[Command.create({
            "product_id": product.id, "product_uom_qty": 1, "price_unit": 900.0, "tax_ids": [Command.clear()]})])
            for _number in range(2))
        first.action_confirm()
        first._close_credit_rest("Not wanted any more")
        second.action_confirm()
        self.assertEqual(second.credit_state, "clear")
        first.action_reopen_credit_rest()
        self._refresh()
        self.assertEqual((first.state, first.credit_state, first.credit_hold_id.state), ("sale", "held", "pending"))
        self.assertEqual(self.profile.available_credit, -800.0)

    def test_the_company_of_the_order_decides_not_the_one_the_user_works_in(self):
        # github.com/odoo/odoo/pull/276308
        other = self.setup_other_company()["company"]
        self.env.user.company_ids = [Command.link(other.id)]
        self.customer._get_credit_profiles(other).write({"limit_mode": "limited", "credit_limit": 100.0})
        pricelist = self.env["product.pricelist"].create({
            "name": "Elsewhere", "currency_id": other.currency_id.id, "company_id": False})
        product = self.env["product.product"].create({"name": "Advice", "type": "service", "taxes_id": False})
        order = self.env["sale.order"].with_company(other).create({
            "partner_id": self.customer.id, "company_id": other.id, "pricelist_id": pricelist.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": 500.0,
                                           "tax_ids": [Command.clear()]})]})
        for company in (self.company, other):
            with self.subTest(company=company.name):
                shown = order.with_company(company).with_context(allowed_company_ids=[company.id, self.company.id, other.id])
                shown.action_confirm()
                self.assertEqual((shown.state, shown.credit_state), ("draft", "held"))
                self.assertEqual(shown.credit_hold_id.effective_limit, 100.0)

    def test_an_order_that_was_cancelled_and_begun_anew_is_checked_again(self):
        # github.com/frappe/erpnext/issues/33967, github.com/metasfresh/metasfresh/issues/3933
        first, second = self._order(900.0), self._order(900.0)
        first.action_confirm()
        first.with_context(disable_cancel_warning=True).action_cancel()
        self._refresh()
        self.assertEqual(self.profile.exposure_total, 0.0)
        second.action_confirm()
        first.action_draft()
        first.action_confirm()
        self.assertEqual((second.credit_state, first.state, first.credit_state), ("clear", "draft", "held"))
        self._refresh()
        self.assertEqual(self.profile.exposure_total, 900.0)

    def test_sections_and_notes_disturb_nobody(self):
        # github.com/OCA/credit-control/issues/109
        order = self._order(900.0)
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Goods"}),
            Command.create({"display_type": "line_note", "name": "Handle with care"})]
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self._refresh()
        self.assertEqual(self.profile.exposure_orders, 900.0)

    def test_a_quotation_that_was_sent_is_checked_like_a_draft(self):
        # github.com/Vauxoo/addons-vauxoo/issues/1081
        order = self._order(1000.01)
        order.action_quotation_sent()
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sent", "held"))

    def test_a_limit_that_only_the_new_order_passes_holds_it(self):
        # github.com/axelor/axelor-open-suite/pull/16120
        self._invoice(900.0, due=20)
        fits, passes = self._order(100.0), self._order(0.01)
        fits.action_confirm()
        passes.action_confirm()
        self.assertEqual((fits.state, fits.credit_state), ("sale", "clear"))
        self.assertEqual((passes.state, passes.credit_state), ("draft", "held"))

    def test_an_order_held_after_a_signature_is_told_to_somebody(self):
        # github.com/OCA/credit-control/issues/302
        manager = self.company.credit_manager_id = self._user("manager")
        seller = self._user("salesperson")
        order = self._order(5000.0, user_id=seller.id)
        order.action_quotation_sent()
        order.with_user(self.env.ref("base.public_user")).sudo().action_confirm()
        self.assertEqual(order.credit_state, "held")
        self.assertEqual(order.credit_hold_id.activity_ids.user_id, manager, "the decision is on somebody's list")
        self.assertIn("Held by the credit check", order.message_ids[0].body)

    def test_the_form_of_a_contact_opens_for_a_salesperson(self):
        # github.com/OCA/credit-control/issues/108
        seller = new_test_user(
            self.env, "credit_contacts", "sales_team.group_sale_salesman,base.group_partner_manager",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        address = self.env["res.partner"].create({"name": "Ramp 3", "type": "delivery", "parent_id": self.customer.id})
        for contact in (self.contact, address):
            with Form(contact.with_user(seller)) as form:
                form.comment = "Rings the bell"
            self.assertIn("Rings the bell", contact.comment)

    def test_a_credit_note_of_a_customer_at_the_limit_frees_credit(self):
        # github.com/itpp-labs/pos-addons/issues/433
        invoice = self._invoice(1000.0, due=20)
        order = self._order(400.0)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        note = self._invoice(400.0, due=0, move_type="out_refund")
        self.assertEqual(note.state, "posted")
        (invoice | note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self._refresh()
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
