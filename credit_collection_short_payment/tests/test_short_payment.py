"""Rests that receipts leave on invoices: found, proposed, and what accepting them does."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ShortPaymentCommon


@tagged("post_install", "-at_install")
class TestEarlyDiscountTaken(ShortPaymentCommon):
    """14.3: 1,000 with 20 % tax of 2 January 2025, 2 % in 10 days; 500 on 8 January, then 480."""

    def _paid_in_parts(self, day):
        move = self._bill(1000, date(2025, 1, 2))
        with freeze_time("2025-01-09 12:00:00"):
            self._receive(move, 500, date(2025, 1, 8))
            # Not 2 % of each part, not the new term: 980 − 500.
            self.term.discount_days = 5
            item = self._open_item(move)
            self.assertEqual(item.discount_date, date(2025, 1, 12))
            self.assertEqual(item.amount_residual_currency - item._get_credit_early_discount(date(2025, 1, 9)), 480)
            self.assertFalse(self._shorts(move), "half of the invoice is a part payment")
        with freeze_time("2025-01-15 12:00:00"):
            self._receive(move, 480, day)
        return move

    def test_earned_on_the_last_day(self):
        move = self._paid_in_parts(date(2025, 1, 12))
        short = self._shorts(move)
        self.assertRecordValues(short, [{"kind": "earned", "amount": 20, "state": "proposed", "discount": 20}])
        self.assertEqual(move.amount_residual, 20, "nothing is applied by itself")
        short.with_user(self.manager).action_accept()
        self._refresh()
        self.assertEqual(move.amount_residual, 0)
        self.assertRecordValues(short, [{"state": "booked", "decided_by_id": self.manager.id}])
        entry = short.sudo().entry_id
        self.assertEqual(entry.date, date(2025, 1, 12))
        amounts = {bool(line.tax_line_id): line.balance for line in entry.line_ids if line.balance > 0}
        self.assertEqual(amounts, {False: 16.67, True: 3.33})
        base = entry.line_ids.filtered(lambda line: line.balance > 0 and not line.tax_line_id)
        self.assertEqual(base.account_id, self.discount_account)

    def test_two_days_late_stays_open(self):
        short = self._shorts(self._paid_in_parts(date(2025, 1, 14)))
        self.assertRecordValues(short, [{"kind": "not_due", "amount": 20, "state": "proposed"}])
        self.assertEqual(short.reason_id.code, "discount_not_due")
        short.with_user(self.collector).action_accept()
        self._refresh()
        self.assertEqual((short.state, short.move_id.amount_residual), ("claimed", 20))

    def test_monday_where_the_company_moves_the_last_day(self):
        self.company.credit_discount_moves_on = True
        self.assertEqual(self._shorts(self._paid_in_parts(date(2025, 1, 13))).kind, "earned")

    def test_monday_where_it_does_not(self):
        self.assertEqual(self._shorts(self._paid_in_parts(date(2025, 1, 13))).kind, "not_due")

    def test_waived_with_its_tax(self):
        move = self._paid_in_parts(date(2025, 1, 14))
        short = self._shorts(move)
        with freeze_time("2025-01-15 12:00:00"):
            self.assertFalse(short.with_user(self.manager)._waive("First time"))
        self._refresh()
        self.assertEqual((short.state, move.amount_residual), ("booked", 0))
        self.assertEqual(short.sudo().entry_id.line_ids.filtered("tax_line_id").balance, 3.33)

    def test_tax_that_is_not_reduced(self):
        self.term.early_pay_discount_computation = "excluded"
        move = self._bill(1200, self._days(-5))
        self._receive(move, 1180, self.today)
        short = self._shorts(move)
        self.assertEqual((short.kind, short.discount), ("earned", 20))
        short.with_user(self.manager).action_accept()
        self._refresh()
        self.assertEqual(move.amount_residual, 0)
        self.assertFalse(short.sudo().entry_id.line_ids.filtered("tax_line_id"))

    def test_less_than_the_discount_was_taken(self):
        move = self._bill(1200, self._days(-5))
        self._receive(move, 1188, self.today)
        short = self._shorts(move)
        short.with_user(self.manager).action_accept()
        self._refresh()
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(sorted(short.sudo().entry_id.line_ids.mapped("balance")), [-12, 2, 10])

    def test_credit_note_lowers_the_discount(self):
        move = self._bill(1000, self._days(-5), taxed=False)
        note = move._reverse_moves([{"invoice_date": self.today, "invoice_payment_term_id": False}])
        note.invoice_line_ids.price_unit = 100
        note.action_post()
        (self._open_item(move) + self._open_item(note)).reconcile()
        self._receive(move, 880, self.today)
        self.assertEqual(self._shorts(move).kind, "deduction", "20 is more than 2 % of 900")
        other = self._bill(1000, self._days(-5), taxed=False)
        self._receive(other, 980, self.today)
        self.assertEqual(self._shorts(other).kind, "earned")

    def test_discount_is_no_bad_debt(self):
        move = self._paid_in_parts(date(2025, 1, 12))
        self._shorts(move).with_user(self.manager).action_accept()
        self._refresh()
        figures = self.company._get_credit_key_figures(date(2025, 1, 1), date(2025, 1, 31))
        self.assertEqual(figures["bad_debt_ratio"], 0)

    def test_foreign_currency(self):
        currency = self.setup_other_currency("CHF", rates=[("2016-01-01", 2.0)])
        move = self._bill(1000, self._days(-5), currency_id=currency.id)
        self._receive(move, 980, self.today)
        short = self._shorts(move)
        self.assertRecordValues(short, [{"amount": 20, "company_amount": 10, "kind": "earned", "currency_id": currency.id}])
        short.with_user(self.manager).action_accept()
        self._refresh()
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(sum(short.sudo().entry_id.line_ids.filtered("tax_line_id").mapped("amount_currency")), 3.33)

    def test_locked_day(self):
        move = self._bill(1200, self._days(-9))
        self._receive(move, 1176, self._days(-3))
        self.company.fiscalyear_lock_date = self._days(-2)
        short = self._shorts(move)
        short.with_user(self.manager).action_accept()
        self.assertEqual(short.sudo().entry_id.date, self.today)

    def test_company_without_account_is_told(self):
        move = self._bill(1200, self._days(-5))
        self._receive(move, 1176, self.today)
        self.company.account_journal_early_pay_discount_loss_account_id = False
        with self.assertRaisesRegex(UserError, "no account for early payment discounts"):
            self._shorts(move).with_user(self.manager).action_accept()


@tagged("post_install", "-at_install")
class TestDeductions(ShortPaymentCommon):

    def _short(self, gross, amount, text=None, **vals):
        move = self._bill(gross, self._days(-40), **vals)
        self._receive(move, amount, self.today, text)
        return self._shorts(move)

    def test_dispute_with_reason_owner_and_deadline(self):
        owner = self.manager
        self.env.ref("credit_collection_short_payment.credit_reason_freight").user_id = owner
        short = self._short(1000, 950, "INV 12 less freight")
        self.assertRecordValues(short, [{
            "kind": "deduction", "amount": 50, "user_id": owner.id, "date_due": self._days(21), "state": "proposed"}])
        self.assertEqual(short.reason_id.code, "freight")
        short.with_user(self.collector).action_accept()
        self._refresh()
        self.assertEqual(short.state, "disputed")
        self.assertRecordValues(short.dispute_id, [{
            "amount": 50, "state": "open", "user_id": owner.id, "date_due": self._days(21), "move_id": short.move_id.id}])
        self.assertIn("less freight", short.dispute_id.note)
        self.assertEqual(short.move_id.sudo().credit_disputed_amount, 50)

    def test_by_words_of_the_receipt(self):
        for text, code in (
            ("WHT 10 %", "tax_withheld"), ("代扣税款", "tax_withheld"), ("Rechnung 5, Fracht", "freight"),
            ("two pieces broken", "quality"), ("", "deduction"),
        ):
            with self.subTest(text):
                self.assertEqual(self._short(1000, 920, text).reason_id.code, code)

    def test_part_payment_is_not_proposed(self):
        self.assertFalse(self._short(1000, 600))

    def test_what_is_promised_or_disputed_is_not_proposed(self):
        move = self._bill(1000, self._days(-40))
        dispute = self.env["credit.dispute"].create({
            "move_id": move.id, "amount": 50,
            "reason_id": self.env.ref("credit_collection.credit_reason_dispute_price").id})
        dispute.action_open()
        self._receive(move, 950, self.today)
        self.assertFalse(self._shorts(move))

    def test_small_rest_goes_to_the_write_offs(self):
        self.company.credit_short_tolerance = 5
        short = self._short(1000, 995.5)
        self.assertEqual(short.kind, "small")
        asked = []

        def request(model, line_ids):
            asked.append(line_ids)
            return model.env["res.partner"]

        with patch.object(self.registry["credit.open.item"], "_request_small_write_offs", request):
            short.with_user(self.collector).action_accept()
        self.assertEqual((asked, short.state), ([short.line_id.ids], "small"))

    def test_without_write_offs_it_is_told(self):
        self.company.credit_short_tolerance = 5
        short = self._short(1000, 995.5)
        with patch.object(self.registry["credit.open.item"], "_request_small_write_offs", lambda model, line_ids: None), \
                self.assertRaisesRegex(UserError, "Nothing writes off here"):
            short.with_user(self.collector).action_accept()

    def test_paid_after_all(self):
        short = self._short(1000, 950)
        short.with_user(self.collector).action_claim()
        self._receive(short.move_id, 50, self.today)
        self.assertEqual(short.state, "settled")

    def test_receipt_taken_back(self):
        short = self._short(1000, 950)
        move = short.move_id
        short.receipt_id.remove_move_reconcile()
        self._refresh()
        self.assertFalse(self._shorts(move))

    def test_dismissed_is_not_proposed_again(self):
        short = self._short(1000, 950)
        move = short.move_id
        short.with_user(self.collector).action_dismiss()
        self.env["credit.short.payment"]._find_of_customers(self.profile, self.today)
        self.assertEqual(self._shorts(move), short)
        self._receive(move, 10, self.today)
        self.assertEqual(self._shorts(move).mapped("state"), ["proposed", "dismissed"])

    def test_changed_meanwhile(self):
        short = self._short(1000, 950)
        move = short.move_id
        with patch.object(self.registry["credit.short.payment"], "_look_at", lambda model, ids: None):
            self._receive(move, 10, self.today)
        with self.assertRaisesRegex(UserError, "Look at it again"):
            short.with_user(self.collector).action_accept()
        self.env["credit.short.payment"]._find_of_customers(self.profile, self.today)
        self.assertEqual(self._shorts(move).mapped("amount"), [40])

    def test_reconciliation_never_fails_because_of_it(self):
        def fail(model, line_ids):
            raise ValueError("broken")

        move = self._bill(1000, self._days(-40))
        with patch.object(self.registry["credit.short.payment"], "_look_at", fail), \
                self.assertLogs("odoo.addons.credit_collection.models.common.beside", "WARNING"):
            self._receive(move, 950, self.today)
        self.assertEqual(move.amount_residual, 50)
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 0):
            self.env["credit.short.payment"]._cron_find()
        self.assertEqual(self._shorts(move).amount, 50)

    def test_constant_queries(self):
        def rests(number):
            customers = [self.env["res.partner"].create({"name": f"Short {number}-{index}"}) for index in range(number)]
            profiles = self.env["res.partner"].concat(*customers)._get_credit_profiles()
            with patch.object(self.registry["credit.short.payment"], "_look_at", lambda model, ids: None):
                for customer in customers:
                    self._receive(self._bill(1000, self._days(-40), partner=customer), 950, self.today)
            return profiles

        def count(profiles):
            self._refresh()
            start = self.cr.sql_log_count
            self.env["credit.short.payment"]._find_of_customers(profiles, self.today)
            self.env.flush_all()
            spent = self.cr.sql_log_count - start
            self.assertEqual(self.env["credit.short.payment"].search_count([("profile_id", "in", profiles.ids)]), len(profiles))
            return spent

        count(rests(2))
        few, many = count(rests(2)), count(rests(9))
        self.assertEqual(many, few)

    def test_rules_that_make_no_sense(self):
        Rule = self.env["credit.short.payment.rule"]
        reason = self.env.ref("credit_collection_short_payment.credit_reason_freight").id
        with self.assertRaisesRegex(ValidationError, "“from” is more than “up to”"):
            Rule.create({"name": "X", "min_percent": 5, "max_percent": 2, "reason_id": reason})
        with self.assertRaisesRegex(ValidationError, "up to which share"):
            Rule.create({"name": "X", "reason_id": reason})
        with self.assertRaisesRegex(ValidationError, "choose a reason"):
            Rule.create({"name": "X", "max_percent": 5})
        with self.assertRaises(ValidationError):
            Rule.create({"name": "X", "max_percent": 101, "reason_id": reason})
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.company.credit_short_tolerance = -1
