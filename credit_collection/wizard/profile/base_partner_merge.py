from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts keeps the credit evidence of all of them; core would delete the profiles it cannot move."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        payer = dst_partner.commercial_partner_id
        # sudo: a user who may merge contacts merges their credit profiles, in every company, without deciding anything.
        customers_sudo = src_partners.sudo()
        Merge_sudo = self.env["credit.profile.merge"].sudo()
        merged = Merge_sudo._merge_customers(customers_sudo, payer.sudo())
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        self._update_credit_payers(dst_partner)
        for profile_sudo, vals in merged.items():
            Merge_sudo._apply(profile_sudo, vals, customers_sudo)
        return result

    @api.model
    def _update_credit_payers(self, partner):
        """Core moves orders in SQL: let their lines find who owes them now."""
        # sudo: orders of all companies and salespeople move.
        lines_sudo = self.env["sale.order.line"].sudo().search([
            ("order_id.partner_invoice_id", "=", partner.id),
            ("credit_partner_id", "!=", partner.commercial_partner_id.id),
        ])
        self.env.add_to_compute(lines_sudo._fields["credit_partner_id"], lines_sudo)
