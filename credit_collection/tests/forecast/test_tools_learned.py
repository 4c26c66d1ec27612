"""What the forecast learns from one ledger, to six digits: it changes on purpose or not at all."""

from datetime import date

from odoo.tests import BaseCase

from ...tools.forecast.facts import get_facts
from ...tools.forecast.habits import get_habit
from ...tools.forecast.items import Item
from ...tools.forecast.learning import learn
from ...tools.forecast.odds import learn_odds
from ...tools.forecast.outlook import get_outlook
from .ledgers import BEGIN, make_ledger, next_day

TODAY = date(2025, 6, 2).toordinal()


def pay(generator, item):
    """Some pay on Fridays, some on the 15th, some change their habit in the middle, some not at all."""
    kind = item.customer % 5
    day = item.due_day + 3 * kind + round(generator.gauss(0, 3 + item.customer / 4))
    if kind == 1:
        return next_day(day, weekday=4)
    if kind == 2:
        return next_day(day, month_day=15)
    if kind == 3 and item.invoice_day > BEGIN + 300:
        return day + 25
    return None if kind == 4 and generator.random() < 0.2 else day


def rounded(value):
    if isinstance(value, float):
        return round(value, 6) + 0.0
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in sorted(value.items(), key=str)}
    return [rounded(each) for each in value] if isinstance(value, list | tuple) else value


class TestToolsLearned(BaseCase):

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = make_ledger(
            pay, invoices=500, customers=10, days=500,
            rating=lambda generator, customer: "AB"[customer % 2],
            disputed=lambda generator, customer: generator.random() < 0.05,
            billing=lambda generator, customer: "post" if customer < 4 else "mail")
        cls.customs = learn(cls.items, TODAY)

    def _of(self, customer):
        return [item for item in self.items if item.customer == customer]

    def test_customs(self):
        found = self.customs._replace(shape=sum(self.customs.shape), effects=[], spread_effects=[])
        self.assertEqual(rounded(found), LEARNED["customs"])
        self.assertEqual(rounded(self.customs.effects[:4]), LEARNED["effects"])

    def test_where_the_search_begins(self):
        """Most pay on the due date, a fifth 20 days later; of one customer nothing is known but three open invoices."""
        items = make_ledger(
            lambda generator, item: item.due_day + (20 if generator.random() < 0.2 else 0), invoices=60, customers=5, days=300)
        customs = learn(items, TODAY)
        self.assertEqual(rounded([customs.base, customs.spread_factor, customs.spread_base]), LEARNED["begin"])
        habit = get_habit(self.customs, [Item(9, TODAY - 60, TODAY - 30 + number, 100.0) for number in range(3)], TODAY)
        self.assertEqual(rounded([habit.later, habit.precision, habit.log_spread]), LEARNED["unpaid"])

    def test_habits(self):
        found = {}
        for customer in range(5):
            habit = get_habit(self.customs, self._of(customer), TODAY)
            found[customer] = habit._replace(shape=sum(habit.shape), calendar=[sum(map(sum, map(dict.values, habit.calendar)))])
        self.assertEqual(rounded(found), LEARNED["habits"])

    def test_facts(self):
        found = {}
        for customer in range(5):
            items = self._of(customer)
            found[customer] = get_facts(items, TODAY, get_habit(self.customs, items, TODAY).calendar)
        self.assertEqual(rounded(found), LEARNED["facts"])

    def test_outlooks(self):
        found = []
        for customer in range(5):
            item = self._of(customer)[-1]
            habit = get_habit(self.customs, self._of(customer), TODAY)
            for waited in (-20, 0, 15, 90):
                outlook = get_outlook(self.customs, habit, item._replace(paid_day=None, due_day=TODAY - waited), TODAY)
                found.append([outlook.day - TODAY, outlook.first_day - TODAY, outlook.last_day - TODAY,
                              outlook.late_probability, outlook.is_later_than_usual])
        self.assertEqual(rounded(found), LEARNED["outlooks"])

    def test_odds(self):
        opinions = [(0.05 * number, 0.9 - 0.04 * number) for number in range(1, 20)]
        self.assertEqual(
            rounded(learn_odds(opinions, [number % 3 > 0 for number in range(1, 20)])), LEARNED["odds"])


LEARNED = {"begin": [4.0, 1.713694, 1.763934], "unpaid": [15.124202, 0.022848, 0.208271],
 "customs": [[175.253964, 305.035729, 493.44497, 893.696402], 11.296479, [], 0.008538, 90, 1.457685, 1.59121, [],
             3.914333, 2.048564, [{}, {}, {}], [0.1, 0.9], 0.828893, [0.0, 1.0, 0.0]],
 "effects": [{}, {}, {}, {}],
 "habits": {0: [-11.552354, 0.486275, -0.39984, 1.137207, 0.531475, [0]],
            1: [-4.757622, 0.312481, -0.32233, 1.345421, 0.896859, [5.925548]],
            2: [7.567353, 0.128663, 0.109332, 2.081532, 0.956443, [15.64596]],
            3: [13.7117, 0.10854, 0.498382, 2.789345, 0.962445, [0]],
            4: [3.327707, 0.13272, 0.04507, 9.362238, 0.95756, [0]]},
 "facts": {0: [46, -0.282609, None, None, None],
           1: [50, 5.5, 4, None, None],
           2: [43, 20.023256, None, 15, None],
           3: [60, 14.933333, None, None, 20.95],
           4: [34, 11.676471, None, None, None]},
 "outlooks": [[20, 15, 24, 0.482183, False], [2, 1, 6, 0.9309, False], [4, 1, 14, 1.0, True], [29, 5, 87, 1.0, True],
              [25, 19, 32, 0.863752, False], [11, 4, 11, 0.9985, False], [4, 4, 4, 1.0, True], [25, 5, 81, 1.0, True],
              [43, 43, 43, 1.0, False], [13, 13, 13, 1.0, False], [13, 13, 13, 1.0, False], [13, 13, 73, 1.0, True],
              [48, 29, 59, 1.0, False], [28, 9, 39, 1.0, False], [17, 5, 25, 1.0, False], [21, 3, 62, 1.0, True],
              [34, 26, 44, 1.0, False], [14, 6, 24, 1.0, False], [5, 2, 24, 1.0, True], [24, 4, 72, 1.0, True]],
 "odds": [0.181762, 0.640137, 0.243845]}
