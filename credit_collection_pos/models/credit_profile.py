from odoo import api, fields, models

from odoo.addons.credit_collection.models.exposure.credit_profile import search_fact


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    exposure_counter = fields.Monetary(
        string="Counter Sales", compute="_compute_facts", search=search_fact("exposure_counter"),
        help="Sales on account at a point of sale whose session is not closed yet: closing it posts them as receivables.",
    )

    def action_view_counter_sales(self):
        """Open the sales on account of sessions that are not closed."""
        action = self._action_view_documents("point_of_sale.action_pos_pos_form", [
            ("partner_id.commercial_partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids),
            *self.env["pos.order"]._get_on_account_domain(),
        ], {"create": False})
        return {**action, "name": self.env._("Counter Sales on Account")}


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (55, "credit.pos.hold")]

    @api.model
    def _get_customer_models(self):
        return [*super()._get_customer_models(), "credit.pos.hold"]
