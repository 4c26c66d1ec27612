from odoo.tests import new_test_user, tagged

from ..base.common import GROUP
from ..base.tour import TourCase
from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestToursApplication(AgreementCommon, TourCase):

    def test_customer_applies_and_a_collector_assesses(self):
        self.start_tour("/my/home", "credit_application_portal", login=self.ann.login)
        application = self.env["credit.application"].search([("partner_id", "=", self.customer.id)])
        self.assertRecordValues(application, [{"state": "submitted", "requested_limit": 8000.0, "requested_days": 30}])
        self.assertEqual(application.reference_ids.mapped("name"), ["Steel Ltd"])
        collector = new_test_user(
            self.env, "tour_application", groups=GROUP % "collector", password="tour_application",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)])
        self.start_tour(
            "/odoo/action-credit_collection.credit_application_action", "credit_application_assess", login=collector.login)
        self.assertRecordValues(application.review_id, [{"state": "submitted", "proposed_credit_limit": 8000.0}])
        self.assertEqual(application.state, "submitted", "not before the review is decided")
