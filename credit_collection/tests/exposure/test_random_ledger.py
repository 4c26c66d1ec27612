"""Random ledgers: whatever is booked, matched, returned and moved about, all figures of a day come to the sums that a few
plain loops over journal items and reconciliations find.

``CREDIT_SEED`` chooses another walk than the usual one, its number is in the hint of a failure; ``CREDIT_EXAMPLES`` sets the
number of ledgers.
"""

import logging
import os
from collections import defaultdict

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.exposure.ledger_days import build_ledger_days, build_ledger_of_days, build_trade_items
from ...tools.exposure.aging import BUCKETS
from ..common import CreditCommon
from .random_readers import RandomReadersMixin

_logger = logging.getLogger(__name__)

SEED = int(os.environ.get("CREDIT_SEED") or 20261127)
EXAMPLES = int(os.environ.get("CREDIT_EXAMPLES") or 6)
AMOUNTS = st.integers(1, 40000).map(lambda cents: cents / 100)
EVENTS = st.lists(st.tuples(
    st.sampled_from((
        "invoice", "invoice", "invoice", "instalments", "refund", "receipt", "receipt", "match", "match", "match", "return",
        "move", "loan",
    )),
    st.integers(0, 3),  # who is named: a customer or a contact
    st.integers(0, 1),  # company
    st.booleans(),  # in the other currency
    AMOUNTS,
    st.integers(-70, 40),  # day of the entry
    st.integers(-5, 60),  # days until it is due
), min_size=6, max_size=16)


