from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ReviewCommon


@tagged("post_install", "-at_install")
class TestLimitRequest(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._user("salesperson")
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})

    def _ask(self, order=None, **vals):
        order = order or self._order(5000, user_id=self.salesperson.id)
        Request = self.env["sale.order.credit.request"].with_user(self.salesperson)
        request = Request.create({"order_id": order.id, "reason": "Large project", "until": self._days(30), **vals})
        request.action_request()
        return order, order.sudo().credit_review_ids

    def test_salesperson_asks_for_what_the_order_needs(self):
        self._invoice(700, 10)
        order = self._order(5000, user_id=self.salesperson.id).with_user(self.salesperson)
        action = order.action_request_credit_limit()
        with Form(self.env[action["res_model"]].with_user(self.salesperson).with_context(**action["context"])) as form:
            self.assertEqual(form.amount, 5700)
            form.until = self._days(14)
            form.reason = "Large project"
        form.record.action_request()
        review = order.sudo().credit_review_ids
        self.assertRecordValues(review, [{
            "kind": "request", "state": "submitted", "requested_by_id": self.salesperson.id, "reason": "Large project",
            "proposed_credit_limit": 1000, "proposed_temporary_limit": 5700, "proposed_temporary_until": self._days(14),
        }])
        self.assertEqual(order.credit_request_state, "submitted")
        self.assertIn("Temporary limit", order.credit_request_text)

    def test_what_an_order_needs_is_told_to_nobody_who_may_not_read_it(self):
        self._invoice(700, 10)
        colleague, curious = (
            new_test_user(self.env, login, "sales_team.group_sale_salesman", company_id=self.company.id)
            for login in ("colleague", "curious"))
        order = self._order(5000, user_id=colleague.id)
        self._refresh()
        Request = self.env["sale.order.credit.request"]
        with self.assertRaises(AccessError):
            Request.with_user(curious).create({"order_id": order.id, "reason": "Curious"})
        own = Request.with_user(colleague).create({"order_id": order.id, "reason": "Large project"})
        self.assertEqual(own.amount, 5700)
        self._refresh()
        with self.assertRaises(AccessError):
            own.with_user(curious).read(["amount"])

    def test_asking_grants_nothing(self):
        order, _review = self._ask()
        self._refresh()
        self.assertEqual(self.profile.effective_limit, 1000)
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "draft")

    def test_granted_temporary_limit_applies_and_the_order_passes(self):
        self.profile.rating_id = self.ratings["B"]
        planned = self.profile.next_review_date
        order, review = self._ask(amount=6000)
        review.with_user(self._user("manager")).action_approve()
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "effective_limit": 6000, "credit_limit": 1000, "temporary_limit": 6000,
            "temporary_limit_until": self._days(30), "rating_id": self.ratings["B"].id, "next_review_date": planned,
        }])
        self.assertEqual(order.with_user(self.salesperson).credit_request_state, "approved")
        order.with_user(self.salesperson).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertIn("temporary_limit", self.profile.policy_log_ids.filtered("review_id").mapped("field_name"))

    def test_permanent_request_proposes_the_limit_itself(self):
        _order, review = self._ask(amount=8000, period="permanent")
        self.assertEqual((review.proposed_credit_limit, review.proposed_temporary_limit), (8000, 0))
        review.with_user(self._user("manager")).action_approve()
        self.assertEqual(self.profile.credit_limit, 8000)

    def test_measuring_again_keeps_what_was_asked_for(self):
        self._paid(1000, -100, 0)
        manager = self._user("manager")
        _order, review = self._ask(amount=8000, period="permanent")
        self.profile.rating_id = self.ratings["C"]
        review.with_user(manager).action_refresh()
        self.assertEqual((review.proposed_credit_limit, review.proposed_rating_id), (8000, self.ratings["C"]))
        review.with_user(manager).action_approve()
        self.assertEqual((self.profile.credit_limit, self.profile.rating_id), (8000, self.ratings["C"]))

    def test_refused_request_leaves_the_review_cycle_alone(self):
        self.profile.write({"rating_id": self.ratings["B"].id, "next_review_date": self._days(5)})
        _order, review = self._ask()
        review.decision_reason = "No"
        review.action_refuse()
        self.assertEqual(self.profile.next_review_date, self._days(5))

    def test_refusal_is_shown_on_the_order_with_its_reason(self):
        order, review = self._ask()
        review = review.with_user(self._user("manager"))
        review.decision_reason = "Not before the old invoices are paid"
        review.action_refuse()
        order = order.with_user(self.salesperson)
        self.assertEqual(order.credit_request_state, "refused")
        self.assertIn("Not before", order.credit_request_text)
        message = review.message_ids[0]
        self.assertIn(self.salesperson.partner_id, message.notified_partner_ids | message.partner_ids)

    def test_temporary_limit_is_approved_by_tier(self):
        manager = self._user("manager")
        self.env["credit.approval.tier"].sudo().create({
            "name": "Small", "user_ids": [(6, 0, manager.ids)], "max_amount": 3000})
        _order, review = self._ask(amount=6000)
        with self.assertRaises(AccessError):
            review.with_user(manager).action_approve()

    def test_customer_without_limit_or_with_an_open_review_cannot_be_asked_for(self):
        self._ask()
        with self.assertRaisesRegex(UserError, "pending already"):
            self._ask()
        other = self.env["res.partner"].create({"name": "Unlimited"})
        with self.assertRaisesRegex(UserError, "no credit limit"):
            self._ask(self._order(10, partner=other, user_id=self.salesperson.id))

    def test_request_of_a_customer_who_joins_a_company_is_withdrawn_and_sales_is_told(self):
        order, review = self._ask()
        group = self.env["res.partner"].create({"name": "Careful Group Ltd", "is_company": True})
        self.customer.write({"parent_id": group.id, "is_company": False})
        self._refresh()
        self.assertRecordValues(review, [{"state": "cancelled", "partner_id": group.id, "activity_ids": []}])
        self.assertEqual(order.credit_request_state, "cancelled")
        self.assertIn("joined Careful Group Ltd", order.credit_request_text)
        self.assertIn(self.salesperson.partner_id, review.message_ids.partner_ids)
        self.assertFalse(group._get_credit_profiles().open_review_id)

    def test_amount_and_date_are_needed(self):
        for vals in ({"amount": 0}, {"until": False}, {"until": self._days(-1)}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "Enter"):
                self._ask(**vals)

    def test_request_of_a_customer_without_credit_opens_a_temporary_limit_only(self):
        self.profile.limit_mode = "no_credit"
        _order, review = self._ask(amount=5000)
        review.with_user(self._user("manager")).action_approve()
        self._refresh()
        self.assertEqual((self.profile.effective_limit, self.profile.credit_limit), (5000, 0))

    def test_salesperson_cannot_ask_on_an_order_he_may_not_change_nor_read_the_review(self):
        own = self.env.ref("sales_team.group_sale_salesman")
        self.assertIn(own, self.salesperson.all_group_ids)
        order = self._order(5000, user_id=self.env.uid)
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson)._request_credit_limit(10, False, "Why not")
        _order, review = self._ask()
        with self.assertRaises(AccessError):
            review.with_user(self.salesperson).read(["state"])
