"""The replay of a document says what the check of orders said on its day: random histories, lived through day by day."""

import logging
import os

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, example, given, seed, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import tagged

from ..promise.common import PromiseCommon
from .common import ReplayCommon

_logger = logging.getLogger(__name__)

SEED = int(os.environ.get("CREDIT_SEED") or 20261127)
EXAMPLES = int(os.environ.get("CREDIT_EXAMPLES") or 8)
FIRST = -300
EVENTS = st.lists(st.tuples(
    st.sampled_from((
        "order", "order", "order", "order", "invoice", "invoice", "bill", "pay", "pay", "receipt", "limit", "hold", "dispute",
        "decide", "defer", "temporary", "again", "promise", "promise", "promise", "review", "night",
    )),
    st.integers(1, 25),  # days since the event before
    st.integers(1000, 60000).map(lambda cents: cents / 100),
    st.integers(0, 40),  # days until it is due
    st.booleans(),  # in the other currency, on credit
), min_size=8, max_size=20)
# A promise that is broken, a level that holds orders, a review that nobody did.
BROKEN = [
    ("invoice", 1, 300.0, 3, False), ("promise", 10, 100.0, 0, False), ("order", 10, 50.0, 0, False),
    ("review", 1, 100.0, 5, False), ("order", 25, 50.0, 0, False), ("pay", 25, 100.0, 0, False), ("order", 25, 50.0, 0, False),
    ("pay", 5, 600.0, 0, False), ("order", 5, 50.0, 0, False),
]
LIVE = {
    "order_policy": "hold", "tolerance_percent": 10, "max_overdue_days": 7, "hold_overdue_amount": True,
    "max_overdue_amount": 250, "hold_order_amount": True, "max_order_amount": 450, "hold_limit_expired": True,
    "max_term_days": 20, "grace_days": 2, "hold_term": True, "hold_broken_promise": True, "hold_followup_level": True,
    "hold_review_overdue": True,
}
OTHER = {
    "order_policy": "allow", "tolerance_percent": 0, "max_overdue_days": 90, "hold_overdue_amount": False,
    "max_overdue_amount": 0, "hold_order_amount": False, "max_order_amount": 0, "hold_limit_expired": False,
    "max_term_days": 90, "grace_days": 0, "hold_term": False, "hold_broken_promise": False, "hold_followup_level": False,
    "hold_review_overdue": False,
}
LEARNED = {"over_limit", "overdue", "order_amount", "term", "broken_promise", "followup_level", "review_overdue"}


