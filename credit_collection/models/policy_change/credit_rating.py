from odoo import fields, models


class CreditRating(models.Model):
    """Ratings are changed by a planned change of the policy, or at once."""

    _inherit = "credit.rating"

    # Not kept here: it goes into the log of the changes that are written with it.
    change_id = fields.Many2one("credit.policy.change", string="Policy Change", store=False)

    def action_plan_change(self):
        """Open the draft of the policy in which this rating can be changed and the effects seen beforehand."""
        return self.env["credit.policy.change"]._action_open(self.company_id or None)
