from odoo import models
from odoo.exceptions import UserError


class CreditInsuranceClaim(models.Model):
    """How a claim ends."""

    _inherit = "credit.insurance.claim"

    def action_settle(self):
        """Record what the insurer paid.

        :raise UserError: nothing was paid, more than was claimed, or less without a reason
        """
        for claim in self:
            claim._check_manager()
            currency = claim.currency_id
            if currency.compare_amounts(claim.settled_amount, 0) <= 0:
                raise UserError(self.env._(
                    "“%(claim)s”: enter what the insurer paid, or reject the claim.", claim=claim.display_name))
            if currency.compare_amounts(claim.settled_amount, claim.claimed_amount) > 0:
                raise UserError(self.env._(
                    "“%(claim)s”: %(paid)s is more than the %(claimed)s that were claimed.", claim=claim.display_name,
                    paid=currency.format(claim.settled_amount), claimed=currency.format(claim.claimed_amount)))
            if currency.compare_amounts(claim.settled_amount, claim.claimed_amount) < 0:
                claim._check_note()
            claim._end("settled")
            claim.sudo().received_before = claim.sudo()._read_received().get(claim.id, 0.0)  # sudo: as in _end.

    def action_reject(self):
        """Record that the insurer pays nothing.

        :raise UserError: without a reason
        """
        for claim in self:
            claim._check_manager()
            claim._check_note()
            claim.sudo().settled_amount = 0.0  # sudo: the right has been checked.
            claim._end("rejected")

    def _check_note(self):
        if not (self.settlement_note or "").strip():
            raise UserError(self.env._(
                "“%(claim)s”: give the reason why the insurer pays less than was claimed.", claim=self.display_name))

    def _end(self, state):
        # sudo: the right has been checked; evidence is written by code only.
        self.sudo()._set_state(state, settled_on=self.company_id._get_credit_today())

    def action_close(self):
        """The customer paid: nothing is claimed any more.

        :raise UserError: an item is still open
        """
        for claim in self:
            claim._check_collector()
            # sudo: collectors need no right on entries.
            if is_open := claim.sudo().line_ids.line_id.filtered(lambda line: line.amount_residual > 0)[:1]:
                raise UserError(self.env._("%(item)s is still open.", item=is_open.display_name))
            claim._end("closed")
            claim.sudo().activity_unlink(["credit_collection_insurance.mail_activity_claim"])  # sudo: as above.

    def action_cancel(self):
        """Leave the items unreported."""
        for claim in self:
            claim._check_collector()
            claim.sudo()._set_state("cancelled")  # sudo: the right has been checked.

    def action_draft(self):
        for claim in self:
            claim._check_collector()
            claim.sudo()._set_state("draft")  # sudo: the right has been checked.
