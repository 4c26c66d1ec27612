from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...tools.forecast.calendars import Calendar
from ...tools.forecast.cash_in import DUE_DATE, PREDICTION, PROMISE, SCHEDULE, cover, spread
from ...tools.forecast.facts import get_facts
from ...tools.forecast.habits import get_habit
from ...tools.forecast.items import Item
from ...tools.forecast.outlook import get_due_date_outlook, get_outlook
from ...tools.forecast.rehearsal import learn_and_rehearse
from ..common.bulk import flush
from ..common.sql import BRANCHES, MONEY_COLUMNS, build_items, is_money, to_array
from ..exposure.ledger import LEDGER_DEPENDS, build_post_dated
from ..exposure.payments import build_registered_days


class Prediction(NamedTuple):
    """When an open item is expected to be paid."""

    day: date
    first_day: date
    last_day: date
    late_probability: float
    is_later_than_usual: bool
    source: str


class CreditForecast(models.AbstractModel):
    """The door to the forecast of payments: when open items will be paid, from how customers have paid.

    Nothing here asks for access rights: that is the business of who shows the result.
    """

    _name = "credit.forecast"
    _description = "Forecast of Payments"

    @api.model
    def _get_customs(self, company, today):
        """:return: how customers of this root company pay, as kept by the last night, or learned now; None when too few
            have paid"""
        return self.env["credit.forecast.company"]._get_kept(company, today) or self._learn(company, today)

    @api.model
    def _learn(self, company, today):
        return learn_and_rehearse(list(self._read_items(company, today).values()), today.toordinal())

    @api.model
    def _predict(self, company, today, items, history=None):
        """Predict the payments of open items, in a fixed number of queries.

        :param items: rows of ``credit.open.item`` of this root company, with ``id``, ``partner_id``, ``invoice_date``,
            ``due_date``, ``residual``
        :param history: see :meth:`_read_items`, of their customers; to be read without
        :return: ``{journal item id: Prediction}`` of the debts among them
        """
        debts_of = defaultdict(list)
        for item in items:
            if item["residual"] > 0:
                debts_of[item["partner_id"]].append(item)
        if history is None:
            history = self._read_items(company, today, self.env["res.partner"].browse(debts_of)) if debts_of else {}
        by_customer = self._group_by_customer(history)
        customs, day, predictions = self._get_customs(company, today) if debts_of else None, today.toordinal(), {}
        source = PREDICTION if customs else DUE_DATE
        for customer, rows in debts_of.items():
            habit, alike = customs and get_habit(customs, by_customer[customer], day), {}
            for row in rows:
                item = self._get_item(row, history)
                outlook = get_outlook(customs, habit, item, day, alike) if habit else get_due_date_outlook(item, day)
                predictions[row["id"]] = Prediction(
                    *map(date.fromordinal, outlook[:3]), outlook.late_probability, outlook.is_later_than_usual, source)
        return predictions

    @api.model
    def _group_by_customer(self, history):
        by_customer = defaultdict(list)
        for item in history.values():
            by_customer[item.customer].append(item)
        return by_customer

    @api.model
    def _get_facts_of(self, company, today, partners, history=None):
        """:return: ``{commercial partner id: Facts}`` of those who have paid"""
        by_customer = self._group_by_customer(history or self._read_items(company, today, partners, recent=True))
        customs, day = self._get_customs(company, today) if by_customer else None, today.toordinal()
        found = {customer: get_facts(own, day, get_habit(customs, own, day).calendar if customs else Calendar())
                 for customer, own in by_customer.items()}
        return {customer: facts for customer, facts in found.items() if facts}

    @api.model
    def _get_item(self, row, history):
        """:return: the :class:`Item` of an open item: its due date is the agreed one, its amount that of the document"""
        due_day = row["due_date"].toordinal()
        known = history.get(row["id"])
        if known:
            return known._replace(due_day=due_day, paid_day=None)
        begin = (row["invoice_date"] or row["due_date"]).toordinal()
        return Item(row["partner_id"], min(begin, due_day), due_day, row["residual"])

    @api.model
    def _get_promised(self, line_ids):
        """:return: ``{journal item id: ((day, amount, source), …)}`` of what open promises cover of these items, in company
            currency; a plan of several instalments is a schedule"""
        lines = self.env["account.move.line"].browse(line_ids)
        # sudo: the forecast speaks of promises that the reader need not see.
        promises = self.env["credit.promise"].sudo().search(
            [("state", "=", "open"), ("kind", "!=", "deferral"), ("line_ids", "in", lines.ids)]) if lines else ()
        promised = defaultdict(list)
        for promise in promises:
            shares = promise._get_line_shares()[promise]
            order = [line_id for line_id, _owed in promise.line_owed or [] if line_id in shares]
            instalments = [(instalment.date, instalment.amount) for instalment in promise.instalment_ids]
            source = PROMISE if len(instalments) == 1 else SCHEDULE
            for line_id, parts in spread(instalments, {line_id: shares[line_id] for line_id in order}).items():
                promised[line_id] += [(day, amount, source) for day, amount in parts]
        return {line_id: tuple(sorted(parts)) for line_id, parts in promised.items()}

    @api.model
    def _get_post_dated(self, company, items, today):
        """:param items: see :meth:`_get_open_items`, all of their customers
        :return: ``{journal item id: [(day, amount)]}`` of the receipts that settle these items on a day after ``today``, in
            company currency; those that are matched with nothing will settle the oldest debts
        """
        debts = defaultdict(list)
        for item in items:
            if item["residual"] > 0:
                debts[item["partner_id"]].append(item)
        received = self._read_matched_later([item["id"] for own in debts.values() for item in own], today)
        for partner_id, receipts in self._read_receipts_ahead(company, list(debts), today).items():
            owed = [
                (item["id"], item["residual"] - sum(amount for _day, amount in received.get(item["id"], ())))
                for item in sorted(debts[partner_id], key=lambda item: (item["due_date"], item["id"]))]
            for line_id, parts in cover(owed, receipts).items():
                received[line_id] += parts
        return received

    @api.model
    def _read_matched_later(self, line_ids, today):
        """:return: ``{journal item id: [(day, amount)]}``"""
        received = defaultdict(list)
        if not line_ids:
            return received
        flush(self.env, {
            "account.journal": ["type"], "account.move.line": [*MONEY_COLUMNS, "parent_state"],
            "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"]})
        for line_id, day, amount in self.env.execute_query(build_items(
            SQL("partial.debit_move_id, partial.max_date, SUM(partial.amount)::float8"), alias="receipt", accounts=None,
            joins=SQL("JOIN account_partial_reconcile partial ON partial.credit_move_id = receipt.id"),
            condition=SQL(
                "partial.max_date > %s AND partial.debit_move_id = ANY(%s) AND %s GROUP BY 1, 2",
                today, to_array(line_ids), is_money("receipt")))):
            received[line_id].append((day, amount))
        return received

    @api.model
    def _read_uncleared(self, items):
        """:return: ``{journal item id: [(day, amount)]}`` of what registered payments without an entry cover of debts, and
            below zero of what they pay back of credits"""
        partner_ids = sorted({item["partner_id"] for item in items})
        uncleared, covered = defaultdict(list), defaultdict(float)
        if not partner_ids:
            return uncleared
        flush(self.env, LEDGER_DEPENDS)
        for line_id, day, amount in self.env.execute_query(SQL(
                "SELECT line_id, day, amount::float8 FROM (%s) registered WHERE amount <> 0 ORDER BY day",
                build_registered_days(to_array(partner_ids)))):
            if abs(amount) > abs(covered[line_id]):
                uncleared[line_id].append((day, amount - covered[line_id]))
                covered[line_id] = amount
        return uncleared

    @api.model
    def _read_credited_later(self, items, today):
        """:return: ``{journal item id: amount}`` of what credit notes dated after ``today`` settle of debts"""
        line_ids = [item["id"] for item in items if item["residual"] > 0]
        if not line_ids:
            return {}
        return dict(self.env.execute_query(build_items(
            SQL("partial.debit_move_id, SUM(partial.amount)::float8"), alias="note", accounts=None,
            joins=SQL(
                """
                JOIN account_partial_reconcile partial ON partial.credit_move_id = note.id
                JOIN account_move move ON move.id = note.move_id AND move.move_type = 'out_refund'
                """),
            condition=SQL("partial.max_date > %s AND partial.debit_move_id = ANY(%s) GROUP BY 1", today, to_array(line_ids)))))

    @api.model
    def _read_receipts_ahead(self, company, partner_ids, today):
        """:return: ``{commercial partner id: [(day, amount)]}`` of the receipts dated later that are matched with nothing"""
        receipts = defaultdict(list)
        if not partner_ids:
            return receipts
        flush(self.env, LEDGER_DEPENDS)
        for partner_id, day, amount in self.env.execute_query(build_post_dated(
            today, SQL("payer.commercial_partner_id, line.date, -item.residual::float8"),
            joins=SQL(
                "JOIN res_partner payer ON payer.id = line.partner_id JOIN %s branch ON branch.id = line.company_id", BRANCHES),
            condition=SQL("branch.root_id = %s", company.id), partners=to_array(partner_ids))):
            receipts[partner_id].append((day, amount))
        return receipts

    @api.model
    def _get_open_items(self, today, condition, partners):
        """:param SQL condition: see ``credit.open.item._build_items``
        :param partners: the commercial partners whose items these are
        :return: list of dicts of the items that somebody owes or that we owe, of any company"""
        return self.env.execute_query_dict(SQL(
            """
            SELECT id, partner_id, profile_id, root_id, currency_id, company_currency_id, invoice_date, due_date,
                   residual::float8, residual_currency::float8, disputed::float8
              FROM (%s) item
             WHERE status != 'difference'
            """, self.env["credit.open.item"]._build_items(today, condition, to_array(partners.ids))))

    @api.model
    def _get_line_condition(self, lines):
        return SQL("line.id = ANY(%s)", to_array(lines.ids))
