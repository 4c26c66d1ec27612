from odoo.tests import new_test_user, tagged

from ..base.common import GROUP
from ..base.tour import TourCase
from .common import ReviewCommon


@tagged("post_install", "-at_install")
class TestToursReview(ReviewCommon, TourCase):

    def test_manager_approves_a_review_in_the_browser(self):
        """Journey (d): the review is due, its scorecard explains the proposal, and approving it changes the policy."""
        manager = new_test_user(
            self.env, "tour_review", groups=GROUP % "manager", password="tour_review", company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)])
        self.company.credit_manager_id = manager
        self.profile.write({"rating_id": self.ratings["C"].id, "credit_limit": 500, "next_review_date": self.today})
        for due in range(-340, -30, 30):
            self._paid(1200, due, 0)
        review = self.env["credit.review"]._open_due(self.profile, self.today)
        self.start_tour(
            "/odoo/action-credit_collection.credit_review_action", "credit_review_approval", login="tour_review")
        self.assertRecordValues(review, [{
            "state": "approved", "decided_by_id": manager.id, "decision_reason": "Pays on the day"}])
        self.assertNotEqual(review.requested_by_id, manager, "asked by one, decided by another")
        self.assertEqual(self.profile.rating_id, self.ratings["A"])
        self.assertEqual(self.profile.policy_log_ids.review_id, review)
