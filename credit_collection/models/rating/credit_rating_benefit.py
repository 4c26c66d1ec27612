from odoo import api, fields, models

from ...tools.common.write_steps import write_step


class CreditRating(models.Model):
    """What a good rating earns: the prices of a pricelist, as long as the rating lasts."""

    _inherit = "credit.rating"

    benefit_pricelist_id = fields.Many2one(
        "product.pricelist", string="Pricelist", check_company=True,
        help="Assigned to customers with this rating and withdrawn when the rating changes. A pricelist assigned "
             "manually stays.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "benefit_pricelist_id" in vals:
            # sudo: the customers of all companies that use the rating.
            self._give_benefits(self.env["credit.profile"].sudo().search([("rating_id", "in", self.ids)]))
        return result

    @api.model
    def _give_benefits(self, profiles):
        """Give the pricelist of the rating, or take back the one that we gave; what somebody chose stays untouched."""
        for company, company_profiles in profiles.grouped("company_id").items():
            # sudo: who decides on ratings need not have the right to edit contacts or to see pricelists.
            for profile in company_profiles.sudo().with_company(company):
                given, benefit = profile.benefit_pricelist_id, profile.rating_id.benefit_pricelist_id
                partner = profile.partner_id
                if benefit.company_id and benefit.company_id != company:
                    benefit = benefit.browse()
                chosen = partner.specific_property_product_pricelist
                if chosen != given:
                    benefit = benefit.browse()  # somebody chose another one, or took ours away
                elif benefit != chosen:
                    partner.specific_property_product_pricelist = benefit
                if benefit != given:
                    profile.benefit_pricelist_id = benefit


class CreditProfile(models.Model):
    """The benefits of the customer by rating."""

    _inherit = "credit.profile"

    benefit_pricelist_id = fields.Many2one(
        "product.pricelist", string="Pricelist by Rating", readonly=True, copy=False, index="btree_not_null",
        help="Given with the rating. A pricelist chosen on the contact takes its place.",
        role="system",
    )

    @write_step(80)
    def _step_benefits(self, vals):
        profiles = yield vals
        if "rating_id" in vals:
            self.env["credit.rating"]._give_benefits(profiles)
