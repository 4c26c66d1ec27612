from odoo import models

# Keep the customer of their profile in a column.
MODELS = ("credit.hold", "credit.review", "credit.score", "credit.policy.log")


class ResPartner(models.Model):
    """A customer who becomes a contact of another company: that company owes the debts from now on."""

    _inherit = "res.partner"

    def write(self, vals):
        payer, customers = self._get_joining_customers(vals)
        if not customers:
            return super().write(vals)
        # sudo: whoever may edit contacts moves the credit profiles with them, in every company, without deciding anything.
        merged = self.env["credit.profile"].sudo()._merge_customers(customers.sudo(), payer.sudo())
        result = super().write(vals)
        for profile_sudo, values in merged.items():
            profile_sudo._apply_merge(values, customers.sudo())
            profile_sudo._rename_customer()
        return result

    def _get_joining_customers(self, vals):
        """:return: the company that ``vals`` makes the payer of others, and those of ``self`` with credit profiles of their own
            who become its contacts
        """
        nobody = self.browse()
        if {"parent_id", "is_company"}.isdisjoint(vals):
            return nobody, nobody
        joining = self.filtered(lambda partner: (
            not vals.get("is_company", partner.is_company) and vals.get("parent_id", partner.parent_id.id)
            and partner == partner.commercial_partner_id))
        parents = self.browse(vals["parent_id"]) if vals.get("parent_id") else joining.parent_id
        payer = parents.commercial_partner_id
        if len(payer) != 1:
            return nobody, nobody
        # sudo: as in write.
        profiles_sudo = self.env["credit.profile"].sudo().search([("partner_id", "in", (joining - payer).ids)])
        return payer, joining & profiles_sudo.partner_id.with_env(self.env)


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def _rename_customer(self):
        """Let what is recorded on these profiles be found under the customer they belong to now."""
        for model in MODELS:
            records = self.env[model].search([("profile_id", "in", self.ids)])
            self.env.add_to_compute(records._fields["partner_id"], records)
