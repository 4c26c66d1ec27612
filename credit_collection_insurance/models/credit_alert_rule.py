from odoo import api, models

from odoo.addons.credit_collection.tools.alert.indicators import Indicator


class CreditAlertRule(models.Model):
    """Deadlines of the insurer, and the own risk."""

    _inherit = "credit.alert.rule"

    @api.model
    def _get_indicators(self):
        return [
            *super()._get_indicators(),
            Indicator(
                "insurance_report", self.env._("Insurer: report of overdue items"), "percent",
                self.env._("Of the period for reporting, what has passed for the oldest insured item that is not reported. "
                           "Over 100: the item is not insured any more."),
                self.env._("%(value)s %% of the period for reporting to the insurer have passed (threshold %(threshold)s %%)"),
                "_indicate_insurance_report", 110),
            Indicator(
                "insurance_claim", self.env._("Insurer: filing of claims"), "percent",
                self.env._("Of the period for filing a claim, what has passed for the oldest reported item."),
                self.env._("%(value)s %% of the period for filing the claim have passed (threshold %(threshold)s %%)"),
                "_indicate_insurance_claim", 111),
            Indicator(
                "insurance_stop", self.env._("Insurer: stop of deliveries"), "days",
                self.env._("Days since deliveries are not insured any more, because of overdue items."),
                self.env._("Deliveries not insured for %(value)s days (threshold %(threshold)s)"),
                "_indicate_insurance_stop", 112),
            Indicator(
                "uninsured_exposure", self.env._("Uninsured exposure"), "amount",
                self.env._("Own risk of customers with an insurance cover."),
                self.env._("%(value)s not insured (threshold %(threshold)s)"), "_indicate_uninsured_exposure", 113),
        ]

    @api.model
    def _indicate_insurance_report(self, sources):
        def get_share(row):
            if row["reported_on"] or not row["report_days"]:
                return 0.0
            return (sources.today - row["due"]).days / row["report_days"]

        return self._get_largest_share(sources, get_share)

    @api.model
    def _indicate_insurance_claim(self, sources):
        filed = set(self.env["credit.insurance.claim"].sudo().search([  # sudo: nightly, for all customers.
            ("profile_id", "in", sources.profiles.ids), ("filed_on", "!=", False)]).ids)

        def get_share(row):
            if not row["claim_days"] or row["claim_id"] in filed or not row["reported_on"]:
                return 0.0
            return (sources.today - row["due"]).days / row["claim_days"]

        return self._get_largest_share(sources, get_share)

    @api.model
    def _get_largest_share(self, sources, get_share):
        """:return: ``{profile id: percent of a period that has passed}`` of the insured debts, in one query"""
        items = self.env["credit.insurance"]._read_items(sources.profiles, sources.today)
        return {
            profile_id: round(100 * max(0.0, *(get_share(row) for row in rows if row["cover_id"] and row["residual"] > 0), 0.0))
            for profile_id, rows in items.items()}

    @api.model
    def _indicate_insurance_stop(self, sources):
        positions = self.env["credit.insurance"]._get_positions(sources.profiles, sources.today)
        return {
            profile_id: max((sources.today - position.stop_on).days, 0)
            for profile_id, position in positions.items() if position.stop_on}

    @api.model
    def _indicate_uninsured_exposure(self, sources):
        covered = self.env["credit.insurance.cover"].sudo().search([  # sudo: nightly, for all customers.
            ("profile_id", "in", sources.profiles.ids)]).profile_id
        return {profile.id: profile.uninsured_exposure for profile in covered}
