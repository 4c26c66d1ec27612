from odoo import models


class CreditProfile(models.Model):
    """The documents behind the figures."""

    _inherit = "credit.profile"

    def action_view_open_items(self):
        """Open the posted items behind the receivables."""
        return self._action_view_documents(
            "credit_collection.credit_open_item_report_action",
            [("partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids)], {})

    def action_view_draft_invoices(self):
        """Open the customer's draft invoices and credit notes."""
        return self._action_view_documents("account.action_move_out_invoice_type", [
            ("commercial_partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids),
            ("state", "=", "draft"), ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
        ], {"create": False})

    def action_view_open_orders(self):
        """Open the confirmed orders that are not fully invoiced."""
        return self._action_view_documents("sale.action_orders", [
            ("partner_invoice_id.commercial_partner_id", "in", self.partner_id.ids), ("state", "=", "sale"),
            ("company_id", "child_of", self.company_id.ids), ("order_line.credit_open_amount", "!=", 0.0),
        ], {"create": False})

    def action_view_holds(self):
        """Open the credit decisions on the customer's orders."""
        return self._action_view_documents(
            "credit_collection.credit_hold_action", [("profile_id", "in", self.ids)], {})

    def _action_view_documents(self, xmlid, domain, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": context}
