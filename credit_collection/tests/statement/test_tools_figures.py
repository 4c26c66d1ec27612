from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.statement.figures import Movement, OpenDocument, make_parts

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
