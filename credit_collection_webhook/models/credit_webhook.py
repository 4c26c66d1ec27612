import time
from datetime import UTC, datetime
from uuid import uuid4

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from odoo.addons.credit_collection.models.common.kept_text import keep, say
from odoo.addons.credit_collection.tools.common.notices import show_notice

from ..const import CALLBACK_PATH, CUSTOMER_KINDS, KINDS, NOTICE_KINDS, NOTICES
from ..tools.addresses import AddressError, parse, read_hosts
from ..tools.formats import Event, write_body, write_request
from ..tools.outcomes import Outcome, judge
from ..tools.post import PostError, post
from .delivery_reasons import explain


class CreditWebhook(models.Model):
    """A receiver of messages: another system, the group of a team, or the gateway to the messenger of customers."""

    _name = "credit.webhook"
    _description = "Webhook"
    _inherit = ["credit.bounds.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)])
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="generic")
    # Addresses of robots contain their key.
    url = fields.Char(
        string="Address", required=True, copy=False, groups="credit_collection.credit_collection_group_manager",
        help="Called by https. Redirects are not followed.")
    timeout = fields.Integer(string="Time Limit (seconds)", required=True, default=10, bounds=(1, 60))
    max_tries = fields.Integer(
        string="Tries", required=True, default=8, bounds=(1, 20),
        help="The second try follows after a minute, each further one after twice the time, at most six hours.")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), string="Language",
        help="Of notices. Without it, that of the company.")

    # Written, never shown: what is kept is closed to everybody but code.
    secret = fields.Char(
        compute="_compute_secret", inverse="_inverse_secret", copy=False, exportable=False,
        groups="credit_collection.credit_collection_group_manager",
        help="Signs the messages, or is the token of the gateway. It is not shown again; enter it to replace it.")
    callback_secret = fields.Char(
        string="Secret of Reports", compute="_compute_secret", inverse="_inverse_callback_secret", copy=False,
        exportable=False, groups="credit_collection.credit_collection_group_manager",
        help="Signs what the receiver reports back. Without it nothing is taken.")
    secret_kept = fields.Char(copy=False, exportable=False, prefetch=False, groups=fields.NO_ACCESS)
    callback_secret_kept = fields.Char(copy=False, exportable=False, prefetch=False, groups=fields.NO_ACCESS)
    has_secret = fields.Boolean(compute="_compute_has_secret")
    has_callback_secret = fields.Boolean(compute="_compute_has_secret")
    callback_url = fields.Char(
        string="Address for Reports", compute="_compute_callback_url",
        groups="credit_collection.credit_collection_group_manager")

    to_customers = fields.Boolean(
        string="Messages to Customers", help="Follow-up levels with a message send it here. One webhook for each company.")
    notify_promise_made = fields.Boolean(string="Promise Made")
    notify_promise_kept = fields.Boolean(string="Promise Kept")
    notify_promise_broken = fields.Boolean(string="Promise Broken")
    notify_dispute_opened = fields.Boolean(string="Dispute Opened")
    notify_order_held = fields.Boolean(string="Order Held")
    notify_payment = fields.Boolean(string="Large Payment")
    notify_reply = fields.Boolean(string="Customer Answered")
    payment_from = fields.Monetary(
        string="Payments From", default=0.0, bounds=(0, 1e15), help="Smaller payments are not reported.")

    resume_on = fields.Datetime(
        readonly=True, copy=False, help="The receiver could not be reached; other messages to it wait until then.")
    message_ids = fields.One2many("credit.webhook.message", "webhook_id", string="Messages")
    waiting_count = fields.Integer(compute="_compute_counts")
    parked_count = fields.Integer(compute="_compute_counts")

    _customers_uniq = models.UniqueIndex(
        "(company_id) WHERE to_customers AND active", "The company has a webhook for messages to customers already.")

    @api.depends("kind")
    def _compute_secret(self):
        self.secret = self.callback_secret = False

    def _inverse_secret(self):
        for webhook in self.filtered("secret"):
            # sudo: what is kept is closed to everybody; the right to write the webhook has been checked.
            webhook.sudo().secret_kept = webhook.secret.strip()

    def _inverse_callback_secret(self):
        for webhook in self.filtered("callback_secret"):
            webhook.sudo().callback_secret_kept = webhook.callback_secret.strip()  # sudo: as above.

    @api.depends("secret_kept", "callback_secret_kept")
    def _compute_has_secret(self):
        for webhook in self:
            webhook_sudo = webhook.sudo()  # sudo: that there is a secret tells nothing of it.
            webhook.has_secret = bool(webhook_sudo.secret_kept)
            webhook.has_callback_secret = bool(webhook_sudo.callback_secret_kept)

    def _compute_callback_url(self):
        for webhook in self:
            base = webhook.company_id.get_base_url() if webhook.company_id else ""
            webhook.callback_url = f"{base}{CALLBACK_PATH}{webhook._origin.id}" if webhook._origin.id else False

    def _compute_counts(self):
        counts = {
            (webhook, state): count for webhook, state, count in self.env["credit.webhook.message"]._read_group(
                [("webhook_id", "in", self.ids), ("state", "in", ("pending", "parked"))], ["webhook_id", "state"], ["__count"])}
        for webhook in self:
            webhook.waiting_count = counts.get((webhook._origin, "pending"), 0)
            webhook.parked_count = counts.get((webhook._origin, "parked"), 0)

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            try:
                parse(webhook.url)
            except AddressError as error:
                raise ValidationError(self.env._(
                    "%(webhook)s: enter a complete address, such as https://hooks.example.com/credit.",
                    webhook=webhook.name)) from error

    @api.constrains("kind", "to_customers", *(f"notify_{code}" for code, _label in NOTICES))
    def _check_kind(self):
        for webhook in self:
            if webhook.to_customers and webhook.kind not in CUSTOMER_KINDS:
                raise ValidationError(self.env._(
                    "%(webhook)s: a robot speaks to its group, not to customers.", webhook=webhook.name))
            if webhook.kind not in NOTICE_KINDS and any(webhook[f"notify_{code}"] for code, _label in NOTICES):
                raise ValidationError(self.env._(
                    "%(webhook)s: a gateway to customers is not told what happens. Use a webhook of another kind.",
                    webhook=webhook.name))

    @api.constrains("company_id")
    def _check_company(self):
        for webhook in self:
            if webhook.company_id.parent_id:
                raise ValidationError(self.env._("%(webhook)s: choose a main company.", webhook=webhook.name))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - {"resume_on"}:
            self.env.registry.clear_cache()
        if "url" in vals and not vals.get("secret"):
            self._forget_secrets(vals["url"])
        return super().write(vals)

    def _forget_secrets(self, url):
        """A secret stays with the host that it was entered for: whoever moves the address enters it again."""
        for webhook in self.filtered(lambda webhook: _get_host(webhook.url) != _get_host(url)):
            webhook.sudo().secret_kept = False  # sudo: as in _inverse_secret.

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for webhook in self:
            if webhook.message_ids:
                raise UserError(self.env._("“%(webhook)s” has sent messages. Archive it instead.", webhook=webhook.name))

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("company_id", "code")
    def _get_told(self, company_id, code):
        """:return: ids of the webhooks of the company that are told of ``code``"""
        return tuple(self._search_for_all([("company_id", "=", company_id), (f"notify_{code}", "=", True)]).ids)

    @api.model
    @tools.ormcache("code")
    def _is_told(self, code):
        """:return: whether anybody is told of ``code``, in whatever company"""
        return bool(self._search_for_all([(f"notify_{code}", "=", True)]))

    @api.model
    @tools.ormcache("company_id")
    def _get_gateway_id(self, company_id):
        """:return: id of the webhook for messages to the customers of the company, or None"""
        return self._search_for_all([("company_id", "=", company_id), ("to_customers", "=", True)])[:1].id or None

    @api.model
    def _search_for_all(self, domain):
        """:return: webhooks in use. What is cached of them is the same for all, whoever asks and in whatever context"""
        # sudo: whoever records what happens need not know the webhooks.
        return self.sudo().with_context(active_test=True).search(domain)

    def action_test(self):
        """Send a test now, and say what came of it."""
        self.ensure_one()
        self.check_access("write")
        event = Event(
            uuid=str(uuid4()), code="test", time=datetime.now(UTC).isoformat(timespec="seconds"),
            text=self.env._("Test message of %(company)s: the webhook “%(webhook)s” works.",
                            company=self.company_id.name, webhook=self.name),
            to=self.company_id.phone or "", language=self.env.lang or "en_US")
        outcome = self.sudo()._post(event.uuid, write_body(self.kind, event))  # sudo: the secret is closed to everybody.
        if outcome.result == "taken":
            return show_notice(self.env._(
                "Taken in %(seconds)s seconds: %(status)s %(answer)s", seconds=f"{outcome.seconds:.2f}",
                status=outcome.status, answer=outcome.text[:200]))
        return show_notice(say(self.env, keep(explain(outcome))), kind="danger")

    def _post(self, uuid, body):
        """Do one try.

        :return: the :class:`Outcome`; nothing is written
        """
        content = body.encode()
        url, headers = write_request(
            self.kind, self.url, self.secret_kept or "", uuid, content, int(time.time() * 1000))
        try:
            answer = post(url, content, headers, read_hosts(self.company_id.credit_webhook_hosts), self.timeout)
        except AddressError as error:
            return Outcome("again" if error.code == "unknown_host" else "refused", error.code, error.detail)
        except PostError as error:
            return Outcome("again", error.code, error.detail)
        return judge(self.kind, answer, datetime.now(UTC))


def _get_host(url):
    """:return: protocol and host of an address, None for one that has none"""
    try:
        return parse(url)[:3]
    except AddressError:
        return None
