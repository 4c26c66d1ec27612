"""One customer or one setting stops nobody: what the data of one customer do, the others get their follow-ups."""

from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RUN_LOGGER, DebtorsCase


@tagged("post_install", "-at_install")
class TestNobodyStopsTheRun(DebtorsCase):

    def _break(self, method):
        """:return: a patch that lets ``method`` of the round fail whenever our customer is among those it is about"""
        Round, broken = type(self.env["credit.followup.round"]), self.profile
        original = getattr(Round, method)

        def fail(round_, profiles, *args, **kwargs):
            if broken in profiles:
                raise ValueError("data that nobody expected")
            return original(round_, profiles, *args, **kwargs)

        return patch.object(Round, method, fail)

    def test_no_follow_up_until_the_last_day_there_is(self):
        """R1: a snooze until 31 Dec 9999 made the run raise for all customers."""
        self.profile.write({"snooze_until": date.max, "snooze_reason": "Never"})
        followups = self._run(profiles=self.profiles)
        self.assertEqual(followups.profile_id, self.profiles - self.profile)
        self._refresh()
        self.assertFalse(self.profile.followup_level_id)
        self.assertTrue(self.profile.next_followup_date)
        tonight = self.env["credit.followup.tonight"].create({})
        tonight.action_show()
        line = tonight.line_ids.filtered(lambda line: line.profile_id == self.profile)
        self.assertEqual(line.outcome, "left_out")

    def test_customer_that_cannot_be_read_fails_alone(self):
        for method in ("_get_schedules", "_gather"):
            with self.subTest(method), self._break(method), mute_logger(RUN_LOGGER):
                followups = self._run(profiles=self.profiles)
                self.assertEqual(followups.filtered(lambda f: f.state == "sent").profile_id, self.profiles - self.profile)
                self.assertRecordValues(followups.filtered(lambda f: f.profile_id == self.profile), [
                    {"state": "failed", "channel": "manual"}])
                self.assertIn("data that nobody expected", followups.filtered("error").error)
            followups.sudo().unlink()
            self.profiles.sudo().write({"followup_level_id": False, "last_followup_date": False})

    def test_customer_that_cannot_be_decided_has_one_failure_whatever_the_nights(self):
        with self._break("_gather"), mute_logger(RUN_LOGGER):
            failed = self._run()
            self.assertFalse(self._run(1))
        self.assertRecordValues(failed, [{"state": "failed", "date": self._days(1)}])
        self.assertFalse(self._run(2).filtered(lambda f: f.state == "failed"), "works again")

    def test_due_date_at_the_end_of_time(self):
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = '0001-01-01' WHERE id = ANY(%s)",
            [self._open_item(self.env["account.move"].search([("partner_id", "=", self.customer.id)])).ids])
        self.assertEqual(len(self._run(profiles=self.profiles)), 4)

    def test_numbers_of_plans_and_levels_have_bounds(self):
        for record, vals in (
            (self.level_1, {"days_overdue": 3651}), (self.level_1, {"days_overdue": -3651}),
            (self.level_1, {"min_gap_days": 3651}), (self.level_1, {"min_gap_days": -1}),
            (self.level_1, {"min_amount": -1.0}),
            (self.level_1, {"payment_days": 3651}), (self.level_1, {"payment_link_days": 0}),
            (self.plan, {"repeat_days": 3651}), (self.plan, {"repeat_times": 1001}), (self.plan, {"min_gap_days": 3651}),
            (self.company, {"credit_bank_max_age": 3651}), (self.company, {"credit_bank_max_age": -1}),
        ):
            with (
                self.subTest(vals), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint(),
            ):
                record.write(vals)
                self.env.flush_all()

        with self.assertRaises(ValidationError):
            self.level_1.min_amount = 1e16

    def test_greatest_and_least_values_run(self):
        self.level_1.write({"days_overdue": -3650, "min_gap_days": 3650})
        self.level_4.write({"days_overdue": 3650, "min_amount": 9e14})
        self.plan.write({"repeat_days": 3650, "repeat_times": 1000, "min_gap_days": 3650})
        self.company.credit_bank_max_age = 3650
        self._run(profiles=self.profiles)
        self.env["credit.followup.tonight"].create({}).action_show()
        self.env["credit.followup.forecast"].create({"days": 366}).action_simulate()
        self.assertTrue(self.profile.effective_followup_plan_id)
