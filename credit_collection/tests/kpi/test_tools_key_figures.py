"""Key figures as pure functions, with the worked examples of the trade."""

from datetime import date

from odoo.tests import BaseCase

from ...tools.kpi.key_figures import (
    FORMULAS,
    collection_effectiveness,
    countback_dso,
    dso,
    evaluate,
)
from ...tools.kpi.months import get_month_end, get_month_ends, get_period_before
from ...tools.kpi.roll_rates import Item, get_roll_rates

MARCH_2024 = [(100, 31), (80, 29), (70, 31)]


class TestKeyFigureFormulas(BaseCase):

    def test_dso_of_a_quarter(self):
        self.assertAlmostEqual(dso(10869, 5538 + 4566 + 7570, 90), 55.35, 2)

    def test_dso_needs_sales(self):
        self.assertIsNone(dso(500, 0, 30))
        self.assertIsNone(dso(500, -20, 30), "more credit notes than invoices")

    def test_dso_of_customers_who_owe_nothing_is_zero(self):
        self.assertEqual(dso(0, 900, 30), 0)

    def test_delinquent_days_are_dso_less_best_possible_dso(self):
        components = {"owing_days": 520 * 90, "current_days": 300 * 90, "sales": 900}
        self.assertEqual(evaluate("best_possible_dso", components), 30)
        self.assertEqual(evaluate("average_days_delinquent", components), 52 - 30)

    def test_small_amounts_are_divided_too(self):
        self.assertEqual(dso(0.25, 0.5, 30), 15)

    def test_countback_with_months_of_thirty_days(self):
        self.assertAlmostEqual(countback_dso(212, [(100, 30), (80, 30), (70, 30)]), 73.71, 2)

    def test_countback_with_true_months(self):
        self.assertAlmostEqual(countback_dso(212, MARCH_2024), 74.17, 2)
        self.assertAlmostEqual(countback_dso(212, [(100, 31), (80, 28), (70, 31)]), 73.17, 2)

    def test_countback_takes_credit_notes_off_the_sales_of_their_month(self):
        self.assertAlmostEqual(countback_dso(212, [(80, 31), *MARCH_2024[1:]]), 83.03, 2)

    def test_countback_with_tax_on_both_sides_is_the_same(self):
        taxed = [(sales * 1.2, days) for sales, days in MARCH_2024]
        self.assertAlmostEqual(countback_dso(212 * 1.2, taxed), 74.17, 2)

    def test_countback_of_exactly_some_months(self):
        self.assertAlmostEqual(countback_dso(180, MARCH_2024), 60)

    def test_countback_of_debts_older_than_all_months_is_at_least_their_days(self):
        self.assertEqual(countback_dso(1000, MARCH_2024), 91)

    def test_countback_over_a_month_without_sales_counts_its_days(self):
        self.assertAlmostEqual(countback_dso(35, [(0, 30), (70, 30)]), 45)

    def test_countback_over_a_month_of_credit_notes_has_more_to_count(self):
        self.assertAlmostEqual(countback_dso(40, [(-30, 30), (70, 30)]), 60)

    def test_countback_without_debts_or_without_sales(self):
        self.assertEqual(countback_dso(0, MARCH_2024), 0)
        self.assertEqual(countback_dso(-50, MARCH_2024), 0)
        self.assertIsNone(countback_dso(212, []))
        self.assertIsNone(countback_dso(212, [(0, 31), (-5, 29)]))

    def test_collection_effectiveness_with_the_sales_of_the_whole_quarter(self):
        self.assertAlmostEqual(collection_effectiveness(500, 900, 520, 300), 0.8)
        self.assertAlmostEqual(collection_effectiveness(500, 300, 520, 300), 0.56, msg="of an average month: wrong")

    def test_collection_effectiveness_of_a_month(self):
        self.assertAlmostEqual(collection_effectiveness(100, 80, 70, 50), 0.846, 3)

    def test_collection_effectiveness_where_nothing_could_be_collected(self):
        self.assertIsNone(collection_effectiveness(0, 300, 300, 300))
        self.assertIsNone(collection_effectiveness(0, 0, 0, 0))

    def test_days_weighted_by_amount(self):
        components = {"settled_days": 1000 * 30 + 3000 * 50, "settled": 4000, "settlement_days": 80, "settlements": 2}
        self.assertEqual(evaluate("weighted_days_to_pay", components), 45)
        self.assertEqual(evaluate("days_to_pay", components), 40)

    def test_no_figure_without_anything_to_divide_by(self):
        for code in FORMULAS:
            with self.subTest(code):
                self.assertIsNone(evaluate(code, {}))


