"""What is still to come of an order, where no transfer tells: the one definition that exposure and check read."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..exposure.test_exposure_documents import ExposureCommon


class StillToComeCommon(ExposureCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 5000})
        cls.service = cls.env["product.product"].create({
            "name": "Hours", "type": "service", "invoice_policy": "delivery", "taxes_id": False})

    def _sold(self, quantity, price=100.0, **line):
        """:return: a confirmed order of hours, which are delivered by hand"""
        order = self._order(price, order_line=[Command.create({
            "product_id": self.service.id, "product_uom_qty": quantity, "price_unit": price, "tax_ids": [Command.clear()],
            **line})])
        order.action_confirm()
        self.assertEqual(order.state, "sale", order.credit_explanation)
        return order

    def _bill(self, order, post=True):
        invoice = order._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    def _credit(self, invoice, post=True, **line):
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"journal_id": invoice.journal_id.id})
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if line:
            note.invoice_line_ids.write(line)
        if post:
            note.action_post()
        return note

    def assertExposure(self, orders, total=None):
        self._refresh()
        self.assertAlmostEqual(self.profile.exposure_orders, orders, 2)
        if total is not None:
            self.assertAlmostEqual(self.profile.exposure_total, total, 2)


@tagged("post_install", "-at_install")
class TestStillToCome(StillToComeCommon):

    def test_c1_goods_taken_back_and_credited_are_not_to_come(self):
        order = self._sold(20)
        order.order_line.qty_delivered = 20
        invoice = self._bill(order)
        self.assertExposure(0, 2000)
        order.order_line.qty_delivered = 0
        self._credit(invoice)
        self.assertExposure(0, 0)

    def test_c1_price_lowered_by_credit_note_is_not_to_be_invoiced_anew(self):
        order = self._sold(1, 500)
        order.order_line.qty_delivered = 1
        self._credit(self._bill(order), price_unit=100)
        self.assertExposure(0, 400)

    def test_c1_invoice_credited_in_full_is_to_be_invoiced_anew(self):
        order = self._sold(5)
        order.order_line.qty_delivered = 5
        self._credit(self._bill(order))
        self.assertExposure(500, 500)

    def test_draft_credit_note_takes_nothing_back_before_it_is_posted(self):
        order = self._sold(5)
        order.order_line.qty_delivered = 5
        self._credit(self._bill(order), post=False)
        self.assertExposure(0)

    def test_c6_what_is_in_an_uncounted_draft_stays_with_the_order(self):
        self.company.credit_count_draft = False
        order = self._sold(9)
        order.order_line.qty_delivered = 9
        draft = self._bill(order, post=False)
        self.assertExposure(900, 900)
        self.profile.credit_limit = 1000
        second = self._order(200)
        second.action_confirm()
        self.assertEqual(second.credit_state, "held")
        draft.action_post()
        self.assertExposure(0, 900)

    def test_c6_what_is_in_a_counted_draft_counts_once(self):
        order = self._sold(9)
        order.order_line.qty_delivered = 9
        self._bill(order, post=False)
        self.assertExposure(0, 900)

    def test_c9_lines_add_up_to_the_total_and_an_order_at_the_limit_is_not_held_on_unlock(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        tax = self.env["account.tax"].create({"name": "7 %", "amount": 7.0, "company_id": self.company.id})
        order = self._order(1, order_line=[
            Command.create({
                "product_id": self.service.id, "product_uom_qty": 1, "price_unit": price, "tax_ids": [Command.set(tax.ids)]})
            for price in (0.65, 0.65, 0.65)])
        self.assertNotEqual(
            order.currency_id.compare_amounts(order.amount_total, sum(order.order_line.mapped("price_total"))), 0)
        self.profile.credit_limit = order.amount_total
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self.assertExposure(order.amount_total)
        order.action_unlock()
        self.assertEqual(order.credit_state, "clear")

    def test_c10_nothing_ordered_and_ten_delivered_at_half_price(self):
        order = self._sold(1)
        self.env["sale.order.line"].create({
            "order_id": order.id, "product_id": self.service.id, "product_uom_qty": 0, "price_unit": 100, "discount": 50,
            "tax_ids": [Command.clear()]}).qty_delivered = 10
        self.assertExposure(100 + 500)

    def test_c10_hours_beyond_the_order_are_noticed_at_once(self):
        self.profile.credit_limit = 1000
        order = self._sold(9)
        order.order_line.qty_delivered = 10
        self.assertEqual(order.credit_state, "clear")
        order.order_line.qty_delivered = 11
        self.assertEqual((order.state, order.credit_state), ("sale", "held"))
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("code"), ["over_limit"])

    def test_c10_hours_recorded_on_the_order_are_noticed_at_once(self):
        self.profile.credit_limit = 1000
        order = self._sold(0, qty_delivered_method="analytic")
        order.order_line.qty_delivered_method = "analytic"
        plan = self.env["account.analytic.plan"].search([], limit=1) or self.env["account.analytic.plan"].create({"name": "P"})
        account = self.env["account.analytic.account"].create({"name": "Job", "plan_id": plan.id})
        self.env["account.analytic.line"].create({
            "name": "Work", "account_id": account.id, "so_line": order.order_line.id, "unit_amount": 11, "amount": -500,
            "product_id": self.service.id, "product_uom_id": self.service.uom_id.id})
        self.assertEqual((order.order_line.qty_delivered, order.credit_state), (11, "held"))

    def test_c11_order_in_another_currency_counts_at_the_rate_of_the_day(self):
        euro = self.setup_other_currency("EUR", rates=[(self._days(-60), 0.5)])  # 1 EUR = 2 in company currency
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._order(500, pricelist_id=pricelist.id, date_order=self._days(-50))
        order.action_confirm()
        order.sudo().date_order = self._days(-50)
        self.assertExposure(1000)
        self.env["res.currency.rate"].create({
            "name": self._days(-1), "rate": 0.25, "currency_id": euro.id, "company_id": self.company.id})
        self.assertExposure(2000)
        self.assertEqual(order.credit_open_amount, 2000)
        self.profile.credit_limit = 3999
        second = self._order(500, pricelist_id=pricelist.id)
        second.action_confirm()
        self.assertEqual((second.credit_state, second.credit_hold_id.order_amount), ("held", 2000))

    def test_c11_parts_of_an_order_in_another_currency(self):
        """Down payment and partial delivery as booked, what is still to come at the rate of the day, nothing once closed."""
        euro = self.setup_other_currency("EUR", rates=[(self._days(-60), 0.5)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._order(100, pricelist_id=pricelist.id, order_line=[Command.create({
            "product_id": self.service.id, "product_uom_qty": 10, "price_unit": 100, "tax_ids": [Command.clear()]})])
        order.action_confirm()
        goods = order.order_line
        down_payment = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids).create(
                {"advance_payment_method": "percentage", "amount": 20})._create_invoices(order)
        down_payment.invoice_date = self._days(-20)
        down_payment.action_post()
        self.assertExposure(1600, 2000)
        self.env["res.currency.rate"].create({
            "name": self._days(-1), "rate": 0.25, "currency_id": euro.id, "company_id": self.company.id})
        self.assertExposure(3200, 3600)
        goods.qty_delivered = 4
        self._bill(order)
        # Of 400 delivered now, nothing of the down payment is taken off yet.
        self.assertExposure(1600, 400 + 1600 + 1600)
        order._close_credit_rest("No more wanted")
        self.assertExposure(0, 2000)

    def test_c11_release_lasts_though_the_rate_moves(self):
        euro = self.setup_other_currency("EUR", rates=[(self._days(-60), 0.5)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        self.profile.credit_limit = 100
        order = self._order(500, pricelist_id=pricelist.id)
        order.action_confirm()
        order.credit_hold_id._release("Guarantee")
        self.env["res.currency.rate"].create({
            "name": self._days(-1), "rate": 0.4, "currency_id": euro.id, "company_id": self.company.id})
        self._refresh()
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("sale", "released"))


@tagged("post_install", "-at_install")
class TestCloseTheRest(StillToComeCommon):

    def _closed(self):
        order = self._sold(10)
        order.order_line.qty_delivered = 4
        self.assertExposure(1000)
        order._close_credit_rest("Customer took his business elsewhere")
        return order

    def test_closed_rest_is_not_to_come_and_delivered_goods_are(self):
        order = self._closed()
        self.assertExposure(400)
        self._bill(order)
        self.assertExposure(0, 400)
        self.assertEqual(order.credit_closed_reason, "Customer took his business elsewhere")
        self.assertIn("Customer took his business elsewhere", order.message_ids[0].body)

    def test_goods_ordered_or_delivered_after_it_count(self):
        order = self._closed()
        order.order_line.write({"product_uom_qty": 12, "price_unit": 100})
        self.assertExposure(600)
        order.order_line.qty_delivered = 8
        self.assertExposure(800)

    def test_reopened_rest_is_to_come_again_and_checked(self):
        order = self._closed()
        self.profile.credit_limit = 900
        order.action_reopen_credit_rest()
        self.assertExposure(1000)
        self.assertEqual((order.credit_state, order.credit_closed_reason), ("held", False))

    def test_nobody_closes_the_rest_of_an_order_that_he_may_not_sell_or_by_writing_it(self):
        order = self._sold(10)
        other = new_test_user(
            self.env, "rest_seller", "sales_team.group_sale_salesman", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)])
        order.user_id = self.env.user
        with self.assertRaises(AccessError):
            order.with_user(other)._close_credit_rest("Not mine")
        with self.assertRaises(AccessError):
            order.order_line.write({"credit_closed_qty": 10})
        with self.assertRaises(AccessError):
            order.write({"credit_closed_reason": "Mine"})
