from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderCreditRequest(models.TransientModel):
    """A salesperson asks for a credit limit for an order."""

    _name = "sale.order.credit.request"
    _inherit = "credit.bounds.mixin"
    _description = "Ask for a Credit Limit"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_invoice_id.commercial_partner_id", string="Customer")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", compute_sudo=True)
    amount = fields.Monetary(
        string="Limit", required=True, compute="_compute_amount", store=True, precompute=True, readonly=False,
    )
    period = fields.Selection(
        [("temporary", "Until a date"), ("permanent", "For good")], required=True, default="temporary",
    )
    until = fields.Date(help="Last day on which the limit is needed.")
    reason = fields.Text(required=True)

    @api.depends("order_id")
    def _compute_currency_id(self):
        """The currency of the customer's limit, else that of the company."""
        for request in self:
            company = request.order_id.company_id.root_id
            profile = request.order_id.partner_invoice_id._get_credit_profiles(company)
            request.currency_id = profile.limit_currency_id or company.currency_id

    @api.depends("order_id")
    def _compute_amount(self):
        """What the order needs: the exposure with it."""
        self.amount = 0.0
        for request in self.filtered("order_id"):
            # sudo: the salesperson sees what the order needs, not the figures behind it.
            order_sudo = request.order_id.sudo()
            check = order_sudo._get_credit_checks().get(order_sudo.id)
            needed = check.standing.position.exposure + check.order_amount if check else 0.0
            company = order_sudo.company_id.root_id
            request.amount = company.currency_id._convert(
                max(needed, 0.0), request.currency_id, company, company._get_credit_today())

    def action_request(self):
        """Send the request to the credit manager."""
        self.ensure_one()
        until = self.until if self.period == "temporary" else False
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("Enter the limit that you ask for."))
        if self.period == "temporary" and (not until or until < self.order_id.company_id._get_credit_today()):
            raise UserError(self.env._("Enter until when the limit is needed."))
        review_sudo = self.order_id._request_credit_limit(self.amount, until, self.reason)
        deciders = ", ".join(review_sudo.activity_ids.user_id.mapped("name"))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success", "next": {"type": "ir.actions.act_window_close"},
                "message": self.env._("Request sent. It waits for %(deciders)s.", deciders=deciders)
                if deciders else self.env._("Request sent. It waits for a credit manager."),
            },
        }
