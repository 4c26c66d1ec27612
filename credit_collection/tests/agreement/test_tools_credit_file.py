import math
from datetime import date

from odoo.tests import BaseCase

from ...tools.agreement.credit_file import Document, Kind, get_required, is_recent, judge

DAY = date(2026, 3, 1)


class TestCreditFileTools(BaseCase):

    def test_required_by_rating_and_limit(self):
        kinds = [Kind(1), Kind(2, frozenset({7})), Kind(3, min_limit=1000.0)]
        for rating, limit, expected in (
            (None, 0.0, (1,)), (7, 999.99, (1, 2)), (8, 1000.0, (1, 3)), (7, math.inf, (1, 2, 3)),
        ):
            with self.subTest(rating=rating, limit=limit):
                self.assertEqual(get_required(kinds, rating, limit), expected)

    def test_complete_missing_stale(self):
        documents = [
            Document(1, date(2026, 1, 1), date(2026, 3, 1)), Document(2, date(2025, 1, 1), date(2026, 2, 28)),
            Document(4, date(2026, 3, 2))]
        state = judge((1, 2, 3, 4), documents, DAY)
        self.assertEqual((state.completeness, state.missing, state.stale), (25.0, (3,), (2, 4)))
        self.assertEqual(judge((), [], DAY).completeness, 100.0)
        self.assertEqual(judge((1,), documents, date(2026, 3, 2)).stale, (1,))

    def test_recent_enough_to_decide_on(self):
        documents = [Document(1, date=date(2026, 2, 1)), Document(2)]
        for kind, age, expected in ((1, 28, True), (1, 27, False), (1, 0, True), (2, 30, False), (2, 0, True), (3, 0, False)):
            with self.subTest(kind=kind, age=age):
                self.assertEqual(is_recent(documents, kind, age, DAY), expected)
