from odoo import models


class CreditFollowupPlan(models.Model):
    _inherit = "credit.followup.plan"

    def action_compare(self):
        """:return: the comparison of this plan with the other one"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_plan_comparison_action")
        return {**action, "context": {"default_plan_id": self.id}}
