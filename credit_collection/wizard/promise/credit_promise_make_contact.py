from odoo import fields, models


class CreditPromiseMake(models.TransientModel):
    _inherit = "credit.promise.make"

    followup_id = fields.Many2one("credit.followup", readonly=True)

    def _prepare_promise_vals(self):
        return {**super()._prepare_promise_vals(), "followup_id": self.followup_id.id}
