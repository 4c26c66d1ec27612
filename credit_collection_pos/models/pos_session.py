from odoo import models


class PosSession(models.Model):
    _inherit = "pos.session"

    def write(self, vals):
        """What was stopped and not sold by the end of the session will not be sold: neither decision nor release remains."""
        result = super().write(vals)
        if vals.get("state") == "closed":
            # sudo: cashiers close sessions and see no holds.
            self.env["credit.pos.hold"].sudo().search([
                ("config_id", "in", self.config_id.ids), ("state", "in", ("stopped", "pending", "released"))])._end("expired")
        return result