class RandomLedgerCommon(RandomReadersMixin, CreditCommon):
    """A ledger that is booked at random, and plain loops that add it up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()
        cls.env.user.company_ids = [Command.link(cls.other["company"].id)]
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        cls.env["res.currency.rate"].create([{
            "name": cls._days(days), "rate": rate, "currency_id": cls.euro.id, "company_id": company.id,
        } for company in (cls.company, cls.other["company"]) for days, rate in ((-60, 0.53), (-20, 0.47), (10, 0.61))])
        cls.second = cls.env["res.partner"].create({"name": "Second Customer", "is_company": True})
        cls.wanderer = cls.env["res.partner"].create({"name": "Wanderer", "parent_id": cls.second.id})
        cls.named = cls.customer | cls.contact | cls.second | cls.wanderer
        cls.companies = [cls.company_data, cls.other]
        cls.loans = [data["default_account_receivable"].copy({"code": "114999", "non_trade": True}) for data in cls.companies]
        (cls.customer | cls.second)._get_credit_profiles()
        (cls.customer | cls.second)._get_credit_profiles(cls.other["company"])
        cls.profiles = cls.env["credit.profile"].search([("partner_id", "in", (cls.customer | cls.second).ids)])

    # A ledger

    def _play(self, events):
        lines = [self.env["account.move.line"]] * 2
        for event in events:
            self._play_event(lines, *event)

    def _play_event(self, lines, kind, who, where, is_foreign, amount, day, days):
        if kind == "move":
            self.wanderer.parent_id = self.customer if self.wanderer.parent_id == self.second else self.second
        elif kind == "match":
            self._match(lines[where], amount)
        elif kind == "return":
            lines[where] += self._return(lines[where], where, day)
        else:
            lines[where] += self._book(kind, self.named[who], where, is_foreign, amount, day, days)

    def _book(self, kind, partner, where, is_foreign, amount, day, days):
        sign = -1 if kind in ("refund", "receipt") else 1
        parts = [amount, round(amount / 3, 2)] if kind == "instalments" else [amount]
        return self._post([
            (sign * part, self._days(day + days * position)) for position, part in enumerate(parts, start=1)
        ], partner, where, is_foreign, day, "default_journal_bank" if kind == "receipt" else "default_journal_misc",
            self.loans[where] if kind == "loan" else None)

    def _post(self, parts, partner, where, is_foreign, day, journal, account=None):
        data = self.companies[where]
        account = account or data["default_account_receivable"]
        currency = self.euro if is_foreign else data["company"].currency_id
        date = self._days(day)

        def prepare(amount, **vals):
            return Command.create({
                "currency_id": currency.id, "amount_currency": amount,
                "balance": currency._convert(amount, data["company"].currency_id, data["company"], date), **vals})

        move = self.env["account.move"].with_company(data["company"]).create({
            "date": date, "journal_id": data[journal].id, "company_id": data["company"].id,
            "line_ids": [
                *(prepare(amount, account_id=account.id, partner_id=partner.id, date_maturity=due, no_followup=False)
                  for amount, due in parts),
                *(prepare(-amount, account_id=data["default_account_revenue"].id) for amount, _due in parts),
            ],
        })
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_id == account)

    def _match(self, lines, amount):
        """Match an open debt and an open credit of one account, which of them depends on ``amount``."""
        open_lines = lines.filtered(lambda line: not line.reconciled and not line.account_id.non_trade)
        debts = open_lines.filtered(lambda line: line.amount_residual_currency > 0)
        credits = open_lines.filtered(lambda line: line.amount_residual_currency < 0)
        if debts and credits:
            number = int(amount * 100)
            (debts[number % len(debts)] | credits[number % len(credits)]).reconcile()

    def _return(self, lines, where, day):
        """The bank takes back the first matched receipt."""
        receipts = lines.filtered(
            lambda line: line.journal_id.type == "bank" and line.balance < 0 and line.matched_debit_ids)
        if not receipts:
            return lines.browse()
        receipt = receipts[0]
        receipt.remove_move_reconcile()
        data = self.companies[where]
        back = self._post(
            [(-receipt.amount_currency, receipt.date)], receipt.partner_id, where,
            receipt.currency_id != data["company"].currency_id, day, "default_journal_bank")
        (receipt | back).reconcile()
        return back

    # Sums of our own

    def _find_items(self, day):
        """:return: ``{(customer, company): [(line, residual, residual in currency)]}`` of what is open at the end of ``day``"""
        items = defaultdict(list)
        lines = self.env["account.move.line"].search([
            ("partner_id", "in", self.named.ids), ("parent_state", "=", "posted"), ("date", "<=", day),
            ("account_id.account_type", "=", "asset_receivable"), ("account_id.non_trade", "=", False),
        ])
        for line in lines:
            taken = [(part.amount, part.debit_amount_currency) for part in line.matched_credit_ids if part.max_date <= day]
            given = [(part.amount, part.credit_amount_currency) for part in line.matched_debit_ids if part.max_date <= day]
            residual, residual_currency = (
                currency.round(amount - sum(part[index] for part in taken) + sum(part[index] for part in given))
                for index, (amount, currency) in enumerate((
                    (line.balance, line.company_currency_id), (line.amount_currency, line.currency_id))))
            if residual and residual_currency:
                key = line.partner_id.commercial_partner_id, line.company_id
                items[key].append((line, residual, residual_currency))
        return items

    def _find_facts(self, items, day):
        debts = sorted((line.date_maturity, residual) for line, residual, _foreign in items if residual > 0)
        credit = -sum(residual for _line, residual, _foreign in items if residual < 0)
        gross = sum(residual for due, residual in debts if due < day)
        facts = {
            "exposure_receivable": sum(residual for _line, residual, _foreign in items), "overdue_gross": gross,
            "open_credits": credit, "overdue_amount": max(gross - credit, 0), "oldest_due_date": None, "days_overdue": 0,
        }
        if round(gross - credit, 2) > 0:
            covered = credit
            for due, residual in debts:
                covered = round(covered - residual, 2)
                if covered < 0:
                    facts.update(oldest_due_date=due, days_overdue=(day - due).days)
                    break
        return facts

    def _find_post_dated(self, profile, day):
        return -sum(self.env["account.move.line"].search([
            ("partner_id.commercial_partner_id", "=", profile.partner_id.id), ("company_id", "=", profile.company_id.id),
            ("parent_state", "=", "posted"), ("date", ">", day), ("balance", "<", 0), ("journal_id.type", "=", "bank"),
            ("account_id.account_type", "=", "asset_receivable"), ("account_id.non_trade", "=", False),
        ]).mapped("balance"))

    # Readers

    def _check_sums(self, day, items):
        """What is summed up in the database is the sum of what is read item by item."""
        OpenItem, followed = self.env["credit.open.item"], self.profiles._get_open_items(day, day)
        collectible, summed = OpenItem._sum_collectible(self.profiles, day), OpenItem._sum_up(self.profiles, day, 2)
        for profile in self.profiles:
            amount, oldest = collectible[profile.id]
            own = defaultdict(float)
            for item in followed[profile]:
                own[item.currency_id] += item.own_amount
            # Who owes nothing in any currency is asked for nothing.
            demanded = sum(item.amount for item in followed[profile]) if any(round(net, 6) > 0 for net in own.values()) else 0
            self._same(amount, max(demanded, 0), (day, profile.display_name))
            debts = [item.due_date for item in followed[profile] if item.residual > 0 and item.amount > 0]
            self.assertEqual(oldest, min(debts, default=None), (day, profile.display_name))
            listed = defaultdict(list)
            for item in items:  # by due date
                if item["profile_id"] == profile.id and item["company_id"] in self.env.companies.ids:
                    listed[item["currency_id"]].append(item)
            sums = summed.get(profile.id, {})
            self.assertEqual(set(sums), set(listed))
            for currency_id, (total, count, first_ids) in sums.items():
                self._same(total, sum(item["residual_currency"] for item in listed[currency_id]), (day, currency_id))
                self.assertEqual(count, len(listed[currency_id]))
                self.assertEqual(first_ids, [item["id"] for item in listed[currency_id][:2]])

    def _check_day(self, day):
        expected, facts = self._find_items(day), self.profiles._get_facts(day)
        aging = self.profiles._get_aging(day)
        rows = defaultdict(dict)
        items = self.env["credit.open.item"]._get_items(day)
        self._check_balance(day, items)
        self._check_sums(day, items)
        for row in items:
            if row["status"] != "difference":
                rows[row["profile_id"]][row["id"]] = row
        plain = self.env["credit.open.item"]._read(self.profiles, day)
        for profile in self.profiles:
            items = expected[profile.partner_id, profile.company_id]
            own = self._find_facts(items, day)
            own["post_dated_receipts"] = self._find_post_dated(profile, day)
            for name, value in own.items():
                self._same(facts[profile.id][name], value, (day, profile.display_name, name))
            self.assertEqual(set(rows[profile.id]), {line.id for line, *_amounts in items}, (day, profile.display_name))
            self.assertEqual({item.id for item in plain[profile]}, {line.id for line, *_amounts in items})
            buckets = defaultdict(float)
            for line, residual, residual_currency in items:
                row = rows[profile.id][line.id]
                late = max((day - line.date_maturity).days, 0)
                bucket = next(
                    bucket.code for bucket in BUCKETS if bucket.last_day is None or late <= bucket.last_day)
                self._same(row["residual"], residual, line)
                self._same(row["residual_currency"], residual_currency, line)
                self.assertEqual((row["bucket"], row["days_overdue"]), (bucket, late) if residual > 0 else (None, 0))
                buckets[bucket if residual > 0 else None] += residual
            for name, value in (
                ("not_due", buckets["not_due"]), ("credits", buckets[None]), ("total", sum(buckets.values())),
            ):
                self._same(aging[profile.id][name], value, (day, name))
            for amount, bucket in zip(aging[profile.id]["buckets"], BUCKETS[1:], strict=True):
                self._same(amount, buckets[bucket.code], (day, bucket.code))

    def _check_balance(self, day, rows):
        """All rows add up to the balance of the receivable accounts, also those that are open in one currency only."""
        for company in self.profiles.company_id:
            balance = sum(self.env["account.move.line"].search([
                ("partner_id", "in", self.named.ids), ("company_id", "=", company.id), ("parent_state", "=", "posted"),
                ("date", "<=", day), ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False),
            ]).mapped("balance"))
            found = sum(row["residual"] for row in rows if row["company_id"] == company.id)
            self.assertEqual(company.currency_id.compare_amounts(float(found), balance), 0, (day, company.name))

    def _check_days(self, days):
        """The ledger of several days in one statement."""
        rows = self.env.execute_query(SQL(
            "WITH ledger_day AS (%s), trade_item AS (%s) SELECT * FROM (%s) item",
            build_ledger_days(SQL("SELECT UNNEST(%s)", days)),
            build_trade_items(SQL("line.partner_id"), condition=SQL("line.partner_id = ANY(%s)", self.named.ids)),
            build_ledger_of_days(SQL("state.day, item.id, state.residual::float8"))))
        found = {(day, line_id): residual for day, line_id, residual in rows}
        expected = {
            (day, line.id): residual
            for day in days for items in self._find_items(day).values() for line, residual, _foreign in items}
        self.assertEqual(set(found), set(expected))
        for key, residual in expected.items():
            self._same(found[key], residual, key)

    def _check_collectible(self):
        Line = self.env["account.move.line"]
        found = Line.search([*Line._get_collectible_domain(self.today), ("partner_id", "in", self.named.ids)])
        due = Line.search([("partner_id", "in", self.named.ids), ("date_maturity", "<=", self.today)]).filtered(
            lambda line: line.parent_state == "posted" and line.date <= self.today and line.amount_residual > 0
            and line.amount_residual_currency > 0 and line.account_id.account_type == "asset_receivable"
            and not line.account_id.non_trade)
        self.assertEqual(found, due)
        rows = {row["id"]: row for row in self.env["credit.open.item"]._get_items(self.today)}
        for line in found:
            self._same(rows[line.id]["collectible_amount"], line.amount_residual, line)
            self._same(line._get_collectible_amount(self.today), line.amount_residual, line)

    def _same(self, value, expected, hint):
        if isinstance(expected, float):
            self.assertAlmostEqual(float(value), expected, 2, hint)
        else:
            self.assertEqual(value, expected, hint)


@tagged("post_install", "-at_install")
class TestRandomLedger(RandomLedgerCommon):

    def test_all_readers_find_the_same_on_any_day(self):
        _logger.info("random ledgers: seed %s, %s examples", SEED, EXAMPLES)

        @seed(SEED)
        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(EVENTS)
        def walk(events):
            with self.env.cr.savepoint() as savepoint:
                self._play(events)
                self._refresh()
                for days in (-30, 0, 30):
                    self._check_day(self._days(days))
                    self._check_key_figures(self._days(days))
                self._check_days([self._days(days) for days in (-60, -31, -30, 0, 30, 45)])
                self._check_collectible()
                self._check_score()
                self._check_portal()
                savepoint.rollback()
            self.env.invalidate_all()

        walk()
