"""Nobody around the approval tiers and the four eyes: what is decided in the end counts, not the step that writes it."""

from contextlib import contextmanager

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_around_the_check import AroundCommon

MANAGER = "credit_collection.credit_collection_group_manager"


class TierCommon(AroundCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("around_clerk", MANAGER)
        cls.head = cls._user("around_head", MANAGER)
        cls.env["credit.approval.tier"].sudo().create([
            {"name": "Clerk", "user_ids": [Command.set(cls.clerk.ids)], "max_amount": 100, "company_id": cls.company.id},
            {"name": "Head", "user_ids": [Command.set(cls.head.ids)], "is_unlimited": True, "company_id": cls.company.id},
        ])
        cls.rating = cls._rating("R1")
        cls.profile.rating_id = cls.rating

    @classmethod
    def _rating(cls, code, **vals):
        return cls.env["credit.rating"].create({"name": code, "code": code, "company_id": cls.company.id, **vals})


@tagged("post_install", "-at_install")
class TestAroundTiers(TierCommon):

    @contextmanager
    def _refused(self):
        """Above the tier, and nothing of it is kept."""
        with self.assertRaisesRegex(AccessError, "above your approval tier"), self.env.cr.savepoint():
            yield

    def _held(self, amount):
        order = self._order(amount)
        order.action_confirm()
        return order, order.credit_hold_id

    def test_release_is_within_the_tier_up_to_the_amount_that_it_covers(self):
        _order, hold = self._held(1050)
        with self._refused():
            hold.with_user(self.clerk)._release("Good customer", amount=50000)
        hold.with_user(self.clerk)._release("Good customer", amount=1100)
        self.assertEqual((hold.state, hold.released_amount), ("released", 1100))

    def test_quotation_that_grew_while_it_was_held_is_released_within_the_tier_of_what_it_is_now(self):
        order, hold = self._held(1050)
        order.order_line.price_unit = 50000
        with self._refused():
            hold.with_user(self.clerk)._release("Good customer")
        hold.with_user(self.head)._release("Good customer")
        self.assertEqual(hold.released_amount, 50000)

    def test_confirmed_order_is_released_within_the_tier_up_to_the_amount_that_it_covers(self):
        order = self._confirmed(900)
        order.order_line.price_unit = 1050
        self.assertHeld(order)
        with self._refused():
            order.credit_hold_id.with_user(self.clerk)._release("Good customer", amount=50000)
        order.credit_hold_id.with_user(self.clerk)._release("Good customer")
        self.assertEqual(order.credit_state, "released")

    def _assert_waits(self, vals):
        """Above the tier of the clerk: waits for another person, however it is brought in and pushed through."""
        before = self.profile.read([*vals])
        self.profile.with_user(self.clerk).write(vals)
        review = self.profile.open_review_id
        with self._refused():
            review.with_user(self.clerk).action_approve()
        self._refresh()
        self.assertEqual(self.profile.read([*vals]), before)
        review.with_user(self.head).action_approve()
        self._refresh()
        self.assertRecordValues(self.profile, [vals])

    def test_rating_whose_orders_are_not_held_waits_for_a_higher_tier(self):
        self._assert_waits({"rating_id": self._rating("R2", order_policy="allow").id})

    def test_rating_with_a_large_tolerance_waits_for_a_higher_tier(self):
        self._assert_waits({"rating_id": self._rating("R2", tolerance_percent=5000).id})

    def test_longer_term_waits_for_a_higher_tier(self):
        self._assert_waits({"own_max_term_days": 300})

    def test_review_that_lengthens_the_term_is_approved_in_a_higher_tier(self):
        review = self.env["credit.review"].with_user(self.clerk).create({"profile_id": self.profile.id})
        review.write({"proposed_max_term_days": 300})
        review.action_submit()
        with self._refused():
            review.action_approve()
        review.with_user(self.head).action_approve()
        self.assertEqual(self.profile.own_max_term_days, 300)

    def test_review_that_gives_another_rating_with_its_own_terms_needs_no_tier(self):
        longer = self._rating("R2", max_term_days=60)
        review = self.env["credit.review"].with_user(self.clerk).create({"profile_id": self.profile.id})
        review.write({"proposed_rating_id": longer.id, "proposed_max_term_days": 60})
        review.action_submit()
        review.action_approve()
        self.assertEqual(self.profile.rating_id, longer)

    def test_rules_of_a_rating_about_the_limit_are_eased_in_a_tier_without_end(self):
        for vals in (
            {"order_policy": "warn"}, {"hold_over_limit": False}, {"hold_limit_expired": False},
            {"tolerance_percent": 50}, {"limit_grace_days": 90},
        ):
            with self.subTest(vals), self._refused():
                self.rating.with_user(self.clerk).write(vals)
            with self.subTest(vals):
                self.rating.with_user(self.head).write(vals)
                self.rating.with_user(self.clerk).write({
                    "order_policy": "hold", "hold_over_limit": True, "hold_limit_expired": True, "tolerance_percent": 0,
                    "limit_grace_days": 0})

    def test_manual_rating_whose_rules_let_more_pass_is_given_within_the_tier(self):
        given = {
            "profile_id": self.profile.id, "rating_id": self._rating("R2", tolerance_percent=50).id,
            "date_until": self._days(30), "reason": "Guaranteed by the parent company"}
        with self._refused():
            self.env["credit.manual.rating"].with_user(self.clerk).create(given)
        self.env.invalidate_all()
        self.assertEqual((self.profile.rating_id, self.profile.manual_rating_id.id), (self.rating, False))
        self.env["credit.manual.rating"].with_user(self.head).create(given)
        self.assertEqual(self.profile.rating_id.code, "R2")

    def _assert_policy_waits(self, rating=None, **vals):
        """The clerk does not put a policy into force that lets any order pass, the head does."""
        Change = self.env["credit.policy.change"].with_user(self.clerk)
        change = Change.create({"reason": "Eased", "company_id": self.company.id})
        drafted = change if "new_limit_mode" in vals else change.line_ids.filtered(
            lambda line: line.rating_id == (rating or self.env["credit.rating"]))
        drafted.write(vals)
        change.action_preview()
        with self._refused():
            change.action_apply()
        change.with_user(self.head).action_apply()
        self.assertEqual(change.state, "applied")

    def test_policy_for_customers_without_rating_is_eased_in_a_tier_without_end(self):
        self._assert_policy_waits(order_policy="warn")
        self.assertEqual(self.company.credit_order_policy, "warn")

    def test_policy_for_a_rating_is_eased_in_a_tier_without_end(self):
        self._assert_policy_waits(self.rating, tolerance_percent=50)
        self.assertEqual(self.rating.tolerance_percent, 50)

    def test_new_customers_get_no_limit_in_a_tier_without_end(self):
        self.company.credit_new_limit_mode = "no_credit"
        self._assert_policy_waits(new_limit_mode="unlimited")
        self.assertEqual(self.company.credit_new_limit_mode, "unlimited")


@tagged("post_install", "-at_install")
class TestHandedOver(AroundCommon):
    """Who gives away first what is to be decided on is still its seller."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user(
            "handing_manager", f"{MANAGER},sales_team.group_sale_salesman_all_leads,base.group_partner_manager")
        cls.colleague = cls._user("handing_colleague", MANAGER)

    def test_order_handed_over_before_its_release(self):
        order = self._order(5000, user_id=self.manager.id)
        order.action_confirm()
        order.with_user(self.manager).user_id = self.colleague
        with self.assertRaisesRegex(AccessError, "You are the salesperson"):
            order.credit_hold_id.with_user(self.manager)._release("Mine")

    def test_order_handed_over_before_its_confirmation(self):
        order = self._order(5000, user_id=self.manager.id)
        order.with_user(self.manager).user_id = False
        order.action_confirm()
        with self.assertRaisesRegex(AccessError, "You are the salesperson"):
            order.credit_hold_id.with_user(self.manager)._release("Mine")
        order.credit_hold_id._release("Seen by another")
        self.assertEqual(order.credit_state, "released")

    def test_draft_entered_for_a_colleague_is_decided_by_its_author(self):
        order = self._order(5000, user_id=self.manager.id)
        order.with_user(self.manager).user_id = self.colleague
        order.action_confirm()
        order.credit_hold_id.with_user(self.manager)._release("The order of the colleague")
        self.assertEqual(order.credit_state, "released")

    def test_quotation_that_was_sent_is_handed_over(self):
        order = self._order(5000, user_id=self.manager.id)
        order.action_quotation_sent()
        order.with_user(self.manager).user_id = self.colleague
        order.action_confirm()
        with self.assertRaisesRegex(AccessError, "You are the salesperson"):
            order.credit_hold_id.with_user(self.manager)._release("Mine")

    def test_customer_handed_over_before_a_limit_is_given(self):
        self.customer.user_id = self.manager
        self.customer.with_user(self.manager).user_id = self.colleague
        self.profile.with_user(self.manager).credit_limit = 9000
        self._refresh()
        self.assertEqual((self.profile.credit_limit, self.profile.open_review_id.state), (1000, "submitted"))

    def test_customer_handed_over_before_being_excluded_from_the_limit(self):
        self.customer.user_id = self.manager
        self.customer.with_user(self.manager).user_id = self.colleague
        vals = {
            "partner_id": self.customer.id, "effect": "off", "reason": "Mine", "company_id": self.company.id,
            "rule_ids": [Command.set(self.env["credit.reason"].search([("code", "=", "over_limit")]).ids)]}
        Exclusion = self.env["credit.hold.exclusion"]
        with self.assertRaisesRegex(AccessError, "You are the salesperson"):
            Exclusion.with_user(self.manager).create(vals)
        self.assertTrue(Exclusion.with_user(self.env.user).create(vals))

    def test_customer_whom_somebody_else_gave_to_a_colleague(self):
        self.customer.user_id = self.manager
        self.customer.user_id = self.colleague
        self.profile.with_user(self.manager).credit_limit = 9000
        self.assertEqual(self.profile.credit_limit, 9000)

    def test_nobody_wipes_or_forges_the_trace(self):
        self.customer.user_id = self.manager
        own = self.customer.with_user(self.manager)
        for command in (Command.clear(), Command.set(self.colleague.ids)):
            with self.subTest(command), self.assertRaisesRegex(AccessError, "recorded by the system"):
                own.write({"user_id": self.colleague.id, "credit_handed_over_ids": [command]})
        own.user_id = self.colleague
        self.assertEqual(self.customer.credit_handed_over_ids, self.manager)

    def test_nobody_makes_a_colleague_a_seller_from_the_start(self):
        Partner = self.env["res.partner"].with_user(self.manager)
        forged = [Command.set(self.colleague.ids)]
        with self.assertRaisesRegex(AccessError, "recorded by the system"):
            Partner.create({"name": "Forged", "credit_handed_over_ids": forged})
        customer = Partner.with_context(default_credit_handed_over_ids=forged).create({"name": "By default"})
        self.assertFalse(customer.credit_handed_over_ids)
