from odoo import api, fields, models


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    write_off_ids = fields.One2many("credit.write.off", "profile_id", string="Write-offs", readonly=True)
    write_off_count = fields.Integer(compute="_compute_write_off_count")

    @api.depends("write_off_ids")
    def _compute_write_off_count(self):
        counts = dict(self.env["credit.write.off"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"]))
        for profile in self:
            profile.write_off_count = counts.get(profile, 0)

    def action_view_write_offs(self):
        """:return: the write-offs of the customer"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_loss.credit_write_off_action")
        return {**action, "domain": [("profile_id", "in", self.ids)], "context": {"default_profile_id": self.id}}


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (80, "credit.write.off")]
