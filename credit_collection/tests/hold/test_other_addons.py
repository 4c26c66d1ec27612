"""Add-ons of Odoo that act on confirmed orders. Needs them:
``./dev test --with sale_loyalty --with event_sale credit_collection/tests/hold/test_other_addons.py``; skipped without.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..common import CreditCommon


class OtherAddonsCommon(CreditCommon):
    needed = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in cls.needed:
            if model not in cls.env:
                cls.skipTest(cls, f"{model} is not installed")
        cls.profile.write({"limit_mode": "limited", "credit_limit": 460})


@tagged("post_install", "-at_install")
class TestLoyalty(OtherAddonsCommon):
    needed = ("loyalty.card",)

    def test_held_order_gives_no_points_and_a_released_one_gives_them_once(self):
        program = self.env["loyalty.program"].sudo().create({
            "name": "Points", "program_type": "loyalty", "applies_on": "both", "trigger": "auto",
            "company_id": self.company.id,
            "rule_ids": [Command.create({"reward_point_amount": 1, "reward_point_mode": "money"})],
        })
        card = self.env["loyalty.card"].sudo().create({
            "program_id": program.id, "partner_id": self.customer.id, "points": 100})
        order = self._order(500)
        order._update_programs_and_rewards()
        for _click in range(2):
            order.action_confirm()
            self._refresh()
            self.assertEqual((order.state, order.credit_state, card.points), ("draft", "held", 100))
        order.credit_hold_id.sudo()._release("Guarantee")
        order.action_confirm()
        self._refresh()
        self.assertEqual((order.state, card.points), ("sale", 600))


@tagged("post_install", "-at_install")
class TestEvent(OtherAddonsCommon):
    needed = ("event.registration",)

    def test_held_order_takes_no_seats_and_its_notice_is_shown(self):
        if "event_id" not in self.env["sale.order.line"]._fields:
            self.skipTest("event_sale is not installed")
        product = self.env["product.product"].create({
            "name": "Seat", "type": "service", "service_tracking": "event", "list_price": 500, "taxes_id": False})
        now = fields.Datetime.now()
        event = self.env["event.event"].sudo().create({
            "name": "Fair", "date_begin": now + timedelta(days=9), "date_end": now + timedelta(days=10),
            "event_ticket_ids": [Command.create({"name": "Seat", "product_id": product.id, "price": 500})],
        })
        order = self._order(500, order_line=[Command.create({
            "product_id": product.id, "product_uom_qty": 1, "price_unit": 500, "tax_ids": [Command.clear()],
            "event_id": event.id, "event_ticket_id": event.event_ticket_ids.id})])
        action = order.action_confirm()
        self._refresh()
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        self.assertEqual(action["res_model"], "sale.order.credit.hold")
        seats = self.env["event.registration"].sudo().search_count([("sale_order_id", "=", order.id)])
        self.assertEqual(seats, 0)
        order.credit_hold_id.sudo()._release("Guarantee")
        order.action_confirm()
        self._refresh()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.env["event.registration"].sudo().search_count([("sale_order_id", "=", order.id)]), 1)
