from odoo import models

from odoo.addons.credit_collection.models.common.credit_batch_mixin import act_isolated
from odoo.addons.credit_collection.models.common.kept_text import keep


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Read again what follow-ups demand, in the job that sends them: what is settled by now is not sent."""
        remaining = self - self._cancel_settled_followups()
        if not remaining:
            return None
        return super(SmsSms, remaining)._send(
            unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=raise_exception)

    def _cancel_settled_followups(self):
        """:return: the messages that have nothing to demand any more, canceled; the others are brought up to date"""
        # sudo: the queue runs for all companies, and its user may read no follow-ups.
        followups_sudo = self.env["credit.followup"].sudo().search([
            ("sms_uuid", "in", self.mapped("uuid")), ("state", "=", "sent")])
        by_uuid = {sms.uuid: sms for sms in self}

        def refresh(followups):
            for followup in followups:
                followup._refresh_queued(by_uuid[followup.sms_uuid], followup.company_id._get_credit_today())

        def mark_failed(followup, error):
            followup._set_state("failed", error=keep(followup._explain_error(error)))

        act_isolated(followups_sudo, refresh, mark_failed)
        settled = self.browse().concat(*(
            by_uuid[followup.sms_uuid] for followup in followups_sudo if followup.state != "sent"))
        settled.write({"state": "canceled"})
        return settled
