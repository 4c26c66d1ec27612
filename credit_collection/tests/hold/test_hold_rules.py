"""Every rule that may hold an order, with its switch and its tolerance, and the exclusions from them."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...const import POLICY_COLUMNS
from ...tools.hold.hold_rules import ALWAYS_HOLD, RULES
from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestHoldRules(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env["credit.rating"].create({
            "name": "Rules", "code": "RULES", "max_term_days": 60, "max_overdue_days": 10,
            **dict.fromkeys((name for name in POLICY_COLUMNS if name.startswith("hold_")), False),
        })
        cls.profile.write({"rating_id": cls.rating.id, "limit_mode": "limited", "credit_limit": 1000.0})

    def _get_reasons(self, order):
        """:return: codes of what speaks against the order today"""
        self._refresh()
        return list(order._get_credit_checks(self.today)[order.id].verdict.reasons)

    def _confirm(self, order):
        order.action_confirm()
        self._refresh()
        return order.credit_hold_id

    def _promise(self, invoice, date):
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(invoice).ids)],
            "instalment_ids": [Command.create({"date": date, "amount": invoice.amount_residual})]})
        promise.action_open()
        return promise

    def _exclude(self, *codes, **vals):
        rules = self.env["credit.reason"].search([("kind", "=", "hold"), ("code", "in", codes)])
        return self.env["credit.hold.exclusion"].create({
            "reason": "Agreed", "rule_ids": [Command.set(rules.ids)], "company_id": False, **vals})

    # Each rule with its switch and its tolerance

    def test_every_rule_has_a_reason_and_a_switch_for_rated_and_unrated_customers(self):
        codes = self.env["credit.reason"].search([("kind", "=", "hold")]).mapped("code")
        registered = {rule.code for rule in self.env["credit.hold"]._get_sorted_rules()}
        self.assertGreaterEqual(registered, {*RULES, *ALWAYS_HOLD})
        self.assertEqual(set(codes), registered)
        for name in POLICY_COLUMNS:
            self.assertIn(name, self.rating._fields)
            self.assertIn(f"credit_{name}", self.company._fields)
            self.assertIn(f"credit_{name}", self.env["res.config.settings"]._fields)

    def test_rules_that_are_switched_off_hold_nothing(self):
        self._invoice(5000, due=-90)
        order = self._order(5000, payment_term_id=self.env.ref("account.account_payment_term_45days").id)
        self.rating.max_term_days = 0
        self.assertEqual(self._get_reasons(order), [])
        self.rating.write({"hold_over_limit": True, "hold_overdue": True, "hold_term": True})
        self.assertEqual(self._get_reasons(order), ["over_limit", "overdue", "term"])

    def test_overdue_amount_beyond_the_tolerance_holds_whatever_its_age(self):
        self.rating.write({"hold_overdue_amount": True, "max_overdue_amount": 100.0})
        self._invoice(100, due=-1)
        order = self._order(10)
        self.assertEqual(self._get_reasons(order), [])
        self._invoice(0.01, due=-1)
        hold = self._confirm(order)
        self.assertEqual(hold.reason_ids.mapped("code"), ["overdue_amount"])
        self.assertRecordValues(hold, [{"overdue_amount": 100.01, "max_overdue_amount": 100.0}])
        self.assertIn("tolerance $\xa0100.00", order.credit_explanation)

    def test_order_larger_than_the_cap_holds_the_whole_order_counts(self):
        self.profile.limit_mode = "unlimited"
        self.rating.write({"hold_order_amount": True, "max_order_amount": 500.0})
        self.assertEqual(self._get_reasons(self._order(500)), [])
        order = self._order(500.01)
        hold = self._confirm(order)
        self.assertEqual(hold.reason_ids.mapped("code"), ["order_amount"])
        self.assertIn("may not exceed $\xa0500.00", hold.explanation)

    def test_expired_limit_holds_after_its_grace(self):
        self.rating.write({"hold_limit_expired": True, "limit_grace_days": 5})
        self.profile.limit_until = self._days(-5)
        order = self._order(10)
        self.assertEqual(self._get_reasons(order), [])
        self.profile.limit_until = self._days(-6)
        self.assertEqual(self._get_reasons(order), ["limit_expired"])
        hold = self._confirm(order)
        self.assertEqual(hold.limit_until, self._days(-6))
        self.profile.write({"temporary_limit": 2000, "temporary_limit_until": self._days(3)})
        self.assertEqual(self._get_reasons(order), [], "the temporary limit is in force")
        self.profile.write({"temporary_limit_until": False, "limit_mode": "unlimited"})
        self.assertEqual(self._get_reasons(order), [])

    def test_overdue_review_holds_after_its_grace(self):
        self.rating.write({"hold_review_overdue": True, "review_grace_days": 30})
        self.profile.next_review_date = self._days(-30)
        order = self._order(10)
        self.assertEqual(self._get_reasons(order), [])
        self.profile.next_review_date = self._days(-31)
        self.assertEqual(self._get_reasons(order), ["review_overdue"])
        self.assertIn("credit review", self._confirm(order).explanation)

    def test_followup_level_that_holds_orders_counts_while_the_customer_is_overdue(self):
        self.rating.hold_followup_level = True
        level = self.env.ref("credit_collection.credit_followup_level_demand")
        invoice = self._invoice(100, due=-30)
        self.profile.sudo().followup_level_id = level
        order = self._order(10)
        self.assertEqual(self._get_reasons(order), [])
        level.hold_orders = True
        hold = self._confirm(order)
        self.assertEqual(hold.reason_ids.mapped("code"), ["followup_level"])
        self.assertIn(level.name, hold.explanation)
        self._pay(invoice)
        self.assertEqual((hold.state, self._get_reasons(order)), ("cleared", []), "paid before the nightly run")

    def test_broken_promise_holds_until_its_items_are_paid(self):
        self.rating.hold_broken_promise = True
        invoice = self._invoice(100, due=-30)
        promise = self._promise(invoice, self._days(1))
        order = self._order(10)
        self.assertEqual(self._get_reasons(order), [])
        promise._settle(self._days(30))
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self._get_reasons(order), ["broken_promise"])
        self._pay(invoice)
        self.assertEqual(self._get_reasons(order), [])

    def test_unrated_customers_follow_the_rules_of_the_company(self):
        self.profile.rating_id = False
        self.company.write({
            "credit_hold_over_limit": False, "credit_hold_overdue": False, "credit_hold_order_amount": True,
            "credit_max_order_amount": 50, "credit_hold_term": True, "credit_max_term_days": 30,
            "credit_prepayment_percent": 10,
        })
        self._invoice(5000, due=-90)
        order = self._order(51, payment_term_id=self.env.ref("account.account_payment_term_45days").id)
        self.assertEqual(self._get_reasons(order), ["order_amount", "term", "prepayment"])
        self.company.write({"credit_hold_over_limit": True, "credit_tolerance_percent": 406})
        self.assertNotIn("over_limit", self._get_reasons(order))
        self.company.credit_tolerance_percent = 405
        self.assertIn("over_limit", self._get_reasons(order))

    def test_longest_term_of_the_customer_counts_though_the_rule_is_off(self):
        self.profile.own_max_term_days = 10
        order = self._order(10, payment_term_id=self.env.ref("account.account_payment_term_30days").id)
        self.assertEqual(self._get_reasons(order), ["term"])

    def test_all_reasons_are_told_a_line_each(self):
        self.rating.write({name: True for name in POLICY_COLUMNS if name.startswith("hold_")})
        self.rating.write({"max_overdue_days": 0, "max_order_amount": 0, "prepayment_percent": 50, "max_term_days": 0})
        level = self.env.ref("credit_collection.credit_followup_level_final")
        level.hold_orders = True
        self.profile.write({
            "on_hold": True, "hold_reason": "Cheque returned", "limit_until": self._days(-1),
            "next_review_date": self._days(-1)})
        self.profile.sudo().followup_level_id = level
        self.env["credit.limit.group"].create({"name": "Group", "amount": 1, "profile_ids": self.profile.ids})
        self._promise(self._invoice(5000, due=-30), self._days(1))._settle(self._days(30))
        order = self._order(5000, payment_term_id=self.env.ref("account.account_payment_term_30days").id)
        hold = self._confirm(order)
        self.assertEqual(set(hold.reason_ids.mapped("code")), {*RULES, "forced_hold"})
        self.assertEqual(len(hold.explanation.split("\n")), len(RULES) + 1)

    def test_tolerances_cannot_be_negative(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.rating.limit_grace_days = -1
            self.env.flush_all()

    # Prepayment

    def test_prepayment_is_asked_for_and_satisfied_by_a_receipt_kept_for_the_order(self):
        self.rating.prepayment_percent = 30
        order = self._order(1000)
        hold = self._confirm(order)
        self.assertEqual(hold.reason_ids.mapped("code"), ["prepayment"])
        self.assertRecordValues(hold, [{"prepayment_amount": 300.0, "prepaid_amount": 0.0}])
        receipt = self._receive(299.99)
        self.assertEqual(hold.state, "pending", "a receipt in general is not paid for this order")
        order.credit_receipt_ids = receipt
        self.assertEqual(hold.state, "pending")
        order.credit_receipt_ids |= self._receive(0.01)
        self.assertRecordValues(order, [{"credit_state": "clear"}])
        self.assertEqual(hold.state, "cleared")
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_fully_prepaid_by_receipts_passes_without_credit(self):
        self.profile.limit_mode = "no_credit"
        order = self._order(800)
        self.assertEqual(self._get_reasons(order), ["no_credit"])
        order.credit_receipt_ids = self._receive(800)
        self.assertEqual(self._get_reasons(order), [])

    def test_receipt_allocated_to_an_invoice_is_no_prepayment_any_more(self):
        self.rating.prepayment_percent = 30
        order = self._order(1000)
        receipt = self._receive(300)
        order.credit_receipt_ids = receipt
        self.assertEqual(self._get_reasons(order), [])
        (receipt | self._open_item(self._invoice(300, due=10))).reconcile()
        self.assertEqual(self._get_reasons(order), ["prepayment"])

    def test_receipt_counts_once_and_for_its_payer_only(self):
        receipt = self._receive(300)
        self._order(100).credit_receipt_ids = receipt
        with self.assertRaisesRegex(ValidationError, "already"):
            self._order(100).credit_receipt_ids = receipt
        other = self.env["res.partner"].create({"name": "Other"})
        with self.assertRaisesRegex(ValidationError, "no receipt"):
            self._order(100, partner=other).credit_receipt_ids = self._receive(10)
        with self.assertRaisesRegex(ValidationError, "no receipt"):
            self._order(100).credit_receipt_ids = self._open_item(self._invoice(10, due=0))

    def test_salesperson_cannot_claim_a_prepayment(self):
        salesperson = new_test_user(self.env, "prepay_sales", groups="sales_team.group_sale_salesman_all_leads")
        order, receipt = self._order(100), self._receive(300)
        with self.assertRaises(AccessError):
            order.with_user(salesperson).write({"credit_receipt_ids": [Command.set(receipt.ids)]})

    def _receive(self, amount):
        """:return: the receivable item of a posted bank receipt that is not allocated"""
        journal = self.company_data["default_journal_bank"]
        move = self.env["account.move"].create({
            "move_type": "entry", "journal_id": journal.id, "line_ids": [
                Command.create({"account_id": journal.default_account_id.id, "debit": amount}),
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "credit": amount,
                    "partner_id": self.customer.id}),
            ]})
        move.action_post()
        return self._open_item(move)

    # Exclusions

    def test_exclusion_of_the_customer_goes_before_that_of_his_group_before_all(self):
        self.rating.write({"hold_over_limit": True, "hold_overdue": True})
        self._invoice(5000, due=-90)
        order = self._order(10)
        tag = self.env["res.partner.category"].create({"name": "Public bodies"})
        self._exclude("overdue", "over_limit")
        self.assertEqual(self._get_reasons(order), [])
        self._exclude("overdue", category_id=tag.id, effect="on")
        self.assertEqual(self._get_reasons(order), [], "not in the group")
        self.customer.category_id = tag
        self.assertEqual(self._get_reasons(order), ["overdue"])
        own = self._exclude("overdue", partner_id=self.customer.id)
        self.assertEqual(self._get_reasons(order), [])
        own.valid_until = self._days(-1)
        self.assertEqual(self._get_reasons(order), ["overdue"], "the exclusion has ended")

    def test_exclusion_switches_a_rule_on_with_the_tolerance_of_the_rating(self):
        self.rating.max_order_amount = 400
        self._exclude("order_amount", effect="on", partner_id=self.customer.id)
        self.assertEqual(self._get_reasons(self._order(400)), [])
        self.assertEqual(self._get_reasons(self._order(401)), ["order_amount"])

    def test_exclusion_counts_in_its_company_only(self):
        self.rating.hold_over_limit = True
        order = self._order(5000)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        exclusion = self._exclude("over_limit", partner_id=self.customer.id, company_id=other.id)
        self.assertEqual(self._get_reasons(order), ["over_limit"])
        exclusion.company_id = self.company
        self.assertEqual(self._get_reasons(order), [])

    def test_exclusion_lifts_the_holds_of_the_customer_at_once(self):
        self.rating.hold_over_limit = True
        hold = self._confirm(self._order(5000))
        self._exclude("over_limit", partner_id=self.customer.id)
        self.assertEqual(hold.state, "cleared")

    def test_decisions_on_the_customer_cannot_be_excluded(self):
        with self.assertRaisesRegex(ValidationError, "manual credit hold"):
            self._exclude("forced_hold")
        with self.assertRaisesRegex(ValidationError, "contact"):
            self._exclude("overdue", partner_id=self.contact.id)

    def test_only_credit_managers_exclude(self):
        collector = new_test_user(self.env, "ex_collector", groups="credit_collection.credit_collection_group_collector")
        exclusion = self._exclude("overdue")
        with self.assertRaises(AccessError):
            exclusion.with_user(collector).effect = "on"
        with self.assertRaises(AccessError):
            exclusion.with_user(collector).create({"reason": "Mine", "rule_ids": [Command.set(exclusion.rule_ids.ids)]})

    # Speed

    def test_all_rules_and_exclusions_are_read_in_the_same_queries(self):
        self.rating.write({name: True for name in POLICY_COLUMNS if name.startswith("hold_")})
        self.rating.max_order_amount = 100
        for _index in range(10):
            self._exclude("overdue", partner_id=self.customer.id)
        self._order(1)._hold_for_credit(self.today)
        order = self._order(1)
        order._confirmation_error_message()
        self.env.flush_all()
        with self.assertQueryCount(3):
            order._hold_for_credit(self.today)
