from datetime import date

from odoo.tests import BaseCase

from odoo.addons.credit_collection.tools.hold.past_facts import PastDay

from ..tools.insured import (
    Item,
    PastCover,
    PastDebt,
    PastInsurance,
    Position,
    Standing,
    get_deadline,
    get_insured,
    get_uninsured,
    insure,
)

MAY = date(2026, 5, 1)


def item(key, delivered, amount, limit=None, **vals):
    return Item(key, delivered, vals.pop("due", delivered.replace(month=delivered.month + 1)), amount, limit=limit,
                **{"percent": 90, **vals})


class TestToolsInsured(BaseCase):

    def test_tax_is_not_covered(self):
        position = insure([item(1, MAY, 12000, 15000, tax_share=1 / 6)], MAY)
        self.assertEqual((position.used, position.insured), (10000, 9000))

    def test_limit_cut_leaves_older_deliveries_insured(self):
        old, small = item(1, MAY, 45000, 50000), item(2, MAY.replace(day=12), 1000, 20000)
        shares = insure([small, old], MAY).shares
        self.assertEqual([(share.key, share.status, share.insured) for share in shares], [
            (1, "insured", 40500), (2, "over", 0)])
        later = insure([item(1, MAY, 15000, 50000), item(3, MAY.replace(day=25), 10000, 20000)], MAY)
        self.assertEqual((later.used, later.insured), (20000, 18000))
        self.assertEqual([share.status for share in later.shares], ["insured", "partly"])

    def test_raised_limit_does_not_insure_what_was_delivered_before(self):
        position = insure([item(1, MAY, 8000, 5000), item(2, MAY.replace(day=9), 8000, 10000)], MAY)
        self.assertEqual([share.covered for share in position.shares], [5000, 5000])

    def test_open_credits_pay_the_oldest_debt(self):
        shares = insure([item(1, MAY, 100, 500), item(2, MAY.replace(day=5), 100, 500), item(3, MAY, -120)], MAY).shares
        self.assertEqual([(share.key, share.status, share.amount, share.insured) for share in shares], [
            (1, "paid", 0, 0), (2, "insured", 80, 72)])

    def test_credits_beyond_the_debt_and_none_at_all(self):
        self.assertEqual(insure([item(1, MAY, 100, 500), item(2, MAY, -500)], MAY).insured, 0)
        self.assertEqual(insure([], MAY).insured, 0)
        self.assertEqual(insure([item(1, MAY, 100)], MAY).shares[0].status, "none")

    def test_deadline_of_a_leap_year(self):
        due = date(2023, 12, 14)
        self.assertEqual(get_deadline(due, 60), date(2024, 2, 12))
        self.assertEqual(get_deadline(due, 90), date(2024, 3, 13))
        self.assertEqual(get_deadline(date(2024, 12, 14), 90), date(2025, 3, 14))
        self.assertIsNone(get_deadline(due, 0))

    def test_not_reported_in_time(self):
        late = item(1, date(2023, 10, 15), 100, 500, due=date(2023, 12, 14), report_days=90)
        for day, status in ((13, "insured"), (14, "late")):
            self.assertEqual(insure([late], date(2024, 3, day)).shares[0].status, status)
        reported = late._replace(reported_on=date(2024, 3, 13))
        self.assertEqual(insure([reported], date(2024, 6, 1)).shares[0].status, "insured")
        self.assertEqual(insure([reported._replace(reported_on=date(2024, 3, 14))], date(2024, 6, 1)).shares[0].status, "late")

    def test_delivered_after_the_stop(self):
        old = item(1, date(2023, 10, 15), 100, 500, due=date(2023, 12, 14), stop_days=60)
        for day, status in ((12, "insured"), (13, "stopped")):
            new = item(2, date(2024, 2, day), 100, 500, due=date(2024, 4, 12), stop_days=60)
            position = insure([old, new], date(2024, 2, 20))
            self.assertEqual((position.stop_on, position.shares[1].status), (date(2024, 2, 12), status))

    def test_orders_use_what_is_free(self):
        standing = Standing(exposure=3000, orders=2000, insured=900, free=2500, percent=90)
        self.assertEqual((get_insured(standing), get_uninsured(standing)), (2700, 300))
        self.assertEqual(get_uninsured(standing, 1200, 5 / 6), 4200 - 900 - 2500 * 0.9)
        self.assertEqual(get_uninsured(Standing(-50, 0)), 0)

    def test_what_nobody_agreed_insures_and_stops_nothing(self):
        old = Item(1, date(2020, 1, 1), date(2020, 2, 1), 100.0, limit=500.0)
        [share] = insure([old], MAY).shares
        self.assertEqual(share, (1, "insured", 100.0, 100.0, 0.0))
        self.assertIsNone(insure([old], MAY).stop_on)
        self.assertEqual(Position(), ((), 0.0, 0.0, None))
        self.assertEqual(Standing(100.0, 50.0)[2:], (0.0, 0.0, 0.0, None, False))

    def test_small_amounts_and_nothing(self):
        self.assertEqual(insure([item(1, MAY, 0.0, 500)], MAY).shares, ())
        for amount, limit, expected in (
            (0.5, 500, ("insured", 0.5, 0.5)), (10.0, 0.5, ("partly", 10.0, 0.5)), (33.333, 500, ("insured", 33.33, 33.33))):
            with self.subTest(amount=amount):
                self.assertEqual(insure([item(1, MAY, amount, limit)], MAY).shares[0][1:4], expected)

    def test_only_what_is_still_owed_stops_deliveries(self):
        for credit, stop_on in ((-100.0, None), (-99.5, date(2026, 7, 31))):
            items = [item(1, MAY, 100.0, 500, stop_days=60), item(2, MAY, credit)]
            self.assertEqual(insure(items, MAY).stop_on, stop_on)

    def test_orders_count_with_their_part_without_tax_and_never_below_zero(self):
        standing = Standing(exposure=3000, orders=2000, insured=900, free=2500, percent=90)
        self.assertEqual((get_insured(standing, 100), get_uninsured(standing, 100)), (2790, 310))
        self.assertEqual(get_insured(standing, 100, 0.5), 2745)
        self.assertEqual(get_insured(standing._replace(orders=-50)), 900)


