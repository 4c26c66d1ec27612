from odoo import api, fields, models

from odoo.addons.credit_collection.tools.alert.indicators import Indicator


class CreditAlertRule(models.Model):
    _inherit = "credit.alert.rule"

    @api.model
    def _get_indicators(self):
        return [
            *super()._get_indicators(),
            Indicator(
                "bill_late", self.env._("Bill not paid at maturity"), "days",
                self.env._("Days since the maturity of the oldest bill that is held and was not paid."),
                self.env._("Bill not paid for %(value)s days after maturity (threshold %(threshold)s)"), "_indicate_bill_late",
                70),
            Indicator(
                "bills_dishonored", self.env._("Dishonored bills"), "number",
                self.env._("Bills of the last 12 months that were not paid."),
                self.env._("Bills dishonored in 12 months: %(value)s (threshold %(threshold)s)"), "_indicate_bills_dishonored",
                71),
        ]

    @api.model
    def _indicate_bill_late(self, sources):
        oldest = dict(self.env["credit.bill"].sudo()._read_group(  # sudo: a figure of the customer.
            [("profile_id", "in", sources.profiles.ids), ("state", "=", "received"), ("maturity", "<", sources.today)],
            ["profile_id"], ["maturity:min"]))
        return {profile.id: (sources.today - day).days for profile, day in oldest.items()}

    @api.model
    def _indicate_bills_dishonored(self, sources):
        since = fields.Date.subtract(sources.today, months=12)
        counts = self.env["credit.bill"].sudo()._read_group(  # sudo: as above.
            [("profile_id", "in", sources.profiles.ids), ("state", "=", "dishonored"), ("end_date", ">", since)],
            ["profile_id"], ["__count"])
        return {profile.id: count for profile, count in counts}
