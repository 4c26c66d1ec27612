from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...models.score import credit_scorecard
from .common import ScoreCommon


@tagged("post_install", "-at_install")
class TestScoreMeasures(ScoreCommon):

    def test_trend_is_the_recent_days_late_less_those_before(self):
        self._paid(1000, -200, 5)
        self._paid(1000, -60, 25)
        self.assertAlmostEqual(self._measure()["trend"], 20.0)

    def test_what_is_overdue_now_worsens_the_trend(self):
        self._paid(1000, -200, 0)
        self._invoice(1000, -40)
        self.assertAlmostEqual(self._measure()["trend"], 40.0)

    def test_no_trend_without_payments_before(self):
        self._paid(1000, -60, 25)
        self.assertIsNone(self._measure()["trend"])

    def test_only_rejected_disputes_count_against_the_customer(self):
        rejected, accepted, opened = (self._invoice(1000, 10) for _number in range(3))
        self.assertEqual(self._measure()["disputes"], 0.0)
        self._dispute(rejected, 300, "reject")
        self._dispute(accepted, 500, "accept")
        self._dispute(opened, 700, None)
        self.assertAlmostEqual(self._measure()["disputes"], 10.0)

    def test_paid_invoices_are_counted_once_however_many_payments(self):
        move = self._invoice(1000, -50)
        self._pay(move, 400)
        self.assertEqual(self.env["credit.scorecard"]._get_history(self.profile, self.today)[self.profile.id]["invoices"], 0)
        self._pay(move, 600)
        self._paid(500, -20, 0)
        self.assertEqual(self.env["credit.scorecard"]._get_history(self.profile, self.today)[self.profile.id]["invoices"], 2)


@tagged("post_install", "-at_install")
class TestShortHistory(ScoreCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"credit_min_invoices": 3, "credit_provisional_rating_id": cls.ratings["C"].id})

    def test_single_payment_on_time_makes_no_a(self):
        self._paid(1000, -40, 0)
        review = self._review()
        self.assertEqual((review.score, review.is_provisional), (100.0, True))
        self.assertEqual(review.proposed_rating_id, self.ratings["C"])
        self.assertIn("provisional", review.explanation)

    def test_enough_paid_invoices_make_an_a(self):
        for due in (-100, -70, -40):
            self._paid(1000, due, 0)
        review = self._review()
        self.assertFalse(review.is_provisional)
        self.assertEqual(review.proposed_rating_id, self.ratings["A"])

    def test_too_little_paid_is_provisional_too(self):
        self.company.credit_min_settled = 5000
        for due in (-100, -70, -40):
            self._paid(1000, due, 0)
        self.assertTrue(self._review().is_provisional)

    def test_rated_customer_keeps_his_rating_on_a_short_history(self):
        self.profile.rating_id = self.ratings["B"]
        self._paid(1000, -40, 0)
        self.assertEqual(self._review().proposed_rating_id, self.ratings["B"])

    def test_short_bad_history_still_lowers_the_rating(self):
        self.profile.rating_id = self.ratings["B"]
        self._invoice(1000, -200)
        self.assertEqual(self._review().proposed_rating_id, self.ratings["E"])

    def test_without_a_best_provisional_rating_the_policy_stays_as_it_is(self):
        self.company.credit_provisional_rating_id = False
        self._paid(1000, -40, 0)
        review = self._review()
        self.assertTrue(review.is_scored)
        self.assertFalse(review.proposed_rating_id)
        self.assertEqual(review.summary, "No change")


