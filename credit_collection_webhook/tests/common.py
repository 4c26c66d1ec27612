import json

from odoo import fields

from odoo.addons.credit_collection.tests.common import FollowupCommon, PromiseCommon

from .receiver import Receiver

JOB = "credit_collection_webhook.ir_cron_deliver_messages"


class WebhookCommon(FollowupCommon, PromiseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_webhook_hosts = "127.0.0.1"
        # What the demonstration has left.
        cls.env["credit.webhook.message"].search([("state", "=", "pending")])._set_state("canceled")

    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.stop)

    def _webhook(self, **vals):
        return self.env["credit.webhook"].create({
            "name": "Test receiver", "company_id": self.company.id, "url": self.receiver.url, "secret": "s3cret",
            "timeout": 1, **vals})

    def _messages(self, webhook):
        return self.env["credit.webhook.message"].search([("webhook_id", "=", webhook.id)], order="id")

    def _deliver(self, messages=None):
        """Run the job as the scheduler does; ``messages`` that wait for their next try are due now."""
        if messages:
            messages.sudo().filtered(lambda message: message.state == "pending").next_try = fields.Datetime.now()
            messages.sudo().webhook_id.resume_on = False
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(JOB).sudo().method_direct_trigger()
        self.env.invalidate_all()

    def _sent(self):
        """:return: bodies that the receiver got, read"""
        return [json.loads(body) for body in self.receiver.bodies]
