from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (85, "credit.statement")]


class CreditProfileJoining(models.Model):
    _inherit = "credit.profile.joining"

    @api.model
    def _remember(self, customers, payer):
        """Core gives the items of a customer who joins a company to the company, for good: the statements of each are set
        against their own ledger."""
        # sudo: as in ``res.partner.write``; the statements of every company.
        self.env["credit.statement"].sudo()._keep_joined_balances(customers | payer)
        return super()._remember(customers, payer)
