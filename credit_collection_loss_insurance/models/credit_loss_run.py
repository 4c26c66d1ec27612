from odoo import models

from odoo.addons.credit_collection_loss.tools.allowance import Cover


class CreditLossRun(models.Model):
    """What the insurer covers of a customer on the day of the run."""

    _inherit = "credit.loss.run"

    def _get_covers(self, partner_ids):
        profiles = self.env["credit.insurance.cover"].search([
            ("profile_id.partner_id", "in", partner_ids), ("company_id", "=", self.company_id.id)]).profile_id
        has_relief = self.company_id.credit_loss_tax_relief
        totals = self.env["credit.insurance"]._get_totals(profiles, self.date)
        covers = {}
        for profile in profiles:
            insured, gross, net = totals.get(profile.id, (0.0, 0.0, 0.0))
            # Where the tax can be got back, the allowance is taken of amounts without it, as the cover is.
            base = net if has_relief else gross
            if insured and base:
                covers[profile.partner_id.id] = Cover(None, 100 * insured / base)
        return {**super()._get_covers(partner_ids), **covers}
