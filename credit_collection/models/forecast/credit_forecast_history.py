from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.forecast.habits import RECENT
from ...tools.forecast.items import Item
from ..common.bulk import flush
from ..common.sql import BRANCHES, TRADE_ACCOUNT_COLUMNS, build_items, get_account_holder_sql, to_array
from ..exposure.settlements import build_settlements

MONTHS = 24
COLUMNS = {
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "account.journal": ["type"],
    "account.move": ["invoice_date", "move_type"],
    "account.move.line": [
        "account_id", "amount_residual", "balance", "company_id", "date", "date_maturity", "journal_id", "move_id",
        "parent_state", "partner_id",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
    "credit.dispute": ["date_opened", "move_id", "state"],
    "credit.profile": ["company_id", "partner_id", "rating_id"],
    "res.company": ["parent_path"],
    "res.partner": ["commercial_partner_id", "country_id", "invoice_sending_method"],
}

# Joined, not asked for each item: disputes are few, so that PostgreSQL would read all of them each time.
FIRST_DISPUTED = SQL(
    "SELECT move_id, MIN(date_opened) AS day FROM credit_dispute WHERE state != 'draft' GROUP BY move_id OFFSET 0")


class CreditForecast(models.AbstractModel):
    """The invoices of the last 24 months and the older ones that are open, as the forecast learns from them."""

    _inherit = "credit.forecast"

    @api.model
    def _read_items(self, company, today, partners=None, *, recent=False):
        """Read the history, in one statement.

        An item is paid on the day of the last payment that settled it. What credit notes, write-offs and differences
        settled alone was not paid by anybody and is left out; what a returned payment settled is open.

        :param company: a root company
        :param partners: commercial partners; all without
        :param bool recent: of what is open, only the latest of each of the ``partners``: all that their habits are told by
        :return: ``{journal item id: Item}`` in the order of the documents
        """
        flush(self.env, COLUMNS)
        # Countries, ratings and ways of sending repeat: their ids are enough.
        return {
            row[0]: Item(
                customer=row[1], invoice_day=row[2].toordinal(), due_day=max(row[3], row[2]).toordinal(), amount=row[4],
                rating=row[5], country=row[6], disputed=row[7], billing=row[8],
                paid_day=row[9].toordinal() if row[9] else None)
            for row in self.env.execute_query(self._get_history_sql(company, today, partners, recent=recent))}

    def _get_history_sql(self, company, today, partners, *, recent=False):
        """:return: SQL of a row per instalment, see :meth:`_read_items`"""
        holders = SQL("TRUE") if partners is None else get_account_holder_sql(SQL("line.partner_id"), to_array(partners.ids))
        returns = None if partners is None else get_account_holder_sql(SQL("back.partner_id"), to_array(partners.ids))
        return SQL(
            """
              WITH bounced AS MATERIALIZED (SELECT %s AS ids) %s
             ORDER BY COALESCE(move.invoice_date, line.date), line.id
            """,
            self.env["credit.receipts"]._get_bounced_sql(today, returns),
            build_items(
                SQL(
                    """
                    line.id, payer.commercial_partner_id, COALESCE(move.invoice_date, line.date),
                    COALESCE(line.date_maturity, line.date), line.balance::float8, profile.rating_id, customer.country_id,
                    COALESCE(disputed.day <= COALESCE(settled.day, %s), FALSE),
                    customer.invoice_sending_method->>(%s)::text,
                    CASE WHEN settled.is_closed AND NOT settled.is_bounced THEN settled.day END
                    """, today, company.id),
                joins=SQL(
                    """
              JOIN account_move move ON move.id = line.move_id
              JOIN %s branch ON branch.id = line.company_id
              JOIN res_partner payer ON payer.id = line.partner_id
              JOIN res_partner customer ON customer.id = payer.commercial_partner_id
         LEFT JOIN (%s) disputed ON disputed.move_id = line.move_id
         LEFT JOIN credit_profile profile ON profile.partner_id = customer.id AND profile.company_id = branch.root_id
        CROSS JOIN LATERAL (%s) settled
                    """, BRANCHES, FIRST_DISPUTED, self._build_settled(today)),
                condition=SQL(
                    """
                    branch.root_id = %s AND line.balance > 0 AND line.date <= %s
                    AND move.move_type IN ('out_invoice', 'out_receipt') AND (line.date > %s OR line.amount_residual > 0)
                    AND (settled.day IS NOT NULL OR settled.is_bounced OR NOT settled.is_closed) AND %s AND %s
                    """, company.id, today, today - relativedelta(months=MONTHS), holders,
                    self._build_recent(company, today, partners) if recent else SQL("TRUE"))))

    def _build_recent(self, company, today, partners):
        """:return: SQL: whether ``line`` is settled, or one of the latest that the customer owes. Of those who owe thousands of
            invoices, how each of them is settled would be asked otherwise, to look at the last few
        """
        return SQL(
            """
            (line.amount_residual <= 0 OR line.id = ANY(ARRAY(
             SELECT latest.id FROM res_partner owing CROSS JOIN LATERAL (%s) latest WHERE owing.id = ANY(%s))))
            """,
            SQL("%s ORDER BY COALESCE(move.invoice_date, item.date) DESC, item.id DESC LIMIT %s", build_items(
                SQL("item.id"), alias="item",
                joins=SQL(
                    "JOIN account_move move ON move.id = item.move_id JOIN %s branch ON branch.id = item.company_id", BRANCHES),
                condition=SQL(
                    """
                    item.partner_id = ANY(ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = owing.id))
                    AND branch.root_id = %s AND item.balance > 0 AND item.amount_residual > 0
                    AND move.move_type IN ('out_invoice', 'out_receipt') AND COALESCE(move.invoice_date, item.date) < %s
                    AND item.date <= %s
                    """, company.id, today, today)), RECENT),
            to_array(partners.ids))

    @api.model
    def _build_settled(self, today):
        """:return: SQL of how ``line`` was settled: ``day`` of the last payment, ``is_closed``, ``is_bounced``: a receipt went
            back
        """
        return SQL(
            """
            SELECT MAX(settlement.date) FILTER (WHERE settlement.is_payment) AS day,
                   COALESCE(SUM(settlement.amount), 0) >= line.balance AS is_closed,
                   COALESCE(BOOL_OR(settlement.is_returned), FALSE) AS is_bounced
              FROM (%s) settlement
             WHERE settlement.date <= %s
            """,
            build_settlements(SQL("line.id"), bounced=SQL("(SELECT ids FROM bounced)::int[]"), debt="line"), today)
