from odoo import api, models
from odoo.tools import SQL

from ..common.sql import BRANCHES, MONEY_JOURNALS, TRADE_ACCOUNT_COLUMNS, TRADE_ACCOUNTS

COLUMNS = {
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "account.journal": ["type"],
    "account.move.line": [
        "account_id", "amount_currency", "balance", "company_id", "date", "journal_id", "parent_state", "partner_id",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_amount_currency", "debit_move_id", "max_date"],
    "res.company": ["parent_path"],
    "res.partner": ["commercial_partner_id"],
}


class CreditReceipts(models.AbstractModel):
    """The one idea of *paid*: which entries are payments of customers, and which of these payments stayed.

    A receipt is a credit on a trade account in a bank, cash or card journal. Credit notes, write-offs and exchange
    differences are no payments. A debit in such a journal gives money back: when it takes back a receipt, the receipt is a
    *returned payment*. It pays nothing, and the debit itself is no invoice that is paid late.
    """

    _name = "credit.receipts"
    _description = "Receipts of Customers"

    @api.model
    def _flush(self):
        for model, names in COLUMNS.items():
            self.env[model].flush_model(names)

    @api.model
    def _get_returns_sql(self, today, condition=None):
        """:param date today: what is dated later has not happened yet
        :param SQL condition: on ``back``, the journal item that gives money back
        :return: SQL of ``(receipt_id, return_id, amount, date, is_reconciled)``: which receipts were given back by what, in
            company currency. Without ``is_reconciled`` the receipt still settles invoices, although its money is gone; it is
            the last one of the customer over the same amount
        """
        return SQL(
            """
            SELECT receipt.id AS receipt_id, back.id AS return_id, receipt.amount, back.date, receipt.is_reconciled
              FROM account_move_line back
        CROSS JOIN LATERAL (
                    SELECT credit.id, partial.amount, TRUE AS is_reconciled
                      FROM account_partial_reconcile partial
                      JOIN account_move_line credit ON credit.id = partial.credit_move_id
                     WHERE partial.debit_move_id = back.id AND credit.date <= back.date
                       AND credit.journal_id = ANY(%(money)s)
                     UNION ALL
                   (SELECT line.id, back.balance, FALSE
                      FROM account_move_line line
                     WHERE line.partner_id = back.partner_id AND line.account_id = back.account_id
                       AND line.balance = -back.balance AND line.parent_state = 'posted' AND line.date <= back.date
                       AND line.journal_id = ANY(%(money)s)
                       AND NOT EXISTS (
                           -- A receipt as above, or a credit note that was paid out.
                           SELECT 1
                             FROM account_partial_reconcile partial
                             JOIN account_move_line credit ON credit.id = partial.credit_move_id
                            WHERE partial.debit_move_id = back.id AND credit.date <= back.date)
                     ORDER BY line.date DESC, line.id DESC
                     LIMIT 1)
                   ) receipt
             WHERE back.parent_state = 'posted' AND back.balance > 0 AND back.partner_id IS NOT NULL
               AND back.journal_id = ANY(%(money)s) AND back.account_id = ANY(%(accounts)s)
               AND back.date <= %(today)s AND %(condition)s
            """,
            money=MONEY_JOURNALS, accounts=TRADE_ACCOUNTS, today=today, condition=condition or SQL("TRUE"),
        )

    @api.model
    def _get_bounced_sql(self, today, condition=None):
        """:return: SQL of an array with the ids of the receipts that were returned, although they still settle invoices"""
        return SQL(
            "ARRAY(SELECT receipt_id FROM (%s) given_back WHERE NOT is_reconciled)", self._get_returns_sql(today, condition))

    @api.model
    def _is_payment_sql(self, counterpart, bounced):
        """:param str counterpart: alias of the journal item that settles a debt
        :param SQL bounced: see ``_get_bounced_sql``, or a column with it
        :return: SQL: whether money settles the debt
        """
        return SQL(
            "(%s = ANY(%s) AND NOT %s = ANY(%s))", SQL.identifier(counterpart, "journal_id"), MONEY_JOURNALS,
            SQL.identifier(counterpart, "id"), bounced)

    @api.model
    def _get_receipts_sql(self, today, condition=None):
        """:param SQL condition: on ``line``, the receipt
        :return: SQL of the payments until ``today`` that stayed: ``(line_id, partner_id, root_id, date, amount)``, with the
            commercial partner and what stayed in company currency
        """
        return SQL(
            """
              WITH given_back AS MATERIALIZED (
                SELECT receipt_id, SUM(amount) AS amount FROM (%(returns)s) given_back GROUP BY receipt_id
              )
            SELECT line.id AS line_id, payer.commercial_partner_id AS partner_id, branch.root_id, line.date,
                   -line.balance - COALESCE(given_back.amount, 0) AS amount
              FROM account_move_line line
              JOIN %(branches)s branch ON branch.id = line.company_id
              JOIN res_partner payer ON payer.id = line.partner_id
         LEFT JOIN given_back ON given_back.receipt_id = line.id
             WHERE line.parent_state = 'posted' AND line.balance < 0 AND line.account_id = ANY(%(accounts)s)
               AND line.journal_id = ANY(%(money)s) AND line.date <= %(today)s
               AND -line.balance > COALESCE(given_back.amount, 0) AND %(condition)s
            """,
            returns=self._get_returns_sql(today), branches=BRANCHES, accounts=TRADE_ACCOUNTS, money=MONEY_JOURNALS,
            today=today, condition=condition or SQL("TRUE"),
        )

    @api.model
    def _get_last_payments(self, today):
        """:return: ``{(commercial partner id, root company id): (day of the last payment that stayed, amount of that day)}``"""
        self._flush()
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (partner_id, root_id) partner_id, root_id, date, SUM(amount)
              FROM (%s) receipt
             GROUP BY partner_id, root_id, date
             ORDER BY partner_id, root_id, date DESC
            """, self._get_receipts_sql(today)))
        return {row[:2]: row[2:] for row in rows}

    @api.model
    def _count_returned(self, today, since):
        """:return: ``{(commercial partner id, root company id): number of payments returned after ``since``}``"""
        self._flush()
        rows = self.env.execute_query(SQL(
            """
            SELECT payer.commercial_partner_id, branch.root_id, COUNT(DISTINCT given_back.return_id)
              FROM (%s) given_back
              JOIN account_move_line back ON back.id = given_back.return_id
              JOIN res_partner payer ON payer.id = back.partner_id
              JOIN %s branch ON branch.id = back.company_id
             GROUP BY payer.commercial_partner_id, branch.root_id
            """, self._get_returns_sql(today, SQL("back.date > %s", since)), BRANCHES))
        return {row[:2]: row[2] for row in rows}

    @api.model
    def _get_paid_late_sql(self, today, due_date, condition=None):
        """Debts that money paid after their due date. What else settles a debt late, such as a credit note or the write-off of
        a few cents, makes nobody a late payer.

        :param SQL due_date: of ``debt``
        :param SQL condition: on ``debt``, the journal item
        :return: SQL of ``(line_id, paid_date)`` with the day of the last late payment
        """
        return SQL(
            """
            SELECT debt.id AS line_id, MAX(partial.max_date) AS paid_date
              FROM account_move_line debt
              JOIN account_partial_reconcile partial ON partial.debit_move_id = debt.id
              JOIN account_move_line counterpart ON counterpart.id = partial.credit_move_id
             WHERE debt.parent_state = 'posted' AND debt.account_id = ANY(%(accounts)s)
               AND NOT debt.journal_id = ANY(%(money)s)
               AND partial.max_date > %(due_date)s AND partial.max_date <= %(today)s
               AND %(is_payment)s AND %(condition)s
             GROUP BY debt.id
            """,
            accounts=TRADE_ACCOUNTS, money=MONEY_JOURNALS, due_date=due_date, today=today,
            is_payment=self._is_payment_sql("counterpart", self._get_bounced_sql(today)),
            condition=condition or SQL("TRUE"),
        )
