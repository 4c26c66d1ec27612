from odoo import api, models
from odoo.tools import SQL

from ...tools.hold.hold_rules import HoldRule


class CreditHold(models.Model):
    """Orders of customers who have not accepted the credit terms."""

    _inherit = "credit.hold"

    @api.model
    def _get_hold_rules(self):
        return [*super()._get_hold_rules(), HoldRule(
            "agreement_missing", 46, lambda policy, position, request, rounding: bool(
                position.facts.get("lacks_agreement")),
            switch="hold_agreement", label=self.env._("No credit agreement"), sentence="_explain_agreement_missing")]

    @api.model
    def _explain_agreement_missing(self, values, money):
        return self.env._("The customer has not accepted the credit terms, or they have ended.")

    @api.model
    def _get_hold_facts(self, today):
        return {**super()._get_hold_facts(today), "lacks_agreement": SQL(
            """
            NOT EXISTS (
                SELECT 1 FROM credit_agreement agreement
                 WHERE agreement.profile_id = facts.id AND agreement.state = 'accepted'
                   AND COALESCE(agreement.valid_until, %(today)s::date) >= %(today)s::date)
            """, today=today)}

    @api.model
    def _flush_hold_facts(self):
        result = super()._flush_hold_facts()
        self.env["credit.agreement"].flush_model(["profile_id", "state", "valid_until"])
        return result
