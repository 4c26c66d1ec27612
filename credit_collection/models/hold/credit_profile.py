from odoo import api, fields, models

from ...tools.common.write_steps import write_step


class CreditProfile(models.Model):
    """What a change of policy does to the orders that wait."""

    _inherit = "credit.profile"

    hold_ids = fields.One2many("credit.hold", "profile_id", string="Order Holds")
    pending_hold_count = fields.Integer(compute="_compute_pending_hold_count")

    def _compute_pending_hold_count(self):
        counts = dict(self.env["credit.hold"]._read_group(
            [("profile_id", "in", self.ids), ("state", "=", "pending")], ["profile_id"], ["__count"]))
        for profile in self:
            profile.pending_hold_count = counts.get(profile._origin, 0)

    @write_step(95)
    def _step_holds(self, vals):
        """Lift the holds that the new policy allows, also those that the user may not see."""
        yield vals
        if self and self._has_role("guarded", vals):
            Hold_sudo = self.env["credit.hold"].sudo()  # sudo: as said.
            Hold_sudo.search(Hold_sudo._get_pending_domain(self.partner_id.ids))._reevaluate()

    def action_view_holds(self):
        """Open the credit decisions on the customer's orders."""
        return self._action_view_documents(
            "credit_collection.credit_hold_action", [("profile_id", "in", self.ids)], {})

    def _reevaluate_policy(self):
        result = super()._reevaluate_policy()
        if self:
            Hold = self.env["credit.hold"]
            Hold.search([("profile_id", "in", self.ids), ("state", "=", "pending")])._reevaluate()
        return result


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (50, "credit.hold")]

    @api.model
    def _get_customer_models(self):
        return [*super()._get_customer_models(), "credit.hold"]
