"""What Odoo itself tells customers: its invoices, their e-mails and electronic form, its pages."""

from unittest.mock import patch

from lxml import etree
from markupsafe import Markup

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.http_routing.tests.common import MockRequest

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

    def _show(self, text, frontend=True):
        """:return: what a page with ``text`` shows"""
        with MockRequest(self.env) as request:
            request.is_frontend = frontend
            return self.env["ir.qweb"]._render(etree.fromstring("<div><t t-out='text'/></div>"), {"text": text})

    def test_pages_of_other_addons(self):
        """They read a text from wherever it is, and print it as they like: ours are left out of the page that comes of it."""
        account = self._account(NEW, self.manager)
        spaced = "gb29 NWBK 6016\xa01331 9268 19"
        for text in (NEW, spaced, f"to {NEW}, please", Markup("<pre>%s - Bank</pre>") % NEW):
            with self.subTest(text):
                page = self._show(text)
                self.assertIn("change is being checked", page)
                self.assertNotIn("9268", page)
        for text in (KNOWN, f"X{NEW}", f"{NEW}0"):  # told, and numbers that are others
            with self.subTest(text):
                self.assertIn(text, self._show(text))
        self.assertIn(NEW, self._show(NEW, frontend=False), "our own screens tell it")
        self._approval(account).with_user(self.other).action_approve()
        self.assertIn(NEW, self._show(NEW))

    def test_pages_with_amounts_and_links_like_an_account(self):
        """A short number, 100000, stood for the price 1000.00, and for the address of an invoice."""
        for number in ("100000", "12345678"):
            self._account(number, self.manager)
        text = Markup('<a href="/my/invoices/%s">%s</a><input value="%s"/>')
        for values in (("100000", "1000.00", "1000.00"), ("12345678", "123456.78", "12345678.00")):
            with self.subTest(values):
                self.assertIn(text % values, self._show(text % values))
        self.assertIn("change is being checked", self._show("to 1234 5678"))

    def test_pages_with_an_account_that_is_gone(self):
        """The text was made while the account waited; that it is rejected, archived or deleted lets nobody be told it."""
        account = self._account(NEW, self.manager)
        self._approval(account).with_user(self.other).action_refuse()
        account.action_archive()
        self.assertNotIn(NEW, self._show(NEW))
        account.unlink()
        self.assertNotIn(NEW, self._show(NEW))
        # The known one is replaced: what was approved once is told in texts of that time.
        self.known.acc_number = "FR1420041010050500013M02606"
        self.assertNotIn(self.known.acc_number, self._show(self.known.acc_number))
        self.assertIn(KNOWN, self._show(KNOWN))

    def test_pages_of_companies_that_are_not_guarded(self):
        self._account(NEW, self.manager)
        self._approval(self.env["res.partner.bank"].search([("acc_number", "=", NEW)])).with_user(self.other).action_refuse()
        self.assertNotIn(NEW, self._show(NEW))
        self.company.credit_payee_guard = False
        self.assertIn(NEW, self._show(NEW))

    def _count_reads(self, show):
        """:return: number of queries that ``show`` makes on accounts and their approvals"""
        queries, execute = [], type(self.env.cr).execute

        def note(cr, query, *args, **kwargs):
            queries.append(str(query.code if isinstance(query, SQL) else query))
            return execute(cr, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", note):
            show()
        return sum("credit_payee_approval" in query or "res_partner_bank" in query for query in queries)

    def test_pages_and_emails_do_not_read_the_accounts_each_time(self):
        self._account(NEW, self.manager)
        template = self.env["mail.template"].create({
            "name": "Order", "model_id": self.env.ref("base.model_res_partner").id, "body_html": f"<p>{NEW}</p>"})
        partners = self.env["res.partner"].create([{"name": f"Reader {number}"} for number in range(20)])

        def write(readers):
            for body in template._render_field("body_html", readers.ids).values():
                self.assertIn("change is being checked", body)

        self._refresh()
        self.env.registry.clear_cache()
        first = self._count_reads(lambda: self._show(NEW))
        self.assertTrue(0 < first < 6, first)
        self._refresh()
        self.assertEqual(self._count_reads(lambda: self._show(NEW)), 0)
        self.env.registry.clear_cache()
        self.assertEqual(self._count_reads(lambda: write(partners)), first)
        self._refresh()
        self.assertEqual(self._count_reads(lambda: write(partners[:1])), 0)

    def test_pages_know_each_change_at_once(self):
        """What they know is kept in memory."""
        def is_told(number=NEW):
            return number in self._show(number)

        account = self._account(NEW, self.manager)
        self.assertFalse(is_told())
        self._approval(account).with_user(self.other).action_approve()
        self.assertTrue(is_told())
        account.with_user(self.manager).acc_holder_name = "Holder"
        self.assertFalse(is_told())
        self._approval(account).with_user(self.other).action_refuse()
        self.assertFalse(is_told())
        account.with_user(self.manager).acc_holder_name = self.company.partner_id.name
        self.assertTrue(is_told(), "as it was approved")
        account.bank_id = bank = self.env["res.bank"].create({"name": "First"})
        self._approval(account).with_user(self.other).action_approve()
        self.assertTrue(is_told())
        bank.name = "Second"
        self.assertFalse(is_told())
        bank.name = "First"
        self.assertTrue(is_told())
        second = self._account("FR1420041010050500013M02606", self.manager)
        self.assertFalse(is_told(second.acc_number))
        second.with_user(self.manager).partner_id = self.customer
        self._approval(second).sudo().unlink()
        self.assertTrue(is_told(second.acc_number), "that of a customer")

    def test_accounts_of_contacts_that_are_merged_into_the_company_wait(self):
        office = self.env["res.partner"].create({"name": "Our Branch Office"})
        account = self.env["res.partner.bank"].create({"acc_number": NEW, "partner_id": office.id})
        self.assertIn(NEW, self._show(NEW))
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (office | self.company.partner_id).ids, self.company.partner_id, extra_checks=False)
        self.assertEqual(account.partner_id, self.company.partner_id)
        self.assertNotIn(NEW, self._show(NEW))

    def test_layouts_of_printed_documents(self):
        """The footer of a layout, that of DIN 5008 for one, names accounts on every document."""
        account = self._account(NEW, self.manager)
        self.company.report_footer = Markup("<p>%s %s</p>") % (KNOWN, NEW)
        move = self._invoice(1000, -10, partner_bank_id=self.known.id)

        def render():
            return self.env["ir.actions.report"]._render_qweb_html("account.report_invoice", move.ids)[0].decode()

        self.assertIn(KNOWN, render())
        self.assertNotIn(NEW, render())
        self._approval(account).with_user(self.other).action_approve()
        self.assertIn(NEW, render())

    def test_emails_by_template(self):
        account = self._account(NEW, self.manager)
        template = self.env["mail.template"].create({
            "name": "Order", "model_id": self.env.ref("base.model_res_partner").id,
            "body_html": f"<p>{KNOWN}</p><p>{NEW}</p>"})

        def write():
            return template._generate_template(self.customer.ids, {"body_html"})[self.customer.id]["body_html"]

        self.assertIn(KNOWN, write())
        self.assertNotIn(NEW, write())
        self._approval(account).with_user(self.other).action_approve()
        self.assertIn(NEW, write())

    def test_electronic_documents_of_web_services(self):
        """Those of several countries are written by the methods that call the service."""
        account = self._account(NEW, self.manager)
        move, told = self._invoice(1000, -10, partner_bank_id=account.id), []
        Send = self.env.registry["account.move.send"]
        for name in ("_call_web_service_before_invoice_pdf_render", "_call_web_service_after_invoice_pdf_render"):
            base = next(cls for cls in Send.mro() if cls.__module__ == "odoo.addons.account.models.account_move_send")
            self.patch(base, name, lambda _self, data: told.extend(invoice.partner_bank_id.acc_number for invoice in data))
            getattr(self.env["account.move.send"], name)({move: {}})
        self.assertEqual(told, [KNOWN, KNOWN])
        self.assertEqual(move.partner_bank_id, account)

    def test_web_services_that_commit_after_each_invoice(self):
        """The second invoice told the account that waits; those of approved accounts still go in one request."""
        waiting = self._account(NEW, self.manager)
        moves = [self._invoice(1000, -10, partner_bank_id=bank.id) for bank in (waiting, self.known, waiting, self.known)]
        Send = self.env.registry["account.move.send"]
        base = next(cls for cls in Send.mro() if cls.__module__ == "odoo.addons.account.models.account_move_send")

        def send(_self, data):
            calls.append(len(data))
            for invoice in data:
                told.append(invoice.partner_bank_id.acc_number)
                self.env.invalidate_all()  # as by a commit
                data[invoice]["sent"] = True

        for name in ("_call_web_service_before_invoice_pdf_render", "_call_web_service_after_invoice_pdf_render"):
            with self.subTest(name):
                calls, told, data = [], [], {move: {} for move in moves}
                self.patch(base, name, send)
                getattr(self.env["account.move.send"], name)(data)
                self.assertEqual(told, [KNOWN] * 4)
                self.assertEqual(sorted(calls), [1, 1, 2])
                self.assertEqual([*data.values()], [{"sent": True}] * 4)
        self.assertEqual([move.partner_bank_id for move in moves], [waiting, self.known, waiting, self.known])

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
        """The known account stands in its place; without one, the reason."""
        account = self._account(NEW, self.manager)
        move = self._invoice(1000, -10, partner_bank_id=account.id)
        text = self._print("account.report_invoice", move)
        self.assertNotIn(NEW, text)
        self.assertIn(KNOWN, text)
        self.known.action_archive()
        text = self._print("account.report_invoice", move)
        self.assertNotIn(NEW, text)
        self.assertIn("change is being checked", text)
        self._approval(account).with_user(self.other).action_approve()
        self.assertIn(NEW, self._print("account.report_invoice", move))

    def test_invoices_and_footers_of_localizations(self):
        """l10n_gcc_invoice, l10n_hu_edi and the Swiss slip print the account of the invoice, the footer of DIN 5008 the first
        accounts of the company: they told what waits."""
        account = self._account(NEW, self.manager)
        account.sequence = 1
        move = self._invoice(1000, -10, partner_bank_id=account.id)
        self.env["ir.ui.view"].create({
            "name": "print_accounts", "key": "credit_collection_payee_guard.print_accounts", "type": "qweb", "arch": """
            <t t-name="credit_collection_payee_guard.print_accounts"><div t-foreach="docs" t-as="o">
                <p>of the invoice <t t-out="o.partner_bank_id.acc_number"/></p>
                <p t-foreach="o.company_id.partner_id.bank_ids[:2]" t-as="bank" t-out="bank.acc_number"/>
            </div></t>"""})
        self.env["ir.actions.report"].create({
            "name": "Accounts", "model": "account.move", "report_name": "credit_collection_payee_guard.print_accounts"})
        text = self._print("credit_collection_payee_guard.print_accounts", move)
        self.assertNotIn(NEW, text)
        self.assertEqual(text.count(KNOWN), 2)
        self.assertEqual(self.company.partner_id.bank_ids, self.known | account, "nothing is lost")
        self._approval(account).with_user(self.other).action_approve()
        self.assertEqual(self._print("credit_collection_payee_guard.print_accounts", move).count(NEW), 2)

    def test_template_in_any_dialog(self):
        """The dialog of the chatter and code that sends a template told the account of the invoice."""
        move = self._invoice(1000, -10, partner_bank_id=self._account(NEW, self.manager).id)
        self._refresh()
        body = self.env.ref("account.email_template_edi_invoice")._render_field("body_html", move.ids)[move.id]
        self.assertNotIn(NEW, body)
        self.assertIn(KNOWN, body)

    def _print(self, report, move):
        self._refresh()
        return self.env["ir.actions.report"]._render_qweb_html(report, move.ids)[0].decode()
