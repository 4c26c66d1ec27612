"""The one hand-written SQL for open receivable items: as they are now, or as they were at the end of a past day."""

from odoo.tools import SQL

from ...models.common.sql import TRADE_ACCOUNT_COLUMNS, TRADE_ACCOUNTS, get_root_sql
from ...models.exposure.due_date import get_due_date_sql
from ...tools.exposure.aging import BUCKETS

# Columns the statement reads: what must be flushed before it runs.
DEPENDS = {
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "account.move": ["invoice_date", "invoice_user_id", "payment_state"],
    "account.move.line": [
        "account_id", "amount_currency", "amount_residual", "amount_residual_currency", "balance", "company_id",
        "credit_deferred_until", "credit_disputed_amount", "credit_promised_amount", "credit_promised_until", "currency_id",
        "date", "date_maturity", "move_id", "no_followup", "parent_state", "partner_id", "reconciled",
    ],
    "account.partial.reconcile": [
        "amount", "credit_amount_currency", "credit_move_id", "debit_amount_currency", "debit_move_id", "max_date",
    ],
    "credit.profile": ["collector_id", "company_id", "partner_id", "rating_id"],
    "res.company": ["currency_id", "parent_path"],
    "res.partner": ["commercial_partner_id", "country_id"],
}


def build_open_items(date, *, past=False, condition=None):
    """Build the statement with one row per open receivable item: instalments of invoices, credit notes and receipts.

    Dispute and promise are those of now, also for a past day; a promise counts while its last day has not passed on
    ``date``. The due date is the effective one (see ``due_date.py``): of an open deferral, else its own, else the
    accounting date; ``original_due_date`` is the one without deferral.

    :param date date: the day to which days overdue, bucket and status refer
    :param bool past: rebuild what was open at the end of ``date`` from the reconciliations made up to then;
        otherwise what is open now, whatever its date, which an index answers
    :param SQL condition: on ``line``, ``move``, ``profile`` or ``root_id``
    :return: SQL of a SELECT with the columns of ``credit.open.item.report``
    """
    return SQL(
        """
        SELECT item.*,
               CASE WHEN item.no_followup OR item.payment_state = 'blocked' THEN 0
                    ELSE GREATEST(item.residual - item.disputed - item.promised, 0) END AS collectible_amount,
               %(bucket)s AS bucket,
               CASE WHEN item.residual < 0 THEN 'credit'
                    WHEN item.no_followup OR item.payment_state = 'blocked' THEN 'excluded'
                    WHEN item.residual > item.disputed + item.promised THEN 'collectible'
                    WHEN item.disputed > 0 THEN 'disputed'
                    ELSE 'promised' END AS status
          FROM (%(items)s) item
        """,
        bucket=_build_bucket(),
        items=_build_items(date, past, condition or SQL("TRUE")),
    )


def _build_items(date, past, condition):
    return SQL(
        """
        SELECT line.id, line.id AS line_id, line.move_id, partner.commercial_partner_id AS partner_id,
               line.company_id, line.currency_id,
               company.currency_id AS company_currency_id, %(root)s AS root_id,
               profile.id AS profile_id, profile.collector_id, profile.rating_id,
               partner.country_id, move.invoice_user_id, move.payment_state, line.no_followup,
               COALESCE(move.invoice_date, line.date) AS invoice_date,
               COALESCE(line.date_maturity, line.date) AS original_due_date,
               %(due_date)s AS due_date,
               GREATEST(%(date)s::date - %(due_date)s, 0) AS days_overdue,
               line.balance AS amount, line.amount_currency,
               %(residual)s AS residual, %(residual_currency)s AS residual_currency,
               COALESCE(line.credit_disputed_amount, 0) AS disputed,
               CASE WHEN line.credit_promised_until >= %(date)s
                    THEN COALESCE(line.credit_promised_amount, 0) ELSE 0 END AS promised,
               CASE WHEN line.credit_promised_until >= %(date)s THEN line.credit_promised_until END AS promised_until
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN res_company company ON company.id = line.company_id
          JOIN res_partner partner ON partner.id = line.partner_id
     LEFT JOIN credit_profile profile ON profile.partner_id = partner.commercial_partner_id
                                     AND profile.company_id = %(root)s
               %(reconciled)s
         WHERE line.account_id = ANY(%(accounts)s) AND line.parent_state = 'posted' AND %(is_open)s AND %(condition)s
        """,
        date=date,
        due_date=get_due_date_sql("line"),
        condition=condition,
        root=get_root_sql("company"),
        accounts=TRADE_ACCOUNTS,
        **(_past_parts(date) if past else _present_parts()),
    )


def _present_parts():
    # Repeats the conditions of account_move_line._credit_open_item_idx, or PostgreSQL would not use it.
    return {
        "residual": SQL("line.amount_residual"),
        "residual_currency": SQL("line.amount_residual_currency"),
        "reconciled": SQL(""),
        "is_open": SQL("line.reconciled IS NOT TRUE AND line.amount_residual <> 0"),
    }


def _past_parts(date):
    residual = SQL("line.balance - COALESCE(debited.amount, 0) + COALESCE(credited.amount, 0)")
    return {
        "residual": residual,
        "residual_currency": SQL(
            "line.amount_currency - COALESCE(debited.amount_currency, 0) + COALESCE(credited.amount_currency, 0)"),
        "reconciled": SQL(
            "LEFT JOIN (%s) debited ON debited.line_id = line.id LEFT JOIN (%s) credited ON credited.line_id = line.id",
            _build_partials("debit", date), _build_partials("credit", date)),
        "is_open": SQL("line.date <= %s AND %s <> 0", date, residual),
    }


def _build_partials(side, date):
    return SQL(
        """
        SELECT %(line)s AS line_id, SUM(amount) AS amount, SUM(%(amount_currency)s) AS amount_currency
          FROM account_partial_reconcile
         WHERE max_date <= %(date)s
         GROUP BY %(line)s
        """,
        line=SQL.identifier(f"{side}_move_id"), amount_currency=SQL.identifier(f"{side}_amount_currency"), date=date,
    )


def _build_bucket():
    """:return: SQL of the aging bucket, from the same table as :func:`~..tools.aging.find_bucket`"""
    branches = [
        SQL("WHEN item.days_overdue <= %s THEN %s", bucket.last_day, bucket.code)
        for bucket in BUCKETS if bucket.last_day is not None
    ]
    return SQL("CASE %s ELSE %s END", SQL(" ").join(branches), BUCKETS[-1].code)
