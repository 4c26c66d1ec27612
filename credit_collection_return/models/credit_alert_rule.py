from odoo import api, models

from odoo.addons.credit_collection.tools.alert.indicators import Indicator


class CreditAlertRule(models.Model):
    _inherit = "credit.alert.rule"

    @api.model
    def _get_indicators(self):
        return [*super()._get_indicators(), Indicator(
            "returned_payments", self.env._("Returned payments"), "count",
            self.env._("Payments of the last 12 months that the bank took back."),
            self.env._("Payments returned in 12 months: %(value)s (threshold %(threshold)s)"),
            "_indicate_returned_payments", 65)]

    @api.model
    def _indicate_returned_payments(self, sources):
        return sources.scorecard._measure_returned_payments(sources)
