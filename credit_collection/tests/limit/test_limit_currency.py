"""Limits decided in the currency of the customer, in force at the rate of the day."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger

from ..review.common import ReviewCommon


class LimitCurrencyCommon(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 1 unit of the customer's currency is 2 of the company's.
        cls.foreign = cls.setup_other_currency("EUR", rates=[("2016-01-01", 0.5)])
        cls.profile.write({"limit_currency_id": cls.foreign.id, "limit_in_currency": 1000})

    @classmethod
    def _enter_rate(cls, worth, days=0, company=None):
        """From ``days`` from today, a unit of the customer's currency is ``worth`` so much in company currency."""
        return cls.env["res.currency.rate"].create({
            "currency_id": cls.foreign.id, "name": cls._days(days), "rate": 1 / worth,
            "company_id": (company or cls.company).id})

    def _convert(self, days=0):
        """Run the hourly step ``days`` from today."""
        day = self._days(days)
        Conversion = self.env["credit.limit.conversion"]
        Conversion._convert(self.env["credit.profile"].search(Conversion._get_domain()), day)
        self._refresh()


@tagged("post_install", "-at_install")
class TestLimitCurrency(LimitCurrencyCommon):

    def test_limit_in_the_currency_of_the_customer_limits_at_todays_rate(self):
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "limit_mode": "limited", "credit_limit": 2000, "effective_limit": 2000, "limit_in_currency": 1000,
            "limit_rate_text": f"at 2.000000, rate of {format_date(self.env, '2016-01-01')}"}])
        self.assertEqual(self.customer.with_company(self.company).credit_limit, 2000)
        order = self._order(2000.01)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_rate_that_comes_into_force_overnight_moves_the_limit_in_the_night(self):
        self._enter_rate(3, days=1)
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 2000)
        self._convert(1)
        self.assertRecordValues(self.profile, [{
            "credit_limit": 3000, "effective_limit": 3000, "limit_in_currency": 1000}])

    def test_rate_entered_today_counts_at_once_and_lifts_the_held_order(self):
        order = self._order(2500)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        rate = self._enter_rate(3)
        self._refresh()
        self.assertEqual((self.profile.effective_limit, order.credit_state), (3000, "clear"))
        self.assertIn(format_date(self.env, self.today), self.profile.limit_rate_text)
        rate.rate = 1
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 1000)
        rate.unlink()
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 2000)

    def test_whoever_enters_rates_needs_no_right_on_credit(self):
        self.salesperson = self._user("salesperson")
        self.salesperson.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        self._enter_rate(2).with_user(self.salesperson).rate = 0.25
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 4000)

    def test_rate_of_another_currency_or_company_moves_nothing(self):
        other = self.setup_other_company()["company"]
        self._enter_rate(5, company=other)
        third = self.setup_other_currency("GBP", rates=[("2016-01-01", 3)])
        third.rate_ids[:1].rate = 7
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 2000)

    def test_moving_rate_is_no_decision_and_decisions_are_logged_in_both_currencies(self):
        logs = {log.field_name: log.after_text for log in self.profile.policy_log_ids}
        self.assertIn("1,000.00", logs["limit_in_currency"])
        self.assertIn("2,000.00", logs["credit_limit"])
        count = len(self.profile.policy_log_ids)
        self._enter_rate(3)
        self._convert(1)
        self.assertEqual(len(self.profile.policy_log_ids), count)
        self.profile.write({"limit_in_currency": 1500, "change_reason": "More business"})
        decided = self.profile.policy_log_ids.filtered(lambda log: log.reason == "More business")
        self.assertEqual(set(decided.mapped("field_name")), {"limit_in_currency", "credit_limit"})

    def test_temporary_limit_is_in_that_currency_too(self):
        self.profile.write({"temporary_limit_in_currency": 1500, "temporary_limit_until": self._days(5)})
        self._refresh()
        self.assertEqual(self.profile.effective_limit, 3000)
        self._enter_rate(4)
        self._refresh()
        self.assertEqual((self.profile.effective_limit, self.profile.credit_limit), (6000, 4000))
        self.env["credit.decision.end"].sudo()._end(self.profile.sudo(), self._days(6))
        self.assertRecordValues(self.profile, [{"temporary_limit": 0, "temporary_limit_in_currency": 0}])

    def test_limit_decided_in_company_currency_is_kept_as_what_it_is_worth_today(self):
        for write in (lambda: self.profile.write({"credit_limit": 500}),
                      lambda: self.customer.write({"credit_limit": 700})):
            write()
            self._refresh()
            self.assertEqual(self.profile.limit_in_currency * 2, self.profile.credit_limit)
        self._enter_rate(4)
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 1400)

    def test_rounding_of_the_other_currency_does_not_change_what_was_decided(self):
        yen = self.setup_other_currency("JPY", rounding=1.0, rates=[("2016-01-01", 150)])
        self.profile.limit_currency_id = yen
        self.profile.credit_limit = 500.01
        self._refresh()
        self.assertEqual((self.profile.credit_limit, self.profile.limit_in_currency), (500.01, 75002))

    def test_choosing_and_leaving_a_currency_keeps_the_limit(self):
        self.profile.limit_currency_id = False
        self._refresh()
        self.assertRecordValues(self.profile, [{"credit_limit": 2000, "limit_in_currency": 0, "limit_rate_text": False}])
        self.env.user.group_ids = [Command.link(self.env.ref("base.group_multi_currency").id)]
        with Form(self.profile) as form:
            form.limit_currency_id = self.foreign
            self.assertEqual(form.limit_in_currency, 1000)
        self._refresh()
        self.assertEqual((self.profile.credit_limit, self.profile.limit_in_currency), (2000, 1000))

    def test_no_credit_and_unlimited_stay_modes_whatever_the_rate(self):
        for mode in ("no_credit", "unlimited"):
            self.profile.limit_mode = mode
            self._enter_rate(3, days=-1 if mode == "no_credit" else 0)
            self._convert(1)
            self.assertEqual(self.profile.limit_mode, mode)
        self.profile.limit_mode = "limited"
        self._refresh()
        self.assertEqual(self.profile.effective_limit, 3000)

    def test_currency_of_the_company_negative_amounts_and_collectors_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "leave the currency of the limit empty"):
            self.profile.limit_currency_id = self.company.currency_id
        with self.assertRaises(AccessError):
            self.profile.with_user(self._user("collector")).limit_in_currency = 5000
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.profile.limit_in_currency = -1

    def test_each_company_has_its_own_limit_and_rate(self):
        other = self.setup_other_company(currency_id=self.foreign.id)["company"]
        profile = self.customer.sudo()._get_credit_profiles(other)
        dollar = self.company.currency_id
        profile.write({"limit_currency_id": dollar.id, "limit_in_currency": 300})
        self._refresh()
        self.assertEqual(profile.credit_limit, dollar._convert(300, self.foreign, other, self.today))
        self.assertEqual(self.profile.credit_limit, 2000)
        self._enter_rate(3)
        self._refresh()
        self.assertEqual(self.profile.credit_limit, 3000)

    def test_new_profile_with_a_currency(self):
        partner = self.env["res.partner"].create({"name": "New customer"})
        profile = self.env["credit.profile"].create({
            "partner_id": partner.id, "company_id": self.company.id, "limit_currency_id": self.foreign.id,
            "limit_in_currency": 50})
        self.assertRecordValues(profile, [{"limit_mode": "limited", "credit_limit": 100}])

    def test_many_customers_cost_as_many_queries_as_one(self):
        def count(number):
            partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(number)])
            profiles = partners._get_credit_profiles()
            profiles.write({"limit_currency_id": self.foreign.id, "limit_in_currency": 10})
            self._refresh()
            before = self.env.cr.sql_log_count
            self.env["credit.limit.conversion"]._convert(profiles, self._days(1))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._enter_rate(3, days=1)
        self.assertEqual(count(1), count(20))

    def test_the_scheduled_run_converts_each_profile_once_a_day(self):
        cron = self.env.ref("credit_collection.ir_cron_convert_limits")
        Conversion = self.registry["credit.limit.conversion"]
        with self.enter_registry_test_mode(), patch.object(
                Conversion, "_convert", autospec=True, side_effect=Conversion._convert) as convert:
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.assertEqual([call.args[1] for call in convert.call_args_list if self.profile in call.args[1]], [self.profile])


