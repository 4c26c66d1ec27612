from odoo import models


class CreditDecisionMixin(models.AbstractModel):
    """A document that waits for a decision: the to-do of who decides goes to a delegate while that person is away."""

    _name = "credit.decision.mixin"
    _description = "Document That Waits for a Decision"

    # xml-id of the type of that to-do
    _decision_activity = None

    def _get_decider(self):
        """Hook: :return: the user who would be asked to decide today, or who stands in for that user; nobody without a rule"""
        self.ensure_one()
        return self.env["res.users"]
