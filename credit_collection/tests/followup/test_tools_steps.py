"""The steps of a plan at their edges: the day itself, the last cent, plans of one kind of level only."""

from datetime import date

from odoo.tests import BaseCase

from ...tools.followup import decision as followup
from ...tools.followup.decision import decide
from ...tools.followup.forecast import advance, forecast
from ...tools.followup.items import get_due, select_due
from ...tools.followup.repeats import get_repeat_times
from ...tools.followup.steps import Debts, fall_back, get_debts
from ...tools.followup.values import Decision, State, Step
from .test_decision import STEPS, TODAY, day, item, run

DEMANDS = STEPS[1:]
ON_THE_DAY = Step("due", 0, 1, 0.0)


class TestToolsSteps(BaseCase):
    """Which level applies, and which comes next."""

    def _falls_to(self, *items, steps=STEPS, credit=0.0, **state):
        state = State(**{"days": 20, "last_date": day(-1), "due_date": day(-30), **state})
        free = [each for each in items if each.amount]
        return fall_back(Debts(list(items), free, credit, 0.0), state, steps, TODAY)

    def test_debts_count_from_the_first_that_exceeds_the_minimum_net_of_credits(self):
        items = [item(50), item(30), item(10)]
        for credit, floor, overdue in ((0.0, 0.0, 50), (0.0, 100.0, 30), (50.0, 0.0, 50), (100.0, 0.0, 30), (150.0, 60.0, 10)):
            with self.subTest(credit=credit, floor=floor):
                self.assertEqual(Debts(items, items, credit, floor).find_start(items[::-1]), day(-overdue))
        self.assertEqual(Debts(items, items, 0.0, 300.0).find_start(items[::-1]), day(-50), "all together are too small")

    def test_level_falls_to_the_last_one_that_the_oldest_debt_has_reached(self):
        due_today_first = [ON_THE_DAY, *DEMANDS]
        for name, steps, overdue, days in (
            ("before the first demand", STEPS, 2, None), ("the same without reminders", DEMANDS, 2, None),
            ("the first level of all", DEMANDS, 8, 5), ("a reminder on the day is no demand", due_today_first, 2, None),
            ("a demand on the day after is one", [Step("early", 1, 1, 0.0), *DEMANDS], 2, 1),
        ):
            with self.subTest(name):
                self.assertEqual(self._falls_to(item(overdue), steps=steps, last_date=day(-1)), days)

    def test_what_is_due_today_is_not_overdue(self):
        self.assertIsNone(self._falls_to(item(0), days=5, last_date=None, due_date=None))
        final = {"days": 40, "last_date": day(-30), "due_date": day(-400)}
        self.assertEqual(self._falls_to(item(400, 0.0), item(0), **final), 40, "all that is overdue is paused")

    def test_a_reminder_stays_until_something_is_paid_and_a_demand_until_nothing_is_overdue(self):
        for days, expected in ((0, 0), (-7, -7), (1, None), (5, None)):
            with self.subTest(days=days):
                self.assertEqual(self._falls_to(item(0), days=days), expected)

    def test_while_all_is_paused_the_oldest_debt_keeps_the_level(self):
        self.assertEqual(
            self._falls_to(item(400, 0.0), item(5, 0.0), days=40, last_date=day(-30), due_date=day(-400)), 40)

    def test_what_fell_due_on_the_day_of_the_last_followup_was_not_demanded_then(self):
        for overdue, days in ((11, 5), (10, None), (9, None)):
            with self.subTest(overdue=overdue):
                self.assertEqual(self._falls_to(item(overdue), last_date=day(-10)), days)

    def test_a_level_on_the_due_date_reminds_and_one_on_the_day_after_demands(self):
        decision = run(item(2), steps=[ON_THE_DAY, *DEMANDS])
        self.assertEqual((decision.step, decision.next_step), (None, "first"), "a reminder does not come after the due date")
        self.assertEqual(run(item(0), steps=[ON_THE_DAY, *DEMANDS]).step, "due")
        self.assertEqual(run(item(2), steps=[Step("early", 1, 1, 0.0), *DEMANDS]).step, "early")

    def test_first_of_several_reminders_comes_first(self):
        steps = [STEPS[0], Step("tomorrow", -1, 1, 0.0), *DEMANDS]
        for overdue, step in ((-7, "reminder"), (-5, "reminder"), (-2, "reminder"), (-1, "tomorrow")):
            with self.subTest(overdue=overdue):
                self.assertEqual(run(item(overdue), steps=steps).step, step)

    def test_an_item_that_comes_within_reach_today_is_reminded_of(self):
        held = {"days": -7, "last_date": day(-4), "due_date": day(3)}
        for overdue, step in ((-8, None), (-7, "reminder"), (-4, "reminder"), (-3, None)):
            with self.subTest(overdue=overdue):
                self.assertEqual(run(item(-3), item(overdue), **held).step, step)

    def test_while_a_demand_is_held_nothing_is_reminded_of(self):
        decision = run(item(30, 0.0), item(-5), key="first", days=5, last_date=day(-10), due_date=day(-30))
        self.assertEqual((decision.step, decision.next_step, decision.next_date), (None, "second", day(25)))

    def test_a_plan_of_reminders_only_demands_nothing(self):
        held = {"key": "reminder", "days": -7, "last_date": day(-10), "due_date": day(-3)}
        decision = run(item(3), steps=STEPS[:1], **held)
        self.assertEqual((decision.step, decision.skip_reason, decision.hand_over), (None, followup.LAST_LEVEL, False))

    def test_a_new_cycle_begins_with_the_oldest_of_what_is_new(self):
        final = {"key": "final", "days": 40, "last_date": day(-30), "due_date": day(-400)}
        decision = run(item(400), item(8), item(28), **final)
        self.assertEqual((decision.step, decision.from_date), ("first", day(-28)))

    def test_what_debts_have_to_exceed_is_the_minimum_of_the_first_demand(self):
        for name, steps, floor in (
            ("of the plan", STEPS, 10.005), ("no minimum", [Step("a", 5, 1, 0.0)], 0.005),
            ("a negative one is none", [Step("a", 5, 1, -3.0)], 0.005), ("reminders only", STEPS[:1], 0.005),
            ("that of a reminder does not count", [Step("due", 0, 1, 50.0), *DEMANDS], 10.005),
            ("that of a demand on the first day does", [Step("early", 1, 1, 50.0), *DEMANDS], 50.005),
        ):
            with self.subTest(name):
                self.assertAlmostEqual(get_debts([], [], 0.0, State(), steps, 0.01).floor, floor)

    def test_items_due_before_the_cycle_do_not_decide(self):
        items = [item(11), item(10), item(9)]
        debts = get_debts(items, items, 0.0, State(from_date=day(-10)), STEPS, 0.01)
        self.assertEqual((debts.items, debts.free), (items[1:], items[1:]))

    def test_the_last_level_comes_again_only_with_days_between(self):
        for days, times in ((0, 0), (1, 2), (10, 2)):
            self.assertEqual(get_repeat_times(Step("final", 40, 14, 0.0, days, 2)), times)
        self.assertEqual(get_repeat_times(Step("final", 40, 14, 0.0, repeat_days=10)), 0)


