from odoo import api, models


class CreditLimitGroup(models.Model):
    """Shared limits are bound by the approval tiers."""

    _inherit = "credit.limit.group"

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        for group in groups:
            group._check_tier(group.amount)
        return groups

    def write(self, vals):
        before = {group: group.amount if group.active else 0.0 for group in self}
        result = super().write(vals)
        for group in self:
            added = "profile_ids" in vals
            if not group.active or added or group.currency_id.compare_amounts(group.amount, before[group]) > 0:
                group._check_tier(group.amount if group.active else 0.0)
        return result

    def _check_tier(self, amount):
        """:raise AccessError: the user gives a shared limit above the approval tier"""
        if not self.env.su and amount:
            self.env["credit.approval.tier"]._check_amount(self.env.user, self.company_id, amount)
