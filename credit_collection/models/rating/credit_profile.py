from odoo import api, models


class CreditProfile(models.Model):
    """What a change of the written policy means for the customers whom it concerns."""

    _inherit = "credit.profile"

    @api.model
    def _guard_policy(self, domain):
        """Let confirmations under way finish on the old policy and those to come wait for the new one.

        :param domain: of the profiles that the policy is for
        :return: these profiles
        """
        profiles = self.search(domain)
        self.env["credit.guard"]._write_guard(profiles.ids)
        return profiles

    def _reevaluate_policy(self):
        """What a changed policy does to the orders of these customers; to be overridden."""
