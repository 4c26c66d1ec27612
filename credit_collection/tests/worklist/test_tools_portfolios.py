from odoo.tests import BaseCase

from ...tools.worklist.portfolios import Criteria, Customer, find_portfolio, get_initial, share_out

ANY = Criteria(1, frozenset(), frozenset(), frozenset(), frozenset(), 0.0, 0.0, "", "")
CUSTOMER = Customer(7, "Émile & Fils", 3, 4, 5, frozenset({6}), 1000.0)


class TestPortfolios(BaseCase):

    def test_each_criterion_must_be_met(self):
        for vals, expected in (
            ({}, True),
            ({"ratings": frozenset({3, 9})}, True), ({"ratings": frozenset({9})}, False),
            ({"countries": frozenset({4})}, True), ({"countries": frozenset({9})}, False),
            ({"salespeople": frozenset({5})}, True), ({"salespeople": frozenset({9})}, False),
            ({"tags": frozenset({6, 9})}, True), ({"tags": frozenset({9})}, False),
            ({"min_overdue": 1000.0}, True), ({"min_overdue": 1000.01}, False),
            ({"max_overdue": 1000.0}, False), ({"max_overdue": 1000.01}, True),
            ({"first_letters": "E"}, True), ({"first_letters": "F"}, False), ({"first_letters": "en"}, False),
            ({"last_letters": "D"}, False), ({"last_letters": "e"}, True), ({"last_letters": "Em"}, True),
            ({"ratings": frozenset({3}), "countries": frozenset({9})}, False),
        ):
            with self.subTest(vals):
                self.assertEqual(find_portfolio(CUSTOMER, [ANY._replace(**vals)]) == 1, expected)

    def test_names_are_sorted_by_up_to_nine_letters(self):
        self.assertEqual((get_initial("Émile & Fils"), get_initial(" émile", 3)), ("E", "EMI"))
        for letters, expected in (("Emile & F", True), ("Emile & Fils", True), ("Emile & Fz", True), ("Emile & Gz", False)):
            with self.subTest(letters=letters):
                self.assertEqual(find_portfolio(CUSTOMER, [ANY._replace(first_letters=letters)]) == 1, expected)

    def test_first_match_wins(self):
        never, second = ANY._replace(ratings=frozenset({9})), ANY._replace(key=2)
        self.assertEqual(find_portfolio(CUSTOMER, [never, second, ANY._replace(key=3)]), 2)
        self.assertIsNone(find_portfolio(CUSTOMER, [never]))

    def test_customer_without_name_or_rating(self):
        nobody = Customer(1, "", None, None, None, frozenset(), 0.0)
        self.assertEqual(get_initial(None), "")
        self.assertEqual(find_portfolio(nobody, [ANY]), 1)
        self.assertIsNone(find_portfolio(nobody, [ANY._replace(first_letters="A")]))

    def test_customers_are_shared_out_evenly(self):
        self.assertEqual(share_out({1: 1, 2: 1, 3: 1, 4: 1}, {}, [10, 20], {}), {1: 10, 2: 20, 3: 10, 4: 20})

    def test_amounts_are_shared_out_the_largest_first(self):
        self.assertEqual(share_out({1: 10, 2: 90, 3: 50, 4: 40}, {}, [10, 20], {}), {2: 10, 3: 20, 4: 20, 1: 10})

    def test_who_has_a_customer_keeps_him(self):
        self.assertEqual(share_out({1: 1, 2: 1, 3: 1}, {1: 10, 2: 10, 3: 99}, [10, 20], {}), {1: 10, 2: 10, 3: 20})

    def test_what_collectors_have_already_counts(self):
        for load in (5, 0.5):
            self.assertEqual(share_out({1: 1}, {}, [10, 20], {10: load}), {1: 20})
