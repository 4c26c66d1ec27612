"""Random orders in random ledgers: ordered, delivered in parts, beyond the order, taken back, invoiced, drafted, credited,
closed, while contacts move: what is still to come and who counts it, against books that the test keeps of its own.

``CREDIT_SEED`` and ``CREDIT_EXAMPLES`` as for the ledgers.
"""

import io
import re
from collections import defaultdict
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged

from ..exposure.test_random_ledger import AMOUNTS, EXAMPLES, SEED, RandomLedgerCommon

ORDER_EVENTS = (
    "order", "order", "order", "deliver", "deliver", "take_back", "bill", "bill", "draft", "draft", "post_draft", "credit",
    "draft_note", "draft_note", "cheaper", "close",
)
LEDGER_EVENTS = ("invoice", "refund", "receipt", "match", "match", "move", "move")
EVENTS = st.lists(st.tuples(
    st.sampled_from(ORDER_EVENTS * 3 + LEDGER_EVENTS),
    st.integers(0, 3),  # who is named, or which order it is about
    st.integers(0, 1),  # company
    st.booleans(),  # in the other currency
    st.integers(1, 12),  # pieces
    AMOUNTS,  # price, or amount of an entry
    st.integers(-70, 0),  # day of a document
), min_size=14, max_size=32)


@dataclass
class Sold:
    """The test's own book of an order of one line, in pieces."""

    order: object
    price: float
    ordered: int
    delivered: int = 0
    invoiced: int = 0
    drafted: int = 0
    credited: int = 0
    is_closed: bool = False
    drafts: list = field(default_factory=list)
    invoices: list = field(default_factory=list)

    def count_to_come(self, with_drafts):
        """:return: pieces that may still be invoiced"""
        drafted = self.drafted if with_drafts else 0
        if self.is_closed:
            # Nothing more is delivered, and what was credited is given up.
            return max(self.delivered - self.invoiced - drafted, 0)
        # Pieces that came back and were credited are not delivered again by themselves.
        gone = min(self.credited, max(self.invoiced - self.delivered, 0))
        return max(max(self.ordered - gone, self.delivered) - (self.invoiced - self.credited) - drafted, 0)


