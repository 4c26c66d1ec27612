from odoo import api, fields, models

from ...models.dispute.credit_dispute import DISPUTABLE_TYPES
from ...tools.common.notices import show_notice


class CreditDisputeMake(models.TransientModel):
    """Records a dispute about one of the open invoices of the customer."""

    _name = "credit.dispute.make"
    _inherit = "credit.bounds.mixin"
    _description = "Record a Dispute"

    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", required=True, domain="move_domain")
    move_domain = fields.Binary(compute="_compute_move_domain", export_string_translation=False)
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary(
        string="Disputed", compute="_compute_amount", store=True, readonly=False,
        help="Part of the invoice, in the invoice's currency. What is not disputed is collected on.",
    )
    reason_id = fields.Many2one("credit.reason", required=True, domain=[("kind", "=", "dispute")])
    note = fields.Text(string="What the Customer Says")

    @api.depends("profile_id")
    def _compute_move_domain(self):
        for wizard in self:
            profile = wizard.profile_id
            wizard.move_domain = [
                ("commercial_partner_id", "=", profile.partner_id.id), ("company_id", "child_of", profile.company_id.id),
                ("move_type", "in", DISPUTABLE_TYPES), ("state", "=", "posted"), ("amount_residual", ">", 0.0),
            ]

    @api.depends("move_id")
    def _compute_amount(self):
        for wizard in self:
            move = wizard.move_id
            wizard.amount = max(move.amount_residual - move._get_credit_open_claims(), 0.0) if move else 0.0

    def action_open_dispute(self):
        """Open the dispute: its part of the invoice is not collected until it is cleared."""
        self.ensure_one()
        self.profile_id._check_collector()
        dispute = self.env["credit.dispute"].create({
            "move_id": self.move_id.id, "amount": self.amount, "reason_id": self.reason_id.id, "note": self.note,
        })
        dispute.action_open()
        return show_notice(self.env._(
            "Dispute of %(amount)s opened, responsible: %(user)s.", amount=dispute.currency_id.format(dispute.amount),
            user=dispute.user_id.name or self.env._("nobody")))
