from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.statement.figures import Movement, OpenDocument, Part, Row, make_parts

LAST = date(2025, 1, 31)
CENTS = st.integers(-500000, 500000).map(lambda cents: cents / 100)
CURRENCIES = st.sampled_from((1, 2))


def _round(amount, _currency_id):
    return round(amount, 2) + 0.0


def _documents(values):
    return [
        OpenDocument(currency_id, LAST, LAST - timedelta(days), "invoice", amount, amount)
        for currency_id, amount, days in values if amount]


@tagged("post_install", "-at_install")
class TestToolsFigures(BaseCase):

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.dictionaries(CURRENCIES, CENTS), st.lists(st.tuples(CURRENCIES, CENTS), max_size=8),
        st.lists(st.tuples(CURRENCIES, CENTS, st.integers(-60, 200)), max_size=8))
    def test_opening_and_movements_make_the_closing_balance_and_so_does_the_aging(self, openings, booked, owed):
        """Also where what is open is not what was booked: a row says by how much."""
        movements = [Movement(currency_id, LAST, "invoice", amount) for currency_id, amount in booked]
        documents = _documents(owed)
        for part in make_parts(openings, movements, documents, LAST, _round):
            self.assertAlmostEqual(part.opening + part.debit - part.credit, part.closing, 2)
            self.assertAlmostEqual(sum(part.aging) + part.credits, part.closing, 2)
            self.assertAlmostEqual(
                part.closing, sum(each.residual for each in documents if each.currency_id == part.currency_id), 2)
            self.assertAlmostEqual(sum(row.debit - row.credit for row in part.movements), part.closing - part.opening, 2)
            if part.movements:
                self.assertAlmostEqual(part.movements[-1].balance, part.closing, 2)

    def test_a_row_for_the_difference_only_where_there_is_one(self):
        movements, owed = [Movement(1, LAST, "invoice", 100.0)], [(1, 100.0, 5)]
        [part] = make_parts({1: 0.0}, movements, _documents(owed), LAST, _round)
        self.assertEqual([row.kind for row in part.movements], ["invoice"])
        [part] = make_parts({1: 0.01}, movements, _documents(owed), LAST, _round)
        self.assertEqual([(row.kind, row.credit) for row in part.movements], [("invoice", 0.0), ("difference", 0.01)])

    def test_the_last_day_of_a_bucket_belongs_to_it(self):
        owed = _documents([(1, 1.0, 0), (1, 2.0, 30), (1, 4.0, 31), (1, 8.0, 91), (1, -3.0, 99)])
        [part] = make_parts({}, [], owed, LAST, _round)
        self.assertEqual((part.aging, part.credits), ((1.0, 2.0, 4.0, 0.0, 8.0), -3.0))

    def test_nothing_to_tell_without_balance_and_movement(self):
        self.assertEqual(make_parts({1: 0.001}, [], [], LAST, _round), [])

    def test_currency_with_most_rows_comes_first(self):
        for counts, order in (
            ({1: (1, 0), 2: (1, 1)}, [2, 1]), ({1: (1, 0), 2: (2, 0)}, [2, 1]), ({1: (3, 0), 2: (0, 2)}, [1, 2]),
            ({1: (0, 1), 2: (0, 2)}, [2, 1]), ({2: (1, 1), 1: (1, 1)}, [1, 2]),
        ):
            movements = [
                Movement(key, LAST, "invoice", 5.0) for key, (count, _open) in counts.items() for _each in range(count)]
            owed = _documents([(key, 5.0, 0) for key, (_count, count) in counts.items() for _each in range(count)])
            with self.subTest(counts=counts):
                self.assertEqual([part.currency_id for part in make_parts({}, movements, owed, LAST, _round)], order)

        self.assertEqual([part.currency_id for part in make_parts({2: 5.0, 1: 5.0}, [], [], LAST, _round)], [1, 2])

    def test_what_is_disputed_need_not_be_paid(self):
        """150 are owed, 30 of them are in dispute; a cheque of 40 is dated later."""
        debt = OpenDocument(1, LAST, LAST, "invoice", 150.0, 150.0, disputed=30.0)
        cheque = OpenDocument(1, LAST, LAST, "payment", -40.0, -40.0, is_post_dated=True)
        [part] = make_parts({}, [], [debt, cheque], LAST, _round)
        self.assertEqual(
            (part.opening, part.closing, part.disputed, part.to_pay, part.post_dated), (0.0, 150.0, 30.0, 80.0, 40.0))
        paid = debt._replace(on_its_way=100.0)
        [part] = make_parts({}, [], [paid, cheque], LAST, _round)
        self.assertEqual((part.closing, part.disputed, part.on_its_way, part.to_pay), (150.0, 30.0, 100.0, 0.0))
        for amount, to_pay in ((0.5, 0.5), (-20.0, 0.0)):
            [part] = make_parts({}, [], _documents([(1, amount, 0)]), LAST, _round)
            self.assertEqual((part.closing, part.disputed, part.to_pay), (amount, 0.0, to_pay))

    def test_what_is_asked_for_beside_the_balance(self):
        """700 balance: a discount of 20 runs, 200 of a credit of 300 are being paid back, 50 were matched later."""
        debt = OpenDocument(1, LAST, LAST, "invoice", 1000.0, 1000.0, discount=20.0, discount_until=LAST)
        credit = OpenDocument(1, LAST, LAST, "credit_note", -300.0, -300.0, on_its_way=200.0)
        [part] = make_parts({}, [], [debt, credit], LAST, _round)
        self.assertEqual((part.closing, part.paid_back, part.on_its_way, part.discount, part.discount_until, part.to_pay),
                         (700.0, 200.0, 0.0, 20.0, LAST, 880.0))
        [part] = make_parts({}, [], [debt._replace(discount=0.0, later=50.0), credit], LAST, _round)
        self.assertEqual((part.closing, part.post_dated, part.discount, part.to_pay), (700.0, 50.0, 0.0, 850.0))
        [part] = make_parts({}, [], [debt, credit._replace(later=50.0)], LAST, _round)
        self.assertEqual(part.paid_back, 250.0, "200 are on their way, 50 were used later")
        [part] = make_parts({}, [], [debt, credit._replace(residual=-1000.0, on_its_way=0.0)], LAST, _round)
        self.assertEqual((part.closing, part.discount, part.discount_until, part.to_pay), (0.0, 0.0, None, 0.0))

    def test_rows_of_debts_and_of_credits(self):
        due = LAST - timedelta(9)
        movements = [Movement(1, LAST, "invoice", amount, due_date=due) for amount in (0.5, 0.0, -20.0)]
        [part] = make_parts({1: 0.0}, movements, _documents([(1, 0.5, 9), (1, -20.0, 9)]), LAST, _round)
        self.assertEqual(
            [(row.debit, row.credit, row.balance, row.due_date) for row in part.movements],
            [(0.5, 0.0, 0.5, due), (0.0, 0.0, 0.5, None), (0.0, 20.0, -19.5, None)])
        self.assertEqual(
            [(row.debit, row.credit, row.days_overdue, row.due_date) for row in part.documents],
            [(0.5, 0.0, 9, due), (0.0, 20.0, 0, None)])
        self.assertEqual({row[10:13] for row in part.movements}, {(0.0, 0.0, 0)}, "a movement is no open item")
        self.assertEqual(Row(1, "invoice", LAST, None, None, None, 5.0)[7:13], (0.0, 0.0, 0.0, 0.0, 0.0, 0))

    def test_nothing_was_owed_booked_or_is_open(self):
        empty = Part(1, 0.0, 0.0, 0.0, 0.0, (), 0.0, 0.0, 0.0, 0.0, [], [])
        self.assertTrue(empty.is_empty)
        for name, value in (("opening", 5.0), ("closing", 5.0), ("movements", [1]), ("documents", [1])):
            with self.subTest(name):
                self.assertFalse(empty._replace(**{name: value}).is_empty)
