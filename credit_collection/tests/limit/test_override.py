from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..score.common import ScoreCommon


@tagged("post_install", "-at_install")
class TestOverride(ScoreCommon):

    def _override(self, rating="A", until=10, user=None, **vals):
        return self.env["credit.manual.rating"].with_user(user or self.env.user).create({
            "profile_id": self.profile.id, "rating_id": self.ratings[rating].id, "date_until": self._days(until),
            "reason": "Guaranteed by the parent company", **vals,
        })

    def _end(self, day):
        End, day = self.env["credit.decision.end"], self._days(day)
        End._end(self.env["credit.profile"].search(End._get_domain(day)), day)

    def test_rating_by_hand_applies_at_once_with_reason_approver_and_end(self):
        self.profile.rating_id = self.ratings["C"]
        given = self._override()
        self.assertEqual((self.profile.rating_id, self.profile.manual_rating_id), (self.ratings["A"], given))
        self.assertRecordValues(given, [{
            "user_id": self.env.uid, "previous_rating_id": self.ratings["C"].id, "ended_on": False}])
        log = self.profile.policy_log_ids.filtered(lambda log: log.field_name == "rating_id")[0]
        self.assertEqual((log.before, log.after, log.reason), ("C", "A", "Guaranteed by the parent company"))

    def test_rating_by_hand_needs_reason_and_end_date(self):
        with self.assertRaisesRegex(ValidationError, "needs a reason"):
            self._override(reason=" ")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._override(date_until=False)

    def test_only_managers_rate_by_hand_or_end_it(self):
        collector = self._user("collector")
        with self.assertRaises(AccessError):
            self._override(user=collector)
        given = self._override()
        for user in (collector, self.env.user):
            with self.assertRaises(AccessError):
                given.with_user(user).date_until = self._days(400)
        with self.assertRaises(AccessError):
            self.profile.with_user(collector).manual_rating_id = False
        with self.assertRaises(AccessError):
            self.profile.with_user(collector).action_end_override()

    def test_rating_given_to_another_customer_or_ended_cannot_be_put_in_force(self):
        ended = self._override("B")
        given = self._override("A")
        other = self.env["res.partner"].create({"name": "Another customer"})._get_credit_profiles()
        for profile, rating in ((other, given), (self.profile, ended)):
            with self.subTest(rating=rating), self.assertRaisesRegex(ValidationError, "Give a new one"):
                profile.manual_rating_id = rating

    def test_collector_cannot_choose_the_rating_that_applies_when_it_ends(self):
        given = self._override("B")
        profile = self.profile.with_user(self._user("collector"))
        for vals in (
            {"scored_rating_id": self.ratings["A"].id}, {"score_date": self._days(1000)}, {"latest_score_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                profile.write(vals)
        with self.assertRaises(AccessError):
            given.with_user(self.env.user).previous_rating_id = self.ratings["A"]

    def test_rating_by_score_applies_when_the_rating_by_hand_ends(self):
        self._paid(1000, -100, 30)
        self._score()
        self._override()
        self._end(10)
        self.assertEqual(self.profile.rating_id, self.ratings["A"])
        self._end(11)
        self.assertEqual(self.profile.rating_id, self.ratings["D"])
        self.assertFalse(self.profile.manual_rating_id)
        self.assertEqual(self.profile.policy_log_ids.filtered(
            lambda log: log.field_name == "rating_id")[0].reason, "The manual rating override ended.")

    def test_rating_from_before_applies_without_a_score(self):
        self.profile.rating_id = self.ratings["B"]
        first, second = self._override("E"), self._override("D")
        self.assertEqual((first.ended_on, self.profile.manual_rating_id), (self.today, second))
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
        given = self._override("B")
        self._paid(1000, -100, 0)
        self._review().action_approve()
        self.assertEqual(self.profile.rating_id, self.ratings["A"])
        self.assertFalse(self.profile.manual_rating_id)
        self.assertEqual(given.ended_on, self.today)

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
