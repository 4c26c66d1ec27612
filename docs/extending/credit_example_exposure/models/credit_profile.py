from odoo import fields, models

from odoo.addons.credit_collection.models.exposure.credit_profile import search_fact


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    exposure_consignment = fields.Monetary(
        string="Consignment", compute="_compute_facts", search=search_fact("exposure_consignment"))

    def action_view_consignments(self):
        """Open the goods behind the amount."""
        return {
            "type": "ir.actions.act_window", "res_model": "credit.example.consignment", "view_mode": "list,form",
            "name": self.env._("Consignment"), "domain": [("partner_id", "child_of", self.partner_id.ids)],
        }
