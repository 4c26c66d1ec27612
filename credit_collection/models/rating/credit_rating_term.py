from odoo import api, fields, models


class CreditRatingTerm(models.Model):
    """How long the term of an order may be by its amount: large orders are usually given less time, or small ones none."""

    _name = "credit.rating.term"
    _inherit = "credit.shared.mixin"
    _shared_company_field = "rating_id.company_id"
    _description = "Maximum Payment Term by Order Amount"
    _order = "rating_id, max_amount, id"

    rating_id = fields.Many2one("credit.rating", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="rating_id.currency_id")
    max_amount = fields.Monetary(
        string="Orders Up To", required=True, default=0.0,
        help="In company currency, taxes included. An order belongs to the first row that it fits in.",
    )
    max_term_days = fields.Integer(string="Maximum Payment Term (days)", required=True, default=0, aggregator=None)

    _amount_uniq = models.Constraint(
        "UNIQUE (rating_id, max_amount)", "A rating can have only one maximum payment term per order amount.",
    )
    _check_values = models.Constraint(
        "CHECK (max_amount > 0 AND max_term_days >= 0)",
        "The amount of an order has to be above zero, and its maximum payment term cannot be negative.",
    )

    @api.depends("max_amount", "max_term_days")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for band in self:
            band.display_name = self.env._(
                "Up to %(amount)s: %(days)s days",
                amount=band.currency_id.format(band.max_amount) if band.currency_id else band.max_amount,
                days=band.max_term_days)


class CreditRating(models.Model):
    _inherit = "credit.rating"

    term_ids = fields.One2many(
        "credit.rating.term", "rating_id", string="Maximum Payment Term by Order Amount", copy=True,
        help="An order gets the maximum payment term of the first row that it fits in; larger orders that of the "
             "rating. A maximum payment term of the customer takes precedence over all of them.",
    )
