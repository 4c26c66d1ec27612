from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReviewCommon


@tagged("post_install", "-at_install")
class TestMeasures(ReviewCommon):

    def test_no_history_at_all_measures_nothing(self):
        measures = self._measure()
        self.assertEqual(set(measures.values()), {None})

    def test_one_payment_on_the_due_date(self):
        self._paid(1000, -40, 0)
        measures = self._measure()
        self.assertEqual((measures["days_late"], measures["on_time"]), (0.0, 100.0))
        self.assertIsNone(measures["overdue"])
        self.assertIsNone(measures["broken_promises"])

    def test_days_late_weigh_by_amount(self):
        self._paid(1000, -100, 30)
        self._paid(3000, -100, 50)
        measures = self._measure()
        self.assertAlmostEqual(measures["days_late"], 45.0)
        self.assertEqual(measures["on_time"], 0.0)

    def test_early_payments_do_not_make_up_for_late_ones(self):
        self._paid(1000, -100, -20)
        self._paid(1000, -100, 20)
        measures = self._measure()
        self.assertAlmostEqual(measures["days_late"], 10.0)
        self.assertAlmostEqual(measures["on_time"], 50.0)

    def test_open_overdue_items_count_as_late_until_today(self):
        self._paid(1000, -100, 0)
        self._invoice(1000, -60)
        self._invoice(2000, 20)
        measures = self._measure()
        self.assertAlmostEqual(measures["days_late"], 30.0)
        self.assertEqual(measures["on_time"], 100.0)
        self.assertAlmostEqual(measures["overdue"], 100.0 / 3)

    def test_due_today_is_not_overdue(self):
        self._invoice(1000, 0)
        self.assertEqual(self._measure()["overdue"], 0.0)

    def test_partial_payments_are_judged_each_on_its_day(self):
        move = self._invoice(1000, -50)
        self._pay(move, 400, date=self._days(-50))
        self._pay(move, 600, date=self._days(-40))
        measures = self._measure()
        self.assertAlmostEqual(measures["days_late"], 6.0)
        self.assertAlmostEqual(measures["on_time"], 40.0)

    def test_each_instalment_has_its_own_due_date(self):
        move = self._invoice(
            1000, -30, invoice_date=self._days(-60), invoice_payment_term_id=self.env.ref(
                "account.account_payment_term_advance_60days").id)
        self._pay(move, 300, date=self._days(-60))
        measures = self._measure()
        self.assertEqual((measures["days_late"], measures["on_time"], measures["overdue"]), (0.0, 100.0, 0.0))

    def test_credit_note_is_no_payment(self):
        move = self._invoice(1000, -100)
        refund = move._reverse_moves([{"invoice_date": self._days(-50), "date": self._days(-50)}])
        refund.action_post()
        self.assertEqual(move.amount_residual, 0.0)
        measures = self._measure()
        self.assertIsNone(measures["days_late"])
        self.assertIsNone(measures["on_time"])
        self.assertEqual(self._review().credited_amount, 1000.0)

    def test_payment_before_the_invoice_is_on_time(self):
        payment = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 500,
            "date": self._days(-90),
        })
        payment.action_post()
        move = self._invoice(500, -20)
        receivable = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        (self._open_item(move) + receivable).reconcile()
        self.assertEqual(self._measure()["on_time"], 100.0)

    def test_disputed_item_is_not_held_against_the_customer(self):
        move = self._invoice(1000, -60)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET credit_disputed_amount = 1000 WHERE id = %s", [self._open_item(move).id])
        self.env.invalidate_all()
        measures = self._measure()
        self.assertEqual(measures["overdue"], 0.0)
        self.assertIsNone(measures["days_late"])

    def test_older_than_12_months_does_not_count(self):
        self._paid(1000, -500, 30)
        measures = self._measure()
        self.assertIsNone(measures["days_late"])
        self.assertAlmostEqual(measures["tenure"], 530 / 30.4375, 1)

    def test_invoice_on_a_contact_counts_for_the_company(self):
        self._paid(1000, -100, 10, partner=self.contact)
        self.assertAlmostEqual(self._measure()["days_late"], 10.0)

    def test_foreign_currency_counts_in_company_currency_at_booking(self):
        foreign = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), (self._days(-50), 4.0)])
        self._paid(1000, -100, 10)  # 1,000 at 10 days
        move = self._invoice(4000, -100, currency_id=foreign.id)  # 2,000 at booking
        self._pay(move, date=self._days(-60))  # 40 days late
        measures = self._measure()
        self.assertAlmostEqual(measures["days_late"], 30.0)

    def test_exchange_difference_is_neither_debt_nor_payment(self):
        foreign = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), (self._days(-80), 1.0)])
        move = self._invoice(1000, -90, currency_id=foreign.id)
        self._pay(move, date=self._days(-60))
        self.assertTrue(self._open_item(move).reconciled)
        measures = self._measure()
        self.assertAlmostEqual(measures["days_late"], 30.0)
        self.assertEqual(measures["on_time"], 0.0)
        self.assertIsNone(measures["overdue"])

    def test_branches_count_for_the_main_company(self):
        self.company.write({"child_ids": [Command.create({"name": "Branch"})]})
        branch = self.company.child_ids
        self.env.user.company_ids |= branch
        self.cr.precommit.run()
        env = self.env(context={**self.env.context, "allowed_company_ids": [branch.id, self.company.id]})
        move = env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "company_id": branch.id,
            "invoice_date": self._days(-40), "invoice_date_due": self._days(-10), "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create({"name": "Goods", "price_unit": 700, "tax_ids": [Command.clear()]})],
        })
        move.action_post()
        self.assertEqual(self._measure()["overdue"], 100.0)
        self.assertAlmostEqual(self._measure()["days_late"], 10.0)

    def test_other_company_does_not_count(self):
        self._paid(1000, -100, 10)
        other = self.setup_other_company()["company"]
        profile = self.customer.with_company(other)._get_credit_profiles(other)
        self.assertIsNone(self._measure(profile)["days_late"])

    def test_broken_and_partly_kept_promises_among_those_judged(self):
        promises = self.env["credit.promise"].sudo().create(
            [{"profile_id": self.profile.id} for _number in range(6)])
        self.env.flush_all()
        for promise, state in zip(promises, ["kept", "kept", "partial", "broken", "open", "cancelled"], strict=True):
            self.env.cr.execute(
                "UPDATE credit_promise SET state = %s, covered_until = %s WHERE id = %s",
                [state, self._days(-10), promise.id])
        self.env.invalidate_all()
        self.assertEqual(self._measure()["broken_promises"], 50.0)

    def test_utilisation_needs_a_limit(self):
        self._invoice(500, 10)
        self.assertIsNone(self._measure()["utilisation"])
        self.profile.credit_limit = 1000
        self._refresh()
        self.assertAlmostEqual(self._measure()["utilisation"], 50.0)

    def test_measures_take_the_same_number_of_queries_for_one_and_for_fifty_customers(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(50)])
        profiles = partners._get_credit_profiles()
        for partner in partners[:5]:
            self._invoice(100, -10, partner=partner)
        # Measures of other add-ons cost a query each.
        expected = 7 + ("credit.payment.return" in self.env)
        for batch in (profiles[:1], profiles):
            batch._get_measures(self.today)
            self._refresh()
            batch.mapped("partner_id")
            with self.subTest(size=len(batch)), self.assertQueryCount(expected):
                self.assertEqual(len(batch._get_measures(self.today)), len(batch))


