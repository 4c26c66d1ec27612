"""Limit, term and prepayment by segment (A4): a rating for one industry, tag or country takes the place of the general one."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ReviewCommon


@tagged("post_install", "-at_install")
class TestRatingSegment(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany, cls.france = cls.env.ref("base.de"), cls.env.ref("base.fr")
        cls.building = cls.env["res.partner.industry"].create({"name": "Building"})
        cls.dealer = cls.env["res.partner.category"].create({"name": "Dealer"})
        cls.month = cls.env.ref("account.account_payment_term_30days")
        cls.builders = cls.ratings["A"].copy({
            "code": "A-B", "name": "Excellent builders", "industry_ids": [Command.set(cls.building.ids)],
            "limit_rule": "fixed", "limit_amount": 4000, "max_term_days": 30, "payment_term_id": cls.month.id,
            "prepayment_percent": 20, "order_policy": "hold"})

    def _get_scale(self, partner=None):
        partner = partner or self.customer
        Rating = self.env["credit.rating"]
        return [Rating.browse(key).code for _score, key in Rating._get_scales(self.company, partner)[partner]]

    def test_rating_of_the_industry_takes_the_place_of_the_general_one(self):
        self.assertEqual(self._get_scale(), ["A", "B", "C", "D", "E"])
        self.customer.industry_id = self.building
        self.assertEqual(sorted(self._get_scale()), ["A-B", "B", "C", "D", "E"])

    def test_each_description_has_to_fit_and_the_closer_one_counts(self):
        germans = self.builders.copy({
            "code": "A-G", "name": "Excellent German builders", "country_ids": [Command.set(self.germany.ids)],
            "industry_ids": [Command.set(self.building.ids)]})
        self.assertEqual((self.builders.segment_size, germans.segment_size), (1, 2))
        self.customer.write({"country_id": self.germany.id})
        self.assertIn("A", self._get_scale())
        self.customer.industry_id = self.building
        self.assertIn("A-G", self._get_scale())
        self.customer.country_id = self.france
        self.assertIn("A-B", self._get_scale())
        germans.category_ids = self.dealer
        self.customer.write({"country_id": self.germany.id, "category_id": [Command.link(self.dealer.id)]})
        self.assertIn("A-G", self._get_scale())

    def test_review_proposes_limit_term_and_prepayment_of_the_segment(self):
        self.customer.industry_id = self.building
        self._paid(1000, -100, 0)
        self._paid(1000, -60, 0)
        review = self._review()
        self.assertRecordValues(review, [{
            "proposed_rating_id": self.builders.id, "proposed_credit_limit": 4000, "proposed_max_term_days": 30,
            "proposed_payment_term_id": self.month.id}])
        review.action_approve()
        order = self._order(500, payment_term_id=self.month.id)
        order.action_confirm()
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("code"), ["prepayment"])

    def test_score_of_other_customers_means_what_it_meant(self):
        self._paid(1000, -100, 0)
        self.assertEqual(self._review().proposed_rating_id, self.ratings["A"])

    def test_moving_into_the_segment_is_no_small_change(self):
        """The rating held is not one of the customer's scale any more: a person decides."""
        self.company.write({"credit_auto_approve": True, "credit_auto_approve_percent": 100})
        self.profile.rating_id = self.ratings["A"]
        self._paid(1000, -100, 0)
        self.customer.industry_id = self.building
        review = self.profile._open_reviews("periodic")
        review.action_submit()
        self.assertFalse(review._is_within_band())

    def test_change_of_the_segment_is_in_the_policy_log(self):
        self.builders.write({"country_ids": [Command.set(self.germany.ids)], "change_reason": "Only here"})
        log = self.env["credit.rating.log"].search([("rating_id", "=", self.builders.id)], limit=1)
        self.assertRecordValues(log, [
            {"field_name": "country_ids", "before": "", "after": "Germany", "reason": "Only here"}])

    def test_scales_of_many_customers_take_as_many_queries(self):
        partners = self.env["res.partner"].create([
            {"name": f"Builder {number}", "industry_id": self.building.id, "country_id": self.germany.id}
            for number in range(20)])
        counts = []
        for some in (partners[:2], partners[2:4], partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["credit.rating"]._get_scales(self.company, some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:], "after the first time, when rights are read")
