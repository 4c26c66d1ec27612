"""A customer becomes a contact of another company: his credit file stays in reach."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import EVIDENCE, EvidenceCommon


@tagged("post_install", "-at_install")
class TestProfileParent(EvidenceCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create({"name": "Peter Person"})
        cls.clerk = new_test_user(
            cls.env, "parent_clerk", groups="base.group_user,base.group_partner_manager", company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])

    def _join(self, company):
        self.env.flush_all()
        self.person.with_user(self.clerk).write({"parent_id": company.id})
        self._refresh()
        self.assertEqual(self.person.commercial_partner_id, company)

    def test_credit_file_moves_to_a_company_without_one(self):
        profile = self._record_everything(self.person)
        profile.write({"limit_mode": "limited", "credit_limit": 700})
        evidence = {name: profile[name] for name in EVIDENCE}
        owed = profile.exposure_total
        self._join(self.double)
        self.assertEqual(profile.partner_id, self.double)
        for name, records in evidence.items():
            self.assertEqual(profile[name], records, name)
        self.assertEqual(profile.hold_ids.partner_id, self.double)
        self.assertRecordValues(profile, [{
            "on_hold": True, "limit_mode": "limited", "credit_limit": 700, "exposure_total": owed}])
        self.assertEqual(self.person.credit_profile_id, profile)

    def test_credit_files_are_joined_and_a_forced_hold_holds(self):
        kept = self._record_everything(self.double)
        kept.write({"on_hold": False, "limit_mode": "limited", "credit_limit": 5000})
        other = self._record_everything(self.person)
        evidence = {name: kept[name] | other[name] for name in EVIDENCE}
        owed = kept.exposure_total + other.exposure_total
        self._join(self.double)
        self.assertFalse(other.exists())
        for name, records in evidence.items():
            self.assertEqual(kept[name], records.sorted(), name)
        for name in ("hold_ids", "review_ids", "policy_log_ids"):
            self.assertEqual(kept[name].partner_id, self.double, name)
        self.assertRecordValues(kept, [{
            "on_hold": True, "limit_mode": "limited", "credit_limit": 5000, "exposure_total": owed}])
        self.assertIn("Peter Person", kept.message_ids.filtered(lambda message: "Merged" in (message.body or "")).body)

    def test_hold_is_not_escaped_by_becoming_a_contact(self):
        self.person._get_credit_profiles().write({"on_hold": True, "hold_reason": "Fraud"})
        self._join(self.double)
        order = self._order(10, partner=self.person)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_contact_without_credit_file_needs_none(self):
        self._join(self.double)
        self.assertFalse(self.env["credit.profile"].search([("partner_id", "in", (self.person | self.double).ids)]))

    def test_subsidiary_that_stays_a_company_keeps_its_own_file(self):
        self.double.with_user(self.clerk).parent_id = self.customer
        self.assertEqual(self.double.commercial_partner_id, self.double)
        self.assertEqual(self.profile.partner_id, self.customer)

    def test_company_that_becomes_a_person_of_its_parent(self):
        profile = self._record_everything(self.double)
        self.double.with_user(self.clerk).parent_id = self.customer
        self.double.with_user(self.clerk).is_company = False
        self._refresh()
        self.assertFalse(profile.exists())
        self.assertTrue(self.profile.on_hold)