@tagged("post_install", "-at_install")
class TestReviewInCurrency(LimitCurrencyCommon):

    def _ask(self, amount, **vals):
        order = self._order(5000, user_id=self._user("salesperson").id)
        request = self.env["sale.order.credit.request"].with_user(order.user_id).create({
            "order_id": order.id, "reason": "Large project", "until": self._days(30), "amount": amount, **vals})
        self.assertEqual(request.currency_id, self.foreign)
        request.action_request()
        return order.sudo().credit_review_ids

    def test_request_is_in_the_currency_of_the_customer_and_proposes_what_the_order_needs(self):
        order = self._order(5000)
        request = self.env["sale.order.credit.request"].create({"order_id": order.id, "reason": "Project"})
        self.assertEqual((request.currency_id, request.amount), (self.foreign, 2500))

    def test_what_was_asked_for_is_granted_though_the_rate_has_moved(self):
        review = self._ask(2500, period="permanent")
        self.assertRecordValues(review, [{"proposed_credit_limit": 5000, "asked_amount": 2500}])
        self._enter_rate(3)
        review.action_approve()
        self._refresh()
        self.assertRecordValues(self.profile, [{"limit_in_currency": 2500, "credit_limit": 7500}])

    def test_temporary_limit_asked_for_is_granted_in_that_currency(self):
        review = self._ask(2500)
        self._enter_rate(3)
        review.action_approve()
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "limit_in_currency": 1000, "temporary_limit_in_currency": 2500, "effective_limit": 7500,
            "temporary_limit_until": self._days(30)}])

    def test_proposal_changed_by_the_manager_counts_instead(self):
        review = self._ask(2500, period="permanent")
        review.proposed_credit_limit = 3000
        review.action_approve()
        self._refresh()
        self.assertRecordValues(self.profile, [{"limit_in_currency": 1500, "credit_limit": 3000}])

    def test_review_that_leaves_the_limit_leaves_it_in_the_customers_currency(self):
        review = self._review()
        self._enter_rate(3)
        review.action_approve()
        self._refresh()
        self.assertRecordValues(self.profile, [{"limit_in_currency": 1000, "credit_limit": 3000}])

    def test_limit_changed_after_the_review_was_opened_is_not_undone(self):
        review = self._review()
        self.profile.limit_in_currency = 4000
        with self.assertRaisesRegex(UserError, "Recalculate"):
            review.action_approve()