class Account:
    """What is open of the items of a customer, and the open credits."""

    def __init__(self, credits, **residuals):
        self.credits, self._residuals = credits, residuals

    def get_residual(self, key):
        return self._residuals.get(key, 0.0)


class TestPastInsurance(BaseCase):

    def test_days_on_which_deliveries_had_to_stop(self):
        insurance = PastInsurance([
            PastDebt(Item(key, due, due, 0.0, stop_days=days), due, None, None)
            for due, key, days in ((date(2026, 2, 1), "b", 10), (date(2026, 1, 1), "a", 0), (date(2026, 3, 1), "c", 10))
        ], [], {}, 2)
        for name, account, day, expected in (
            ("last day", Account(0.0, b=5.0), date(2026, 2, 11), False),
            ("day after", Account(0.0, b=5.0), date(2026, 2, 12), True),
            ("half a unit", Account(0.0, b=0.5), date(2026, 2, 12), True), ("paid", Account(0.0), date(2026, 2, 12), False),
            ("without a deadline", Account(0.0, a=5.0), date(2026, 12, 31), False),
            ("covered by a credit", Account(5.0, b=5.0), date(2026, 2, 12), False),
            ("the credit is used up", Account(5.0, a=5.0, b=5.0), date(2026, 2, 12), True),
            ("part of it is", Account(8.0, a=5.0, b=5.0), date(2026, 2, 12), True),
            ("the next one", Account(5.0, b=5.0, c=1.0), date(2026, 3, 12), True),
            ("a debt in credit gives nothing", Account(5.0, a=-9.0, b=5.0), date(2026, 2, 12), False),
        ):
            with self.subTest(name):
                self.assertIs(insurance.is_stopped(PastDay(day, account)), expected)

    def test_a_later_due_date_and_a_report_count_once_they_are_known(self):
        """Due on 1 January; the insurer agreed on 20 January to 31 January; reported on 1 March, within 60 days of that."""
        due = date(2026, 1, 1)
        debt = PastDebt(
            Item("a", due, due, 0.0, percent=90, stop_days=10, report_days=60, reported_on=date(2026, 3, 1)),
            date(2026, 1, 31), date(2026, 1, 20), 0)
        insurance = PastInsurance([debt], [PastCover(due, None, 90, False, lambda day: 1000.0)], {}, 2)
        account = Account(0.0, a=100.0)
        for day, is_stopped, insured in (
            (date(2026, 1, 11), False, 90), (date(2026, 1, 12), True, 90), (date(2026, 1, 20), False, 90),
            (date(2026, 2, 11), True, 90), (date(2026, 6, 1), True, 90),
        ):
            with self.subTest(day=day):
                past = PastDay(day, account)
                self.assertEqual((insurance.is_stopped(past), insurance.get_standing(past).insured), (is_stopped, insured))
        late = PastInsurance([debt._replace(item=debt.item._replace(reported_on=date(2026, 4, 2)))], insurance._covers, {}, 2)
        for day, insured in ((date(2026, 4, 1), 90), (date(2026, 4, 2), 0)):
            self.assertEqual(late.get_standing(PastDay(day, account)).insured, insured)

    def test_covers_count_on_their_days_with_the_limit_of_the_day(self):
        """1,000 until 31 January, 400 from then on, worth half from 1 March on; an order of 300 with a sixth of tax."""
        january, march = date(2026, 1, 1), date(2026, 3, 1)
        covers = [
            PastCover(january, date(2026, 1, 31), 90, False, lambda day: 1000.0),
            PastCover(date(2026, 2, 1), None, 80, False, lambda day: 200.0 if day >= march else 400.0)]
        debts = [PastDebt(Item("a", january, march, 0.0, percent=90), march, None, 0),
                 PastDebt(Item("b", march, march, 0.0, percent=80), march, None, 1)]
        insurance = PastInsurance(debts, covers, {7: 5 / 6}, 2)
        for day, account, expected in (
            (date(2025, 12, 31), Account(0.0), Standing(500.0, 250.0)),
            (january, Account(0.0, a=600.0), Standing(500.0, 250.0, 540.0, 400.0, 90)),
            (date(2026, 2, 1), Account(0.0, a=600.0), Standing(500.0, 250.0, 540.0, 0.0, 80)),
            (january, Account(0.0, a=1.0), Standing(500.0, 250.0, 0.9, 999.0, 90)),
            (date(2026, 2, 1), Account(450.0, a=600.0), Standing(500.0, 250.0, 135.0, 250.0, 80)),
            (march, Account(0.0, a=150.0, b=100.0), Standing(500.0, 250.0, 135.0 + 40.0, 0.0, 80)),
        ):
            with self.subTest(day=day, owed=account.get_residual("a")):
                found = insurance.get_standing(PastDay(day, account, 500.0, lambda: {7: 300.0}))
                self.assertEqual(found._replace(stop_on=None), expected)
