from datetime import date, timedelta

from odoo.tests import BaseCase

from ...tools.exposure import aging

TODAY = date(2013, 6, 30)


def ago(days):
    return TODAY - timedelta(days=days)


class TestAging(BaseCase):

    def test_due_day_itself_is_not_overdue(self):
        for due_days_ago, expected in ((-1, 0), (0, 0), (1, 1), (30, 30), (365, 365)):
            with self.subTest(due_days_ago=due_days_ago):
                self.assertEqual(aging.count_days_overdue(ago(due_days_ago), TODAY), expected)

    def test_item_without_due_date_is_not_overdue(self):
        self.assertEqual(aging.count_days_overdue(None, TODAY), 0)

    def test_bucket_boundaries(self):
        cases = (
            (-400, "not_due"), (-1, "not_due"), (0, "not_due"),
            (1, "1_30"), (30, "1_30"),
            (31, "31_60"), (60, "31_60"),
            (61, "61_90"), (90, "61_90"),
            (91, "over_90"), (4000, "over_90"),
        )
        for days, bucket in cases:
            with self.subTest(days=days):
                self.assertEqual(aging.find_bucket(days), bucket)

    def test_buckets_leave_no_gap_and_do_not_overlap(self):
        for bucket, following in zip(aging.BUCKETS, aging.BUCKETS[1:], strict=False):
            self.assertEqual(bucket.last_day + 1, following.first_day)
        self.assertIsNone(aging.BUCKETS[0].first_day)
        self.assertIsNone(aging.BUCKETS[-1].last_day)

    def test_own_limits_are_read_with_any_separator(self):
        for text in ("15,45", " 15 ; 45 ", "15，45", "15、45"):
            with self.subTest(text=text):
                self.assertEqual(aging.parse_limits(text), (15, 45))

    def test_limits_that_make_no_sense_are_refused_with_the_reason(self):
        for text, reason in (
            ("", "number"), (None, "number"), ("30,,60", "number"), ("0,30", "number"), ("30,-1", "number"), ("1.5", "number"),
            ("30,x", "number"), ("30,99999", "number"), ("30,30", "order"), ("60,30", "order"), ("1,2,3,4,5,6,7", "many"),
        ):
            with self.subTest(text=text), self.assertRaises(aging.LimitsError) as refused:
                aging.parse_limits(text)
            self.assertEqual(refused.exception.reason, reason)

    def test_up_to_six_limits_of_up_to_ten_years(self):
        self.assertEqual(aging.parse_limits("1,2,3,4,5,3650"), (1, 2, 3, 4, 5, 3650))
        with self.assertRaises(aging.LimitsError):
            aging.parse_limits("3651")

    def test_a_single_limit_makes_three_buckets(self):
        self.assertEqual([bucket.code for bucket in aging.make_buckets((7,))], ["not_due", "1_7", "over_7"])

    def test_own_buckets_end_with_a_catch_all(self):
        buckets = aging.make_buckets((15, 45))
        self.assertEqual([tuple(bucket) for bucket in buckets], [
            ("not_due", None, 0), ("1_15", 1, 15), ("16_45", 16, 45), ("over_45", 46, None)])
        self.assertEqual(
            [aging.find_bucket(days, buckets) for days in (0, 1, 15, 16, 45, 46, 4000)],
            ["not_due", "1_15", "1_15", "16_45", "16_45", "over_45", "over_45"])

    def test_overdue_since_the_oldest_open_item(self):
        self.assertEqual(aging.find_overdue_since([(ago(10), None), (ago(20), None)], TODAY), ago(19))

    def test_episode_reaches_back_over_items_paid_late_meanwhile(self):
        spells = [(ago(10), None), (ago(40), ago(8)), (ago(60), ago(35))]
        self.assertEqual(aging.find_overdue_since(spells, TODAY), ago(59))

    def test_episode_goes_on_when_an_item_is_paid_on_the_day_another_becomes_overdue(self):
        self.assertEqual(aging.find_overdue_since([(ago(40), ago(10)), (ago(11), None)], TODAY), ago(39))

    def test_episode_ends_where_nothing_was_overdue(self):
        spells = [(ago(10), None), (ago(40), ago(15))]
        self.assertEqual(aging.find_overdue_since(spells, TODAY), ago(9))

    def test_no_episode_without_an_overdue_item(self):
        for spells in ([], [(ago(0), None)], [(ago(-5), None)], [(ago(30), ago(10))], [(ago(30), ago(31))]):
            with self.subTest(spells=spells):
                self.assertIsNone(aging.find_overdue_since(spells, TODAY))
