"""What Odoo itself tells customers: its invoices, their e-mails and electronic form, its pages."""

from odoo.tests import tagged

from .common import KNOWN, NEW, PayeeCommon


@tagged("post_install", "-at_install")
class TestPayeeOfOdoo(PayeeCommon):

    def test_number_that_is_entered_in_the_layout_of_documents(self):
        # github.com/odoo/odoo/pull/163565: the dialog before the first invoice writes the account of the company.
        self.env["base.document.layout"].create({"company_id": self.company.id}).account_number = NEW
        self.assertEqual(self.known.acc_number, NEW)
        self.assertNotIn(NEW, self._told())
        self.assertEqual(self._approval(self.known).acc_number, NEW)

    def test_codes_of_other_pages(self):
        """Odoo's page for wire transfers shows a code for the first account of the company, which nobody asked us about."""
        account, waiting = self.known, self._account(NEW, self.manager)
        args = 10.0, "REF", None, self.env.ref("base.EUR"), self.customer
        Bank = self.env.registry["res.partner.bank"]
        self.patch(Bank, "get_available_qr_methods_in_sequence", lambda _self: [("any", "Any")])
        for name in ("_get_error_messages_for_qr", "_check_for_qr_code_errors"):
            self.patch(Bank, name, lambda *_args: None)
        self.assertTrue(account._build_qr_code_vals(*args))
        self.assertIsNone(waiting.build_qr_code_base64(*args))
        self._approval(waiting).with_user(self.other).action_approve()
        self.assertTrue(waiting._build_qr_code_vals(*args))
        of_customer = self.env["res.partner.bank"].create({"partner_id": self.customer.id, "acc_number": NEW})
        self.assertTrue(of_customer._build_qr_code_vals(*args))

    def test_text_of_wire_transfers(self):
        """It lists all accounts of the company, also one that was entered today."""
        account = self._account(NEW, self.manager)
        provider = self.env["payment.provider"].create({
            "name": "Wire transfer", "code": "none", "company_id": self.company.id,
            "pending_msg": f"<ul><li>{KNOWN}</li><li>{NEW}</li></ul>"})
        text = provider._get_status_message("pending")
        self.assertNotIn(NEW, text)
        self.assertRegex(text, f"{KNOWN}.*change is being checked")
        self._approval(account).with_user(self.other).action_approve()
        self.assertIn(NEW, provider._get_status_message("pending"))

    def test_invoices_sent_by_odoo(self):
        """Its e-mail and the electronic invoice tell the known account in place of one that waits, or none."""
        account = self._account(NEW, self.manager)
        move = self._invoice(1000, -10, partner_bank_id=account.id)
        Send, template = self.env["account.move.send"], self.env.ref("account.email_template_edi_invoice")

        def tell():
            self._refresh()
            Send._hook_invoice_document_after_pdf_report_render(move, {})
            xml = self.env["ir.attachment"].search([("name", "=", "factur-x.xml"), ("res_id", "=", move.id)], limit=1)
            return Send._get_default_mail_body(move, template, "en_US"), xml.raw.decode()

        for text in tell():
            self.assertIn(KNOWN, text)
            self.assertNotIn(NEW, text)
        self.assertEqual(move.partner_bank_id, account, "the invoice keeps what was entered")
        self.known.action_archive()
        self.assertNotIn(NEW, tell()[0])
        self._approval(account).with_user(self.other).action_approve()
        for text in tell():
            self.assertIn(NEW, text)

    def test_invoice_does_not_print_it(self):
        account = self._account(NEW, self.manager)
        move = self._invoice(1000, -10, partner_bank_id=account.id)

        def render():
            self._refresh()
            html, _kind = self.env["ir.actions.report"]._render_qweb_html("account.report_invoice", move.ids)
            return html.decode()

        self.assertNotIn(NEW, render())
        self.assertIn("change is being checked", render())
        self._approval(account).with_user(self.other).action_approve()
        self.assertIn(NEW, render())
