from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.forecast.calendars import Calendar, Payment, get_own_calendar
from ...tools.forecast.facts import get_facts
from ...tools.forecast.habits import get_habit
from ...tools.forecast.items import Item, get_month_day, get_weekday
from ...tools.forecast.learning import learn
from ...tools.forecast.outlook import get_due_date_outlook, get_outlook
from .ledgers import BEGIN, make_ledger, next_day, pay_late

TODAY = BEGIN + 700


def foretell(ledger, item, today=TODAY):
    customs = learn(ledger, today)
    own = [other for other in ledger if other.customer == item.customer]
    return get_outlook(customs, get_habit(customs, own, today), item, today)


def new(customer, due=TODAY + 30, **values):
    return Item(customer, due - 30, due, 400.0, **values)


@tagged("post_install", "-at_install")
class TestForecast(BaseCase):

    def test_days_of_a_month_are_counted_from_its_end_after_the_27th(self):
        for day, expected in [
            (date(2024, 2, 1), 1), (date(2024, 2, 27), 27), (date(2024, 2, 28), -2), (date(2024, 2, 29), -1),
            (date(2023, 2, 28), -1), (date(2024, 3, 28), -4), (date(2024, 3, 31), -1), (date(2024, 4, 30), -1),
        ]:
            with self.subTest(day=day):
                self.assertEqual(get_month_day(day.toordinal()), expected)
        self.assertEqual(get_weekday(date(2024, 1, 5).toordinal()), date(2024, 1, 5).weekday())

    def test_each_customer_is_expected_when_this_customer_pays(self):
        ledger = make_ledger(pay_late(lambda customer: 2 * customer, spread=2))
        for customer in (0, 7, 15):
            with self.subTest(customer=customer):
                self.assertAlmostEqual(foretell(ledger, new(customer)).day - (TODAY + 30), 2 * customer, delta=2)

    def test_a_customer_without_history_pays_as_customers_of_the_same_rating_do(self):
        ledger = make_ledger(
            lambda generator, item: item.due_day + (20 if item.rating == "D" else 0) + generator.randrange(-3, 4),
            rating=lambda _generator, customer: "D" if customer % 2 else "A")
        self.assertAlmostEqual(foretell(ledger, new("new", rating="A")).day - (TODAY + 30), 0, delta=2)
        self.assertAlmostEqual(foretell(ledger, new("new", rating="D")).day - (TODAY + 30), 20, delta=2)

    def test_one_strange_invoice_does_not_make_a_habit(self):
        ledger = make_ledger(pay_late(lambda customer: 5, spread=2))
        strange = Item("new", BEGIN + 500, BEGIN + 530, 400.0, paid_day=BEGIN + 620)
        self.assertLess(foretell([*ledger, strange], new("new")).day - (TODAY + 30), 20)

    def test_a_disputed_item_is_expected_later(self):
        ledger = make_ledger(
            lambda generator, item: item.due_day + (15 if item.disputed else 0) + generator.randrange(-3, 4),
            disputed=lambda generator, _customer: generator.random() < 0.2)
        plain, disputed = foretell(ledger, new(3)), foretell(ledger, new(3, disputed=True))
        self.assertAlmostEqual(disputed.day - plain.day, 15, delta=3)
        self.assertGreater(disputed.late_probability, plain.late_probability)

    def test_the_way_of_billing_and_the_amount_count_where_they_make_a_difference(self):
        ledger = make_ledger(
            lambda generator, item: (
                item.due_day + 8 * (item.billing == "paper") + 10 * (item.amount > 1000) + generator.randrange(-2, 3)),
            billing=lambda generator, _customer: generator.choice(["paper", "electronic"]))
        electronic = foretell(ledger, new(1, billing="electronic")).day
        self.assertAlmostEqual(foretell(ledger, new(1, billing="paper")).day - electronic, 8, delta=2)
        self.assertAlmostEqual(
            foretell(ledger, new(1, billing="electronic")._replace(amount=5000.0)).day - electronic, 10, delta=3)

    def test_a_trait_that_makes_no_difference_is_left_out(self):
        ledger = make_ledger(pay_late(), country=lambda generator, _customer: generator.choice("ABCDE"))
        self.assertEqual(learn(ledger, TODAY).effects[1], {})

    def test_nothing_that_happens_on_the_day_or_later_is_known(self):
        ledger = make_ledger(pay_late(), days=690)
        today = BEGIN + 400
        known = [
            item._replace(paid_day=item.paid_day if item.paid_day < today else None)
            for item in ledger if item.invoice_day < today]
        self.assertEqual(learn(ledger, today), learn(known, today))
        self.assertNotEqual(learn(ledger, today), learn(ledger, today + 1))

    def test_that_old_invoices_are_open_is_known(self):
        ledger = make_ledger(pay_late(lambda customer: 2, spread=3))
        stopped = [
            item._replace(paid_day=None) if item.customer == 4 and item.invoice_day > TODAY - 220 else item for item in ledger]
        unknown = [item for item in stopped if item.customer != 4 or item.paid_day]
        self.assertGreater(foretell(stopped, new(4)).day, foretell(unknown, new(4)).day + 5)

    def test_quick_payers_of_the_last_weeks_are_not_taken_for_all(self):
        """Of the invoices of the last weeks only the quickly paid ones are paid; that is no trend."""
        ledger = make_ledger(pay_late(lambda customer: 10, spread=8), invoices=2000, days=700)
        self.assertAlmostEqual(foretell(ledger, new("new")).day - (TODAY + 30), 10, delta=2)

    def test_a_change_of_habit_is_followed(self):
        change = BEGIN + 400
        ledger = make_ledger(
            lambda generator, item: item.due_day + (25 if item.invoice_day > change else 0) + generator.randrange(-2, 3),
            invoices=800, days=680)
        self.assertGreater(foretell(ledger, new(2)).day - (TODAY + 30), 18)

    def test_an_expected_day_that_has_passed_moves_to_today_or_later(self):
        """Due on 1 March, usually paid ten days later; on 14 March nothing has come."""
        due, today = date(2025, 3, 1).toordinal(), date(2025, 3, 14).toordinal()
        ledger = make_ledger(pay_late(lambda customer: 10, spread=1), days=380)
        before, after = foretell(ledger, new(1, due), due - 20), foretell(ledger, new(1, due), today)
        self.assertAlmostEqual(before.day, due + 10, delta=1)
        self.assertFalse(before.is_later_than_usual)
        self.assertGreaterEqual(after.day, today)
        self.assertTrue(after.is_later_than_usual)
        self.assertEqual(after.late_probability, 1.0)

    def test_the_longer_an_item_waits_the_further_away_is_its_payment(self):
        ledger = make_ledger(pay_late(lambda customer: 5, spread=2), days=380)
        due = BEGIN + 420
        waits = [foretell(ledger, new(1, due), due + late).day - due - late for late in (20, 60, 200)]
        self.assertEqual(waits, sorted(waits))
        self.assertGreater(waits[-1], waits[0])

    def test_payments_come_on_the_weekday_on_which_the_customer_pays(self):
        ledger = make_ledger(lambda generator, item: next_day(item.due_day + generator.randrange(9), weekday=4))
        for due in range(TODAY + 30, TODAY + 37):
            self.assertEqual(get_weekday(foretell(ledger, new(3, due)).day), 4)

    def test_a_single_customer_with_a_day_of_the_month_is_known_by_it(self):
        ledger = make_ledger(
            lambda generator, item: next_day(item.due_day + generator.randrange(9), month_day=15)
            if item.customer == 3 else item.due_day + generator.randrange(25), invoices=700)
        due = next_day(TODAY + 30, month_day=5)
        own = [item for item in ledger if item.customer == 3]
        customs = learn(ledger, TODAY)
        habit = get_habit(customs, own, TODAY)
        self.assertEqual(get_month_day(get_outlook(customs, habit, new(3, due), TODAY).day), 15)
        self.assertEqual(get_facts(own, TODAY, habit.calendar).month_day, 15)
        other = get_habit(customs, [item for item in ledger if item.customer == 4], TODAY)
        self.assertEqual(other.calendar.month_days, {})

    def test_habit_is_found_beside_single_payments_on_other_days(self):
        fridays = [Payment(date(2024, 1, 5).toordinal() + 7 * number, date(2024, 1, 1).toordinal() + 7 * number)
                   for number in range(30)]
        others = [Payment(date(2025, 1, 6).toordinal() + 8 * number, date(2025, 1, 1).toordinal() + 8 * number)
                  for number in range(3)]
        payments = fridays + others
        calendar = get_own_calendar(
            payments, lambda: [range(payment.due_day, payment.due_day + 14) for payment in payments], Calendar())
        self.assertGreater(calendar.weekdays[4], 2)

    def test_nothing_is_expected_on_days_on_which_banks_rest(self):
        ledger = make_ledger(lambda generator, item: next_day(day, weekday=0) if get_weekday(
            day := item.due_day + generator.randrange(12)) > 4 else day)
        days = {get_weekday(foretell(ledger, new(3, due)).day) for due in range(TODAY + 30, TODAY + 44)}
        self.assertLessEqual(days, {0, 1, 2, 3, 4})

    def test_where_all_pay_on_the_due_date_that_day_is_expected_and_nothing_else(self):
        ledger = make_ledger(lambda _generator, item: item.due_day)
        outlook = foretell(ledger, new(3))
        self.assertEqual(outlook[:3], (TODAY + 30,) * 3)
        self.assertLess(outlook.late_probability, 0.05)

    def test_without_payments_nothing_is_learned_and_due_dates_are_expected(self):
        self.assertIsNone(learn([], TODAY))
        self.assertIsNone(learn([new(1, TODAY - 3)] * 9, TODAY))
        self.assertEqual(get_due_date_outlook(new(1), TODAY).day, TODAY + 30)
        self.assertEqual(get_due_date_outlook(new(1, TODAY - 3), TODAY)[:4], (TODAY, TODAY, TODAY, 1.0))

    def test_facts_say_how_a_customer_pays(self):
        """«Pays 6 days late on average over 14 invoices», the last ones later than those before."""
        late = [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 11, 11, 11, 11]
        own = [Item(1, BEGIN + 20 * number, BEGIN + 20 * number + 30, 100.0, paid_day=BEGIN + 20 * number + 30 + days)
               for number, days in enumerate(late)]
        customs = learn(make_ledger(pay_late()), TODAY)
        facts = get_facts(own, TODAY, get_habit(customs, own, TODAY).calendar)
        self.assertEqual((facts.invoices, facts.late, facts.change), (14, 6.0, 7.0))
        self.assertIsNone(get_facts([], TODAY, customs.calendar))
        # The first one was paid after 34 days: on that day it was not known yet.
        self.assertIsNone(get_facts(own, own[0].paid_day, customs.calendar))
        self.assertEqual(get_facts(own, own[0].paid_day + 1, customs.calendar).invoices, 1)
