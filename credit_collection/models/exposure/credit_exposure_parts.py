from odoo import api, models
from odoo.tools import SQL

from ..common.sql import BRANCHES, get_root_sql
from .payments import build_booked
from .values import ExposurePart

IS_WITHIN_HORIZON = SQL("(line.credit_delivery_date IS NULL OR line.credit_delivery_date <= branch.horizon)")


class CreditExposure(models.AbstractModel):
    """The parts of the exposure that we know: one statement each, summed up per customer and root company."""

    _inherit = "credit.exposure"

    @api.model
    def _get_parts(self):
        return [
            *super()._get_parts(),
            ExposurePart(
                10, "receivable", self.env._("Receivables"), "credit_count_receivable", "action_view_open_items",
                balance="receivable"),
            ExposurePart(
                20, "draft", self.env._("Draft Invoices"), "credit_count_draft", "action_view_draft_invoices",
                self._build_drafts,
                depends={"account.move": ["commercial_partner_id", "company_id", "state", "move_type", "amount_total_signed"]}),
            ExposurePart(
                30, "orders", self.env._("Open Orders"), "credit_count_orders", "action_view_open_orders",
                self._build_orders,
                depends={
                    "sale.order.line": [
                        "credit_partner_id", "company_id", "order_id", "state", "credit_open_amount", "credit_draft_amount",
                        "currency_id", "credit_delivery_date"],
                    "res.company": ["credit_horizon_days", "currency_id"],
                    "res.currency.rate": ["name", "rate", "currency_id", "company_id"]}),
            ExposurePart(
                40, "payments", self.env._("Uncleared Payments"), "credit_count_payments", "action_view_payments",
                self._build_payments, balance="registered", is_on=False,
                depends={"account.payment": ["is_matched", "partner_id", "partner_type", "payment_type"],
                         "account.move.line": ["payment_id"]}),
        ]

    @api.model
    def _build_drafts(self, day, partners):
        """Sum the draft customer invoices per customer. A draft credit note frees nothing before it is posted, neither what
        is owed nor another draft."""
        return SQL(
            """
            SELECT move.commercial_partner_id AS partner_id, branch.root_id,
                   SUM(GREATEST(move.amount_total_signed, 0)) AS amount
              FROM account_move move
              JOIN %(branches)s branch ON branch.id = move.company_id
             WHERE move.state = 'draft' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND %(scope)s
             GROUP BY move.commercial_partner_id, branch.root_id
            """,
            branches=BRANCHES, scope=_get_scope("move", "commercial_partner_id", partners),
        )

    @api.model
    def _build_orders(self, day, partners):
        """Sum what is ordered and not invoiced per customer, as far as it is due within the credit horizon."""
        return SQL(
            "SELECT so.partner_id, so.root_id, SUM(so.amount) AS amount FROM (%s) so GROUP BY so.partner_id, so.root_id",
            self._build_open_orders(day, _get_scope("line", "credit_partner_id", partners)))

    @api.model
    def _build_open_orders(self, day, scope, *, whole=False):
        """The one definition of what a confirmed order adds to the exposure, and of what it still brings.

        What may still be delivered or invoiced within the credit horizon of the root company counts, taxes included, with
        what is in drafts that do not count themselves, at the rate of the day; an order below zero never frees credit for
        others.

        :param SQL scope: condition on ``line``
        :param bool whole: all that may still be invoiced, whether it counts or not, without what drafts have
        :return: SQL of a row per order: ``partner_id``, ``root_id``, ``order_id``, ``amount`` in company currency
        """
        return SQL(
            """
              WITH ordered AS MATERIALIZED (
                    SELECT line.credit_partner_id AS partner_id, branch.root_id, line.order_id, line.currency_id,
                           branch.currency_id AS company_currency_id, GREATEST(SUM(%(amount)s), 0) AS amount
                      FROM sale_order_line line
                      JOIN %(horizons)s branch ON branch.id = line.company_id
                     -- Repeats the condition of the index.
                     WHERE line.state = 'sale' AND (line.credit_open_amount <> 0 OR line.credit_draft_amount <> 0)
                       AND %(within)s AND %(scope)s
                     GROUP BY line.credit_partner_id, branch.root_id, line.order_id, line.currency_id, branch.currency_id
                   ), rate AS (
                    SELECT pair.root_id, pair.currency_id, currency.rounding, credit_currency_factor(
                               pair.currency_id, pair.company_currency_id, pair.root_id, %(day)s) AS factor
                      FROM (
                            SELECT DISTINCT root_id, currency_id, company_currency_id
                              FROM ordered WHERE currency_id <> company_currency_id
                           ) pair
                      JOIN res_currency currency ON currency.id = pair.company_currency_id
                   )
            SELECT ordered.partner_id, ordered.root_id, ordered.order_id,
                   CASE WHEN rate.factor IS NULL THEN ordered.amount
                        ELSE ROUND(ordered.amount * rate.factor / rate.rounding) * rate.rounding END AS amount
              FROM ordered
         LEFT JOIN rate USING (root_id, currency_id)
            """,
            horizons=self._build_horizons(day), scope=scope, day=day,
            amount=SQL("line.credit_open_amount") if whole else self._get_line_amount_sql(SQL("branch")),
            within=SQL("TRUE") if whole else IS_WITHIN_HORIZON)

    @api.model
    def _get_line_amount_sql(self, branch):
        """:return: SQL of what the order ``line`` adds to the exposure, in the currency of the order

        :param SQL branch: alias of its row of ``_build_horizons``
        """
        return SQL(
            """
            line.credit_open_amount
            + CASE WHEN %s.counts_drafts IS FALSE THEN COALESCE(line.credit_draft_amount, 0) ELSE 0 END
            """, branch)

    @api.model
    def _get_order_amount_sql(self, day, amount, currency, branch):
        """:return: SQL of an ``amount`` in the ``currency`` of an order in that of the company, at the rate of ``day``

        :param SQL branch: alias of the company's row of ``_build_horizons``
        """
        return SQL(
            """
            CASE WHEN %(currency)s = %(branch)s.currency_id THEN %(amount)s
                 ELSE credit_convert(
                     (%(amount)s)::numeric, %(currency)s, %(branch)s.currency_id, %(branch)s.root_id, %(day)s) END
            """,
            amount=amount, currency=currency, branch=branch, day=day)

    @api.model
    def _build_horizons(self, day):
        """:return: SQL of the companies with their root company, its currency, which parts count, and until which day"""
        return SQL(
            """
            (SELECT branch.id, root.id AS root_id, root.currency_id, root.credit_count_orders AS counts_orders,
                    root.credit_count_draft AS counts_drafts,
                    CASE WHEN root.credit_horizon_days > 0 THEN %(day)s::date + root.credit_horizon_days
                         ELSE 'infinity'::date END AS horizon
               FROM res_company branch
               JOIN res_company root ON root.id = %(root)s
             OFFSET 0)
            """,
            day=day, root=get_root_sql("branch"),
        )

    @api.model
    def _build_payments(self, day, partners):
        """Sum the receipts with an entry that the bank has not confirmed; what those without one cover is in the balances."""
        return SQL(
            "SELECT partner_id, root_id, SUM(amount) AS amount FROM (%s) payment GROUP BY partner_id, root_id",
            build_booked(day, _get_scope("payer", "commercial_partner_id", partners)))


def _get_scope(alias, name, partners):
    return SQL("TRUE") if partners is None else SQL("%s = ANY(%s)", SQL.identifier(alias, name), partners)
