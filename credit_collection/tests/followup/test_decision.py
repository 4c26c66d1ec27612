from datetime import date, timedelta
from typing import NamedTuple

from odoo.tests import BaseCase

from ...tools.followup import decision as followup
from ...tools.followup.decision import decide
from ...tools.followup.sending_window import SendingWindow
from ...tools.followup.values import State, Step

TODAY = date(2025, 3, 31)
STEPS = [
    Step("reminder", -7, 3, 0.0),
    Step("first", 5, 3, 10.0),
    Step("second", 20, 7, 10.0),
    Step("final", 40, 14, 10.0),
]


class Item(NamedTuple):
    due_date: date
    amount: float


def day(days):
    return TODAY + timedelta(days)


def item(overdue, amount=100.0):
    return Item(day(-overdue), amount)


def run(*items, credit=0.0, steps=STEPS, **state):
    return decide(list(items), credit, State(**state), steps, TODAY, 0.01)


class TestToolsFollowup(BaseCase):
    def test_first_follow_up(self):
        for overdue, step, reason in [
            (-8, None, followup.NOTHING_DUE),
            (-7, "reminder", None),
            (-1, "reminder", None),
            (0, "reminder", None),
            (1, None, followup.WAITING),
            (4, None, followup.WAITING),
            (5, "first", None),
            (19, "first", None),
            (20, "first", None),
            (400, "first", None),
        ]:
            with self.subTest(overdue=overdue):
                decision = run(item(overdue))
                self.assertEqual((decision.step, decision.skip_reason), (step, reason))

    def test_one_level_at_a_time(self):
        for held, overdue, gap, step in [
            (-7, 4, 11, None),
            (-7, 5, 12, "first"),
            (5, 19, 14, None),
            (5, 20, 15, "second"),
            (5, 400, 7, "second"),
            (5, 400, 6, None),
            (20, 39, 19, None),
            (20, 40, 20, "final"),
            (40, 400, 300, None),
        ]:
            with self.subTest(held=held, overdue=overdue, gap=gap):
                decision = run(item(overdue), days=held, last_date=day(-gap), due_date=day(-overdue))
                self.assertEqual(decision.step, step)
                self.assertFalse(decision.new_cycle)

    def test_never_twice_a_day(self):
        steps = [step._replace(min_gap=0) for step in STEPS]
        decision = run(item(400), steps=steps, days=5, last_date=TODAY, due_date=day(-400))
        self.assertEqual((decision.step, decision.next_step, decision.next_date), (None, "second", day(1)))

    def test_all_paid_clears(self):
        decision = run(days=20, last_date=day(-3), due_date=day(-23))
        self.assertEqual((decision.held, decision.new_cycle, decision.skip_reason), (None, True, followup.NOTHING_DUE))

    def test_paused_items_keep_the_level(self):
        decision = run(item(30, amount=0.0), days=20, last_date=day(-9), due_date=day(-30))
        self.assertEqual((decision.held, decision.new_cycle, decision.skip_reason), ("second", False, followup.PAUSED))

    def test_newer_debt_starts_anew_when_what_was_demanded_is_paid(self):
        decision = run(item(6), days=20, last_date=day(-10), due_date=day(-30))
        self.assertEqual((decision.step, decision.held, decision.new_cycle), ("first", None, True))

    def test_level_falls_to_what_the_rest_deserves(self):
        decision = run(item(8), days=20, last_date=day(-2), due_date=day(-22))
        self.assertEqual((decision.step, decision.held, decision.new_cycle), (None, "first", True))

    def test_raised_by_hand_stays(self):
        decision = run(item(6), days=40, last_date=day(-1), due_date=day(-6))
        self.assertEqual(
            (decision.held, decision.new_cycle, decision.skip_reason), ("final", False, followup.LAST_LEVEL)
        )

    def test_reminder_once_per_item(self):
        held = {"days": -7, "last_date": day(-4), "due_date": day(3)}
        self.assertIsNone(run(item(-3), **held).step)
        decision = run(item(-3), item(-6), **held)
        self.assertEqual((decision.step, decision.new_cycle), ("reminder", True), "an item came within reach since")

    def test_no_reminder_once_something_is_overdue(self):
        self.assertIsNone(run(item(2), item(-5)).step)
        self.assertIsNone(run(item(10), item(-5), days=5, last_date=day(-5), due_date=day(-10)).step)

    def test_amount_net_of_credits(self):
        for credit, step, due in [
            (0.0, "first", 100.0),
            (89.99, "first", 10.01),
            (90.0, None, 10.0),
            (100.0, None, 0.0),
            (150.0, None, -50.0),
        ]:
            with self.subTest(credit=credit):
                decision = run(item(6), credit=credit)
                self.assertEqual(decision.step, step)
                self.assertAlmostEqual(decision.amount_due, due)
                self.assertEqual(decision.skip_reason, None if step else followup.TOO_SMALL)

    def test_demand_is_about_overdue_items_only(self):
        decision = run(item(6), item(0), item(-3))
        self.assertEqual((decision.amount_due, decision.days_overdue), (100.0, 6))

    def test_snooze(self):
        decision = run(item(6), snooze_until=TODAY)
        self.assertEqual((decision.step, decision.skip_reason, decision.next_date), (None, followup.SNOOZED, day(1)))
        self.assertEqual(run(item(6), snooze_until=day(-1)).step, "first")

    def test_snooze_does_not_keep_a_paid_customer_at_his_level(self):
        self.assertTrue(run(days=20, last_date=day(-3), due_date=day(-23), snooze_until=day(5)).new_cycle)

    def test_next_date(self):
        self.assertEqual(run(item(2)).next_date, day(3))
        self.assertEqual(
            run(item(15), days=5, last_date=day(-1), due_date=day(-15)).next_date, day(6), "the gap is longer"
        )

    def test_without_plan(self):
        decision = run(item(60), steps=[])
        self.assertEqual((decision.step, decision.held, decision.next_date), (None, None, None))

    def test_last_level_starts_again_for_what_became_overdue_since(self):
        final = {"key": "final", "days": 40, "last_date": day(-30), "due_date": day(-400)}
        for newer, step, next_date, hand_over in [
            ([], None, None, True),
            ([item(31)], None, None, True),
            ([item(-5)], None, day(10), False),
            ([item(4)], None, day(1), False),
            ([item(5)], "first", TODAY, False),
            ([item(30)], "first", TODAY, False),
            ([item(30, amount=0.0)], None, None, True),
        ]:
            with self.subTest(newer=newer):
                decision = run(item(400), *newer, **final)
                self.assertEqual((decision.step, decision.next_date, decision.hand_over), (step, next_date, hand_over))
                self.assertEqual((decision.held, decision.new_cycle), ("final", bool(step)))
                self.assertEqual(decision.from_date, newer[0].due_date if step else None)

    def test_items_that_went_through_all_levels_are_demanded_along_but_do_not_drive(self):
        held = {"key": "first", "days": 5, "last_date": day(-10), "due_date": day(-15), "from_date": day(-15)}
        decision = run(item(400), item(15), **held)
        self.assertEqual((decision.step, decision.next_date, decision.amount_due), (None, day(5), 200.0))
        self.assertEqual(run(item(400), item(20), **{**held, "due_date": day(-20), "from_date": day(-20)}).step, "second")
        decision = run(item(400), **held)
        self.assertEqual((decision.skip_reason, decision.held, decision.hand_over), (followup.LAST_LEVEL, "first", True))
        self.assertIsNone(run(**held).from_date, "all is paid")

    def test_small_rest_does_not_decide(self):
        final = {"key": "final", "days": 40, "last_date": day(-30), "due_date": day(-400)}
        decision = run(item(400, amount=0.5), item(4), **final)
        self.assertEqual((decision.held, decision.new_cycle, decision.next_date), (None, True, day(1)))
        decision = run(item(400, amount=0.5), **final)
        self.assertEqual((decision.held, decision.new_cycle, decision.hand_over), ("final", False, False))

    def test_paused_items_do_not_decide_while_others_are_free(self):
        final = {"key": "final", "days": 40, "last_date": day(-30), "due_date": day(-400)}
        decision = run(item(400, amount=0.0), item(5), **final)
        self.assertEqual((decision.step, decision.held, decision.new_cycle), ("first", None, True))
        decision = run(item(400, amount=0.0), item(-5), **final)
        self.assertEqual((decision.step, decision.held, decision.new_cycle), (None, "final", False))

    def test_person_is_told_once(self):
        final = {"key": "final", "days": 40, "last_date": day(-30), "due_date": day(-400)}
        self.assertTrue(run(item(400), **final).hand_over)
        for change in ({"attended": True}, {"undelivered": True}, {"last_date": day(-13)}, {"snooze_until": TODAY}):
            with self.subTest(change=change):
                self.assertFalse(run(item(400), **{**final, **change}).hand_over)

    def test_undelivered_level_is_not_passed(self):
        held = {"key": "first", "days": 5, "last_date": day(-20), "due_date": day(-30)}
        self.assertEqual(run(item(30), **held).step, "second")
        decision = run(item(30), undelivered=True, **held)
        self.assertEqual((decision.step, decision.skip_reason, decision.next_date), (None, followup.UNDELIVERED, None))
        self.assertEqual((decision.held, decision.next_step), ("first", "second"))

    def test_level_that_was_moved_skips_none(self):
        moved = [STEPS[0], STEPS[2], Step("first", 25, 3, 10.0), STEPS[3]]
        held = {"key": "first", "days": 5, "last_date": day(-20), "due_date": day(-30), "done": frozenset(["first"])}
        decision = run(item(30), steps=moved, **held)
        self.assertEqual((decision.step, decision.held, decision.new_cycle), ("second", "first", False))
        held |= {"key": "second", "days": 20, "due_date": day(-50), "done": frozenset(["first", "second"])}
        self.assertEqual(run(item(50), steps=moved, **held).step, "final", "no level twice in a cycle")

    def test_level_done_in_a_cycle_that_was_lost_begins_another(self):
        decision = run(item(10), done=frozenset(["first"]))
        self.assertEqual((decision.step, decision.new_cycle), ("first", True))


