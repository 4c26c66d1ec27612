import random
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import FollowupCommon

from .common import QueueCommon

FOLLOWUPS = "credit_collection.ir_cron_run_followups"
CANDIDATES = "odoo.addons.credit_collection.models.followup.credit_followup_round_candidates"


@tagged("post_install", "-at_install")
class TestQueueSameNight(QueueCommon, FollowupCommon):
    """The night of follow-ups leaves the same behind, whoever does it and in whatever order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtors = cls.env["res.partner"].create([
            {"name": f"Debtor {number}", "email": f"debtor.{number}@example.com"} for number in range(9)])
        for number, partner in enumerate(cls.debtors):
            cls._invoice(100 + number, -10 - number, partner=partner)

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(f"{CANDIDATES}.FOLLOWUP_BATCH", 2))

    def _read_night(self):
        """:return: what the night left, without ids"""
        self._refresh()
        profiles = self.debtors._get_credit_profiles()
        followups = self.env["credit.followup"].sudo().search([("profile_id", "in", profiles.ids)])
        return (
            sorted((followup.profile_id.partner_id.name, followup.level_id.id, followup.state, followup.channel,
                    followup.amount_due, followup.mail_id.subject) for followup in followups),
            [(profile.followup_level_id, profile.followup_run_date, profile.last_followup_date, profile.followup_cycle)
             for profile in profiles],
        )

    def test_same_decisions_and_evidence_in_any_order(self):
        with self.env.cr.savepoint() as alone:
            self.assertGreater(self._call(FOLLOWUPS, alive=False), 8)
            wanted = self._read_night()
            alone.rollback()
        self._refresh()
        self.assertEqual(len(wanted[0]), 9)
        self.assertFalse(self._read_night()[0])
        self.assertEqual(self._call(FOLLOWUPS), 0)
        jobs = list(self._find_jobs())
        self.assertGreater(len(jobs), 4)
        random.Random(1).shuffle(jobs)
        self._perform(jobs)
        self.assertEqual(self._read_night(), wanted)

    def test_scheduler_on_one_server_beside_the_queue_does_nothing_twice(self):
        """The runner stops in the middle: the scheduler does what is left, then the queue wakes up again."""
        self._call(FOLLOWUPS)
        jobs = self._find_jobs()
        self._perform(jobs[:2])
        self._call(FOLLOWUPS, alive=False)
        night = self._read_night()
        self.assertEqual(len(night[0]), 9)
        self._perform(jobs)
        self.assertEqual(self._read_night(), night)

    def test_customer_who_pays_before_the_job_is_done_hears_nothing(self):
        self._call(FOLLOWUPS)
        paid = self.debtors[4]
        self._pay(self.env["account.move"].search([("partner_id", "=", paid.id), ("move_type", "=", "out_invoice")]))
        self._perform(self._find_jobs())
        followups = self.env["credit.followup"].sudo().search([("profile_id.partner_id", "in", self.debtors.ids)])
        self.assertEqual(followups.profile_id.partner_id, self.debtors - paid)