@tagged("post_install", "-at_install")
class TestRandomOrders(RandomLedgerCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env["product.product"].create({
            "name": "Hours", "type": "service", "invoice_policy": "delivery", "taxes_id": False})
        cls.pricelist = cls.env["product.pricelist"].create({"name": "EUR", "currency_id": cls.euro.id, "company_id": False})
        cls.plain = {
            data["company"].id: cls.env["product.pricelist"].create({
                "name": "Plain", "currency_id": data["company"].currency_id.id, "company_id": False})
            for data in cls.companies}
        for data in cls.companies:
            data["company"].credit_order_policy = "allow"

    # Orders

    def _play(self, events):
        self.sold, lines = [], [self.env["account.move.line"]] * 2
        for kind, who, where, is_foreign, pieces, price, day in events:
            if kind == "order":
                self.sold.append(self._sell(self.named[who], where, is_foreign, pieces, price))
            elif kind in ORDER_EVENTS:
                if self.sold:
                    sold = self.sold[(who + pieces) % len(self.sold)]
                    move = getattr(self, f"_{kind}")(sold, pieces, day)
                    if move:
                        lines[self._where(sold.order)] += self._open_item(move)
            else:
                self._play_event(lines, kind, who, where, is_foreign, price, day, 10)

    def _where(self, order):
        return [data["company"] for data in self.companies].index(order.company_id)

    def _sell(self, partner, where, is_foreign, pieces, price):
        company = self.companies[where]["company"]
        order = self.env["sale.order"].with_company(company).create({
            "partner_id": partner.id, "partner_invoice_id": partner.id, "company_id": company.id,
            "pricelist_id": (self.pricelist if is_foreign else self.plain[company.id]).id,
            "payment_term_id": self.immediate.id,
            "order_line": [Command.create({
                "product_id": self.hours.id, "product_uom_qty": pieces, "price_unit": price, "tax_ids": [Command.clear()]})],
        })
        order.action_confirm()
        self.assertEqual(order.state, "sale", order.credit_explanation)
        return Sold(order, price, pieces)

    def _deliver(self, sold, pieces, _day):
        """Pieces beyond the order too."""
        if not sold.is_closed:
            sold.delivered += pieces
            sold.order.order_line.qty_delivered = sold.delivered

    def _take_back(self, sold, pieces, _day):
        """Of what was invoiced, once all that was delivered is."""
        if not sold.is_closed and sold.invoiced - sold.credited == sold.delivered and not sold.drafted:
            sold.delivered -= min(pieces, sold.delivered)
            sold.order.order_line.qty_delivered = sold.delivered

    def _draft(self, sold, pieces, day):
        """Deliver something first where all that was delivered is invoiced: walks of some twenty steps get somewhere."""
        if sold.drafts:
            return None
        if sold.order.order_line.qty_to_invoice <= 0:
            self._deliver(sold, pieces, day)
        if sold.order.order_line.qty_to_invoice <= 0:
            return None
        move = sold.order._create_invoices()
        move.invoice_date = self._days(day)
        quantity = int(sum(move.invoice_line_ids.mapped("quantity")))
        sold.drafted += quantity
        sold.drafts.append((move, "invoice", quantity))
        return None

    def _bill(self, sold, pieces, day):
        self._draft(sold, pieces, day)
        return self._post_draft(sold)

    def _post_draft(self, sold, *_args):
        if not sold.drafts:
            return None
        move, kind, quantity = sold.drafts.pop()
        move.action_post()
        if kind == "invoice":
            sold.drafted -= quantity
            sold.invoiced += quantity
            sold.invoices.append((move, quantity))
        elif kind == "note":
            sold.credited += quantity
        return move

    def _reverse(self, sold, day, **line):
        if sold.drafts or not sold.invoices or sold.is_closed:
            return None
        invoice, quantity = sold.invoices.pop()
        wizard = self.env["account.move.reversal"].with_company(invoice.company_id).with_context(
            active_model="account.move", active_ids=invoice.ids).create({
                "journal_id": invoice.journal_id.id, "date": self._days(day)})
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        note.invoice_line_ids.write(line)
        sold.drafts.append((note, "cheaper" if line else "note", quantity))
        return note

    def _draft_note(self, sold, _pieces, day):
        self._reverse(sold, day)

    def _credit(self, sold, _pieces, day):
        return self._post_draft(sold) if self._reverse(sold, day) else None

    def _cheaper(self, sold, _pieces, day):
        return self._post_draft(sold) if self._reverse(sold, day, price_unit=round(sold.price / 2, 2) or 0.01) else None

    def _close(self, sold, _pieces, _day):
        if not sold.is_closed and not sold.drafts and sold.order._get_credit_rests():
            sold.order._close_credit_rest("Given up")
            sold.is_closed = True

    # Sums of our own

    def _find_to_come(self, day, with_drafts):
        found = defaultdict(float)
        for sold in self.sold:
            company = sold.order.company_id
            amount = round(sold.count_to_come(with_drafts) * sold.price, 2)
            found[sold.order.partner_invoice_id.commercial_partner_id, company] += sold.order.currency_id._convert(
                amount, company.currency_id, company, day)
        return found

    def _find_drafts(self):
        found = defaultdict(float)
        for sold in self.sold:
            for move, kind, quantity in sold.drafts:
                if kind == "invoice":
                    found[move.partner_id.commercial_partner_id, move.company_id] += sold.order.currency_id._convert(
                        round(quantity * sold.price, 2), move.company_id.currency_id, move.company_id, move.invoice_date)
        return found

    # Readers

    def _check_orders(self, day, with_drafts):
        facts, items = self.profiles._get_facts(day), self._find_items(day)
        to_come, drafts = self._find_to_come(day, with_drafts), self._find_drafts()
        for profile in self.profiles:
            key = profile.partner_id, profile.company_id
            receivable = sum(residual for _line, residual, _foreign in items[key])
            own = {"exposure_orders": to_come[key], "exposure_draft": drafts[key] if with_drafts else 0.0}
            own["exposure_total"] = receivable + sum(own.values())
            found = facts[profile.id]
            for name, value in own.items():
                if with_drafts or name != "exposure_draft":
                    self._same(found[name], value, (day, profile.display_name, name, self.sold))

    def _check_readers_of_today(self):
        today, items = self.today, self._find_items(self.today)
        gathered = self.env["credit.followup.round"]._gather(self.profiles, today, today)
        cases = self.env["credit.rank"]._get_cases(self.profiles.sudo(), today)
        alerts = self.env["credit.alert.rule"]._measure(self.profiles.sudo(), {"overdue_amount", "days_overdue"}, today)
        listed = dict(self.env["credit.open.item.report"]._read_group(
            [("profile_id", "in", self.profiles.ids), ("status", "!=", "difference")], ["profile_id"], ["residual:sum"]))
        for profile in self.profiles:
            own = items[profile.partner_id, profile.company_id]
            due = sum(amount for line, amount, _foreign in own if amount > 0 and line.date_maturity <= today)
            credit = -sum(amount for _line, amount, _foreign in own if amount < 0)
            facts = self._find_facts(own, today)
            hint = profile.display_name
            self._same(listed.get(profile, 0.0), float(sum(amount for _line, amount, _foreign in own)), hint)
            self._same(sum(item.amount for item in gathered[profile] if item.residual > 0), float(due), hint)
            self._same(-sum(item.amount for item in gathered[profile] if item.residual < 0), float(credit), hint)
            self._same(cases[profile].amount, float(max(due - credit, 0)), hint)
            self._same(float(alerts["overdue_amount"].get(profile.id) or 0), float(facts["overdue_amount"]), hint)
            self._same(alerts["days_overdue"].get(profile.id) or 0, facts["days_overdue"], hint)
        self._check_statements(items)
        self._check_workbook(items)

    def _check_statements(self, items):
        for profile, parts in self.profiles._get_statements(self.today).items():
            own = defaultdict(float)
            for line, _amount, foreign in items[profile.partner_id, profile.company_id]:
                own[line.currency_id.name] += foreign
            found = {part["currency"]: float(re.sub(r"[^\d.-]", "", part["balance"])) for part in parts}
            self.assertEqual(set(found), set(own))
            for name, amount in own.items():
                self._same(found[name], amount, (profile.display_name, name))

    def _check_workbook(self, items):
        companies = [data["company"].id for data in self.companies]
        Workbook = self.env["credit.overdue.workbook"].with_context(allowed_company_ids=companies)
        for profile in self.profiles:
            sheet = load_workbook(io.BytesIO(Workbook._generate(profile, self.today)))["Items"]
            header = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
            column = [cell.value for cell in sheet[header]].index("Open (Company Currency)")
            amounts = [row[column] or 0 for row in sheet.iter_rows(min_row=header + 1, values_only=True)]
            own = [amount for _line, amount, _foreign in items[profile.partner_id, profile.company_id]]
            self.assertEqual(len(amounts), len(own), profile.display_name)
            self._same(float(sum(amounts)), float(sum(own)), profile.display_name)

    def _check_held(self, with_drafts):
        """The check holds the first cent beyond the limit."""
        to_come, drafts = self._find_to_come(self.today, with_drafts), self._find_drafts()
        items = self._find_items(self.today)
        for profile in self.profiles[:2]:
            key = profile.partner_id, profile.company_id
            total = sum(amount for _line, amount, _foreign in items[key]) + to_come[key] + (drafts[key] if with_drafts else 0)
            profile.company_id.credit_order_policy = "hold"
            profile.write({"limit_mode": "limited", "credit_limit": max(round(total, 2), 0) + 50})
            # What others owe us, or we owe them, makes room beyond the limit.
            room = profile.credit_limit - round(total, 2)
            for amount, expected in ((room, False), (room + 0.01, True)):
                order = self._sell_quotation(profile, amount)
                order.action_confirm()
                codes = order.credit_hold_id.reason_ids.mapped("code")
                self.assertEqual("over_limit" in codes, expected, (profile.display_name, amount, total, self.sold))
                order._action_cancel()

    def _sell_quotation(self, profile, amount):
        company = profile.company_id
        return self.env["sale.order"].with_company(company).create({
            "partner_id": profile.partner_id.id, "company_id": company.id, "pricelist_id": self.plain[company.id].id,
            "payment_term_id": self.immediate.id,
            "order_line": [Command.create({
                "product_id": self.hours.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": [Command.clear()]})],
        })

    def test_all_readers_agree_on_what_is_owed_and_still_to_come(self):

        @seed(SEED)
        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(EVENTS, st.booleans())
        def walk(events, with_drafts):
            with self.env.cr.savepoint() as savepoint:
                for data in self.companies:
                    data["company"].credit_count_draft = with_drafts
                self._play(events)
                self._refresh()
                for days in (-30, 0, 30):
                    self._check_day(self._days(days))
                    self._check_orders(self._days(days), with_drafts)
                    self._check_key_figures(self._days(days))
                self._check_readers_of_today()
                self._check_score()
                self._check_portal()
                self._check_held(with_drafts)
                savepoint.rollback()
            self.env.invalidate_all()

        walk()
