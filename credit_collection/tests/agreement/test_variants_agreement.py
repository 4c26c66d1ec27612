"""Persons who are customers themselves bind themselves, and nobody else."""

from odoo.tests import tagged

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestVariantsAgreement(AgreementCommon):

    def test_stranger_binds_no_customer(self):
        stranger = self.env["res.partner"].create({"name": "Stranger", "email": "stranger@example.com"})
        other = self.env["res.partner"].create({"name": "Other Company", "is_company": True})
        signer = self.env["res.partner"].create({"name": "Signer", "parent_id": other.id, "credit_may_sign": True})
        agreement = self._sent()
        for contact in stranger, signer:
            agreement._accept(contact.name, contact)
            self.assertRecordValues(agreement, [{"state": "sent", "lacks_authority": True}])
        agreement._accept("Ann Portal", self.ann.partner_id)
        self.assertEqual(agreement.state, "accepted")
        own = self._sent(stranger._get_credit_profiles())
        own._accept("Stranger", stranger)
        self.assertEqual(own.state, "accepted")
