from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ...models.followup import credit_followup_round_candidates
from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupRepeat(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"repeat_days": 10, "repeat_times": 2})

    def _reach_the_last_level(self):
        self._invoice(1000, -100)
        for days in (0, 3, 6, 9):
            self._run(days)
        self.assertEqual(self.profile.followup_level_id, self.level_4)

    def test_last_level_comes_again_then_a_person_takes_over_once(self):
        self.company.credit_manager_id = self.env.user
        self._reach_the_last_level()
        self.assertFalse(self._run(18))
        self.assertRecordValues(self._run(19), [
            {"level_id": self.level_4.id, "repeat_number": 1, "cycle": 0, "state": "sent", "channel": "mail"}])
        self.assertFalse(self._run(19), "same day again")
        self.assertEqual(self._run(29).repeat_number, 2)
        self.assertFalse(self._run(38))
        handed_over = self._run(39)
        self.assertRecordValues(handed_over, [{
            "channel": "manual", "state": "todo", "level_id": self.level_4.id, "user_id": self.env.uid}])
        self.assertRecordValues(handed_over.activity_id, [{
            "res_model": "credit.profile", "res_id": self.profile.id, "user_id": self.env.uid,
            "summary": "Not paid after the last level: decide what comes next."}])
        self.assertFalse(self._run(60) + self._run(90), "once")

    def test_closing_the_activity_closes_the_hand_over(self):
        self.plan.repeat_times = 0
        self._reach_the_last_level()
        handed_over = self._run(25)
        handed_over.activity_id.action_feedback(feedback="To the lawyer")
        self.assertRecordValues(handed_over, [{"state": "done", "note": "To the lawyer"}])

    def test_paid_after_a_repetition_starts_anew(self):
        self._reach_the_last_level()
        self._run(19)
        self._pay(self.profile.followup_ids.line_ids.move_id)
        self.assertFalse(self._run(29))
        self._invoice(500, 24)
        self.assertEqual(self._run(30).level_id, self.level_1)

    def test_repetition_that_was_not_delivered_is_not_passed(self):
        self._reach_the_last_level()
        second = self._run(19)
        second.sudo()._set_state("failed", error="Bounced")
        self.assertFalse(self._run(40))
        second.action_retry()
        self.assertEqual(second.state, "sent")


@tagged("post_install", "-at_install")
class TestFollowupGap(FollowupCommon):
    def test_plan_keeps_messages_apart_whatever_the_level(self):
        self.plan.min_gap_days = 8
        self._invoice(1000, -100)
        self.assertTrue(self._run())
        self.assertFalse(self._run(7))
        self.assertEqual(self._run(8).level_id, self.level_2)

    def test_country_of_the_customer_may_ask_for_more(self):
        other = self.env["res.partner"].create({"name": "French", "country_id": self.env.ref("base.fr").id})
        self.customer.country_id = self.env.ref("base.be")
        self.plan.country_gap_ids = [Command.create({"country_id": self.env.ref("base.be").id, "min_gap_days": 14})]
        self._invoice(1000, -100)
        self._invoice(1000, -100, partner=other)
        other.email = "french@example.com"
        profiles = self.profile + other._get_credit_profiles()
        self.assertEqual(len(self._run(profiles=profiles)), 2)
        self.assertEqual(self._run(3, profiles=profiles).profile_id, profiles[1])
        self.assertFalse(self._run(13))
        self.assertEqual(self._run(14).level_id, self.level_2)

    def test_follow_up_by_hand_counts_for_the_gap(self):
        self._invoice(1000, -100)
        self._run()
        case = self.round.sudo()._prepare_manual_case(self.profile.sudo(), self.level_2, ("manual",), self._days(2))
        self.round.sudo()._follow_up_manually(case, self._days(2))
        self.assertFalse(self._run(4))
        self.assertEqual(self._run(5).level_id, self.level_3)

    def test_next_level_is_counted_from_the_day_a_failed_mail_really_left(self):
        self.customer.email = False
        self._invoice(1000, -100)
        failed = self._run(-10)
        self.assertEqual(failed.state, "failed")
        self.assertFalse(self._run(-1), "not counted: nothing was sent")
        self.customer.email = "late@example.com"
        failed.action_retry()
        self.assertRecordValues(failed, [{"state": "sent", "date": self.today}])
        self.assertEqual(self.profile.last_followup_date, self.today)
        self.assertFalse(self._run(2))
        self.assertEqual(self._run(3).level_id, self.level_2)

    def test_next_level_is_counted_from_the_day_the_mail_server_took_it(self):
        self._invoice(1000, -100)
        mail = self._mails(self._run(-5))
        self.env.cr.execute("UPDATE mail_mail SET create_date = create_date - INTERVAL '5 days' WHERE id = %s", [mail.id])
        mail.invalidate_recordset()
        mail._postprocess_sent_message(self.customer.ids, [])
        self.assertEqual(self.profile.last_followup_date, self.today)
        self.assertFalse(self._run(2))
        self.assertEqual(self._run(3).level_id, self.level_2)