@tagged("post_install", "-at_install")
class TestScoreHistory(ScoreCommon):

    def test_score_is_explained_component_by_component(self):
        self._paid(1000, -100, 30)
        score = self._score()
        self._refresh()
        self.assertAlmostEqual(score.score, 50.0 * 35 / 60, 1)
        self.assertEqual(self.profile.score, score.score)
        self.assertEqual(self.profile.scored_rating_id, self.ratings["D"])
        components = {component["measure"]: component for component in score.components}
        self.assertEqual(components["days_late"]["points"], 50.0)
        self.assertIsNone(components["broken_promises"]["points"])
        for text in ("Average days late", "30.0 days", "Not measured", "No history"):
            self.assertIn(text, self.profile.score_explanation)

    def test_one_score_is_kept_per_month_with_the_change_since_the_month_before(self):
        day = fields.Date.to_date("2026-03-10")
        self._paid(1000, (day - self.today).days - 60, 30, invoice_date=day.replace(month=1, day=1))
        first = self._score(today=day)
        self.assertEqual(self._score(today=day.replace(day=20)), first)
        self._paid(3000, (day - self.today).days - 20, 0, invoice_date=day.replace(month=1, day=1))
        second = self._score(today=day.replace(month=4))
        self._refresh()
        self.assertEqual(self.profile.score_ids, second | first)
        self.assertGreater(second.change, 0)
        self.assertAlmostEqual(second.change, second.score - first.score, 1)
        self.assertEqual(first.date, day.replace(day=20))

    def test_customer_without_history_has_no_score(self):
        self.assertFalse(self._score())
        self.assertEqual(self.profile.score_date, self.today)
        self.assertFalse(self.profile.scored_rating_id)

    def test_worst_score_of_zero_is_a_score(self):
        self._invoice(1000, -200)
        score = self._score()
        self.assertEqual((score.score, score.rating_id), (0.0, self.ratings["E"]))

    def test_approved_review_is_in_the_history(self):
        self._paid(1000, -100, 0)
        review = self._review()
        self.assertEqual((self.profile.score, self.profile.latest_score_id.score), (review.score, review.score))
        review.action_approve()
        self.assertRecordValues(self.profile.score_ids, [
            {"source": "review", "score": review.score, "rating_id": self.ratings["A"].id},
            {"source": "nightly", "score": review.score, "rating_id": self.ratings["A"].id}])

    def test_approval_of_an_older_review_leaves_the_newer_score(self):
        self._paid(1000, -100, 0)
        review = self._review()
        self._invoice(5000, -200)
        newer = self._score()
        self.assertLess(newer.score, review.score)
        review.action_approve()
        self.assertEqual((self.profile.score, self.profile.latest_score_id), (newer.score, newer))
        self.assertEqual(self.profile.score_ids[:1].score, review.score)
        self.assertIn("Average days late", self.profile.score_explanation)

    def test_nightly_run_scores_every_customer_once_batch_by_batch(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(3)])
        profiles = partners._get_credit_profiles() | self.profile
        self._paid(1000, -40, 0)
        self.env.flush_all()
        cron = self.env.ref("credit_collection.ir_cron_update_scores").sudo()
        with self.enter_registry_test_mode(), patch.object(credit_scorecard, "BATCH", 2):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(profiles.mapped("score_date")), {self.today})
        self.assertEqual(len(profiles.score_ids), 1)

    def test_scoring_takes_no_more_queries_for_fifty_customers_than_for_one(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(52)])
        profiles = partners._get_credit_profiles()
        for partner in partners[:6]:
            self._invoice(100, -10, partner=partner)
        self._score(profiles[:1])
        counts = []
        for batch in (profiles[1:2], profiles[2:]):
            self._refresh()
            before = self.env.cr.sql_log_count
            batch._update_scores(self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_nobody_writes_a_score_by_hand(self):
        self._paid(1000, -40, 0)
        score = self._score()
        with self.assertRaises(AccessError):
            score.score = 100
        with self.assertRaises(AccessError):
            score.unlink()

    def test_scores_of_another_company_are_invisible(self):
        other = self.setup_other_company()["company"]
        score = self.env["credit.score"].sudo().create({
            "profile_id": self.customer.with_company(other).sudo()._get_credit_profiles(other).id,
            "date": self.today, "month": self.today.replace(day=1), "score": 50,
        })
        viewer = new_test_user(
            self.env, "viewer_score", "credit_collection.credit_collection_group_viewer", company_id=self.company.id)
        self.assertFalse(self.env["credit.score"].with_user(viewer).search([("id", "=", score.id)]))
