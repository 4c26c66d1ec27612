from odoo import api, models

from .credit_profile import OPEN


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (60, "credit.review")]

    @api.model
    def _get_customer_models(self):
        return [*super()._get_customer_models(), "credit.review"]

    @api.model
    def _absorb(self, kept, other):
        """A customer has one open review; the one that is cancelled stays as evidence."""
        if kept.open_review_id and other.open_review_id:
            other.open_review_id._cancel()
        return super()._absorb(kept, other)


class CreditProfileJoining(models.Model):
    _inherit = "credit.profile.joining"

    @api.model
    def _remember(self, customers, payer):
        """What was measured of a customer, and asked for it, is not decided about the company that it joins."""
        reviews = self.env["credit.review"].search([("partner_id", "in", customers.ids), ("state", "in", OPEN)])
        for partner, group in reviews.grouped("partner_id").items():
            group._cancel(decision_reason=self.env._(
                "%(customer)s joined %(company)s: ask for a decision about %(company)s.", customer=partner.name,
                company=payer.name))
        reviews._tell_requesters()
        return super()._remember(customers, payer)
