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
    all credits, and the oldest due date is that of the first debt which the credits do not reach. Credits count with what they
    are worth, see :func:`build_worth`. The same rules in Python are in :mod:`~...tools.exposure.open_credits`. What payments
    without an entry cover is left out everywhere.

    :param date day: decides what is open and what is overdue; items due on the day itself are not
    :param SQL partners: array of commercial partners; all without
    :return: SQL of ``partner_id``, ``root_id``, ``receivable``, ``registered``, ``overdue_gross``, ``credits``, ``overdue``,
        ``oldest_due_date`` (NULL where nothing is overdue)
    """
    payers = ALL_PAYERS if partners is None else SQL("res_partner")
    return SQL(
        """
          WITH changed AS MATERIALIZED (%(changed)s), changed_line AS MATERIALIZED (%(changed_lines)s),
               summed AS MATERIALIZED (%(sums)s), worth AS (%(worth)s),
               balance AS MATERIALIZED (
                    SELECT summed.*, COALESCE(worth.worth, summed.credits) AS worth
                      FROM summed LEFT JOIN worth USING (partner_id, root_id)
               ), reached AS (%(reached)s)
        SELECT balance.partner_id, balance.root_id, balance.receivable, balance.registered, balance.overdue_gross,
               balance.credits, GREATEST(balance.overdue_gross - balance.worth, 0) AS overdue,
               CASE WHEN balance.overdue_gross > balance.worth
                    THEN COALESCE(reached.due_date, balance.first_due_date) END AS oldest_due_date
          FROM balance
     LEFT JOIN reached USING (partner_id, root_id)
        """,
        changed=build_changed(day, partners), changed_lines=build_changed_lines(partners),
        sums=_build_sums(day, partners, payers), worth=_build_worth_of_mixed(day), reached=_build_reached(day))


def build_worth(items, *keys):
    """Value credits by the debts that they cover in their own currency, the oldest first, at the rates at which these were
    booked, and what is left of them as it was booked itself: whatever the rates did, who has paid all that is due in a currency
    owes nothing of it.

    :param SQL items: rows with the ``keys``, ``currency_id``, ``due_date``, ``id``, ``amount`` in company currency, below zero
        for a credit, and ``own``, the same in the currency of the item
    :param str keys: columns that tell one customer from the other
    :return: SQL of the keys and ``worth``, zero or positive
    """
    keys = SQL(", ").join(map(SQL.identifier, keys))
    return SQL(
        """
        SELECT %(keys)s, SUM(worth) AS worth
          FROM (
                SELECT %(keys)s, currency_id,
                       COALESCE(SUM(amount * LEAST(GREATEST(credit_own - before, 0), own) / own) FILTER (WHERE own > 0), 0)
                       + COALESCE(MAX(credit) * GREATEST(MAX(credit_own) - COALESCE(SUM(own) FILTER (WHERE own > 0), 0), 0)
                                  / NULLIF(MAX(credit_own), 0), 0) AS worth
                  FROM (
                        SELECT item.*,
                               SUM(GREATEST(own, 0)) OVER (PARTITION BY %(keys)s, currency_id ORDER BY due_date, id)
                               - GREATEST(own, 0) AS before,
                               SUM(-LEAST(own, 0)) OVER (PARTITION BY %(keys)s, currency_id) AS credit_own,
                               SUM(-LEAST(amount, 0)) OVER (PARTITION BY %(keys)s, currency_id) AS credit
                          FROM (%(items)s) item
                       ) item
                 GROUP BY %(keys)s, currency_id
               ) own
         GROUP BY %(keys)s
        """, keys=keys, items=items)


def _build_worth_of_mixed(day):
    """:return: SQL of what the credits of those customers are worth who have credits and overdue debts in other currencies: the
        credits of others are worth what they were booked at"""
    entries = build_entries(
        day, SQL(
            "line.id, line.partner_id, line.company_id, line.currency_id, item.due_date, item.owed AS amount, "
            "item.residual_currency * item.owed / item.residual AS own"),
        condition=SQL("(item.residual < 0 OR item.due_date < %s)", day),
        partners=SQL("ARRAY(SELECT partner_id FROM summed WHERE is_mixed)"), changed_line=CHANGED_LINE)
    return build_worth(SQL(
        """
        SELECT payer.commercial_partner_id AS partner_id, branch.root_id, entry.currency_id, entry.due_date, entry.id,
               entry.amount, entry.own
          FROM (%s) entry
          JOIN res_partner payer ON payer.id = entry.partner_id
          JOIN %s branch ON branch.id = entry.company_id
        """, entries, BRANCHES), "partner_id", "root_id")


def _build_sums(day, partners, payers):
    """:return: SQL of the sums of the open items per customer and root company

    First per contact, company and currency, as the items have them, so that none is looked up item by item.
    """
    return SQL(
        """
        SELECT payer.commercial_partner_id AS partner_id, branch.root_id, SUM(part.receivable) AS receivable,
               SUM(part.registered) AS registered, SUM(part.overdue_gross) AS overdue_gross, SUM(part.credits) AS credits,
               MIN(part.first_due_date) AS first_due_date,
               BOOL_OR(part.currency_id <> company.currency_id AND part.overdue_gross > 0)
               AND BOOL_OR(part.currency_id <> company.currency_id AND part.credits > 0) AS is_mixed
          FROM (
                SELECT partner_id, company_id, currency_id, SUM(residual) AS receivable, SUM(registered) AS registered,
                       COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND due_date < %(day)s), 0) AS overdue_gross,
                       COALESCE(-SUM(residual) FILTER (WHERE residual < 0), 0) AS credits,
                       MIN(due_date) FILTER (WHERE residual > 0) AS first_due_date
                  FROM (%(items)s) item
                 GROUP BY partner_id, company_id, currency_id
               ) part
          JOIN %(payers)s payer ON payer.id = part.partner_id
          JOIN %(branches)s branch ON branch.id = part.company_id
          JOIN res_company company ON company.id = part.company_id
         GROUP BY payer.commercial_partner_id, branch.root_id
        """,
        day=day, payers=payers, branches=BRANCHES, items=build_entries(day, SQL(
            "line.partner_id, line.company_id, line.currency_id, item.due_date, "
            "NULLIF(GREATEST(item.registered, 0), 0) AS registered, item.owed AS residual"),
            partners=partners, changed_line=CHANGED_LINE))


def _build_reached(day):
    """:return: SQL of the due date of the first debt that the credits do not reach, of customers whose credits cover a part of
        what is overdue: of others it is that of their first debt, or nothing is overdue

    All debts by due date, as far as they are more than the credits are worth.
    """
    covered = SQL("ARRAY(SELECT partner_id FROM balance WHERE worth > 0 AND overdue_gross > worth)")
    return SQL(
        """
        SELECT entry.partner_id, entry.root_id, MIN(entry.due_date) FILTER (WHERE entry.owed > balance.worth) AS due_date
          FROM (
                SELECT payer.commercial_partner_id AS partner_id, branch.root_id, item.due_date,
                       SUM(item.residual) OVER (
                           PARTITION BY payer.commercial_partner_id, branch.root_id ORDER BY item.due_date) AS owed
                  FROM (%(items)s) item
                  JOIN res_partner payer ON payer.id = item.partner_id
                  JOIN %(branches)s branch ON branch.id = item.company_id
               ) entry
          JOIN balance USING (partner_id, root_id)
         GROUP BY entry.partner_id, entry.root_id
        """,
        branches=BRANCHES, items=build_entries(day, SQL(
            "line.partner_id, line.company_id, item.due_date, item.owed AS residual"), partners=covered,
            condition=SQL("item.owed > 0"), changed_line=CHANGED_LINE))


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
