from odoo import models


class CreditProfile(models.Model):
    """What a change of the written policy means for the customers whom it concerns."""

    _inherit = "credit.profile"

    def _reevaluate_policy(self):
        """What a changed policy does to the orders of these customers; to be overridden."""
