from odoo import models
from odoo.tools import LazyTranslate

from odoo.addons.credit_collection.models.common.kept_text import keep

_lt = LazyTranslate(__name__)


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(self, notification_status, failure_type=False, failure_reason=False):
        """A follow-up whose text message could not be delivered goes back to the worklist, with the reason."""
        result = super()._update_sms_notifications(
            notification_status, failure_type=failure_type, failure_reason=failure_reason)
        if notification_status in ("exception", "bounce"):
            labels = dict(self.env["mail.notification"]._fields["failure_type"]._description_selection(self.env))
            reason = failure_reason or labels.get(failure_type) or _lt("The SMS could not be delivered.")
            # sudo: the provider reports for all companies; the state of a follow-up is evidence.
            self.env["credit.followup"].sudo().search([
                ("sms_uuid", "in", self.mapped("sms_uuid")), ("state", "=", "sent"),
            ])._set_state("failed", error=keep(reason))
        return result
