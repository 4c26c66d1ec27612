from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, new_test_user, tagged

from ...tools.followup.forecast import advance, forecast
from ...tools.followup.values import Decision, State
from .common import FollowupCommon
from .test_decision import STEPS, TODAY, item


def get_days(result):
    """:return: ``[(days from today, level)]`` of the messages"""
    return [((message.day - TODAY).days, message.step) for message in result.messages]


class TestToolsFollowupForecast(BaseCase):

    def _forecast(self, *items, credit=0.0, days=60, steps=STEPS, **state):
        return forecast(list(items), credit, State(**state), steps, TODAY, days, 0.01)

    def test_one_invoice_through_all_levels(self):
        result = self._forecast(item(-10))
        self.assertEqual(get_days(result), [(3, "reminder"), (15, "first"), (30, "second"), (50, "final")])
        self.assertEqual((result.held, result.amount), ("final", 100.0))

    def test_old_invoice_goes_one_step_at_a_time(self):
        self.assertEqual(get_days(self._forecast(item(100))), [(0, "first"), (7, "second"), (21, "final")])

    def test_after_the_last_level_a_person_takes_over(self):
        result = self._forecast(item(100))
        self.assertEqual(result.handed_over, TODAY + timedelta(35))

    def test_last_level_comes_again_before_that(self):
        steps = [*STEPS[:-1], STEPS[-1]._replace(repeat_days=10, repeat_times=2)]
        result = self._forecast(item(100), steps=steps)
        self.assertEqual(
            get_days(result), [(0, "first"), (7, "second"), (21, "final"), (35, "final"), (49, "final")])
        self.assertIsNone(result.handed_over, "the gap after the last repetition ends later")

    def test_nothing_to_collect(self):
        for name, items, credit in (("no items", (), 0.0), ("covered", (item(10),), 100.0), ("paused", (item(10, 0.0),), 0.0)):
            with self.subTest(name):
                self.assertEqual(get_days(self._forecast(*items, credit=credit)), [])

    def test_snoozed_customer_gets_it_after_that(self):
        self.assertEqual(
            get_days(self._forecast(item(10), days=15, snooze_until=TODAY + timedelta(5)))[0], (6, "first"))

    def test_state_after_a_night(self):
        state = State(key="second", days=20, done=frozenset({"first", "second"}))
        quiet = Decision(None, "second", False, 0.0, 0, None, None, None, None, False)
        handed = advance(state, quiet._replace(hand_over=True), [], STEPS, TODAY, 0.01)
        self.assertTrue(handed.attended, "whom a person attends to is not handed over again")
        self.assertEqual(handed.done, state.done, "the level is held")
        for held, done in (("second", state.done), ("first", frozenset()), (None, frozenset())):
            with self.subTest(held):
                self.assertEqual(advance(state, quiet._replace(held=held), [], STEPS, TODAY, 0.01).done, done)
        begun = advance(State(), quiet._replace(held="first"), [], STEPS, TODAY, 0.01)
        self.assertEqual((begun.key, begun.days), ("first", 5))
        self.assertFalse(advance(State(attended=True), quiet._replace(step="first"), [item(9)], STEPS, TODAY, 0.01).attended)

    def test_without_steps_the_level_stays(self):
        result = forecast([item(10)], 0.0, State(key="old", days=5), [], TODAY, 30, 0.01)
        self.assertEqual((result.messages, result.held), ([], "old"))

    def test_same_day_of_another_year(self):
        leap = date(2024, 2, 27)
        result = forecast([item(0)._replace(due_date=leap)], 0.0, State(), STEPS, leap, 10, 0.01)
        self.assertEqual([message.day for message in result.messages], [leap, date(2024, 3, 3)])


