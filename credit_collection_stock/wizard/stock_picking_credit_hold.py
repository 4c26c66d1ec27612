from odoo import api, fields, models


class StockPickingCreditHold(models.TransientModel):
    """Tells which deliveries are held and why; a credit manager releases them here."""

    _name = "stock.picking.credit.hold"
    _inherit = "credit.bounds.mixin"
    _description = "Held Deliveries"

    picking_ids = fields.Many2many("stock.picking", string="Deliveries", readonly=True)
    act = fields.Selection([("release", "Release"), ("hold", "Hold")], required=True, readonly=True, default="release")
    reason_id = fields.Many2one(
        "credit.reason", domain=[("kind", "=", "decision")], groups="credit_collection.credit_collection_group_manager")
    note = fields.Char(groups="credit_collection.credit_collection_group_manager")

    @api.model
    def _action_show(self, pickings, act="release"):
        """:return: action with ``pickings`` that are held or to be held, readable without any credit right"""
        notice = self.create({"picking_ids": [fields.Command.set(pickings.ids)], "act": act})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold deliveries") if act == "hold" else self.env._("Held for credit"),
            "res_model": self._name,
            "res_id": notice.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_release(self):
        """Release the deliveries for the given reason; the right is checked by the release itself."""
        self.ensure_one()
        self.picking_ids._check_credit_release_right()
        released = self.picking_ids._release_credit_hold(self.reason_id, self.note)
        return self.env["credit.hold"]._action_notify(self.env._(
            "%(deliveries)s released. The persons responsible were told.", deliveries=", ".join(released.mapped("name"))))

    def action_hold(self):
        """Hold the deliveries for the given reason; the right is checked by the hold itself."""
        self.ensure_one()
        self.picking_ids._check_credit_release_right()
        self.picking_ids._hold_manually(self.note)
        return self.env["credit.hold"]._action_notify(self.env._(
            "%(deliveries)s held.", deliveries=", ".join(self.picking_ids.mapped("name"))))
