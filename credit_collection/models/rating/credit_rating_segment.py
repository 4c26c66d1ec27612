from odoo import api, fields, models

from ...const import WITH_ARCHIVED


class CreditRating(models.Model):
    """Ratings for customers of one segment only: the same score may mean another limit, term or prepayment in an industry, a
    country or a group of customers.
    """

    _inherit = "credit.rating"

    country_ids = fields.Many2many(
        "res.country", "credit_rating_country_rel", string="Countries",
        help="Only customers in these countries get this rating. Leave empty for all.")
    industry_ids = fields.Many2many(
        "res.partner.industry", "credit_rating_industry_rel", string="Industries", context=WITH_ARCHIVED,
        help="Only customers of these industries get this rating. Leave empty for all.")
    category_ids = fields.Many2many(
        "res.partner.category", "credit_rating_category_rel", string="Tags", context=WITH_ARCHIVED,
        help="Only customers with one of these tags get this rating. Leave empty for all.")
    segment_size = fields.Integer(
        compute="_compute_segment_size", store=True, aggregator=None,
        help="By how much the segment is described. With the same score, the closer description counts.")

    @api.depends("country_ids", "industry_ids", "category_ids")
    def _compute_segment_size(self):
        for rating in self:
            rating.segment_size = sum(map(bool, (rating.country_ids, rating.industry_ids, rating.category_ids)))

    def _is_for(self, partner):
        """:return: whether commercial partner ``partner`` belongs to the segment of this rating"""
        self.ensure_one()
        return not self.segment_size or all((
            not self.country_ids or partner.country_id in self.country_ids,
            not self.industry_ids or partner.industry_id in self.industry_ids,
            not self.category_ids or bool(partner.category_id & self.category_ids)))

    @api.model
    def _get_scales(self, company, partners):
        """What a score means for customers: of several ratings from the same score on, that of the closest segment.

        :param partners: commercial partners
        :return: ``{partner: [(score from, rating id)]}``
        """
        scale = self._get_scale(company).sorted("segment_size", reverse=True)
        if not any(rating.segment_size for rating in scale):
            return dict.fromkeys(partners, scale._get_steps())
        return {partner: scale._filter_for(partner)._get_steps() for partner in partners}

    def _filter_for(self, partner):
        return self.filtered(lambda rating: rating._is_for(partner))

    def _get_steps(self):
        """:return: list of ``(score from, id)``, the first of several ratings from the same score on"""
        steps = {}
        for rating in self:
            steps.setdefault(rating.min_score, rating.id)
        return list(steps.items())
