from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..common.kept_text import keep

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    """What is owed when a message does not reach the customer: nothing is lost, and nothing is done twice."""

    _inherit = "credit.followup"

    is_fallback = fields.Boolean(
        string="Instead of a Message", readonly=True, help="Owed because a message did not reach the customer."
    )

    @api.model
    def _add_fallback(self, case):
        for channel in case.channels:
            service = self._get_channel_service(channel)
            other = service._get_fallback(case.level, case.profile, case.contact)
            if other and other not in case.channels and not service._can_reach(case):
                return case._replace(channels=(*case.channels, other))
        return case

    def _owe_fallbacks(self, today):
        """Create what is owed instead of these undelivered messages, about the items that are open now.

        :return: the follow-ups created
        """
        created = self.browse()
        Round = self.env["credit.followup.round"]
        for followup in self.filtered(lambda followup: followup.state == "failed" and followup.level_id):
            profile, level = followup.profile_id, followup.level_id
            contact = followup.contact_id or profile.partner_id
            channel = self._get_channel_service(followup.channel)._get_fallback(level, profile, contact)
            if not channel or followup._get_siblings(Domain("channel", "=", channel)):
                continue
            case = followup._prepare_retry_case(today)._replace(channels=(channel,), contact=contact)
            if Round._find_obstacle(case) or followup.cycle != profile.followup_cycle:
                continue
            vals = self._perform_cases([case], today)[channel][0]
            owed = self.create([
                {"state": "todo", **self._prepare_vals(case, channel, today), **vals, "is_fallback": True}
            ])
            self._get_channel_service(channel)._keep(owed)
            if owed.state == "sent":
                # The customer hears of the level now: the next one is counted from here.
                Round._count_from(profile, today)
            created += owed
        return created

    def _get_siblings(self, domain):
        """:return: other follow-ups of the same level and address in the same cycle of the customer"""
        self.ensure_one()
        return self.search(
            Domain("profile_id", "=", self.profile_id.id) & Domain("cycle", "=", self.cycle)
            & Domain("level_id", "=", self.level_id.id) & Domain("part_key", "in", [0, self.part_key])
            & Domain("id", "!=", self.id) & domain
        )

    def _after_retry(self, state, today):
        result = super()._after_retry(state, today)
        if state == "sent" and not self.is_fallback:
            self._drop_fallbacks(today)
        return result

    def _drop_fallbacks(self, today):
        """The message has been sent after all: what was owed instead is not done any more."""
        for followup in self:
            owed = followup._get_siblings(Domain("is_fallback", "=", True) & Domain("state", "in", ("todo", "failed")))
            (owed.activity_id | owed.deadline_activity_id).filtered("active").unlink()
            owed._set_state("skipped", done_date=today, error=False, note=keep(_lt("The message was sent after all.")))

    def _drop_replaced(self, today):
        """The customer was reached in another way: the message that failed is not tried again."""
        for followup in self.filtered("is_fallback"):
            failed = followup._get_siblings(Domain("is_fallback", "!=", True) & Domain("state", "=", "failed"))
            failed._set_state("skipped", done_date=today, note=keep(_lt("The customer was reached in another way.")))

    @api.model
    def _receive_bounce(self, message, reason):
        """An e-mail has come back: the follow-up failed, and what is owed instead goes to the worklist."""
        followups = self.search([("message_id", "=", message.id), ("state", "=", "sent")]) if message else self.browse()
        followups._set_state(
            "failed",
            error=keep(_lt(
                "The e-mail to %(address)s came back: %(reason)s",
                address=followups[:1].contact_id.email or "", reason=(reason or "").strip()[:500])),
        )
        for today, group in followups._group_by_day().items():
            group._owe_fallbacks(today)
