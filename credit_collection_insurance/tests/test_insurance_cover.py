from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import credit_insurance_cover
from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceCover(InsuranceCommon):

    def test_overlapping_policies_are_refused_in_words(self):
        vals = {"name": "4712", "insurer_id": self.insurer.id, "date_from": "2020-01-01", "company_id": self.company.id}
        with self.assertRaisesRegex(ValidationError, "4712.*4711.*same customers"), self.cr.savepoint():
            self.env["credit.insurance.policy"].create(vals)
        self.policy.date_to = "2019-12-31"
        other = self.env["credit.insurance.policy"].create(vals)
        with self.assertRaisesRegex(ValidationError, "same customers"), self.cr.savepoint():
            self.policy.date_to = "2020-01-01"
        self.policy.country_ids = self.env.ref("base.fr")
        other.country_ids = self.env.ref("base.it")
        self.policy.date_to = False
        with self.assertRaisesRegex(ValidationError, "same customers"), self.cr.savepoint():
            other.country_ids = [Command.link(self.env.ref("base.fr").id)]

    def test_policies_of_other_companies_do_not_overlap(self):
        other = self.setup_other_company()["company"]
        self.assertTrue(self.policy.copy({"company_id": other.id}))

    def test_overlapping_covers_are_refused_in_words(self):
        cover = self._cover(1000, self._days(-100), valid_until=self._days(-10))
        with self.assertRaisesRegex(ValidationError, "another cover"), self.cr.savepoint():
            self._cover(500, self._days(-10))
        self._cover(500, self._days(-9))
        with self.assertRaisesRegex(ValidationError, "another cover"), self.cr.savepoint():
            cover.valid_until = False

    def test_cover_fits_its_policy(self):
        self.policy.write({"date_from": "2020-01-01", "country_ids": [Command.link(self.env.ref("base.fr").id)]})
        with self.assertRaisesRegex(ValidationError, "outside of the days"), self.cr.savepoint():
            self._cover(1000, "2019-12-31")
        with self.assertRaisesRegex(ValidationError, "does not insure customers in no country"), self.cr.savepoint():
            self._cover(1000, "2020-01-01")
        other = self.customer._get_credit_profiles(self.setup_other_company(name="Elsewhere")["company"])
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"), self.cr.savepoint():
            self._cover(1000, "2020-01-01", profile=other)

    def test_bad_input(self):
        for vals in ({"amount": 1, "coverage": 101}, {"amount": -1}):
            with self.assertRaisesRegex(ValidationError, "must lie between"), self.cr.savepoint():
                self._cover(**vals)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._cover(1000, valid_until="2014-12-31")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.policy.date_to = "2014-12-31"
            self.env.flush_all()

    def test_begun_cover_is_changed_from_a_day_only(self):
        cover = self._cover(1000).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Change Limit"), self.cr.savepoint():
            cover.amount = 500
        with self.assertRaisesRegex(UserError, "Change Limit"), self.cr.savepoint():
            cover.unlink()
        with self.assertRaisesRegex(UserError, "Choose a day after"), self.cr.savepoint():
            cover._change(cover.valid_from, 500, 90)
        Change = self.env["credit.insurance.cover.change"].with_user(self.manager)
        self.assertEqual(Change.create({"cover_id": cover.id}).amount, 1000, "nobody withdraws a cover by a mere confirmation")
        dialog = Change.create({"cover_id": cover.id, "amount": 0, "reference": "Letter of today"})
        self.assertEqual(dialog.coverage, 90)
        new = self.env["credit.insurance.cover"].browse(dialog.action_apply()["res_id"])
        self.assertRecordValues(new, [{
            "amount": 0, "valid_from": self.today, "valid_until": False, "reference": "Letter of today", "coverage": 90}])
        self.assertEqual(cover.valid_until, self._days(-1))
        self.assertEqual((cover.is_in_force, new.is_in_force), (False, True))
        self.assertEqual(self.env["credit.insurance.cover"].search([
            ("is_in_force", "=", True), ("profile_id", "=", self.profile.id)]), new)

    def _review(self, profile, rating):
        review = profile._open_reviews("manual")
        review.proposed_rating_id = rating
        return review

    def test_review_proposes_at_most_the_insured_limit(self):
        self._cover(30000)
        rating = self.env.ref("credit_collection.credit_rating_b")
        rating.write({
            "limit_mode": "limited", "limit_rule": "fixed", "limit_amount": 50000, "limit_is_capped": True,
            "limit_over_cover": 5000})
        review = self._review(self.profile, rating)
        self.assertRecordValues(review, [{"proposed_limit_mode": "limited", "proposed_credit_limit": 35000}])
        self.assertIn("At most the insured limit", review.limit_explanation)
        rating.limit_amount = 20000
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})._get_credit_profiles()
        self._cover(30000, profile=other)
        self.assertEqual(self._review(other, rating).proposed_credit_limit, 20000)
        with self.assertRaisesRegex(ValidationError, "cannot be negative"), self.cr.savepoint():
            rating.limit_over_cover = -1

    def test_an_archived_policy_is_looked_at_once_in_batches(self):
        """All its covers were decided anew twice at once, and compared with others one by one."""
        partners = self.env["res.partner"].create([{"name": f"Covered {number}", "is_company": True} for number in range(5)])
        for profile in partners._get_credit_profiles():
            self._cover(1000, profile=profile)
        self._refresh()
        seen, Profile = [], self.env.registry["credit.profile"]
        reevaluate = Profile._reevaluate_policy
        self.patch(Profile, "_reevaluate_policy", lambda profiles: (seen.append(len(profiles)), reevaluate(profiles))[1])
        self.patch(credit_insurance_cover, "BATCH", 2)
        start = self.cr.sql_log_count
        self.policy.active = False
        self.assertEqual(sorted(seen), [1, 2, 2])
        self.assertLess(self.cr.sql_log_count - start, 150)
        self.assertEqual(self.policy.date_to, self.today)

    def test_a_policy_that_runs_on_does_not_let_covers_overlap(self):
        self.policy.date_to = "2019-12-31"
        first = self._cover(1000)
        later = self.env["credit.insurance.policy"].create({
            "name": "4712", "insurer_id": self.insurer.id, "date_from": "2020-01-01", "coverage": 90,
            "company_id": self.company.id, "country_ids": [Command.link(self.env.ref("base.fr").id)]})
        self.customer.country_id = self.env.ref("base.fr")
        self._cover(2000, "2020-01-01", policy_id=later.id)
        self.policy.country_ids = self.env.ref("base.de")
        with self.assertRaisesRegex(ValidationError, "another cover in these days"), self.cr.savepoint():
            self.policy.date_to = "2020-06-30"
        self.assertEqual(first.ends_on, fields.Date.to_date("2019-12-31"))
