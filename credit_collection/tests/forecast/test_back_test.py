"""The forecast against ledgers: it is tested as it will be used, and promises no more than it keeps."""
import json
import os

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.common.accuracy import get_auc
from ...tools.forecast.accuracy import get_bands
from ...tools.forecast.back_test import back_test, measure, walk
from ...tools.forecast.habits import get_habit
from ...tools.forecast.items import Item
from ...tools.forecast.kept import from_json, to_json
from ...tools.forecast.outlook import get_due_date_outlook, get_outlook
from ...tools.forecast.rehearsal import learn_and_rehearse
from .ledgers import BEGIN, make_ledger, next_day, pay_late

SEED = int(os.environ.get("CREDIT_SEED") or 20261127)
EXAMPLES = int(os.environ.get("CREDIT_EXAMPLES") or 12)
LAST_DAY = BEGIN + 900


def pay_irregularly(generator, item):
    """A third on the due date, the others with a long tail, some never."""
    if generator.random() < 0.02:
        return None
    if generator.random() < 0.3:
        return item.due_day
    return item.invoice_day + round(generator.lognormvariate(3 + item.customer % 5 / 5, 0.7))


def pay_on_fridays(generator, item):
    return next_day(item.due_day + round(item.customer - 8 + generator.gauss(0, 5)), weekday=4)


def pay_disputed_later(generator, item):
    return item.due_day + round(item.customer - 10 + 12 * item.disputed + generator.gauss(0, 5))


@tagged("post_install", "-at_install")
class TestBackTest(BaseCase):

    def test_ranking_counts_ties_half(self):
        for scores, outcomes, expected in [
            ([0.1, 0.4, 0.35, 0.8], [False, False, True, True], 0.75),
            ([0.1, 0.2, 0.3, 0.4], [False, False, True, True], 1.0),
            ([0.5, 0.5, 0.5], [True, False, True], 0.5),
            ([0.1, 0.5, 0.5], [False, True, False], 0.75),
            ([0.1, 0.2], [True, True], None),
            ([], [], None),
        ]:
            with self.subTest(scores=scores):
                self.assertEqual(get_auc(scores, outcomes), expected)

    def test_bands_show_what_was_foretold_and_what_came_true(self):
        bands = get_bands([0.0, 0.05, 0.95, 1.0, 0.5], [False, True, True, True, False])
        self.assertEqual(len(bands), 10)
        self.assertEqual([band.count for band in bands], [2, 0, 0, 0, 0, 1, 0, 0, 0, 2])
        self.assertEqual((bands[0].foretold, bands[0].came_true), (0.025, 0.5))
        self.assertEqual((bands[1].foretold, bands[1].came_true), (None, None))
        self.assertEqual((bands[9].foretold, bands[9].came_true), (0.975, 1.0))

    def test_the_last_invoices_are_foretold_beside_what_medians_say(self):
        """Ten invoices a customer, always paid three and nine days late: the seventh is the first of the last 30 %."""
        ledger = [
            Item(customer, BEGIN + 40 * number, BEGIN + 40 * number + 30, 100.0, paid_day=BEGIN + 40 * number + 30 + late)
            for number in range(10) for customer, late in (("A", 3), ("B", 9))]
        foretold = list(walk(ledger))
        self.assertEqual([one.item for one in foretold], ledger[14:])
        # On the day of the seventh invoice, six and for A's early payment six are paid: the last one of each is not.
        self.assertEqual({(one.item.customer, one.customer_median) for one in foretold}, {("A", 3), ("B", 9)})
        accuracy = measure(foretold, LAST_DAY)
        self.assertEqual(accuracy.test_rows, 6)
        self.assertEqual(accuracy.baselines["due_date"].mae_days, 6)
        self.assertEqual(accuracy.baselines["customer_median"].mae_days, 0)
        self.assertLessEqual(accuracy.mae_days, 1)

    def test_an_open_invoice_counts_only_as_far_as_its_fate_is_known(self):
        ledger = make_ledger(pay_late())
        [first, *_rest] = walk(ledger, 0.01)
        unpaid = first._replace(item=first.item._replace(paid_day=None))
        early = measure([unpaid], first.item.invoice_day)
        self.assertEqual((early.test_rows, early.paid_rows, early.mae_days, early.range_80_coverage), (1, 0, None, None))
        self.assertEqual(sum(band.count for band in early.bands), 0)
        late = measure([unpaid], first.outlook.last_day + 400)
        self.assertEqual(late.range_80_coverage, 0)
        self.assertEqual([band.came_true for band in late.bands if band.count], [1])

    def test_the_future_is_not_known(self):
        """Whatever happens after the day of an invoice, what was foretold of it on that day stays."""
        ledger = make_ledger(pay_late(), invoices=300)
        other = [item._replace(paid_day=item.paid_day + 50 * (item.paid_day >= BEGIN + 500)) for item in ledger]
        until = [one.outlook for one in walk(ledger) if one.item.invoice_day <= BEGIN + 500]
        self.assertGreater(len(until), 20)
        self.assertEqual(until, [one.outlook for one in walk(other) if one.item.invoice_day <= BEGIN + 500])

    def test_the_forecast_beats_the_median_of_the_customer_and_its_range_is_honest(self):
        for name, pay, traits in [
            ("long tails", pay_irregularly, {"customers": 70}),
            ("Fridays", pay_on_fridays, {}),
            ("disputes", pay_disputed_later, {"disputed": lambda generator, _customer: generator.random() < 0.25}),
        ]:
            with self.subTest(name):
                accuracy = back_test(make_ledger(pay, invoices=1000, **traits), LAST_DAY)
                median = accuracy.baselines["customer_median"]
                self.assertLess(accuracy.mae_days, median.mae_days)
                # Of so many invoices, chance moves this measure by 0.03.
                self.assertGreater(accuracy.auc_late, median.auc_late - 0.03)
                # Of 300 invoices, 80 % are paid in it; twice the standard deviation of chance is 4.6 %.
                self.assertAlmostEqual(accuracy.range_80_coverage, 0.8, delta=0.046)

    def test_what_was_learned_is_kept_as_it_is(self):
        ledger = make_ledger(
            pay_disputed_later, rating=lambda _generator, customer: customer % 3, country=lambda _generator, _customer: None,
            disputed=lambda generator, _customer: generator.random() < 0.25)
        customs = learn_and_rehearse(ledger, LAST_DAY)
        self.assertEqual(from_json(json.loads(json.dumps(to_json(customs)))), customs)
        self.assertTrue(any(customs.effects))
        self.assertIsNone(from_json(None))
        self.assertIsNone(from_json({**to_json(customs), "of_another_version": 1}))

    def test_probabilities_come_true(self):
        ledger = make_ledger(pay_disputed_later, invoices=1500, disputed=lambda generator, _customer: generator.random() < 0.25)
        for band in back_test(ledger, LAST_DAY).bands:
            if band.count >= 40:
                with self.subTest(band=band):
                    self.assertAlmostEqual(band.foretold, band.came_true, delta=0.15)

    def test_ledgers_without_much_in_them(self):
        for name, ledger in [
            ("nothing", []),
            ("one", make_ledger(pay_late(), invoices=1)),
            ("few", make_ledger(pay_late(), invoices=12, customers=5)),
            ("nothing paid", make_ledger(lambda generator, item: None, invoices=30)),
            ("all on time", make_ledger(lambda generator, item: item.due_day, invoices=100)),
            ("one customer", make_ledger(pay_late(), invoices=40, customers=1)),
            ("all at once", [Item(1, BEGIN, BEGIN + 30, 1.0, paid_day=BEGIN + 31)] * 20),
        ]:
            with self.subTest(name):
                accuracy = back_test(ledger, LAST_DAY)
                self.assertEqual(accuracy.test_rows, round(len(ledger) * 0.3))


