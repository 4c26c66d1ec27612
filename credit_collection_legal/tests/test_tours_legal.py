from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestToursLegal(LegalCommon, TourCase):

    def test_case_letter_pack_placement_recovery(self):
        """A credit manager goes all the way."""
        move = self._invoice(1000, -100)
        self.env["credit.agency"].create({
            "partner_id": self.env["res.partner"].create({"name": "Inkasso Nord"}).id, "licence_number": "RDG 2211",
            "fee_line_ids": [Command.create({"fee_percent": 25})]})
        self.company.credit_agency_fee_account_id = self.env["account.account"].create({
            "code": "AGENCY1", "name": "Fees of agencies", "account_type": "expense"})
        self.env.flush_all()
        # A download takes the browser's page away for a moment, which a tour takes for its end; see test_evidence_pack.
        self.patch(self.registry["credit.case.pack"], "action_download_zip", lambda pack: False)
        self.start_tour(
            "/odoo/action-credit_collection_legal.credit_case_action", "credit_legal_case_to_recovery",
            login=self.manager.login)
        self._refresh()
        case = self.env["credit.case"].search([("profile_id", "=", self.profile.id)])
        self.assertRecordValues(case, [{"claim": 400, "recovered": 600}])
        self.assertEqual((case.letter_ids.state, len(case.pack_ids)), ("sent", 1))
        self.assertRecordValues(case.placement_ids, [{"state": "placed", "recovered": 600, "fee": 150, "net": 450}])
        self.assertEqual(self._open_item(move).amount_residual, 400)
