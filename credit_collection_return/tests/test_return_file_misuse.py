"""Files of returned payments that no bank writes, and imports into companies of others."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ReturnCommon

HEAD = b"reference;amount;date\n"


@tagged("post_install", "-at_install")
class TestReturnFileMisuse(ReturnCommon):

    def _check(self, content, user=None, **vals):
        wizard = self.env["credit.payment.return.import"].with_user(user or self.manager).create({
            "file": content if isinstance(content, str) else base64.b64encode(content), "company_id": self.company.id, **vals})
        wizard.action_check()
        return wizard

    def test_what_cannot_be_read_is_refused_in_words(self):
        cases = {
            "no base64": "abc", "nothing but a mark": b"\xef\xbb\xbf", "nul": HEAD + b"A\0B;1;2026-01-01",
            "an open quote": b'"reference;amount\n' + b"x" * 200000,
            "utf-16": "reference;amount;date".encode("utf-16"), "xml bomb": (
                b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
                b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">&b;</Document>'),
        }
        for name, content in cases.items():
            with self.subTest(name), self.assertRaises(UserError), self.cr.savepoint():
                self._check(content)

    def test_files_of_an_old_mac(self):
        self._debit(memo="DD-1")
        wizard = self._check(f"reference;amount;date\rDD-1;700;{self.today}\r".encode())
        self.assertEqual(wizard.new_count, 1)

    def test_amounts_beyond_any_payment(self):
        rows = [b"A;" + b"9" * 400 + b";2026-01-01", b"B;1;0001-01-01", b"C;1;9999-12-31", b"D;-0;2026-01-01",
                b"E;1;2026-13-01", b"F;nan;2026-01-01"]
        wizard = self._check(HEAD + b"\n".join(rows))
        self.assertEqual(wizard.line_ids.mapped("state"), ["error"] * 6)

    def test_the_file_of_another_company_tells_nothing(self):
        self._debit(memo="DD-1")
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "return_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        with self.assertRaises(AccessError):
            self._check(HEAD + f"DD-1;700;{self.today}".encode(), user=stranger)

    def test_rows_are_not_forged(self):
        payment = self._debit(memo="DD-1")
        wizard = self._check(HEAD + f"DD-1;700;{self.today}".encode())
        for act in (lambda: wizard.line_ids.write({"amount": 1}),
                    lambda: wizard.write({"line_ids": [Command.create({"payment_id": payment.id, "state": "new"})]}),
                    lambda: self.env["credit.payment.return.import.line"].with_user(self.manager).create({
                        "wizard_id": wizard.id, "payment_id": payment.id, "state": "new"})):
            with self.assertRaises(AccessError), self.cr.savepoint():
                act()
