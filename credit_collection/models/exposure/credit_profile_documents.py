from odoo import fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """The documents behind the figures: what each of them opens adds up to it."""

    _inherit = "credit.profile"

    def action_view_open_items(self):
        """Open the posted items behind the receivables."""
        return self._action_view_documents("credit_collection.credit_open_item_report_action", [
            ("partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids),
            ("status", "!=", "difference"),
        ], {})

    def action_view_overdue_items(self):
        """Open the debts past their due date and the open credits that are set against them."""
        today = fields.Date.to_string(self.company_id._get_credit_today())
        action = self.action_view_open_items()
        is_overdue = Domain("due_date", "<", today) | Domain("residual", "<", 0.0)
        return {**action, "name": self.env._("Overdue Items"), "domain": list(Domain(action["domain"]) & is_overdue)}

    def action_view_draft_invoices(self):
        """Open the customer's draft invoices and credit notes."""
        return self._action_view_documents("credit_collection.credit_draft_invoice_action", [
            ("commercial_partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids),
            ("state", "=", "draft"), ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
        ], {"create": False})

    def action_view_open_orders(self):
        """Open the confirmed orders that are not fully invoiced, as far as they are due within the credit horizon."""
        return self._action_view_documents("credit_collection.credit_open_order_action", [
            ("partner_invoice_id.commercial_partner_id", "in", self.partner_id.ids),
            ("company_id", "child_of", self.company_id.ids), ("credit_open_amount", ">", 0.0),
        ], {"create": False})

    def action_view_payments(self):
        """Open the items of the payments that the bank has not confirmed yet."""
        return self._action_view_documents(
            "credit_collection.credit_payment_in_process_action",
            list(self.env["account.move.line"]._get_payment_in_process_domain() & Domain([
                ("payment_id.partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("company_id", "child_of", self.company_id.ids),
            ])), {"create": False})

    def _action_view_documents(self, xmlid, domain, context):
        """:return: the action ``xmlid`` on the documents of ``domain``, over all branches that the user may work for"""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {**context, **self._get_branches_context()}}

    def _get_branches_context(self):
        """A figure counts all branches, so its documents do, whichever of them are ticked in the company switcher."""
        branches = self.env.user.company_ids.filtered(lambda company: company.root_id in self.company_id)
        others = self.env.companies - branches
        return {"allowed_company_ids": ((self.env.company & branches) | branches | others).ids} if branches else {}
