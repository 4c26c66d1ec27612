"""What customers owe, summed up: one row per customer and root company, from the one ledger."""

from odoo.tools import SQL

from ..common.sql import BRANCHES
from .ledger import build_ledger, build_post_dated_sums

# For the items of all customers: read once, never looked up item by item.
ALL_PAYERS = SQL("(SELECT id, commercial_partner_id FROM res_partner OFFSET 0)")


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
        SELECT partner_id, root_id, receivable, registered, overdue_gross, credits,
               GREATEST(overdue_gross - credits, 0) AS overdue,
               CASE WHEN overdue_gross > credits THEN oldest_due_date END AS oldest_due_date
          FROM (
                SELECT partner_id, root_id, SUM(residual) AS receivable, SUM(registered) AS registered,
                       COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND due_date < %(day)s), 0) AS overdue_gross,
                       COALESCE(-SUM(residual) FILTER (WHERE residual < 0), 0) AS credits,
                       MIN(due_date) FILTER (WHERE residual > 0 AND uncovered > 0) AS oldest_due_date
                  FROM (%(items)s) item
                 GROUP BY partner_id, root_id
               ) balance
        """, items=_build_covered_items(day, partners), day=day)


def _build_covered_items(day, partners):
    """:return: SQL of the items at the end of ``day``, with what is not covered up to each of them

    All credits, then the debts by due date: what is above zero is not covered. Sorted once; a join of the items with their
    sums would be planned for a few rows.
    """
    return SQL(
        """
        SELECT partner_id, root_id, due_date, registered, residual,
               SUM(residual) OVER (
                   PARTITION BY partner_id, root_id
                   ORDER BY CASE WHEN residual > 0 THEN due_date ELSE '-infinity'::date END) AS uncovered
          FROM (
                SELECT payer.commercial_partner_id AS partner_id, branch.root_id, entry.due_date,
                       entry.registered, entry.residual - entry.registered AS residual
                  FROM (%(ledger)s) entry
                  JOIN %(payers)s payer ON payer.id = entry.partner_id
                  JOIN %(branches)s branch ON branch.id = entry.company_id
               ) item
        """,
        ledger=build_ledger(day, SQL(
            "line.partner_id, line.company_id, item.due_date, item.residual, "
            "LEAST(item.registered, GREATEST(item.residual, 0)) AS registered"), partners=partners),
        branches=BRANCHES, payers=ALL_PAYERS if partners is None else SQL("res_partner"),
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
