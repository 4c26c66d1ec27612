"""The effective due date of a journal item. Every figure, list and decision about what is overdue takes it from here.

An item is due on the day that an approved deferral agreed on, while this deferral is open; else on its own due date
(``date_maturity``, which is never changed), else on its accounting date. Once the deferral is broken or cancelled, the
original due date counts again, as if there had been none: days overdue are counted from it.
Only the history of a customer (scorecard) is always judged by the original due date.
"""

from odoo.tools import SQL


def get_due_date_sql(alias, fields=None):
    """
    :param str alias: of ``account_move_line``
    :param fields: the fields of ``account.move.line``, to have pending changes of the columns flushed
    :return: SQL of the effective due date
    """
    return SQL("COALESCE(%s, %s, %s)", *(
        SQL.identifier(alias, name, to_flush=fields and fields[name])
        for name in ("credit_deferred_until", "date_maturity", "date")
    ))
