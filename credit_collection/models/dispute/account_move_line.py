from odoo import api, fields, models

from ...tools.promise.judgement import allocate


class AccountMoveLine(models.Model):
    """What of an item is under dispute."""

    _inherit = "account.move.line"

    credit_disputed_amount = fields.Monetary(
        string="Disputed", compute="_compute_credit_disputed_amount", store=True, currency_field="company_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
        help="Part of this item under an open dispute, in company currency.",
    )

    @api.depends("move_id.credit_dispute_ids.excluded_amount")
    def _compute_credit_disputed_amount(self):
        """Spread the disputed amount of an invoice over its instalments, the earliest due first."""
        disputed_moves = self.move_id.filtered("credit_dispute_ids")
        self.credit_disputed_amount = 0.0
        for move in disputed_moves:
            instalments = move.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted("date_maturity")
            # First what is still open; the rest on what was paid, should that payment be taken back.
            open_parts = [max(line.amount_residual, 0.0) for line in instalments]
            paid_parts = [abs(line.balance) - part for line, part in zip(instalments, open_parts, strict=True)]
            amounts = allocate(
                move._get_credit_disputed_amount(), [*open_parts, *paid_parts], move.company_currency_id.rounding)
            for line, on_open, on_paid in zip(
                instalments, amounts[:len(instalments)], amounts[len(instalments):], strict=True,
            ):
                if line in self:
                    line.credit_disputed_amount = on_open + on_paid

    def _get_disputed_part(self):
        disputed = self.credit_disputed_amount
        if not disputed:
            return super()._get_disputed_part()
        # sudo: what is demanded of the item; who works with it need not see disputes.
        claims = self.sudo().move_id.credit_dispute_ids.filtered("excluded_amount")
        excluded = sum(claims.mapped("excluded_amount"))
        return disputed, disputed * sum(claims.mapped("excluded_claim")) / excluded if excluded else 0.0
