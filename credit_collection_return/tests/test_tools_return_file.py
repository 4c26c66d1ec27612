import random
from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.return_file import FileError, ReturnRow, read_file, to_amount

RUBBISH = (
    "=1+1", "@SUM(A1)", "+1", "-1", "31.02.2026", "2026-13-45", "2026-02-30", "2026-02-01", "NaN", "9" * 400, "1,234", "12.50",
    "x" * 5000, "'; DROP TABLE credit_payment_return; --", "\u0661\u0662", "\U0001f600", "<script>", "%s", "{0}", "", " ",
)
PAIN = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><CreDtTm>2025-03-28T06:00:00</CreDtTm></GrpHdr><OrgnlPmtInfAndSts>
<TxInfAndSts><StsId>S1</StsId><OrgnlEndToEndId>DD-1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn></StsRsnInf>
<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">700.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>DD-2</OrgnlEndToEndId><TxSts>ACCP</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
CAMT = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Ntry>
<Amt Ccy="EUR">700.00</Amt><BookgDt><Dt>2025-03-28</Dt></BookgDt><AcctSvcrRef>N1</AcctSvcrRef><NtryDtls>
<TxDtls><Refs><EndToEndId>DD-1</EndToEndId><AcctSvcrRef>T1</AcctSvcrRef></Refs>
<AmtDtls><TxAmt><Amt Ccy="USD">500.00</Amt></TxAmt></AmtDtls><Amt Ccy="EUR">450.00</Amt>
<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">9.00</TtlChrgsAndTaxAmt>
<Rcrd><Amt Ccy="EUR">3.00</Amt></Rcrd><Rcrd><Amt>1.25</Amt></Rcrd></Chrgs>
<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls>
<TxDtls><Refs><EndToEndId>DD-2</EndToEndId></Refs><Amt Ccy="CHF">150.00</Amt>
<Chrgs><TtlChrgsAndTaxAmt Ccy="CHF">2.00</TtlChrgsAndTaxAmt></Chrgs><RtrInf><Rsn><Prtry>x1</Prtry></Rsn></RtrInf></TxDtls>
<TxDtls><Refs><EndToEndId>DD-3</EndToEndId></Refs><Chrgs><Amt Ccy="EUR">1.00</Amt></Chrgs><RtrInf/></TxDtls>
<TxDtls><Refs><EndToEndId>DD-4</EndToEndId></Refs></TxDtls>
<TxDtls><Refs><EndToEndId>DD-5</EndToEndId></Refs><RtrInf><Rsn><Cd>0000</Cd></Rsn></RtrInf></TxDtls>
</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""


