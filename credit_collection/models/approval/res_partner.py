from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "credit.seller.mixin"]

    def _credit_check_core_limit(self, limit):
        """A limit set on the contact is bound by the approval tiers like one set on the profile."""
        profiles_sudo = super()._credit_check_core_limit(limit)
        vals = {"credit_limit": limit, **({} if limit else {"limit_mode": "unlimited"})}
        Tier = self.env["credit.approval.tier"]
        if not self.env.su:
            # sudo: what is given, whether or not the user sees the profile.
            for profile_sudo in profiles_sudo:
                Tier._check_grant(profile_sudo, vals)
        return profiles_sudo
