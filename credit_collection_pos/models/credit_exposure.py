from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import BRANCHES
from odoo.addons.credit_collection.models.exposure.values import ExposurePart


class CreditExposure(models.AbstractModel):
    """What customers bought on account at points of sale whose session is still open: the ledger does not know it yet."""

    _inherit = "credit.exposure"

    @api.model
    def _get_parts(self):
        return [*super()._get_parts(), ExposurePart(
            35, "counter", self.env._("Counter Sales"), "credit_count_counter", "action_view_counter_sales",
            self._build_counter_sales,
            depends={
                "pos.session": ["state", "config_id"],
                "pos.config": ["currency_id"],
                "pos.order": ["state", "partner_id", "company_id", "account_move", "session_id"],
                "pos.payment": ["amount", "payment_method_id", "pos_order_id", "payment_date"],
                "pos.payment.method": ["credit_on_account"],
                "res.currency.rate": ["name", "rate", "currency_id", "company_id"],
            },
        )]

    @api.model
    def _build_counter_sales(self, day, partners):
        """Sum the counter sales per customer; as in drafts, what is taken back never frees credit before it is posted."""
        scope = SQL("TRUE") if partners is None else SQL("buyer.commercial_partner_id = ANY(%s)", partners)
        return SQL(
            """
            SELECT sold.partner_id, sold.root_id, GREATEST(SUM(sold.amount), 0) AS amount
              FROM (%s) sold
             GROUP BY sold.partner_id, sold.root_id
            """, self._build_counter_payments(scope))

    @api.model
    def _build_counter_payments(self, scope):
        """The one definition of a counter sale that counts: paid on account, not invoiced, in a session that is not closed.

        An invoice, or the entry of the session, takes it over in the same transaction. Amounts are at the rate of the day of
        the sale, as the entry of the session will have them.

        :param SQL scope: condition on ``sale`` and its ``buyer``
        :return: SQL of ``order_id``, ``partner_id``, ``root_id``, ``amount`` in company currency, a row per payment
        """
        return SQL(
            """
            SELECT sale.id AS order_id, buyer.commercial_partner_id AS partner_id, branch.root_id,
                   CASE WHEN counter.currency_id = root.currency_id THEN payment.amount
                        ELSE credit_convert(
                            payment.amount, counter.currency_id, root.currency_id, root.id, payment.payment_date::date)
                   END AS amount
              FROM pos_session session
              -- A payment may be written to name no session; the sale is booked with its own.
              JOIN pos_order sale ON sale.session_id = session.id
              JOIN pos_payment payment ON payment.pos_order_id = sale.id
              JOIN pos_payment_method method ON method.id = payment.payment_method_id AND method.credit_on_account
              JOIN res_partner buyer ON buyer.id = sale.partner_id
              JOIN pos_config counter ON counter.id = session.config_id
              JOIN %(branches)s branch ON branch.id = sale.company_id
              JOIN res_company root ON root.id = branch.root_id
             WHERE session.state <> 'closed' AND sale.state IN ('paid', 'done') AND sale.account_move IS NULL AND %(scope)s
            """, branches=BRANCHES, scope=scope)

    @api.model
    def _get_counter_share(self, order):
        """:return: what a sale adds to the exposure of its customer already, in company currency"""
        self._flush()
        payer = order.partner_id.commercial_partner_id
        total, others = self.env.execute_query(SQL(
            """
            SELECT COALESCE(SUM(sold.amount), 0)::float, COALESCE(SUM(sold.amount) FILTER (WHERE sold.order_id <> %s), 0)::float
              FROM (%s) sold
             WHERE sold.root_id = %s
            """,
            order.id, self._build_counter_payments(SQL("buyer.commercial_partner_id = %s", payer.id)),
            order.company_id.root_id.id))[0]
        return max(total, 0.0) - max(others, 0.0)
