from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.common.write_steps import write_step

OPEN = ("draft", "submitted")


class CreditProfile(models.Model):
    """Reviews of a customer: whether one is due, and opening it."""

    _inherit = "credit.profile"

    # Not kept here: it goes into the log of the changes that are written with it.
    change_review_id = fields.Many2one("credit.review", string="Review of the Change", store=False)
    review_ids = fields.One2many("credit.review", "profile_id", string="Credit Reviews")
    open_review_id = fields.Many2one(
        "credit.review", compute="_compute_open_review_id", search="_search_open_review_id",
    )
    is_review_due = fields.Boolean(
        string="Review Due", compute="_compute_is_review_due", search="_search_is_review_due",
        help="The date of the next review has come.",
    )

    @api.depends("review_ids.state")
    def _compute_open_review_id(self):
        reviews = self.env["credit.review"].search_fetch([("profile_id", "in", self.ids)], ["profile_id", "state"])
        by_profile = reviews.grouped("profile_id")
        for profile in self:
            own = by_profile.get(profile._origin, reviews.browse())
            profile.open_review_id = own.filtered(lambda review: review.state in OPEN)[-1:]

    def _search_open_review_id(self, operator, value):
        is_open = Domain("state", "in", OPEN)
        if operator == "any":
            return Domain("review_ids", "any", is_open & Domain(value))
        if operator != "in":
            return NotImplemented
        given = Domain("review_ids", "any", is_open & Domain("id", "in", [review for review in value if review]))
        return given | ~Domain("review_ids", "any", is_open) if False in value else given

    @api.depends("next_review_date")
    def _compute_is_review_due(self):
        for profile in self:
            profile.is_review_due = bool(profile.next_review_date) and (
                profile.next_review_date <= profile.company_id._get_credit_today())

    def _search_is_review_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = self.env["res.company"]._get_credit_day_domain(lambda today: Domain("next_review_date", "<=", today))
        domains = [due if flag else ~due for flag in set(map(bool, value))]
        return Domain.OR(domains)

    @write_step(30)
    def _step_review_cycle(self, vals):
        """Giving a rating starts its review cycle, unless a date is given too."""
        if "rating_id" in vals and "next_review_date" not in vals:
            rating = self.env["credit.rating"].browse(vals["rating_id"])
            vals = {**vals, "next_review_date": rating._get_next_review_date(self.company_id[:1]._get_credit_today())}
        yield vals

    def action_request_review(self):
        """Open a review by hand for each customer that has none open, and show them."""
        self._open_reviews("manual")
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_review_action")
        reviews = self.open_review_id
        if len(reviews) == 1:
            return {**action, "view_mode": "form", "views": [(False, "form")], "res_id": reviews.id, "context": {}}
        return {**action, "domain": [("id", "in", reviews.ids)], "context": {}}

    def _open_reviews(self, kind):
        """:return: the draft reviews opened for the profiles that had no open one"""
        profiles = self.filtered(lambda profile: not profile.open_review_id)
        reviews = self.env["credit.review"].create([{"profile_id": profile.id, "kind": kind} for profile in profiles])
        self.invalidate_recordset(["open_review_id"])
        return reviews

    def _get_policy_vals(self):
        """:return: ``{policy field: value}`` as it is now, as reviews freeze it; a longest term of -1 means none"""
        self.ensure_one()
        return {
            "rating_id": self.rating_id.id,
            "limit_mode": self.limit_mode,
            "credit_limit": self.currency_id.round(self.credit_limit),
            "payment_term_id": self.payment_term_id.id,
            "max_term_days": self._get_longest_term(),
        }

    def _get_longest_term(self):
        """:return: days of the longest term allowed, -1 when there is none"""
        return self.max_term_days if self.rating_id or self.own_max_term_days >= 0 else -1
