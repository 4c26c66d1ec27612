from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import OperationalError

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ...models.common.credit_batch_mixin import PART
from ...tools.common.batches import BatchPart
from .common import CreditCommon

LOGGER = "odoo.addons.credit_collection.models.common.credit_batch_mixin"
JOB = "credit_collection.ir_cron_update_scores"


@tagged("post_install", "-at_install")
class TestBatch(CreditCommon):
    """The frame of the nightly jobs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiles = cls.env["res.partner"].create([
            {"name": f"Batch customer {number}", "is_company": True} for number in range(4)])._get_credit_profiles()
        cls.profiles.sudo().score_date = cls._days(-1)
        cls.done = []

    def setUp(self):
        super().setUp()
        self.startPatcher(self._no_commit())
        self.reports = []
        self.done = self.env["credit.profile"]

    def _no_commit(self):
        def report(_cron, processed=0, *, remaining=None, deactivate=False):
            self.reports.append((processed, remaining))
            return float("inf")

        return patch.object(type(self.env["ir.cron"]), "_commit_progress", report)

    def _run(self, broken=None, size=2, error=None):
        """Run a batch of a job that stamps the profiles and raises for ``broken``."""
        def act(profiles, today):
            if broken and broken in profiles:
                raise error or ValueError("a broken\0customer")
            profiles.score_date = today
            self.done |= profiles

        with mute_logger(LOGGER):
            return self.env["credit.profile"].sudo()._run_batch(
                JOB, lambda today: Domain("id", "in", self.profiles.ids) & Domain("score_date", "<", today), act, size=size)

    def test_batches_until_nothing_remains(self):
        self._run()
        self._run()
        self.assertEqual(self.reports, [(2, 2), (2, 0)])
        self.assertEqual(self.done, self.profiles)

    def test_failing_record_is_listed_and_stops_no_other(self):
        broken = self.profiles[0]
        for _call in range(3):
            self._run(broken)
        self.assertEqual(self.done, self.profiles - broken)
        self.assertEqual(self.reports[-1][1], 0)
        failure = self.env["credit.batch.failure"].search([("model", "=", "credit.profile"), ("res_id", "=", broken.id)])
        self.assertRecordValues(failure, [{
            "job": JOB, "date": self.today, "error": "a brokencustomer", "company_id": self.company.id,
            "document": broken.display_name}])
        self.assertIn("score customers", failure.job_name)
        self.assertEqual(failure.action_view_document()["res_id"], broken.id)

    def test_failing_records_do_not_block_those_behind_them(self):
        """As many as a batch holds fail: the next call goes on with the others."""
        broken = self.profiles[:2]

        def act(profiles, today):
            if profiles & broken:
                raise ValueError("broken")
            profiles.score_date = today

        with mute_logger(LOGGER):
            for _call in range(2):
                self.env["credit.profile"].sudo()._run_batch(
                    JOB, lambda today: Domain("id", "in", self.profiles.ids) & Domain("score_date", "<", today), act, size=2)
        self.assertEqual((self.profiles - broken).mapped("score_date"), [self.today] * 2)
        self.assertEqual(self.reports, [(2, 2), (2, 0)])

    def test_failed_record_is_tried_again_on_the_next_day(self):
        broken = self.profiles[0]
        self._run(broken, size=4)
        self.env["credit.batch.failure"].sudo().search([]).date = self._days(-1)
        self._run(size=4)
        self.assertEqual(broken.score_date, self.today)

    def test_stamped_job_does_each_record_once_a_day(self):
        """A job that leaves no trace in the record; one that fails is not taken for done."""
        broken, calls = self.profiles[0], []

        def act(profiles, today):
            if broken in profiles:
                raise ValueError("broken")
            calls.append(profiles)

        def run():
            calls.clear()
            with mute_logger(LOGGER):
                self.env["credit.profile"].sudo()._run_batch(
                    JOB, lambda _today: Domain("id", "in", self.profiles.ids), act, size=10, stamped=True)
            return self.env["credit.profile"].concat(*calls)

        Stamp = self.env["credit.batch.stamp"]
        self.assertEqual(run(), self.profiles - broken)
        self.assertFalse(run())
        self.assertEqual(Stamp._find(JOB, self.profiles), self.profiles - broken)
        Stamp.sudo().search([]).date = self._days(-1)
        self.assertEqual(run(), self.profiles - broken, "again on the next day")
        Stamp._forget(JOB, self.profiles[1])
        self.assertEqual(run(), self.profiles[1])

    def test_what_is_done_is_left_out_by_a_join(self):
        """A list of hundreds of thousands of stamps would be read again for each record."""
        Profile = self.env["credit.profile"].sudo()
        Profile._run_batch(
            JOB, lambda _today: Domain("id", "in", self.profiles[:2].ids), lambda *_args: None, size=10, stamped=True)
        undone = self.env["credit.batch.stamp"]._get_undone_domain(JOB, self.today)
        query = Profile._search(Domain("id", "in", self.profiles.ids) & undone)
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(row for row, in self.env.cr.fetchall())
        self.assertIn("Anti Join", plan)
        self.assertNotIn("SubPlan", plan)
        self.assertEqual(Profile.browse(query), self.profiles[2:])
        self.assertEqual(self.profiles.sudo().filtered_domain(undone), self.profiles[2:])

    def test_conflict_with_another_transaction_passes(self):
        with self.assertRaises(OperationalError):
            self._run(self.profiles[0], error=OperationalError("conflict"))

    def test_failure_free_batch_costs_no_query_more(self):
        self._refresh()
        self.env["res.company"]._get_credit_days()
        # Search, lock, the act with its savepoint (2) and flush, and what remains.
        with self.assertQueryCount(7):
            self._run(size=2)

    def test_each_company_on_its_own_day(self):
        far = self.setup_other_company(name="Far Away")["company"]
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        far.resource_calendar_id = self.company.resource_calendar_id.copy({"tz": "Asia/Shanghai"})
        theirs = self.profiles.partner_id._get_credit_profiles(far)
        days = {}
        with freeze_time("2026-03-10 01:00:00"):
            (self.profiles | theirs).sudo().score_date = date(2026, 3, 8)
            self.env["credit.profile"].sudo()._run_batch(
                JOB, lambda today: Domain("id", "in", (self.profiles | theirs).ids) & Domain("score_date", "<", today),
                lambda profiles, today: days.update(dict.fromkeys(profiles.company_id, today)), size=100)
        self.assertEqual(days, {self.company: date(2026, 3, 9), far: date(2026, 3, 10)})

    def test_a_run_over_midnight_does_each_record_once_a_day(self):
        """At midnight a new day begins for all, also for those that were done before it; its evening finds nothing to do."""
        self.company.resource_calendar_id.tz = "Europe/Paris"
        done = []

        def run(moment):
            with freeze_time(moment):
                self.env["credit.profile"].sudo()._run_batch(
                    JOB, lambda _today: Domain("id", "in", self.profiles.ids),
                    lambda profiles, today: done.append((today.isoformat(), profiles)), size=2, stamped=True)

        for moment in ("2026-03-31 21:58:00", "2026-03-31 22:01:00", "2026-03-31 22:20:00", "2026-04-01 21:58:00"):
            run(moment)
        self.assertEqual(done, [
            ("2026-03-31", self.profiles[:2]), ("2026-04-01", self.profiles[:2]), ("2026-04-01", self.profiles[2:])])

    def test_list_of_failures_is_for_managers_and_written_by_nobody(self):
        collector = new_test_user(self.env, "batch_collector", "credit_collection.credit_collection_group_collector")
        self._run(self.profiles[0])
        failures = self.env["credit.batch.failure"].search([])
        self.assertTrue(failures)
        with self.assertRaises(AccessError):
            failures.with_user(collector).read(["error"])
        with self.assertRaises(AccessError):
            failures.write({"error": "nothing"})
        with self.assertRaises(AccessError):
            failures.unlink()

    def test_records_that_somebody_is_working_on_are_done_in_a_minute(self):
        """Another job or a user holds all that is left: the night does not end without them."""
        self.profiles[:3].sudo().score_date = self.today
        before = self.env["ir.cron.trigger"].sudo().search([])
        with patch.object(type(self.profiles), "try_lock_for_update", lambda records, **_options: records.browse()):
            self._run()
        self.assertEqual(self.reports, [(0, 0)], "calling again at once would not help")
        trigger = self.env["ir.cron.trigger"].sudo().search([]) - before
        self.assertEqual(trigger.cron_id, self.env.ref(JOB))
        self.assertGreater(trigger.call_at, self.env.cr.now())
        self._run()
        self.assertEqual(self.done, self.profiles[3])
        self.assertEqual(self.env["ir.cron.trigger"].sudo().search([]) - before, trigger)

    # Parts, which other processes do

    def _run_part(self, profiles, day=None, **options):
        """Do a part of the job that stamps the profiles."""
        part = BatchPart(JOB, "credit.profile", day or self.today, profiles.ids)
        done = []

        def act(records, today):
            records.score_date = today
            done.append(records)

        self.env["credit.profile"].sudo().with_context(**{PART: part})._run_batch(
            options.pop("job", JOB),
            lambda today: Domain("id", "in", self.profiles.ids) & Domain("score_date", "<", today), act, size=1, **options)
        return self.env["credit.profile"].concat(*done)

    def test_part_does_its_own_records_at_once_and_leaves_the_end_to_its_process(self):
        mine = self.profiles[1:]
        self.assertEqual(self._run_part(mine), mine)
        self.assertFalse(self.reports, "who does a part commits it")

    def test_part_done_twice_does_nothing_more(self):
        for options in ({}, {"recheck": lambda today: Domain("score_date", "<", today)}):
            self.profiles.sudo().score_date = self._days(-1)
            self.assertEqual(self._run_part(self.profiles[:2], **options), self.profiles[:2])
            self.assertFalse(self._run_part(self.profiles[:2], **options))
            self.assertEqual(self._run_part(self.profiles[:3], **options), self.profiles[2], "what is left of it")

    def test_part_of_another_night_or_job_does_nothing(self):
        self.assertFalse(self._run_part(self.profiles, day=self._days(-1)))
        self.assertFalse(self._run_part(self.profiles, job="credit_collection.ir_cron_update_ranks"))

    def test_what_makes_the_records_runs_for_the_whole_job_alone(self):
        calls = []
        self._run_part(self.profiles, prepare=lambda: calls.append("part"))
        self.env["credit.profile"].sudo()._run_batch(
            JOB, lambda today: Domain.FALSE, lambda *_args: None, size=1, prepare=lambda: calls.append("job"))
        self.assertEqual(calls, ["job"])

    def test_part_calls_the_job_again_for_whom_somebody_is_working_on(self):
        busy, original = self.profiles[0], type(self.profiles).try_lock_for_update
        cron = self.env.ref(JOB)
        Trigger = self.env["ir.cron.trigger"].sudo()
        before = Trigger.search([])
        with patch.object(type(self.profiles), "try_lock_for_update",
                          lambda records, **options: original(records, **options) - busy):
            self.assertEqual(self._run_part(self.profiles), self.profiles - busy)
        self.assertEqual((Trigger.search([]) - before).cron_id, cron)
        self.assertEqual(busy.score_date, self._days(-1))

    def test_parts_keep_the_records_of_a_customer_together(self):
        """Two decisions about one customer are never taken at the same moment, and in their order."""
        promises = self.env["credit.promise"].sudo().create([
            {"profile_id": self.profiles[number].id} for number in (0, 1, 0, 2, 2, 0)])
        parts = self.env["credit.promise"].sudo()._split_batch(JOB, Domain("id", "in", promises.ids), size=3, order="id")
        self.assertEqual([part.ids for part in parts], [
            [promises[number].id for number in numbers] for numbers in ((0, 2, 5), (1, 3, 4))])
        self.assertEqual({part[:3] for part in parts}, {(JOB, "credit.promise", self.today)})

    def test_parts_are_of_one_day_each(self):
        far = self.setup_other_company(name="Far Away")["company"]
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        far.resource_calendar_id = self.company.resource_calendar_id.copy({"tz": "Asia/Shanghai"})
        theirs = self.profiles.partner_id._get_credit_profiles(far)
        with freeze_time("2026-03-10 01:00:00"):
            parts = self.env["credit.profile"].sudo()._split_batch(
                JOB, Domain("id", "in", (self.profiles | theirs).ids), size=3, order="id")
        self.assertEqual([(part.day, part.ids) for part in parts], [
            (date(2026, 3, 9), self.profiles[:3].ids), (date(2026, 3, 9), self.profiles[3:].ids),
            (date(2026, 3, 10), theirs[:3].ids), (date(2026, 3, 10), theirs[3:].ids)])

    def test_old_failures_are_forgotten(self):
        self._run(self.profiles[0])
        failures = self.env["credit.batch.failure"].sudo().search([])
        failures[0].date = self._days(-91)
        self.env["credit.batch.failure"]._gc_failures()
        self.assertFalse(failures[0].exists())
