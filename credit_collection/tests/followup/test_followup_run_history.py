from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import RUN_LOGGER, FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupRunHistory(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls._create_others()
        for partner in cls.customer | cls.others[:2]:
            cls._invoice(1000, -10, partner=partner)
        cls._invoice(1000, -2, partner=cls.others[2])
        cls.profiles = cls.profile | cls.others._get_credit_profiles()

    def _get_run(self, days=0):
        self._refresh()
        return self.env["credit.followup.run"].search([
            ("date", "=", self._days(days)), ("company_id", "=", self.company.id)])

    def test_run_is_counted(self):
        self.level_1.activity_type_id = self.env.ref("credit_collection.mail_activity_type_followup_call")
        self._run(profiles=self.profiles)
        run = self._get_run()
        self.assertRecordValues(run, [{
            "customer_count": 4, "followup_count": 6, "mail_count": 3, "call_count": 3, "letter_count": 0,
            "skipped_count": 1, "failed_count": 0, "amount": 3000.0, "batch_count": 1,
        }])
        self.assertGreaterEqual(run.ended, run.started)
        self.assertGreater(run.seconds, 0)
        self.assertEqual(
            [(line.kind, line.level_id, line.channel, line.state, line.reason, line.count) for line in run.line_ids],
            [
                ("followup", self.level_1, "call", "todo", False, 3),
                ("followup", self.level_1, "mail", "sent", False, 3),
                ("skipped", self.level_1.browse(), False, False, "waiting", 1),
            ])

    def test_batches_of_a_day_are_one_run(self):
        for profile in self.profiles:
            self._run(profiles=profile)
        run = self._get_run()
        self.assertRecordValues(run, [{"batch_count": 4, "customer_count": 4, "followup_count": 3, "amount": 3000.0}])
        self.assertEqual(len(run.line_ids), 2)
        self._run(1, profiles=self.profiles)
        self.assertEqual(self._get_run(1).customer_count, 4)
        self.assertEqual(self._get_run().customer_count, 4)

    def test_nightly_run_writes_it_with_each_batch(self):
        with (
            patch("odoo.addons.credit_collection.models.followup.credit_followup_round_candidates.FOLLOWUP_BATCH", 2),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("credit_collection.ir_cron_run_followups").method_direct_trigger()
        self._refresh()
        run = self.env["credit.followup.run"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(run, [{"batch_count": 2, "customer_count": 4, "followup_count": 3}])

    def test_failures_are_found_and_retried(self):
        self.customer.email = False
        self._run(profiles=self.profiles)
        run = self._get_run()
        self.assertEqual(run.failed_count, 1)
        self.assertEqual(run.search([("failed_count", ">", 0), ("company_id", "=", self.company.id)]), run)
        failed = self.env["credit.followup"].search(run.action_view_failed()["domain"])
        self.assertEqual(failed.profile_id, self.profile)
        self.customer.email = "found@example.com"
        run.action_retry_failed()
        self.assertEqual(failed.state, "sent")
        self.assertEqual(self._get_run().failed_count, 0)

    def test_failure_of_a_broken_layout_is_counted(self):
        self.level_1.layout_view_id = self.env["ir.ui.view"].sudo().create({
            "name": "broken", "type": "qweb", "arch": "<t t-name='broken'><p t-out='missing_value.name'/></t>"})
        with mute_logger(RUN_LOGGER):
            self._run(profiles=self.profiles)
        self.assertRecordValues(self._get_run(), [{"followup_count": 3, "failed_count": 3}])

    def test_message_refused_later_shows_in_its_run(self):
        followups = self._run(profiles=self.profiles)
        self._mails(followups[0])._postprocess_sent_message([], [], failure_reason="Unknown", failure_type="mail_smtp")
        self.assertEqual(self._get_run().failed_count, 1)

    def test_rights_and_companies(self):
        self.customer.email = False
        self._run(profiles=self.profiles)
        viewer = new_test_user(
            self.env, "vera", groups="credit_collection.credit_collection_group_viewer", company_id=self.company.id)
        run = self._get_run().with_user(viewer)
        self.assertEqual(run.customer_count, 4)
        with self.assertRaises(AccessError):
            run.action_retry_failed()
        with self.assertRaises(AccessError):
            self.env["credit.followup.run.entry"].with_user(viewer).create({
                "company_id": self.company.id, "date": self.today, "kind": "batch"})
        salesperson = new_test_user(self.env, "sally", groups="sales_team.group_sale_salesman", company_id=self.company.id)
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stan", groups="credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[other.id])
        for model in ("credit.followup.run", "credit.followup.run.line", "credit.followup.run.entry"):
            self.assertFalse(self.env[model].with_user(salesperson).has_access("read"))
            self.assertFalse(self.env[model].with_user(stranger).search([]))
            self.assertFalse(self.env[model].has_access("write"), "evidence")

    def test_each_company_has_its_run(self):
        other = self.setup_other_company()["company"]
        other.credit_followup_plan_id = self.plan
        elsewhere = self.customer._get_credit_profiles(other)
        self._run(profiles=self.profiles | elsewhere)
        runs = self.env["credit.followup.run"].sudo().search([
            ("date", "=", self.today), ("company_id", "in", (self.company | other).ids)])
        self.assertEqual({run.company_id: run.customer_count for run in runs}, {self.company: 4, other: 1})
        seconds = {run.company_id: run.seconds for run in runs}
        self.assertAlmostEqual(seconds[self.company], seconds[other] * 4, 3, "each has its part of the time")

    def test_history_costs_two_queries_per_batch(self):
        Entry = self.registry["credit.followup.run.entry"]
        record, counts = Entry._record, []

        def count(entries, *args):
            entries.env.flush_all()
            before = entries.env.cr.sql_log_count
            record(entries, *args)
            entries.env.flush_all()
            counts.append(entries.env.cr.sql_log_count - before)

        with patch.object(Entry, "_record", count):
            self._run(-1, profiles=self.profile)
            self._run(profiles=self.profile)
            self._run(profiles=self.profiles)
        self.assertLessEqual(max(counts[1:]), 2, "whatever the number of customers; the first reads the defaults")
