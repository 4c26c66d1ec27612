from odoo import api, fields, models

from odoo.addons.credit_collection.models.exposure.values import Demand


class CreditProfile(models.Model):
    """Net beside gross: what the customer owes less what we owe the same partner as a supplier."""

    _inherit = "credit.profile"

    net_receivable = fields.Monetary(
        string="Net of Payables", compute="_compute_net_receivable",
        help="Receivables less what we owe this customer as a supplier. Limits, holds and reminders go by the gross amount.")

    @api.depends("exposure_receivable", "payable_amount")
    def _compute_net_receivable(self):
        for profile in self:
            profile.net_receivable = profile.exposure_receivable - profile.payable_amount

    def _get_demands(self, day, level=None):
        demands = super()._get_demands(day, level)
        if level and level.tells_net and self.currency_id.compare_amounts(self.payable_amount, 0) > 0:
            return [*demands, Demand(
                self.env._("Less what we owe you"), -self.payable_amount, self.currency_id.id)]
        return demands


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (97, "credit.netting")]
