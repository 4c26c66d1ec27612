from datetime import date

from odoo.tests import BaseCase

from ...tools.agreement.in_force import Agreed, find_in_force


class TestInForce(BaseCase):

    def test_latest_that_applies_on_the_day(self):
        first = Agreed(1, date(2026, 3, 1), ended_on=date(2026, 5, 10))
        second = Agreed(2, date(2026, 5, 10), valid_until=date(2026, 12, 31))
        for day, expected in (
            (date(2026, 2, 28), None), (date(2026, 3, 1), first), (date(2026, 5, 9), first), (date(2026, 5, 10), second),
            (date(2026, 12, 31), second), (date(2027, 1, 1), None),
        ):
            with self.subTest(day=day):
                self.assertEqual(find_in_force([second, first], day), expected)

    def test_on_the_same_day_the_later_one(self):
        both = [Agreed(1, date(2026, 3, 1)), Agreed(2, date(2026, 3, 1))]
        self.assertEqual(find_in_force(both, date(2026, 3, 1)).key, 2)
        self.assertIsNone(find_in_force([Agreed(1, None)], date(2026, 3, 1)))
