"""Payments in process, defined once: receipts that were registered and that the bank has not confirmed yet.

One with an entry has settled its invoices and waits on an outstanding account: what is not matched there is in process. One
without an entry, as beside Odoo's Accounting app, has left its invoices open: it covers what they still owe, the earliest
due first, each invoice as far as the payment reaches. So receivables never hold what is in process, whichever way it is kept.
A credit note that is being paid out in this way is no credit any more: it covers no debt.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from ..common.sql import BRANCHES, build_items

REGISTERED_DEPENDS = {
    "account.move": [
        "amount_residual", "amount_total", "commercial_partner_id", "currency_id", "invoice_date_due", "move_type",
        "payment_state", "state",
    ],
    "account.payment": [
        "amount", "amount_company_currency_signed", "currency_id", "date", "invoice_ids", "is_matched", "move_id",
        "partner_id", "partner_type", "payment_type", "state",
    ],
}


def get_booked_domain():
    """:return: domain of the items of customers' payments that wait for the bank, the twin of :func:`build_booked`"""
    return Domain([
        ("payment_id.is_matched", "=", False),
        ("payment_id.partner_type", "=", "customer"),
        ("payment_id.payment_type", "=", "inbound"),
        ("parent_state", "=", "posted"),
        ("amount_residual", ">", 0.0),
        ("account_id.account_type", "!=", "asset_receivable"),
    ])


def build_booked(day, scope):
    """
    :param SQL scope: condition on ``payer``, the partner of the payment
    :return: SQL of what waits on outstanding accounts per customer and root company; what is dated later does not yet
    """
    return build_items(
        SQL("payer.commercial_partner_id AS partner_id, branch.root_id, line.amount_residual AS amount"), accounts=None,
        joins=SQL(
            """
          JOIN account_payment payment ON payment.id = line.payment_id
          JOIN account_account account ON account.id = line.account_id
          JOIN res_partner payer ON payer.id = payment.partner_id
          JOIN %s branch ON branch.id = line.company_id
            """, BRANCHES),
        condition=SQL(
            """
            payment.is_matched IS NOT TRUE AND payment.partner_type = 'customer' AND payment.payment_type = 'inbound'
            AND line.amount_residual > 0 AND line.date <= %s AND account.account_type != 'asset_receivable' AND %s
            """, day, scope))


def build_registered(day, partners=None):
    """What payments without an entry cover of open items, the earliest due first; below zero of credit notes that are paid out.

    :param date day: ``amount`` counts the payments dated up to this day, ``announced`` all of them
    :param SQL partners: array of the commercial partners of the invoices; all without
    :return: SQL of rows ``line_id``, ``amount``, ``announced`` in company currency
    """
    covered = SQL(
        """
        SELECT invoice_id, is_refund,
               LEAST(COALESCE(SUM(part) FILTER (WHERE date <= %s), 0), 1) AS share, LEAST(SUM(part), 1) AS announced_share
          FROM (%s) part
         GROUP BY invoice_id, is_refund
        """, day, _build_covered_parts(partners))
    return SQL(
        "SELECT line.id AS line_id, %s AS amount, %s AS announced FROM (%s) covered CROSS JOIN LATERAL (%s) line",
        _get_covered(SQL("covered.share")), _get_covered(SQL("covered.announced_share")), covered, _build_covered_items())


def build_registered_days(partners=None):
    """:return: SQL of rows ``line_id``, ``day``, ``amount``: what payments without an entry, dated on this day or before, cover
        of items that are open now; ``partners`` as above"""
    covered = SQL(
        """
        SELECT invoice_id, is_refund, date AS day,
               LEAST(SUM(SUM(part)) OVER (PARTITION BY invoice_id ORDER BY date), 1) AS share
          FROM (%s) part
         GROUP BY invoice_id, is_refund, date
        """, _build_covered_parts(partners))
    return SQL(
        "SELECT line.id AS line_id, covered.day, %s AS amount FROM (%s) covered CROSS JOIN LATERAL (%s) line",
        _get_covered(SQL("covered.share")), covered, _build_covered_items())


def _get_covered(share):
    return SQL("line.sign * GREATEST(LEAST(ROUND(%s * line.total, 4) - line.before, line.residual), 0)", share)


def _build_covered_items():
    """:return: SQL of the open items of a ``covered`` invoice, which is posted, with what is due before each of them"""
    return build_items(
        SQL(
            """
            item.id, ABS(item.amount_residual) AS residual, SIGN(item.amount_residual) AS sign,
            SUM(ABS(item.amount_residual)) OVER () AS total,
            SUM(ABS(item.amount_residual)) OVER (ORDER BY COALESCE(item.date_maturity, item.date), item.id)
                - ABS(item.amount_residual) AS before
            """),
        alias="item", state=None, condition=SQL(
            "item.move_id = covered.invoice_id "
            "AND SIGN(item.amount_residual) = CASE WHEN covered.is_refund THEN -1 ELSE 1 END"))


def _build_covered_parts(partners):
    """:return: SQL of the share of its open amount that each payment covers, per invoice; conditions repeat those of
        ``account_move._credit_in_payment_idx``"""
    return SQL(
        """
        SELECT invoice_id, is_refund, date,
               GREATEST(LEAST(paid - (SUM(open) OVER (PARTITION BY payment_id ORDER BY due_date, invoice_id) - open),
                              open), 0) / open AS part
          FROM (
                SELECT move.id AS invoice_id, move.move_type = 'out_refund' AS is_refund, payment.id AS payment_id,
                       payment.date, move.invoice_date_due AS due_date,
                       CASE WHEN payment.currency_id = move.currency_id THEN move.amount_residual
                            ELSE ABS(move.amount_residual_signed) END AS open,
                       CASE WHEN payment.currency_id = move.currency_id THEN payment.amount
                            ELSE ABS(payment.amount_company_currency_signed) END AS paid
                  FROM account_move move
                  JOIN account_move__account_payment rel ON rel.invoice_id = move.id
                  JOIN account_payment payment ON payment.id = rel.payment_id
                 WHERE move.state = 'posted' AND move.payment_state IN ('in_payment', 'paid')
                   AND move.amount_residual <> 0 AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                   AND payment.move_id IS NULL AND payment.state IN ('in_process', 'paid')
                   AND (payment.payment_type = 'outbound') = (move.move_type = 'out_refund') AND %s
               ) payment
        """, SQL("TRUE") if partners is None else SQL("move.commercial_partner_id = ANY(%s)", partners))
