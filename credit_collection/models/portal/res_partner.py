from odoo import models

# What decides who reads the messages of a contact, and for which customer.
DECIDING = {"active", "parent_id", "email"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Close the links to accounts for good when their contact leaves the customer, or gets mail elsewhere: who comes back
        gets a new one."""
        if not DECIDING & vals.keys():
            return super().write(vals)
        before = {partner: partner._get_credit_reader() for partner in self}
        result = super().write(vals)
        changed = self.filtered(lambda partner: partner._get_credit_reader() != before[partner])
        if changed:
            # sudo: who may edit contacts need not see links.
            self.env["credit.portal.link"].sudo().search(
                [("contact_id", "in", changed.ids), ("access_token", "!=", False)])._revoke()
        return result

    def _get_credit_reader(self):
        return self.active, self.commercial_partner_id, self.email_normalized
