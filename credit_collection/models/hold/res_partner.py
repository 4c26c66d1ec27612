from odoo import models


class ResPartner(models.Model):
    """The invoice contact of confirmed orders that moves to another customer brings them along."""

    _inherit = "res.partner"

    def write(self, vals):
        if {"parent_id", "is_company", "commercial_partner_id"}.isdisjoint(vals):
            return super().write(vals)
        # sudo: the orders of all salespeople and companies.
        orders_sudo = self.env["sale.order"].sudo().search([
            ("state", "=", "sale"), ("partner_invoice_id", "child_of", self.ids)])
        before = {order: order.partner_invoice_id.commercial_partner_id for order in orders_sudo}
        result = super().write(vals)
        orders_sudo.filtered(
            lambda order: order.partner_invoice_id.commercial_partner_id != before[order],
        )._recheck_grown_credit()
        return result
