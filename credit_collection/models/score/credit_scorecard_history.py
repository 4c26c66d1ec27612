from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.rating import proposals
from ..common.bulk import flush
from ..common.sql import BRANCHES, TRADE_ACCOUNT_COLUMNS, build_items, get_account_holder_sql, is_money, to_array
from ..exposure.ledger import LEDGER_DEPENDS, build_changed, build_entries
from ..exposure.settlements import EXCHANGE_JOURNALS, build_settlements

COLUMNS = {
    "credit.profile": ["partner_id", "company_id"],
    "res.company": ["parent_path", "currency_exchange_journal_id"],
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "res.partner": ["commercial_partner_id"],
    "account.journal": ["type"],
    "account.move": ["move_type", "journal_id"],
    "account.move.line": [
        "partner_id", "company_id", "account_id", "move_id", "parent_state", "balance", "date", "date_maturity",
        "credit_disputed_amount", "credit_is_receipt",
    ],
    "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount", "max_date"],
}
# The trend compares what was paid in these last months with what was paid before.
RECENT_MONTHS = 3


class CreditScorecard(models.AbstractModel):
    """How customers paid in the last 12 months: one query for any number of them."""

    _inherit = "credit.scorecard"

    @api.model
    def _get_history(self, profiles, today):
        """Amounts behind the measures, in company currency over all branches, in one query.

        Settled is what money settled (a bank, cash or card entry) in the last 12 months, on the later date of both
        sides; credit notes, write-offs and exchange differences are no payments. Open is what the ledger of the day says:
        what a receipt dated later will settle is still owed. Overdue leaves out what is disputed.

        :return: ``{profile id: {…}}`` with ``open``, ``overdue``, ``settled``, ``on_time``, ``credited``, ``sales``,
            ``late_amount_days`` (sum of amount × days late), ``first_date`` and ``days`` (since the first invoice),
            ``invoices`` (number of invoices that money settled in full), ``invoiced`` (sales without credit notes),
            ``recent_settled`` and ``recent_late_amount_days``
        """
        if not profiles.ids:
            return {}
        flush(self.env, LEDGER_DEPENDS)
        flush(self.env, COLUMNS)
        histories = {}
        for row in self.env.execute_query_dict(self._get_history_sql(profiles, today)):
            first_date = row["first_date"]
            history = {name: float(value or 0.0) for name, value in row.items() if name not in ("id", "first_date")}
            history.update(first_date=first_date, days=(today - first_date).days if first_date else 0)
            histories[row["id"]] = history
        return histories

    def _get_history_sql(self, profiles, today):
        """:return: SQL with a row per profile, see :meth:`_get_history`"""
        since, Receipts = today - relativedelta(months=proposals.MONTHS), self.env["credit.receipts"]
        return SQL(
            """
              WITH item AS MATERIALIZED (%(items)s),
                   changed AS MATERIALIZED (%(changed)s),
                   entry AS MATERIALIZED (%(entries)s),
                   bounced AS MATERIALIZED (SELECT %(bounced)s AS ids),
                   owed AS (%(owed)s),
                   sold AS (%(sold)s),
                   paid AS (%(paid)s)
            SELECT profile.id, owed.open, owed.overdue, sold.sales, sold.invoiced, sold.first_date,
                   paid.settled, paid.on_time, paid.credited, paid.invoices, paid.recent_settled,
                   COALESCE(paid.amount_days, 0) + COALESCE(owed.amount_days, 0) AS late_amount_days,
                   COALESCE(paid.recent_amount_days, 0) + COALESCE(owed.amount_days, 0) AS recent_late_amount_days
              FROM credit_profile profile
         LEFT JOIN owed ON owed.profile_id = profile.id
         LEFT JOIN sold ON sold.profile_id = profile.id
         LEFT JOIN paid ON paid.profile_id = profile.id
             WHERE profile.id IN %(ids)s
            """,
            items=self._get_items_sql(profiles, today),
            changed=build_changed(today, to_array(profiles.partner_id.ids)),
            entries=self._get_entries_sql(profiles, today),
            # What gives money back is among the items; looked for once, not for each sum.
            bounced=Receipts._get_bounced_sql(today, SQL(
                "back.id = ANY(ARRAY(SELECT id FROM item WHERE balance > 0 AND %s))", is_money("item"))),
            owed=self._get_owed_sql(today),
            sold=self._get_sold_sql(since),
            paid=self._get_paid_sql(today, since),
            ids=tuple(profiles.ids),
        )

    def _get_items_sql(self, profiles, today):
        """:return: SQL of the posted receivable items of these customers, exchange differences left out"""
        return build_items(
            SQL(
                """
                profile.id AS profile_id, line.id, line.move_id, line.balance, line.date, line.journal_id,
                line.credit_is_receipt, move.move_type, COALESCE(line.date_maturity, line.date) AS due_date
                """),
            joins=SQL("%s JOIN account_move move ON move.id = line.move_id", _join_profiles()),
            condition=SQL(
                "profile.id IN %s AND %s AND line.date <= %s AND NOT move.journal_id = ANY(%s)",
                tuple(profiles.ids), get_account_holder_sql(SQL("line.partner_id"), profiles.partner_id.ids), today,
                EXCHANGE_JOURNALS))

    def _get_entries_sql(self, profiles, today):
        """:return: SQL of the items that are open at the end of the day, by their own due dates, whatever was deferred"""
        return build_entries(
            today,
            SQL(
                """
                profile.id AS profile_id, line.id, item.residual, COALESCE(line.date_maturity, line.date) AS due_date,
                GREATEST(item.residual - COALESCE(line.credit_disputed_amount, 0), 0) AS undisputed
                """),
            joins=_join_profiles(), condition=SQL("profile.id IN %s", tuple(profiles.ids)),
            partners=to_array(profiles.partner_id.ids))

    def _get_owed_sql(self, today):
        """:return: SQL of what is open and overdue per profile"""
        return SQL(
            """
            SELECT profile_id,
                   SUM(residual) FILTER (WHERE residual > 0) AS open,
                   SUM(undisputed) FILTER (WHERE due_date < %(today)s) AS overdue,
                   SUM(undisputed * (%(today)s::date - due_date)) FILTER (WHERE due_date < %(today)s) AS amount_days
              FROM entry
             GROUP BY profile_id
            """, today=today)

    def _get_sold_sql(self, since):
        """:return: SQL of the sales since ``since`` and of the first invoice per profile"""
        return SQL(
            """
            SELECT profile_id,
                   SUM(balance) FILTER (
                       WHERE date > %(since)s AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')) AS sales,
                   SUM(balance) FILTER (
                       WHERE date > %(since)s AND move_type IN ('out_invoice', 'out_receipt')) AS invoiced,
                   MIN(date) FILTER (WHERE move_type IN ('out_invoice', 'out_receipt')) AS first_date
              FROM item
             GROUP BY profile_id
            """, since=since)

    def _get_paid_sql(self, today, since):
        """:return: SQL of what was settled per profile since ``since``, by money and by credit notes"""
        return SQL(
            """
            SELECT profile_id,
                   SUM(amount) FILTER (WHERE is_money) AS settled,
                   SUM(amount) FILTER (WHERE is_money AND settled_date <= due_date) AS on_time,
                   SUM(amount * (settled_date - due_date)) FILTER (WHERE is_money AND settled_date > due_date)
                       AS amount_days,
                   COUNT(DISTINCT move_id) FILTER (WHERE is_money AND NOT is_open) AS invoices,
                   SUM(amount) FILTER (WHERE is_money AND settled_date > %(recent)s) AS recent_settled,
                   SUM(amount * (settled_date - due_date)) FILTER (
                       WHERE is_money AND settled_date > due_date AND settled_date > %(recent)s) AS recent_amount_days,
                   SUM(amount) FILTER (WHERE is_credit_note) AS credited
              FROM (
                    SELECT item.profile_id, item.move_id, item.due_date, settlement.amount,
                           item.id IN (SELECT id FROM entry) AS is_open,
                           settlement.date AS settled_date, settlement.is_credit_note, settlement.is_payment AS is_money
                      FROM item
                CROSS JOIN LATERAL (%(settlements)s) settlement
                     WHERE settlement.date > %(since)s AND settlement.date <= %(today)s
                   ) settlement
             GROUP BY profile_id
            """,
            today=today, since=since, recent=today - relativedelta(months=RECENT_MONTHS),
            settlements=build_settlements(
                SQL("item.id"), bounced=SQL("(SELECT ids FROM bounced)::int[]"), debt="item"),
        )


def _join_profiles():
    """:return: SQL that joins ``profile`` to ``line``, an item of the customer, of a contact or of a branch"""
    return SQL(
        """
          JOIN res_partner payer ON payer.id = line.partner_id
          JOIN %s branch ON branch.id = line.company_id
          JOIN credit_profile profile
            ON profile.partner_id = payer.commercial_partner_id AND profile.company_id = branch.root_id
        """, BRANCHES)
