"""Sending: whom it reaches, what is in it, one amount everywhere, what is kept of it, what cannot be delivered."""

import hashlib
import io
from datetime import date
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementSend(StatementCommon):

    def _send(self, statement, user=None):
        action = statement.with_user(user or self.collector).action_send()
        self._refresh()
        return action

    def test_sent_to_the_collection_contact_in_the_language_of_the_contact(self):
        self._invoice(250, -10)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.contact.write({"credit_collection_contact": True, "lang": "zh_CN"})
        statement = self._as_of_today()
        self._send(statement)
        self.assertRecordValues(statement, [{
            "state": "sent", "sent_date": self.today, "contact_id": self.contact.id, "lang": "zh_CN", "error": False}])
        mail = self._mail_of(statement)
        self.assertEqual((mail.recipient_ids, mail.state), (self.contact, "outgoing"))
        self.assertEqual(mail.attachment_ids, statement.pdf_id)
        self.assertIn(f"/credit/statement/{statement.sudo().access_token}", mail.body_html)

    def test_one_amount_in_mail_paper_page_and_payment_link(self):
        """173.60 is paid, 250 open, a credit note of 40 open: 210 is asked for, 173.60 is a movement and nothing else."""
        paid, _open = self._invoice(173.60, -10), self._invoice(250, -10)
        self._pay(paid)
        self._invoice(40, -5, move_type="out_refund")
        statement = self.profile._create_statements(self._days(-60), self.today)
        self._send(statement)
        self.assertEqual((statement.balance_ids.closing_balance, statement.balance_ids.amount_to_pay), (210.0, 210.0))
        payable = statement.sudo()._get_payable()
        self.assertEqual({currency.name: amount for currency, (amount, _parts) in payable.items()},
                         {self.company.currency_id.name: 210.0})
        body = html2plaintext(self._mail_of(statement).body_html)
        self.assertIn("210.00", body)
        self.assertNotIn("173.60", body)
        paper = self._print(statement)
        self.assertIn("210.00", paper)
        self.assertEqual(paper.count("173.60"), 3, "booked, the balance then, and paid")

    def _print(self, statement):
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "credit_collection.action_report_statements", statement.ids)
        return content.decode().replace("\xa0", " ").replace("&nbsp;", " ")

    def test_paper_of_activity_and_of_open_items(self):
        invoice = self._invoice(300, -45, ref="PO <77>")
        self._dispute_part(invoice, 100)
        activity = self.profile._create_statements(self._days(-100), self.today)
        paper = self._print(activity)
        for text in ("Opening balance", "Closing balance", "PO &lt;77&gt;", "In dispute", activity._get_number(), "31–60 days"):
            self.assertIn(text, paper)
        self.assertIn("Disputed", self._print(self._as_of_today()))
        self.assertEqual(activity.balance_ids.amount_to_pay, 200.0)

    def _dispute_part(self, move, amount):
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": move.id, "amount": amount, "reason_id": reason.id})
        dispute.action_open()
        return dispute

    def test_payment_code_of_the_account_in_the_currency(self):
        self._invoice(250, -10, currency_id=self.euro.id)
        account = self.env["res.partner.bank"].create({
            "partner_id": self.company.partner_id.id, "acc_number": "DE89370400440532013000", "allow_out_payment": True,
            "currency_id": self.euro.id, "acc_holder_name": "Us"})
        statement, asked = self._as_of_today(), []

        def build(account, amount, free_communication, structured_communication, currency, partner, *_args, **_kwargs):
            asked.append((account, amount, free_communication, currency, partner))
            return "data:image/png;base64,AAAA"

        with patch.object(type(account), "build_qr_code_base64", build):
            paper = self._print(statement)
        [(used, amount, reference, currency, partner)] = asked
        self.assertEqual((used, amount, currency, partner), (account, 250.0, self.euro, self.customer))
        self.assertIn(statement._get_number(), reference)
        self.assertIn("data:image/png;base64,AAAA", paper)
        self.assertIn("DE89370400440532013000", paper)

    def test_the_file_is_kept_as_it_was_sent(self):
        invoice = self._invoice(250, -10)
        statement = self._as_of_today()
        self._send(statement)
        content = statement.pdf_id.raw
        self.assertEqual(statement.pdf_checksum, hashlib.sha256(content).hexdigest())
        self._pay(invoice)
        statement.sudo()._receive_failure([("id", "=", statement.id)], "Mailbox full")
        self._send(statement)
        self.assertEqual(statement.pdf_id.raw, content, "sending again prints nothing anew")
        self.assertFalse(statement.error)
        with self.assertRaises(AccessError):
            statement.pdf_id.with_user(self.collector).write({"raw": b"forged"})
        with self.assertRaises(UserError):
            statement.unlink()

    def test_workbook_has_a_sheet_for_each_currency_and_the_amounts_that_were_sent(self):
        invoice = self._invoice(250, -10, ref="=1+1")
        self._invoice(60, 5, currency_id=self.euro.id)
        statement = self._as_of_today()
        book = openpyxl.load_workbook(io.BytesIO(statement._make_xlsx()))
        self.assertEqual(set(book.sheetnames), {self.company.currency_id.name, "EUR"})
        cells = [cell for row in book[self.company.currency_id.name].iter_rows() for cell in row if cell.value is not None]
        texts = {cell.value: cell.data_type for cell in cells}
        self.assertEqual(texts["=1+1"], "s")
        self.assertIn(invoice.name, texts)
        self.assertIn(250.0, texts)

    def test_without_a_valid_address_it_goes_to_the_worklist(self):
        self.customer.email = "nobody"
        self.contact.email = False
        self.profile.collector_id = self.collector
        statement = self._as_of_today()
        action = self._send(statement)
        self.assertEqual(statement.state, "draft")
        self.assertIn("no valid e-mail address", statement.error)
        self.assertIn("could not be sent", action["params"]["message"])
        task = self.profile.activity_ids
        self.assertEqual((task.user_id, task.date_deadline), (self.collector, self.today))
        self.assertIn(statement._get_number(), task.summary)
        self.customer.email = "accounts@careful.example.com"
        self._send(statement)
        self.assertEqual((statement.state, statement.error), ("sent", False))

    def test_a_bounce_goes_to_the_worklist(self):
        self._invoice(250, -10)
        statement = self._as_of_today()
        self._send(statement)
        self._mail_of(statement)._postprocess_sent_message([], [], failure_type="mail_email_invalid")
        self.assertTrue(statement.error)
        self.assertEqual(len(self.profile.activity_ids), 1)

    def test_a_statement_sent_twice_at_once_is_sent_once(self):
        statement = self._as_of_today()
        self._send(statement)
        with self.assertRaisesRegex(UserError, "no statement to send"):
            self._send(statement)
        domain = [("res_id", "=", self.profile.id), ("model", "=", "credit.profile")]
        self.assertEqual(self.env["mail.mail"].sudo().search_count(domain), 1)

    def test_only_collectors_send(self):
        statement = self._as_of_today()
        for role in ("viewer", "salesperson"):
            with self.assertRaises(AccessError):
                statement.with_user(self._user(role)).action_send()
        self.assertEqual(statement.state, "draft")

    def test_many_are_left_to_the_scheduled_action(self):
        statements = self.env["credit.statement"].concat(*(self._as_of_today() for _number in range(3)))
        cron = self.env.ref("credit_collection.ir_cron_send_statements")
        with patch("odoo.addons.credit_collection.models.statement.credit_statement_send.PRINT_BATCH", 2):
            statements.with_user(self.collector).action_send()
        self.assertEqual(statements.mapped("state"), ["draft"] * 3)
        self.assertTrue(self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)]))
        with self._batches():
            self.env["credit.statement"].sudo()._cron_send()
        self.assertEqual(statements.mapped("state"), ["sent"] * 3)
        self.assertFalse(any(statements.mapped("is_queued")))

    def test_one_that_fails_stops_no_other(self):
        others = self.other_profile
        self.other_customer.email = "other@example.com"
        broken, good = self._as_of_today(), self._as_of_today(others)
        (broken | good).sudo()._queue()
        make = type(good)._make_pdfs

        def fail(statements):
            if broken in statements:
                raise ValueError("broken paper")
            return make(statements)

        with patch.object(type(good), "_make_pdfs", fail), self._batches():
            self.env["credit.statement"].sudo()._cron_send()
        self.assertEqual((broken.state, good.state), ("draft", "sent"))
        self.assertIn("broken paper", broken.error)
        self.assertFalse(broken.is_queued)
        broken.sudo()._queue()
        with self._batches():
            self.env["credit.statement"].sudo()._cron_send()
        self.assertEqual(broken.state, "sent", "whoever asks again need not wait for the next day")

    def test_fifty_statements_are_one_call_of_the_engine(self):
        statements = self.env["credit.statement"].concat(*(self._as_of_today() for _number in range(3))).sudo()
        calls = []

        def render(report, report_ref, records, marks):
            calls.append(len(records))
            return {record.id: b"%PDF" for record in records}

        with patch("odoo.addons.credit_collection.models.statement.credit_statement_print.PRINT_BATCH", 2), patch.object(
                type(self.env["ir.actions.report"]), "_render_credit_pdfs", render):
            statements._make_pdfs()
        self.assertEqual(calls, [2, 1])

    def test_sending_to_many_takes_as_many_queries_as_sending_to_few(self):
        partners = self.env["res.partner"].create([
            {"name": f"Customer {number}", "is_company": True, "email": f"c{number}@example.com"} for number in range(12)])
        for partner in partners:
            self._bill(100, date(2025, 1, 10), date(2025, 2, 9), partner)
        profiles = partners._get_credit_profiles()
        counts = []
        for group in (profiles[:2], profiles[2:4], profiles):
            statements = self._january(group).sudo()
            self.env.flush_all()
            before = self.cr.sql_log_count
            # In tests core renders documents one by one.
            with patch.object(type(self.env["ir.actions.report"]), "_render_credit_pdfs", self._render_nothing):
                statements._send(self.today)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)

    @staticmethod
    def _render_nothing(_report, _report_ref, records, _marks):
        return {record.id: b"%PDF" for record in records}

    def test_settlement_by_the_link_pays_exactly_these_items(self):
        first = self._invoice(250, -10)
        statement = self._as_of_today()
        self._invoice(70, -10)
        self._send(statement)
        found = self.env["credit.payment.link"]._find(statement.sudo().access_token)
        self.assertEqual(found, statement)
        [(amount, parts)] = found._get_payable().values()
        self.assertEqual((amount, [line.move_id for line, _part in parts]), (250.0, [first]))
        statement.with_user(self.collector).action_revoke_link()
        self.assertFalse(statement.has_link)

    def test_other_companies_language_and_branches(self):
        other = self.setup_other_company()["company"]
        self.env.user.company_ids = [Command.link(other.id)]
        theirs = self.customer._get_credit_profiles(other)._create_statements(self._days(-10), self.today)
        self.collector.write({"company_ids": [Command.set(self.company.ids)]})
        with self.assertRaises(AccessError):
            theirs.with_user(self.collector).action_send()
