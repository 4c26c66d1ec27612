"""A customer becomes a contact of another company: his credit file stays in reach."""

from odoo.exceptions import AccessError
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

    # Decisions stay with whom they were taken about

    def _leave(self):
        self.person.with_user(self.clerk).write({"parent_id": False})
        self._refresh()
        self.assertEqual(self.person.commercial_partner_id, self.person)
        return self.person._get_credit_profiles()

    def _is_held(self, partner):
        order = self._order(10, partner=partner)
        order.action_confirm()
        return order.credit_state == "held"

    def test_hold_is_not_escaped_by_joining_and_leaving(self):
        self.person._get_credit_profiles().write({"on_hold": True, "hold_reason": "Fraud"})
        self._join(self.double)
        self.assertRecordValues(self._leave(), [{"on_hold": True, "hold_reason": "Fraud"}])
        self.assertTrue(self._is_held(self.person))
        self.assertFalse(self.double._get_credit_profiles().on_hold, "nothing was decided about the company")

    def test_limit_and_rating_come_back_with_the_customer(self):
        rating = self.env["credit.rating"].search([("code", "=", "D")], limit=1)
        self.person._get_credit_profiles().write({
            "limit_mode": "limited", "credit_limit": 300, "rating_id": rating.id})
        self.double._get_credit_profiles().write({"limit_mode": "limited", "credit_limit": 9000})
        self._join(self.double)
        self.assertEqual(self.double._get_credit_profiles().credit_limit, 9000)
        self.assertRecordValues(self._leave(), [{
            "limit_mode": "limited", "credit_limit": 300, "rating_id": rating.id}])
        self.assertEqual(self.double._get_credit_profiles().credit_limit, 9000)

    def test_no_credit_comes_back(self):
        self.person._get_credit_profiles().limit_mode = "no_credit"
        self._join(self.double)
        self.assertEqual(self._leave().limit_mode, "no_credit")
        self.assertTrue(self._is_held(self.person))

    def test_what_was_decided_about_the_company_meanwhile_stays(self):
        self.person._get_credit_profiles().write({"on_hold": True, "hold_reason": "Fraud"})
        self._join(self.double)
        self.double._get_credit_profiles().write({"limit_mode": "limited", "credit_limit": 70})
        self._leave()
        self.assertRecordValues(self.double._get_credit_profiles(), [{"on_hold": False, "credit_limit": 70}])

    def test_hold_goes_along_to_another_company(self):
        self.person._get_credit_profiles().write({"on_hold": True, "hold_reason": "Fraud"})
        self._join(self.double)
        self.person.with_user(self.clerk).parent_id = self.customer
        self._refresh()
        self.assertTrue(self.profile.on_hold)
        self.assertFalse(self.double._get_credit_profiles().on_hold)
        self.assertTrue(self._leave().on_hold)
        self.assertFalse(self.profile.on_hold)

    def test_credit_manager_is_told_of_joining_and_leaving(self):
        manager = new_test_user(
            self.env, "joining_manager", groups="credit_collection.credit_collection_group_manager",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        self.company.credit_manager_id = manager
        self.person._get_credit_profiles().write({"on_hold": True, "hold_reason": "Fraud"})
        self._join(self.double)
        told = self.double._get_credit_profiles().activity_ids.filtered(lambda task: task.user_id == manager)
        self.assertIn("Peter Person is a contact of Careful Customer Ltd now", told.mapped("summary")[0])
        told = self._leave().activity_ids.filtered(lambda task: task.user_id == manager)
        self.assertIn("Peter Person left Careful Customer Ltd", told.mapped("summary")[0])

    def test_commercial_entity_is_not_lent(self):
        self.person._get_credit_profiles().write({"on_hold": True, "hold_reason": "Fraud"})
        person = self.person.with_user(self.clerk)
        with self.assertRaises(AccessError):
            person.commercial_partner_id = self.double
        with self.assertRaises(AccessError):
            person.create({"name": "Lent", "commercial_partner_id": self.double.id})
        lent = person.with_context(default_commercial_partner_id=self.double.id).create({"name": "Lent"})
        self.assertEqual(lent.commercial_partner_id, lent)
        self.assertTrue(self._is_held(self.person))
