from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import FollowupCommon


@tagged("post_install", "-at_install")
class TestProfileChange(FollowupCommon):
    """Twenty small customers get the same terms, with one reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager, cls.collector = cls._user("manager"), cls._user("collector")
        cls.profiles = cls.profile | cls._create_others()._get_credit_profiles()

    def _change(self, user=None, profiles=None, **vals):
        return self.env["credit.profile.change"].with_user(user or self.manager).create({
            "profile_ids": [Command.set((profiles or self.profiles).ids)], "reason": "Yearly review", **vals})

    def test_all_get_limit_term_collector_and_plan_with_one_reason(self):
        term = self.env.ref("account.account_payment_term_30days")
        self._change(
            limit_mode="limited", credit_limit=750, payment_term_id=term.id, collector_id=self.collector.id,
            followup_plan_id=self.plan.id).action_apply()
        for profile in self.profiles:
            self.assertEqual((profile.limit_mode, profile.credit_limit), ("limited", 750))
            self.assertEqual((profile.payment_term_id, profile.collector_id), (term, self.collector))
            self.assertEqual(profile.followup_plan_id, self.plan)
            self.assertEqual(set(profile.policy_log_ids.mapped("reason")), {"Yearly review"})

    def test_archived_customers_get_it_too(self):
        self.profiles[1].partner_id.active = False
        self._change(limit_mode="limited", credit_limit=750).action_apply()
        self.assertEqual(self.profiles.mapped("credit_limit"), [750] * len(self.profiles))

    def test_what_is_empty_stays(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100, "collector_id": self.manager.id})
        self._change(collector_id=self.collector.id).action_apply()
        self.assertEqual((self.profile.credit_limit, self.profile.collector_id), (100, self.collector))

    def test_an_amount_without_the_mode_limited_is_not_given(self):
        self._change(credit_limit=500, collector_id=self.collector.id).action_apply()
        self.assertEqual(self.profile.limit_mode, "unlimited")

    def test_nothing_entered_is_said(self):
        with self.assertRaisesRegex(UserError, "what is to be changed"):
            self._change().action_apply()

    def test_above_the_tier_it_waits_for_a_decision(self):
        self.env["credit.approval.tier"].search([]).action_archive()
        self.env["credit.approval.tier"].create({
            "name": "Up to 500", "company_id": self.company.id, "max_amount": 500, "user_ids": [Command.set(self.manager.ids)]})
        self.profiles.write({"limit_mode": "limited", "credit_limit": 100})
        notice = self._change(limit_mode="limited", credit_limit=900).action_apply()
        self.assertIn(str(len(self.profiles)), notice["params"]["message"])
        self.assertEqual(set(self.profiles.mapped("credit_limit")), {100})
        self.assertEqual(len(self.profiles.open_review_id), len(self.profiles))

    def test_all_stay_as_they_are_when_one_cannot_be_changed(self):
        # github.com/frappe/crm/issues/2723
        self.env["credit.approval.tier"].search([]).action_archive()
        self.env["credit.approval.tier"].create({
            "name": "Up to 500", "company_id": self.company.id, "max_amount": 500, "user_ids": [Command.set(self.manager.ids)]})
        self.profiles.write({"limit_mode": "limited", "credit_limit": 100})
        self.profile._open_reviews("manual")
        change = self._change(limit_mode="limited", credit_limit=900)
        with self.assertRaisesRegex(UserError, "Careful Customer is pending"), self.env.cr.savepoint():
            change.action_apply()
        self.profiles.invalidate_recordset()
        self.assertEqual(set(self.profiles.mapped("credit_limit")), {100})
        self.assertEqual(len(self.profiles.open_review_id), 1)

    def test_a_collector_changes_the_plan_but_no_limit(self):
        self._change(self.collector, collector_id=self.collector.id).action_apply()
        self.assertEqual(self.profile.collector_id, self.collector)
        with self.assertRaises(AccessError):
            self._change(self.collector, limit_mode="limited", credit_limit=5000).action_apply()

    def test_customers_of_two_companies_are_refused(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.manager.company_ids = [Command.link(other.id)]
        foreign = self.env["credit.profile"].create({"partner_id": self.customer.id, "company_id": other.id})
        with self.assertRaisesRegex(UserError, "one company"):
            self._change(
                profiles=self.profiles | foreign, collector_id=self.collector.id,
            ).with_context(allowed_company_ids=[self.company.id, other.id]).action_apply()

    def test_what_is_archived_is_given_to_nobody_by_dialog_form_or_import(self):
        archived = {
            "rating_id": self.env["credit.rating"].create({"name": "Old Rating", "code": "OLD", "active": False}),
            "followup_plan_id": self.env["credit.followup.plan"].create({"name": "Old Plan", "active": False}),
            "payment_term_id": self.env["account.payment.term"].create({"name": "Old Term", "active": False}),
            "collector_id": self.collector.copy({"active": False, "name": "Old Collector", "login": "credit_old"}),
        }
        Profile = self.env["credit.profile"].with_user(self.manager)
        for name, record in archived.items():
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "Old .* is archived"):
                self._change(**{name: record.id}).action_apply()
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "is archived"):
                self.profile.with_user(self.manager).write({name: record.id})
            loaded = Profile.load([".id", f"{name}/.id"], [[str(self.profile.id), str(record.id)]])
            self.assertIn("is archived", str(loaded["messages"]))
        self.assertFalse(self.profile.rating_id)
        self.assertFalse(self.profile.collector_id)

    def test_what_a_customer_has_already_may_stay(self):
        rating = self.env["credit.rating"].create({"name": "Old Rating", "code": "OLD"})
        self.profile.rating_id = rating
        rating.active = False
        self.profile.with_user(self.manager).write({"rating_id": rating.id, "note": "<p>Called</p>"})
        self.assertEqual(self.profile.rating_id, rating)

    def test_a_collector_works_for_the_company_or_for_a_branch_of_it(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        stranger, neighbour = (
            self.collector.copy({
                "name": company.name, "login": f"credit_{company.id}", "company_id": company.id,
                "company_ids": [Command.set(company.ids)]})
            for company in (other, branch))
        portal = self.env["res.users"].create({
            "name": "Portal User", "login": "credit_portal", "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)], "group_ids": [Command.set(self.env.ref("base.group_portal").ids)]})
        for user in (stranger, portal):
            for write in (
                lambda user=user: self._change(collector_id=user.id).action_apply(),
                lambda user=user: self.profile.with_user(self.collector).write({"collector_id": user.id}),
            ):
                with self.assertRaisesRegex(ValidationError, f"{user.name} does not work for {self.company.name}"):
                    write()
        self._change(collector_id=neighbour.id).action_apply()
        self.assertEqual(self.profiles.collector_id, neighbour)
