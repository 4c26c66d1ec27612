from odoo import api, models
from odoo.tools import SQL

from ...tools.agreement.gaps import find_gaps
from ...tools.hold.hold_rules import HoldRule
from ..common.bulk import flush
from .credit_agreement import IN_FORCE

AGREEMENT_MISSING = "agreement_missing"


class CreditHold(models.Model):
    """Orders of customers who have not accepted the credit terms."""

    _inherit = "credit.hold"

    @api.model
    def _get_hold_rules(self):
        return [*super()._get_hold_rules(), HoldRule(
            AGREEMENT_MISSING, 46, lambda policy, position, request, rounding: bool(
                position.facts.get("lacks_agreement")),
            switch="hold_agreement", label=self.env._("No credit agreement"), sentence="_explain_agreement_missing")]

    @api.model
    def _explain_agreement_missing(self, values, money):
        return self.env._("The customer has not accepted the credit terms, or they have ended.")

    @api.model
    def _get_hold_facts(self, today):
        return {**super()._get_hold_facts(today), "lacks_agreement": SQL(
            "NOT EXISTS (SELECT FROM credit_agreement agreement WHERE agreement.profile_id = facts.id AND %s)",
            self.env["credit.agreement"]._build_in_force(SQL("%s::date", today)))}

    @api.model
    def _flush_hold_facts(self):
        result = super()._flush_hold_facts()
        flush(self.env, IN_FORCE)
        return result

    @api.model
    def _get_past_rules(self):
        return [*super()._get_past_rules(), AGREEMENT_MISSING]

    @api.model
    def _get_past_facts(self, partner_ids, period):
        """A customer lacks an agreement on the days on which none was in force."""
        agreements = self.env["credit.agreement"].search_fetch(
            [("company_id", "=", period.company.id), ("profile_id.partner_id", "in", partner_ids),
             ("effective_from", "!=", False)],
            ["profile_id", "effective_from", "ended_on", "valid_until"], order="effective_from, id")
        agreed = agreements.grouped(lambda agreement: agreement.profile_id.partner_id.id)
        spans = {
            partner_id: find_gaps([
                (agreement.effective_from, agreement.ended_on or None, agreement.valid_until or None)
                for agreement in agreed.get(partner_id, ())])
            for partner_id in partner_ids}
        return {**super()._get_past_facts(partner_ids, period), "lacks_agreement": spans}
