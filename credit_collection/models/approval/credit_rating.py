from odoo import models


class CreditRating(models.Model):
    """A rating's rules about the limit are bound by the approval tiers: to ease them is to give any limit."""

    _inherit = "credit.rating"

    def write(self, vals):
        Tier = self.env["credit.approval.tier"]
        before = {rating: Tier._get_limit_rules(rating, rating.company_id) for rating in self}
        result = super().write(vals)
        for rating, rules in before.items():
            Tier._check_rules_eased(
                rating.company_id or self.env.user.company_ids.root_id, rules,
                Tier._get_limit_rules(rating, rating.company_id))
        return result
