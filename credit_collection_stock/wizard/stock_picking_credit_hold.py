from odoo import api, fields, models


class StockPickingCreditHold(models.TransientModel):
    """Tells which deliveries are held and why; a credit manager releases them here."""

    _name = "stock.picking.credit.hold"
    _description = "Held Deliveries"

    picking_ids = fields.Many2many("stock.picking", string="Deliveries", readonly=True)
    reason_id = fields.Many2one(
        "credit.reason", domain=[("kind", "=", "decision")], groups="credit_collection.credit_collection_group_manager")
    note = fields.Char(groups="credit_collection.credit_collection_group_manager")

    @api.model
    def _action_show(self, pickings):
        """:return: action with the held ``pickings``, readable without any credit right"""
        notice = self.create({"picking_ids": [fields.Command.set(pickings.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Held for credit"),
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
        self.picking_ids._release_credit_hold(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