ITEMS = st.lists(st.builds(
    lambda customer, begin, term, amount, disputed, billing, paid: Item(
        customer, BEGIN + begin, BEGIN + begin + term, amount, disputed=disputed, billing=billing,
        paid_day=None if paid is None else BEGIN + begin + paid),
    st.integers(0, 4), st.integers(0, 400), st.sampled_from([0, 14, 30, 90]), st.floats(0.01, 1e7), st.booleans(),
    st.sampled_from([None, "paper"]), st.none() | st.integers(0, 500)), min_size=1, max_size=60)


@tagged("post_install", "-at_install")
class TestForecastProperties(BaseCase):

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(items=ITEMS, today=st.integers(BEGIN + 1, BEGIN + 600))
    def test_a_forecast_is_in_order_and_never_in_the_past(self, items, today):
        items = sorted(items, key=lambda item: item.invoice_day)
        customs = learn_and_rehearse(items, today)
        for item in items:
            if item.invoice_day > today or (item.paid_day is not None and item.paid_day < today):
                continue
            own = [other for other in items if other.customer == item.customer]
            outlook = (get_outlook(customs, get_habit(customs, own, today), item, today) if customs
                       else get_due_date_outlook(item, today))
            self.assertLessEqual(today, outlook.first_day)
            self.assertLessEqual(outlook.first_day, outlook.day)
            self.assertLessEqual(outlook.day, outlook.last_day)
            self.assertLess(outlook.last_day, today + 3000)
            self.assertLessEqual(0, outlook.late_probability)
            self.assertLessEqual(outlook.late_probability, 1)
            if today > item.due_day:
                self.assertEqual(outlook.late_probability, 1)
