"""The one source of what customers owe: their open items at the end of any day, past, present or to come.

What an item owes at the end of a day is what it owes now, and what was matched with it by entries dated later. An item
dated later does not exist on that day, nor does what it settles. So one statement serves all days: a cheque dated next
month leaves the debt open until then, and a past day is rebuilt from the reconciliations made since.

Open is judged in both currencies: an item of which nothing is open in company currency, or nothing in its own currency, is
the rest of an exchange rounding. Nobody owes it; it is listed for the accountant (:func:`build_all_entries`).

Joins ``account_move_line`` itself, beside ``common.sql.build_items``: the conditions repeat those of partial indexes, and their
shape decides how fast an order is confirmed.
"""

from odoo.tools import SQL

from ..common.sql import TRADE_ACCOUNT_COLUMNS, TRADE_ACCOUNTS, get_account_holder_sql, is_money
from .payments import REGISTERED_DEPENDS, build_registered

LINE_COLUMNS = [
    "account_id", "amount_residual", "amount_residual_currency", "company_id", "credit_deferred_until", "currency_id",
    "date", "date_maturity", "move_id", "parent_state", "partner_id", "reconciled",
]
# Columns that the statements read: what must be flushed before they run.
LEDGER_DEPENDS = {
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "account.move.line": LINE_COLUMNS,
    "account.partial.reconcile": [
        "amount", "credit_amount_currency", "credit_debtor_id", "credit_min_date", "credit_move_id", "credit_payer_id",
        "debit_amount_currency", "debit_move_id", "max_date",
    ],
    "res.company": ["parent_path"],
    "res.partner": ["commercial_partner_id"],
    **REGISTERED_DEPENDS,
}
# Repeats the conditions of account_move_line._credit_open_item_idx, or PostgreSQL would not use it.
IS_OPEN = SQL(
    "line.reconciled IS NOT TRUE AND line.parent_state = 'posted' "
    "AND line.amount_residual <> 0 AND line.amount_residual_currency <> 0")
# Repeats those of account_move_line._credit_difference_idx.
IS_DIFFERENCE = SQL(
    "line.reconciled IS NOT TRUE AND line.parent_state = 'posted' "
    "AND (line.amount_residual = 0) <> (line.amount_residual_currency = 0)")
OPEN_IN_BOTH = SQL("item.residual <> 0 AND item.residual_currency <> 0")


def get_due_date_sql(alias, fields=None):
    """Build the effective due date of a journal item. Every figure, list and decision about what is overdue takes it from here.

    An item is due on the day that an approved deferral agreed on, while this deferral is open; else on its own due date
    (``date_maturity``, which is never changed), else on its accounting date. Once the deferral is broken or cancelled, the
    original due date counts again, as if there had been none: days overdue are counted from it.
    Only the history of a customer (scorecard) is always judged by the original due date.

    :param str alias: of ``account_move_line``
    :param fields: the fields of ``account.move.line``, to have pending changes of the columns flushed
    :return: SQL of the effective due date
    """
    return SQL("COALESCE(%s, %s, %s)", *(
        SQL.identifier(alias, name, to_flush=fields and fields[name])
        for name in ("credit_deferred_until", "date_maturity", "date")
    ))


def build_ledger(day, columns, *, joins=None, condition=None, partners=None, accounts=TRADE_ACCOUNTS):
    """Build the statement with a row per item that is open at the end of ``day``: instalments, credit notes, receipts.

    :param date day: any day
    :param SQL columns: of ``line`` (the journal item) and of ``item``: ``residual`` and ``residual_currency`` at the end of the
        day, ``registered`` (part of it covered by payments on their way that have no entry, in company currency, and all of
        them in ``announced``, those dated later too), ``owed`` (what is neither paid nor covered), ``due_date``
    :param SQL joins: further tables, which may refer to ``line``
    :param SQL condition: on all of these
    :param SQL partners: array of the commercial partners whose items are wanted; all without
    :param SQL accounts: array of the accounts; trade payables have what we owe, below zero
    :return: SQL of a SELECT, without access rights; what it reads must be flushed
    """
    return SQL(
        "WITH changed AS MATERIALIZED (%s) %s", build_changed(day, partners),
        build_entries(day, columns, joins=joins, condition=condition, partners=partners, accounts=accounts))


def build_changed(day, partners=None, parts=None):
    """:param SQL parts: what was matched later, both sides; as :func:`_build_later_parts` has it where it is not given
    :return: SQL of the items whose open amount at the end of ``day`` is not that of now: matched later, or covered by a
        payment without entry. There are few of them; all others are read from an index, without looking anything up"""
    parts = parts or (_build_later_parts(day) if partners is None else _build_later_parts_of(day, partners))
    return SQL(
        """
        SELECT line_id, COALESCE(later.amount, 0) AS amount, COALESCE(later.amount_currency, 0) AS amount_currency,
               COALESCE(registered.amount, 0) AS registered, COALESCE(registered.announced, 0) AS announced
          FROM (%(later)s) later
     FULL JOIN (%(registered)s) registered USING (line_id)
        """, later=_build_later(parts), registered=build_registered(day, partners))


