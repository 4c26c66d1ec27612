from odoo import api, models


class CreditInterestRule(models.Model):
    """What a lawyer confirms of late payment terms: all of them but rates that are published later."""

    _inherit = "credit.interest.rule"

    @api.depends(
        "country_id", "country_group_id", "is_law", "customers", "follows", "period", "day_count", "grace_days", "note",
        "print_on_invoice", "checked_until", "rate_ids.date_from", "rate_ids.rate", "rate_ids.margin",
        "compensation_currency_id", "compensation_ids.amount_from", "compensation_ids.amount")
    def _compute_is_confirmed(self):
        return super()._compute_is_confirmed()

    def _get_terms_to_confirm(self):
        rule = self.with_context(lang="en_US")  # The same for every reader.
        return {
            **super()._get_terms_to_confirm(),
            **{name: self[name] for name in (
                "is_law", "customers", "follows", "period", "day_count", "grace_days", "print_on_invoice")},
            "place": [self.country_id.id, self.country_group_id.id], "note": rule.note,
            "compensation": [self.compensation_currency_id.id, *sorted(
                [band.amount_from, band.amount] for band in self.compensation_ids)],
            "rates": sorted([str(row.date_from), row.rate, row.margin] for row in self.rate_ids)}

    def _are_confirmed(self, terms):
        """A rate that is published later, with the margin that was confirmed, is none of the terms."""
        own = self._get_terms_to_confirm()
        rates, known = own.pop("rates"), terms.get("rates", [])
        if own != {name: value for name, value in terms.items() if name != "rates"} or rates[:len(known)] != known:
            return False
        later, is_published = rates[len(known):], self.period == "half_year" or self.checked_until
        return not later or bool(is_published and known) and all(margin == known[-1][2] for _day, _rate, margin in later)
