"""What is foretold of two ledgers of all kinds of payers, to six digits: it changes on purpose or not at all."""

from odoo.tests import BaseCase

from ...tools.forecast.back_test import measure, walk
from ...tools.forecast.rehearsal import learn_and_rehearse
from .ledgers import BEGIN, make_ledger, next_day
from .test_tools_learned import rounded

DAYS = {12: 420, 5: 700}
LATER = {"A": 0, "B": 4, "C": 9}


def pay(generator, item):
    """Rating, dispute and billing add days. Customers pay on Thursdays, on the 25th, later and later, on the due date or never;
    no bank is open at weekends."""
    kind = item.customer % 6
    later = LATER[item.rating] + 25 * item.disputed + 3 * (item.billing == "post") + kind
    day = item.due_day + later + round(generator.gauss(0, 1 + item.customer / 2))
    if kind == 1:
        day = next_day(day, weekday=3)
    elif kind == 2:
        day = next_day(day, month_day=25)
    elif kind == 3 and item.invoice_day > BEGIN + 250:
        day += 30
    elif kind == 4 and generator.random() < 0.5:
        day = item.due_day
    elif kind == 5 and generator.random() < 0.15:
        return None
    return day + {5: 2, 6: 1}.get((day - 1) % 7, 0)


def make(customers, **options):
    return make_ledger(
        pay, customers=customers, days=DAYS[customers],
        rating=lambda generator, customer: "ABC"[customer % 3],
        country=lambda generator, customer: "DE" if customer % 2 else "FR",
        disputed=lambda generator, customer: generator.random() < 0.06,
        billing=lambda generator, customer: "post" if customer < 4 else "mail", **options)


class TestToolsForetold(BaseCase):

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = make(12, invoices=420, number=7)
        cls.few = make(5, invoices=260, number=8, term=14)

    def test_customs(self):
        """What traits explain of the days and of their spread, which memory is the best, what a rehearsal corrects."""
        found = {}
        for name, items, days in (("many", self.many, DAYS[12]), ("few", self.few, DAYS[5])):
            customs = learn_and_rehearse(items, BEGIN + days)
            found[name] = list(customs._replace(shape=sum(customs.shape)))
        self.assertEqual(rounded(found), FORETOLD["customs"])

    def test_what_was_foretold(self):
        found = list(walk(self.many, 0.2))
        days = [[each.outlook[position] - each.item.due_day for each in found] for position in range(3)]
        self.assertEqual(
            [days, rounded(sum(each.outlook.late_probability for each in found)),
             [each.outlook.is_later_than_usual for each in found].count(True)], FORETOLD["walk"])
        self.assertEqual(rounded(measure(found, BEGIN + DAYS[12] + 30)._replace(bands=[])), FORETOLD["measures"])


FORETOLD = {"customs": {"few": [[170.054157, 356.814992, 562.457007, 1062.544124], 16.794475,
                     [{"A": 0.951792, "B": -4.790088, "C": 6.593748}, {"DE": 6.51351, "FR": -5.30964},
                      {False: -1.252001, True: 24.075615}, {}, {}, {}, {}, {}],
                     0.007108, 90, 1.364035, 1.089813, [{"A": -0.44123, "B": 0.069107, "C": 0.724635}, {}, {}, {}, {}],
                     1000000000.0, 0.626006, [{0: 3.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0, 5: 0.001, 6: 0.001}, {}, {}],
                     [0.168531, 0.925], 0.951923, [-0.037338, 1.051918, 0.166838]],
             "many": [[196.829887, 335.873152, 577.620438, 927.979779], 11.101548,
                      [{"A": -0.258903, "B": -1.428266, "C": 8.752293}, {"DE": 2.974269, "FR": -1.25154},
                       {False: -0.175297, True: 16.791597}, {}, {}, {}, {}, {}],
                      0.022663, 90, 1.423444, 1.61813,
                      [{"A": -0.009003, "B": -0.290173, "C": 0.373047}, {"DE": 0.22915, "FR": -0.191594}, {},
                       {"mail": 0.170193, "post": -0.262825}, {}],
                      5.774692, 1.471257, [{0: 3.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0, 5: 0.001, 6: 0.001}, {}, {}],
                      [0.099088, 0.945099], 0.850765, [-0.122414, 0.789483, 0.185203]]},
 "walk": [[[3, 35, 5, 33, 0, 3, 5, 3, 9, 21, 14, 4, 0, 23, 22, 20, 20, 23, 10, 3, 1, 9, 20, 5, 3, 22, 2, 1, 2, 9, 1, 18, 11,
            -1, 26, 18, 23, 3, 0, 0, 18, 23, 18, 0, 15, 8, 0, 7, 17, 36, 0, 13, 17, 12, 18, 13, 28, 28, 16, 35, 1, 2, 15, 22,
            17, 17, 23, 17, 8, 13, 42, 19, 23, 25, 10, 38, 17, 19, 17, 4, 11, 1, 17, 9],
           [-5, 15, -1, 21, -1, 2, -3, 1, 2, 7, 7, -1, -1, 23, 22, 9, 9, 6, 10, 1, -5, 9, 6, -2, 2, 9, 1, -5, 1, 2, -1, 5, 4,
            -5, 13, 8, 22, 1, -1, -1, 10, 9, 17, -5, 9, 8, -1, 1, 10, 35, 0, 0, 10, 5, 5, 0, 28, 21, 2, 28, 0, 0, 8, 8, 16, 2,
            9, 15, 1, 6, 22, 9, 10, 11, 4, 24, 7, 6, 7, -2, 5, -4, 8, 2],
           [12, 35, 12, 61, 9, 5, 16, 4, 15, 132, 29, 12, 7, 23, 23, 37, 37, 170, 10, 4, 6, 15, 119, 12, 5, 105, 14, 7, 6, 15,
            14, 45, 11, 5, 49, 47, 24, 6, 13, 13, 40, 47, 19, 8, 34, 15, 8, 14, 35, 37, 8, 37, 33, 12, 44, 35, 30, 35, 37, 55,
            13, 12, 34, 39, 24, 37, 39, 17, 15, 19, 42, 45, 43, 43, 10, 38, 45, 105, 38, 25, 11, 9, 48, 16]],
          72.684885, 0],
 "measures": [84, 81, 6.345679, 0.960111, 0.839506, 24.595238,
              {"company_median": [12.160494, None], "customer_median": [9.592593, 0.94898], "due_date": [17.246914, None]},
              []]}