@tagged("post_install", "-at_install")
class TestFollowupForecast(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Other Customer", "email": "other@example.com"})
        cls.other_profile = cls.other._get_credit_profiles()
        cls.collector = new_test_user(
            cls.env, "cora", groups="credit_collection.credit_collection_group_collector", company_id=cls.company.id)

    def _simulate(self, user=None, **vals):
        self._refresh()
        simulation = self.env["credit.followup.forecast"].with_user(user or self.env.user).create(vals)
        simulation.action_simulate()
        return simulation

    def test_it_agrees_with_the_runs_that_follow(self):
        self.plan.write({"repeat_days": 6, "repeat_times": 2})
        for amount, due, partner in (
            (1000, -10, self.customer), (500, 12, self.customer), (15, -50, self.customer),
            (200, -60, self.other), (300, 3, self.other), (-100, -5, self.other),
        ):
            # What is dated ahead is owed from that day on: an invoice is dated before it is due.
            self._invoice(amount, due, partner) if amount > 0 else self._book(amount, due, partner)
        profiles = self.profile | self.other_profile
        self.other_profile.grace_days = 4
        self._run(profiles=profiles)
        self._refresh()
        expected = {
            (profile.id, message.day, message.step, round(message.amount, 2))
            for profile, _plan, result in self.round._forecast(profiles, self._days(1), 60) for message in result.messages
        }
        made = set()
        for days in range(1, 62):
            for followup in self._run(days, profiles=profiles).filtered(lambda f: f.channel == "mail"):
                made.add((followup.profile_id.id, followup.date, followup.level_id.id, followup.amount_due))
        self.assertEqual(made, expected)
        self.assertGreater(len(made), 8)

    def test_summary_by_level(self):
        self.level_2.activity_type_id = self.env.ref("credit_collection.mail_activity_type_followup_call")
        self._invoice(1000, -10)
        self._invoice(300, 2, partner=self.other)
        simulation = self._simulate(user=self.collector, days=15)
        self.assertEqual(
            [(row.level_id, row.customer_count, row.amount, row.mail_count, row.call_count) for row in simulation.level_ids],
            [(self.level_1, 1, 300.0, 2, 0), (self.level_2, 1, 1000.0, 1, 1)])
        line = simulation.line_ids.filtered(lambda line: line.profile_id == self.profile)
        self.assertRecordValues(line, [{
            "level_id": self.level_2.id, "level_now_id": False, "message_count": 2, "mail_count": 2, "call_count": 1,
            "amount": 1000.0, "first_date": self.today, "plan_id": self.plan.id,
        }])
        self.assertFalse(self.profile.followup_ids, "nothing is written")
        self.assertFalse(self.profile.followup_level_id)

    def test_what_if_plan(self):
        self._invoice(1000, -10)
        slow = self.plan.copy({"name": "Slow"})
        slow.level_ids.min_gap_days = 20
        simulation = self._simulate(days=30, plan_id=slow.id)
        self.assertEqual(simulation.line_ids.level_id, slow.level_ids[1])
        self.assertEqual(simulation.line_ids.message_count, 2)
        simulation.plan_id = False
        simulation.action_simulate()
        self.assertEqual(len(simulation.line_ids), 1, "the last result is replaced")
        self.assertEqual(simulation.line_ids.level_id, self.level_3)

    def test_rights(self):
        viewer = new_test_user(
            self.env, "vera", groups="credit_collection.credit_collection_group_viewer", company_id=self.company.id)
        self.assertFalse(self.env["credit.followup.forecast"].with_user(viewer).has_access("read"))
        self._invoice(1000, -10)
        simulation = self._simulate(user=self.collector)
        with self.assertRaises(AccessError):
            simulation.line_ids.write({"amount": 0})
        other = self.setup_other_company()["company"]
        with self.assertRaisesRegex(AccessError, "not one of your companies"):
            self._simulate(user=self.collector, company_id=other.id)

    def test_query_count_does_not_grow(self):
        counts = []
        for count in (5, 50):
            partners = self.env["res.partner"].create([{"name": f"Batch{count} {number}"} for number in range(count)])
            self._invoices([(100, -10, partner) for partner in partners])
            profiles = partners._get_credit_profiles()
            self._refresh()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.round._forecast(profiles, self.today, 30)), count)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
