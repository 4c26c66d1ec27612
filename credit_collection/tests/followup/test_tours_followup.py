from odoo import fields
from odoo.tests import new_test_user, tagged

from ..base.tour import TourCase
from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestToursFollowup(FollowupCommon, TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = new_test_user(
            cls.env, "cora", groups="credit_collection.credit_collection_group_collector", company_id=cls.company.id
        )

    def test_collector_works_off_the_list_of_the_night(self):
        """Journey (b): the run sends and schedules; in the morning a collector calls and notes the outcome."""
        self.level_1.activity_type_id = self.env.ref("credit_collection.mail_activity_type_followup_call")
        self.profile.collector_id = self.collector
        self._invoice(1000, -10)
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_run_followups").method_direct_trigger()
        self._refresh()
        self.assertEqual(
            {followup.channel: followup.state for followup in self.profile.followup_ids},
            {"mail": "sent", "call": "todo"},
        )
        self.start_tour(
            "/odoo/action-credit_collection.credit_followup_worklist_action",
            "credit_followup",
            login=self.collector.login,
        )
        call = self.profile.followup_ids.filtered(lambda followup: followup.channel == "call")
        self.assertRecordValues(
            call,
            [
                {
                    "state": "done",
                    "outcome": "promised",
                    "note": "Pays on Friday, waits for a credit note",
                }
            ],
        )
        self.assertFalse(call.activity_id.active)

    def test_collector_follows_up_from_the_profile(self):
        self._invoice(1000, -10)
        self.start_tour(
            f"/odoo/action-credit_collection.credit_profile_action/{self.profile.id}",
            "credit_followup_now",
            login=self.collector.login,
        )
        self.assertRecordValues(
            self.profile.followup_ids, [{"level_id": self.level_1.id, "channel": "mail", "state": "sent"}]
        )

    def test_manager_looks_at_tonight_leaves_one_out_and_runs(self):
        other = self.env["res.partner"].create({"name": "Patient Customer", "email": "patient@example.com"})
        self._invoice(1000, -10)
        self._invoice(500, -12, partner=other)
        self.env.ref("credit_collection.ir_cron_run_followups").nextcall = fields.Datetime.now()
        manager = new_test_user(
            self.env, "mona", groups="credit_collection.credit_collection_group_manager", company_id=self.company.id)
        self.start_tour(
            "/odoo/action-credit_collection.credit_followup_tonight_server_action", "credit_followup_tonight",
            login=manager.login)
        self.assertRecordValues(self.profile.followup_ids, [{"level_id": self.level_1.id, "state": "sent"}])
        left_out = other._get_credit_profiles()
        self.assertFalse(left_out.followup_ids)
        self.assertRecordValues(left_out, [{"snooze_until": self.today, "snooze_reason": "Visit tomorrow"}])
