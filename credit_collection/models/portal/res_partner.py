from odoo import models

# What decides who reads the messages of a contact, and for which customer.
DECIDING = {"active", "parent_id", "is_company", "email"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Close the links to accounts for good when their contact leaves the customer, or gets mail elsewhere: who comes back
        gets a new one. Contacts go along with their company: a link to its account opens none of the company that it joins."""
        if not (self.ids and DECIDING & vals.keys()):
            return super().write(vals)
        # sudo: who may edit contacts need not see links.
        links = self.env["credit.portal.link"].sudo().with_context(active_test=False).search(
            [("contact_id", "child_of", self.ids), ("access_token", "!=", False)])
        before = {contact: contact._get_credit_reader() for contact in links.contact_id}
        result = super().write(vals)
        links.exists().filtered(lambda link: link.contact_id._get_credit_reader() != before[link.contact_id])._revoke()
        return result

    def _get_credit_reader(self):
        return self.active, self.commercial_partner_id, self.email_normalized
