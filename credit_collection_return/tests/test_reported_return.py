"""Situations that people reported in public about returned payments in other systems; the address stands beside each."""

import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReturnCommon

PAIN = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><CreDtTm>%(date)sT10:00:00</CreDtTm>
</GrpHdr><OrgnlPmtInfAndSts>%(rows)s</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
ROW = """<TxInfAndSts><StsId>%(id)s</StsId><OrgnlEndToEndId>%(reference)s</OrgnlEndToEndId>%(status)s
<StsRsnInf><Rsn><Cd>%(code)s</Cd></Rsn></StsRsnInf>
<OrgnlTxRef><Amt><InstdAmt Ccy="%(currency)s">%(amount)s</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"""
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry>
<Amt Ccy="%(currency)s">700.00</Amt><BookgDt><Dt>%(date)s</Dt></BookgDt><NtryDtls><TxDtls>
<Refs><AcctSvcrRef>BANK-7</AcctSvcrRef><EndToEndId>DD-1</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="%(currency)s">700.00</Amt></TxAmt></AmtDtls><RtrInf><Rsn><Prtry>%(code)s</Prtry></Rsn></RtrInf>
</TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"""


@tagged("post_install", "-at_install")
class TestReportedReturn(ReturnCommon):

    def _check(self, text):
        wizard = self.env["credit.payment.return.import"].with_user(self.manager).create({
            "file": base64.b64encode(text.encode()), "company_id": self.company.id})
        wizard.action_check()
        return wizard

    def test_rows_that_report_success_return_nothing(self):
        # github.com/OCA/account-payment/pull/519
        self._debit(self.first, memo="DD-1")
        self._debit(self.second, memo="DD-2")
        currency = self.company.currency_id.name
        rows = "".join(ROW % {"currency": currency, **row} for row in (
            {"id": "1", "reference": "DD-1", "amount": "300.00", "status": "<TxSts>ACSC</TxSts>", "code": "0000"},
            {"id": "2", "reference": "DD-1", "amount": "300.00", "status": "", "code": "0000"},
            {"id": "3", "reference": "DD-2", "amount": "400.00", "status": "<TxSts>RJCT</TxSts>", "code": "AM04"}))
        wizard = self._check(PAIN % {"date": self.today, "rows": rows})
        self.assertEqual([(line.reference, line.state) for line in wizard.line_ids], [("DD-2", "new")])

    def test_a_notice_of_success_is_no_return(self):
        # github.com/OCA/account-payment/pull/519
        self._debit(memo="DD-1")
        with self.assertRaisesRegex(UserError, "no returned payments"):
            self._check(CAMT % {"date": self.today, "currency": self.company.currency_id.name, "code": "0000"})

    def test_a_rejected_part_leaves_what_was_paid_otherwise(self):
        # github.com/Dolibarr/dolibarr/pull/33838
        self._pay(self.first, 100, date=self._days(-20))
        payment = self._debit(self.first)
        self.assertEqual((payment.amount, self.first.amount_residual), (200, 0))
        self._return(payment, fee=0)
        self.assertEqual(self.first.amount_residual, 200)
        self.assertEqual(self._owed(), {(self.first.name, 27): 200, (self.second.name, 13): 400})

    def test_each_bounce_of_one_debt_is_counted(self):
        # github.com/resilient-tech/india-compliance/issues/1916
        for days in (-8, -4):
            self._return(self._debit(self.first, days=days), fee=0, date=self._days(days + 1))
        self.assertEqual(self.first.amount_residual, 300)
        counts = self.env["credit.receipts"]._count_returned(self.today, self._days(-365))
        self.assertEqual(counts[self.customer.id, self.company.id], 2)

    def test_a_return_in_a_currency_whose_rate_has_moved(self):
        # github.com/odoo/odoo/pull/24439
        euro = self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        euro.active = True
        self.env["res.currency.rate"].create([
            {"name": self._days(days), "currency_id": euro.id, "rate": rate, "company_id": self.company.id}
            for days, rate in ((-400, 1.0), (-9, 0.5))])
        invoice = self._invoice(111, -20, currency_id=euro.id)
        payment = self._debit(invoice)
        self.assertEqual(invoice.amount_residual, 0)
        self._return(payment, fee=0)
        item = self._open_item(invoice)
        self.assertEqual((item.amount_residual_currency, item.amount_residual), (111, 111))
