from odoo import api, fields, models
from odoo.fields import Domain


class CreditFollowup(models.Model):
    """What is owed when an e-mail does not reach the customer: nothing is lost, and nothing is done twice."""

    _inherit = "credit.followup"

    is_fallback = fields.Boolean(
        string="Instead of E-mail", readonly=True, help="Owed because the e-mail did not reach the customer."
    )
    message_id = fields.Many2one(
        "mail.message", string="Sent Message", readonly=True, ondelete="set null", index="btree_not_null",
        help="Outlives the outgoing e-mail, so that bounces and replies find the follow-up.",
    )

    @api.model
    def _get_fallback_channel(self, level, profile, contact):
        """:return: the channel used when the e-mail of ``level`` does not arrive, or None when there is none"""
        if level.fallback == "none":
            return None
        addressee = self._get_letter_contact(profile, contact)
        channel = "letter" if level.fallback == "letter" and self._has_postal_address(addressee) else "call"
        # What the level does anyhow is not done twice.
        return channel if not {channel, "letter"} & set(level._get_channels()) else None

    @api.model
    def _add_fallback(self, case, contact):
        """:return: the case, with another channel when the customer has no e-mail address"""
        if "mail" not in case.channels or contact.email_normalized:
            return case
        channel = self._get_fallback_channel(case.level, case.profile, contact)
        return case._replace(channels=(*case.channels, channel)) if channel and channel not in case.channels else case

    def _owe_fallbacks(self, today):
        """Create what is owed instead of these undelivered e-mails, about the items that are open now.

        :return: the follow-ups created
        """
        created = self.browse()
        for followup in self.filtered(lambda followup: followup.channel == "mail" and followup.state == "failed"):
            profile, level = followup.profile_id, followup.level_id
            contact = followup.contact_id or profile.partner_id
            channel = self._get_fallback_channel(level, profile, contact)
            if not channel or followup._get_siblings(Domain("channel", "=", channel)):
                continue
            case = profile._prepare_manual_case(level, (channel,), today)
            if profile._find_followup_obstacle(case) or followup.cycle != profile.followup_cycle:
                continue
            vals = self._perform_cases([case], {profile: contact}, today)[channel][profile]
            created += self.create([
                {"state": "todo", **self._prepare_vals(case, contact, channel, today), **vals, "is_fallback": True}
            ])
        return created

    def _get_siblings(self, domain):
        """:return: other follow-ups of the same level in the same cycle of the customer"""
        self.ensure_one()
        return self.search(
            Domain("profile_id", "=", self.profile_id.id) & Domain("cycle", "=", self.cycle)
            & Domain("level_id", "=", self.level_id.id) & Domain("id", "!=", self.id) & domain
        )

    def _drop_fallbacks(self, today):
        """The e-mail has been sent after all: what was owed instead is not done any more."""
        for followup in self:
            owed = followup._get_siblings(Domain("is_fallback", "=", True) & Domain("state", "in", ("todo", "failed")))
            (owed.activity_id | owed.deadline_activity_id).filtered("active").unlink()
            owed._set_state("skipped", done_date=today, error=False, note=self.env._("The e-mail was sent after all."))

    def _drop_failed_mails(self, today):
        """The customer was reached in another way: the e-mail that failed is not tried again."""
        for followup in self.filtered("is_fallback"):
            failed = followup._get_siblings(Domain("channel", "=", "mail") & Domain("state", "=", "failed"))
            failed._set_state("skipped", done_date=today, note=self.env._("The customer was reached in another way."))

    @api.model
    def _receive_bounce(self, message, reason):
        """An e-mail has come back: the follow-up failed, and what is owed instead goes to the worklist."""
        followups = self.search([("message_id", "=", message.id), ("state", "=", "sent")]) if message else self.browse()
        followups._set_state(
            "failed",
            error=self.env._("The e-mail to %(address)s came back: %(reason)s",
                             address=followups[:1].contact_id.email or "", reason=(reason or "").strip()[:500]),
        )
        followups._owe_fallbacks(fields.Date.context_today(self))
