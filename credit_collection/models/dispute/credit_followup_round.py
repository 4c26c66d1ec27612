from functools import partial

from odoo import api, models


class CreditFollowupRound(models.AbstractModel):
    """Thanks when all overdue items are paid."""

    _inherit = "credit.followup.round"

    @api.model
    def _after_cleared(self, profiles, decisions, today):
        result = super()._after_cleared(profiles, decisions, today)
        self._thank_payers(profiles, decisions, today)
        return result

    @api.model
    def _thank_payers(self, profiles, decisions, today):
        """Thank those of ``profiles``, who have just left the follow-up, for paying what they were followed up for.

        No thanks while items are overdue, or when credit notes alone have cleared them. Called once at the end
        of an overdue cycle, before the cycle is counted up; the mails are queued in one go.

        :param decisions: ``(profile, Decision, [OpenItem])`` of a batch, with these customers among them
        """
        clear = profiles.browse().concat(*(
            profile for profile, _decision, items in decisions
            if profile in profiles and profile.effective_followup_plan_id.thank_for_payment
            and not any(item.residual > 0 and item.due_date and item.due_date < today for item in items)))
        if not clear:
            return
        followups = self.env["credit.followup"].search([("profile_id", "in", clear.ids)]).filtered(
            lambda followup: followup.cycle == followup.profile_id.followup_cycle)
        received = followups._get_amounts_received()
        payers = followups.filtered(lambda followup: received.get(followup.id, 0.0) > 0).profile_id
        self.env["credit.notice"]._queue([(profile, partial(self._compose_thanks, profile)) for profile in payers])

    @api.model
    def _compose_thanks(self, profile, env):
        """:return: subject and values of the thanks, in the language of ``env``"""
        company = profile.company_id.name
        return env._("%(company)s: thank you for your payment", company=company), {"lines": [
            env._("thank you for your payment. All invoices that were overdue are paid, and your account is in order."),
            env._("We are glad to be of service and look forward to working with you."),
        ]}
