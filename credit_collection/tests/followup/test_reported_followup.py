"""Situations that people reported in public about dunning of other systems; the address stands beside each."""

from unittest.mock import patch

from lxml import html

from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestPublicReports(FollowupCommon):

    def _contact(self, name, **vals):
        return self.env["res.partner"].create({"name": name, "parent_id": self.customer.id, **vals})

    def test_the_address_on_the_invoice_is_written_to_where_the_company_has_none(self):
        # github.com/OCA/credit-control/issues/343
        self.customer.email = False
        self._invoice(1000, -10, partner=self.contact)
        followup = self._run()
        self.assertEqual((followup.state, followup.channel), ("sent", "mail"))
        self.assertEqual(self._mails(followup).recipient_ids, self.contact)

    def test_an_invoice_address_without_email_is_no_addressee(self):
        # github.com/team-monite/monite-sdk/pull/843
        self._contact("Ledger Department", type="invoice", email=False)
        self._contact("Old Desk", type="invoice", email="no address at all")
        self._invoice(1000, -10)
        followup = self._run()
        self.assertEqual(followup.state, "sent")
        self.assertEqual(self._mails(followup).recipient_ids, self.customer)

    def test_who_wants_no_newsletters_is_reminded(self):
        # github.com/OCA/credit-control/pull/447
        self.env["mail.blacklist"].sudo()._add(self.customer.email)
        self._invoice(1000, -10)
        followup = self._run()
        mail = self._mails(followup)
        self.assertEqual((followup.state, mail.state), ("sent", "outgoing"))
        mail.auto_delete = False
        MailServer = self.registry["ir.mail_server"]
        with (
            patch.object(MailServer, "_disable_send", lambda _server: False),
            patch.object(MailServer, "_connect__", lambda *_args, **_kwargs: None),
            patch.object(MailServer, "send_email", lambda _server, message, *_args, **_kwargs: message["Message-Id"]),
        ):
            mail.send()
        self.assertEqual((followup.state, mail.state), ("sent", "sent"), "neither cancelled nor left in the queue")

    def test_each_invoice_is_demanded_with_its_own_amount(self):
        # github.com/frappe/erpnext/issues/46650
        first, second = self._invoice(100, -12), self._invoice(250, -10)
        self._pay(first, 30, date=self._days(-2))
        followup = self._run()
        self.assertEqual(followup.amount_due, 320.0)
        letter = html.fromstring(self._mails(followup).body_html)
        rows = [" ".join(row.text_content().split()) for row in letter.xpath("//tr[td and not(.//tr)]")]
        self.assertRegex(next(row for row in rows if first.name in row), r"\b70\.00$")
        self.assertRegex(next(row for row in rows if second.name in row), r"\b250\.00$")
        self.assertIn("320.00", letter.text_content())

    def test_another_addressee_changes_no_amount(self):
        # github.com/OCA/credit-control/issues/378
        desk = self._contact("Payables Desk", type="invoice", email="desk@careful.example.com")
        self._invoice(1000, -10)
        self._invoice(200, -7)
        wizard = self.env["credit.followup.now"].create({"profile_id": self.profile.id})
        self.assertEqual((wizard.contact_id, wizard.amount_due), (desk, 1200.0))
        desk.email = False
        self._refresh()
        wizard = self.env["credit.followup.now"].create({"profile_id": self.profile.id})
        self.assertEqual((wizard.contact_id, wizard.amount_due), (self.customer, 1200.0))
        self.assertIn("1,200.00", html2plaintext(wizard.preview))

    def test_a_cancelled_credit_note_lowers_no_demand(self):
        # github.com/OCA/credit-control/pull/568
        self._invoice(1000, -10)
        note = self._invoice(400, -5, move_type="out_refund")
        note.button_draft()
        note.button_cancel()
        self.assertEqual(self._run().amount_due, 1000.0)

    def test_a_part_payment_keeps_the_level_and_a_full_one_begins_anew(self):
        # github.com/getlago/lago-api/pull/2876
        invoice = self._invoice(1000, -10)
        self._run()
        self._pay(invoice, 300)
        self.assertEqual(self._run(12).level_id, self.level_2)
        self._refresh()
        self._pay(invoice)
        self._invoice(500, 13)
        self.assertEqual(self._run(19).level_id, self.level_1, "another debt, another conversation")

    def test_an_undelivered_message_is_no_step_of_the_plan(self):
        # github.com/axelor/axelor-open-suite/pull/3564
        self.customer.email = self.contact.email = False
        self._invoice(1000, -10)
        self.assertEqual(self._run().state, "failed")
        self.assertFalse(self._run(15).filtered(lambda followup: followup.level_id == self.level_2), "first the first one")
