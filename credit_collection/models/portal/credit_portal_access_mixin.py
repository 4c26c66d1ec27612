from odoo import fields, models


class CreditPortalAccessMixin(models.AbstractModel):
    """What a contact of a customer was given, or made in the portal: whose it is. Written by code only."""

    _name = "credit.portal.access.mixin"
    _description = "Paper of a Contact in the Portal"

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    contact_id = fields.Many2one("res.partner", required=True, readonly=True, index=True, ondelete="cascade")

    def _get_letter_lang(self):
        """:return: language of the pages that it opens"""
        return self.env["credit.addressee"]._get_language(self.profile_id, self.contact_id)
