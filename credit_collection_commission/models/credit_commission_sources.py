from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import build_items, get_root_sql, is_money
from odoo.addons.credit_collection.models.exposure.settlements import (
    build_settlements,
    get_settlement_fields,
    join_short_payment,
)
from odoo.addons.credit_collection.models.kpi.credit_assignment_share import build_owners


class CreditCommissionSources(models.AbstractModel):
    """What came in for which debt, what of it was settled, and who caused it: each in one statement for any number of
    receipts."""

    _name = "credit.commission.sources"
    _description = "Receipts That Earn Commission"

    @api.model
    def _flush(self):
        self.env.flush_all()

    @api.model
    def _build_pairs(self, company, last):
        """What receipts paid of debts until ``last``, of money that stayed; and what was paid back of credit notes.

        What is paid by a credit note alone brings nothing; what the entry of a payment itself wrote off did not come in, and
        is deducted from all that the payment settled.

        :return: SQL of ``pair``, ``payment_id``, ``debt_id``, ``partner_id``, ``date``, ``due_date``, ``amount``, ``is_payout``
        """
        Receipts = self.env["credit.receipts"]
        is_payout = SQL("(%s AND settlement.is_credit_note)", is_money("debt"))
        settlements = build_settlements(SQL("debt.id"), bounced=Receipts._get_bounced_sql(last), debt="debt")
        short, share = join_short_payment("debtor")
        items = build_items(
            SQL(
                """
                CASE WHEN %(payout)s THEN debt.id ELSE settlement.counterpart_id END AS payment_id,
                CASE WHEN %(payout)s THEN settlement.counterpart_id ELSE debt.id END AS debt_id,
                CASE WHEN %(payout)s THEN debt.date ELSE settlement.counterpart_date END AS date,
                debtor.commercial_partner_id AS partner_id, COALESCE(debt.date_maturity, debt.date) AS due_date,
                CASE WHEN %(payout)s THEN -settlement.amount
                     ELSE %(received)s END AS amount, %(payout)s AS is_payout
                """, payout=is_payout, received=self._get_received_sql(share, company.currency_id.decimal_places)),
            alias="debt",
            joins=SQL(
                """
                JOIN res_company company ON company.id = debt.company_id
                JOIN res_partner debtor ON debtor.id = debt.partner_id
          CROSS JOIN LATERAL (%s) settlement
                    %s
                """, settlements, short),
            condition=SQL(
                "debt.balance > 0 AND settlement.date <= %s AND %s = %s AND (settlement.is_payment OR %s)", last,
                get_root_sql("company"), company.id, is_payout, to_flush=get_settlement_fields(self.env)))
        return SQL(
            """
            SELECT payment_id || '-' || debt_id AS pair, payment_id, debt_id, partner_id, date, due_date,
                   SUM(amount) AS amount, is_payout
              FROM (%s) pair
             GROUP BY payment_id, debt_id, partner_id, date, due_date, is_payout
            """, items)

    @api.model
    def _get_received_sql(self, share, decimals):
        """:return: SQL of ``share`` of ``settlement.amount``, rounded so that the parts of a payment add up"""
        so_far = SQL(
            "SUM(settlement.amount) OVER "
            "(PARTITION BY settlement.move_id, debtor.commercial_partner_id ORDER BY settlement.id)")
        return SQL(
            """
            CASE WHEN short.amount > 0
                 THEN ROUND((%(so_far)s * %(share)s)::numeric, %(decimals)s)
                    - ROUND(((%(so_far)s - settlement.amount) * %(share)s)::numeric, %(decimals)s)
                 ELSE settlement.amount END
            """, so_far=so_far, share=share, decimals=decimals)

    @api.model
    def _read_changes(self, company, first, last):
        """What came in until ``last`` beyond what was settled, or is less than that. Settled twice, there is nothing left.

        :param first: the day from which plans apply: receipts before it bring nothing, but what was settled of them counts, so
            that a plan which ends takes nothing back
        :return: list of dicts: a pair with the ``change`` of its amount
        """
        self._flush()
        return self.env.execute_query_dict(SQL(
            """
            SELECT COALESCE(pair.pair, settled.pair) AS pair, pair.payment_id, pair.debt_id, pair.date, pair.due_date,
                   pair.is_payout, profile.id AS profile_id, document.name AS document, document.reversed_entry_id,
                   (COALESCE(pair.amount, 0) - COALESCE(settled.amount, 0))::float8 AS change,
                   settled.pair IS NOT NULL AS is_known
              FROM (%(pairs)s) pair
         FULL JOIN (
                    SELECT line.pair, SUM(line.base_amount) AS amount
                      FROM credit_commission_line line
                      JOIN credit_commission_run run ON run.id = line.run_id
                     WHERE run.company_id = %(company)s AND run.state IN ('approved', 'paid') AND line.pair IS NOT NULL
                  GROUP BY line.pair
                   ) settled ON settled.pair = pair.pair
         LEFT JOIN credit_profile profile ON profile.partner_id = pair.partner_id AND profile.company_id = %(company)s
         LEFT JOIN LATERAL (%(documents)s) document ON TRUE
             WHERE ABS(COALESCE(pair.amount, 0) - COALESCE(settled.amount, 0)) > 0.0000001
               AND (settled.pair IS NOT NULL OR pair.date >= %(first)s)
          ORDER BY pair.date, pair.pair
            """, pairs=self._build_pairs(company, last), first=first, company=company.id,
            documents=build_items(
                SQL("move.name, move.reversed_entry_id"), accounts=None,
                joins=SQL("JOIN account_move move ON move.id = line.move_id"), condition=SQL("line.id = pair.debt_id"))))

    @api.model
    def _read_settled(self, company, pairs):
        """:return: ``{pair: lines that settled it}``"""
        lines = self.env["credit.commission.line"].search([
            ("pair", "in", pairs), ("company_id", "=", company.id), ("run_id.state", "in", ("approved", "paid"))])
        return lines.grouped("pair")

    @api.model
    def _read_returns(self, payment_ids, last):
        """:return: ``{receipt id: last day on which it was given back}``"""
        if not payment_ids:
            return {}
        return dict(self.env.execute_query(SQL(
            "SELECT receipt_id, MAX(date) FROM (%s) given_back WHERE receipt_id = ANY(%s) GROUP BY receipt_id",
            self.env["credit.receipts"]._get_returns_sql(last), payment_ids)))

    @api.model
    def _read_causes(self, days):
        """Who last spoke with the customer, or took a promise, before and on these days.

        :param days: set of (profile id, day)
        :return: ``{(profile id, day): [(day of the cause, kind, user id)]}``, the latest first
        """
        if not days:
            return {}
        profile_ids, dates = zip(*days, strict=True)
        rows = self.env.execute_query(SQL(
            """
            SELECT wanted.profile_id, wanted.day, cause.day, cause.kind, cause.user_id
              FROM UNNEST(%s::int[], %s::date[]) AS wanted (profile_id, day)
        CROSS JOIN LATERAL (
                    SELECT COALESCE(done_date, date) AS day, 'contact' AS kind, user_id FROM credit_followup
                     WHERE profile_id = wanted.profile_id AND state = 'done' AND user_id IS NOT NULL
                     UNION ALL
                    SELECT date, 'promise', user_id FROM credit_promise
                     WHERE profile_id = wanted.profile_id AND state != 'draft' AND source = 'staff' AND user_id IS NOT NULL
                   ) cause
             WHERE cause.day BETWEEN wanted.day - 365 AND wanted.day
          ORDER BY cause.day DESC, cause.kind DESC
            """, list(profile_ids), list(dates)))
        result = {}
        for profile_id, day, *cause in rows:
            result.setdefault((profile_id, day), []).append(tuple(cause))
        return result

    @api.model
    def _read_owners(self, days):
        """:return: ``{(profile id, day): [(user id, share)]}``: whose customers they were on that day"""
        if not days:
            return {}
        profile_ids, dates = zip(*days, strict=True)
        rows = self.env.execute_query(SQL(
            """
            SELECT wanted.profile_id, wanted.day, owner.user_id, owner.share
              FROM UNNEST(%s::int[], %s::date[]) AS wanted (profile_id, day)
        CROSS JOIN LATERAL (%s) owner
             WHERE owner.share > 0
            """, list(profile_ids), list(dates), build_owners(SQL("wanted.profile_id"), SQL("wanted.day"))))
        result = {}
        for profile_id, day, user_id, share in rows:
            result.setdefault((profile_id, day), []).append((user_id, share))
        return result
