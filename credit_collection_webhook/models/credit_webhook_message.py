from uuid import uuid4

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.models.common.kept_text import KeptText

from ..const import EVENTS, JOB, KINDS

# Days after which messages that came to an end are forgotten.
DAYS_KEPT = 180


class CreditWebhookMessage(models.Model):
    """The outbox: what happened, written once, sent after the transaction in which it happened, until it is taken.

    Number, time and body are those of the event. Each try sends the same, so that a receiver that has it drops it.
    """

    _name = "credit.webhook.message"
    _description = "Webhook Message"
    _inherit = ["credit.state.mixin", "credit.batch.mixin"]
    _order = "id desc"
    _transitions = {
        # A report may be quicker than the answer to the try it is about.
        "pending": {"sent", "delivered", "failed", "parked", "canceled"},
        "sent": {"delivered", "failed"},
        "parked": {"pending", "delivered", "failed", "canceled"},
    }

    # Webhooks with messages are not deleted, see there; without the add-on both go.
    webhook_id = fields.Many2one("credit.webhook", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="webhook_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    uuid = fields.Char(
        string="Event ID", required=True, readonly=True, copy=False, default=lambda self: str(uuid4()),
        help="The same at each try: the receiver can tell that it has the message already.")
    event = fields.Selection(EVENTS, required=True, readonly=True)
    occurred_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", readonly=True, index="btree_not_null", ondelete="set null")
    contact_id = fields.Many2one("res.partner", string="Addressed To", readonly=True, ondelete="set null")
    recipient = fields.Char(readonly=True)
    followup_id = fields.Many2one("credit.followup", readonly=True, index="btree_not_null", ondelete="set null")
    source = fields.Char(readonly=True, index="btree_not_null", help="Document that the message is about.")
    text = fields.Text(readonly=True)
    summary = fields.Char(compute="_compute_summary", help="The first line of the text.")
    body = fields.Text(required=True, readonly=True, prefetch=False)

    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("sent", "Taken"),
            ("delivered", "Delivered"),
            ("failed", "Not Delivered"),
            ("parked", "Parked"),
            ("canceled", "Canceled"),
        ],
        required=True, readonly=True, default="pending",
        help="Taken: the receiver has the message. Delivered and not delivered: what it reported later. Parked: rejected, or "
             "not taken at the last try.",
    )
    tries = fields.Integer(readonly=True, default=0)
    next_try = fields.Datetime(readonly=True, default=fields.Datetime.now)
    sent_on = fields.Datetime(string="Taken On", readonly=True)
    error = KeptText(readonly=True)
    answer = fields.Char(string="Receiver's Answer", readonly=True, help="The beginning of what the receiver answered.")

    _uuid_uniq = models.UniqueIndex("(uuid)")
    _waiting_idx = models.Index("(next_try) WHERE state = 'pending'")

    @api.depends("event", "profile_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["event"]._description_selection(self.env))
        for message in self:
            message.display_name = " – ".join(filter(None, [labels.get(message.event), message.profile_id.display_name]))

    @api.depends("text")
    def _compute_summary(self):
        for message in self:
            message.summary = (message.text or "").partition("\n")[0]

    @api.model_create_multi
    def create(self, vals_list):
        """Messages leave after the transaction that writes them has been committed, and not at all when it is undone."""
        messages = super().create(vals_list)
        if messages:
            self._wake_job()
        return messages

    @api.model
    def _wake_job(self, moment=None):
        # sudo: whoever records what happens need not know scheduled actions.
        if job := self.env.ref(JOB, raise_if_not_found=False):
            job.sudo()._trigger(moment)

    @api.model
    def _get_system_message(self):
        return self.env._("Messages are evidence: they are written when something happens, and sent as they are.")

    def action_send_again(self):
        """Send parked messages once more, the same number and body; a reminder is written anew by its follow-up."""
        self.env["credit.webhook"].check_access("write")
        self.check_access("read")
        parked = self.filtered(lambda message: message.state == "parked")
        if not parked:
            raise UserError(self.env._("Only parked messages can be sent again."))
        reminders = parked.filtered("followup_id")
        reminders.followup_id.action_retry()
        # sudo: as below. The follow-up has a new message in its place.
        reminders.sudo().filtered(lambda message: message.followup_id.state == "sent")._set_state("canceled")
        # sudo: messages are evidence that nobody writes by hand; the right has been checked.
        (parked - reminders).sudo()._set_state("pending", tries=0, next_try=fields.Datetime.now(), error=False)
        self._wake_job()

    def action_view_profile(self):
        self.ensure_one()
        return self.profile_id.get_formview_action()

    @api.autovacuum
    def _gc_messages(self):
        """Forget what was sent long ago: names and numbers of people are not kept without need."""
        before = fields.Datetime.now() - relativedelta(days=DAYS_KEPT)
        self.sudo().search([("state", "!=", "pending"), ("create_date", "<", before)], limit=10_000).unlink()


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (95, "credit.webhook.message")]
