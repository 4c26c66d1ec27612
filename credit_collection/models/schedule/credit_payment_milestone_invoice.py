from odoo import fields, models
from odoo.exceptions import LockError, UserError


class CreditPaymentMilestone(models.Model):
    """Invoicing milestones: each becomes a down payment of Odoo, deducted from the final invoice like any other."""

    _inherit = "credit.payment.milestone"

    def action_invoice(self):
        """Make a draft invoice of each milestone, over what is still to be invoiced of it.

        :return: action that shows the invoices
        :raise UserError: an order is not confirmed, or nothing is to be invoiced
        """
        return self.order_id.action_view_invoice(self._create_invoices())

    def action_open_order(self):
        """Open the order of the milestone."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id, "view_mode": "form"}

    def _create_invoices(self):
        """:return: the draft invoices, one for each milestone"""
        if not self:
            raise UserError(self.env._("No milestone is due. Choose the milestones that you want to invoice."))
        # Clicked twice, or by two: the second one is told, or finds nothing left to invoice.
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(self.env._("These milestones are being invoiced by somebody else at the moment.")) from error
        invoices = self.env["account.move"]
        for milestone in self.sorted(lambda milestone: (milestone.order_id.id, milestone.sequence, milestone.id)):
            milestone._check_invoiceable()
            invoices |= self.env["sale.advance.payment.inv"].create({
                "sale_order_ids": [fields.Command.set(milestone.order_id.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": milestone.to_invoice_amount,
                "credit_milestone_id": milestone.id,
            })._create_invoices(milestone.order_id)
        return invoices

    def _check_invoiceable(self):
        self.ensure_one()
        if self.order_id.state != "sale":
            raise UserError(self.env._(
                "Milestone “%(milestone)s”: confirm order %(order)s first.", milestone=self.display_name,
                order=self.order_id.name))
        if self.currency_id.compare_amounts(self.to_invoice_amount, 0) <= 0:
            raise UserError(self.env._(
                "Milestone “%(milestone)s” of order %(order)s: nothing is left to invoice.", milestone=self.display_name,
                order=self.order_id.name))


class SaleAdvancePaymentInv(models.TransientModel):
    """A down payment that is made for a milestone keeps it, and bears its name on the invoice."""

    _inherit = "sale.advance.payment.inv"

    credit_milestone_id = fields.Many2one("credit.payment.milestone", string="Milestone", readonly=True)

    def _create_invoices(self, sale_orders):
        invoices = super()._create_invoices(sale_orders)
        if self.credit_milestone_id:
            # sudo: what a line was made for is never written by hand.
            lines_sudo = invoices.sudo().invoice_line_ids.sale_line_ids
            lines_sudo.filtered("is_downpayment").credit_milestone_id = self.credit_milestone_id
        return invoices

    def _prepare_down_payment_invoice_line_values(self, order, so_line, account):
        values = super()._prepare_down_payment_invoice_line_values(order, so_line, account)
        if self.credit_milestone_id:
            milestone = self.credit_milestone_id.with_context(lang=order._get_lang())
            values["name"] = milestone.env._("Down payment: %(milestone)s", milestone=milestone.display_name)
        return values
