from odoo import api, fields, models

from ...const import LIMIT_MODES


class CreditPolicyEffect(models.Model):
    """One customer or quotation for which the drafted policy would change something. Written by code only."""

    _name = "credit.policy.effect"
    _description = "Effect of a Credit Policy"
    _order = "kind, order_amount desc, amount_before desc, id"
    _rec_name = "partner_id"

    change_id = fields.Many2one("credit.policy.change", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("limit", "Limit changes"), ("held", "Would be held"), ("freed", "No longer held"),
            ("term", "Term not allowed any more"),
        ],
        string="Preview of Changes", required=True, readonly=True,
    )
    profile_id = fields.Many2one("credit.profile", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer")
    rating_id = fields.Many2one(related="profile_id.rating_id", string="Rating")
    mode_before = fields.Selection(LIMIT_MODES, readonly=True)
    mode_after = fields.Selection(LIMIT_MODES, readonly=True)
    amount_before = fields.Monetary(string="Limit Today", readonly=True, default=0.0)
    amount_after = fields.Monetary(string="New Limit", readonly=True, default=0.0)
    difference = fields.Monetary(compute="_compute_difference", store=True)
    order_id = fields.Many2one("sale.order", string="Quotation", readonly=True, index="btree_not_null", ondelete="cascade")
    order_amount = fields.Monetary(string="Amount", readonly=True, default=0.0)
    reason_codes = fields.Char(readonly=True)
    reasons = fields.Char(compute="_compute_reasons", help="Why the quotation would be held, or was held so far.")
    payment_term_id = fields.Many2one("account.payment.term", readonly=True)

    @api.depends("amount_before", "amount_after")
    def _compute_difference(self):
        for effect in self:
            effect.difference = effect.amount_after - effect.amount_before

    @api.depends("reason_codes")
    @api.depends_context("lang")
    def _compute_reasons(self):
        names = {reason.code: reason.name for reason in self.env["credit.reason"].with_context(active_test=False).search(
            [("kind", "=", "hold")])}
        for effect in self:
            codes = (effect.reason_codes or "").split(",")
            effect.reasons = ", ".join(names.get(code, code) for code in codes if code)
