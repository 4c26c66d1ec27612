from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import RaceCase

from .common import JOB, WebhookCommon
from .receiver import Receiver


@tagged("post_install", "-at_install")
class TestWebhookRights(WebhookCommon):
    def test_secret_is_read_by_nobody(self):
        webhook = self._webhook(secret="top secret", callback_secret="other secret")
        manager = self._user("manager")
        manager.group_ids += self.env.ref("base.group_allow_export")
        own = webhook.with_user(manager)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(own, [
            {"secret": False, "callback_secret": False, "has_secret": True, "has_callback_secret": True}])
        for name in ("secret_kept", "callback_secret_kept"):
            with self.assertRaises(AccessError):
                own.read([name])
            with self.assertRaises(AccessError):
                own.search([(name, "=like", "top%")])
            with self.assertRaises(AccessError):
                own.export_data([name])
            self.assertNotIn(name, own.fields_get())
        self.assertNotIn("secret", str(own.export_data(["name", "kind"])))
        self.assertNotIn("secret_kept", own.copy_data()[0])
        self.assertFalse(own.copy({"url": self.receiver.url}).has_secret)

    def test_secret_is_replaced_and_kept(self):
        webhook = self._webhook().with_user(self._user("manager"))
        webhook.write({"name": "Renamed", "secret": False})
        self.assertEqual(webhook.sudo().secret_kept, "s3cret")
        webhook.secret = "newer"
        self.assertEqual(webhook.sudo().secret_kept, "newer")

    def test_secret_stays_with_its_host(self):
        webhook = self._webhook(url="https://a.example.com/one?key=1").with_user(self._user("manager"))
        webhook.url = "https://a.example.com/two"
        self.assertTrue(webhook.has_secret)
        webhook.url = "https://a.example.com.evil.example.org/two"
        self.assertFalse(webhook.has_secret, "a token is not sent to another host")
        webhook.write({"url": "https://b.example.com/", "secret": "newer"})
        self.assertEqual(webhook.sudo().secret_kept, "newer")

    def test_managers_configure_collectors_look(self):
        webhook = self._webhook(notify_promise_made=True)
        self._promise(self._invoice(1000, -10))
        message = self._messages(webhook)
        message.sudo()._set_state("parked")
        collector, viewer, manager = (self._user(role) for role in ("collector", "viewer", "manager"))
        self.assertTrue(message.with_user(collector).read(["body"]))
        with self.assertRaises(AccessError):
            message.with_user(viewer).read(["body"])
        for name, value in (("body", "{}"), ("state", "pending"), ("uuid", "x")):
            for user in (collector, manager):
                with self.assertRaises(AccessError):
                    message.with_user(user).write({name: value})
        for act in (
            lambda: webhook.with_user(collector).read(["url"]),
            lambda: webhook.with_user(collector).write({"name": "x"}),
            lambda: webhook.with_user(collector).action_test(),
            lambda: message.with_user(collector).action_send_again(),
            lambda: self.company.with_user(manager).write({"credit_webhook_hosts": "127.0.0.1"}),
        ):
            with self.assertRaises(AccessError):
                act()
        message.with_user(manager).action_send_again()
        self.assertEqual(message.state, "pending")

    def test_webhook_with_messages_is_not_deleted(self):
        webhook = self._webhook(notify_promise_made=True)
        unused = self._webhook()
        self._promise(self._invoice(1000, -10))
        with self.assertRaises(UserError):
            webhook.unlink()
        unused.unlink()
        self.assertTrue(self._messages(webhook))

    def test_other_company_sees_nothing(self):
        webhook = self._webhook(notify_promise_made=True)
        self._promise(self._invoice(1000, -10))
        other = self.env["res.company"].create({"name": "Other Company"})
        manager = self._user("manager")
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in ("credit.webhook", "credit.webhook.message"):
            self.assertFalse(self.env[model].with_user(manager).search([("company_id", "=", self.company.id)]))
        with self.assertRaises(AccessError):
            webhook.with_user(manager).action_test()
        with self.assertRaises(AccessError):
            self.env["credit.webhook"].with_user(manager).create({
                "name": "x", "url": "https://a.example.com", "company_id": self.company.id})

    def test_copy_of_the_database_calls_nobody(self):
        webhook = self._webhook(notify_promise_made=True, callback_secret="x")
        self._promise(self._invoice(1000, -10))
        self.env.flush_all()
        self.env.cr.execute((Path(__file__).parents[1] / "data" / "neutralize.sql").read_text())
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertFalse(webhook.active or webhook.has_secret or webhook.has_callback_secret)
        self.assertEqual(self._messages(webhook).state, "canceled")
        self._deliver()
        self.assertFalse(self.receiver.requests)


@tagged("post_install", "-at_install")
class TestWebhookRace(RaceCase):
    """Real connections and committed data."""

    def test_two_workers_send_a_message_once(self):
        receiver = Receiver()
        self.addCleanup(receiver.stop)

        def create(env):
            company = env.ref("base.main_company")
            company.credit_webhook_hosts = "127.0.0.1"
            webhook = env["credit.webhook"].create({"name": "Race", "company_id": company.id, "url": receiver.url})
            message = env["credit.webhook.message"].create({
                "webhook_id": webhook.id, "kind": "generic", "event": "test", "body": "{}"})
            return webhook.id, message.id

        webhook_id, message_id = self._in_transaction(create)

        def delete(env):
            env["credit.webhook.message"].browse(message_id).unlink()
            env["credit.webhook"].browse(webhook_id).unlink()
            env.ref("base.main_company").credit_webhook_hosts = False

        self.addCleanup(self._in_transaction, delete)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            message = api.Environment(first, SUPERUSER_ID, {})["credit.webhook.message"].browse(message_id)
            # The first worker holds the message and is about to send it.
            self.assertTrue(message.try_lock_for_update(allow_referencing=True))
            other = api.Environment(second, SUPERUSER_ID, {})["credit.webhook.message"]
            other._cron_deliver()
            self.assertFalse(receiver.requests)
            message._deliver(message, None)
            first.commit()
            other._cron_deliver()
            second.commit()
        self.assertEqual(len(receiver.requests), 1)
        self.assertTrue(self._in_transaction(lambda env: env["credit.webhook.message"].browse(message_id).state == "sent"))
        self.assertTrue(self._in_transaction(lambda env: bool(env.ref(JOB).active)))