class TestToolsStepItems(BaseCase):
    """What a level is about."""

    def test_a_demand_is_about_all_that_is_overdue(self):
        self.assertEqual(select_due([item(-1), item(0), item(1), item(9)], 5, TODAY), [item(1), item(9)])

    def test_a_reminder_is_about_what_falls_due_within_its_days(self):
        items = [item(-8), item(-7), item(0), item(1)]
        self.assertEqual(select_due(items, -7, TODAY), items[1:])
        self.assertEqual(select_due(items, -7, TODAY, day(8)), items)

    def test_a_reminder_on_the_day_looks_ahead_to_the_next_open_day_and_a_demand_does_not(self):
        """Two days without messages follow: what falls due on them is reminded of now."""
        items = [item(-3), item(-2), item(0)]
        for days, expected in ((0, items[1:]), (1, [])):
            self.assertEqual(select_due(items, days, TODAY, day(2)), expected)

    def test_amount_and_age_of_what_is_due(self):
        self.assertEqual(get_due([item(3), item(9)], 50.0, 5, TODAY), (150.0, 9))
        self.assertEqual(get_due([], 50.0, 5, TODAY), (-50.0, 0))


class TestToolsStepAmounts(BaseCase):
    """Amounts at their limits, in a currency without cents: half a unit is an exact number."""

    def _reason(self, amount, steps=DEMANDS, **state):
        decision = decide([item(6, amount)], 0.0, State(**state), steps, TODAY, 1.0)
        return decision.skip_reason

    def test_less_than_half_a_unit_is_nothing_to_collect(self):
        for amount, reason in ((0.4, followup.PAUSED), (0.5, followup.PAUSED), (0.6, followup.TOO_SMALL)):
            with self.subTest(amount=amount):
                self.assertEqual(self._reason(amount), reason)

    def test_the_minimum_has_to_be_exceeded_by_more_than_half_a_unit(self):
        small = followup.TOO_SMALL
        for amount, reason in ((10.0, small), (10.4, small), (10.5, small), (10.6, None)):
            with self.subTest(amount=amount):
                self.assertEqual(self._reason(amount), reason)
        for minimum in (0.0, -5.0):
            self.assertIsNone(self._reason(0.9, [Step("first", 5, 3, minimum)]), "no minimum")

    def test_a_supplier_to_whom_we_owe_as_much_is_left_out_where_the_level_says_so(self):
        leaves = [step._replace(leaves_suppliers=True) for step in DEMANDS]
        for payable, reason in ((99.4, None), (99.5, followup.OFFSET), (99.6, followup.OFFSET), (500.0, followup.OFFSET)):
            with self.subTest(payable=payable):
                self.assertEqual(self._reason(100.0, leaves, payable=payable), reason)
                self.assertIsNone(self._reason(100.0, payable=payable))
        self.assertIsNone(self._reason(0.6, [Step("first", 5, 3, 0.0, leaves_suppliers=True)]), "nothing is owed to him")

    def test_the_due_date_of_a_followup_is_that_of_the_oldest_debt_it_demands(self):
        demand = Decision("first", None, False, 100.0, 10, None, None, None, None, False)
        for name, items, from_date, oldest in (
            ("the oldest", [item(10), item(50)], None, 50),
            ("half a unit is nothing", [item(50, 0.5), item(10)], None, 10),
            ("less neither", [item(50, 0.4), item(10)], None, 10), ("more is", [item(50, 0.6), item(10)], None, 50),
            ("of those that decide", [item(50), item(20), item(10)], day(-20), 20),
            ("where none decides, of all", [item(50), item(20)], day(-10), 50),
        ):
            with self.subTest(name):
                state = advance(State(), demand._replace(from_date=from_date), items, STEPS, TODAY, 1.0)
                self.assertEqual(state.due_date, day(-oldest))


