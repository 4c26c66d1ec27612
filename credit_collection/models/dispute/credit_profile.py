from odoo import fields, models


class CreditProfile(models.Model):
    """Settlement offers to the customer, and thanks when all overdue items are paid."""

    _inherit = "credit.profile"

    settlement_ids = fields.One2many("credit.settlement", "profile_id", string="Settlement Offers")

    def action_make_settlement(self):
        """:return: the form of a new settlement offer on the overdue items of the customer, in their first currency"""
        self.ensure_one()
        lines = self._get_promisable_items(self.company_id._get_credit_today()).filtered(
            lambda line: line.move_id.move_type in ("out_invoice", "out_receipt"))
        lines = lines.filtered(lambda line: line.currency_id == lines[0].currency_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlement Offer"),
            "res_model": "credit.settlement",
            "view_mode": "form",
            "context": {"default_profile_id": self.id, "default_line_ids": lines.ids},
        }

    def action_view_settlements(self):
        """:return: the settlement offers to the customer"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_settlement_action")
        return {**action, "domain": [("profile_id", "in", self.ids)], "context": {"default_profile_id": self.id}}

    def _thank_payers(self, decisions, today):
        """Thank those of these customers, who have just left the follow-up, for paying what they were followed up for.

        No thanks while items are overdue, or when credit notes alone have cleared them. Called once at the end
        of an overdue cycle, before the cycle is counted up; the mails are queued in one go.

        :param decisions: ``(profile, Decision, [OpenItem])`` of a batch, with these customers among them
        """
        clear = self.browse().concat(*(
            profile for profile, _decision, items in decisions
            if profile in self and profile.effective_followup_plan_id.thank_for_payment
            and not any(item.residual > 0 and item.due_date and item.due_date < today for item in items)))
        if not clear:
            return
        followups = self.env["credit.followup"].search([("profile_id", "in", clear.ids)]).filtered(
            lambda followup: followup.cycle == followup.profile_id.followup_cycle)
        received = followups._get_amounts_received()
        payers = followups.filtered(lambda followup: received.get(followup.id, 0.0) > 0).profile_id
        self.env["credit.notice"]._queue([(profile, profile._compose_thanks) for profile in payers])

    def _compose_thanks(self, env):
        """:return: subject and values of the thanks, in the language of ``env``"""
        company = self.company_id.name
        return env._("%(company)s: thank you for your payment", company=company), {"lines": [
            env._("thank you for your payment. All invoices that were overdue are paid, and your account is in order."),
            env._("We are glad to be of service and look forward to working with you."),
        ]}