def build_changed_lines(partners=None):
    """:return: SQL of the items of ``changed`` with the columns that the ledger itself reads, for a query that has it under the
        name ``changed_line`` and asks for it more than once: each is looked up in a table of a hundred columns"""
    columns = (SQL.identifier("line", name) for name in ("id", *LINE_COLUMNS))
    return SQL("SELECT %s FROM changed %s", SQL(", ").join(columns), _build_changed_line(partners))


def build_entries(day, columns, *, joins=None, condition=None, partners=None, accounts=TRADE_ACCOUNTS, changed_line=None):
    """Build the statement of :func:`build_ledger` for a query that has what changed, see :func:`build_changed`, under the
    name ``changed``: once for several statements, of the same customers or of some of them.

    :param SQL changed_line: joins ``line`` to ``changed``; the items themselves are looked up without
    """
    joins, condition = joins or SQL(), _build_condition(day, partners, condition, accounts)
    return SQL(
        "%s UNION ALL %s",
        _build_entries_of_now(columns, joins, condition, IS_OPEN, partners),
        _build_changed_entries(columns, joins, condition, OPEN_IN_BOTH, changed_line or _build_changed_line(partners)))


def build_all_entries(day, columns, *, joins=None, condition=None, partners=None):
    """Build the statement of :func:`build_ledger` with all that adds up to the balance of the accounts at the end of ``day``:
    also the items that are open in one currency only. A further column ``is_difference`` tells them."""
    joins, condition = joins or SQL(), _build_condition(day, partners, condition)
    return SQL(
        # With documents joined to them, the items that changed are looked up one by one: the planner, if it knew their
        # number, would read all that was ever booked instead, which takes a third longer.
        "WITH changed AS MATERIALIZED (%s) %s UNION ALL %s UNION ALL %s",
        build_changed(day, partners, _build_later_parts_of(day, partners)),
        _build_entries_of_now(SQL("%s, FALSE AS is_difference", columns), joins, condition, IS_OPEN, partners),
        _build_entries_of_now(SQL("%s, TRUE AS is_difference", columns), joins, condition, IS_DIFFERENCE, partners),
        _build_changed_entries(
            SQL("%s, NOT (%s) AS is_difference", columns, OPEN_IN_BOTH), joins, condition,
            SQL("(item.residual <> 0 OR item.residual_currency <> 0)"), _build_changed_line(partners)))


def _build_condition(day, partners, condition, accounts=TRADE_ACCOUNTS):
    """:return: SQL of whose items are read, and that they are not dated later"""
    scope = get_account_holder_sql(SQL("line.partner_id"), partners) if partners is not None else SQL("TRUE")
    return SQL(
        "line.account_id = ANY(%s) AND line.date <= %s AND %s AND %s", accounts, day, scope, condition or SQL("TRUE"))


def _build_entries_of_now(columns, joins, condition, is_open, partners=None):
    """:return: SQL of the items that owe at the end of the day what they owe now"""
    return SQL(
        """
        SELECT %(columns)s
          FROM account_move_line line
               %(item)s %(joins)s
         WHERE %(is_open)s AND %(unchanged)s AND %(condition)s
        """, columns=columns, item=_build_item_of_now(), joins=joins, is_open=is_open,
        unchanged=_build_unchanged(partners), condition=condition)


def _build_changed_entries(columns, joins, condition, is_open, line):
    """:param SQL line: joins ``line``
    :return: SQL of the items that owe at the end of the day something else than now"""
    return SQL(
        """
        SELECT %(columns)s
          FROM changed
               %(line)s
               %(item)s %(joins)s
         WHERE line.parent_state = 'posted' AND %(is_open)s AND %(condition)s
        """, columns=columns, line=line, item=_build_item(), joins=joins, is_open=is_open, condition=condition)


def _build_unchanged(partners):
    """:return: SQL: whether ``line`` is none of these items. For some customers by a set in memory, which is empty as a rule;
        for all customers by a join, which may take whatever space it needs"""
    if partners is None:
        return SQL("NOT EXISTS (SELECT FROM changed WHERE changed.line_id = line.id)")
    return SQL("line.id NOT IN (SELECT line_id FROM changed)")


def _build_changed_line(partners):
    """:return: SQL that joins these items. For some customers one by one: there are few, and looking through all that these
        customers ever booked takes far longer"""
    if partners is None:
        return SQL("JOIN account_move_line line ON line.id = changed.line_id")
    return SQL("CROSS JOIN LATERAL (SELECT * FROM account_move_line WHERE id = changed.line_id OFFSET 0) line")


