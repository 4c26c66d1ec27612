from odoo import api, fields, models
from odoo.tools import SQL

from ..common.sql import BRANCHES, get_root_sql
from .credit_profile import search_fact


class CreditProfile(models.Model):
    """The parts of the exposure that are not in the receivables: one SQL each, summed per customer and root company."""

    _inherit = "credit.profile"

    exposure_payments = fields.Monetary(
        string="Uncleared Payments", compute="_compute_facts", search=search_fact("exposure_payments"),
        help="Receipts that were registered and that the bank has not confirmed yet: cheques, direct debits and transfers "
             "on their way. They have lowered the receivables already and may still fail.",
    )

    is_payments_counted = fields.Boolean(related="company_id.credit_count_payments", string="Uncleared Payments "
                                                                                            "Counted")

    @api.model
    def _get_drafts_sql(self, partner_ids):
        """Sum the draft customer invoices and credit notes per customer; what is not posted never frees credit."""
        return SQL(
            """
            SELECT move.commercial_partner_id AS partner_id, branch.root_id,
                   GREATEST(SUM(move.amount_total_signed), 0) AS amount
              FROM account_move move
              JOIN %(branches)s branch ON branch.id = move.company_id
             WHERE move.state = 'draft' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND %(scope)s
             GROUP BY move.commercial_partner_id, branch.root_id
            """,
            branches=BRANCHES, scope=self._get_scope_sql(SQL("move.commercial_partner_id"), partner_ids),
        )

    @api.model
    def _get_orders_sql(self, today, partner_ids):
        """Sum what is ordered and not invoiced per customer, as far as it is due within the credit horizon."""
        return SQL(
            """
            SELECT so.partner_id, so.root_id, SUM(so.amount) AS amount
              FROM (%(orders)s) so
             GROUP BY so.partner_id, so.root_id
            """,
            orders=self._get_open_orders_sql(today, self._get_scope_sql(SQL("line.credit_partner_id"), partner_ids)),
        )

    @api.model
    def _get_open_orders_sql(self, today, scope):
        """The one definition of what a confirmed order adds to the exposure.

        What may still be delivered or invoiced within the credit horizon of the root company counts, taxes included, with
        what is in drafts that do not count themselves, at the rate of the day; an order below zero never frees credit for
        others.

        :param date today: the horizon is counted from this day
        :param SQL scope: condition on ``line``
        :return: SQL of a row per order: ``partner_id``, ``root_id``, ``order_id``, ``amount`` in company currency
        """
        return SQL(
            """
            SELECT line.credit_partner_id AS partner_id, branch.root_id, line.order_id,
                   %(amount)s AS amount
              FROM sale_order_line line
              JOIN %(horizons)s branch ON branch.id = line.company_id
             -- Repeats the condition of the index.
             WHERE line.state = 'sale' AND (line.credit_open_amount <> 0 OR line.credit_draft_amount <> 0) AND %(scope)s
               AND (line.credit_delivery_date IS NULL OR line.credit_delivery_date <= branch.horizon)
             GROUP BY line.credit_partner_id, branch.root_id, line.order_id, line.currency_id, branch.currency_id
            """,
            horizons=self._get_horizons_sql(today), scope=scope,
            amount=self._get_order_amount_sql(
                today, SQL("GREATEST(SUM(%s), 0)", self._get_line_amount_sql(SQL("branch"))), SQL("line.currency_id"),
                SQL("branch")),
        )

    @api.model
    def _get_line_amount_sql(self, branch):
        """:return: SQL of what the order ``line`` adds to the exposure, in the currency of the order

        :param SQL branch: alias of its row of ``_get_horizons_sql``
        """
        return SQL(
            """
            line.credit_open_amount
            + CASE WHEN %s.counts_drafts IS FALSE THEN COALESCE(line.credit_draft_amount, 0) ELSE 0 END
            """, branch)

    @api.model
    def _get_order_amount_sql(self, today, amount, currency, branch):
        """:return: SQL of an ``amount`` in the ``currency`` of an order in that of the company, at the rate of ``today``

        :param SQL branch: alias of the company's row of ``_get_horizons_sql``
        """
        return SQL(
            """
            CASE WHEN %(currency)s = %(branch)s.currency_id THEN %(amount)s
                 ELSE credit_convert(
                     (%(amount)s)::numeric, %(currency)s, %(branch)s.currency_id, %(branch)s.root_id, %(today)s) END
            """,
            amount=amount, currency=currency, branch=branch, today=today)

    @api.model
    def _get_horizons_sql(self, today):
        """:return: SQL of the companies with their root company, its currency, which parts count, and until which day"""
        return SQL(
            """
            (SELECT branch.id, root.id AS root_id, root.currency_id, root.credit_count_orders AS counts_orders,
                    root.credit_count_draft AS counts_drafts,
                    CASE WHEN root.credit_horizon_days > 0 THEN %(today)s::date + root.credit_horizon_days
                         ELSE 'infinity'::date END AS horizon
               FROM res_company branch
               JOIN res_company root ON root.id = %(root)s
             OFFSET 0)
            """,
            today=today, root=get_root_sql("branch"),
        )

    @api.model
    def _get_payments_sql(self, partner_ids):
        """Sum the customers' payments that wait on an outstanding account for the bank, as far as they are not matched.

        Payments without an entry are not counted: their invoices are still open. Repeats
        ``account.move.line._get_payment_in_process_domain``, which lists the items behind the sum.
        """
        return SQL(
            """
            SELECT payer.commercial_partner_id AS partner_id, branch.root_id, SUM(line.amount_residual) AS amount
              FROM account_payment payment
              JOIN account_move_line line ON line.payment_id = payment.id
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner payer ON payer.id = payment.partner_id
              JOIN %(branches)s branch ON branch.id = line.company_id
             WHERE payment.is_matched IS NOT TRUE AND payment.partner_type = 'customer'
               AND payment.payment_type = 'inbound'
               AND line.parent_state = 'posted' AND line.amount_residual > 0
               AND account.account_type != 'asset_receivable' AND %(scope)s
             GROUP BY payer.commercial_partner_id, branch.root_id
            """,
            branches=BRANCHES, scope=self._get_scope_sql(SQL("payer.commercial_partner_id"), partner_ids),
        )
