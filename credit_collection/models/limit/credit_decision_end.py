from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

BATCH = 200


class CreditDecisionEnd(models.AbstractModel):
    """Decisions for a time end by themselves: a manual rating, a temporary limit."""

    _name = "credit.decision.end"
    _description = "End of Decisions for a Time"

    @api.model
    def _get_domain(self, today):
        """:return: domain of the profiles with a manual rating or a temporary limit that ended before ``today``"""
        return (
            Domain("manual_rating_id.date_until", "<", today)
            | Domain("temporary_limit_until", "<", today)
        )

    @api.model
    def _cron_end(self):
        """End the manual ratings and the temporary limits whose last day is over, one batch."""
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_end_decisions", self._get_domain, self._end, size=BATCH)

    @api.model
    def _end(self, profiles, today):
        """End what ended before ``today``."""
        def is_over(day):
            return bool(day) and day < today

        self._end_overrides(profiles.filtered(lambda profile: is_over(profile.manual_rating_id.date_until)))
        self._end_temporary_limits(profiles.filtered(lambda profile: is_over(profile.temporary_limit_until)))

    @api.model
    def _end_overrides(self, profiles):
        """The rating by score applies again; without one, or with a provisional one, the rating from before."""
        for profile in profiles.filtered("manual_rating_id"):
            scored = profile.scored_rating_id if not profile.is_score_provisional else profile.scored_rating_id.browse()
            profile.write({
                "manual_rating_id": False,
                "rating_id": (scored or profile.manual_rating_id.previous_rating_id).id,
                "change_reason": self.env._("The manual rating override ended."),
            })

    @api.model
    def _end_temporary_limits(self, profiles):
        """The permanent limit applies again: say so to the collector, and log it."""
        for profile in profiles:
            until = profile.temporary_limit_until
            amount = profile.currency_id.format(profile.temporary_limit)
            profile.write({
                "temporary_limit": 0.0, "temporary_limit_until": False,
                "change_reason": self.env._("The temporary limit ended."),
            })
            reader = (profile.collector_id | profile.company_id.credit_manager_id)._credit_at_work()[:1]
            profile.message_post(
                body=self.env._("The temporary limit of %(amount)s ended on %(date)s; the credit limit applies again.",
                                amount=amount, date=format_date(self.env, until)),
                partner_ids=reader.partner_id.ids,
            )
