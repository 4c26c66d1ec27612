"""Add-ons of Odoo that act on confirmed orders: points, gift cards, seats, booths, grades, printers. Needs them, see
``.ci/run``; skipped without.
"""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .other_addons import OtherAddonsCommon


@tagged("post_install", "-at_install")
class TestLoyalty(OtherAddonsCommon):
    needed = ("sale_loyalty",)

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
        self._assert_waits_then_happens_once(order, lambda: card.points, 100, 600)

    def _gift_cards(self, product=None):
        return self.env["loyalty.program"].sudo().create({
            "name": "Gift Cards", "program_type": "gift_card", "applies_on": "future", "trigger": "auto",
            "company_id": self.company.id,
            "rule_ids": [Command.create({
                "product_ids": product.ids if product else [], "reward_point_amount": 1, "reward_point_mode": "money",
                "reward_point_split": True})],
            "reward_ids": [Command.create({
                "reward_type": "discount", "discount": 1, "discount_mode": "per_point", "discount_applicability": "order"})],
        })

    def test_gift_card_that_a_held_order_sells_is_loaded_once_when_it_is_confirmed(self):
        product = self._service()
        program = self._gift_cards(product)
        order = self._order(500, order_line=[Command.create({"product_id": product.id, "price_unit": 500})])
        order._update_programs_and_rewards()

        def read():
            return sum(self.env["loyalty.card"].sudo().search([("program_id", "=", program.id)]).mapped("points"))

        self._assert_waits_then_happens_once(order, read, 0, 500)

    def test_gift_card_that_a_held_order_is_paid_with_is_used_once_when_it_is_confirmed(self):
        program = self._gift_cards(self._service())
        card = self.env["loyalty.card"].sudo().create({"program_id": program.id, "points": 100})
        order = self._order(600)
        for coupon, rewards in order._try_apply_code(card.code).items():
            order._apply_program_reward(rewards, coupon)
        self.assertEqual(order.amount_total, 500)
        self._assert_waits_then_happens_once(order, lambda: card.points, 100, 0)


class EventCommon(OtherAddonsCommon):

    @classmethod
    def _event(cls, **vals):
        now = fields.Datetime.now()
        return cls.env["event.event"].sudo().create({
            "name": "Fair", "date_begin": now + timedelta(days=9), "date_end": now + timedelta(days=10), **vals})


@tagged("post_install", "-at_install")
class TestEvent(EventCommon):
    needed = ("event_sale",)

    def test_held_order_takes_no_seats_and_its_notice_is_shown(self):
        product = self._service(service_tracking="event")
        event = self._event(event_ticket_ids=[Command.create({"name": "Seat", "product_id": product.id, "price": 500})])
        order = self._order(500, order_line=[Command.create({
            "product_id": product.id, "product_uom_qty": 1, "price_unit": 500, "tax_ids": [Command.clear()],
            "event_id": event.id, "event_ticket_id": event.event_ticket_ids.id})])

        def read():
            return self.env["event.registration"].sudo().search_count([("sale_order_id", "=", order.id)])

        self._assert_waits_then_happens_once(order, read, 0, 1)


@tagged("post_install", "-at_install")
class TestBooth(EventCommon):
    needed = ("event_booth_sale",)

    def test_held_order_takes_no_booth_from_others(self):
        product = self._service(service_tracking="event_booth")
        event = self._event()
        category = self.env["event.booth.category"].sudo().create({"name": "Corner", "product_id": product.id, "price": 500})
        booth = self.env["event.booth"].sudo().create({
            "name": "A1", "event_id": event.id, "booth_category_id": category.id})
        other_customer = self.env["res.partner"].create({"name": "Other"})

        def reserve(**vals):
            return self._order(500, order_line=[Command.create({
                "product_id": product.id, "price_unit": 500, "tax_ids": [Command.clear()], "event_id": event.id,
                "event_booth_category_id": category.id, "event_booth_pending_ids": booth.ids})], **vals)

        order, other = reserve(), reserve(partner=other_customer)
        self._assert_waits_then_happens_once(
            order, lambda: (booth.state, other.state), ("available", "draft"), ("unavailable", "cancel"))


@tagged("post_install", "-at_install")
class TestPartnership(OtherAddonsCommon):
    needed = ("partnership",)

    def test_held_order_gives_no_grade(self):
        grade = self.env["res.partner.grade"].sudo().create({"name": "Gold"})
        product = self._service(service_tracking="partnership", grade_id=grade.id)
        order = self._order(500, order_line=[Command.create({
            "product_id": product.id, "price_unit": 500, "tax_ids": [Command.clear()]})])
        self._assert_waits_then_happens_once(order, lambda: self.customer.grade_id, grade.browse(), grade)


@tagged("post_install", "-at_install")
class TestOpportunity(OtherAddonsCommon):
    needed = ("sale_crm",)

    def test_held_order_raises_no_expected_revenue(self):
        opportunity = self.env["crm.lead"].sudo().create({
            "name": "Chance", "type": "opportunity", "partner_id": self.customer.id, "company_id": self.company.id,
            "expected_revenue": 100})
        order = self._order(500, opportunity_id=opportunity.id)
        self._assert_waits_then_happens_once(order, lambda: opportunity.expected_revenue, 100, 500)


@tagged("post_install", "-at_install")
class TestGelato(OtherAddonsCommon):
    needed = ("sale_gelato",)

    def test_held_order_is_not_printed(self):
        self.customer.write({
            "street": "Main Street 1", "city": "Town", "zip": "12345", "country_id": self.env.ref("base.us").id})
        order = self._order(500)
        order.order_line.product_id.gelato_product_uid = "poster"
        with patch.object(self.env.registry["sale.order"], "_create_order_on_gelato", autospec=True) as create:
            self._assert_waits_then_happens_once(order, lambda: create.call_count, 0, 1)
