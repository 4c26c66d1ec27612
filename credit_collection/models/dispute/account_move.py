from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    credit_dispute_ids = fields.One2many(
        "credit.dispute", "move_id", string="Disputes", copy=False, groups="credit_collection.credit_collection_group_viewer",
    )
    credit_dispute_count = fields.Integer(
        compute="_compute_credit_dispute_count", groups="credit_collection.credit_collection_group_viewer",
    )
    credit_disputed_amount = fields.Monetary(
        string="Disputed", compute="_compute_credit_claims", currency_field="company_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
        help="Part of the invoice that is excluded from collection because of a dispute, in company currency.",
    )
    credit_promised_amount = fields.Monetary(
        string="Promised", compute="_compute_credit_claims", currency_field="company_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
        help="Part of the invoice that an open promise to pay covers, in company currency.",
    )
    credit_promised_until = fields.Date(
        string="Promised Until", compute="_compute_credit_claims",
        groups="credit_collection.credit_collection_group_viewer",
    )

    credit_deferred_until = fields.Date(
        string="Deferred Until", compute="_compute_credit_deferred_until",
        groups="credit_collection.credit_collection_group_viewer",
        help="Day until which an approved deferral moves the due date of items of this invoice.",
    )

    # Draft customer invoices per customer, a part of the exposure.
    _credit_draft_idx = models.Index(
        "(commercial_partner_id, company_id) INCLUDE (amount_total_signed) "
        "WHERE state = 'draft' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
    )

    @api.depends("credit_dispute_ids")
    def _compute_credit_dispute_count(self):
        for move in self:
            move.credit_dispute_count = len(move.credit_dispute_ids)

    @api.depends("line_ids.credit_disputed_amount", "line_ids.credit_promised_amount", "line_ids.credit_promised_until")
    def _compute_credit_claims(self):
        for move in self:
            promised = move.line_ids.filtered("credit_promised_until")
            move.credit_disputed_amount = sum(move.line_ids.mapped("credit_disputed_amount"))
            move.credit_promised_amount = sum(promised.mapped("credit_promised_amount"))
            move.credit_promised_until = max(promised.mapped("credit_promised_until"), default=False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_disputed(self):
        # sudo: a user who deletes drafts need not see disputes.
        disputes_sudo = self.sudo().credit_dispute_ids.filtered(lambda dispute: dispute.state != "draft")
        if disputes_sudo:
            raise UserError(self.env._(
                "%(invoice)s was disputed, and the dispute is evidence: cancel the invoice instead of deleting it.",
                invoice=disputes_sudo.move_id[:1].display_name))

    @api.depends("line_ids.credit_deferred_until")
    def _compute_credit_deferred_until(self):
        for move in self:
            dates = move.line_ids.filtered("credit_deferred_until").mapped("credit_deferred_until")
            move.credit_deferred_until = max(dates, default=False)

    def button_draft(self):
        result = super().button_draft()
        self._credit_end_disputes(lambda env, move: env._(
            "%(invoice)s was reset to draft: its dispute is closed.", invoice=move.display_name))
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._credit_end_disputes(lambda env, move: env._(
            "%(invoice)s was cancelled: its dispute is closed.", invoice=move.display_name))
        return result

    def _credit_end_disputes(self, compose):
        """What is owed no longer is disputed no longer."""
        # sudo: a user who books invoices need not see disputes.
        disputes_sudo = self.filtered(lambda move: move.state != "posted").sudo().credit_dispute_ids
        for dispute_sudo in disputes_sudo.filtered(lambda dispute: dispute.state in ("open", "accepted")):
            dispute_sudo._end_with_invoice(
                dispute_sudo.company_id._get_credit_today(), compose(self.env, dispute_sudo.move_id))

    def _get_credit_disputed_amount(self):
        """:return: what of this invoice is not collected because of disputes, in company currency

        That is the part under an open dispute, and the accepted part until a credit note takes its place.
        """
        self.ensure_one()
        return sum(self.credit_dispute_ids.mapped("excluded_amount"))

    def _get_credit_open_claims(self):
        """:return: sum of what is excluded by disputes already, in the invoice's currency"""
        return sum(self.credit_dispute_ids.mapped("excluded_claim"))

    def action_credit_dispute(self):
        """:return: the form of a new dispute over this invoice"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": "credit.dispute",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_id": self.id,
                "default_amount": self.amount_residual - self._get_credit_open_claims(),
            },
        }

    def action_view_credit_disputes(self):
        """:return: the disputes over this invoice"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputes"),
            "res_model": "credit.dispute",
            "view_mode": "list,form",
            "domain": [("move_id", "=", self.id)],
            "context": {"default_move_id": self.id},
        }
