from odoo import models

from .credit_approval_tier import MANAGER


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

    def _credit_check_first_limit(self, present):
        """So is the first one, of a customer who is created with it, too, unless the customer could buy without limit."""
        super()._credit_check_first_limit(present)
        company_sudo, user = self.env.company.root_id.sudo(), self.env.user
        limit = self.sudo().credit_limit  # sudo: core hides it from those who do not invoice.
        is_lowered = not present and company_sudo.credit_new_limit_mode == "unlimited"
        if self.env.su or is_lowered or company_sudo.currency_id.compare_amounts(limit, present) <= 0:
            return
        Tier = self.env["credit.approval.tier"]
        # Where nobody has a tier, whoever enters customers enters their first limit.
        if Tier._get_tiers(company_sudo) or user.has_group(MANAGER):
            Tier._check_amount(user, company_sudo, limit)
            Tier._check_four_eyes(user, company_sudo, self._get_credit_sellers(), self.display_name)