@tagged("post_install", "-at_install")
class TestReview(ReviewCommon):

    def test_review_freezes_measures_and_explains_the_score(self):
        self._paid(1000, -100, 30)
        review = self._review()
        lines = {line.measure: line for line in review.line_ids}
        self.assertAlmostEqual(lines["days_late"].value, 30.0)
        self.assertAlmostEqual(lines["days_late"].points, 50.0)
        self.assertEqual(lines["days_late"].value_text, "30.0 days")
        self.assertFalse(lines["broken_promises"].is_known)
        self.assertEqual(lines["broken_promises"].value_text, "No history")
        self.assertAlmostEqual(review.score, 50.0 * 35 / 60, 1)
        self.assertAlmostEqual(sum(review.line_ids.mapped("contribution")), review.score, 1)
        self.assertIn("Broken promises", review.explanation)
        score = review.score
        self._paid(50000, -100, 0)
        self._refresh()
        self.assertEqual(review.score, score)

    def test_no_history_proposes_the_present_policy_unchanged(self):
        self.profile.write({"rating_id": self.ratings["B"].id, "credit_limit": 777})
        review = self._review()
        self.assertFalse(review.is_scored)
        self.assertEqual(review.proposed_rating_id, self.ratings["B"])
        self.assertEqual((review.proposed_limit_mode, review.proposed_credit_limit), ("limited", 777.0))
        self.assertEqual(review.summary, "No change")
        self.assertIn("No paying history", review.explanation)
        review.action_approve()
        self.assertEqual((self.profile.limit_mode, self.profile.credit_limit), ("limited", 777.0))

    def test_unrated_customer_without_history_stays_unrated_and_unlimited(self):
        review = self._review()
        review.action_approve()
        self.assertFalse(self.profile.rating_id)
        self.assertEqual((self.profile.limit_mode, self.profile.own_max_term_days), ("unlimited", -1))

    def test_good_payer_is_proposed_an_a_with_three_months_of_sales(self):
        for due in range(-340, -30, 30):
            self._paid(1200, due, 0)
        review = self._review()
        self.assertEqual(review.proposed_rating_id, self.ratings["A"])
        self.assertEqual(review.proposed_limit_mode, "limited")
        self.assertEqual(review.monthly_sales, 1000.0)  # of eleven invoices, the first is more than 12 months old
        self.assertEqual(review.proposed_credit_limit, 3000.0)
        self.assertEqual(
            review.limit_explanation,
            "Monthly sales of $\xa01,000.00 × 3 months of the rating = $\xa03,000.00, rounded up to $\xa03,000.00")
        review.proposed_credit_limit = 2500
        self.assertFalse(review.limit_explanation, "nobody but the user says why")
        review.proposed_credit_limit = 3000
        self.assertEqual(review.proposed_payment_term_id, self.ratings["A"].payment_term_id)
        self.assertEqual(review.proposed_max_term_days, 60)

    def test_worst_payer_is_proposed_no_credit(self):
        self._invoice(1000, -200)
        review = self._review()
        self.assertEqual(review.score, 0.0)
        self.assertTrue(review.is_scored)
        self.assertEqual(review.proposed_rating_id, self.ratings["E"])
        review.action_approve()
        self.assertEqual(self.profile.limit_mode, "no_credit")
        self.assertEqual(self.profile.max_term_days, 0)
        self.assertEqual(self.profile.payment_term_id, self.immediate)

    def test_limit_is_kept_when_the_rating_says_so(self):
        self.ratings["A"].write({"limit_rule": "keep"})
        self.profile.credit_limit = 4321
        self._paid(1000, -100, 0)
        review = self._review()
        review.action_approve()
        self.assertEqual((self.profile.rating_id, self.profile.credit_limit), (self.ratings["A"], 4321.0))
        self.assertEqual(self.profile.limit_mode, "limited")

    def test_unlimited_rating_takes_the_limit_away(self):
        self.ratings["A"].write({"limit_mode": "unlimited"})
        self.profile.credit_limit = 4321
        self._paid(1000, -100, 0)
        self._review().action_approve()
        self.assertEqual(self.profile.limit_mode, "unlimited")

    def test_limit_of_zero_is_neither_unlimited_nor_no_credit(self):
        self.ratings["A"].write({"limit_rule": "fixed", "limit_amount": 0})
        self._paid(1000, -100, 0)
        self._review().action_approve()
        self._refresh()
        self.assertEqual((self.profile.limit_mode, self.profile.credit_limit), ("limited", 0.0))
        self.assertEqual(self.profile.effective_limit, 0.0)

    def test_changing_the_proposed_rating_changes_limit_and_term(self):
        self._paid(1000, -100, 0)
        review = self._review()
        review.proposed_rating_id = self.ratings["D"]
        self.assertEqual(review.proposed_max_term_days, 15)
        self.assertEqual(review.proposed_payment_term_id, self.ratings["D"].payment_term_id)
        review.proposed_credit_limit = 250
        review.action_approve()
        self.assertEqual((self.profile.rating_id, self.profile.credit_limit), (self.ratings["D"], 250.0))

    def test_longest_term_other_than_the_ratings_is_kept_for_this_customer(self):
        self._paid(1000, -100, 0)
        review = self._review()
        review.proposed_max_term_days = 90
        review.action_approve()
        self.assertEqual((self.profile.own_max_term_days, self.profile.max_term_days), (90, 90))

    def test_proposed_term_longer_than_the_longest_is_refused(self):
        review = self._review()
        review.proposed_rating_id = self.ratings["C"]
        with self.assertRaisesRegex(ValidationError, "exceeds the maximum payment term"):
            review.proposed_payment_term_id = self.env.ref("account.account_payment_term_45days")
        with self.assertRaisesRegex(ValidationError, "negative"):
            review.proposed_credit_limit = -1

    def test_second_approval_is_refused_and_changes_nothing(self):
        self._paid(1000, -100, 0)
        review = self._review()
        review.action_approve()
        self.profile.credit_limit = 99
        messages = len(self.profile.message_ids)
        with self.assertRaisesRegex(UserError, "not waiting for a decision"):
            review.action_approve()
        review.sudo().decision_reason = "Too late"
        with self.assertRaisesRegex(UserError, "not waiting for a decision"):
            review.action_refuse()
        self.assertEqual(self.profile.credit_limit, 99.0)
        self.assertEqual(len(self.profile.message_ids), messages)

    def test_draft_cannot_be_approved(self):
        with self.assertRaisesRegex(UserError, "not waiting for a decision"):
            self._review(submit=False).action_approve()

    def test_refused_review_leaves_the_policy_and_needs_a_reason(self):
        self.profile.write({"rating_id": self.ratings["B"].id, "credit_limit": 500, "next_review_date": self.today})
        self._paid(1000, -100, 50)
        review = self._review()
        with self.assertRaisesRegex(UserError, "reason"):
            review.action_refuse()
        review.decision_reason = "One slip, explained by the customer"
        review.action_refuse()
        self.assertEqual(review.state, "refused")
        self.assertEqual((self.profile.rating_id, self.profile.credit_limit), (self.ratings["B"], 500.0))
        self.assertEqual(self.profile.next_review_date, self.ratings["B"]._get_next_review_date(self.today))

    def test_policy_changed_meanwhile_asks_to_measure_again(self):
        self.profile.credit_limit = 500
        self._paid(1000, -100, 0)
        review = self._review()
        self.profile.credit_limit = 800
        with self.assertRaisesRegex(UserError, "Recalculate"):
            review.action_approve()
        review.action_refresh()
        self.assertEqual(review.current_credit_limit, 800.0)
        self.assertEqual(len(review.line_ids), len(self.env["credit.criterion"]._get_scorecard(self.company)))
        review.action_approve()
        self.assertEqual(self.profile.rating_id, self.ratings["A"])

    def test_limit_that_differs_by_less_than_a_cent_is_no_change(self):
        self.profile.credit_limit = 0.1 + 0.2
        review = self._review()
        self.profile.credit_limit = 0.3
        review.action_approve()
        self.assertEqual(review.state, "approved")

    def test_name_of_a_review_has_the_date_as_the_user_writes_it(self):
        review = self._review()
        lang = self.env["res.lang"]._lang_get(self.env.user.lang)
        self.assertIn(self.today.strftime(lang.date_format), review.display_name)

    def test_date_set_by_hand_stays_for_a_customer_without_rating(self):
        self.profile.next_review_date = self._days(20)
        self._review().action_approve()
        self.assertEqual(self.profile.next_review_date, self._days(20))
        self.profile.next_review_date = self.today
        self._review().action_approve()
        self.assertFalse(self.profile.next_review_date)

    def test_who_asked_is_told_the_decision(self):
        collector = self._user("collector")
        self.profile.with_user(collector).action_request_review()
        review = self.profile.open_review_id
        review.action_submit()
        review.decision_reason = "Wait until the summer"
        review.action_refuse()
        message = review.message_ids[0]
        self.assertIn(collector.partner_id, message.notified_partner_ids | message.partner_ids)
        self.assertIn("Wait until the summer", message.body)

    def test_approval_logs_before_and_after_on_the_profile(self):
        self.profile.credit_limit = 500
        self._paid(1000, -100, 0)
        review = self._review()
        review.decision_reason = "Good for it"
        review.action_approve()
        note = self.profile.message_ids[0].body
        self.assertIn("none → A", note)
        self.assertIn("Limit: ", note)
        self.assertIn("500.00", note)
        self.assertIn("Good for it", note)
        self.assertIn(self.env.user.name, note)

    def test_customer_has_one_open_review(self):
        review = self._review()
        action = self.profile.action_request_review()
        self.assertEqual(action["res_id"], review.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["credit.review"].create({"profile_id": self.profile.id})

    def test_reviews_of_several_customers_open_at_once(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(3)])
        profiles = partners._get_credit_profiles()
        profiles[0]._open_reviews("manual")
        action = profiles.action_request_review()
        self.assertEqual(len(self.env["credit.review"].search(action["domain"])), 3)
        self.assertEqual([len(profile.review_ids) for profile in profiles], [1, 1, 1])

    def test_cancelled_review_makes_room_for_another(self):
        self._review(submit=False).action_cancel()
        self.assertTrue(self._review())

    def test_opening_takes_no_more_queries_for_15_customers_than_for_five(self):
        """No more than 100 lines, which is one statement."""
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(25)])
        profiles = partners._get_credit_profiles()
        profiles[:5]._open_reviews("periodic")  # fills the caches
        counts = []
        for batch in (profiles[5:10], profiles[10:]):
            self._refresh()
            before = self.env.cr.sql_log_count
            batch._open_reviews("periodic")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestReviewDue(ReviewCommon):

    def test_due_customers_are_found(self):
        Profile = self.env["credit.profile"]
        self.profile.next_review_date = self._days(1)
        self.assertFalse(self.profile.is_review_due)
        self.assertNotIn(self.profile, Profile.search([("is_review_due", "=", True)]))
        self.profile.next_review_date = self.today
        self.assertTrue(self.profile.is_review_due)
        self.assertIn(self.profile, Profile.search([("is_review_due", "=", True)]))
        self.assertNotIn(self.profile, Profile.search([("is_review_due", "=", False)]))

    def test_due_reviews_open_submitted_with_an_activity_once(self):
        manager = self._user("manager")
        self.company.credit_manager_id = manager
        self.profile.next_review_date = self.today
        domain = self.env["credit.review"]._get_due_domain(self.today)
        due = self.env["credit.profile"].search(domain)
        self.assertIn(self.profile, due)
        self.env["credit.review"]._open_due(due, self.today)
        review = self.profile.open_review_id
        self.assertEqual((review.kind, review.state), ("periodic", "submitted"))
        self.assertEqual(review.activity_ids.user_id, manager)
        self.assertNotIn(self.profile, self.env["credit.profile"].search(domain))
        self.assertFalse(self.env["credit.review"]._open_due(due, self.today))

    def test_activity_goes_to_the_collector_without_a_credit_manager_and_is_done_by_the_decision(self):
        collector = self._user("collector")
        self.profile.collector_id = collector
        review = self._review()
        self.assertEqual(review.activity_ids.user_id, collector)
        review.action_approve()
        self.assertFalse(review.activity_ids)

    def test_collector_without_access_gets_no_activity(self):
        self.profile.collector_id = self._user("salesperson")
        self.assertFalse(self._review().activity_ids)

    def test_unrated_customer_is_not_reviewed_by_itself(self):
        self.assertFalse(self.profile.next_review_date)
        Profile = self.env["credit.profile"]
        self.assertNotIn(self.profile, Profile.search(self.env["credit.review"]._get_due_domain(self.today)))

    def test_nightly_run_opens_what_is_due(self):
        self.profile.next_review_date = self._days(-3)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_open_due_reviews").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.profile.open_review_id.state, "submitted")


    def test_a_review_that_cannot_be_opened_stops_no_other(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(3)])
        profiles = partners._get_credit_profiles()
        profiles.next_review_date = self.today
        failing = profiles[1]
        Review = self.registry["credit.review"]
        prepare = Review._prepare_evidence

        def fail(reviews, profiles, today):
            if failing.id in profiles.ids:
                raise ValueError("Nobody can measure this")
            return prepare(reviews, profiles, today)

        self.env.flush_all()
        with patch.object(Review, "_prepare_evidence", fail), self.enter_registry_test_mode(), \
                mute_logger("odoo.addons.credit_collection.models.common.credit_batch_mixin"):
            self.env.ref("credit_collection.ir_cron_open_due_reviews").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual([profile.open_review_id.state for profile in profiles], ["submitted", False, "submitted"])
        self.assertIn("Nobody can measure this", failing.message_ids[0].body)
        unopened = [("is_review_due", "=", True), ("open_review_id", "=", False), ("id", "in", profiles.ids)]
        self.assertEqual(profiles.search(unopened), failing)
        due = profiles.search(self.env["credit.review"]._get_due_domain(self._days(1)))
        self.assertIn(failing, due, "tried again next night")
        self.assertTrue(self.env["credit.review"]._open_due(failing, self._days(1)))
        self._refresh()
        self.assertFalse(profiles.search(unopened))

    def test_a_review_that_fails_every_night_is_told_once(self):
        self.profile.next_review_date = self.today
        Review, Failure = self.env["credit.review"], self.env["credit.batch.failure"]
        for days in (0, 1, 2):
            Failure._record("credit_collection.ir_cron_open_due_reviews", self.profile, self._days(days), "No measure")
            Review._mark_failed(self.profile, "No measure", self._days(days))
        told = self.profile.message_ids.filtered(lambda message: "could not be opened" in message.body)
        self.assertEqual(len(told), 1)

    def test_locked_profiles_do_not_make_the_scheduled_action_spin(self):
        self.profile.next_review_date = self.today
        self.env.flush_all()
        Profile = self.registry["credit.profile"]
        with patch.object(Profile, "try_lock_for_update", lambda profiles, **options: profiles.browse()), \
                patch.object(self.registry["ir.cron"], "_commit_progress") as progress:
            self.env["credit.review"]._cron_open_due()
        progress.assert_called_once_with(0, remaining=0)


