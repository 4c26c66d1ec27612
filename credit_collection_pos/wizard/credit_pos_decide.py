from odoo import fields, models


class CreditPosDecide(models.TransientModel):
    _name = "credit.pos.decide"
    _inherit = "credit.bounds.mixin"
    _description = "Decide on Counter Sales"

    hold_ids = fields.Many2many("credit.pos.hold", required=True)
    decision = fields.Selection([("release", "Release"), ("refuse", "Reject")], required=True, default="release")
    reason_id = fields.Many2one(
        "credit.reason", domain="[('kind', '=', 'decision'), ('decision', 'in', ('both', decision))]")
    note = fields.Char()

    def action_apply(self):
        """Release or refuse the sales for the given reason; rights are checked by the decision itself."""
        self.ensure_one()
        reason, note = (self.reason_id, self.note) if self.reason_id else (self.note, None)
        customers = ", ".join(self.hold_ids.mapped("partner_id.name"))
        if self.decision == "refuse":
            self.hold_ids._refuse(reason, note)
            return self.env["credit.hold"]._action_notify(self.env._("%(customers)s: rejected.", customers=customers))
        self.hold_ids._release(reason, note)
        return self.env["credit.hold"]._action_notify(self.env._(
            "%(customers)s: released. The sale may be validated at the counter now.", customers=customers))
