"""An approver is away: who decides in his place; and what happens when nobody decides."""

from datetime import datetime, time

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import GROUP
from ..review.common import ReviewCommon


@tagged("post_install", "-at_install")
class TestDelegation(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director, cls.deputy = (cls._manager(login) for login in ("director", "deputy"))
        Tier = cls.env["credit.approval.tier"].sudo()
        cls.tier = Tier.create({"name": "Director", "max_amount": 10000, "user_ids": [Command.set(cls.director.ids)]})
        Tier.create({"name": "Deputy", "max_amount": 100, "user_ids": [Command.set(cls.deputy.ids)]})
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})

    @classmethod
    def _manager(cls, login, groups=""):
        return new_test_user(
            cls.env, f"delegation_{login}", groups=GROUP % "manager" + groups, company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])

    def _delegate(self, start=0, end=5, user=None, delegate=None):
        user = user or self.director
        return self.env["credit.approval.delegation"].with_user(user).create({
            "user_id": user.id, "delegate_id": (delegate or self.deputy).id, "date_from": self._days(start),
            "date_to": self._days(end), "reason": "Holiday"})

    def _hold(self, amount=5000, **vals):
        order = self._order(amount, **vals)
        order.action_confirm()
        self._refresh()
        return order.credit_hold_id

    def _submitted(self, limit):
        review = self._review(submit=False)
        review.write({"proposed_limit_mode": "limited", "proposed_credit_limit": limit})
        review.action_submit()
        return review

    def test_stand_in_releases_in_the_tier_and_in_the_name_of_the_approver(self):
        hold = self._hold()
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            hold.with_user(self.deputy)._release("Guarantee received")
        self._delegate()
        hold.with_user(self.deputy)._release("Guarantee received")
        self.assertRecordValues(hold, [{
            "state": "released", "decided_by_id": self.deputy.id, "decided_for_id": self.director.id}])

    def test_stand_in_never_exceeds_the_tier_of_the_approver(self):
        self._delegate()
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            self._hold(11000.01).with_user(self.deputy)._release("Guarantee received")
        self._hold(11000).with_user(self.deputy)._release("Guarantee received")

    def test_decision_within_his_own_tier_is_his_own(self):
        self._delegate()
        hold = self._hold(1100)
        hold.with_user(self.deputy)._release("Small")
        self.assertFalse(hold.decided_for_id)

    def test_right_begins_and_ends_with_its_days(self):
        for start, end, may in ((-5, -1, False), (1, 5, False), (-5, 0, True), (0, 5, True)):
            with self.subTest(start=start, end=end):
                delegation = self._delegate(start, end)
                tier = self.env["credit.approval.tier"]._get_authority(self.deputy, self.company, 5000)
                self.assertEqual(tier, self.director if may else self.env["res.users"])
                delegation.sudo().write({"date_from": self._days(50), "date_to": self._days(50)})

    def _hand_over(self, days=0):
        """Run the hourly step ``days`` from today."""
        self.env["credit.approval.delegation"].sudo().search([])._apply(self._days(days))

    def test_open_decisions_go_to_the_stand_in_and_come_back_undecided(self):
        self.company.credit_manager_id = self.director
        hold, review = self._hold(), self._submitted(5000)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "kind": "deferral",
            "line_ids": [Command.set(self._open_item(self._invoice(1000, -5)).ids)],
            "instalment_ids": [Command.create({"date": self._days(9), "amount": 1000})]})
        promise.with_user(self._user("collector")).action_open()
        documents = (hold, review, promise)
        self.assertEqual([document.activity_ids.user_id for document in documents], [self.director] * 3)
        self._delegate()
        self._hand_over()
        self.assertEqual([document.activity_ids.user_id for document in documents], [self.deputy] * 3)
        hold.with_user(self.deputy)._release("Guarantee received")
        self.assertFalse(hold.activity_ids)
        self._hand_over(6)
        self.assertEqual(review.activity_ids.user_id, self.director)
        self.assertEqual(promise.activity_ids.user_id, self.director)
        self.assertFalse((review.activity_ids | promise.activity_ids).credit_delegation_id)

    def test_what_came_in_meanwhile_goes_to_the_approver_when_he_is_back(self):
        self.company.credit_manager_id = self.director
        delegation = self._delegate(0, 0)
        hold = self._hold()
        self.assertEqual(hold.activity_ids.user_id, self.deputy)
        # At 06:00 of the first day in Shanghai it is still the day before in UTC.
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_activity SET create_date = %s WHERE id = %s", [
            datetime.combine(self._days(-4), time(22)), hold.activity_ids.id])
        self._refresh()
        delegation.sudo().write({"date_from": self._days(-3), "date_to": self._days(-1)})
        self._hand_over()
        self.assertEqual(hold.activity_ids.user_id, self.director)
        self.assertTrue(delegation.sudo().is_returned)

    def test_coming_absence_hands_nothing_over_and_own_decisions_of_the_stand_in_stay_his(self):
        self.company.credit_manager_id = self.director
        hold = self._hold()
        own = self._hold(1050)
        own.activity_ids.sudo().user_id = self.deputy
        delegation = self._delegate(1, 5)
        with self.assertRaises(AccessError):
            delegation.is_returned = True
        self._hand_over()
        self.assertEqual(hold.activity_ids.user_id, self.director)
        self._hand_over(2)
        self.assertEqual(hold.activity_ids.user_id, self.deputy)
        self._hand_over(6)
        self.assertEqual((hold.activity_ids.user_id, own.activity_ids.user_id), (self.director, self.deputy))

    def test_decisions_of_a_company_that_the_stand_in_does_not_see_stay(self):
        self.company.credit_manager_id = self.director
        hold = self._hold()
        self._delegate()
        other = self.setup_other_company()["company"]
        self.deputy.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self._hand_over()
        self.assertEqual(hold.activity_ids.user_id, self.director)

    def test_another_stand_in_takes_over_what_the_first_has_not_decided(self):
        self.company.credit_manager_id = self.director
        hold = self._hold()
        delegation = self._delegate()
        self._hand_over()
        second = self._manager("second")
        delegation.delegate_id = second
        self._hand_over()
        self.assertEqual(hold.activity_ids.user_id, second)

    def test_each_document_that_waits_for_a_decision_hands_its_to_do_over(self):
        activities = self.env["credit.approval.delegation"]._get_decision_activities()
        for model in ("credit.hold", "credit.review", "credit.promise", "credit.settlement"):
            self.assertEqual(self.env.ref(activities[model]).res_model, model)

    def test_the_scheduled_run_hands_over(self):
        self.company.credit_manager_id = self.director
        hold = self._hold()
        self._delegate()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_hand_over_decisions").method_direct_trigger()
        self.assertEqual(hold.activity_ids.user_id, self.deputy)

    def test_right_ends_when_the_approver_loses_his(self):
        self._delegate()
        self.tier.user_ids = [Command.set(self.env.user.ids)]
        with self.assertRaises(AccessError):
            self._hold().with_user(self.deputy)._release("Guarantee received")

    def test_stand_in_of_a_stand_in_has_no_right(self):
        third = self._manager("third")
        self._delegate()
        self._delegate(user=self.deputy, delegate=third)
        with self.assertRaises(AccessError):
            self._hold().with_user(third)._release("Guarantee received")

    def test_stand_in_does_not_release_his_own_order(self):
        self._delegate()
        hold = self._hold(user_id=self.deputy.id)
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            hold.with_user(self.deputy)._release("Mine")
        self.assertEqual(hold.state, "pending")

    def test_review_is_approved_on_behalf(self):
        self._delegate()
        review = self._submitted(5000)
        review.with_user(self.deputy).action_approve()
        self.assertRecordValues(review, [{
            "state": "approved", "decided_by_id": self.deputy.id, "decided_for_id": self.director.id}])
        self.assertEqual(self.profile.credit_limit, 5000)

    def test_stand_in_does_not_approve_what_he_proposed(self):
        self._delegate()
        review = self._submitted(5000)
        review.sudo().requested_by_id = self.deputy
        with self.assertRaises(AccessError):
            review.with_user(self.deputy).action_approve()
        self.assertEqual(review.state, "submitted")

    def test_nobody_grants_the_limit_that_he_asked_for_himself(self):
        seller = self._manager("seller", ",sales_team.group_sale_salesman")
        self.tier.user_ids |= seller
        order = self._order(5000, user_id=seller.id).with_user(seller)
        order._request_credit_limit(6000, self._days(30), "Large project")
        review = order.sudo().credit_review_ids.with_user(seller)
        with self.assertRaisesRegex(AccessError, "asked for this yourself"):
            review.action_approve()
        review.with_user(self.director).action_approve()
        self.assertEqual(self.profile.temporary_limit, 6000)

    def test_new_decisions_go_to_the_stand_in(self):
        self.company.credit_manager_id = self.director
        self.assertEqual(self._hold().activity_ids.user_id, self.director)
        self._delegate()
        self.assertEqual(self._hold().activity_ids.user_id, self.deputy)
        self.assertEqual(self._submitted(5000).activity_ids.user_id, self.deputy)

    def test_only_the_approver_or_an_administrator_names_a_stand_in(self):
        with self.assertRaises(AccessError):
            self.env["credit.approval.delegation"].with_user(self.deputy).create({
                "user_id": self.director.id, "delegate_id": self.deputy.id, "date_to": self._days(5)})
        delegation = self._delegate()
        with self.assertRaises(AccessError):
            delegation.with_user(self.deputy).date_to = self._days(500)
        own = self._delegate(user=self.deputy, delegate=self.director)
        with self.assertRaises(AccessError):
            own.with_user(self.deputy).write({"user_id": self.director.id, "delegate_id": self.deputy.id})
        delegation.with_user(self.env.ref("base.user_admin")).date_to = self._days(7)

    def test_stand_in_must_be_somebody_else_and_a_credit_manager(self):
        with self.assertRaisesRegex(ValidationError, "only credit managers"):
            self._delegate(delegate=self._user("collector"))
        for vals in ({"delegate": self.director}, {"start": 5, "end": 4}):
            with self.subTest(vals), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self._delegate(**vals)
                self.env.flush_all()

    def test_arrangement_that_has_begun_is_evidence(self):
        self._delegate(start=3).unlink()
        delegation = self._delegate()
        with self.assertRaisesRegex(UserError, "has begun"):
            delegation.unlink()
        delegation.date_to = self._days(0)
        self.assertEqual(delegation.state, "running")

    def test_delegation_of_another_company_is_of_no_use(self):
        """Tiers are of a company: who has none in it has nothing to hand over."""
        other = self.setup_other_company()["company"]
        self.tier.company_id = other
        self._delegate()
        with self.assertRaises(AccessError):
            self._hold().with_user(self.deputy)._release("Guarantee received")


