import operator as comparing

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import build_comparison

from ..tools.insured import get_insured, get_uninsured

PYTHON = {
    "<": comparing.lt, "<=": comparing.le, ">": comparing.gt, ">=": comparing.ge,
    "in": lambda number, values: number in [each or 0 for each in values],
}


def search_insured(name):
    """:return: a search method for the figure ``name``: of customers with a cover, of whom there are few beside all others, by
        its value; of all others nothing is insured"""
    def search(profiles, operator, value):
        if operator not in PYTHON:
            return NotImplemented

        def to_sql(model, alias, query):
            exposure = SQL("GREATEST(%s, 0)", model._field_to_sql(alias, "exposure_total", query))
            return build_comparison(exposure if name == "uninsured_exposure" else SQL("0"), operator, value)

        # sudo: the search around it applies the rules.
        covered = profiles.env["credit.insurance.cover"].sudo().search([]).profile_id
        found = covered.filtered(lambda profile: PYTHON[operator](profile[name], value))
        return Domain("id", "in", found.ids) | (Domain("id", "not in", covered.ids) & Domain.custom(to_sql=to_sql))
    return search


class CreditProfile(models.Model):
    """What of the exposure an insurer covers, and the own risk."""

    _inherit = "credit.profile"

    insured_amount = fields.Monetary(
        compute="_compute_insured", search=search_insured("insured_amount"),
        help="Open deliveries by the cover that was in force on their day, and open orders by that of today; times the "
             "coverage, without tax that is not covered.")
    uninsured_exposure = fields.Monetary(
        compute="_compute_insured", search=search_insured("uninsured_exposure"),
        help="Own risk: exposure less what is insured of it.")

    @api.depends("exposure_total")
    def _compute_insured(self):
        standings = self.env["credit.insurance"]._get_standings(self)
        for profile in self:
            standing = standings.get(profile._origin.id)
            profile.insured_amount = profile.currency_id.round(get_insured(standing)) if standing else 0.0
            profile.uninsured_exposure = profile.currency_id.round(get_uninsured(standing)) if standing else 0.0


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (95, "credit.insurance.cover"), (96, "credit.insurance.claim")]

    @api.model
    def _absorb(self, kept, other):
        """A customer has one cover a day: where both had one, that of the customer who is kept counts."""
        # sudo: who merges customers need not see their covers.
        theirs = self.env["credit.insurance.cover"].sudo().search([("profile_id", "=", other.id)])
        theirs.filtered(lambda cover: cover._find_overlapping(kept)).active = False
        return super()._absorb(kept, other)