WORKING = {(week, weekday): [(9.0, 17.0)] for week in (0, 1) for weekday in range(5)}


class TestToolsFollowupRepeat(BaseCase):
    """The last level comes again every 10 days, twice, then a person takes over."""

    steps = [*STEPS[:-1], STEPS[-1]._replace(min_gap=3, repeat_days=10, repeat_times=2)]

    def _run(self, since, **state):
        held = {"key": "final", "days": 40, "last_date": day(-since), "due_date": day(-100)}
        return run(item(100), steps=self.steps, **{**held, **state})

    def test_repeats_after_the_days(self):
        for since, step in [(9, None), (10, "final"), (50, "final")]:
            with self.subTest(since=since):
                self.assertEqual(self._run(since, done=frozenset({"final"})).step, step)

    def test_repetition_stays_in_its_cycle_and_is_numbered(self):
        decision = self._run(10, done=frozenset({"final"}), repeats=1)
        self.assertEqual((decision.step, decision.repeat, decision.new_cycle), ("final", 2, False))

    def test_repetition_waits_for_the_gap_of_the_level(self):
        steps = [*STEPS[:-1], STEPS[-1]._replace(min_gap=30, repeat_days=10, repeat_times=2)]
        decision = run(item(100), steps=steps, key="final", days=40, last_date=day(-10), due_date=day(-100))
        self.assertEqual((decision.step, decision.next_date), (None, day(20)))

    def test_person_takes_over_after_the_last_repetition(self):
        for since, attended, hand_over in [(9, False, False), (10, False, True), (10, True, False)]:
            with self.subTest(since=since, attended=attended):
                decision = self._run(since, repeats=2, attended=attended)
                self.assertEqual((decision.step, decision.hand_over), (None, hand_over))

    def test_nothing_free_to_collect_repeats_nothing(self):
        held = {"key": "final", "days": 40, "last_date": day(-30), "due_date": day(-100)}
        self.assertIsNone(run(item(100, amount=0.0), steps=self.steps, **held).step)
        self.assertIsNone(run(item(100), credit=95.0, steps=self.steps, **held).step, "below the minimum")

    def test_level_of_another_plan_is_not_repeated(self):
        self.assertIsNone(self._run(30, key="other plan").step)


