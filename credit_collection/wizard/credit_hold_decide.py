from odoo import fields, models


class CreditHoldDecide(models.TransientModel):
    _name = "credit.hold.decide"
    _description = "Decide on Held Orders"

    hold_ids = fields.Many2many("credit.hold", required=True)
    decision = fields.Selection([("release", "Release"), ("refuse", "Refuse")], required=True, default="release")
    reason_id = fields.Many2one("credit.reason", domain=[("kind", "=", "decision")])
    note = fields.Char()

    def action_apply(self):
        """Release or refuse the holds for the given reason; rights are checked by the decision itself."""
        self.ensure_one()
        reason = self.note or self.reason_id
        if self.decision == "release":
            self.hold_ids._release(reason)
        else:
            self.hold_ids._refuse(reason)
        return {"type": "ir.actions.act_window_close"}