class TestRollRates(BaseCase):
    """31 January to 28 February 2025."""

    opening, closing = date(2025, 1, 31), date(2025, 2, 28)

    def _roll(self, *items):
        return {roll.bucket: roll for roll in get_roll_rates(items, self.opening, self.closing)}

    def test_worked_example(self):
        rolls = self._roll(
            Item(date(2025, 1, 20), 600, 400, paid=200),
            Item(date(2025, 1, 25), 400, 0, credited=400),
            Item(date(2025, 1, 31), 200, 200))
        first = rolls["1_30"]
        self.assertEqual(first.opening, 1000, "what was entered late with an old due date is not among them")
        self.assertAlmostEqual(first.rolled, 0.4)
        self.assertAlmostEqual(first.paid, 0.2)
        self.assertAlmostEqual(first.credited, 0.4)
        self.assertAlmostEqual(first.other, 0)
        # Due on 31 January: not due then, 28 days at the end of February.
        self.assertEqual(rolls["not_due"].opening, 200)
        self.assertEqual(rolls["not_due"].rolled, 1)

    def test_a_short_month_moves_nothing_out_of_its_bucket(self):
        rolls = self._roll(Item(date(2025, 1, 29), 100, 100), Item(date(2025, 1, 30), 50, 50))
        self.assertAlmostEqual(rolls["1_30"].stayed, 1, msg="2 and 1 days then, 30 and 29 now")
        self.assertEqual(rolls["1_30"].rolled, 0)

    def test_an_empty_bucket_has_no_rate(self):
        self.assertIsNone(self._roll()["61_90"].rolled)

    def test_what_is_written_off_is_neither_paid_nor_credited(self):
        self.assertAlmostEqual(self._roll(Item(date(2025, 1, 20), 100, 0, paid=60))["1_30"].other, 0.4)


class TestMonths(BaseCase):

    def test_ends(self):
        for day, end in (
            (date(2024, 2, 1), date(2024, 2, 29)), (date(2025, 2, 28), date(2025, 2, 28)),
            (date(2025, 12, 31), date(2025, 12, 31)), (date(2025, 4, 30), date(2025, 4, 30)),
            (date(2025, 1, 29), date(2025, 1, 31)),
        ):
            self.assertEqual(get_month_end(day), end)
        self.assertEqual(get_month_ends(date(2025, 3, 31), 2), [
            (date(2025, 1, 1), date(2025, 1, 31)), (date(2025, 2, 1), date(2025, 2, 28))])

    def test_period_before(self):
        self.assertEqual(
            get_period_before(date(2025, 1, 1), date(2025, 3, 31)), (date(2024, 10, 1), date(2024, 12, 31)))
        self.assertEqual(
            get_period_before(date(2025, 12, 1), date(2026, 1, 31)), (date(2025, 10, 1), date(2025, 11, 30)))
        self.assertEqual(get_period_before(date(2025, 3, 1), date(2025, 3, 30)), (date(2025, 1, 30), date(2025, 2, 28)))
        self.assertEqual(get_period_before(date(2025, 3, 2), date(2025, 3, 31)), (date(2025, 1, 31), date(2025, 3, 1)))


class TestAllFormulas(BaseCase):

    def test_each_component_counts_once(self):
        """Net of what is subtracted: nothing is doubled, nothing left out."""
        subtracted = {("average_days_delinquent", "current_days"), ("collection_effectiveness", "receivable")}
        for code, formula in FORMULAS.items():
            for side in formula:
                for name, factor in side.items():
                    with self.subTest(code, component=name):
                        self.assertEqual(factor, -1 if (code, name) in subtracted else 1)