class TestToolsStepPlaces(BaseCase):
    """The level held, plans of one level, what a new cycle forgets."""

    def test_the_first_level_of_all_may_be_held(self):
        decision = run(item(6), steps=DEMANDS, days=5, last_date=day(-1), due_date=day(-6))
        self.assertEqual((decision.held, decision.new_cycle), ("first", False))

    def test_after_the_only_level_a_person_takes_over(self):
        for level in (Step("only", 5, 3, 0.0), Step("only", 1, 3, 0.0)):
            held = {"key": "only", "days": level.days, "last_date": day(-10), "due_date": day(-20)}
            self.assertTrue(run(item(20), steps=[level], **held).hand_over)
        held = {"key": "due", "days": 0, "last_date": day(-20), "due_date": day(-20)}
        self.assertFalse(run(item(20), steps=[ON_THE_DAY], **held).hand_over, "a reminder is handed to nobody")

    def test_a_new_cycle_forgets_that_a_message_failed_and_that_a_person_attends(self):
        decision = run(item(6), days=20, last_date=day(-10), due_date=day(-30), undelivered=True)
        self.assertEqual((decision.step, decision.new_cycle), ("first", True))
        decision = run(item(41), key="other plan", days=50, last_date=day(-30), due_date=day(-400), attended=True)
        self.assertEqual((decision.held, decision.new_cycle, decision.hand_over), ("final", True, True))

    def test_grace_delays_demands_and_leaves_reminders(self):
        for days, grace, delayed in ((-7, 3, -7), (0, 3, 0), (1, 3, 4), (5, 3, 8), (5, 0, 5)):
            with self.subTest(days=days, grace=grace):
                self.assertEqual(Step("a", days, 1, 0.0).delay(grace).days, delayed)
                self.assertEqual(State(days=days).delay(grace).days, delayed)
        self.assertIsNone(State().delay(3).days)
        self.assertEqual(Step("a", 5, 1, 0.0), ("a", 5, 1, 0.0, 0, 0, False))
        self.assertEqual((State().repeats, State().payable), (0, 0.0))
        self.assertEqual(Decision(*[None] * 10).repeat, 0)


class TestToolsStepForecast(BaseCase):

    def _forecast(self, *items, nights=0, steps=STEPS, **state):
        return forecast(list(items), 0.0, State(**state), steps, TODAY, nights, 0.01)

    def test_the_night_of_today_is_the_first(self):
        for nights, messages in ((0, 0), (1, 1), (2, 1)):
            with self.subTest(nights=nights):
                self.assertEqual(len(self._forecast(item(4), nights=nights).messages), messages)
        self.assertEqual(self._forecast(item(5)).messages, [(TODAY, "first", 100.0)])

    def test_without_a_plan_nothing_is_foretold(self):
        self.assertEqual(self._forecast(item(5), steps=[]), ([], None, 0.0, None))

    def test_small_amounts_are_told_as_they_are(self):
        self.assertEqual(self._forecast(item(5, 0.5)).amount, 0.5)

    def test_a_message_that_was_not_delivered_stops_the_levels(self):
        held = {"key": "first", "days": 5, "last_date": day(-20), "due_date": day(-30)}
        self.assertEqual(self._forecast(item(30), nights=60, undelivered=True, **held).messages, [])

    def test_the_number_of_repetitions_is_counted_on(self):
        steps = [*STEPS[:-1], STEPS[-1]._replace(repeat_days=10, repeat_times=2)]
        held = {"key": "final", "days": 40, "last_date": day(-15), "due_date": day(-100), "done": frozenset({"final"})}
        result = self._forecast(item(100), nights=60, steps=steps, repeats=1, **held)
        self.assertEqual([message.day for message in result.messages], [TODAY])
        self.assertEqual(result.handed_over, date(2025, 4, 14))
