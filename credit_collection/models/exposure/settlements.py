"""What settled a debt: on which day, how much, and by what: money that stayed, credit notes, exchange differences, and the
rest, which are write-offs and offsets. Scores, promises, offers, forecasts and reports all read it here.

Which money went back is said by ``credit_receipts.py``.
"""

from odoo.tools import SQL

from ..common.sql import MONEY_JOURNALS, build_items

EXCHANGE_JOURNALS = SQL(
    "ARRAY(SELECT currency_exchange_journal_id FROM res_company WHERE currency_exchange_journal_id IS NOT NULL)")
# Columns that the statement reads: what must be flushed before it runs.
SETTLEMENT_DEPENDS = {
    "account.journal": ["type"],
    "account.move": ["move_type"],
    "account.move.line": ["balance", "date", "journal_id", "move_id"],
    "account.partial.reconcile": [
        "amount", "credit_move_id", "debit_amount_currency", "debit_move_id", "max_date",
    ],
    "res.company": ["currency_exchange_journal_id"],
}


def get_settlement_fields(env):
    """:return: the fields that the statement reads, for ``to_flush``"""
    return tuple(env[model]._fields[name] for model, names in SETTLEMENT_DEPENDS.items() for name in names)


def build_settlements(debt_id, *, bounced=None, debt=None):
    """Build the statement of what was matched with a debt, for ``CROSS JOIN LATERAL (…) settlement`` beside it.

    Its columns: ``id`` and ``create_date`` (of the match), ``debtor_id`` (partner of the debt), ``counterpart_id`` and
    ``counterpart_date`` (the journal item that settles), ``move_id`` (its entry), ``date`` (the later one of both sides),
    ``amount`` (in company currency) and ``amount_currency`` (in the currency of the debt). By what: ``is_money`` (an entry of
    a bank, cash or card journal), ``is_credit_note``, ``is_exchange``, ``is_loss`` (an entry that takes it to expense); with
    ``bounced`` also ``is_returned`` (money that went back), with ``debt`` also ``is_payment`` (money that stayed).

    PostgreSQL merges it with the statement around it: columns that are not read cost nothing.

    :param SQL debt_id: column with the id of the journal item that is settled
    :param SQL bounced: array of the receipts that were returned, see ``credit.receipts._get_bounced_sql``
    :param str debt: alias with ``journal_id`` and ``date`` of that journal item
    :return: SQL of a SELECT, without access rights
    """
    columns = [SQL(
        """
        partial.id, partial.create_date, partial.credit_debtor_id AS debtor_id, counterpart.id AS counterpart_id,
        counterpart.date AS counterpart_date, counterpart.move_id, partial.max_date AS date, partial.amount,
        partial.debit_amount_currency AS amount_currency,
        counterpart.journal_id = ANY(%s) AS is_money, move.move_type = 'out_refund' AS is_credit_note,
        counterpart.journal_id = ANY(%s) AS is_exchange,
        move.move_type = 'entry' AND %s AS is_loss
        """, MONEY_JOURNALS, EXCHANGE_JOURNALS, is_loss("counterpart"))]
    if bounced:
        columns.append(SQL("counterpart.id = ANY(%s) AS is_returned", bounced))
    if debt:
        columns.append(SQL("%s AS is_payment", _is_payment(debt, bounced)))
    return build_items(
        # What is matched is posted, on the account of the debt.
        SQL(", ").join(columns), alias="counterpart", accounts=None, state=None,
        joins=SQL(
            """
          JOIN account_partial_reconcile partial ON partial.credit_move_id = counterpart.id
     LEFT JOIN account_move move ON move.id = counterpart.move_id
            """),
        condition=SQL("partial.debit_move_id = %s", debt_id))


def is_loss(credit):
    """:param str credit: alias of a journal item of an entry
    :return: SQL: whether its entry takes a receivable to expense, outside of money journals
    """
    spent = build_items(
        SQL("SUM(spent.balance)"), alias="spent", accounts=None, state=None,
        joins=SQL("JOIN account_account account ON account.id = spent.account_id"),
        condition=SQL("spent.move_id = %s AND account.account_type LIKE 'expense%%'", SQL.identifier(credit, "move_id")))
    journal = SQL.identifier(credit, "journal_id")
    return SQL("CASE WHEN NOT %s = ANY(%s) AND NOT %s = ANY(%s) THEN COALESCE((%s) > 0, FALSE) ELSE FALSE END",
               journal, MONEY_JOURNALS, journal, EXCHANGE_JOURNALS, spent)


def _is_payment(debt, bounced):
    """:return: SQL: whether it is money that stayed. What the money that was given back settles is no debt that is paid"""
    return SQL(
        """(counterpart.journal_id = ANY(%(money)s) AND NOT counterpart.id = ANY(%(bounced)s)
            AND NOT (%(debt)s.journal_id = ANY(%(money)s) AND counterpart.date <= %(debt)s.date))""",
        debt=SQL.identifier(debt), money=MONEY_JOURNALS, bounced=bounced)
