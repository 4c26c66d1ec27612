from odoo import api, models
from odoo.fields import Command


class PosOrder(models.Model):
    """What the counter sells of a confirmed order comes off what is still open of it: it uses up no credit again."""

    _inherit = "pos.order"

    @api.model
    def sync_from_ui(self, orders):
        """A sale of confirmed orders is checked when their transfers are brought up to date, until then both count; one of
        quotations before they are confirmed.
        """
        if all(order.state != "sale" for order in self._get_settled_orders(orders)):
            return super().sync_from_ui(orders)
        with self.browse()._credit_watching():
            return super().sync_from_ui(orders)

    @api.model
    def _get_settled_orders(self, sales):
        """:param sales: as the browser sends them
        :return: the orders that are sold with them
        """
        sent = {
            command[2].get("sale_order_origin_id") for sale in sales for command in sale.get("lines") or ()
            if command[0] in (Command.CREATE, Command.UPDATE)}
        known = self.sudo().search([("uuid", "in", [sale.get("uuid") for sale in sales])])
        return known.lines.sale_order_origin_id | self.env["sale.order"].sudo().browse(sent - {None, False}).exists()

    @api.model
    def _get_counter_relief(self, request, config):
        amounts = dict(request["settled"])
        company = config.company_id.root_id
        today = company._get_credit_today()
        partner = self.env["res.partner"].browse(request["partner_id"]).commercial_partner_id
        orders = self.env["sale.order"].browse(amounts).exists().filtered(
            lambda order: order.partner_invoice_id.commercial_partner_id == partner and order.company_id.root_id == company)
        rows = orders._read_credit_requests(today) if orders else []
        sold = {
            order_id: config.currency_id._convert(amount, company.currency_id, company, today)
            for order_id, amount in amounts.items()}
        relief = sum(min(max(sold[row["id"]], 0.0), row["counted_amount"]) for row in rows)
        return super()._get_counter_relief(request, config) + relief
