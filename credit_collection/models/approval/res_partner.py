from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _credit_check_core_limit(self, limit):
        """A limit set on the contact is bound by the approval tiers like one set on the profile."""
        profiles_sudo = super()._credit_check_core_limit(limit)
        vals = {"credit_limit": limit, **({} if limit else {"limit_mode": "unlimited"})}
        for profile in profiles_sudo.sudo(False)._filter_above_tier(vals):
            self.env["credit.approval.tier"]._check_amount(
                self.env.user, profile.company_id, profile.sudo()._get_granted_amount(vals))
        return profiles_sudo