def _build_item():
    """:return: SQL of what is open of ``line``, one of the items that changed, at the end of the day"""
    return SQL(
        """
    CROSS JOIN LATERAL (
                SELECT line.amount_residual + changed.amount AS residual,
                       line.amount_residual_currency + changed.amount_currency AS residual_currency,
                       changed.registered, changed.announced,
                       line.amount_residual + changed.amount - changed.registered AS owed, %s AS due_date
               ) item
        """, get_due_date_sql("line"))


def _build_item_of_now():
    """:return: SQL of what is open of ``line`` now, with the columns of :func:`_build_item`"""
    return SQL(
        """
    CROSS JOIN LATERAL (
                SELECT line.amount_residual AS residual, line.amount_residual_currency AS residual_currency,
                       0.0 AS registered, 0.0 AS announced, line.amount_residual AS owed, %s AS due_date
               ) item
        """, get_due_date_sql("line"))


def _build_later(parts):
    """:return: SQL of what was matched with items by entries dated after a day, signed as the item is"""
    return SQL(
        "SELECT line_id, SUM(amount) AS amount, SUM(amount_currency) AS amount_currency FROM (%s) part GROUP BY line_id", parts)


def _build_later_parts(day):
    """:return: SQL of both sides of what was matched later, read once; so written that the planner knows how many items these
        are, which it does not of sets that are returned"""
    return SQL(
        """
        SELECT CASE WHEN of_debit THEN debit_move_id ELSE credit_move_id END AS line_id,
               CASE WHEN of_debit THEN amount ELSE -amount END AS amount,
               CASE WHEN of_debit THEN debit_amount_currency ELSE -credit_amount_currency END AS amount_currency
          FROM account_partial_reconcile
    CROSS JOIN (VALUES (TRUE), (FALSE)) side (of_debit)
         WHERE %s
        """, _is_matched_later(day))


def _build_later_parts_of(day, partners=None):
    """:return: SQL of these sides, read one after the other: of some customers by an index each, as debtor and payer may
        differ"""
    debtors, payers = (SQL("TRUE") if partners is None else get_account_holder_sql(SQL.identifier(column), partners)
                       for column in ("credit_debtor_id", "credit_payer_id"))
    return SQL(
        """
        SELECT debit_move_id AS line_id, amount, debit_amount_currency AS amount_currency
          FROM account_partial_reconcile WHERE %(later)s AND %(debtors)s
     UNION ALL
        SELECT credit_move_id, -amount, -credit_amount_currency
          FROM account_partial_reconcile WHERE %(later)s AND %(payers)s
        """, later=_is_matched_later(day), debtors=debtors, payers=payers)


def _is_matched_later(day):
    """:return: SQL: whether items were matched after ``day``, of which one existed at its end: most that was matched since a
        past day has come since, too"""
    return SQL("max_date > %(day)s AND credit_min_date <= %(day)s", day=day)


def build_post_dated(day, columns, *, joins=None, condition=None, partners=None):
    """Build the statement of the receipts dated after ``day`` that settle nothing yet, with the columns of
    :func:`build_ledger`: cheques and transfers given ahead, on account."""
    scope = get_account_holder_sql(SQL("line.partner_id"), partners) if partners is not None else SQL("TRUE")
    return SQL(
        """
        SELECT %(columns)s
          FROM account_move_line line
               %(item)s %(joins)s
         WHERE line.account_id = ANY(%(accounts)s) AND %(is_open)s AND line.date > %(day)s AND line.amount_residual < 0
           AND %(is_money)s AND %(scope)s AND %(condition)s
        """,
        columns=columns, joins=joins or SQL(), condition=condition or SQL("TRUE"), day=day, accounts=TRADE_ACCOUNTS,
        item=_build_item_of_now(), is_open=IS_OPEN, is_money=is_money("line"), scope=scope,
    )


def build_post_dated_sums(day, partners=None):
    """Build the statement of the receipts dated after ``day``, matched or not: they are open items, or were matched later.

    :param SQL partners: array of commercial partners; all without
    :return: SQL of ``partner_id`` (as the item has it), ``company_id``, ``amount``
    """
    holders, payers = (SQL("TRUE") if partners is None else get_account_holder_sql(column, partners)
                       for column in (SQL("line.partner_id"), SQL("credit_payer_id")))
    return SQL(
        """
        SELECT line.partner_id, line.company_id, -line.balance AS amount
          FROM (
                SELECT line.id FROM account_move_line line
                 WHERE line.account_id = ANY(%(accounts)s) AND %(is_open)s AND line.date > %(day)s
                   AND line.amount_residual < 0 AND %(holders)s
                 UNION
                SELECT credit_move_id FROM account_partial_reconcile WHERE max_date > %(day)s AND %(payers)s
               ) receipt
          JOIN account_move_line line ON line.id = receipt.id
         WHERE line.account_id = ANY(%(accounts)s) AND line.parent_state = 'posted' AND line.date > %(day)s
           AND line.balance < 0 AND %(is_money)s
        """,
        accounts=TRADE_ACCOUNTS, is_open=IS_OPEN, day=day, is_money=is_money("line"), holders=holders, payers=payers)
