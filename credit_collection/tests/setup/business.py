"""What may happen between a company and its customers, in any order, and what always holds."""

import io

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from openpyxl import load_workbook

from odoo.exceptions import UserError

WHICH = st.integers(0, 999)
AMOUNTS = st.integers(2000, 40000).map(lambda cents: cents / 100)
SHARES = st.sampled_from((0.25, 0.5, 1.0))
STATED = ("credit.promise", "credit.dispute", "credit.followup", "credit.hold", "credit.review")
# Days from today at whose end the aging is compared with the ledger.
AGING_DAYS = (-20, -1, 0)
OPEN = "Open (Company Currency)"


def several(*acts):
    """:return: strategy of a rule with some of these acts: of many rules, hypothesis leaves some out of each walk"""
    return st.lists(st.tuples(st.sampled_from(acts), WHICH, SHARES), min_size=2, max_size=5)


class Business(RuleBasedStateMachine):
    """What happens between a company and two customers; what the user would be refused is left out."""

    case = None

    @initialize()
    def begin(self):
        self.day = 0
        self.demanded = []
        self.states = {}
        self.savepoint = self.case.env.cr.savepoint()
        self.savepoint.__enter__()
        self.invoices = self.case.env["account.move"]
        self.payments = self.case.env["account.payment"]
        self.orders = self.case.env["sale.order"]
        for due in (-40, -6, 10):
            self.invoice(0, 100.0, due)

    def _do(self, acts):
        """:param acts: drawn by :func:`several`"""
        for act, which, share in acts:
            getattr(self, f"_{act}")(which, share)

    def teardown(self):
        self.case.env.cr.precommit.clear()
        self.savepoint.rollback()
        self.savepoint.__exit__(None, None, None)
        self.case.env.invalidate_all()

    def _open(self, number):
        """:return: one of the invoices that are open, or none"""
        found = self.invoices.filtered(lambda move: move.state == "posted" and move.payment_state in ("not_paid", "partial"))
        return found[number % len(found)] if found else found

    def _try(self, act):
        """Do what a user may be refused; a refusal changes nothing."""
        try:
            with self.case.env.cr.savepoint():
                act()
                self.case.env.flush_all()
        except UserError:
            self.case.env.invalidate_all()

    # What happens

    @rule(who=WHICH, amount=AMOUNTS, due=st.integers(-60, 30))
    def invoice(self, who, amount, due):
        self.invoices += self.case._invoice(amount, due, partner=self.case.partners[who % 2])

    @rule(which=WHICH, share=SHARES)
    def pay(self, which, share):
        if move := self._open(which):
            amount = move.currency_id.round(move.amount_residual * share)
            self.payments += self.case._pay(move, amount if share < 1 else None)

    @rule(which=WHICH, share=SHARES)
    def pay_short(self, which, share):
        """A payment whose rest is written off at once, as Odoo's dialog does."""
        if (move := self._open(which)) and share < 1:
            self.payments += self.case.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids).create({
                    "payment_date": self.case.today, "amount": move.currency_id.round(move.amount_residual * share),
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": self.case.company_data["default_account_expense"].id})._create_payments()

    @rule(which=WHICH)
    def take_back(self, which):
        """The bank takes a payment back."""
        found = self.payments.filtered(lambda payment: payment.move_id.state == "posted")
        if found:
            payment = found[which % len(found)]
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_cancel()

    @rule(which=WHICH, share=SHARES)
    def credit(self, which, share):
        if move := self._open(which):
            self.case._credit_note(move, move.currency_id.round(move.amount_residual * share))

    @rule(which=WHICH)
    def reset(self, which):
        """An invoice becomes a draft, is made larger and posted again."""
        if (move := self._open(which)) and move.payment_state == "not_paid":
            def change():
                move.button_draft()
                move.invoice_line_ids.price_unit += 10.0
                move.action_post()

            self._try(change)

    @rule(which=WHICH, share=SHARES, days=st.integers(1, 12))
    def promise(self, which, share, days):
        if move := self._open(which):
            self._try(lambda: self.case._promise(
                move, move.currency_id.round(move.amount_residual * share), days=self.day + days,
                profile=move.partner_id._get_credit_profiles()))

    @rule(which=WHICH, share=SHARES)
    def dispute(self, which, share):
        if move := self._open(which):
            self._try(lambda: self.case._dispute(move, move.currency_id.round(move.amount_residual * share)))

    @rule(which=WHICH, accept=st.booleans())
    def end_dispute(self, which, accept):
        found = self.case.env["credit.dispute"].search([("move_id", "in", self.invoices.ids), ("state", "=", "open")])
        if found:
            dispute = found[which % len(found)]
            self._try(dispute.action_accept if accept else dispute.action_reject)

    @rule(who=WHICH, amount=AMOUNTS)
    def order(self, who, amount):
        order = self.case._order(amount, partner=self.case.partners[who % 2])
        self.orders += order
        order.action_confirm()

    @rule(which=WHICH)
    def release(self, which):
        held = self.orders.filtered(lambda order: order.credit_state == "held" and order.credit_hold_id.state == "pending")
        if held:
            order = held[which % len(held)]
            hold = order.credit_hold_id.with_user(self.case.decider)
            self._try(lambda: hold._release("Agreed") and order.action_confirm())

    @rule(which=WHICH)
    def cancel(self, which):
        if self.orders:
            self._try(self.orders[which % len(self.orders)]._action_cancel)

    @rule(who=WHICH, amount=AMOUNTS, due=st.integers(-60, 30))
    def merge(self, who, amount, due):
        """A second entry of a customer, with an invoice of its own, is merged into the first."""
        customer = self.case.partners[who % 2]
        twin = customer.create({"name": f"{customer.name} again", "is_company": True})
        twin._get_credit_profiles()
        self.invoices += self.case._invoice(amount, due, partner=twin)
        self.case.env["base.partner.merge.automatic.wizard"].sudo().create({})._merge((customer | twin).ids, customer)

    @rule(who=WHICH, limit=st.sampled_from((0.0, 500.0, 1500.0, 9000.0)))
    def review(self, who, limit):
        self.case.profiles[who % 2].credit_limit = limit

    @rule(days=st.integers(0, 9))
    def night(self, days):
        """Some days pass: promises are judged, then customers are followed up."""
        self.day += days
        today = self.case._days(self.day)
        self.case.env["credit.promise"].search([
            ("profile_id", "in", self.case.profiles.ids), ("state", "=", "open")])._settle(today)
        self.case._refresh()
        followups = self.case._run(self.day, profiles=self.case.profiles)
        for line in followups.filtered(lambda followup: followup.state == "sent").line_ids:
            self.case.assertTrue(
                line.parent_state == "posted" and not line.reconciled
                and (line.amount_residual < 0 or line._get_collectible_amount(today) > 0),
                f"{line.display_name} was demanded on {today}, though it was paid, promised or contested")

    # What always holds

    @invariant()
    def figures_are_those_of_the_ledger(self):
        if not self.case.env.cr.closed and "day" in vars(self):
            self.case._refresh()
            for profile in self.case.profiles:
                self._check_exposure(profile)

    def _check_exposure(self, profile):
        lines = self._find_lines(profile)
        currency = profile.currency_id
        self._same(currency, profile.exposure_receivable, sum(lines.mapped("amount_residual")), "receivable")
        overdue = lines.filtered(lambda line: line.amount_residual > 0 and line.date_maturity < self.case.today)
        credits = -sum(line.amount_residual for line in lines if line.amount_residual < 0)
        self.case.assertLessEqual(
            currency.compare_amounts(profile.overdue_amount, sum(overdue.mapped("amount_residual"))), 0)
        self.case.assertGreaterEqual(
            currency.compare_amounts(profile.overdue_amount, sum(overdue.mapped("amount_residual")) - credits), 0)
        orders = self.orders.filtered(lambda order: order.state == "sale" and order.partner_id == profile.partner_id)
        self._same(currency, profile.exposure_orders, sum(orders.mapped("amount_total")), "orders")

    def _find_lines(self, profile, day=None):
        return self.case.env["account.move.line"].search([
            ("partner_id.commercial_partner_id", "=", profile.partner_id.id), ("company_id", "=", profile.company_id.id),
            ("parent_state", "=", "posted"), ("account_id.account_type", "=", "asset_receivable"),
            ("account_id.non_trade", "=", False), *([("date", "<=", day)] if day else [])])

    def _same(self, currency, found, expected, what):
        self.case.assertEqual(currency.compare_amounts(found, expected), 0, f"{what}: {found} instead of {expected}")

    @invariant()
    def states_follow_their_transitions(self):
        if "day" not in vars(self):
            return
        for name in STATED:
            Model = self.case.env[name].sudo()
            for record in Model.search([("profile_id", "in", self.case.profiles.ids)]):
                before = self.states.get((name, record.id))
                self.case.assertIn(
                    record.state, reachable(Model._transitions, before) if before else {record.state},
                    f"{record.display_name} went from {before} to {record.state}")
                self.states[name, record.id] = record.state

    @invariant()
    def no_level_twice_in_a_cycle(self):
        if "day" not in vars(self):
            return
        self.case.env["credit.followup"].flush_model()
        self.case.env.cr.execute(
            "SELECT profile_id, cycle, level_id FROM credit_followup WHERE profile_id = ANY(%s) AND level_id IS NOT NULL "
            # The task to decide what comes after the last level demands nothing.
            "AND state NOT IN ('failed', 'cancelled') AND channel <> 'manual' "
            "GROUP BY 1, 2, 3 HAVING COUNT(*) > 1", [self.case.profiles.ids])
        self.case.assertFalse(self.case.env.cr.fetchall())

    @rule()
    def compare_aging_statement_and_workbook(self):
        """The aging of some days, the statement and the workbook of today come to the ledger."""
        for days in AGING_DAYS:
            day = self.case._days(days)
            aging = self.case._age(day)
            net = sum(row.amounts["net"] for row in aging._get_rows())
            self._same(self.case.company.currency_id, net, sum(
                sum(self._find_lines(profile, day).mapped("balance")) for profile in self.case.profiles), f"aging of {day}")
        for statement in self.case.profiles._create_statements(self.case._days(-30), self.case.today):
            closing = sum(statement.balance_ids.mapped("closing_balance"))
            self._same(self.case.company.currency_id, closing, sum(
                self._find_lines(statement.profile_id, self.case.today).mapped("balance")), "statement")
        self._same(self.case.company.currency_id, self._get_workbook_total(), sum(
            sum(self._find_lines(profile, self.case.today).mapped("balance")) for profile in self.case.profiles), "workbook")

    def _get_workbook_total(self):
        sheet = load_workbook(io.BytesIO(
            self.case.env["credit.overdue.workbook"]._generate(self.case.profiles, self.case.today)))["Items"]
        [column] = [column for column in sheet.iter_cols(values_only=True) if OPEN in column]
        return sum(filter(None, column[column.index(OPEN) + 1:]))


def reachable(transitions, state):
    """:return: the states that a record may be in which was in ``state`` before"""
    found, fresh = {state}, {state}
    while fresh:
        fresh = {target for each in fresh for target in transitions.get(each, ())} - found
        found |= fresh
    return found
