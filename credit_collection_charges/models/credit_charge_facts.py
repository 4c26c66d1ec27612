from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import flush
from odoo.addons.credit_collection.models.common.sql import (
    BRANCHES,
    build_items,
    get_account_holder_sql,
    get_root_sql,
    is_money,
    to_array,
)
from odoo.addons.credit_collection.models.exposure.settlements import (
    EXCHANGE_JOURNALS,
    SETTLEMENT_DEPENDS,
    build_settlements,
)
from odoo.addons.credit_collection.tools.common.clock import add_days
from odoo.addons.credit_collection.tools.promise.judgement import allocate

from ..tools.accrual import Debt, pass_on
from ..tools.principal import Settlement, Suspension

JOB = "credit_collection_charges.ir_cron_accrue_charges"
FACT_COLUMNS = {
    "account.move": [
        "credit_interest_percent", "credit_interest_rule_id", "credit_interest_unchecked", "credit_is_from_start",
        "credit_no_charges", "invoice_date", "invoice_payment_term_id", "move_type", "payment_state",
    ],
    "account.move.line": [
        "account_id", "amount_currency", "amount_residual", "balance", "company_id", "credit_disputed_amount", "date",
        "date_maturity", "journal_id", "move_id", "no_followup", "parent_state", "partner_id", "reconciled",
    ],
    "account.partial.reconcile": ["create_date", "credit_debtor_id", "debit_move_id", "max_date"],
    "account.journal": ["type"],
    "credit.charge": ["amount", "bill_id", "kind", "line_id", "move_id", "profile_id", "state"],
    "credit.dispute": ["date_closed", "move_id", "reason_id", "state"],
    "credit.promise": ["interest_move_id", "kind", "state"],
    "credit.reason": ["is_from_start"],
    "res.company": ["credit_charges_since", "parent_path"],
    "res.partner": ["commercial_partner_id"],
}


class Item(NamedTuple):
    """A debt with what is needed to choose its terms."""

    id: int
    move_id: int
    profile_id: int
    rule_id: int | None
    term_id: int | None
    debt: Debt
    is_deferred: bool = False


