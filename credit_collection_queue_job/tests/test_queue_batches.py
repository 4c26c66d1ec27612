from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.credit_collection.tests.common import CreditCommon
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from .common import SCORES, QueueCommon

LOGGER = "odoo.addons.credit_collection_queue_job.models.ir_cron"


@tagged("post_install", "-at_install")
class TestQueueBatches(QueueCommon, CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Only ours have to be scored.
        cls.env["credit.profile"].search([]).sudo().score_date = cls.today
        cls.profiles = cls.env["res.partner"].create([
            {"name": f"Queued customer {number}", "is_company": True} for number in range(5)])._get_credit_profiles()
        cls.profiles.sudo().score_date = cls._days(-1)

    def setUp(self):
        super().setUp()
        self.startPatcher(patch("odoo.addons.credit_collection.models.score.credit_scorecard.BATCH", 2))

    def _find_scored(self):
        return self.profiles.filtered(lambda profile: profile.score_date == self.today)

    def test_batches_are_queued_and_done_by_whoever_takes_them(self):
        self.assertEqual(self._call(SCORES), 0)
        jobs = self._find_jobs()
        self.assertEqual([job.args[3] for job in jobs], [self.profiles[:2].ids, self.profiles[2:4].ids, self.profiles[4].ids])
        self.assertFalse(self._find_scored())
        self._perform(jobs[1])
        self.assertEqual(self._find_scored(), self.profiles[2:4])
        self._perform(jobs[2] + jobs[0])
        self.assertEqual(self._find_scored(), self.profiles)

    def test_job_says_what_it_is_for_whom_and_for_which_day(self):
        self._call(SCORES)
        job = self._find_jobs()[0]
        cron = self.env.ref(SCORES)
        self.assertRecordValues(job, [{
            "name": f"{cron.name}: 2 records, {self.today}", "company_id": self.company.id, "channel": "root.credit",
            "user_id": cron.user_id.id, "state": "pending"}])
        self.assertEqual(job.records, cron)
        self.assertEqual(job.args[:3], [SCORES, "credit.profile", self.today])

    def test_scheduler_that_comes_again_queues_only_what_is_new(self):
        self._call(SCORES)
        first = self._find_jobs()
        self._call(SCORES)
        self.assertEqual(self._find_jobs(), first)
        late = self.env["res.partner"].create({"name": "Late customer", "is_company": True})._get_credit_profiles()
        late.sudo().score_date = self._days(-1)
        self._call(SCORES)
        self.assertEqual((self._find_jobs() - first).args[3], late.ids)

    def test_same_batch_is_queued_once(self):
        """Even when the list of what waits was read before."""
        cron = self.env.ref(SCORES).sudo()
        with patch.object(type(cron), "_get_credit_parts", lambda *_args: []):
            self._call(SCORES)
            self._call(SCORES)
        self.assertEqual(len(self._find_jobs()), 3)

    def test_batch_that_runs_is_not_queued_again(self):
        self._call(SCORES)
        job = self._find_jobs()[0]
        running = Job.load(self.env, job.uuid)
        running.set_started()
        running.store()
        self._call(SCORES)
        self.assertEqual(len(self._find_jobs()), 2)

    def test_batch_done_twice_changes_nothing(self):
        self._call(SCORES)
        jobs = self._find_jobs()
        self._perform(jobs)
        scores = self.env["credit.score"].search([("profile_id", "in", self.profiles.ids)])
        self._perform(jobs)
        self.assertEqual(self.env["credit.score"].search([("profile_id", "in", self.profiles.ids)]), scores)

    def test_batch_of_yesterday_is_left_to_the_scheduler_of_today(self):
        self._call(SCORES)
        old = self._find_jobs()
        for record in old:
            job = Job.load(self.env, record.uuid)
            with patch.object(type(job), "args", (*record.args[:2], self._days(-1), record.args[3])):
                job.perform()
        self.assertFalse(self._find_scored())
        with patch.object(type(self.env["ir.cron"]), "_get_credit_parts", lambda *_args: []):
            old.sudo().button_cancelled()
            self._call(SCORES)
        self.assertEqual(len(self._find_jobs()), 3)

    def test_batch_that_fails_is_tried_again_alone(self):
        self._call(SCORES)
        jobs = self._find_jobs()
        Mixin = type(self.env["credit.profile"])
        original = Mixin._act_batch

        def act(records, *args):
            if self.profiles[2] in records:
                raise ZeroDivisionError("out of order")
            return original(records, *args)

        with patch.object(Mixin, "_act_batch", act), mute_logger(LOGGER):
            self._perform(jobs[0])
            with self.assertRaisesRegex(RetryableJobError, "out of order"):
                self._perform(jobs[1])
            self._perform(jobs[2])
        self.assertEqual(self._find_scored(), self.profiles - self.profiles[2:4])
        self._perform(jobs[1])
        self.assertEqual(self._find_scored(), self.profiles)

    def test_record_that_fails_is_listed_and_stops_no_other_of_its_batch(self):
        Profile = type(self.env["credit.profile"])
        original = Profile._update_scores

        def update(profiles, today):
            if self.profiles[2] in profiles:
                raise ValueError("broken customer")
            return original(profiles, today)

        self._call(SCORES)
        with patch.object(Profile, "_update_scores", update), \
                mute_logger("odoo.addons.credit_collection.models.common.credit_batch_mixin"):
            self._perform(self._find_jobs())
        self.assertEqual(self._find_scored(), self.profiles - self.profiles[2])
        failures = self.env["credit.batch.failure"].search([("job", "=", SCORES)])
        self.assertEqual(failures.mapped("res_id"), self.profiles[2].ids)

    def test_one_batch_alone_is_done_at_once(self):
        self.profiles[2:].sudo().score_date = self.today
        self.assertEqual(self._call(SCORES), 2)
        self.assertFalse(self._find_jobs())
        self.assertEqual(self._find_scored(), self.profiles)

    def test_without_a_runner_the_scheduler_does_it_all(self):
        self.assertEqual(self._call(SCORES, alive=False), 5)
        self.assertFalse(self._find_jobs())
        self.assertEqual(self._find_scored(), self.profiles)

    def test_what_somebody_calls_is_done_at_once(self):
        with self._scheduler() as reports:
            self.env["credit.scorecard"].sudo()._cron_update()
        self.assertEqual(reports, [(2, 3)])
        self.assertFalse(self._find_jobs())

    def test_runner_is_known_by_its_lock(self):
        Cron = self.env["ir.cron"]
        # Not the number itself: a runner may live beside the tests.
        self.startPatcher(patch(f"{LOGGER}.PG_ADVISORY_LOCK_ID", PG_ADVISORY_LOCK_ID + 1))
        self.assertFalse(Cron._is_credit_runner_alive())
        for number, alive in ((PG_ADVISORY_LOCK_ID + 2, False), (PG_ADVISORY_LOCK_ID + 1, True)):
            self.env.cr.execute("SELECT pg_try_advisory_lock(%s)", [number])
            self.addCleanup(self.env.cr.execute, "SELECT pg_advisory_unlock(%s)", [number])
            self.assertIs(Cron._is_credit_runner_alive(), alive)

    def test_jobs_whose_order_decides_are_never_shared(self):
        with patch("odoo.addons.credit_collection.models.worklist.credit_portfolio.BATCH", 1):
            self.assertGreater(self._call("credit_collection.ir_cron_assign_collectors"), 5)
        self.assertFalse(self._find_jobs())

    def test_scheduled_action_may_have_a_channel_of_its_own(self):
        self.env.ref(SCORES).sudo().credit_channel_id = self.env["queue.job.channel"].sudo().create({
            "name": "scores", "parent_id": self.env.ref("credit_collection_queue_job.channel_credit").id})
        self._call(SCORES)
        self.assertEqual(set(self._find_jobs().mapped("channel")), {"root.credit.scores"})

    def test_batch_of_several_companies_belongs_to_none(self):
        far = self.setup_other_company(name="Far Away")["company"]
        theirs = self.profiles[:1].partner_id._get_credit_profiles(far)
        theirs.sudo().score_date = self._days(-1)
        self._call(SCORES)
        jobs = self._find_jobs()
        self.assertEqual([job.company_id for job in jobs], [self.company] * 2 + [self.env["res.company"]])
        self._perform(jobs)
        self.assertEqual(self._find_scored(), self.profiles)
        self.assertEqual(theirs.score_date, self.today)

    def test_channel_is_shown_to_those_who_manage_the_queue(self):
        view = self.env.ref("credit_collection_queue_job.ir_cron_view_form")
        self.assertIn("credit_channel_id", view.arch)
        Cron = self.env["ir.cron"]
        admin = self.env.ref("base.user_admin")
        admin.group_ids -= self.env.ref("queue_job.group_queue_job_manager")
        self.assertNotIn("credit_channel_id", Cron.with_user(admin).fields_get())
        admin.group_ids += self.env.ref("queue_job.group_queue_job_manager")
        self.assertIn("credit_channel_id", Cron.with_user(admin).fields_get())

    def test_each_nightly_job_can_be_done_by_parts(self):
        """All scheduled actions of ours accept a part that holds nothing of theirs, and leave the records alone."""
        crons = self.env["ir.cron"].sudo().search(
            Domain("ir_actions_server_id.code", "=like", "model.\\_cron\\_%"))
        own = [(cron, xmlid) for cron, xmlid in crons.get_external_id().items() if xmlid.startswith("credit_collection")]
        self.assertGreater(len(own), 25)
        Profile = self.env["credit.profile"]
        before = Profile.search([]).read(["write_date", "score_date", "followup_run_date"])
        for cron_id, xmlid in own:
            with self.subTest(xmlid):
                self.env["ir.cron"].browse(cron_id)._run_credit_part(xmlid, "credit.none", self.today, [])
        self._refresh()
        self.assertEqual(Profile.search([]).read(["write_date", "score_date", "followup_run_date"]), before)
