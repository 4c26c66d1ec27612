from odoo import api, models
from odoo.fields import Domain


class CreditInterestRule(models.Model):
    """Which terms apply to whom."""

    _inherit = "credit.interest.rule"

    @api.model
    def _choose(self, move):
        """:return: the terms that apply to an invoice: agreed with the customer or by its payment term, else by law"""
        partner, company = move.commercial_partner_id, move.company_id.root_id
        profile = self.env["credit.profile"].search([("partner_id", "=", partner.id), ("company_id", "=", company.id)])
        if profile.no_charges:
            return self.browse()
        agreed = profile.interest_rule_id or move.invoice_payment_term_id.credit_interest_rule_id
        return agreed or self._get_law_for(partner, company)

    @api.model
    def _get_law_for(self, partner, company, known=None):
        """:param dict known: what was found before, kept for thousands of customers
        :return: the terms by law against the commercial partner ``partner``; none where the law protects it
        """
        known = {} if known is None else known
        countries = [company.country_id] if company.credit_charge_law == "company" else [partner.country_id, company.country_id]
        for country in countries:
            if (country, company) not in known:
                known[country, company] = self._get_law(country, company)
            if rule := known[country, company]:
                return rule if rule._applies_to(partner) else self.browse()
        return self.browse()

    def _find_rate(self, day):
        """:return: (from when, percent) of the last rate until ``day``; None without one"""
        return next((rate for rate in reversed(self._get_rates()) if rate[0] <= day), None)

    @api.model
    def _get_law(self, country, company):
        """:return: the terms that apply to customers of ``country`` in ``company`` by law; none without any"""
        if not country:
            return self.browse()
        found = self.search(
            Domain("is_law", "=", True) & Domain("company_id", "in", [company.root_id.id, False])
            & (Domain("country_id", "=", country.id) | Domain("country_group_id.country_ids", "in", country.ids)))
        return found.sorted(lambda rule: (not rule.company_id, not rule.country_id, rule.sequence))[:1]

    def _applies_to(self, partner):
        """:return: whether these terms may be used against ``partner``, a commercial partner"""
        return self.customers == "all" or partner.is_company or bool(partner.vat)
