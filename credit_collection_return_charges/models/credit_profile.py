from odoo import models


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def _describe_fee(self, charges):
        returned = [charge for charge in charges if charge.return_id]
        if not returned:
            return super()._describe_fee(charges)
        if len(returned) == len(charges):
            return self.env._("Bank fees of returned payments")
        return self.env._("Fees for earlier reminders and returned payments")
