"""Addresses that each get their own items, when an address on an old invoice is not ours to write to any more."""

from odoo.tests import tagged

from ..followup.common import FollowupCommon


@tagged("post_install", "-at_install")
class TestAddressNoMore(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.message_addressing = "each"
        cls.north, cls.south = cls.env["res.partner"].create([
            {"name": name, "parent_id": cls.customer.id, "type": "invoice", "email": f"{name.lower()}@careful.example.com"}
            for name in ("North", "South")])
        cls._invoice(1000, -10, partner=cls.north)
        cls._invoice(200, -8, partner=cls.south)

    def _check_both_are_told_to_north(self, profiles=None):
        followups = self._run(profiles=profiles).sorted("amount_due")
        self.assertRecordValues(followups, [
            {"profile_id": self.profile.id, "contact_id": self.north.id, "amount_due": amount} for amount in (200, 1000)])
        self.assertEqual(self._mails(followups).recipient_ids, self.north)

    def test_archived_address(self):
        self.south.active = False
        self._check_both_are_told_to_north()

    def test_address_that_went_to_another_customer_is_told_nothing(self):
        stranger = self.env["res.partner"].create({
            "name": "Stranger", "is_company": True, "email": "accounts@stranger.example.com"})
        self.south.parent_id = stranger
        self._check_both_are_told_to_north(self.profile | stranger._get_credit_profiles())

    def test_address_that_was_given_to_another_company_of_ours(self):
        self.south.company_id = self.setup_other_company()["company"]
        self._check_both_are_told_to_north()

    def test_address_that_sends_emails_back(self):
        self.south.message_bounce = 3
        self._check_both_are_told_to_north()
