from odoo import fields, models


class ResPartner(models.Model):
    """Who may bind a customer."""

    _inherit = "res.partner"

    credit_may_sign = fields.Boolean(
        string="May Accept Credit Terms", groups="credit_collection.credit_collection_group_viewer",
        help="This person may bind the company: an acceptance of anybody else waits for a confirmation. Persons who are "
             "customers themselves always may.")

    def _may_accept_credit_terms(self):
        """:return: whether what this contact accepts binds the customer; nobody does not"""
        # sudo: the contact itself answers in the portal.
        contact_sudo = self.sudo()
        is_person = contact_sudo and not contact_sudo.is_company and contact_sudo.commercial_partner_id == contact_sudo
        return bool(contact_sudo.active and (is_person or contact_sudo.credit_may_sign))
