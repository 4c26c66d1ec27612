from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.credit_collection.tools.score.measures import Measure

YEAR = relativedelta(months=12)


class CreditScorecard(models.AbstractModel):
    _inherit = "credit.scorecard"

    @api.model
    def _get_measures(self):
        return [*super()._get_measures(), Measure(
            "returned_payments", self.env._("Returned payments"), "number",
            self.env._("Payments of the last 12 months that the bank took back; customers without any have no value."),
            "_measure_returned_payments", 45)]

    @api.model
    def _measure_returned_payments(self, sources):
        counts = self.env["credit.receipts"]._count_returned(sources.today, sources.today - YEAR)
        return {
            profile.id: counts.get((profile.partner_id.id, profile.company_id.id)) for profile in sources.profiles}
