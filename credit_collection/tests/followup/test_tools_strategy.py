from odoo.tests import BaseCase

from ...tools.followup.strategy import Customer, Rule, count_late, find_rule, get_criteria, matches


def rule(**criteria):
    return Rule(key=1, plan=1, **criteria)


def find(rules, **customer):
    found = find_rule(rules, Customer(company=1, **customer), 0.01)
    return found and found.key


class TestToolsStrategy(BaseCase):
    def test_rule_without_criteria_matches_everybody(self):
        self.assertEqual(find([rule()]), 1)
        self.assertEqual(get_criteria(rule()), [])

    def test_first_match_wins(self):
        rules = [Rule(1, 1, min_overdue=1000.0), Rule(2, 2, ratings=frozenset({7})), Rule(3, 3)]
        self.assertEqual(find(rules, overdue=5000.0, rating=7), 1)
        self.assertEqual(find(rules, overdue=10.0, rating=7), 2)
        self.assertEqual(find(rules, overdue=10.0, rating=8), 3)
        self.assertIsNone(find(rules[:2], overdue=10.0, rating=8))

    def test_overdue_from_and_below(self):
        bounded = rule(min_overdue=100.0, max_overdue=500.0)
        for overdue, expected in [
            (0.0, None), (99.99, None), (100.0, 1), (99.999999, 1), (499.99, 1), (500.0, None), (499.9999, None), (-50.0, None),
        ]:
            with self.subTest(overdue=overdue):
                self.assertEqual(find([bounded], overdue=overdue), expected)

    def test_half_a_unit_exactly_and_bounds_of_one_unit(self):
        """In a currency without cents half a unit is an exact number."""
        for criteria, overdue, expected in (
            ({"min_overdue": 100.0}, 99.5, False), ({"min_overdue": 100.0}, 99.6, True),
            ({"max_overdue": 500.0}, 499.5, False), ({"max_overdue": 500.0}, 499.4, True),
            ({"min_overdue": 1.0}, 0.0, False), ({"min_overdue": 1.0}, 1.0, True), ({"max_overdue": 1.0}, 5.0, False),
            ({}, -50.0, True), ({"max_overdue": 500.0}, -50.0, True),
        ):
            with self.subTest(criteria=criteria, overdue=overdue):
                self.assertEqual(matches(rule(**criteria), Customer(1, overdue=overdue), 1.0), expected)
        self.assertFalse(matches(rule(min_overdue=1.0), Customer(1), 0.01), "of whom nothing is known, nothing is overdue")

    def test_a_reason_names_what_the_rule_looks_at(self):
        for criteria in ({"min_overdue": 1.0}, {"max_overdue": 1.0}, {"min_overdue": 1.0, "max_overdue": 5.0}):
            self.assertEqual(get_criteria(rule(**criteria)), ["overdue"])
        self.assertEqual(
            get_criteria(rule(tags=frozenset({1}), ratings=frozenset({1}), late_count=2, countries=frozenset({1}))),
            ["rating", "late", "country", "tag"])

    def test_punctuality_of_no_invoices_is_that_of_none(self):
        self.assertIsNone(find([rule(late_count=1)], late=(True, True)))

    def test_chronic_late_payer(self):
        chronic = rule(late_count=3, late_of=5)
        for late, expected in [
            ((), None),
            ((True, True), None),
            ((True, True, True), 1),
            ((False, True, True, True), 1),
            ((False, False, True, True, True), 1),
            ((False, False, False, True, True, True), None),
        ]:
            with self.subTest(late=late):
                self.assertEqual(find([chronic], late=late), expected)
        self.assertEqual(count_late((True, False, True), 2), 1)

    def test_rating_country_and_tags(self):
        for criteria, customer, expected in [
            ({"ratings": frozenset({7})}, {"rating": None}, None),
            ({"ratings": frozenset({7})}, {"rating": 7}, 1),
            ({"countries": frozenset({3})}, {"country": None}, None),
            ({"countries": frozenset({3, 4})}, {"country": 4}, 1),
            ({"tags": frozenset({1, 2})}, {"tags": frozenset()}, None),
            ({"tags": frozenset({1, 2})}, {"tags": frozenset({2, 9})}, 1),
        ]:
            with self.subTest(criteria=criteria, customer=customer):
                self.assertEqual(find([rule(**criteria)], **customer), expected)

    def test_rule_of_another_company_is_not_asked(self):
        self.assertIsNone(find([rule(company=2)]))
        self.assertEqual(find([rule(company=1)]), 1)
