from odoo import api, models
from odoo.exceptions import UserError


class CreditProfile(models.Model):
    """What was recorded about a customer stays: the profile and the contact that carry it cannot be deleted."""

    _inherit = "credit.profile"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for profile, kinds in self.env["credit.profile.merge"]._get_evidence_kinds(self).items():
            raise UserError(self.env._(
                "The credit profile of %(customer)s cannot be deleted, it carries evidence: %(kinds)s. Archive the "
                "contact if you no longer deal with the customer. If the customer exists twice, merge the two "
                "contacts: the evidence moves along.", customer=profile.display_name, kinds=", ".join(kinds)))


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credit_evidence(self):
        # sudo: evidence counts, also what the user may not see.
        self.env["credit.profile"].sudo().search([("partner_id", "in", self.ids)])._unlink_except_evidence()
