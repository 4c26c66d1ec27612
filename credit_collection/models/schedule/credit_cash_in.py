from datetime import timedelta

from odoo import api, fields, models

from ...tools.schedule.cash import split_amount

MILESTONE = "milestone"
# Rows of milestones are told from those of items (above zero) and of orders (below) while they are predicted.
OFFSET = 10 ** 9


class CreditCashIn(models.Model):
    """Orders with a payment schedule bring their money milestone by milestone: each is invoiced on its day, and paid as its
    customer pays."""

    _inherit = "credit.cash.in"

    source = fields.Selection(selection_add=[(MILESTONE, "Payment Schedule")])

    @api.model
    def _read_orders(self, company, profiles, today, history):
        orders = super()._read_orders(company, profiles, today, history)
        # sudo: rows are written by the system.
        milestones = self.env["credit.payment.milestone"].sudo().search([
            ("order_id", "in", [order["order_id"] for order in orders]), ("to_invoice_amount", ">", 0.0)])
        by_order = {order.id: own for order, own in milestones.grouped("order_id").items()}
        return [row for order in orders for row in (
            self._get_milestone_rows(order, by_order[order["order_id"]], company, today)
            if order["order_id"] in by_order else [order])]

    @api.model
    def _get_milestone_rows(self, row, milestones, company, today):
        """:return: what is to come of an order, a row of ``_read_orders``, as rows of its milestones and of what none brings"""
        days = {milestone: max(milestone.due_date or row["invoice_date"], today) for milestone in milestones}
        amounts = split_amount(row["residual"], [
            (milestone, milestone.currency_id._convert(milestone.to_invoice_amount, company.currency_id, company, today))
            for milestone in sorted(milestones, key=lambda milestone: (days[milestone], milestone.sequence, milestone.id))
        ], company.currency_id.round)
        rest = amounts.pop(None, 0.0)
        rows = [{**row, "residual": rest}] if rest else []
        term = milestones.order_id.payment_term_id
        usual = row["due_date"] - row["invoice_date"]
        for milestone, amount in amounts.items():
            rows.append({
                **row, "id": -OFFSET - milestone.id, "residual": amount, "invoice_date": days[milestone], "source": MILESTONE,
                "due_date": days[milestone] + (timedelta(days=term.credit_days) if term else usual)})
        return rows
