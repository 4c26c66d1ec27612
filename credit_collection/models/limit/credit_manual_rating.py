from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...tools.common.write_steps import write_step


class CreditManualRating(models.Model):
    """A rating that a credit manager gave for a time against the scorecard, with the reason.

    Giving one is one decision: it brings its rating, and takes the place of the one that applies. It ends by itself after its
    last day, by hand, or with the next decision on the rating; what was given stays as evidence.
    """

    _name = "credit.manual.rating"
    _description = "Manual Rating Override"
    _inherit = ["credit.roles.mixin"]
    _order = "id desc"
    _rec_names_search = ["profile_id"]
    _check_company_auto = True

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="cascade", role="fixed",
    )
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    rating_id = fields.Many2one(
        "credit.rating", string="Manual Rating", required=True, check_company=True,
        help="Overrides the score rating until the date given; then the score rating applies again.", role="fixed",
    )
    date_until = fields.Date(
        string="Until", required=True, index=True, help="Last day of the manual rating override.", role="fixed",
    )
    reason = fields.Char(required=True, role="fixed")
    user_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, default=lambda self: self.env.user, role="system",
    )
    previous_rating_id = fields.Many2one("credit.rating", string="Rating Before", readonly=True, role="system")
    ended_on = fields.Date(readonly=True, role="system")

    @api.depends("rating_id", "date_until", "reason")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for given in self:
            given.display_name = self.env._(
                "%(rating)s until %(date)s: %(reason)s", rating=given.rating_id.display_name or "–",
                date=format_date(self.env, given.date_until), reason=given.reason or "–")

    @api.constrains("reason")
    def _check_reason(self):
        for given in self:
            if not given.reason.strip():
                raise ValidationError(self.env._(
                    "%(customer)s: a manual rating override needs a reason and an end date.",
                    customer=given.profile_id.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        for given, vals in zip(ratings, vals_list, strict=True):
            profile = given.profile_id
            if "previous_rating_id" not in vals:
                running = profile.manual_rating_id
                # sudo: evidence, which nobody enters.
                given.sudo().previous_rating_id = running.previous_rating_id if running else profile.rating_id
            profile.write({"manual_rating_id": given.id})
        return ratings

    def _end(self):
        """Note that these do not apply any more."""
        for given in self.sudo():  # sudo: evidence, which nobody enters.
            given.ended_on = given.company_id._get_credit_today()


class CreditProfile(models.Model):
    """The manual rating that applies to the customer."""

    _inherit = "credit.profile"

    manual_rating_id = fields.Many2one(
        "credit.manual.rating", string="Manual Rating Override", tracking=True, copy=False, index="btree_not_null",
        ondelete="set null", role="policy",
    )

    @api.constrains("manual_rating_id")
    def _check_manual_rating(self):
        for profile in self:
            given = profile.manual_rating_id
            if given and (given.profile_id != profile or given.ended_on):
                raise ValidationError(self.env._(
                    "%(customer)s: the manual rating belongs to another customer or has ended. Give a new one.",
                    customer=profile.display_name))

    @write_step(5)
    def _step_manual_rating(self, vals):
        """A manual rating comes with its rating, in one write, so that right, guard and log see one decision; another rating
        ends it."""
        if "manual_rating_id" not in vals and self._is_manual_rating_replaced(vals):
            vals = {**vals, "manual_rating_id": False}
        if "manual_rating_id" not in vals:
            yield vals
            return
        given = self.env["credit.manual.rating"].browse(vals["manual_rating_id"] or ())
        ended = self.manual_rating_id - given
        if given:
            vals = {**vals, "rating_id": given.rating_id.id, "change_reason": given.reason}
        yield vals
        ended._end()

    def _is_manual_rating_replaced(self, vals):
        """:return: whether ``vals`` decides on another rating than the one given manually, which then ends"""
        return "rating_id" in vals and any(
            profile.manual_rating_id and profile.rating_id.id != vals["rating_id"] for profile in self)

    def action_end_override(self):
        """End the manual rating today; the rating by score applies."""
        self._check_policy_right({"rating_id": False})
        self.check_access("write")
        self.env["credit.decision.end"]._end_overrides(self)
