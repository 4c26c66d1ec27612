from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.common.write_steps import write_step

BATCH = 200


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
        self._end_overrides()

    def _end_overrides(self):
        """The rating by score applies again; without one, or with a provisional one, the rating from before."""
        for profile in self.filtered("override_rating_id"):
            scored = profile.scored_rating_id if not profile.is_score_provisional else profile.scored_rating_id.browse()
            profile.write({
                "override_rating_id": False,
                "rating_id": (scored or profile.override_previous_rating_id).id,
                "change_reason": self.env._("The manual rating override ended."),
            })

    def _end_temporary_limits(self):
        """The permanent limit applies again: say so to the collector, and log it."""
        for profile in self:
            until = profile.temporary_limit_until
            amount = profile.currency_id.format(profile.temporary_limit)
            profile.write({
                "temporary_limit": 0.0, "temporary_limit_until": False,
                "change_reason": self.env._("The temporary limit ended."),
            })
            reader = profile.collector_id or profile.company_id.credit_manager_id
            profile.message_post(
                body=self.env._("The temporary limit of %(amount)s ended on %(date)s; the credit limit applies again.",
                                amount=amount, date=format_date(self.env, until)),
                partner_ids=reader.partner_id.ids,
            )

    @api.model
    def _get_ended_domain(self, today):
        """:return: domain of the profiles with a rating by hand or a temporary limit that ended before ``today``"""
        return (
            (Domain("override_rating_id", "!=", False) & Domain("override_until", "<", today))
            | Domain("temporary_limit_until", "<", today)
        )

    def _end_decisions(self, today):
        """End what ended before ``today``."""
        def is_over(day):
            return bool(day) and day < today

        self.filtered(lambda profile: is_over(profile.override_until))._end_overrides()
        self.filtered(lambda profile: is_over(profile.temporary_limit_until))._end_temporary_limits()

    @api.model
    def _cron_end_decisions(self):
        """End the ratings by hand and the temporary limits whose last day is over, one batch."""
        self._run_batch(
            "credit_collection.ir_cron_end_decisions", self._get_ended_domain,
            lambda profiles, today: profiles._end_decisions(today), size=BATCH)
