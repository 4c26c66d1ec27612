"""R9: approval tiers bind every way to give credit; above the tier it becomes a review that waits."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..review.test_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestTiersBind(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")
        cls.profile.write({"limit_mode": "limited", "credit_limit": 200})
        Tier = cls.env["credit.approval.tier"].sudo()
        Tier.create({"name": "Small", "max_amount": 1000, "user_ids": cls.manager.ids})
        Tier.create({"name": "All", "is_unlimited": True, "user_ids": cls.env.user.ids})
        cls.seen = cls.profile.with_user(cls.manager)

    def _expect_review(self, expected):
        review = self.profile.open_review_id
        self.assertEqual(review.state, "submitted")
        self.assertEqual(review.requested_by_id, self.manager)
        self.assertRecordValues(review, [expected])
        return review

    def test_odoobot_is_nobody_to_ask(self):
        self.env.ref("credit_collection.credit_collection_group_manager").sudo().user_ids += self.env.ref("base.user_root")
        managers = self.env["credit.approval.tier"]._get_managers(self.company)
        self.assertIn(self.manager, managers)
        self.assertNotIn(self.env.ref("base.user_root"), managers)

    def test_limit_within_the_tier_is_in_force_at_once(self):
        self.seen.credit_limit = 1000
        self.assertEqual(self.profile.credit_limit, 1000)
        self.assertFalse(self.profile.open_review_id)

    def test_limit_above_the_tier_waits_as_a_review(self):
        self.seen.credit_limit = 5000
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 200)
        review = self._expect_review({"proposed_limit_mode": "limited", "proposed_credit_limit": 5000})
        with self.assertRaises(AccessError):
            review.with_user(self.manager).action_approve()
        review.action_approve()
        self.assertEqual(self.profile.credit_limit, 5000)

    def test_unlimited_waits(self):
        self.seen.limit_mode = "unlimited"
        self._refresh()
        self.assertEqual(self.profile.limit_mode, "limited")
        self._expect_review({"proposed_limit_mode": "unlimited"})

    def test_temporary_limit_waits(self):
        self.seen.write({"temporary_limit": 5000, "temporary_limit_until": self._days(30)})
        self._refresh()
        self.assertFalse(self.profile.temporary_limit)
        self._expect_review({"proposed_temporary_limit": 5000, "proposed_temporary_until": self._days(30)})

    def test_longer_term_of_a_customer_above_the_tier_waits(self):
        self.profile.write({"credit_limit": 5000, "own_max_term_days": 30})
        self.seen.max_term_days = 90
        self._refresh()
        self.assertEqual(self.profile.max_term_days, 30)
        self._expect_review({"proposed_max_term_days": 90})

    def test_lowering_needs_no_tier(self):
        self.profile.write({"credit_limit": 5000, "own_max_term_days": 30})
        self.seen.write({"credit_limit": 4000, "max_term_days": 10, "on_hold": True})
        self.assertRecordValues(self.profile, [{"credit_limit": 4000, "max_term_days": 10, "on_hold": True}])

    def test_exclusion_from_the_limit_is_refused_above_the_tier(self):
        rule = self.env["credit.reason"].search([("kind", "=", "hold"), ("code", "=", "over_limit")])
        vals = {"reason": "Big friend", "partner_id": self.customer.id, "rule_ids": [Command.set(rule.ids)]}
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            self.env["credit.hold.exclusion"].with_user(self.manager).create(vals)
        other = self.env["credit.reason"].search([("kind", "=", "hold"), ("code", "=", "order_amount")])
        self.env["credit.hold.exclusion"].with_user(self.manager).create({**vals, "rule_ids": [Command.set(other.ids)]})
        self.env["credit.hold.exclusion"].create(vals)

    def test_shared_limit_is_refused_above_the_tier(self):
        Group = self.env["credit.limit.group"].with_user(self.manager)
        with self.assertRaises(AccessError):
            Group.create({"name": "Sisters", "amount": 5000, "company_id": self.company.id})
        group = Group.create({"name": "Sisters", "amount": 900, "company_id": self.company.id})
        with self.assertRaises(AccessError):
            group.amount = 5000

    def test_limit_on_the_contact_is_refused_above_the_tier(self):
        self.manager.group_ids += self.env.ref("account.group_account_manager") + self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.customer.with_user(self.manager).credit_limit = 5000
        self.customer.with_user(self.manager).credit_limit = 900
        self.assertEqual(self.profile.credit_limit, 900)

    def test_first_limit_of_a_new_customer_is_refused_above_the_tier(self):
        self.company.credit_new_limit_mode = "no_credit"
        self.manager.group_ids += self.env.ref("account.group_account_manager") + self.env.ref("base.group_partner_manager")
        Partner = self.env["res.partner"].with_user(self.manager)
        with self.assertRaises(AccessError):
            Partner.create({"name": "New", "is_company": True, "credit_limit": 5000})
        partner = Partner.create({"name": "New", "is_company": True, "credit_limit": 900})
        self.assertEqual(partner.sudo()._get_credit_profiles().effective_limit, 900)
        without = Partner.create({"name": "Without", "is_company": True})
        with self.assertRaises(AccessError):
            without.credit_limit = 5000
        without.credit_limit = 900

    def test_contact_that_leaves_with_a_limit_in_one_go_is_refused_above_the_tier(self):
        self.company.credit_new_limit_mode = "no_credit"
        self.manager.group_ids += self.env.ref("account.group_account_manager") + self.env.ref("base.group_partner_manager")
        contact = self.contact.with_user(self.manager)
        with self.assertRaises(AccessError):
            contact.write({"parent_id": False, "credit_limit": 5000})
        contact.write({"parent_id": False, "credit_limit": 900})

    def test_first_limit_of_a_customer_who_could_buy_without_one_gives_nothing(self):
        self.manager.group_ids += self.env.ref("account.group_account_manager") + self.env.ref("base.group_partner_manager")
        self.env["res.partner"].with_user(self.manager).create({"name": "New", "is_company": True, "credit_limit": 5000})

    def test_r18_review_submitted_with_one_company_ticked_for_a_decider_of_two(self):
        other = self.setup_other_company()["company"]
        decider, collector = self.manager, self._user("collector")
        decider.write({"company_ids": [Command.link(other.id)], "company_id": other.id})
        decider.partner_id.sudo().company_id = other
        collector.company_ids = [Command.link(other.id)]
        self.company.credit_manager_id = decider
        self.env["credit.approval.tier"].search([]).unlink()
        review = self.env["credit.review"].with_user(collector).with_context(
            allowed_company_ids=self.company.ids).create({"profile_id": self.profile.id})
        self._refresh()  # what the set-up has read would hide what the submitter may not read
        review.action_submit()
        self.assertEqual((review.state, review.sudo().activity_ids.user_id), ("submitted", decider))
