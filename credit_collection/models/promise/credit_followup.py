from odoo import models


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    def action_make_promise(self):
        """Record what the customer promised for the items of this follow-up that are still open."""
        self.ensure_one()
        today = self.company_id._get_credit_today()
        return self.profile_id._get_make_promise_action(self.line_ids & self.profile_id._get_promisable_items(today))
