from odoo import api, models

from odoo.addons.credit_collection.tools.score import scoring
from odoo.addons.credit_collection.tools.score.measures import Measure


class CreditScorecard(models.AbstractModel):
    _inherit = "credit.scorecard"

    @api.model
    def _get_measures(self):
        return [*super()._get_measures(), Measure(
            "cancelled_orders", self.env._("Cancelled orders"), "percent",
            self.env._("Share of the customer's orders that were cancelled."), "_measure_cancelled_orders", 200)]

    @api.model
    def _measure_cancelled_orders(self, sources):
        """One query for all customers; who never ordered has no value, and the other criteria count for more."""
        profiles = sources.profiles
        groups = self.env["sale.order"]._read_group(
            [("partner_id.commercial_partner_id", "in", profiles.partner_id.ids), ("state", "in", ("sale", "cancel"))],
            ["partner_id", "company_id", "state"], ["__count"])
        counts = {}
        for partner, company, state, count in groups:
            key = partner.commercial_partner_id, company.root_id
            cancelled, all_orders = counts.get(key, (0, 0))
            counts[key] = cancelled + (count if state == "cancel" else 0), all_orders + count
        return {
            profile.id: scoring.ratio(*counts.get((profile.partner_id, profile.company_id), (0, 0)))
            for profile in profiles}
