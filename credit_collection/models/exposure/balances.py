"""What customers owe, summed up: one row per customer and root company, from the one ledger."""

from odoo.tools import SQL

from ..common.sql import BRANCHES
from .ledger import build_changed, build_changed_lines, build_entries, build_post_dated_sums

# The items that changed, which the sums and the due dates ask for: read once for both.
CHANGED_LINE = SQL("JOIN changed_line line ON line.id = changed.line_id")
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
    payers = ALL_PAYERS if partners is None else SQL("res_partner")
    return SQL(
        """
          WITH changed AS MATERIALIZED (%(changed)s), changed_line AS MATERIALIZED (%(changed_lines)s),
               balance AS MATERIALIZED (%(sums)s), reached AS (%(reached)s)
        SELECT balance.partner_id, balance.root_id, balance.receivable, balance.registered, balance.overdue_gross,
               balance.credits, GREATEST(balance.overdue_gross - balance.credits, 0) AS overdue,
               CASE WHEN balance.overdue_gross > balance.credits
                    THEN COALESCE(reached.due_date, balance.first_due_date) END AS oldest_due_date
          FROM balance
     LEFT JOIN reached USING (partner_id, root_id)
        """,
        changed=build_changed(day, partners), changed_lines=build_changed_lines(partners),
        sums=_build_sums(day, partners, payers), reached=_build_reached(day))


def _build_sums(day, partners, payers):
    """:return: SQL of the sums of the open items per customer and root company

    First per contact and company, as the items have them, so that neither is looked up item by item.
    """
    return SQL(
        """
        SELECT payer.commercial_partner_id AS partner_id, branch.root_id, SUM(part.receivable) AS receivable,
               SUM(part.registered) AS registered, SUM(part.overdue_gross) AS overdue_gross, SUM(part.credits) AS credits,
               MIN(part.first_due_date) AS first_due_date
          FROM (
                SELECT partner_id, company_id, SUM(residual) AS receivable, SUM(registered) AS registered,
                       COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND due_date < %(day)s), 0) AS overdue_gross,
                       COALESCE(-SUM(residual) FILTER (WHERE residual < 0), 0) AS credits,
                       MIN(due_date) FILTER (WHERE residual > 0) AS first_due_date
                  FROM (%(items)s) item
                 GROUP BY partner_id, company_id
               ) part
          JOIN %(payers)s payer ON payer.id = part.partner_id
          JOIN %(branches)s branch ON branch.id = part.company_id
         GROUP BY payer.commercial_partner_id, branch.root_id
        """,
        day=day, payers=payers, branches=BRANCHES, items=build_entries(day, SQL(
            "line.partner_id, line.company_id, item.due_date, NULLIF(GREATEST(item.registered, 0), 0) AS registered, "
            "item.owed AS residual"),
            partners=partners, changed_line=CHANGED_LINE))


def _build_reached(day):
    """:return: SQL of the due date of the first debt that the credits do not reach, of customers whose credits cover a part of
        what is overdue: of others it is that of their first debt, or nothing is overdue

    All credits, then the debts by due date: what is above zero is not covered.
    """
    covered = SQL("ARRAY(SELECT partner_id FROM balance WHERE credits > 0 AND overdue_gross > credits)")
    return SQL(
        """
        SELECT partner_id, root_id, MIN(due_date) FILTER (WHERE residual > 0 AND uncovered > 0) AS due_date
          FROM (
                SELECT payer.commercial_partner_id AS partner_id, branch.root_id, item.due_date, item.residual,
                       SUM(item.residual) OVER (
                           PARTITION BY payer.commercial_partner_id, branch.root_id
                           ORDER BY CASE WHEN item.residual > 0 THEN item.due_date ELSE '-infinity'::date END) AS uncovered
                  FROM (%(items)s) item
                  JOIN res_partner payer ON payer.id = item.partner_id
                  JOIN %(branches)s branch ON branch.id = item.company_id
               ) entry
         GROUP BY partner_id, root_id
        """,
        branches=BRANCHES, items=build_entries(day, SQL(
            "line.partner_id, line.company_id, item.due_date, item.owed AS residual"), partners=covered,
            changed_line=CHANGED_LINE))


def build_post_dated_balances(day, partners=None):
    """:return: SQL of the receipts dated after ``day`` per customer: ``partner_id``, ``root_id``, ``amount``"""
    return SQL(
        """
        SELECT payer.commercial_partner_id AS partner_id, branch.root_id, SUM(receipt.amount) AS amount
          FROM (
                SELECT partner_id, company_id, SUM(amount) AS amount FROM (%(receipts)s) receipt GROUP BY partner_id, company_id
               ) receipt
          JOIN %(payers)s payer ON payer.id = receipt.partner_id
          JOIN %(branches)s branch ON branch.id = receipt.company_id
         GROUP BY payer.commercial_partner_id, branch.root_id
        """,
        receipts=build_post_dated_sums(day, partners), branches=BRANCHES,
        payers=ALL_PAYERS if partners is None else SQL("res_partner"))
