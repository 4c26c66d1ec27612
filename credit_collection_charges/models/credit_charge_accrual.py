from datetime import date
from functools import cache
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.credit_collection.models.common.bulk import insert_rows, update_rows
from odoo.addons.credit_collection.models.common.sql import build_items, get_root_sql
from odoo.addons.credit_collection.tools.common.clock import add_days

from ..tools.accrual import Interest, get_interest, get_late_amount, get_late_day
from .credit_charge_compensation import NO_COMPENSATION
from .credit_charge_facts import JOB, Item

BATCH = 500
# Kinds that grow on an invoice.
GROWN = ("interest", "compensation")
GROWING = ("date", "date_from", "date_to", "principal", "percent", "amount", "rule_id")
# As in ``Known.settled``.
NOT_SETTLED = (0.0, None, 0.0)


class Known(NamedTuple):
    """What was charged before."""

    #: ``{item id: (amount, last day, what of it was billed)}`` of interest that was billed or waived
    settled: dict
    #: ``{item id: (charge id, values of GROWING)}`` of interest that grows
    growing: dict
    #: ``{invoice id: Compensation}``
    compensation: dict
    #: ``{item id: [(date, amount)]}`` of fees and compensation
    costs: dict

    def add_cost(self, line_id, row):
        """:param dict row: of a fee or a compensation"""
        if row["state"] != "waived":
            self.costs.setdefault(line_id, []).append((row["date"], row["amount"]))
        if row["kind"] == "compensation":
            known = self.compensation.get(row["move_id"], NO_COMPENSATION)
            self.compensation[row["move_id"]] = known.add(row)


class Decision(NamedTuple):
    """What an item comes to."""

    item: Item
    rule: models.Model
    company: models.Model
    interest: Interest | None
    late_amount: float
    late_day: date


