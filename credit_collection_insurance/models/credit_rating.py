from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CreditRating(models.Model):
    """A limit that follows the insurer."""

    _inherit = "credit.rating"

    limit_is_capped = fields.Boolean(
        string="At Most the Insured Limit",
        help="A credit review proposes no higher limit than the cover in force of the customer, and what is added.")
    limit_over_cover = fields.Monetary(string="Plus", default=0.0, help="Own risk beyond the cover, in company currency.")

    @api.constrains("limit_over_cover")
    def _check_limit_over_cover(self):
        for rating in self:
            if rating.currency_id.compare_amounts(rating.limit_over_cover, 0) < 0:
                raise ValidationError(self.env._(
                    "Rating %(rating)s: what is added to the insured limit cannot be negative.", rating=rating.display_name))