class WindowCommon(FollowupCommon):
    """Working hours Monday to Friday, 9 to 17 in Brussels; dates are relative to a Monday, 12 January 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create({
            "name": "Office", "company_id": False, "tz": "Europe/Brussels",
            "attendance_ids": [Command.clear(), *(Command.create({
                "name": "Work", "dayofweek": str(weekday), "hour_from": 9, "hour_to": 17, "day_period": "morning",
            }) for weekday in range(5))],
        })
        cls.plan.write({"sending_window": "days", "calendar_id": cls.calendar.id})
        cls.monday = fields.Date.to_date("2026-01-12")

    def _owe(self, days_overdue, on):
        """An invoice over 1000 that is ``days_overdue`` days late ``on`` a day."""
        return self._invoice(1000, (on - timedelta(days_overdue) - self.today).days)

    def _run_on(self, day, now=None, profiles=None):
        self._refresh()
        return (profiles or self.profile)._run_followups(day, now=now)


@tagged("post_install", "-at_install")
class TestFollowupWindow(WindowCommon):
    def test_weekend_shifts_the_message_and_its_date(self):
        saturday = self.monday - timedelta(2)
        self._owe(5, saturday)
        self.assertFalse(self._run_on(saturday))
        self.assertEqual(self.profile.followup_waits_until, datetime(2026, 1, 11, 23, 0), "Monday 0:00 in Brussels")
        self.assertFalse(self._run_on(saturday + timedelta(1)))
        followup = self._run_on(self.monday)
        self.assertRecordValues(followup, [{"level_id": self.level_1.id, "date": self.monday, "days_overdue": 7}])
        self.assertFalse(self.profile.followup_waits_until)
        self.assertEqual(self.profile.last_followup_date, self.monday, "the next level is counted from here")

    def test_what_is_paid_while_the_message_waits_is_not_demanded(self):
        saturday = self.monday - timedelta(2)
        paid, kept = self._owe(5, saturday), self._owe(6, saturday)
        self._run_on(saturday)
        self._pay(paid, date=self.monday)
        self.assertEqual(self._run_on(self.monday).line_ids, self._open_item(kept))

    def test_public_holiday_shifts_the_message(self):
        self.env["resource.calendar.leaves"].create({
            "name": "Holiday", "calendar_id": self.calendar.id, "company_id": self.company.id,
            "date_from": "2026-01-11 23:00:00", "date_to": "2026-01-12 22:59:59"})
        self._owe(10, self.monday)
        self.assertFalse(self._run_on(self.monday))
        self.assertTrue(self._run_on(self.monday + timedelta(1)))

    def test_holiday_of_another_company_or_person_does_not(self):
        other = self.setup_other_company()["company"]
        person = self.env["resource.resource"].sudo().create({"name": "Ann", "calendar_id": self.calendar.id})
        span = {"calendar_id": self.calendar.id, "date_from": "2026-01-11 23:00:00", "date_to": "2026-01-12 22:59:59"}
        leaves = self.env["resource.calendar.leaves"].create([
            {**span, "name": "Theirs"}, {**span, "name": "Ann", "resource_id": person.id}])
        leaves[0].flush_recordset()
        self.env.cr.execute("UPDATE resource_calendar_leaves SET company_id = %s WHERE id = %s", [other.id, leaves[0].id])
        leaves.invalidate_recordset()
        self._owe(10, self.monday)
        self.assertTrue(self._run_on(self.monday))

    def test_hours_are_those_of_the_calendar(self):
        self.plan.sending_window = "hours"
        self._owe(10, self.monday)
        self.assertFalse(self._run_on(self.monday, datetime(2026, 1, 12, 7, 59)), "8:59 in Brussels")
        self.assertEqual(self.profile.followup_waits_until, datetime(2026, 1, 12, 8, 0))
        self.assertTrue(self._run_on(self.monday, datetime(2026, 1, 12, 8, 0)))

    def test_summer_time_moves_the_hour(self):
        self.plan.sending_window = "hours"
        monday = fields.Date.to_date("2026-03-30")
        self._owe(10, monday)
        self.assertTrue(self._run_on(monday, datetime(2026, 3, 30, 7, 0)), "9:00, the clocks have changed")

    def test_evening_shifts_to_the_next_working_day(self):
        self.plan.sending_window = "hours"
        friday = self.monday - timedelta(3)
        self._owe(10, friday)
        self.assertFalse(self._run_on(friday, datetime(2026, 1, 9, 16, 0)))
        self.assertEqual(self.profile.followup_waits_until, datetime(2026, 1, 12, 8, 0))

    def test_working_time_of_the_company_without_one_of_the_plan(self):
        self.plan.calendar_id = False
        self.company.resource_calendar_id = self.calendar
        saturday = self.monday - timedelta(2)
        self._owe(10, saturday)
        self.assertFalse(self._run_on(saturday))

    def test_reminder_before_a_weekend_leaves_on_friday(self):
        reminder = self.env["credit.followup.level"].create({
            "plan_id": self.plan.id, "name": "Tomorrow", "days_overdue": -1, "subject": "Due tomorrow", "min_gap_days": 1})
        friday, sunday = self.monday - timedelta(3), self.monday - timedelta(1)
        self._owe(0, sunday)
        self.assertFalse(self._run_on(friday - timedelta(1)))
        followup = self._run_on(friday)
        self.assertRecordValues(followup, [{"level_id": reminder.id, "amount_due": 1000.0, "date": friday}])
        self.assertTrue(followup.line_ids)
        self.assertFalse(self._run_on(sunday) + self._run_on(self.monday))

    def test_cleared_and_handed_over_while_messages_wait(self):
        saturday = self.monday - timedelta(2)
        invoice = self._owe(10, self.monday - timedelta(4))
        self._run_on(self.monday - timedelta(4))
        self._pay(invoice, date=saturday)
        self._run_on(saturday)
        self.assertFalse(self.profile.followup_level_id)

    def test_waiting_customer_is_looked_at_again_at_the_hour(self):
        self._owe(10, self.today)
        self._refresh()
        self.profile.sudo().write({
            "followup_run_date": self.today, "followup_waits_until": fields.Datetime.now() - timedelta(minutes=1)})
        domain = self.round._get_candidates_domain(self.today)
        self.assertIn(self.profile, self.profile.search(domain))
        self.profile.sudo().followup_waits_until = fields.Datetime.now() + timedelta(hours=1)
        self.assertNotIn(self.profile, self.profile.search(domain))

    def test_scheduled_action_wakes_at_the_hour_and_knows_the_day_of_the_company(self):
        self.plan.sending_window = "hours"
        self.company.resource_calendar_id = self.calendar
        self._owe(10, self.monday)
        night = datetime(2026, 1, 11, 23, 30)  # still Sunday in UTC, Monday 0:30 in Brussels
        cron = self.env.ref("credit_collection.ir_cron_run_followups")
        with patch.object(credit_followup_round_candidates.fields.Datetime, "now", lambda *_args: night), \
                patch.object(self.registry["ir.cron"], "_commit_progress"):
            self.env["credit.profile"].with_user(self.env.ref("base.user_root"))._cron_run_followups()
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "followup_run_date": self.monday, "followup_waits_until": datetime(2026, 1, 12, 8, 0)}])
        triggers = self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)])
        self.assertIn(datetime(2026, 1, 12, 8, 0), triggers.mapped("call_at"))

    def test_query_count_does_not_grow(self):
        saturday = self.monday - timedelta(2)
        counts = []
        for count in (2, 20):
            partners = self.env["res.partner"].create([
                {"name": f"Debtor {number}", "email": f"debtor{number}@example.com"} for number in range(count)])
            self._invoices([(100, (saturday - timedelta(10) - self.today).days, partner) for partner in partners])
            profiles = partners._get_credit_profiles()
            self._refresh()
            before = self.env.cr.sql_log_count
            profiles._run_followups(saturday)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertTrue(all(profiles.mapped("followup_waits_until")))
        self.assertLessEqual(counts[1], counts[0] + 1)
