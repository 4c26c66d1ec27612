from odoo import models

# What decides who reads the messages of a contact, and for which customer.
DECIDING = {"active", "parent_id", "is_company", "email"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Close the links to accounts and plans for good when their contact leaves the customer, or gets mail elsewhere: who
        comes back gets a new one. Contacts go along with their company: a link to its account opens none of the company that it
        joins."""
        if not (self.ids and DECIDING & vals.keys()):
            return super().write(vals)
        # sudo: who may edit contacts need not see links.
        env = self.sudo().with_context(active_test=False).env
        links = env["credit.portal.link"].search([("contact_id", "child_of", self.ids), ("access_token", "!=", False)])
        plans = env["credit.promise"].search([("proposed_to_id", "child_of", self.ids), ("access_token", "!=", False)])
        before = {contact: contact._get_credit_reader() for contact in links.contact_id | plans.proposed_to_id}
        result = super().write(vals)
        left = {contact for contact, reader in before.items() if contact.exists() and contact._get_credit_reader() != reader}
        links.exists().filtered(lambda link: link.contact_id in left)._revoke()
        plans.exists().filtered(lambda plan: plan.proposed_to_id in left)._renew_links()
        return result

    def _get_credit_reader(self):
        return self.active, self.commercial_partner_id, self.email_normalized
