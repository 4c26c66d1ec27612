from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestRoles(CreditCommon):
    """What only code writes is entered by nobody: not by a call, an import, or a default in the context."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "roles_manager", company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
            groups="credit_collection.credit_collection_group_manager,account.group_account_invoice")
        cls.move = cls._invoice(1000.0, due=-10)
        cls.reason = cls.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)

    def _guarded_models(self):
        for name in self.env.registry.descendants(["credit.roles.mixin"], "_inherit"):
            model = self.env[name]
            if not model._abstract and not model._transient:
                yield name, model

    def test_system_fields_of_all_models_refuse_a_write_by_a_manager(self):
        counted = 0
        for name, model in self._guarded_models():
            for field_name in model._get_role_fields("system"):
                counted += 1
                with self.subTest(model=name, field=field_name), self.assertRaises(AccessError):
                    model.with_user(self.manager).write({field_name: False})
        self.assertGreater(counted, 100)

    def test_a_copy_of_an_open_field_is_no_open_field(self):
        """A stored copy of a field of the customer took its role over and was entered as that one, as the collector."""
        for name, model in self._guarded_models():
            for field in model._fields.values():
                if field.related and field.store and field.readonly:
                    with self.subTest(model=name, field=field.name):
                        self.assertIn("system", model._get_roles(field))

    def test_a_default_in_the_context_does_not_forge_evidence(self):
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        Dispute = self.env["credit.dispute"].with_user(self.manager).with_context(
            default_state="accepted", default_credited_amount=1000.0, default_closed_by_id=self.env.user.id)
        dispute = Dispute.create({"move_id": self.move.id, "amount": 100.0, "reason_id": self.reason.id})
        self.assertRecordValues(dispute, [{"state": "draft", "credited_amount": 0.0, "closed_by_id": False}])
        Promise = self.env["credit.promise"].with_user(self.manager).with_context(
            default_state="kept", default_author_id=other.id, default_received_amount=500.0, default_access_token="guess")
        promise = Promise.create({"profile_id": self.profile.id})
        self.assertRecordValues(promise.sudo(), [{
            "state": "draft", "author_id": self.manager.partner_id.id, "received_amount": 0.0, "access_token": False}])

    def test_a_review_is_requested_by_who_requests_it(self):
        Review = self.env["credit.review"].with_user(self.manager).with_context(
            default_requested_by_id=self.env.user.id, default_state="approved", default_decided_by_id=self.env.user.id)
        review = Review.create({"profile_id": self.profile.id, "kind": "request"})
        self.assertRecordValues(review, [{
            "state": "draft", "requested_by_id": self.manager.id, "decided_by_id": False, "kind": "request"}])
        with self.assertRaises(AccessError):
            review.kind = "manual"

    def test_policy_of_a_new_profile_is_not_taken_from_the_context_of_somebody_else(self):
        partner = self.env["res.partner"].create({"name": "New", "is_company": True})
        rich = partner.with_context(default_limit_mode="unlimited", default_score=100.0, default_on_hold=False)
        self.assertEqual(rich._get_credit_profiles().score, 0.0)

    def test_an_import_cannot_enter_what_only_code_writes(self):
        result = self.env["credit.dispute"].with_user(self.manager).load(
            ["move_id/.id", "amount", "reason_id/.id", "state"],
            [[str(self.move.id), "100", str(self.reason.id), "Accepted"]])
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])
