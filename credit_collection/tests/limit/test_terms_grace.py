
"""How long an order may be given by its amount, and the days of grace before a late customer is held or reminded."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import GROUP
from ..followup.common import FollowupCommon


class TermsCommon(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env["credit.rating"].create({
            "name": "Terms", "code": "TERMS", "max_term_days": 10, "max_overdue_days": 10, "hold_over_limit": False,
        })
        cls.profile.rating_id = cls.rating
        cls.net = {
            days: cls.env["account.payment.term"].create({
                "name": f"{days} days",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": days})],
            })
            for days in (10, 30, 45, 60)
        }

    def _get_reasons(self, order):
        self._refresh()
        return list(order._get_credit_checks(self.today)[order.id].verdict.reasons)

    def _check_term(self, amount, days, reasons, **vals):
        self.assertEqual(self._get_reasons(self._order(amount, payment_term_id=self.net[days].id, **vals)), reasons)


@tagged("post_install", "-at_install")
class TestTerms(TermsCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating.term_ids = [
            Command.create({"max_amount": 5000, "max_term_days": 30}),
            Command.create({"max_amount": 1000, "max_term_days": 60}),
        ]

    def test_first_band_that_the_order_fits_in_decides(self):
        for amount, days, reasons in (
            (1000, 60, []), (1000.01, 60, ["term"]), (1000.01, 30, []), (5000, 30, []), (5000, 45, ["term"]),
            (5000.01, 30, ["term"]), (5000.01, 10, []), (-5, 60, []),
        ):
            with self.subTest(amount=amount, days=days):
                self._check_term(amount, days, reasons)

    def test_band_is_compared_in_company_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": currency.id})
        self._check_term(500, 60, [], pricelist_id=pricelist.id)
        self._check_term(501, 60, ["term"], pricelist_id=pricelist.id)

    def test_explanation_and_hold_name_the_term_of_the_band(self):
        order = self._order(2000, payment_term_id=self.net[45].id)
        order.action_confirm()
        self.assertRecordValues(order.credit_hold_id, [{"term_days": 45, "max_term_days": 30}])
        self.assertIn("maximum 30", order.credit_explanation)

    def test_longer_term_is_for_a_release_and_a_release_covers_no_longer_one(self):
        order = self._order(2000, payment_term_id=self.net[45].id)
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        order.credit_hold_id._release("Agreed by phone")
        order.payment_term_id = self.net[60]
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        order.payment_term_id = self.net[45]
        order.credit_hold_id._release("Agreed by phone")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_longer_term_of_the_customer_approved_by_a_review_goes_before_the_bands(self):
        self._check_term(9000, 45, ["term"])
        review = self.env["credit.review"].create({"profile_id": self.profile.id})
        review.action_submit()
        review.write({"proposed_rating_id": self.rating.id, "proposed_max_term_days": 45})
        review.action_approve()
        self.assertEqual(self.profile.own_max_term_days, 45)
        self._check_term(9000, 45, [])
        self._check_term(9000, 60, ["term"])
        self._check_term(100, 60, ["term"])

    def test_term_rule_switched_off_switches_off_the_bands(self):
        self.rating.hold_term = False
        self._check_term(9000, 60, [])

    def test_salesperson_cannot_lengthen_the_term_of_a_confirmed_order_silently(self):
        order = self._order(2000, payment_term_id=self.net[30].id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        order.payment_term_id = self.net[60]
        self.assertEqual(order.credit_state, "held")

    def test_impossible_bands_are_refused(self):
        for vals in ({"max_amount": 0}, {"max_amount": -5}, {"max_amount": 1000}, {"max_amount": 7, "max_term_days": -1}):
            with self.subTest(vals=vals), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.rating.term_ids.create({"rating_id": self.rating.id, **vals})
                self.env.flush_all()

    def test_only_credit_managers_change_bands_of_their_companies(self):
        other = self.setup_other_company()["company"]
        foreign = self.env["credit.rating"].create({
            "name": "Other", "code": "X", "company_id": other.id,
            "term_ids": [Command.create({"max_amount": 1, "max_term_days": 1})]})
        manager, viewer = (
            new_test_user(self.env, f"terms_{role}", GROUP % role, company_id=self.company.id,
                          company_ids=[Command.set(self.company.ids)])
            for role in ("manager", "viewer"))
        # The rating belongs to all companies.
        manager.group_ids += self.env.ref("credit_collection.credit_collection_group_shared")
        own = self.rating.term_ids[0]
        own.with_user(manager).max_term_days = 31
        self.assertEqual(own.with_user(viewer).max_term_days, 31)
        with self.assertRaises(AccessError):
            own.with_user(viewer).max_term_days = 90
        with self.assertRaises(AccessError):
            foreign.term_ids.with_user(manager).read(["max_term_days"])

    def test_check_with_bands_costs_three_queries(self):
        self._order(1)._hold_for_credit(self.today)
        order = self._order(1)
        order._confirmation_error_message()
        self.env.flush_all()
        with self.assertQueryCount(3):
            order._hold_for_credit(self.today)


@tagged("post_install", "-at_install")
class TestGrace(TermsCommon):

    def test_order_is_held_after_tolerance_and_grace(self):
        self._invoice(100, due=-14)
        order = self._order(50)
        self.assertEqual(self._get_reasons(order), ["overdue"])
        self.profile.grace_days = 4
        self.assertEqual(self._get_reasons(order), [])
        self.profile.grace_days = 3
        self.assertEqual(self._get_reasons(order), ["overdue"])
        order.action_confirm()
        self.assertEqual(order.credit_hold_id.max_overdue_days, 13)

    def test_grace_of_the_customer_goes_before_that_of_rating_and_company(self):
        self.company.credit_grace_days, self.rating.grace_days = 7, 5
        self.assertEqual(self.profile.grace_days, 5)
        self.profile.grace_days = 0
        self.assertEqual((self.profile.grace_days, self.profile.own_grace_days), (0, 0), "none is a decision, too")
        self.profile.grace_days = 5
        self.assertEqual(self.profile.own_grace_days, -1)
        self.profile.rating_id = False
        self.assertEqual(self.profile.grace_days, 7)

    def test_unrated_customer_has_the_grace_of_the_company(self):
        self.profile.rating_id = False
        self.company.write({"credit_grace_days": 4, "credit_max_overdue_days": 10})
        self._invoice(100, due=-14)
        order = self._order(50)
        self.assertEqual(self._get_reasons(order), [])
        self.company.credit_grace_days = 3
        self.assertEqual(self._get_reasons(order), ["overdue"])

    def test_levels_are_reached_later_by_the_grace(self):
        self.profile.grace_days = 3
        self._invoice(1000, 0)
        self.assertFalse(self._run(7))
        [(_profile, decision, _items)] = self.profile._decide_followups(self._days(7))
        self.assertEqual(decision.next_date, self._days(8))
        self.assertEqual(self._run(8).level_id, self.level_1)
        self.assertFalse(self._run(22))
        self.assertEqual(self._run(23).level_id, self.level_2)
        self.assertEqual(self._run(33).level_id, self.level_3)

    def test_reminder_before_the_due_date_comes_as_ever(self):
        self.plan.level_ids = [Command.create({
            "name": "Soon due", "days_overdue": -3, "min_gap_days": 1, "subject": "Soon", "body": "<p>Soon</p>"})]
        self.profile.grace_days = 3
        self._invoice(1000, 10)
        self.assertEqual(self._run(7).level_id.days_overdue, -3)
        self.assertFalse(self._run(17))
        self.assertEqual(self._run(18).level_id, self.level_1)

    def test_grace_given_later_keeps_the_level_and_delays_the_next(self):
        self._invoice(1000, 0)
        self.assertEqual(self._run(5).level_id, self.level_1)
        self.profile.grace_days = 10
        self.assertFalse(self._run(20))
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        self.assertEqual(self._run(30).level_id, self.level_2)

    def test_grace_changes_nothing_about_what_is_overdue(self):
        self.profile.grace_days = 30
        self._invoice(100, due=-3)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 100, "days_overdue": 3, "oldest_due_date": self._days(-3)}])

    def test_change_of_the_grace_is_logged_and_for_credit_managers(self):
        self.profile.write({"grace_days": 6, "change_reason": "Pays by cheque"})
        self.profile.own_grace_days = -1
        self.assertRecordValues(self.profile.policy_log_ids.filtered(lambda log: log.field_name == "grace_days"), [
            {"before_text": "6 days", "after_text": "none", "reason": False},
            {"before_text": "none", "after_text": "6 days", "reason": "Pays by cheque"},
        ])
        collector = new_test_user(self.env, "grace_collector", GROUP % "collector", company_id=self.company.id,
                                  company_ids=[Command.set(self.company.ids)])
        for name in ("grace_days", "own_grace_days"):
            with self.assertRaises(AccessError):
                self.profile.with_user(collector).write({name: 9})

    def test_grace_lifts_a_hold_at_once(self):
        self._invoice(100, due=-14)
        order = self._order(50)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        self.profile.grace_days = 20
        self.assertEqual(order.credit_state, "clear")

    def test_grace_is_never_negative(self):
        for record, name in (
            (self.rating, "grace_days"), (self.company, "credit_grace_days"), (self.profile, "grace_days"),
        ):
            with self.subTest(record=record), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), \
                    self.cr.savepoint():
                record[name] = -2
                self.env.flush_all()
