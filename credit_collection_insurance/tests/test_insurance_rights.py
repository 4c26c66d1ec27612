"""Who may read, cover, report and settle; other companies."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuranceRights(InsuranceCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cover = cls._cover(50000)
        cls._deliver(10000, cls._days(-100), cls._days(-70))

    def test_roles(self):
        viewer = self._user("viewer")
        for user in (viewer, self.collector):
            self.assertEqual(self.cover.with_user(user).amount, 50000)
            self.assertEqual(self.cover.with_user(user).uninsured_exposure, 1000)
            with self.assertRaises(AccessError):
                self.cover.with_user(user).write({"valid_until": self.today})
            with self.assertRaises(AccessError):
                self.cover.with_user(user).action_change()
            with self.assertRaises(AccessError):
                self.policy.with_user(user).write({"coverage": 100})
        with self.assertRaises(AccessError):
            self.env["credit.insurance.claim"].with_user(viewer).create({"profile_id": self.profile.id})
        claim = self.env["credit.insurance.claim"].with_user(self.collector).create({"profile_id": self.profile.id})
        claim.action_fill()
        for step in ("action_fill", "action_report", "action_file", "action_close", "action_cancel"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(claim.with_user(viewer), step)()
        # A step that somebody else has taken meanwhile does nothing again, for those who may take it.
        for state, step in (("reported", "action_report"), ("filed", "action_file")):
            claim.sudo().state = state
            getattr(claim, step)()
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(claim.with_user(viewer), step)()
        for step in ("action_settle", "action_reject"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(claim, step)()
        with self.assertRaises(AccessError):
            claim.write({"settled_amount": 100})
        with self.assertRaises(AccessError):
            self.cover.with_user(self._user("salesperson")).read(["amount"])

    def test_other_company(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "insurance_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        self._refresh()
        for model in ("policy", "cover", "item"):
            self.assertFalse(self.env[f"credit.insurance.{model}"].with_user(stranger).search([
                ("company_id", "=", self.company.id)]), model)
        with self.assertRaises(AccessError):
            self.cover.with_user(stranger).action_change()
        with self.assertRaises(AccessError):
            self.env["credit.insurance.cover"].with_user(stranger).create({
                "policy_id": self.policy.id, "profile_id": self.profile.id, "amount": 1, "valid_from": self.today})

    def test_nobody_enters_figures(self):
        claim = self.env["credit.insurance.claim"].with_user(self.manager).create({"profile_id": self.profile.id})
        for vals in ({"state": "filed"}, {"claimed_amount": 5}, {"reported_on": self.today}):
            with self.assertRaises(AccessError):
                claim.write(vals)
        declaration = self.env["credit.insurance.declaration"].with_user(self.manager).create({"policy_id": self.policy.id})
        with self.assertRaises(AccessError):
            declaration.write({"state": "sent"})