@tagged("post_install", "-at_install")
class TestReviewRoles(ReviewCommon):

    def test_viewer_reads_and_changes_nothing(self):
        viewer = self._user("viewer")
        review = self._review(submit=False).with_user(viewer)
        self.assertEqual(review.state, "draft")
        self.assertTrue(review.line_ids.mapped("value_text"))
        for call in (review.action_submit, review.action_cancel, review.action_refresh, review.action_approve):
            with self.subTest(call=call.__name__), self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self.profile.with_user(viewer)._open_reviews("manual").action_submit()

    def test_salesperson_sees_no_review(self):
        review = self._review()
        with self.assertRaises(AccessError):
            review.with_user(self._user("salesperson")).read(["state"])

    def test_collector_opens_and_submits_but_does_not_decide(self):
        collector = self._user("collector")
        self.profile.with_user(collector).action_request_review()
        review = self.profile.open_review_id.with_user(collector)
        review.write({"reason": "Wants more", "proposed_rating_id": self.ratings["B"].id})
        review.action_submit()
        for call in (review.action_approve, review.action_refresh, review.action_cancel):
            with self.subTest(call=call.__name__), self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            review.proposed_credit_limit = 1000000
        with self.assertRaises(AccessError):
            review.decision_reason = "Because"

    def test_collector_cannot_refuse(self):
        review = self._review()
        review.decision_reason = "No"
        with self.assertRaises(AccessError):
            review.with_user(self._user("collector")).action_refuse()

    def test_nobody_writes_evidence_by_hand(self):
        review = self._review(submit=False)
        for vals in ({"state": "approved"}, {"score": 100}, {"current_credit_limit": 1}, {"decided_by_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                review.write(vals)
        with self.assertRaises(AccessError):
            review.line_ids[0].points = 100
        other = self.env["res.partner"].create({"name": "Other"})._get_credit_profiles()
        with self.assertRaises(AccessError):
            self.env["credit.review"].create({"profile_id": other.id, "state": "approved"})

    def test_decided_review_cannot_be_changed(self):
        review = self._review()
        review.action_approve()
        with self.assertRaisesRegex(UserError, "decided"):
            review.proposed_credit_limit = 5

    def test_manager_without_rights_on_contacts_approves(self):
        self._paid(1000, -100, 0)
        manager = self._user("manager")
        review = self._review().with_user(manager)
        review.action_approve()
        self.assertEqual(self.profile.rating_id, self.ratings["A"])
        self.assertEqual(review.decided_by_id, manager)

    def test_reviews_of_another_company_are_invisible(self):
        other = self.setup_other_company()["company"]
        review = self.customer.with_company(other).sudo()._get_credit_profiles(other)._open_reviews("manual")
        viewer = self._user("manager")
        self.assertFalse(self.env["credit.review"].with_user(viewer).search([("id", "=", review.id)]))
        self.assertFalse(self.env["credit.review.line"].with_user(viewer).search([("review_id", "=", review.id)]))