class TestToolsFollowupPlanChange(BaseCase):
    def test_level_of_the_former_plan_stays(self):
        """A plan that changes back and forth sends no level twice: the level held and its days stay."""
        mild = [Step("mild 1", 10, 3, 0.0), Step("mild 2", 60, 3, 0.0)]
        decision = run(item(25), steps=mild, key="second", days=20, last_date=day(-4), due_date=day(-25))
        self.assertEqual((decision.step, decision.held, decision.next_step), (None, "second", "mild 2"))
        self.assertFalse(decision.new_cycle)


class TestToolsFollowupWindow(BaseCase):
    """TODAY, 31 March 2025, is a Monday."""

    window = SendingWindow(WORKING)

    def _run(self, today, *items, steps=STEPS, is_open=True, **state):
        return decide(list(items), 0.0, State(**state), steps, today, 0.01, self.window, is_open)

    def test_demand_waits_for_the_next_working_day(self):
        debt = Item(day(-7), 100.0)
        for offset, step, skip in [(-2, None, followup.CLOSED), (-1, None, followup.CLOSED), (0, "first", None)]:
            with self.subTest(offset=offset):
                decision = self._run(day(offset), debt)
                self.assertEqual((decision.step, decision.skip_reason, decision.next_date), (step, skip, TODAY))
                self.assertFalse(decision.new_cycle)

    def test_demand_waits_for_the_hour(self):
        decision = self._run(TODAY, item(6), is_open=False)
        self.assertEqual((decision.step, decision.skip_reason), (None, followup.CLOSED))

    def test_next_date_is_a_working_day(self):
        decision = self._run(day(-3), Item(day(-6), 100.0))  # five days overdue on Sunday
        self.assertEqual((decision.skip_reason, decision.next_date), (followup.WAITING, TODAY))

    def test_days_of_the_level_are_counted_from_the_real_message(self):
        """Shifted from Saturday to Monday, the gap of 7 days begins on Monday."""
        decision = self._run(day(6), item(40), key="first", days=5, last_date=TODAY, due_date=day(-40))
        self.assertEqual((decision.step, decision.next_date), (None, day(7)))

    def test_reminder_of_what_falls_due_at_the_weekend_leaves_on_friday(self):
        steps = [Step("tomorrow due", -1, 1, 0.0), *STEPS[1:]]
        for offset, step in [(-4, None), (-3, "tomorrow due")]:
            with self.subTest(offset=offset):
                decision = self._run(day(offset), Item(day(-1), 100.0), steps=steps)
                self.assertEqual(decision.step, step)
        self.assertEqual(decision.amount_due, 100.0)

    def test_reminder_is_not_brought_forward_without_need(self):
        """Due on Tuesday, the day before is Monday: a working day."""
        steps = [Step("tomorrow due", -1, 1, 0.0), *STEPS[1:]]
        decision = self._run(day(-3), Item(day(1), 100.0), steps=steps)
        self.assertIsNone(decision.step)

    def test_person_takes_over_on_any_day(self):
        decision = self._run(day(-1), item(100), key="final", days=40, last_date=day(-30), due_date=day(-100))
        self.assertTrue(decision.hand_over)