@tagged("post_install", "-at_install")
class TestReplayIsTheCheck(PromiseCommon, ReplayCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating.write({**LIVE, "payment_term_id": False})
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        cls.env["res.currency.rate"].create([
            {"name": cls._days(days), "rate": rate, "currency_id": cls.euro.id, "company_id": cls.company.id}
            for days, rate in ((-250, 0.55), (-150, 0.44), (-50, 0.61))])
        cls.pricelist = cls.env["product.pricelist"].create({"name": "Euro", "currency_id": cls.euro.id})
        cls.month = cls.env.ref("account.account_payment_term_30days")
        cls.company.credit_min_overdue = 5.0
        cls.company.credit_followup_plan_id = cls.env["credit.followup.plan"].create({"name": "Three levels", "level_ids": [
            (0, 0, {"name": f"Level {number}", "days_overdue": days, "min_gap_days": 3, "hold_orders": number > 1,
                    "send_mail": number != 2, "schedule_visit": number == 2,
                    "subject": f"Reminder {number}", "body": f"<p>Text {number}</p>"})
            for number, days in enumerate((4, 12, 25), start=1)]})

    def test_documents_are_judged_as_they_were_on_their_day(self):
        _logger.info("replayed histories: seed %s, %s examples", SEED, EXAMPLES)

        @seed(SEED)
        @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @example(BROKEN)
        @given(EVENTS)
        def walk(events):
            with self.env.cr.savepoint() as savepoint:
                checks = self._live(events)
                self._check_replay(checks)
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache()

        self.reasons = set()
        walk()
        self.assertLessEqual(LEARNED, self.reasons, "the histories are worth it")

    # Living through it

    def _live(self, events):
        """:return: ``{order: CreditCheck of its day}``"""
        day, checks, before = FIRST, {}, None
        self.invoices = self.env["account.move"]
        for kind, gap, amount, due, flag in events:
            # Two orders of one day come one after the other; anything else has a day of its own.
            day += 0 if kind == "again" and before in ("order", "again") else gap
            before = kind
            if day > -1:
                break
            with freeze_time(fields.Datetime.to_datetime(self._days(day)).replace(hour=8, minute=len(checks))):
                if kind != "again":
                    self._do_night()
                    self._refresh()
                method = getattr(self, f"_do_{'order' if kind == 'again' else kind}")
                if check := method(amount, due, flag):
                    checks |= check
                self._refresh()
        return checks

    def _do_order(self, amount, due, flag):
        order = self._order(
            amount, payment_term_id=self.month.id if due > 30 else self.immediate.id,
            **({"pricelist_id": self.pricelist.id} if flag else {}))
        check = order._get_credit_checks()[order.id]
        self._confirm_anyway(order)
        return {order: check}

    def _do_invoice(self, amount, due, flag):
        today = self.env["res.company"]._get_credit_today()
        self.invoices |= self._invoice(
            amount, 0, invoice_date=today, invoice_date_due=fields.Date.add(today, days=due),
            currency_id=(self.euro if flag else self.company.currency_id).id)

    def _do_bill(self, amount, due, flag):
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.customer.id), ("invoice_status", "!=", "invoiced"), ("state", "=", "sale")],
            limit=1, order="id")
        if order:
            self.invoices |= self._bill(order)

    def _open_invoices(self):
        return self.invoices.filtered(lambda move: move.amount_residual > 0)

    def _do_pay(self, amount, due, flag):
        if move := self._open_invoices()[:1]:
            self._pay(move, min(amount, move.amount_residual), date=self.env["res.company"]._get_credit_today())

    def _do_receipt(self, amount, due, flag):
        account = self.company_data["default_account_receivable"]
        move = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_bank"].id,
            "date": self.env["res.company"]._get_credit_today(),
            "line_ids": [
                (0, 0, {"account_id": account.id, "partner_id": self.customer.id, "balance": -amount}),
                (0, 0, {"account_id": self.company_data["default_account_revenue"].id, "balance": amount})]})
        move.action_post()

    def _do_limit(self, amount, due, flag):
        self.profile.write({"credit_limit": amount * 3, "limit_mode": "limited" if due > 5 else "unlimited"})

    def _do_temporary(self, amount, due, flag):
        until = fields.Date.add(self.env["res.company"]._get_credit_today(), days=due)
        self.profile.write({"temporary_limit": amount * 4, "temporary_limit_until": until, "limit_until": until})

    def _do_hold(self, amount, due, flag):
        self.profile.on_hold = not self.profile.on_hold

    def _do_dispute(self, amount, due, flag):
        if move := self._open_invoices().filtered(lambda move: not move.credit_dispute_ids)[:1]:
            reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
            dispute = self.env["credit.dispute"].create(
                {"move_id": move.id, "amount": move.amount_residual, "reason_id": reason.id})
            dispute.action_open()

    def _do_decide(self, amount, due, flag):
        dispute = self.env["credit.dispute"].search(
            [("profile_id", "=", self.profile.id), ("state", "=", "open")], limit=1, order="id")
        if dispute:
            dispute.resolution = "Looked into"
            dispute.action_reject()

    def _do_defer(self, amount, due, flag):
        today = self.env["res.company"]._get_credit_today()
        move = self._open_invoices().filtered(
            lambda move: move.invoice_date_due < today and move.currency_id == move.company_currency_id
            and not move.credit_dispute_ids and not self._open_item(move).credit_promise_ids)[:1]
        if move:
            promise = self.env["credit.promise"].create({
                "profile_id": self.profile.id, "kind": "deferral", "line_ids": self._open_item(move).ids,
                "instalment_ids": [(0, 0, {
                    "date": fields.Date.add(today, days=due + 1), "amount": move.amount_residual})]})
            promise.action_open()

    def _do_promise(self, amount, due, flag):
        today = self.env["res.company"]._get_credit_today()
        move = self._open_invoices().filtered(
            lambda move: move.invoice_date_due < today and move.currency_id == move.company_currency_id
            and not move.credit_dispute_ids and not self._open_item(move).credit_promise_ids)[:1]
        if move:
            promise = self.env["credit.promise"].create({
                "profile_id": self.profile.id, "line_ids": self._open_item(move).ids,
                "instalment_ids": [(0, 0, {
                    "date": fields.Date.add(today, days=due % 7 + 1), "amount": move.amount_residual})]})
            promise.action_open()

    def _do_review(self, amount, due, flag):
        """Planned once: of several dates the last one alone is known later."""
        if not self.profile.next_review_date:
            self.profile.next_review_date = fields.Date.add(self.env["res.company"]._get_credit_today(), days=due + 1)

    def _do_night(self, *_values):
        today = self.env["res.company"]._get_credit_today()
        self.profile.promise_ids._settle(today)
        self._refresh()
        self.profile._run_followups(today)

    # Replaying it

    def _check_replay(self, checks):
        """Today another policy is in force; the draft is the one of then."""
        self.rating.write(OTHER)
        self.change.action_reload()
        self._draft(**LIVE)
        lines = self._replay(FIRST)
        found = {line.order_id: line for line in lines if line.order_id}
        self.assertEqual(set(found), set(checks))
        for order, check in checks.items():
            self.reasons.update(check.verdict.reasons)
            line = found[order]
            told = (line.date, line.amount, line.exposure, line.overdue_amount, line.days_overdue, line.effective_limit)
            self.assertEqual(
                (line.verdict, line.reason_codes or ""), (check.verdict.state, ",".join(check.verdict.reasons)), told)
            self.assertAlmostEqual(line.exposure, check.verdict.exposure, 1, told)
            self.assertAlmostEqual(line.effective_limit, check.standing.effective_limit, 2, told)
        for line in lines:
            self.assertNotEqual(line.verdict_before, "held" if not {"forced_hold", "no_credit"}.intersection(
                (line.reason_codes_before or "").split(",")) else "clear")
