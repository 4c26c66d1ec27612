from odoo import api, models
from odoo.exceptions import UserError


class CreditProfile(models.Model):
    """What was recorded about a customer stays: the profile and the contact that carry it cannot be deleted."""

    _inherit = "credit.profile"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for profile, kinds in self._get_evidence_kinds().items():
            raise UserError(self.env._(
                "The credit profile of %(customer)s cannot be deleted, it carries evidence: %(kinds)s. Archive the "
                "contact if you no longer deal with the customer. If the customer exists twice, merge the two "
                "contacts: the evidence moves along.", customer=profile.display_name, kinds=", ".join(kinds)))

    def _get_evidence_kinds(self):
        """:return: ``{profile: [names of the kinds of evidence it carries]}``, without profiles that carry none"""
        kinds = {}
        for _sequence, model in sorted(self.env["credit.profile.merge"]._get_evidence_models()):
            # sudo: evidence counts, also what the user may not see.
            groups = self.env[model].sudo()._read_group([("profile_id", "in", self.ids)], ["profile_id"])
            for (profile,) in groups:
                kinds.setdefault(profile, []).append(self.env["ir.model"]._get(model).name)
        return kinds


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credit_evidence(self):
        # sudo: evidence counts, also what the user may not see.
        self.env["credit.profile"].sudo().search([("partner_id", "in", self.ids)])._unlink_except_evidence()
