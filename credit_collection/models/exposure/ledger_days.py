"""The ledger of several days in one statement: trends read it.

The same rule as in ``ledger.py``: what an item owes at the end of a day is what it owes now, and what was matched with it by
entries dated later; an item dated later does not exist on that day. Amounts are binary fractions here: adding up those of
thousands of items on many days takes a third of the time of decimals, and differs far below a cent.
"""

from odoo.tools import SQL

from ..common.sql import build_items
from .ledger import get_due_date_sql

# Less than this is the noise of adding up binary fractions.
NOISE = 1e-6


def build_trade_items(columns, *, joins=None, condition=None, holders=None):
    """Build the statement with a row per posted trade item, open or not, for :func:`build_ledger_of_days`.

    :param SQL columns: further ones, of ``line`` (the journal item)
    :param SQL joins: further tables, which may refer to ``line``
    :param SQL condition: on all of these
    :param SQL holders: array of the partners named on the items that are wanted; all without
    :return: SQL of a SELECT, without access rights; what it reads must be flushed
    """
    held = SQL("line.partner_id = ANY(%s)", holders) if holders is not None else SQL("TRUE")
    return build_items(
        SQL(
            """
            line.id, line.date, %s AS due_date, line.amount_residual::float8 AS amount_residual,
            line.amount_residual_currency::float8 AS amount_residual_currency, %s
            """, get_due_date_sql("line"), columns),
        joins=joins, condition=SQL("%s AND %s", held, condition or SQL("TRUE")))


def build_ledger_days(days):
    """:param SQL days: SELECT of dates
    :return: SQL of the table ``ledger_day`` of :func:`build_ledger_of_days`: each ``day`` with its ``number``,
        and all of them in ``days``
    """
    return SQL(
        """
        SELECT day, ROW_NUMBER() OVER (ORDER BY day)::int AS number, ARRAY_AGG(day) OVER () AS days
          FROM (SELECT DISTINCT day FROM (%s) wanted (day) ORDER BY day) wanted
        """, days)


def build_ledger_of_days(columns, *, holders=None):
    """Build the statement with a row per item and day at whose end it is open, for a query that has the days under the name
    ``ledger_day``, see :func:`build_ledger_days`, and the items under the name ``trade_item``, see :func:`build_trade_items`.

    :param SQL columns: of ``item`` and of ``state``: ``day`` and ``residual``, at its end
    :param SQL holders: as given to :func:`build_trade_items`
    :return: SQL of a SELECT
    """
    return SQL(
        """
          WITH later AS MATERIALIZED (%(later)s)
        SELECT %(columns)s
          FROM later
          JOIN trade_item item ON item.id = later.id
    CROSS JOIN LATERAL (SELECT later.day, item.amount_residual + later.amount AS residual) state
         WHERE ABS(state.residual) > %(noise)s AND ABS(item.amount_residual_currency + later.amount_currency) > %(noise)s
     UNION ALL
        SELECT %(columns)s
          FROM trade_item item
          JOIN ledger_day ON ledger_day.day >= item.date
    CROSS JOIN LATERAL (SELECT ledger_day.day, item.amount_residual AS residual) state
         WHERE item.amount_residual <> 0 AND item.amount_residual_currency <> 0
           AND NOT EXISTS (SELECT FROM later WHERE later.id = item.id AND later.day = ledger_day.day)
        """, later=_build_later(holders), columns=columns, noise=NOISE)


def _build_later(holders):
    """:return: SQL of what was matched with items after each of the days on which they existed, signed as the item is

    Which days these are is looked up among the sorted days: comparing each match with each day takes many times as long.
    """
    debtors, payers = (
        SQL("%s = ANY(%s)", SQL.identifier(column), holders) if holders is not None else SQL("TRUE")
        for column in ("credit_debtor_id", "credit_payer_id"))
    return SQL(
        """
        SELECT part.id, ledger_day.day, SUM(part.amount) AS amount, SUM(part.amount_currency) AS amount_currency
          FROM (
                SELECT item.id, match.amount, match.amount_currency,
                       WIDTH_BUCKET(item.date - 1, wanted.days) + 1 AS first,
                       WIDTH_BUCKET(match.max_date - 1, wanted.days) AS last
                  FROM (
                        SELECT debit_move_id AS line_id, max_date, amount::float8 AS amount,
                               debit_amount_currency::float8 AS amount_currency
                          FROM account_partial_reconcile WHERE %(debtors)s
                     UNION ALL
                        SELECT credit_move_id, max_date, -amount::float8, -credit_amount_currency::float8
                          FROM account_partial_reconcile WHERE %(payers)s
                       ) match
                  JOIN trade_item item ON item.id = match.line_id
            CROSS JOIN (SELECT days FROM ledger_day LIMIT 1) wanted
                 WHERE match.max_date > item.date AND match.max_date > wanted.days[1]
                OFFSET 0
               ) part
    CROSS JOIN LATERAL GENERATE_SERIES(part.first, part.last) AS place (number)
          JOIN ledger_day ON ledger_day.number = place.number
      GROUP BY part.id, ledger_day.day
        """, debtors=debtors, payers=payers)
