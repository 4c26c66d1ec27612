"""Contacts of a customer who gets no credit, and who is to be known of it."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestContactLeaves(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.clerk = new_test_user(
            cls.env, "leaving_clerk", groups="base.group_user,base.group_partner_manager", **own)
        cls.company.credit_manager_id = new_test_user(
            cls.env, "leaving_manager", groups="credit_collection.credit_collection_group_manager", **own)

    def _leave(self, **vals):
        self.contact.with_user(self.clerk).write(vals)
        self._refresh()
        return self.contact._get_credit_profiles()

    def _is_held(self):
        order = self._order(10, self.contact)
        order.action_confirm()
        return order.credit_state == "held"

    def test_hold_is_not_escaped_by_a_contact_that_becomes_a_customer(self):
        self.profile.write({"on_hold": True, "hold_reason": "Fraud"})
        profile = self._leave(parent_id=False)
        self.assertRecordValues(profile, [{"on_hold": True, "hold_reason": "Fraud"}])
        self.assertTrue(self._is_held())
        task = profile.activity_ids.filtered(lambda task: task.user_id == self.company.credit_manager_id)
        self.assertIn("Carla Contact left Careful Customer", task.summary)

    def test_contact_that_is_made_a_company_of_its_own(self):
        self.profile.limit_mode = "no_credit"
        self.assertEqual(self._leave(is_company=True).limit_mode, "no_credit")
        self.assertTrue(self._is_held())

    def test_limit_was_not_given_to_a_contact_that_leaves(self):
        self.company.credit_new_limit_mode = "no_credit"
        self.profile.write({"limit_mode": "limited", "credit_limit": 5000})
        profile = self._leave(parent_id=False)
        self.assertEqual(profile.limit_mode, "no_credit")
        self.assertTrue(profile.activity_ids)
        self.assertTrue(self._is_held())

    def test_hold_of_one_company_is_not_escaped_by_a_customer_of_another(self):
        """The customer that joins was known to the other company alone."""
        other = self.env["res.company"].create({"name": "Other Company"})
        joining = self.env["res.partner"].create({"name": "Joining Customer"})
        joining._get_credit_profiles(other)
        self.profile.write({"on_hold": True, "hold_reason": "Fraud"})
        joining.parent_id = self.customer
        joining.parent_id = False
        self.assertTrue(joining._get_credit_profiles(self.company).on_hold)

    def test_contact_of_a_customer_without_limit_leaves_like_any_new_one(self):
        profile = self._leave(parent_id=False)
        self.assertRecordValues(profile, [{"on_hold": False, "limit_mode": "unlimited"}])
        self.assertFalse(profile.activity_ids)
        self.assertFalse(self._is_held())

    def test_contact_that_moves_on_leaves_its_new_company_alone(self):
        self.profile.write({"on_hold": True, "hold_reason": "Fraud"})
        other = self.env["res.partner"].create({"name": "Other Customer", "is_company": True})
        self._leave(parent_id=other.id)
        self.assertFalse(other._get_credit_profiles().on_hold)
        self.assertFalse(self._is_held())
