from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Statements that customers answered are set against their own ledger, also when they are one customer with another."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: whoever merges contacts need not see the statements, of any company.
        self.env["credit.statement"].sudo()._keep_joined_balances(src_partners | dst_partner.commercial_partner_id)
        return super()._update_foreign_keys(src_partners, dst_partner)
