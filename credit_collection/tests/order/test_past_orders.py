"""What was to come of orders on a day of the past is what was to come on this day."""

from freezegun import freeze_time

from odoo.tests import BaseCase, tagged

from ...models.exposure.credit_past_account import Period
from ...tools.order.past_orders import Delivery, PastOrder, PastOrders
from ..common import CreditCommon


@tagged("post_install", "-at_install")
class TestToolsPastOrders(BaseCase):

    def _play(self, *orders, days=range(8), **values):
        past = PastOrders(0, orders, **values)
        found = []
        for day in days:
            past.advance(day)
            for order in orders:
                if order.day == day:
                    past.admit(order.key)
            found.append(past.amounts.get(None, 0.0))
        return found

    def test_what_was_invoiced_since_was_still_to_come(self):
        order = PastOrder(1, 2, None, 100.0, (Delivery(None, 30.0, ((4, 50.0), (6, 20.0))),))
        self.assertEqual(self._play(order), [0, 0, 100, 100, 50, 50, 30, 30])

    def test_an_order_is_never_more_than_its_total_nor_below_zero(self):
        over = PastOrder(1, 0, None, 100.0, (Delivery(None, 80.0, ((4, 50.0),)),))
        below = PastOrder(2, 0, None, 100.0, (Delivery(None, -40.0, ()),))
        self.assertEqual(self._play(over, below, days=(0, 4)), [100.0, 80.0])

    def test_an_order_counts_from_when_it_is_let_in(self):
        past = PastOrders(0, [PastOrder(1, 3, None, 70.0, (Delivery(None, 70.0, ()),))])
        past.advance(3)
        self.assertEqual(past.amounts, {})
        past.admit(1)
        past.admit(1)
        past.admit(2)
        self.assertEqual(past.amounts, {None: 70.0})

    def test_what_is_delivered_beyond_the_horizon_counts_later(self):
        order = PastOrder(1, 0, None, 100.0, (Delivery(2, 60.0, ()), Delivery(7, 40.0, ((7, 5.0),))))
        self.assertEqual(self._play(order, horizon_days=3), [60, 60, 60, 60, 100, 100, 100, 100])

    def test_without_a_horizon_the_day_of_delivery_does_not_matter(self):
        self.assertEqual(self._play(PastOrder(1, 0, None, 40.0, (Delivery(7, 40.0, ()),)), days=[0]), [40])
        unknown = PastOrder(1, 0, None, 40.0, (Delivery(None, 40.0, ()),))
        self.assertEqual(self._play(unknown, days=[0], horizon_days=3), [40], "nor does an unknown one with a horizon")

    def test_what_was_invoiced_on_the_first_day_is_not_to_come(self):
        self.assertEqual(self._play(PastOrder(1, 0, None, 100.0, (Delivery(None, 30.0, ((0, 70.0),)),)), days=[0, 1]), [30, 30])

    def test_orders_are_invoiced_each_on_its_day(self):
        later, sooner = (
            PastOrder(key, 0, None, 50.0, (Delivery(None, 0.0, ((day, 50.0),)),)) for key, day in ((1, 6), (2, 4)))
        self.assertEqual(self._play(later, sooner, days=(0, 3, 4, 5, 6)), [100, 100, 50, 50, 0])

    def test_half_a_unit_is_to_come(self):
        self.assertEqual(self._play(PastOrder(1, 0, None, 0.5, (Delivery(None, 0.5, ()),)), days=[0]), [0.5])

    def test_currencies_are_kept_apart(self):
        past = PastOrders(0, [PastOrder(key, 0, key, 10.0 * key, (Delivery(None, 10.0 * key, ()),)) for key in (1, 2)])
        self.assertEqual(past.amounts, {1: 10.0, 2: 20.0})


@tagged("post_install", "-at_install")
class TestPastOrders(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        cls.pricelist = cls.env["product.pricelist"].create({"name": "Euro", "currency_id": cls.euro.id})

    def _read_live(self):
        self._refresh()
        today = self.company._get_credit_today()
        return {today: self.profile._get_facts(today)[self.profile.id]["exposure_orders"]}

    def _read_past(self, days):
        period = Period(self.company, self._days(-60), self.today)
        past = PastOrders(
            period.first.toordinal(),
            self.env["sale.order"]._get_past_orders(self.customer.ids, period)[self.customer.id],
            self.company.credit_horizon_days)
        found = {}
        for day in days:
            past.advance(day.toordinal())
            for order in self.env["sale.order"].search([("partner_id", "=", self.customer.id)]):
                if order.date_order.date() <= day:
                    past.admit(order.id)
            found[day] = sum(
                amount if currency is None else amount / 0.5 for currency, amount in past.amounts.items())
        return found

    def _deliver_and_bill(self, order, quantity):
        order.order_line.qty_delivered += quantity
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def test_days_of_orders_that_are_invoiced_in_parts_and_in_other_currencies(self):
        live = {}
        with freeze_time(self._days(-50)):
            first, second = self._order(100), self._order(40, pricelist_id=self.pricelist.id)
            first.order_line.write({"product_uom_qty": 5, "price_unit": 100})
            (first | second).action_confirm()
            live |= self._read_live()
        with freeze_time(self._days(-40)):
            self._deliver_and_bill(first, 2)
            live |= self._read_live()
        with freeze_time(self._days(-30)):
            self._deliver_and_bill(second, 1)
            self._order(70).action_confirm()
            live |= self._read_live()
        self._deliver_and_bill(first, 3)
        live |= self._read_live()
        self.assertEqual(list(live.values()), [580.0, 380.0, 370.0, 70.0])
        self.assertEqual(self._read_past(live), live)

    def test_orders_beyond_the_credit_horizon(self):
        self.company.credit_horizon_days = 10
        live = {}
        with freeze_time(self._days(-50)):
            self._order(100, commitment_date=self._days(-20)).action_confirm()
            live |= self._read_live()
        for days in (-31, -30, 0):
            with freeze_time(self._days(days)):
                live |= self._read_live()
        self.assertEqual(list(live.values()), [0.0, 0.0, 100.0, 100.0])
        self.assertEqual(self._read_past(live), live)
