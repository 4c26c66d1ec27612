from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..score.common import ScoreCommon


@tagged("post_install", "-at_install")
class TestOverride(ScoreCommon):

    def _override(self, rating="A", until=10, **vals):
        self.profile.write({
            "override_rating_id": self.ratings[rating].id, "override_until": self._days(until),
            "override_reason": "Guaranteed by the parent company", **vals,
        })

    def _end(self, day):
        End, day = self.env["credit.decision.end"], self._days(day)
        End._end(self.env["credit.profile"].search(End._get_domain(day)), day)

    def test_rating_by_hand_applies_at_once_with_reason_approver_and_end(self):
        self.profile.rating_id = self.ratings["C"]
        self._override()
        self.assertRecordValues(self.profile, [{
            "rating_id": self.ratings["A"].id, "override_user_id": self.env.uid,
            "override_previous_rating_id": self.ratings["C"].id,
        }])
        log = self.profile.policy_log_ids.filtered(lambda log: log.field_name == "rating_id")[0]
        self.assertEqual((log.before, log.after, log.reason), ("C", "A", "Guaranteed by the parent company"))

    def test_rating_by_hand_needs_reason_and_end_date(self):
        for vals in ({"override_until": False}, {"override_reason": " "}):
            with self.subTest(vals=vals), self.assertRaisesRegex(ValidationError, "needs a reason"):
                self._override(**vals)

    def test_only_managers_rate_by_hand_or_end_it(self):
        profile = self.profile.with_user(self._user("collector"))
        with self.assertRaises(AccessError):
            profile.write({"override_rating_id": self.ratings["A"].id})
        self._override()
        with self.assertRaises(AccessError):
            profile.override_until = self._days(400)
        with self.assertRaises(AccessError):
            profile.action_end_override()

    def test_collector_cannot_choose_the_rating_that_applies_when_it_ends(self):
        self._override("B")
        profile = self.profile.with_user(self._user("collector"))
        for vals in (
            {"scored_rating_id": self.ratings["A"].id}, {"override_previous_rating_id": self.ratings["A"].id},
            {"score_date": self._days(1000)}, {"latest_score_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                profile.write(vals)

    def test_rating_by_score_applies_when_the_rating_by_hand_ends(self):
        self._paid(1000, -100, 30)
        self._score()
        self._override()
        self._end(10)
        self.assertEqual(self.profile.rating_id, self.ratings["A"])
        self._end(11)
        self.assertEqual(self.profile.rating_id, self.ratings["D"])
        self.assertFalse(self.profile.override_rating_id or self.profile.override_until or self.profile.override_user_id)
        self.assertEqual(self.profile.policy_log_ids.filtered(
            lambda log: log.field_name == "rating_id")[0].reason, "The manual rating override ended.")

    def test_rating_from_before_applies_without_a_score(self):
        self.profile.rating_id = self.ratings["B"]
        self._override("E")
        self._override("D")
        self._end(11)
        self.assertEqual(self.profile.rating_id, self.ratings["B"])

    def test_provisional_score_does_not_rate_when_the_rating_by_hand_ends(self):
        self.company.credit_min_invoices = 3
        self.profile.rating_id = self.ratings["B"]
        self._paid(1000, -100, 30)
        self._score()
        self._override("A")
        self._end(11)
        self.assertEqual(self.profile.rating_id, self.ratings["B"])

    def test_review_that_decides_another_rating_ends_it(self):
        self._override("B")
        self._paid(1000, -100, 0)
        self._review().action_approve()
        self.assertEqual(self.profile.rating_id, self.ratings["A"])
        self.assertFalse(self.profile.override_rating_id or self.profile.override_until)

    def test_manager_ends_it_early(self):
        self.profile.rating_id = self.ratings["B"]
        self._override("A", 300)
        self.profile.action_end_override()
        self.assertEqual(self.profile.rating_id, self.ratings["B"])

    def test_temporary_limit_ends_with_a_notice(self):
        collector = self._user("collector")
        self.profile.write({
            "collector_id": collector.id, "limit_mode": "limited", "credit_limit": 500, "temporary_limit": 900,
            "temporary_limit_until": self._days(3),
        })
        self._end(3)
        self.assertEqual(self.profile.temporary_limit, 900)
        self._end(4)
        self._refresh()
        self.assertEqual((self.profile.temporary_limit, self.profile.effective_limit), (0, 500))
        self.assertFalse(self.profile.temporary_limit_until)
        message = self.profile.message_ids.filtered(lambda message: "temporary limit" in message.body)
        self.assertIn(collector.partner_id, message.notified_partner_ids | message.partner_ids)
        self.assertEqual(self.profile.policy_log_ids[0].reason, "The temporary limit ended.")

    def test_nightly_run_ends_what_is_over(self):
        self.profile.rating_id = self.ratings["B"]
        self._override("A", -1)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_end_decisions").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.profile.rating_id, self.ratings["B"])
