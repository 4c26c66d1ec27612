from odoo import api, models
from odoo.tools import SQL

from ...tools.common.clock import get_local_day
from ...tools.order.past_orders import Delivery, PastOrder
from ..common.bulk import flush
from ..common.sql import BRANCHES, build_items, to_array

COLUMNS = {
    "account.move": ["move_type"],
    "account.move.line": ["date", "move_id", "parent_state", "price_total", "sale_line_ids"],
    "res.company": ["currency_id", "parent_path"],
    "sale.order": ["amount_total", "company_id", "currency_id", "date_order", "state"],
    "sale.order.line": [
        "credit_delivery_date", "credit_draft_amount", "credit_open_amount", "credit_partner_id", "order_id", "state"],
}
# Who pays, the order, and which of its lines are delivered together.
KEYS = SQL(
    """
    line.credit_partner_id, so.id, so.date_order, NULLIF(so.currency_id, company.currency_id), so.amount_total::float8,
    line.credit_delivery_date
    """)


class SaleOrder(models.Model):
    """What was still to come of orders on days of the past."""

    _inherit = "sale.order"

    @api.model
    def _get_past_orders(self, partner_ids, period):
        """:param partner_ids: ids of commercial partners
        :param period: see ``credit.past.account``
        :return: ``{commercial partner id: [PastOrder]}`` of the orders of which anything was to come since the first day
        """
        flush(self.env, COLUMNS)
        zone, orders, billed = period.company._get_credit_zone(), {}, {}
        for *key, day, amount in self.env.execute_query(self._build_billed(partner_ids, period)):
            billed.setdefault(tuple(key), []).append((day.toordinal(), amount))
        to_come = {tuple(key): amount for *key, amount in self.env.execute_query(self._build_to_come(partner_ids, period))}
        for key in {**to_come, **billed}:
            delivery = Delivery(key[5] and key[5].toordinal(), to_come.get(key, 0.0), tuple(billed.get(key, ())))
            orders.setdefault(key[:5], []).append(delivery)
        found = {partner_id: [] for partner_id in partner_ids}
        for (partner_id, order_id, moment, currency_id, total), deliveries in orders.items():
            if partner_id in found:
                day = get_local_day(moment, zone).toordinal()
                found[partner_id].append(PastOrder(order_id, day, currency_id, total, tuple(deliveries)))
        return found

    @api.model
    def _get_past_orders_from_sql(self, period):
        return SQL(
            """
              JOIN sale_order so ON so.id = line.order_id
              JOIN %s branch ON branch.id = so.company_id AND branch.root_id = %s
              JOIN res_company company ON company.id = branch.root_id
            """, BRANCHES, period.company.id)

    @api.model
    def _build_to_come(self, partner_ids, period):
        """:return: SQL of what is to come of orders now, with what is in draft invoices: when they were drafted is not known"""
        return SQL(
            """
            SELECT %(keys)s, SUM(line.credit_open_amount + COALESCE(line.credit_draft_amount, 0))::float8
              FROM sale_order_line line
                   %(joins)s
             -- Repeats the condition of the index.
             WHERE line.state = 'sale' AND (line.credit_open_amount <> 0 OR line.credit_draft_amount <> 0)
               AND line.credit_partner_id = ANY(%(partners)s)
          GROUP BY 1, 2, 3, 4, 5, 6
            """, keys=KEYS, joins=self._get_past_orders_from_sql(period), partners=to_array(partner_ids))

    @api.model
    def _build_billed(self, partner_ids, period):
        """:return: SQL of what was invoiced of orders since; a credit note brings nothing back here"""
        return SQL("%s GROUP BY 1, 2, 3, 4, 5, 6, 7", build_items(
            SQL("%s, billed.date, SUM(billed.price_total)::float8", KEYS), alias="billed", accounts=None,
            joins=SQL(
                """
              JOIN account_move move ON move.id = billed.move_id
              JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = billed.id
              JOIN sale_order_line line ON line.id = rel.order_line_id
                   %s
                """, self._get_past_orders_from_sql(period)),
            condition=SQL(
                """
                move.move_type = 'out_invoice' AND billed.date > %s AND so.state = 'sale' AND line.credit_partner_id = ANY(%s)
                """, period.first, to_array(partner_ids))))

    @api.model
    def _get_billed_moves(self, order_ids):
        """:return: ``{order id: [(invoice id, its day, amount of the order in it, its total)]}``, in the invoice's currency"""
        flush(self.env, {**COLUMNS, "account.move": ["amount_total", "move_type"]})
        found = {}
        for order_id, *values in self.env.execute_query(build_items(
            SQL("line.order_id, billed.move_id, billed.date, SUM(billed.price_total)::float8, move.amount_total::float8"),
            alias="billed", accounts=None,
            joins=SQL(
                """
              JOIN account_move move ON move.id = billed.move_id
              JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = billed.id
              JOIN sale_order_line line ON line.id = rel.order_line_id
                """),
            condition=SQL(
                "move.move_type = 'out_invoice' AND line.order_id = ANY(%s) GROUP BY 1, 2, 3, 5", to_array(order_ids)))):
            found.setdefault(order_id, []).append(tuple(values))
        return found
