from odoo.fields import Command
from odoo.tests import tagged

from ..followup.common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupQueue(FollowupCommon):
    """Between the run and the queue: what is sent is about what is open when it is sent."""

    def _send(self, followup):
        """:return: the e-mails that leave"""
        mail = self._mails(followup)
        self._refresh()
        return mail._prepare_outgoing_list()

    def test_unchanged_demand_is_sent_as_it_was_written(self):
        self._invoice(1000, -10)
        self._invoice(100, -2, move_type="out_refund")
        followup = self._run()
        body = followup.body
        self.assertEqual(followup.amount_due, 900.0)
        self.assertEqual(len(self._send(followup)), 1)
        self.assertEqual((followup.state, followup.body), ("sent", body))

    def test_demand_that_was_paid_in_the_meantime_is_not_sent(self):
        self.level_1.payment_days = 7
        invoice = self._invoice(1000, -10)
        followup = self._run()
        mail, activity = self._mails(followup), followup.deadline_activity_id
        self._pay(invoice)
        self.assertFalse(self._send(followup))
        self.assertRecordValues(followup, [{"state": "skipped", "error": False, "done_date": self.today}])
        self.assertEqual(mail.state, "cancel")
        self.assertFalse(activity.exists())

    def test_contact_who_left_in_the_meantime_is_told_nothing(self):
        # github.com/invoiceninja/invoiceninja/issues/8124
        self.contact.type = "invoice"
        self._invoice(1000, -10)
        followup = self._run()
        self.assertEqual(followup.contact_id, self.contact)
        mail = self._mails(followup)
        self.contact.parent_id = self.env["res.partner"].create({"name": "Competitor", "is_company": True})
        self.assertFalse(self._send(followup))
        self.assertEqual((followup.state, mail.state), ("failed", "cancel"))
        self.assertIn("Carla Contact is no contact of Careful Customer any more", followup.error)
        followup.action_retry()
        self.assertEqual((followup.state, followup.contact_id), ("sent", self.customer))
        self.assertEqual([email["email_to_normalized"] for email in self._send(followup)], [["accounts@careful.example.com"]])

    def test_customer_who_was_archived_in_the_meantime_is_reminded(self):
        self._invoice(1000, -10)
        followup = self._run()
        self.customer.active = False
        self.assertEqual(len(self._send(followup)), 1)

    def test_demand_that_was_partly_paid_is_written_anew(self):
        paid, partly = self._invoice(700, -10), self._invoice(1000, -9)
        followup = self._run()
        self.assertEqual(followup.amount_due, 1700.0)
        self._pay(paid)
        self._pay(partly, 400)
        emails = self._send(followup)
        self.assertIn("600.00", str(emails[0]["body"]))
        for stale in ("1,700.00", "700.00", paid.name):
            self.assertNotIn(stale, str(emails[0]["body"]))
        self.assertRecordValues(followup, [
            {"state": "sent", "amount_due": 600.0, "line_ids": self._open_item(partly).ids}])

    def test_what_was_promised_or_disputed_in_the_meantime_is_not_demanded(self):
        promised, disputed = self._invoice(700, -10), self._invoice(1000, -9)
        followup = self._run()
        self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(promised).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 700})],
        }).action_open()
        self._dispute(disputed, 300)
        self.assertEqual(len(self._send(followup)), 1)
        self.assertEqual(followup.amount_due, 700.0)
        self.assertEqual(followup.line_ids, self._open_item(disputed))

    def test_unallocated_receipt_in_the_meantime_is_set_off(self):
        self._invoice(1000, -10)
        followup = self._run()
        self._book(-250, 0, self.customer, "default_journal_bank")
        self.assertEqual(len(self._send(followup)), 1)
        self.assertEqual(followup.amount_due, 750.0)

    def test_rest_under_the_minimum_of_the_level_is_not_demanded(self):
        invoice = self._invoice(1000, -10)
        followup = self._run()
        self._pay(invoice, 985)
        self.assertFalse(self._send(followup))
        self.assertEqual(followup.state, "skipped")

    def test_text_of_a_collector_stays_when_written_anew(self):
        invoice = self._invoice(1000, -10)
        wizard = self.env["credit.followup.now"].create({"profile_id": self.profile.id})
        wizard.text = "<p>As agreed by phone: {amount}</p>"
        wizard.action_confirm()
        followup = self.profile.followup_ids
        self._pay(invoice, 400)
        self._send(followup)
        self.assertIn("As agreed by phone: ", followup.body)
        self.assertIn("600.00", followup.body)

    def test_queue_cancels_what_is_paid_and_does_not_count_it_as_sent(self):
        invoice = self._invoice(1000, -10)
        followup = self._run()
        mail = self._mails(followup)
        self._pay(invoice)
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = create_date - interval '2 days' WHERE id = %s", [mail.id])
        self.profile.sudo().last_followup_date = self._days(-2)
        self._refresh()
        mail._prepare_outgoing_list()
        mail._postprocess_sent_message([], [])
        self.assertEqual(followup.state, "skipped")
        self.assertEqual(self.profile.last_followup_date, self._days(-2))
