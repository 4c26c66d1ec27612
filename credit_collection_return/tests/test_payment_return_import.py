"""14.1: the file of the bank, all or nothing; the same file twice is one return."""

import base64
import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReturnCommon

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry>
<Amt Ccy="%(currency)s">707.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>%(date)s</Dt></BookgDt><NtryDtls><TxDtls>
<Refs><AcctSvcrRef>BANK-1</AcctSvcrRef><EndToEndId>DD-1</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="%(currency)s">700.00</Amt></TxAmt></AmtDtls>
<Chrgs><Rcrd><Amt Ccy="%(currency)s">7.50</Amt></Rcrd></Chrgs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>
</TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""


@tagged("post_install", "-at_install")
class TestPaymentReturnImport(ReturnCommon):

    def _import(self, text, apply=True):
        wizard = self.env["credit.payment.return.import"].with_user(self.manager).with_company(self.company).create({
            "file": base64.b64encode(text.encode()), "company_id": self.company.id})
        wizard.action_check()
        if apply:
            wizard.action_apply()
        self._refresh()
        return wizard

    def _csv(self, *rows):
        return "reference;amount;date;reason;fee\n" + "\n".join(rows)

    def test_file_reopens_and_the_same_file_is_one_return(self):
        self._debit(memo="DD-1")
        text = self._csv(f"DD-1;700,00;{self.today};AM04;7.50")
        self._import(text)
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (300, 400))
        again = self._import(text, apply=False)
        self.assertRecordValues(again, [{"new_count": 0, "same_count": 1, "error_count": 0}])
        again.action_apply()
        self.assertEqual(self.env["credit.payment.return"].search_count([("profile_id", "=", self.profile.id)]), 1)

    def test_same_file_after_the_second_attempt_returns_nothing(self):
        self._debit(memo="DD-1")
        text = self._csv(f"DD-1;700;{self.today};AM04;")
        self._import(text)
        self._debit(days=0, memo="DD-1")
        self.assertEqual(self._import(text, apply=False).same_count, 1)

    def test_rows_of_rubbish_are_told_and_book_nothing(self):
        self._debit(memo="DD-1")
        before = self.env["credit.payment.return"].search_count([]), self.env["account.move"].search_count([])
        pick = random.Random(7)
        cells = ("=1+1", "@SUM(A1)", "DD-1", "700", "9" * 400, "2026-02-30", str(self.today), "x" * 5000, "<script>", "%s", "")
        rows = [";".join(pick.choice(cells) for _column in range(5)) for _row in range(500)]
        wizard = self._import(self._csv(*rows), apply=False)
        self.assertGreater(wizard.error_count, 400)
        self.assertTrue(all(line.message for line in wizard.line_ids if line.state == "error"))
        with self.assertRaisesRegex(UserError, "Nothing was imported"):
            wizard.action_apply()
        after = self.env["credit.payment.return"].search_count([]), self.env["account.move"].search_count([])
        self.assertEqual(before, after)

    def test_all_or_nothing(self):
        self._debit(memo="DD-1")
        text = self._csv(f"DD-1;700;{self.today};AM04;", f"NOBODY;12;{self.today};AM04;", f"DD-1;7;{self.today};;")
        wizard = self._import(text, apply=False)
        self.assertEqual(wizard.line_ids.mapped("state"), ["new", "error", "error"])
        self.assertIn("No payment “NOBODY”", wizard.line_ids[1].message)
        with self.assertRaisesRegex(UserError, "Row 3.*Nothing was imported"):
            wizard.action_apply()
        self.assertEqual(self.first.amount_residual, 0)

    def test_camt_054(self):
        payment = self._debit(memo="DD-1")
        self._import(CAMT % {"currency": self.company.currency_id.name, "date": self.today})
        self.assertRecordValues(payment.credit_return_ids, [{
            "bank_reference": "BANK-1", "bank_fee": 7.5, "reason_id": self.closed.id, "state": "posted",
            "date": self.today}])
        self.assertEqual(self._import(
            CAMT % {"currency": self.company.currency_id.name, "date": self.today}, apply=False).same_count, 1)

    def test_dinars_and_yen_of_the_same_file_are_one_return(self):
        """Thousandths of a dinar are read, and a file that comes twice is told as recorded; yen have no decimals."""
        for code, rounding, amount, text in (("KWD", 0.001, 12.345, "12.345"), ("JPY", 1, 700, "700.00")):
            with self.subTest(code):
                currency = self.env.ref(f"base.{code}").sudo()
                currency.write({"active": True, "rounding": rounding})
                payment = self._debit(self._invoice(amount, -27, currency_id=currency.id), memo=f"DD-{code}")
                file = CAMT % {"currency": code, "date": self.today}
                file = file.replace("700.00", text).replace("707.50", text).replace("DD-1", f"DD-{code}")
                self._import(file)
                self.assertRecordValues(payment.credit_return_ids, [{"amount": amount, "currency_id": currency.id}])
                again = self._import(file, apply=False)
                self.assertRecordValues(again.line_ids, [{"state": "same", "amount": amount}])

    def test_other_currency_is_rejected(self):
        self._debit(memo="DD-1")
        self.assertEqual(self._import(CAMT % {"currency": "QQQ", "date": self.today}, apply=False).error_count, 1)

    def test_payment_of_another_company_is_not_found(self):
        self._debit(memo="DD-1")
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids = [(4, other.id)]
        wizard = self.env["credit.payment.return.import"].with_user(self.manager).create({
            "file": base64.b64encode(self._csv(f"DD-1;700;{self.today};AM04;").encode()), "company_id": other.id})
        wizard.action_check()
        self.assertEqual(wizard.line_ids.state, "error")

    def test_queries_do_not_grow_with_the_rows(self):
        counts = []
        for count in (2, 20):
            rows = [f"UNKNOWN {number};{number + 1};{self.today};AM04;" for number in range(count)]
            before = self.env.cr.sql_log_count
            self._import(self._csv(*rows), apply=False)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5)
