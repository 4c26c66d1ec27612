from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestRating(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ratings = {letter: cls.env.ref(f"credit_collection.credit_rating_{letter.lower()}") for letter in "ABCDE"}

    def test_default_scale_runs_from_a_to_e_and_every_score_has_a_rating(self):
        scale = self.env["credit.rating"]._get_scale(self.company)
        self.assertEqual(scale.mapped("code"), ["A", "B", "C", "D", "E"])
        self.assertEqual(scale.mapped("min_score"), [80, 60, 40, 20, 0])
        self.assertEqual(scale.mapped("limit_mode"), ["limited"] * 4 + ["no_credit"])

    def test_default_payment_terms_are_within_the_longest_term(self):
        for rating in self.ratings.values():
            self.assertTrue(rating.payment_term_id, rating.code)
            self.assertLessEqual(rating.payment_term_id.credit_days, rating.max_term_days, rating.code)

    def test_payment_term_longer_than_the_longest_term_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "exceeds the maximum payment term"):
            self.ratings["C"].payment_term_id = self.env.ref("account.account_payment_term_45days")
        with self.assertRaisesRegex(ValidationError, "exceeds the maximum payment term"):
            self.ratings["A"].max_term_days = 40

    def test_rating_in_use_cannot_be_deleted(self):
        rating = self.env["credit.rating"].create({"name": "Used", "code": "U", "company_id": self.company.id})
        self.profile.rating_id = rating
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            rating.unlink()
        self.profile.rating_id = False
        rating.unlink()
        self.assertFalse(rating.exists())

    def test_two_shared_ratings_cannot_have_the_same_code(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["credit.rating"].create({"name": "Again", "code": "A", "limit_mode": "unlimited"})

    def test_company_with_ratings_of_its_own_uses_only_these(self):
        own = self.env["credit.rating"].create({"name": "Fine", "code": "A", "company_id": self.company.id})
        other = self.setup_other_company()["company"]
        self.assertEqual(self.env["credit.rating"]._get_scale(self.company), own)
        self.assertEqual(self.env["credit.rating"].sudo()._get_scale(other).mapped("code"), ["A", "B", "C", "D", "E"])

    def test_customer_cannot_get_the_rating_of_another_company(self):
        other = self.setup_other_company()["company"]
        rating = self.env["credit.rating"].sudo().create({"name": "Theirs", "code": "T", "company_id": other.id})
        with self.assertRaises(UserError):
            self.profile.rating_id = rating

    def test_rating_of_a_company_is_invisible_to_users_of_another(self):
        other = self.setup_other_company()["company"]
        rating = self.env["credit.rating"].sudo().create({"name": "Theirs", "code": "T", "company_id": other.id})
        viewer = new_test_user(
            self.env, "viewer_ratings", "credit_collection.credit_collection_group_viewer", company_id=self.company.id)
        self.assertNotIn(rating, self.env["credit.rating"].with_user(viewer).search([]))
        self.assertIn(self.ratings["A"], self.env["credit.rating"].with_user(viewer).search([]))

    def test_only_managers_change_ratings_and_the_scorecard(self):
        collector = new_test_user(
            self.env, "collector_ratings", "credit_collection.credit_collection_group_collector",
            company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.ratings["A"].with_user(collector).min_score = 10
        criterion = self.env.ref("credit_collection.credit_criterion_on_time")
        with self.assertRaises(AccessError):
            criterion.with_user(collector).weight = 99

    def test_giving_a_rating_starts_its_review_cycle(self):
        self.profile.rating_id = self.ratings["C"]
        self.assertEqual(self.profile.next_review_date, self.ratings["C"]._get_next_review_date(self.today))
        self.profile.rating_id = False
        self.assertFalse(self.profile.next_review_date)

    def test_rating_without_cycle_plans_no_review(self):
        self.ratings["A"].review_months = 0
        self.profile.rating_id = self.ratings["A"]
        self.assertFalse(self.profile.next_review_date)

    def test_measure_is_on_the_scorecard_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["credit.criterion"].create({
                "name": "Twice", "measure": "on_time", "weight": 5, "best_value": 100, "worst_value": 0,
            })

    def test_criterion_needs_a_weight_and_two_different_values(self):
        criterion = self.env.ref("credit_collection.credit_criterion_on_time")
        for vals in ({"weight": 0}, {"best_value": 40}):
            with (self.subTest(vals=vals), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError),
                  self.env.cr.savepoint()):
                criterion.write(vals)
                criterion.flush_recordset()

    def test_company_with_criteria_of_its_own_uses_only_these(self):
        # Other add-ons bring criteria of their own.
        self.assertLessEqual(
            {"days_late", "on_time", "overdue", "broken_promises"},
            {*self.env["credit.criterion"]._get_scorecard(self.company).mapped("measure")})
        own = self.env["credit.criterion"].create({
            "name": "Old friends", "measure": "tenure", "weight": 5, "best_value": 24, "worst_value": 0,
            "company_id": self.company.id,
        })
        self.assertEqual(self.env["credit.criterion"]._get_scorecard(self.company), own)
