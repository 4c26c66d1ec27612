from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...const import LIMIT_MODES, LIMIT_RULES
from ...tools.rating import proposals


class CreditRating(models.Model):
    """The policy for one class of customers: how much, for how long, and what happens to orders beyond that."""

    _name = "credit.rating"
    _inherit = "credit.shared.mixin"
    _description = "Credit Rating"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", index="btree_not_null",
        help="Leave empty to share the rating between all companies. A company with ratings of its own uses only "
             "these.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    min_score = fields.Float(
        string="Score From", help="A customer whose score (0 to 100) reaches this value deserves this rating.",
        bounds=(0, 100), aggregator=None,
    )
    limit_mode = fields.Selection(LIMIT_MODES, required=True, default="limited")
    limit_rule = fields.Selection(
        LIMIT_RULES,
        required=True,
        default="keep",
        help="How a credit review proposes the limit of a customer with this rating.",
    )
    limit_amount = fields.Monetary(string="Fixed Limit", default=0.0, bounds=(0, 1e15))
    limit_months = fields.Float(
        string="Months of Sales", bounds=(0, 1200),
        help="The limit is this many times the average monthly sales of the last 12 months, taxes included and less "
             "credit notes, rounded up to two digits. For a new customer the months since the first invoice count, "
             "at least three.", aggregator=None,
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", check_company=True,
        help="Payment term that a credit review proposes for customers with this rating.",
    )
    max_term_days = fields.Integer(
        string="Maximum Payment Term (days)",
        help="Quotations with a longer payment term are held. 0 allows immediate payment only.", aggregator=None,
    )
    review_months = fields.Integer(string="Review Every (months)", default=12, bounds=(0, 1200), aggregator=None)
    benefits = fields.Text(translate=True, help="Benefits of customers with this rating.")

    _code_company_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Another rating of this company has the same code.",
    )
    _check_percentages = models.Constraint(
        "CHECK (tolerance_percent >= 0 AND prepayment_percent BETWEEN 0 AND 100)",
        "The tolerance cannot be negative and the prepayment must lie between 0 and 100 %.",
    )
    _check_days = models.Constraint(
        "CHECK (max_term_days >= 0 AND max_overdue_days >= 0 AND review_months >= 0)",
        "The maximum payment term, the tolerated overdue days and the review cycle cannot be negative.",
    )

    def copy_data(self, default=None):
        """A code is used once."""
        default = dict(default or {})
        return [
            {**vals, "code": self.env._("%(name)s (copy)", name=rating.code),
             "name": self.env._("%(name)s (copy)", name=rating.name), **default}
            for rating, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        """A rating that customers have governs them: it is archived, never deleted under them."""
        # sudo: the customers of all companies.
        used = self.env["credit.profile"].sudo()._read_group([("rating_id", "in", self.ids)], ["rating_id"], ["__count"])
        for rating, count in used:
            raise UserError(self.env._(
                "Rating %(rating)s is used by %(count)s customers and cannot be deleted. Archive it instead.",
                rating=rating.code, count=count))

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for rating in self:
            rating.currency_id = (rating.company_id or self.env.company).currency_id

    @api.depends("code", "name")
    def _compute_display_name(self):
        for rating in self:
            rating.display_name = rating.code if rating.code == rating.name else f"{rating.code} – {rating.name}"

    @api.constrains("limit_rule", "limit_amount", "limit_months")
    def _check_limit_rule(self):
        for rating in self:
            if rating.limit_rule == "fixed" and rating.currency_id.compare_amounts(rating.limit_amount, 0) < 0:
                raise ValidationError(self.env._(
                    "Rating %(rating)s: the fixed limit cannot be negative.", rating=rating.display_name))
            if rating.limit_rule == "sales" and rating.limit_months <= 0:
                raise ValidationError(self.env._(
                    "Rating %(rating)s: enter how many months of sales make the limit.", rating=rating.display_name))

    @api.constrains("payment_term_id", "max_term_days")
    def _check_payment_term(self):
        for rating in self:
            if rating.payment_term_id.credit_days > rating.max_term_days:
                raise ValidationError(self.env._(
                    "Rating %(rating)s: the payment term “%(term)s” (%(days)s days) exceeds the maximum payment term "
                    "of %(longest)s days.",
                    rating=rating.display_name, term=rating.payment_term_id.name,
                    days=rating.payment_term_id.credit_days, longest=rating.max_term_days,
                ))

    @api.model
    def _get_scale(self, company):
        """:return: the ratings that customers of ``company`` may get: its own, else the shared ones"""
        ratings = self.search(Domain("company_id", "in", [company.id, False]))
        return ratings.filtered("company_id") or ratings

    def _get_limit_rule(self):
        """:return: how this rating makes a limit, as plain values; without a rating the limit is kept"""
        if not self:
            return proposals.LimitRule("limited", "keep", 0.0, 0.0)
        return proposals.LimitRule(self.limit_mode, self.limit_rule, self.limit_amount, self.limit_months)

    def _get_next_review_date(self, today):
        """:return: when customers with this rating are reviewed next; false without a rating or a cycle"""
        return today + relativedelta(months=self.review_months) if self.review_months else False