class CreditCharge(models.Model):
    """Accruing: what the debts come to by a day, less what was billed or waived before."""

    _inherit = "credit.charge"

    @api.model
    def _cron_accrue(self):
        """Accrue the charges of one batch of customers up to today; a rate that lacks is told once per table."""
        # sudo: charges are written by the system, no matter who runs the scheduled action.
        Stamp = self.env["credit.batch.stamp"]
        self.env["credit.profile"].sudo()._run_batch(
            JOB, self._get_accrual_domain, self.sudo()._accrue_and_tell, size=BATCH, stamped=True,
            prepare=self.env["credit.followup.round"].sudo()._create_profiles_of_debtors,
            recheck=lambda today: Stamp._get_undone_domain(JOB, today))

    @api.model
    def _get_accrual_domain(self, today):
        """:return: domain of the customers who may owe more charges than yesterday"""
        self.env.flush_all()
        late = build_items(
            SQL("profile.id"), joins=SQL(
                """
              JOIN res_company company ON company.id = line.company_id
              JOIN res_partner partner ON partner.id = line.partner_id
              JOIN credit_profile profile ON profile.partner_id = partner.commercial_partner_id AND profile.company_id = %s
                """, get_root_sql("company")),
            condition=SQL(
                "line.reconciled IS NOT TRUE AND line.amount_residual <> 0 AND line.balance > 0 "
                "AND COALESCE(line.date_maturity, line.date) < %s", today))
        return Domain("id", "in", SQL(
            "(%s UNION SELECT profile_id FROM credit_charge WHERE state = 'accrued' UNION %s UNION %s)",
            late, self._build_settled(SQL("profile.id"), today), self._build_moved(SQL("charge.profile_id"))))

    @api.model
    def _accrue_and_tell(self, profiles, today):
        """Accrue up to the last day that the tables know, list each table that lacks a rate among the failures, and give the
        credit manager a task for each table that is out of date."""
        decisions = self._accrue(profiles, today)
        for rule, day in self._find_days(decisions, "missing_from").items():
            self.env["credit.batch.failure"]._record(JOB, rule, today, self._explain_missing(rule, day))
        for company in profiles.company_id:
            own = [decision for decision in decisions if decision.company == company]
            missing, unchecked = self._find_days(own, "missing_from"), self._find_days(own, "unchecked_from")
            self.env["credit.interest.rule"].union(*missing, *unchecked)._ask_for_rates(company)
        self._book_paid(profiles, today)

    @api.model
    def _explain_missing(self, rule, day):
        return self.env._(
            "“%(terms)s” has no rate from %(date)s on: late interest stops there. Enter the rate that was published.",
            terms=rule.name, date=format_date(self.env, day))

    @api.model
    def _raise_missing(self, missing):
        """:param dict missing: ``{terms: first day without a rate}``
        :raise UserError: when there is one
        """
        if missing:
            raise UserError("\n".join(self._explain_missing(rule, day) for rule, day in missing.items()))

    @api.model
    def _recalculate(self, lines):
        """Work out anew the charges of some items, where they have any, up to the last day accrued or today."""
        known = self.search([("line_id", "in", lines.ids), ("kind", "=", "interest")])
        for profile, charges in known.grouped("profile_id").items():
            today = profile.company_id._get_credit_today()
            self._accrue(profile, today, charges.line_id.ids)

    @api.model
    def _accrue(self, profiles, today, line_ids=None):
        """Gather, decide, apply.

        :return: list of :class:`Decision`
        """
        decisions, known = self._get_decisions(profiles, today, line_ids)
        if line_ids is None:
            self._cancel_void(profiles)
        self._apply_interest(decisions, known)
        self._apply_compensation(decisions, known)
        return decisions

    @api.model
    def _find_days(self, decisions, name):
        """
        :param name: ``"missing_from"`` or ``"unchecked_from"`` of :class:`Interest`
        :return: ``{terms: first such day}`` of the terms of these decisions that have one
        """
        found = {}
        for decision in decisions:
            if decision.interest and (day := getattr(decision.interest, name)):
                found[decision.rule] = min(found.get(decision.rule, day), day)
        return found

    @api.model
    def _get_decisions(self, profiles, today, line_ids=None):
        """:return: list of :class:`Decision` of the items that have terms, and the :class:`Known` of them"""
        items = self._gather(profiles, today, line_ids)
        known = self._read_known(items)
        # From the recordset, which reads the fields of all at once.
        by_id = {profile.id: profile for profile in profiles}
        choose = self._get_chooser()
        return [
            self._decide(item, *terms, known, by_id[item.profile_id].company_id, today)
            for item in items if (terms := choose(by_id[item.profile_id], item))], known

    @api.model
    def _get_chooser(self):
        """:return: function of a customer and an item: its terms as record and as plain values, None without any"""
        Rule, chosen, laws = self.env["credit.interest.rule"], {}, {}
        by_term = self.env["account.payment.term"].with_context(active_test=False).search(
            [("credit_interest_rule_id", "!=", False)])
        agreed = {term.id: term.credit_interest_rule_id for term in by_term}
        get_values = cache(lambda rule: rule._get_values())

        def choose(profile, item):
            key = profile.id, item.rule_id, item.term_id
            if key not in chosen:
                kept = Rule.browse(item.rule_id or ()).filtered(lambda rule: rule.follows == "invoice")
                rule = (kept or profile.interest_rule_id or agreed.get(item.term_id)
                        or Rule._get_law_for(profile.partner_id, profile.company_id, laws))
                chosen[key] = (rule, get_values(rule)) if rule else None
            return chosen[key]

        return choose

    @api.model
    def _decide(self, item, rule, terms, known, company, today):
        debt = item.debt._replace(
            costs=tuple(known.costs.get(item.id, ())), charges_first=company.credit_charge_order == "charges",
            frozen=item.debt.frozen if rule.id == item.rule_id else None)
        late_day = get_late_day(debt, terms)
        return Decision(
            item, rule, company, get_interest(debt, terms, today), get_late_amount(debt, terms, today), late_day)

    @api.model
    def _read_known(self, items):
        """:return: :class:`Known` of these items and their invoices"""
        self.flush_model()
        known, first_of = Known({}, {}, {}, {}), {}
        for item in items:
            first_of.setdefault(item.move_id, item.id)
        for row in self.env.execute_query_dict(SQL(
            """
            SELECT id, line_id, move_id, kind, state, date, date_from, date_to, principal::float8, percent::float8,
                   amount::float8, rule_id
              FROM credit_charge WHERE move_id = ANY(%s) AND state <> 'cancelled'
             ORDER BY date, id
            """, list(first_of))):
            # The item of an invoice that was reset and posted again is another one.
            line_id = row["line_id"] or first_of[row["move_id"]]
            if row["kind"] != "interest":
                known.add_cost(line_id, row)
            elif row["state"] == "accrued":
                known.growing[line_id] = row["id"], tuple(row[name] for name in GROWING)
            else:
                amount, _last, billed = known.settled.get(line_id, NOT_SETTLED)
                known.settled[line_id] = (
                    amount + row["amount"], row["date_to"], billed + (row["amount"] if row["state"] == "billed" else 0.0))
        return known

    @api.model
    def _cancel_void(self, profiles):
        """What grew on an invoice that is no longer posted is owed by nobody. Fees and costs grow on none."""
        self.search(
            Domain("profile_id", "in", profiles.ids) & Domain("state", "=", "accrued") & Domain("kind", "in", GROWN)
            & (Domain("move_id", "=", False) | Domain("move_id.state", "!=", "posted")))._set_state("cancelled")

    # Interest

    @api.model
    def _apply_interest(self, decisions, known):
        """Write what the interest of each item comes to, less what was charged before, in one statement for all that changed
        and one for all that is new."""
        changed, new, gone = [], [], []
        for decision in decisions:
            charge_id, before = known.growing.get(decision.item.id, (None, None))
            vals = self._prepare_interest_vals(decision, known.settled.get(decision.item.id, NOT_SETTLED))
            if not vals and charge_id:
                gone.append(charge_id)
            elif vals and not charge_id:
                new.append({**vals, **self._prepare_vals(decision, "interest")})
            elif vals and tuple(vals[name] for name in GROWING) != before:
                changed.append((charge_id, vals))
        self._change(changed)
        self._insert(new)
        self.browse(gone).unlink()

    @api.model
    def _prepare_interest_vals(self, decision, settled):
        """:param settled: what was billed or waived of it, the last day of that, and what of it was billed
        :return: values of ``GROWING``, None when there is nothing to charge
        """
        item, interest, currency = decision.item, decision.interest, decision.company.currency_id
        charged, last, billed = settled
        # Rounded once: the sum of all charges of an item is its rounded interest. What was waived is never given back.
        amount = currency.round(max((currency.round(interest.total) if interest else 0.0) - charged, -max(billed, 0.0)))
        if not decision.company.credit_charge_interest or currency.is_zero(amount) or (
                amount < 0 and (item.is_deferred or item.debt.suspensions)):
            # What is contested or deferred by now gives nothing back that was billed before.
            return None
        if interest:
            first = add_days(last, 1) if last and last < interest.date_to else interest.date_from
            day, principal, percent = interest.date_to, currency.round(interest.principal), interest.percent
        else:
            first = day = last
            principal = percent = 0.0
        return dict(zip(GROWING, (day, first, day, principal, percent, amount, decision.rule.id), strict=True))

    # Rows

    @api.model
    def _prepare_vals(self, decision, kind):
        item = decision.item
        return {
            "profile_id": item.profile_id, "company_id": decision.company.id, "kind": kind, "state": "accrued",
            "line_id": item.id, "move_id": item.move_id}

    @api.model
    def _insert(self, vals_list):
        if vals_list:
            insert_rows(self, {name: [vals[name] for vals in vals_list] for name in vals_list[0]})
            self._forget_cached()

    @api.model
    def _change(self, changed):
        """:param changed: list of ``(charge id, values of GROWING)``"""
        if changed:
            charges = self.browse(charge_id for charge_id, _vals in changed)
            update_rows(charges, {name: [vals[name] for _id, vals in changed] for name in GROWING})
            self._forget_cached()

    @api.model
    def _forget_cached(self):
        self.invalidate_model()
        self.env["credit.profile"].invalidate_model(["accrued_charges", "charge_ids"], flush=False)
