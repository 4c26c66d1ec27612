import json
import logging
import time

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..tools.signatures import check_call

_logger = logging.getLogger(__name__)

LONGEST_BODY = 65_536
LONGEST_ID = 100
GREATEST_ID = 2**31 - 1
# Days after which calls are forgotten: long after their signatures have expired.
DAYS_KEPT = 90
STATUSES = {"unknown": 401, "unsigned": 401, "signature": 403, "time": 403}


class CreditWebhookCall(models.Model):
    """A call of a receiver that reports back: each counts once, by its number."""

    _name = "credit.webhook.call"
    _description = "Webhook Report"
    _inherit = ["credit.roles.mixin"]
    _order = "id desc"
    _rec_name = "number"

    webhook_id = fields.Many2one("credit.webhook", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="webhook_id.company_id", store=True, index=True)
    number = fields.Char(required=True, readonly=True, help="As the caller numbers its calls.")
    event = fields.Char(required=True, readonly=True)
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", readonly=True, index="btree_not_null", ondelete="set null")
    problem = fields.Char(readonly=True, help="Why nothing came of it.")

    _once_idx = models.UniqueIndex("(webhook_id, number)")

    @api.model
    def _receive(self, webhook_id, timestamp, signature, body):
        """Check a call, and do what it reports, once.

        :param timestamp: and ``signature``: its headers, or None
        :param bytes body: as it came
        :return: HTTP status, and what is answered
        """
        now = int(time.time() * 1000)
        Webhook = self.env["credit.webhook"]
        webhook = Webhook.browse(webhook_id).exists() if 0 < webhook_id <= GREATEST_ID else Webhook
        reason = check_call(
            webhook.callback_secret_kept, timestamp, signature, body, now) if webhook.active else "unknown"
        if reason:
            # Nothing of what came in: whoever sent it may write anything there.
            minutes = f", {round((int(timestamp) - now) / 60_000)} minutes off" if reason == "time" else ""
            _logger.warning("webhook %s: a call was rejected: %s%s", webhook_id, reason, minutes)
            return STATUSES[reason], {"error": "unsigned" if reason == "unknown" else reason}
        report = self._read(body)
        if not report:
            return 400, {"error": "content"}
        return self._take(webhook, report)

    @api.model
    def _read(self, body):
        """:return: the report, or None when it is none"""
        try:
            report = json.loads(body)
        except (ValueError, RecursionError):
            return None
        is_report = (
            isinstance(report, dict) and isinstance(report.get("id"), str) and 0 < len(report["id"]) <= LONGEST_ID
            and report["id"].isprintable() and isinstance(report.get("event"), str) and report["event"] in self._get_effects())
        return report if is_report else None

    @api.model
    def _take(self, webhook, report):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                call = self.create({"webhook_id": webhook.id, "number": report["id"], "event": report["event"]})
                call.flush_recordset()
        except UniqueViolation:
            return 200, {"status": "known"}
        try:
            with self.env.cr.savepoint():
                getattr(call, self._get_effects()[report["event"]])(report)
        except UserError as error:
            call.problem = str(error)[:500]
            _logger.info("webhook %s: nothing came of the call %s", webhook.id, call.id)
            return 422, {"status": "rejected", "reason": call.problem}
        return 200, {"status": "done"}

    @api.autovacuum
    def _gc_calls(self):
        before = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS_KEPT)
        self.sudo().search([("create_date", "<", before)], limit=10_000).unlink()
