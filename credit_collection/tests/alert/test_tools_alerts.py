from datetime import date, timedelta

from odoo.tests import BaseCase

from ...tools.alert.decision import CLOSE, OPEN, RAISE, LastAlert, Rule, Threshold, decide, find_threshold, get_least

LOW, MEDIUM, HIGH = Threshold(1, 30, 1), Threshold(2, 60, 2), Threshold(3, 90, 3)
RULE = Rule((MEDIUM, LOW, HIGH), 14, True)
TODAY = date(2026, 3, 15)


class TestAlerts(BaseCase):

    def test_the_worst_threshold_reached_counts(self):
        for value, expected in (
            (None, None), (0, None), (29.9, None), (30, LOW), (59, LOW), (60, MEDIUM), (90, HIGH), (900, HIGH),
        ):
            with self.subTest(value=value):
                self.assertEqual(find_threshold(value, RULE.thresholds), expected)

    def test_noise_of_binary_fractions_does_not_hide_an_amount(self):
        self.assertEqual(find_threshold(0.1 + 0.2 + 29.7 - 1e-9, RULE.thresholds, 0.005), LOW)
        self.assertIsNone(find_threshold(29.99, RULE.thresholds, 0.005))

    def test_no_threshold_is_reached_below_the_least_value(self):
        for tolerance in (0.0, 0.005):
            least = get_least(RULE, tolerance)
            with self.subTest(tolerance=tolerance):
                self.assertEqual(find_threshold(least, RULE.thresholds, tolerance), LOW)
                self.assertIsNone(find_threshold(least - 1e-6, RULE.thresholds, tolerance))
        self.assertEqual(get_least(RULE), 30)

    def test_of_equally_bad_thresholds_the_highest_counts(self):
        higher = Threshold(4, 45, 1)
        self.assertEqual(find_threshold(50, (higher, LOW)), higher)

    def test_life_of_an_alert(self):
        def closed(days, severity=1):
            return LastAlert(severity, TODAY - timedelta(days))

        for name, value, last, step in (
            ("nothing", None, None, None),
            ("first time", 30, None, OPEN),
            ("still the same", 45, LastAlert(1, None), None),
            ("worse", 60, LastAlert(1, None), RAISE),
            ("better does not lower it", 30, LastAlert(3, None), None),
            ("gone", 29, LastAlert(1, None), CLOSE),
            ("gone and closed", 29, closed(1), None),
            ("closed today", 30, closed(0), None),
            ("last day of the cool-down", 30, closed(13), None),
            ("cool-down over", 30, closed(14), OPEN),
            ("worse within the cool-down", 60, closed(1), OPEN),
        ):
            with self.subTest(name):
                self.assertEqual(decide(value, RULE, last, TODAY).step, step)

    def test_some_rules_wait_for_a_person_to_close_their_alerts(self):
        rule = RULE._replace(closes_itself=False)
        self.assertIsNone(decide(None, rule, LastAlert(1, None), TODAY).step)

    def test_without_cool_down_it_comes_back_the_same_day(self):
        self.assertEqual(decide(30, RULE._replace(cooldown_days=0), LastAlert(1, TODAY), TODAY).step, OPEN)