class CreditCharge(models.Model):
    """Gathering: the items that are late or were paid late, and all that changes their interest, in a fixed number of
    queries for any number of customers."""

    _inherit = "credit.charge"

    @api.model
    def _gather(self, profiles, today, line_ids=None):
        """:param line_ids: of the items wanted; without, those open and late, and those settled or charged since
        :return: list of :class:`Item`, by due date
        """
        flush(self.env, FACT_COLUMNS)
        flush(self.env, SETTLEMENT_DEPENDS)
        rows = self._read_debts(profiles, today, line_ids)
        ids = [row["id"] for row in rows]
        settlements = self._read_settlements(profiles, rows, today)
        agreed = self._read_agreed(ids)
        disputed = self._read_disputed_since([row["move_id"] for row in rows if row["disputed"]])
        items = []
        for row in rows:
            due, suspensions = agreed.get(row["id"], (None, []))
            if row["disputed"]:
                since = disputed.get(row["move_id"])
                suspensions = [*suspensions, Suspension(row["disputed"], add_days(since, 1) if since else date.min)]
            items.append(Item(
                row["id"], row["move_id"], row["profile_id"], row["rule_id"], row["term_id"], Debt(
                    row["balance"], max(row["due"], due or row["due"]), row["invoice_date"],
                    tuple(settlements.get(row["id"], ())), tuple(suspensions), row["frozen"] if row["rule_id"] else None),
                due is not None))
        return items

    @api.model
    def _read_debts(self, profiles, today, line_ids):
        """:return: list of dicts of the debts: no charges of ours, no money given back, nothing that is excluded"""
        partners = to_array(profiles.partner_id.ids)
        columns = SQL(
            """
            line.id, line.move_id, profile.id AS profile_id, COALESCE(line.date_maturity, line.date) AS due,
            line.balance::float8 AS balance, line.amount_currency::float8 AS amount_currency,
            COALESCE(move.invoice_date, line.date) AS invoice_date,
            COALESCE(line.credit_disputed_amount, 0)::float8 AS disputed,
            move.credit_interest_rule_id AS rule_id,
            CASE WHEN move.credit_interest_unchecked IS NOT TRUE THEN move.credit_interest_percent::float8 END AS frozen,
            move.invoice_payment_term_id AS term_id
            """)
        joins = SQL(
            """
          JOIN account_move move ON move.id = line.move_id
          JOIN res_company company ON company.id = line.company_id
          JOIN res_partner partner ON partner.id = line.partner_id
          JOIN credit_profile profile ON profile.partner_id = partner.commercial_partner_id AND profile.company_id = %s
            """, get_root_sql("company"))
        condition = SQL(
            """
            line.id = ANY(%(lines)s) AND profile.id = ANY(%(profiles)s) AND line.balance > 0 AND line.date <= %(today)s
            AND (COALESCE(line.date_maturity, line.date) < %(today)s OR EXISTS (
                SELECT FROM credit_charge WHERE line_id = line.id AND kind <> 'fee' AND state IN ('accrued', 'billed')))
            AND line.no_followup IS NOT TRUE
            AND move.payment_state IS DISTINCT FROM 'blocked' AND move.credit_no_charges IS NOT TRUE
            AND profile.no_charges IS NOT TRUE
            AND NOT %(is_money)s AND NOT line.journal_id = ANY(%(exchange)s)
            AND NOT EXISTS (SELECT FROM credit_promise WHERE interest_move_id = move.id)
            AND NOT EXISTS (SELECT FROM credit_charge WHERE bill_id = move.id)
            """,
            lines=to_array(line_ids) if line_ids is not None else self._build_candidates(profiles, partners, today),
            profiles=to_array(profiles.ids), today=today, is_money=is_money("line"), exchange=EXCHANGE_JOURNALS)
        return self.env.execute_query_dict(SQL(
            "%s ORDER BY COALESCE(line.date_maturity, line.date), line.id",
            build_items(columns, joins=joins, condition=condition)))

    @api.model
    def _build_candidates(self, profiles, partners, today):
        """:return: SQL of an array: items open now, items with a charge that grows, those settled since the last night or by
            what is dated after ``today``, and those whose due date was moved after they were charged"""
        open_items = build_items(
            SQL("line.id"), condition=SQL(
                "line.reconciled IS NOT TRUE AND line.amount_residual <> 0 AND line.balance > 0 AND %s",
                get_account_holder_sql(SQL("line.partner_id"), partners)))
        return SQL(
            """
            ARRAY(
                %(open_items)s
             UNION
                SELECT line_id FROM credit_charge
                 WHERE profile_id = ANY(%(profiles)s) AND kind = 'interest' AND state = 'accrued' AND line_id IS NOT NULL
             UNION
                %(settled)s
             UNION
                %(moved)s)
            """, open_items=open_items, profiles=to_array(profiles.ids), settled=self._build_settled(
                SQL("partial.debit_move_id"), today, SQL("profile.id = ANY(%s)", to_array(profiles.ids))),
            moved=self._build_moved(SQL("line.id"), SQL("charge.profile_id = ANY(%s)", to_array(profiles.ids))))

    @api.model
    def _build_moved(self, columns, condition=None):
        """:return: SQL of ``columns`` of billed charges (``charge``) and their items whose due date was moved to the day from
            which they were charged or beyond, and that were not given back: nothing else says that their customers are to be
            looked at, when nothing is late any more"""
        return build_items(columns, joins=SQL("JOIN credit_charge charge ON charge.line_id = line.id"), condition=SQL(
            """
            charge.kind <> 'fee' AND charge.state = 'billed' AND charge.amount > 0
            AND COALESCE(charge.date_from, charge.date) <= COALESCE(line.date_maturity, line.date) AND %s
            AND (SELECT SUM(own.amount) FROM credit_charge own
                  WHERE own.line_id = line.id AND own.kind = charge.kind AND own.state IN ('accrued', 'billed')) > 0
            """, condition or SQL("TRUE")))

    @api.model
    def _build_settled(self, columns, today, condition=None):
        """:return: SQL of ``columns`` of the matches made since the last night that did their customers, and of those dated
            later. What was settled before charges were switched on is left alone"""
        return SQL(
            """
            SELECT %(columns)s
              FROM account_partial_reconcile partial
              JOIN res_partner debtor ON debtor.id = partial.credit_debtor_id
              JOIN %(branches)s branch ON branch.id = partial.company_id
              JOIN res_company root ON root.id = branch.root_id
              JOIN credit_profile profile
                ON profile.partner_id = debtor.commercial_partner_id AND profile.company_id = branch.root_id
         LEFT JOIN credit_batch_stamp stamp
                ON stamp.job = %(job)s AND stamp.model = 'credit.profile' AND stamp.res_id = profile.id
             WHERE (partial.max_date > %(today)s OR partial.create_date >= GREATEST(
                        stamp.date - 2, COALESCE(root.credit_charges_since, 'epoch'::timestamp)))
               AND %(condition)s
            """, columns=columns, branches=BRANCHES, job=JOB, today=today, condition=condition or SQL("TRUE"))

    # What took away from the debts

    @api.model
    def _read_settlements(self, profiles, rows, today):
        """:return: ``{item id: [Settlement]}`` in company currency at the rate of the invoice, without exchange differences"""
        partners = to_array(profiles.partner_id.ids)
        bounced = self.env["credit.receipts"]._get_bounced_sql(
            today, get_account_holder_sql(SQL("back.partner_id"), partners))
        factors = {row["id"]: row["balance"] / row["amount_currency"] for row in rows if row["amount_currency"]}
        found, returned = {}, {}
        for item_id, day, amount, is_paid, is_from_start, receipt_id in self.env.execute_query(build_items(
            SQL("""item.id, settlement.date, settlement.amount_currency::float8, settlement.is_money,
                   COALESCE(note.credit_is_from_start, FALSE)
                       OR origin.payment_state = 'reversed' AND settlement.is_credit_note,
                   CASE WHEN settlement.is_returned THEN settlement.counterpart_id END"""),
            alias="item", accounts=None, state=None,
            joins=SQL(
                """
        CROSS JOIN LATERAL (%s) settlement
         LEFT JOIN account_move note ON note.id = settlement.move_id
         LEFT JOIN account_move origin ON origin.id = item.move_id
                """, build_settlements(SQL("item.id"), bounced=bounced)),
            condition=SQL(
                "item.id = ANY(%s) AND settlement.date <= %s AND NOT settlement.is_exchange "
                "AND settlement.amount_currency <> 0",
                to_array([row["id"] for row in rows]), today))):
            amount *= factors.get(item_id, 1.0)
            if receipt_id:
                returned.setdefault(receipt_id, []).append((item_id, amount))
            else:
                found.setdefault(item_id, []).append(Settlement(day, amount, is_from_start, is_paid))
        for item_id, day, amount in self._read_paid_returns(returned, partners, rows, today):
            found.setdefault(item_id, []).append(Settlement(day, amount, is_receipt=True))
        return found

    @api.model
    def _read_paid_returns(self, returned, partners, rows, today):
        """A receipt that went back paid nothing, although it still settles its invoices: what pays the return pays them.

        :param dict returned: ``{receipt id: [(item id, amount)]}``
        :return: list of ``(item id, date, amount)``
        """
        if not returned:
            return []
        returns = self.env["credit.receipts"]._get_returns_sql(
            today, get_account_holder_sql(SQL("back.partner_id"), partners))
        payments = {}
        for receipt_id, day, amount in self.env.execute_query(SQL(
            """
            SELECT given_back.receipt_id, settlement.date, settlement.amount::float8
              FROM (%s) given_back
        CROSS JOIN LATERAL (%s) settlement
             WHERE given_back.receipt_id = ANY(%s) AND NOT given_back.is_reconciled AND settlement.date <= %s
            """, returns, build_settlements(SQL("given_back.return_id")), to_array(returned), today)):
            payments.setdefault(receipt_id, []).append((day, amount))
        order = {row["id"]: number for number, row in enumerate(rows)}
        return [part for receipt_id, paid in payments.items()
                for part in pass_on(paid, sorted(returned[receipt_id], key=lambda debt: order[debt[0]]))]

    # What was agreed, and what is contested

    @api.model
    def _read_agreed(self, line_ids):
        """Deferrals that are kept so far move the due date; a repayment plan with interest of its own bears no other.

        :return: ``{item id: (due date or None, [Suspension])}``
        """
        promises = self.env["credit.promise"].search([("line_ids", "in", line_ids), ("state", "in", ("open", "kept"))])
        agreed, wanted = {}, set(line_ids)
        for promise in promises:
            if promise.kind == "deferral":
                day = max(promise.instalment_ids.mapped("date"))
                for line_id in wanted.intersection(promise.line_ids.ids):
                    due, suspensions = agreed.get(line_id, (None, []))
                    agreed[line_id] = max(due or day, day), suspensions
            elif promise.interest_percent:
                owed = promise.line_owed or []
                shares = allocate(promise.amount, [amount for _id, amount in owed], promise.currency_id.rounding)
                for (line_id, _amount), share in zip(owed, shares, strict=True):
                    if line_id in wanted and share:
                        due, suspensions = agreed.get(line_id, (None, []))
                        part = Suspension(share, promise.date_opened, promise.covered_until)
                        agreed[line_id] = due, [*suspensions, part]
        return agreed

    @api.model
    def _read_disputed_since(self, move_ids):
        """:return: ``{invoice id: date}`` of the last day on which the disputed part bears interest, for invoices of which all
            disputes are accepted and none is about what was wrong from the start; all others bear none from the first day"""
        if not move_ids:
            return {}
        return dict(self.env.execute_query(SQL(
            """
            SELECT dispute.move_id, MIN(dispute.date_closed)
              FROM credit_dispute dispute
              JOIN credit_reason reason ON reason.id = dispute.reason_id
             WHERE dispute.move_id = ANY(%s) AND dispute.state IN ('open', 'accepted')
             GROUP BY dispute.move_id
            HAVING BOOL_AND(dispute.state = 'accepted' AND reason.is_from_start IS NOT TRUE)
            """, to_array(move_ids))))