@tagged("post_install", "-at_install")
class TestReturnFile(BaseCase):

    def test_amounts(self):
        for text, amount in (
                ("700", 700), ("700,50", 700.5), ("-700.50", 700.5), ("1.234,56", 1234.56), ("1,234.56", 1234.56),
                ("1 234,56", 1234.56), ("1,234,567", 1234567), ("1,234", None), ("abc", None), ("", None), ("1.2.3", None),
                ("nan", None), ("1e5", None)):
            with self.subTest(text=text):
                self.assertEqual(to_amount(text), amount)

    def test_amounts_of_three_decimals(self):
        """Where the currency of the company has them, three figures behind one mark are decimals; in ISO 20022 always."""
        for text, amount in (
                ("12.345", 12.345), ("12,345", 12.345), ("1,234.567", 1234.567), ("1.234,567", 1234.567),
                ("1,234,567", 1234567), ("1,234.5", 1234.5), ("0.5", 0.5), ("12.3456", None)):
            with self.subTest(text=text):
                self.assertEqual(to_amount(text, 3), amount)
        [row] = read_file(b"reference;amount;date;fee\nDD;12.345;2025-03-28;1.250", 3)
        self.assertEqual((row.amount, row.fee, row.errors), (12.345, 1.25, ()))
        dinars = CAMT.replace(b"500.00", b"500.125").replace(b"1.25<", b"1.255<")
        row = read_file(dinars)[0]
        self.assertEqual((row.amount, row.fee), (500.125, 4.255))

    def test_csv(self):
        [row] = read_file("付款,金额,日期,原因\nDD-1,700,2025-03-28,am04\n\n".encode())
        self.assertEqual((row.reference, row.amount, row.day, row.code, row.errors), (
            "DD-1", 700, date(2025, 3, 28), "AM04", ()))

    def test_rows_say_what_cannot_be_read(self):
        rows = read_file(b"reference;amount;date;fee\n;0;28.03.2025;x\nDD;1,234;2025-02-30;")
        self.assertEqual([row.errors for row in rows], [("reference", "amount", "date", "fee"), ("amount", "date")])

    def test_files_of_rubbish_are_refused_or_judged_row_by_row(self):
        for content, code in (
                (b"\xef\xbb\xbf", "empty"), (b"reference;amount;date\nDD\0;1;2025-03-28", "encoding"),
                (b"reference;amount;date\n" + b"=1+1;x;y\n" * 10000, "too_many"),
                (b"<a><b></a>", "xml"), (b"\x89PNG\r\n\x1a\n", "encoding")):
            with self.subTest(code=code, content=content[:40]), self.assertRaises(FileError) as caught:
                read_file(content)
            self.assertEqual(caught.exception.code, code)
        # A quotation mark that is never closed makes one row of all; line ends are those of any system.
        [row] = read_file(b'reference;amount;date\n"' + b"x;1;2025-03-28\n" * 10000)
        self.assertEqual(row.errors, ("amount", "date"))
        self.assertEqual(len(read_file(b"reference;amount;date\rDD;1;2025-03-28\rDE;2;2025-03-28")), 2)
        pick = random.Random(7)
        lines = [";".join(pick.choice(RUBBISH) for _column in range(5)) for _row in range(4999)]
        rows = read_file(("reference;amount;date;reason;fee\n" + "\n".join(lines)).encode())
        self.assertGreater(len(rows), 4500)
        for row in rows:
            if not row.errors:
                self.assertTrue(0 < row.amount < 1e12 and 0 <= row.fee < 1e12 and row.day and row.reference, row)
        self.assertLess(sum(not row.errors for row in rows), 500)

    def test_amounts_that_are_none(self):
        for text in ("9" * 400, "1" + ",000" * 20, "1e999", "inf", "-", "12345678901234567890"):
            with self.subTest(text=text):
                self.assertIsNone(to_amount(text))

    def test_longest_and_largest_amounts(self):
        for text, amount in (
            ("1".zfill(24), 1), ("1".zfill(25), None), ("999999999999", 999999999999), ("1000000000000", None)):
            with self.subTest(text=text):
                self.assertEqual(to_amount(text), amount)

    def test_5000_rows_and_no_more(self):
        head, row = b"reference;amount;date;fee\n", b"DD;700;2025-03-28;5,50\n"
        rows = read_file(head + row * 5000)
        self.assertEqual((len(rows), rows[0].number, rows[0].fee), (5000, 2, 5.5))
        with self.assertRaises(FileError):
            read_file(head + row * 5001)
        [without] = read_file(b"reference;amount;date\nDD;700;2025-03-28\n")
        self.assertEqual(without.fee, 0.0)
        self.assertEqual(ReturnRow(1).fee, 0.0)

    def test_camt_053(self):
        """Amounts and fees of the item itself go before those of the entry; what was not returned is left out."""
        day = date(2025, 3, 28)
        self.assertEqual([tuple(row) for row in read_file(CAMT)], [
            (1, "DD-1", 500.0, day, "AM04", 4.25, "T1", "USD", ()), (2, "DD-2", 150.0, day, "X1", 2.0, "N1", "CHF", ()),
            (3, "DD-3", 700.0, day, "", 1.0, "N1", "EUR", ())])

    def test_what_was_booked_with_the_fee_in_it(self):
        """German banks book original amount and fee as one, reported at github.com/hbci4j/hbci4java/pull/103. The fee is what
        stands above; in a batch the entry tells none."""
        item = b"""<TxDtls><Refs><EndToEndId>DD-1</EndToEndId></Refs>%s
            <AmtDtls><InstdAmt><Amt Ccy="EUR">700.00</Amt></InstdAmt>%s</AmtDtls>
            <RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>"""
        booked = b'<TxAmt><Amt Ccy="EUR">707.50</Amt></TxAmt>'
        dollars = booked.replace(b"EUR", b"USD")
        for details, fees in (
            (item % (b"", booked), [7.5]), (item % (b'<Amt Ccy="EUR">703.00</Amt>', b""), [3.0]),
            (item % (b"", b""), [11.0]), (item % (b"", dollars), [0.0]), (2 * (item % (b"", b"")), [0.0, 0.0]),
            (item % (b'<Chrgs><Amt Ccy="EUR">5.00</Amt></Chrgs>', booked), [5.0])):
            with self.subTest(details=details):
                rows = read_file(
                    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><Ntry><Amt Ccy="EUR">711.00</Amt>'
                    b"<BookgDt><Dt>2025-03-28</Dt></BookgDt><NtryDtls>" + details + b"</NtryDtls></Ntry></Document>")
                self.assertEqual([(row.amount, row.fee) for row in rows], [(700.0, fee) for fee in fees])

    def test_comments_are_passed_over_and_what_is_nested_without_end_is_refused(self):
        [row] = read_file(PAIN.replace(b"DD-1", b"DD<!-- a comment -->-1"))
        self.assertEqual(row.reference, "DD-1")
        with self.assertRaises(FileError) as caught:
            read_file(b"<a>" * 300 + b"</a>" * 300)
        self.assertEqual(caught.exception.code, "xml")

    def test_rejected_items_are_numbered(self):
        item = PAIN[PAIN.index(b"<TxInfAndSts>"):PAIN.index(b"</TxInfAndSts>") + 14]
        self.assertEqual([row.number for row in read_file(PAIN.replace(item, item * 3))], [1, 2, 3])

    def test_pain_002(self):
        [row] = read_file(PAIN)
        self.assertEqual(row[1:], ("DD-1", 700, date(2025, 3, 28), "AC01", 0, "S1", "EUR", ()))

    def test_files_that_are_refused(self):
        for content, code in (
                (b" ", "empty"), (b"a;b\n1;2", "columns"), (b"<a", "xml"), (b"<a xmlns='urn:other'/>", "kind"),
                (b"reference;amount;date\n", "no_returns"), ("reference;ä".encode("latin-1"), "encoding")):
            with self.subTest(code=code), self.assertRaises(FileError) as caught:
                read_file(content)
            self.assertEqual(caught.exception.code, code)

    def test_entities_are_not_resolved(self):
        bomb = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document
            xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><TxInfAndSts><OrgnlEndToEndId>&x;</OrgnlEndToEndId>
            <TxSts>RJCT</TxSts></TxInfAndSts></Document>"""
        [row] = read_file(bomb)
        self.assertEqual(row.reference, "")
