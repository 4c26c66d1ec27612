"""What customers owe, summed up: one row per customer and root company, from the one ledger."""

from odoo.tools import SQL

from ..common.sql import BRANCHES
from .ledger import build_ledger, build_post_dated_sums


def build_balances(day, partners=None):
    """Sum up the open items at the end of ``day`` per customer, with those of the contacts, as imported entries have them.

    Money on account covers the oldest debts first, whatever they are: so what is overdue is the debts past their due date less
    all credits, and the oldest due date is that of the first debt which the credits do not reach. The same rule in Python is
    :func:`~...tools.exposure.open_credits.cover_oldest`. What payments without an entry cover is left out everywhere.

    :param date day: decides what is open and what is overdue; items due on the day itself are not
    :param SQL partners: array of commercial partners; all without
    :return: SQL of ``partner_id``, ``root_id``, ``receivable``, ``registered``, ``overdue_gross``, ``credits``, ``overdue``,
        ``oldest_due_date`` (NULL where nothing is overdue)
    """
    return SQL(
        """
        -- Once for each item; then once for each debt of the few customers with both overdue debts and open credits.
        WITH item AS MATERIALIZED (
                SELECT payer.commercial_partner_id AS partner_id, branch.root_id, entry.due_date, entry.registered,
                       entry.residual - entry.registered AS residual
                  FROM (%(ledger)s) entry
                  JOIN res_partner payer ON payer.id = entry.partner_id
                  JOIN %(branches)s branch ON branch.id = entry.company_id
             ),
             balance AS (
                SELECT partner_id, root_id, SUM(residual) AS receivable, SUM(registered) AS registered,
                       COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND due_date < %(day)s), 0) AS overdue_gross,
                       COALESCE(-SUM(residual) FILTER (WHERE residual < 0), 0) AS credits,
                       MIN(due_date) FILTER (WHERE residual > 0) AS oldest_due_date
                  FROM item
                 GROUP BY partner_id, root_id
             ),
             uncovered AS (
                SELECT partner_id, root_id, MIN(due_date) AS due_date
                  FROM (
                        SELECT item.partner_id, item.root_id, item.due_date, balance.credits,
                               SUM(item.residual) OVER (
                                   PARTITION BY item.partner_id, item.root_id ORDER BY item.due_date) AS debts
                          FROM item
                          JOIN balance ON balance.partner_id = item.partner_id AND balance.root_id = item.root_id
                         WHERE balance.credits > 0 AND balance.overdue_gross > balance.credits AND item.residual > 0
                       ) debt
                 WHERE debts > credits
                 GROUP BY partner_id, root_id
             )
        SELECT balance.partner_id, balance.root_id, balance.receivable, balance.registered, balance.overdue_gross,
               balance.credits, GREATEST(balance.overdue_gross - balance.credits, 0) AS overdue,
               CASE WHEN balance.overdue_gross > balance.credits
                    THEN COALESCE(uncovered.due_date, balance.oldest_due_date) END AS oldest_due_date
          FROM balance
     LEFT JOIN uncovered ON uncovered.partner_id = balance.partner_id AND uncovered.root_id = balance.root_id
        """,
        ledger=build_ledger(day, SQL(
            "line.partner_id, line.company_id, item.due_date, item.residual, "
            "LEAST(item.registered, GREATEST(item.residual, 0)) AS registered"), partners=partners),
        branches=BRANCHES, day=day,
    )


def build_post_dated_balances(day, scope):
    """:return: SQL of the receipts dated after ``day`` per customer: ``partner_id``, ``root_id``, ``amount``"""
    return SQL(
        """
        SELECT receipt.partner_id, branch.root_id, SUM(receipt.amount) AS amount
          FROM (%(receipts)s) receipt
          JOIN %(branches)s branch ON branch.id = receipt.company_id
         GROUP BY receipt.partner_id, branch.root_id
        """, receipts=build_post_dated_sums(day, scope), branches=BRANCHES)
