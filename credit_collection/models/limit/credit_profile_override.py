from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.common.write_steps import write_step


class CreditProfile(models.Model):
    """Decisions for a time: a rating set by hand against the scorecard, and a temporary limit. Both end by themselves."""

    _inherit = "credit.profile"

    override_rating_id = fields.Many2one(
        "credit.rating", string="Manual Rating Override", check_company=True, tracking=True, copy=False, index="btree_not_null",
        help="Overrides the score rating until the date given; then the score rating applies again.",
        role="policy",
    )
    override_until = fields.Date(
        tracking=True, copy=False, index="btree_not_null", help="Last day of the manual rating override.",
        role="policy",
    )
    override_reason = fields.Char(tracking=True, copy=False, role="policy")
    override_user_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False, role="system")
    override_previous_rating_id = fields.Many2one(
        "credit.rating", string="Rating Before", readonly=True, copy=False, role="system",
    )

    @api.constrains("override_rating_id", "override_until", "override_reason")
    def _check_override(self):
        for profile in self:
            if profile.override_rating_id and not (profile.override_until and (profile.override_reason or "").strip()):
                raise ValidationError(self.env._(
                    "%(customer)s: a manual rating override needs a reason and an end date.",
                    customer=profile.display_name))

    @write_step(5)
    def _step_override(self, vals):
        """A rating by hand comes with its rating, in one write, so that right, guard and log see one decision; another
        rating ends it."""
        if "override_rating_id" not in vals and self._is_override_replaced(vals):
            vals = {**vals, "override_rating_id": False}
        if "override_rating_id" not in vals:
            yield vals
            return
        before = {profile: profile.rating_id for profile in self if not profile.override_rating_id}
        if vals["override_rating_id"]:
            vals = {
                **vals, "rating_id": vals["override_rating_id"],
                "change_reason": vals.get("override_reason") or self[:1].override_reason,
            }
        else:
            vals = {**vals, "override_until": False, "override_reason": False}
        profiles_sudo = (yield vals).sudo()  # sudo: who decided, and the rating from before, are evidence.
        if not vals["override_rating_id"]:
            profiles_sudo.write({"override_user_id": False, "override_previous_rating_id": False})
            return
        profiles_sudo.override_user_id = self.env.uid
        for profile, rating in before.items():
            profile.sudo().override_previous_rating_id = rating

    def _is_override_replaced(self, vals):
        """:return: whether ``vals`` decides on another rating than the one set by hand, which then ends"""
        return "rating_id" in vals and any(
            profile.override_rating_id and profile.rating_id.id != vals["rating_id"] for profile in self)

    def action_end_override(self):
        """End the rating by hand today; the rating by score applies."""
        self._check_policy_right({"rating_id": False})
        self.check_access("write")
        self.env["credit.decision.end"]._end_overrides(self)
