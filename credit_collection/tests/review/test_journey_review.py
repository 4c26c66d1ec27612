from dateutil.relativedelta import relativedelta

from odoo.tests import Form, tagged

from .common import ReviewCommon


@tagged("post_install", "-at_install")
class TestJourneyReview(ReviewCommon):

    def test_review_due_to_new_rating_limit_and_term(self):
        """A customer rated A starts to pay late; the review finds it, the manager decides, the next order feels it."""
        manager, collector = self._user("manager"), self._user("collector")
        self.company.credit_manager_id = manager
        thirty_days = self.env.ref("account.account_payment_term_30days")
        self.profile.write({
            "rating_id": self.ratings["A"].id, "credit_limit": 50000, "collector_id": collector.id,
            "payment_term_id": self.env.ref("account.account_payment_term_45days").id,
        })

        # a year of invoices: half paid on time, half 40 days late; one is overdue now
        for due in range(-330, -60, 60):
            self._paid(3000, due, 0)
            self._paid(3000, due - 10, 40)
        self._invoice(3000, -30)
        self._invoice(6000, 15)

        # the review is due, and opens by itself
        self.profile.next_review_date = self.today
        self.assertTrue(self.profile.is_review_due)
        self.env["credit.review"].sudo()._open_due(self.profile.sudo(), self.today)
        review = self.profile.open_review_id.with_user(manager)
        self.assertEqual(review.state, "submitted")
        self.assertEqual(review.activity_ids.user_id, manager)

        # measures and proposal
        values = {line.measure: line.value for line in review.line_ids if line.is_known}
        self.assertEqual(set(values), {"days_late", "on_time", "overdue"})
        self.assertAlmostEqual(values["on_time"], 50.0)
        self.assertAlmostEqual(values["overdue"], 100.0 / 3, 1)
        self.assertEqual(review.proposed_rating_id, self.ratings["C"])
        self.assertEqual(review.proposed_payment_term_id, thirty_days)
        self.assertEqual(review.proposed_max_term_days, 30)
        self.assertLess(review.proposed_credit_limit, 10000)
        self.assertGreater(review.proposed_credit_limit, 2000)

        # the manager gives a little more than proposed, and approves
        with Form(review) as form:
            form.proposed_credit_limit = 8000
            form.decision_reason = "Late, but honest about it"
        review.action_approve()

        # rating, limit and term are in force, also in core's own fields
        self._refresh()
        self.assertEqual(self.profile.rating_id, self.ratings["C"])
        self.assertEqual((self.profile.limit_mode, self.profile.credit_limit), ("limited", 8000.0))
        self.assertEqual(self.customer.with_company(self.company).sudo().credit_limit, 8000.0)
        self.assertEqual(self.customer.with_company(self.company).property_payment_term_id, thirty_days)
        self.assertEqual(self.profile.max_term_days, 30)
        self.assertAlmostEqual(self.profile.score, review.score, 1)
        self.assertEqual(self.profile.next_review_date, self.today + relativedelta(months=6))
        self.assertFalse(self.profile.is_review_due)
        self.assertFalse(review.activity_ids)
        self.assertEqual((review.state, review.decided_by_id, review.decided_on), ("approved", manager, self.today))
        note = self.profile.message_ids[0].body
        self.assertIn("A → C", note)
        self.assertIn("Late, but honest about it", note)

        # the customer's next quotation proposes the new term
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.assertEqual(order.payment_term_id, thirty_days)
