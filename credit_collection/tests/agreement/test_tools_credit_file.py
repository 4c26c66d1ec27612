import math
from datetime import date

from odoo.tests import BaseCase

from ...tools.agreement.credit_file import Document, Kind, find_incomplete, get_required, is_recent, is_valid, judge
from ...tools.hold.past_facts import Span

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

    def test_document_is_valid_from_its_first_to_its_last_day(self):
        document = Document(1, date(2026, 3, 1), date(2026, 3, 31))
        for day, expected in (
            (date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 3, 31), True), (date(2026, 4, 1), False),
        ):
            with self.subTest(day=day):
                self.assertEqual(is_valid(document, day), expected)

    def test_completeness_is_a_percentage_of_two_digits(self):
        self.assertEqual(judge((1, 2, 3), [Document(1)], DAY).completeness, 33.33)

    def test_days_of_the_past_on_which_the_file_lacked_a_document(self):
        since_january = [(date(2026, 1, 1), None, 0.0)]
        for name, documents, expected in (
            ("never any", [], [Span(date.min, None)]),
            ("always", [Document(1)], []),
            ("from a day on", [Document(1, DAY)], [Span(date.min, DAY)]),
            ("until a day, that day included", [Document(1, None, DAY)], [Span(date(2026, 3, 2), None)]),
            ("one after the other", [Document(1, None, DAY), Document(1, date(2026, 3, 2))], []),
            ("one day between two", [Document(1, None, DAY), Document(1, date(2026, 3, 3))],
             [Span(date(2026, 3, 2), date(2026, 3, 3))]),
        ):
            with self.subTest(name):
                self.assertEqual(find_incomplete([Kind(1)], documents, since_january), expected)
        self.assertEqual(find_incomplete([Kind(1)], [], []), [], "nothing is known of the customer")

    def test_file_of_the_past_is_judged_by_the_rating_and_limit_of_that_day(self):
        kinds = [Kind(1, frozenset({7})), Kind(2, min_limit=1000.0)]
        standings = [(date(2026, 1, 1), 7, 0.0), (date(2026, 2, 1), 8, 999.0), (DAY, 8, 1000.0)]
        self.assertEqual(
            find_incomplete(kinds, [], standings), [Span(date.min, date(2026, 2, 1)), Span(DAY, None)],
            "the first standing counts before its day, too")
        self.assertEqual(find_incomplete(kinds, [Document(1), Document(2)], standings), [])
