import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from odoo.addons.credit_collection.models.common.kept_text import keep

from ..const import JOB
from ..tools.outcomes import get_delay
from .delivery_reasons import explain

_lt = LazyTranslate(__name__)

# The network failed, not the message: others to the same receiver would fail as well.
UNREACHABLE = {"timeout", "connection", "unknown_host", "certificate", "encryption", "no_http"}


class CreditWebhookMessage(models.Model):
    """Sending the outbox. Each message is locked, sent and committed by itself: two workers never send the same one.

    A crash between sending and commit leaves it waiting, and it is sent once more with the same number.
    """

    _inherit = "credit.webhook.message"

    @api.model
    def _cron_deliver(self):
        # sudo: the outbox is that of all companies.
        self.sudo()._run_batch(
            JOB, self._get_due_domain, self._deliver, size=1, order="next_try, id", recheck=self._get_due_domain,
            in_turn=True)

    @api.model
    def _get_due_domain(self, _today=None):
        now = fields.Datetime.now()
        return (
            Domain("state", "=", "pending") & Domain("next_try", "<=", now) & Domain("webhook_id.active", "=", True)
            & (Domain("webhook_id.resume_on", "=", False) | Domain("webhook_id.resume_on", "<=", now)))

    @api.model
    def _deliver(self, messages, today):
        for message in messages:
            if message._is_owed(today):
                # What conflicts with others shall do so now, not when the message has left.
                self.env.flush_all()
                message._take(message.webhook_id._post(message.uuid, message.body))

    def _is_owed(self, today):
        """:return: whether a reminder still has something to demand; if not, it is canceled with its follow-up. Until the first
            try its text follows what is open, then it stays as the customer may have got it"""
        self.ensure_one()
        followup = self.followup_id
        if not followup:
            return True
        if followup.state == "sent" and (
            followup._drop_settled(today) if self.tries else followup._refresh_queued(self, today)
        ):
            return True
        self._set_state("canceled", next_try=False)
        return False

    def _take(self, outcome):
        """Note what came of a try."""
        self.ensure_one()
        now, tries = fields.Datetime.now(), self.tries + 1
        if outcome.result == "taken":
            self._set_state("sent", tries=tries, sent_on=now, next_try=False, error=False, answer=outcome.text)
            self.webhook_id._note_reachable(None)
            return
        reason = explain(outcome)
        if outcome.result == "refused" or tries >= self.webhook_id.max_tries:
            self._set_state("parked", tries=tries, next_try=False, error=keep(reason), answer=outcome.text)
            self._report_undelivered(reason)
            return
        next_try = now + timedelta(seconds=get_delay(tries, random.random(), outcome.wait))
        self.write({"tries": tries, "next_try": next_try, "error": keep(reason), "answer": outcome.text})
        self._wake_job(next_try)
        if outcome.code in UNREACHABLE:
            self.webhook_id._note_reachable(next_try)

    def _report_undelivered(self, reason):
        """The follow-ups of these messages did not reach their customers: what their levels have instead is owed now."""
        followups = self.followup_id.filtered(lambda followup: followup.state == "sent")
        followups._set_state("failed", error=keep(reason))
        for today, group in followups._group_by_day().items():
            group._owe_fallbacks(today)


class CreditWebhook(models.Model):
    _inherit = "credit.webhook"

    def _note_reachable(self, resume_on):
        """Let other messages wait until ``resume_on``; another worker may be noting the same."""
        if self.resume_on != (resume_on or False) and (webhook := self.try_lock_for_update(allow_referencing=True)):
            webhook.resume_on = resume_on
