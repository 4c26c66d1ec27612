from odoo import api, models
from odoo.tools import LazyTranslate

from ..followup.credit_followup_channel import Channel

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    @api.model
    def _get_channels(self):
        return [
            *super()._get_channels(),
            Channel(20, "call", _lt("Call"), "credit.followup.channel.call", flag="activity_type_id"),
            Channel(40, "visit", _lt("Visit"), "credit.followup.channel.visit", flag="schedule_visit"),
        ]


class CreditFollowupChannelCall(models.AbstractModel):
    """Calls: activities on the profile with amount, age and script."""

    _name = "credit.followup.channel.call"
    _inherit = "credit.followup.channel"
    _description = "Follow-ups by Call"

    _activity_type = "credit_collection.mail_activity_type_followup_call"

    @api.model
    def _perform(self, cases, today):
        """:return: the activity of each case, without a mail to the responsible for each of them"""
        if not cases:
            return []
        kind = self.env.ref(self._activity_type)
        tasks = []
        for case in cases:
            user = case.level._get_responsible(case.profile)
            level = case.level.with_context(lang=user.lang or self.env.lang)
            tasks.append((case, self._get_level_type(level) or kind, user, level.name))
        return [
            {"activity_id": activity.id, "user_id": activity.user_id.id}
            for activity in self.env["credit.followup"]._schedule(tasks, today, "credit.profile")
        ]

    @api.model
    def _get_level_type(self, level):
        """:return: the activity type that the level asks for, or none"""
        return level.activity_type_id


class CreditFollowupChannelVisit(models.AbstractModel):
    """Visits: as calls, with an activity type of their own."""

    _name = "credit.followup.channel.visit"
    _inherit = "credit.followup.channel.call"
    _description = "Follow-ups by Visit"

    _activity_type = "credit_collection.mail_activity_type_followup_visit"

    @api.model
    def _get_level_type(self, level):
        return None