@tagged("post_install", "-at_install")
class TestReviewEscalation(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager, cls.director = cls._user("manager"), new_test_user(
            cls.env, "escalation_director", groups=GROUP % "manager", company_id=cls.company.id)
        cls.company.write({
            "credit_manager_id": cls.manager.id, "credit_escalation_user_id": cls.director.id, "credit_escalation_days": 2})

    def test_review_not_decided_in_time_moves_to_the_escalation_user_once(self):
        review = self._review()
        self.assertFalse(review._escalate(self._days(1)))
        self.assertEqual(review.activity_ids.user_id, self.manager)
        self.assertEqual(review._escalate(self._days(2)), review)
        self.assertEqual(review.activity_ids.user_id, self.director)
        self.assertIn("Not decided in time", review.message_ids[0].body)
        self.assertFalse(review._escalate(self._days(3)), "told once")

    def test_decided_review_is_not_escalated(self):
        review = self._review()
        review.action_approve()
        self.assertFalse(review._escalate(self._days(9)))
        self.assertNotIn(review, review.search(review._get_late_reviews_domain(self._days(9))))

    def test_nightly_run_escalates_where_the_company_wants_it(self):
        review = self._review()
        review.activity_ids.date_deadline = self._days(-2)
        self.company.credit_escalation_user_id = False
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_escalate_reviews").method_direct_trigger()
        self.assertEqual(review.activity_ids.user_id, self.manager)
        self.company.credit_escalation_user_id = self.director
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_escalate_reviews").method_direct_trigger()
        self.assertEqual(review.activity_ids.user_id, self.director)

    def test_escalation_costs_as_many_queries_for_ten_reviews_as_for_two(self):
        def count(number):
            partners = self.env["res.partner"].create([{"name": f"Waiting {index}"} for index in range(number)])
            reviews = partners._get_credit_profiles()._open_reviews("manual")
            reviews.action_submit()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            moved = reviews._escalate(self._days(2))
            self.env.flush_all()
            self.assertEqual(len(moved), number)
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(10), count(2) + 2)
