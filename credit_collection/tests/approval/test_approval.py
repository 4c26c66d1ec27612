import math

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..base.common import GROUP
from ..review.common import ReviewCommon


@tagged("post_install", "-at_install")
class TestApprovalTier(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Tier = cls.env["credit.approval.tier"]
        cls.manager, cls.collector = cls._user("manager"), cls._user("collector")

    @classmethod
    def _tier(cls, amount, **vals):
        who = {} if {"user_ids", "group_id"} & vals.keys() else {"group_id": cls.env.ref(GROUP % "manager").id}
        return cls.Tier.sudo().create({"name": f"Up to {amount}", "max_amount": amount, **who, **vals})

    def _may(self, user, amount):
        return self.Tier._may_decide(user, self.company, amount)

    def _review_of(self, limit, mode="limited"):
        review = self._review()
        review.write({"proposed_limit_mode": mode, "proposed_credit_limit": limit})
        return review

    def test_without_tiers_every_credit_manager_decides_on_any_amount(self):
        self.assertTrue(self._may(self.manager, 1e9))
        self.assertTrue(self._may(self.manager, math.inf))
        self.assertFalse(self._may(self.collector, 1))

    def test_nothing_to_approve_is_for_everybody(self):
        self._tier(100)
        self.assertTrue(self._may(self.collector, 0))
        self.assertTrue(self._may(self.collector, -5))

    def test_with_tiers_only_users_whose_tier_covers_the_amount_decide(self):
        self._tier(100)
        self._tier(1000, user_ids=self.manager.ids)
        self.assertEqual(self.Tier._get_tier(self.manager, self.company).max_amount, 1000)
        self.assertTrue(self._may(self.manager, 1000))
        self.assertFalse(self._may(self.manager, 1000.01))
        self.assertFalse(self._may(self.manager, math.inf))
        self.assertFalse(self._may(self.collector, 1))

    def test_tier_without_ceiling_covers_any_amount(self):
        self._tier(0, is_unlimited=True, user_ids=self.manager.ids)
        self.assertTrue(self._may(self.manager, math.inf))

    def test_company_with_tiers_of_its_own_uses_only_these(self):
        self._tier(1000)
        self._tier(50, company_id=self.company.id)
        self.assertFalse(self._may(self.manager, 100))
        self.assertTrue(self.Tier._may_decide(self.manager, self.setup_other_company()["company"], 100))

    def test_tier_needs_a_group_or_users(self):
        with self.assertRaises(ValidationError):
            self.Tier.sudo().create({"name": "Nobody", "max_amount": 5})

    def test_managers_cannot_raise_their_own_tier(self):
        tier = self._tier(100)
        with self.assertRaises(AccessError):
            tier.with_user(self.manager).max_amount = 1e9

    def test_manager_approves_up_to_his_tier_and_not_beyond(self):
        self._tier(1000, user_ids=self.manager.ids)
        review = self._review_of(1500)
        self.profile.write({"limit_mode": "limited", "credit_limit": 200})
        review.action_refresh()
        review.write({"proposed_limit_mode": "limited", "proposed_credit_limit": 1500})
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            review.with_user(self.manager).action_approve()
        self.assertEqual(review.state, "submitted")
        review.proposed_credit_limit = 1000
        review.with_user(self.manager).action_approve()
        self.assertEqual(self.profile.credit_limit, 1000)

    def test_lowering_a_limit_needs_no_tier(self):
        self._tier(10, user_ids=self.manager.ids)
        self.profile.write({"limit_mode": "limited", "credit_limit": 5000})
        self._review_of(3000).with_user(self.manager).action_approve()
        self.assertEqual(self.profile.credit_limit, 3000)

    def test_taking_the_limit_away_needs_a_tier_without_ceiling(self):
        tier = self._tier(1e9, user_ids=self.manager.ids)
        self.profile.write({"limit_mode": "limited", "credit_limit": 5000})
        review = self._review_of(0, mode="unlimited").with_user(self.manager)
        with self.assertRaises(AccessError):
            review.action_approve()
        tier.is_unlimited = True
        review.action_approve()
        self.assertEqual(self.profile.limit_mode, "unlimited")

    def test_decision_is_scheduled_for_who_may_take_it(self):
        self.company.credit_manager_id = self.manager
        director = self.env.user
        self._tier(100, user_ids=self.manager.ids)
        self._tier(90000, user_ids=director.ids)
        self.profile.write({"limit_mode": "limited", "credit_limit": 200})
        review = self._review(submit=False)
        review.write({"proposed_limit_mode": "limited", "proposed_credit_limit": 5000})
        review.action_submit()
        self.assertEqual(review.activity_ids.user_id, director)


@tagged("post_install", "-at_install")
class TestAutoApproval(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"credit_auto_approve": True, "credit_auto_approve_percent": 10})
        cls.ratings["A"].write({"limit_rule": "fixed", "limit_amount": 1000})

    def _periodic(self, rating, limit):
        self.profile.write({
            "rating_id": self.ratings[rating].id, "limit_mode": "limited", "credit_limit": limit,
            "next_review_date": self.today,
        })
        self._paid(1000, -100, 0)
        return self.env["credit.review"]._open_due(self.profile, self.today)

    def test_small_change_is_approved_by_the_system_with_its_reason(self):
        review = self._periodic("A", 950)
        self.assertEqual((review.state, review.decided_by_id), ("approved", self.env.ref("base.user_root")))
        self.assertIn("automatically", review.decision_reason)
        self.assertEqual(self.profile.credit_limit, 1000)
        self.assertEqual(set(self.profile.policy_log_ids.filtered("review_id").mapped("reason")), {review.decision_reason})
        self.assertFalse(review.activity_ids)

    def test_one_rating_better_is_approved(self):
        self.assertEqual(self._periodic("B", 1000).state, "approved")
        self.assertEqual(self.profile.rating_id, self.ratings["A"])

    def test_larger_change_waits_for_a_decision(self):
        self.assertEqual(self._periodic("A", 500).state, "submitted")

    def test_two_ratings_better_waits_for_a_decision(self):
        self.assertEqual(self._periodic("C", 1000).state, "submitted")

    def test_unrated_customer_waits_for_a_decision(self):
        self._paid(1000, -100, 0)
        self.assertEqual(self.env["credit.review"]._open_due(self.profile, self.today).state, "submitted")

    def test_nothing_is_approved_where_the_company_does_not_want_it(self):
        self.company.credit_auto_approve = False
        self.assertEqual(self._periodic("A", 950).state, "submitted")

    def test_review_opened_by_hand_waits_for_a_decision(self):
        self.profile.write({"rating_id": self.ratings["A"].id, "limit_mode": "limited", "credit_limit": 1000})
        self._paid(1000, -100, 0)
        self.assertEqual(self._review().state, "submitted")
