from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import CreditCommon

# 01:00 UTC: in Los Angeles it is still the evening of the 9th.
LOS_ANGELES_EVENING = "2026-06-10 01:00:00"
# 22:00 UTC: in Shanghai the 10th has begun at 06:00.
SHANGHAI_MORNING = "2026-06-09 22:00:00"
NINTH, TENTH = date(2026, 6, 9), date(2026, 6, 10)


@tagged("post_install", "-at_install")
class TestClockOfJobs(CreditCommon):
    """Jobs and screens go by the day of the company, not by that of the server or of the user."""

    def _run_job(self, name, zone, moment):
        self.company.resource_calendar_id.tz = zone
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(f"credit_collection.{name}").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def _end_of_temporary_limit(self, zone, moment):
        with freeze_time("2026-06-01 12:00:00"):
            self.profile.write({
                "limit_mode": "limited", "credit_limit": 100, "temporary_limit": 500, "temporary_limit_until": NINTH})
        self._run_job("ir_cron_end_decisions", zone, moment)
        return self.profile.temporary_limit

    def test_temporary_limit_lasts_to_the_evening_of_its_last_day(self):
        self.assertEqual(self._end_of_temporary_limit("America/Los_Angeles", LOS_ANGELES_EVENING), 500)

    def test_temporary_limit_ends_with_its_last_day_where_the_next_one_has_begun(self):
        self.assertEqual(self._end_of_temporary_limit("Asia/Shanghai", SHANGHAI_MORNING), 0)

    def _promise_of_the_ninth(self, zone, moment):
        with freeze_time("2026-06-01 12:00:00"):
            move = self._invoice(100, -20)
            promise = self.env["credit.promise"].create({
                "profile_id": self.profile.id, "line_ids": self._open_item(move).ids,
                "instalment_ids": [(0, 0, {"date": NINTH, "amount": 100})]})
            promise.action_open()
        self._run_job("ir_cron_settle_promises", zone, moment)
        return promise.state

    def test_promise_is_not_broken_before_its_local_day_is_over(self):
        self.assertEqual(self._promise_of_the_ninth("America/Los_Angeles", LOS_ANGELES_EVENING), "open")

    def test_promise_is_broken_when_its_local_day_is_over(self):
        self.assertEqual(self._promise_of_the_ninth("Asia/Shanghai", SHANGHAI_MORNING), "broken")

    def test_every_job_stamps_the_day_of_the_company(self):
        for zone, moment, today in (
            ("America/Los_Angeles", LOS_ANGELES_EVENING, NINTH), ("Asia/Shanghai", SHANGHAI_MORNING, TENTH),
        ):
            for job in ("ir_cron_evaluate_alerts", "ir_cron_assign_collectors"):
                with self.subTest(job=job, zone=zone):
                    self.env["credit.batch.stamp"].sudo().search([]).unlink()
                    self._run_job(job, zone, moment)
                    self.assertEqual(self.env["credit.batch.stamp"].search([("res_id", "=", self.profile.id)]).date, today)
            self.profile.sudo().score_date = False
            self._run_job("ir_cron_update_scores", zone, moment)
            self.assertEqual(self.profile.score_date, today)
            self.env["credit.rank"].sudo()._of(self.profile).unlink()
            self._run_job("ir_cron_update_ranks", zone, moment)
            self.assertEqual(self.env["credit.rank"]._of(self.profile).ranked_on, today)

    def test_user_in_another_zone_sees_the_day_of_the_company(self):
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        with freeze_time(LOS_ANGELES_EVENING):
            score = self.env["credit.external.score"].create({
                "profile_id": self.profile.id, "agency": "Agency", "score": 10, "date": date(2026, 1, 1),
                "valid_until": NINTH})
            seen = score.with_context(tz="Asia/Shanghai")
            self.assertTrue(seen.is_valid)
            self.assertIn(score, seen.search([("is_valid", "=", True)]))
