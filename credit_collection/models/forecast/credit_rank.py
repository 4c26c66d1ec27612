from odoo import api, models

# How much likelier a loss is when all that may be collected should have been paid by now, as this customer usually pays.
UNUSUAL = 0.20


class CreditRank(models.Model):
    """Money that should have come by now, by the customer's own habit, counts for more."""

    _inherit = "credit.rank"

    @api.model
    def _get_cases(self, profiles, today):
        cases = super()._get_cases(profiles, today)
        for profile, share in self._get_unusual_shares(profiles, today).items():
            if share > 0:
                cases[profile] = cases[profile]._replace(
                    more=(*cases[profile].more, ("unusual", round(100 * share), UNUSUAL * share)))
        return cases

    @api.model
    def _get_unusual_shares(self, profiles, today):
        """:return: ``{profile: share of what is overdue that is later than usual}``, as of the last night"""
        rows = self.env["credit.cash.in"].sudo()._read_group(  # sudo: the system's own figures.
            [("profile_id", "in", profiles.ids), ("due_date", "<", today), ("source", "=", "prediction")],
            ["profile_id", "is_later_than_usual"], ["amount:sum"])
        totals, unusual = {}, {}
        for profile, is_later, amount in rows:
            totals[profile] = totals.get(profile, 0.0) + amount
            if is_later:
                unusual[profile] = amount
        return {profile: amount / totals[profile] for profile, amount in unusual.items()}

    @api.model
    def _get_reason_text(self, code, number):
        if code == "unusual":
            return self.env._("%(percent)s%% later than this customer usually pays", percent=number)
        return super()._get_reason_text(code, number)
