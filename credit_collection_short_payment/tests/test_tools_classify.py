"""What a rest is taken to be: plain values."""

from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.classify import Pattern, Rest, classify, get_last_day, split_words

LATE = Pattern(1, "not_due")
SMALL = Pattern(2, "small")
TAX = Pattern(3, "deduction", ("wht", "代扣"), is_of_untaxed=True, min_percent=10, max_percent=10)
OTHER = Pattern(4, "deduction", max_percent=10)
ALL = [LATE, SMALL, TAX, OTHER]


def rest(amount, paid_on=date(2025, 1, 20), text="", discount=20.0, until=date(2025, 1, 12)):
    return Rest(amount, 1000.0, 833.33, amount, discount, until, paid_on, text, 0.01)


@tagged("post_install", "-at_install")
class TestToolsClassify(BaseCase):

    def test_earned_until_the_last_day(self):
        self.assertEqual(classify(rest(20, date(2025, 1, 12)), ALL, 0), ("earned", None))
        self.assertEqual(classify(rest(20, date(2025, 1, 13)), ALL, 0), ("not_due", 1))
        self.assertEqual(classify(rest(12, date(2025, 1, 12)), ALL, 0), ("earned", None))

    def test_last_day_on_a_weekend_moves_where_the_company_wants_it(self):
        self.assertEqual(get_last_day(date(2025, 1, 12), True), date(2025, 1, 13))
        self.assertEqual(get_last_day(date(2025, 1, 11), True), date(2025, 1, 13))
        self.assertEqual(get_last_day(date(2025, 1, 10), True), date(2025, 1, 10))
        self.assertEqual(get_last_day(date(2025, 1, 12), False), date(2025, 1, 12))
        self.assertEqual(classify(rest(20, date(2025, 1, 13)), ALL, 0, True), ("earned", None))
        self.assertEqual(classify(rest(20, date(2025, 1, 14)), ALL, 0, True), ("not_due", 1))

    def test_more_than_the_discount_is_none(self):
        self.assertEqual(classify(rest(20.01), ALL, 0), ("deduction", 4))
        self.assertEqual(classify(rest(20.01, date(2025, 1, 12)), ALL, 0), ("deduction", 4))
        self.assertEqual(classify(rest(19.2), ALL, 0), ("not_due", 1))
        self.assertEqual(classify(rest(15), ALL, 0), ("deduction", 4))

    def test_half_a_unit_is_rounded_either_way(self):
        """10 % of 1,725.05 are 172.505, printed as 172.50."""
        for amount, kind in ((172.50, "earned"), (172.51, "earned"), (172.52, "deduction")):
            half = Rest(amount, 1725.05, 1437.54, amount, 172.50, date(2025, 1, 12), date(2025, 1, 10), "", 0.01)
            self.assertEqual(classify(half, [Pattern(4, "deduction", max_percent=20)], 0)[0], kind)

    def test_small_up_to_the_tolerance(self):
        self.assertEqual(classify(rest(5), ALL, 5), ("small", 2))
        self.assertEqual(classify(rest(5.01), ALL, 5), ("deduction", 4))
        self.assertEqual(classify(rest(5), ALL, 0), ("deduction", 4))

    def test_share_and_words(self):
        self.assertEqual(classify(rest(83.33, text="less WHT 10%"), ALL, 0), ("deduction", 3))
        self.assertEqual(classify(rest(83.33, text="代扣税款"), ALL, 0), ("deduction", 3))
        self.assertEqual(classify(rest(83.33), ALL, 0), ("deduction", 4))
        self.assertEqual(classify(rest(90, text="WHT"), ALL, 0), ("deduction", 4))

    def test_part_payment_is_no_short_payment(self):
        self.assertIsNone(classify(rest(500), ALL, 5))

    def test_words_of_a_list(self):
        self.assertEqual(split_words(" WHT, withholding，代扣、预提 ,, "), ("wht", "withholding", "代扣", "预提"))
        self.assertEqual(split_words(False), ())

    def _classify(self, amount, *patterns, small=0, unit=1.0, invoiced=1000.0, discount=0.0, in_time=False):
        paid_on = date(2025, 1, 10 if in_time else 20)
        found = classify(
            Rest(amount, invoiced, 800.0, amount, discount, date(2025, 1, 12), paid_on, "", unit), patterns, small)
        return found and found[0]

    def test_without_a_discount_nothing_is_earned(self):
        self.assertIsNone(self._classify(5.0, in_time=True))
        self.assertIsNone(self._classify(0.4, in_time=True), "nor half a unit")
        self.assertEqual(self._classify(0.5, discount=1.0, in_time=True), "earned")

    def test_half_a_unit_more_than_the_discount(self):
        for amount, kind in ((10.0, "earned"), (10.4, "earned"), (10.5, None), (10.6, None)):
            with self.subTest(amount=amount):
                self.assertEqual(self._classify(amount, discount=10.0, in_time=True), kind)

    def test_a_quarter_of_a_unit_was_not_rounded_down(self):
        """1 % of 100,025 are 1,000.25, of 100,026 1,000.26."""
        for invoiced, kind in ((100025.0, None), (100026.0, "earned")):
            with self.subTest(invoiced=invoiced):
                self.assertEqual(self._classify(1001.0, invoiced=invoiced, discount=1000.0, in_time=True), kind)

    def test_patterns_at_their_bounds(self):
        capped, share = Pattern(4, "deduction", max_amount=50), Pattern(4, "deduction", min_percent=10, max_percent=10)
        gross, least, late = Pattern(4, "deduction", max_percent=10), Pattern(4, "deduction"), Pattern(1, "not_due")
        for name, amount, pattern, kind in (
            ("highest amount", 50.0, capped, "deduction"), ("above", 50.01, capped, None),
            ("a unit less", 99.0, share, "deduction"),
            ("less", 98.5, share, None), ("a unit more", 101.0, share, "deduction"), ("more", 101.5, share, None),
            ("of the gross amount", 95.0, gross, "deduction"), ("any share", 0.5, gross, "deduction"),
            ("any amount", 500.0, least, "deduction"), ("small", 0.5, SMALL, "small"),
            ("nothing is not small", 0.0, SMALL, None),
            ("5 % less than the discount", 19.0, late, "not_due"), ("less", 18.9, late, None),
        ):
            with self.subTest(name, amount=amount):
                self.assertEqual(self._classify(amount, pattern, small=5, discount=20.0), kind)
