from odoo import api, models
from odoo.tools import SQL

from ...tools.exposure.past_settlement import PastSettlement
from ..common.bulk import flush
from ..common.sql import BRANCHES, build_items, get_account_holder_sql, to_array
from .credit_past_account import LARGE_BATCH
from .settlements import EXCHANGE_JOURNALS, SETTLEMENT_DEPENDS, build_settlements

COLUMNS = {
    **SETTLEMENT_DEPENDS,
    "account.move.line": [
        *SETTLEMENT_DEPENDS["account.move.line"], "account_id", "amount_residual", "company_id", "date_maturity",
        "parent_state", "partner_id"],
    "res.company": [*SETTLEMENT_DEPENDS["res.company"], "parent_path"],
    "res.partner": ["commercial_partner_id"],
}
# A receipt that the bank took back is told by the day of its return instead.
NO_RECEIPTS = SQL("'{}'::int[]")


class CreditPastAccount(models.AbstractModel):
    """How the debts of customers were settled, and what of it was taken back when."""

    _inherit = "credit.past.account"

    @api.model
    def _read_settlements(self, partner_ids, period):
        """:return: ``{commercial partner id: [PastSettlement]}`` of what was settled after the first day of the ``period`` and
            until its last one, in the order of the days
        """
        flush(self.env, COLUMNS)
        returned = self._read_returned(period)
        wanted = {partner_id: [] for partner_id in partner_ids}
        for partner_id, counterpart_id, day, due, *values in self.env.execute_query(
                self._build_past_settlements(partner_ids, period)):
            if partner_id in wanted:
                back = returned.get(counterpart_id)
                wanted[partner_id].append(PastSettlement(day.toordinal(), values[0], values[1], due.toordinal(), *values[2:],
                                                         returned=back and back.toordinal()))
        return wanted

    @api.model
    def _read_returned(self, period):
        """:return: ``{receipt: day on which it was taken back, although it still settles debts}``"""
        return dict(self.env.execute_query(SQL(
            "SELECT receipt_id, MIN(date) FROM (%s) given_back WHERE NOT is_reconciled GROUP BY receipt_id",
            self.env["credit.receipts"]._get_returns_sql(period.last))))

    @api.model
    def _build_past_settlements(self, partner_ids, period):
        holders = SQL("TRUE") if len(partner_ids) > LARGE_BATCH else get_account_holder_sql(
            SQL("line.partner_id"), to_array(partner_ids))
        return SQL("%s ORDER BY settlement.date, settlement.id", build_items(
            SQL(
                """
                payer.commercial_partner_id, settlement.counterpart_id, settlement.date,
                COALESCE(line.date_maturity, line.date), line.id, line.move_id, settlement.amount::float8,
                settlement.is_payment, settlement.is_credit_note IS TRUE, settlement.is_loss IS TRUE, line.amount_residual = 0
                """),
            joins=SQL(
                """
              JOIN res_partner payer ON payer.id = line.partner_id
              JOIN %s branch ON branch.id = line.company_id AND branch.root_id = %s
        CROSS JOIN LATERAL (%s) settlement
                """, BRANCHES, period.company.id, build_settlements(SQL("line.id"), bounced=NO_RECEIPTS, debt="line")),
            condition=SQL(
                """
                line.balance > 0 AND NOT line.journal_id = ANY(%s) AND settlement.date > %s AND settlement.date <= %s AND %s
                """, EXCHANGE_JOURNALS, period.first, period.last, holders)))
