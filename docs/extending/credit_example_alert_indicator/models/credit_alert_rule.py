from odoo import api, models

from odoo.addons.credit_collection.tools.alert.indicators import Indicator


class CreditAlertRule(models.Model):
    _inherit = "credit.alert.rule"

    @api.model
    def _get_indicators(self):
        return [*super()._get_indicators(), Indicator(
            "days_without_order", self.env._("Days without order"), "days",
            self.env._("Since the last confirmed order of a customer who owes something."),
            self.env._("No order for %(value)s days (threshold %(threshold)s)"), "_indicate_days_without_order", 200)]

    @api.model
    def _indicate_days_without_order(self, sources):
        """One query for all customers; a customer who owes nothing has no value, so that nobody is warned."""
        profiles = sources.profiles
        last = {}
        for partner, company, day in self.env["sale.order"]._read_group(
            [("partner_invoice_id.commercial_partner_id", "in", profiles.partner_id.ids), ("state", "=", "sale")],
            ["partner_invoice_id", "company_id"], ["date_order:max"],
        ):
            key = partner.commercial_partner_id, company.root_id
            last[key] = max(day.date(), last.get(key, day.date()))
        return {
            profile.id: (sources.today - day).days
            for profile in profiles
            if (day := last.get((profile.partner_id, profile.company_id)))
            and sources.facts[profile.id]["exposure_receivable"]}
