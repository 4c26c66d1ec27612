"""Codes as Odoo's add-ons of countries make them: Swiss QR bill and EMV (FPS of Hong Kong). Needs these add-ons, see
``.ci/run``; skipped without.
"""

import base64
import re

from odoo.tests import tagged

from .test_payment_link import PaymentLinkCommon

IMAGE = re.compile(r'<img[^>]*alt="Payment code"[^>]*>')
EMAIL = "pay@seller.example.com"
DATA = re.compile(r'src="data:image/[a-z]+;base64,([^"]+)"')


class CodesOfCountryCommon(PaymentLinkCommon):
    """A customer who owes amounts in two currencies of the country, and dollars, for which it has no code."""

    needed, country, currencies = None, None, ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env["ir.module.module"]._get(cls.needed).state != "installed":
            cls.skipTest(cls, f"{cls.needed} is not installed")
        cls.company.partner_id.write({
            "name": "Careful Seller", "street": "Hauptstrasse 7", "zip": "8001", "city": "Zurich",
            "country_id": cls.env.ref(cls.country).id})
        cls.customer.write({
            "street": "Seeweg 3", "zip": "6003", "city": "Luzern", "country_id": cls.env.ref(cls.country).id})
        cls.company.partner_id.bank_ids.action_archive()
        for currency, amount in zip(cls.currencies, (61.5, 40.0), strict=True):
            cls._invoice(amount, -9, currency_id=cls.setup_other_currency(currency, rates=[("2000-01-01", 0.5)]).id)
        cls._add_accounts()

    def setUp(self):
        super().setUp()
        # The image is its text: what is drawn is read back as a banking app would, on any server.
        self.patch(self.registry["ir.actions.report"], "barcode", lambda report, barcode_type, value, **_size: value.encode())

    @classmethod
    def _add_account(cls, number, currency, **vals):
        cls.env["res.partner.bank"].create({
            "partner_id": cls.company.partner_id.id, "acc_number": number,
            "currency_id": cls.env["res.currency"].search([("name", "=", currency)]).id, **vals})

    def _read(self, page):
        """:return: ``{currency: what its code says}`` of a page, as :meth:`_parse` has it"""
        return dict(self._parse(base64.b64decode(DATA.search(image)[1]).decode()) for image in IMAGE.findall(page))

    def _check_pages(self, get_expected):
        """Letter, payment page, statement and kept statement have the same codes, a kept statement with its number.

        :param get_expected: function of the reference that the payer is to quote, which returns what :meth:`_read` does
        """
        self.level_1.write({"send_mail": True, "send_letter": True, "payment_link": True})
        followups = {followup.channel: followup for followup in self._run()}
        followups["letter"].action_print_letters()
        statement = self.profile._create_statements(self._days(-60), self.today, "open_item")
        printed, kept = (
            self.env["ir.actions.report"]._render_qweb_html(f"credit_collection.{name}", records.ids)[0].decode()
            for name, records in (("report_statement_of_account", self.profile), ("report_statements", statement)))
        reference = self.profile._get_followup_reference()
        for text in (followups["letter"].body, self._get_page(followups["mail"]).text, printed):
            self.assertEqual(self._read(text), get_expected(reference))
        self.assertEqual(self._read(kept), get_expected(f"{reference} {statement._get_number()}"))


@tagged("post_install", "-at_install")
class TestSwissCodes(CodesOfCountryCommon):
    needed, country, currencies = "l10n_ch", "base.ch", ("CHF", "EUR")

    @classmethod
    def _add_accounts(cls):
        cls._add_account("CH93 0076 2011 6238 5295 7", "CHF")
        cls._add_account("CH56 0483 5012 3456 7800 9", "EUR")
        cls._add_account("021000021", "USD")

    def _parse(self, payload):
        lines = payload.split("\n")
        self.assertEqual((lines[0], lines[1], lines[-1]), ("SPC", "0200", "EPD"))
        return lines[19], {
            "account": lines[3], "creditor": lines[5], "amount": lines[18], "debtor": lines[21], "kind": lines[27],
            "reference": lines[28], "text": lines[29]}

    def test_swiss_codes_have_amount_account_and_reference_of_each_currency(self):
        common = {"creditor": "Careful Seller", "debtor": "Careful Customer", "kind": "NON", "reference": ""}
        self._check_pages(lambda reference: {
            "CHF": {**common, "account": "CH9300762011623852957", "amount": "61.50", "text": reference},
            "EUR": {**common, "account": "CH5604835012345678009", "amount": "40.00", "text": reference}})

    def test_accounts_that_need_another_reference_get_the_number_alone_and_customers_abroad_no_swiss_code(self):
        """A QR-IBAN takes money with a QR reference only, of which several invoices together have none. A customer abroad
        has the code of SEPA for euros."""
        account = self.company.partner_id.bank_ids.filtered(lambda bank: bank.currency_id.name == "CHF")
        account.l10n_ch_qr_iban = "CH21 3080 8001 2345 6782 7"
        codes = self._get_codes()
        self.assertIsNone(codes["CHF"]["code"])
        self.assertIn("CH93", codes["CHF"]["account"])
        self.assertIn("one invoice at a time", codes["CHF"]["why"])
        self.assertTrue(codes["EUR"]["code"])
        account.l10n_ch_qr_iban = False
        self.customer.country_id = self.env.ref("base.de")
        codes = self._get_codes()
        self.assertIsNone(codes["CHF"]["code"])
        sepa = base64.b64decode(codes["EUR"]["code"].partition(",")[2]).decode().split("\n")
        self.assertEqual((sepa[0], sepa[3], *sepa[6:8]), ("BCD", "SCT", "CH5604835012345678009", "EUR10.0"))

    def test_qr_iban_has_a_code_for_one_invoice_with_its_qr_reference(self):
        account = self.company.partner_id.bank_ids.filtered(lambda bank: bank.currency_id.name == "CHF")
        account.l10n_ch_qr_iban = "CH21 3080 8001 2345 6782 7"
        invoice = self.env["account.move"].search([
            ("partner_id", "=", self.customer.id), ("currency_id", "=", account.currency_id.id)])
        invoice.partner_bank_id = account
        claims = {(account.currency_id.id, invoice.id)}
        self.assertIn("no reference of the kind", self._get_codes(claims)["CHF"]["why"])
        invoice.payment_reference = invoice._compute_qrr_number("202600012")
        code = self._get_codes(claims)["CHF"]["code"]
        _currency, says = self._parse(base64.b64decode(code.partition(",")[2]).decode())
        self.assertEqual((says["account"], says["kind"], says["reference"], says["amount"]), (
            "CH2130808001234567827", "QRR", invoice.payment_reference, "10.00"))

    def _get_codes(self, claims=()):
        amounts = {self.env["res.currency"].search([("name", "=", name)]): 10.0 for name in self.currencies}
        codes = self.env["credit.payee.account"]._get_codes(self.company, self.customer, amounts, set(claims), "R1")
        return {currency.name: code for currency, code in codes.items()}


@tagged("post_install", "-at_install")
class TestEmvCodes(CodesOfCountryCommon):
    needed, country, currencies = "l10n_hk", "base.hk", ("HKD", "CNY")

    @classmethod
    def _add_accounts(cls):
        proxies = {"HKD": ("id", "1234567"), "CNY": ("email", EMAIL)}
        for number, (currency, (kind, value)) in enumerate(proxies.items()):
            cls._add_account(
                f"01234567890{number}", currency, proxy_type=kind, proxy_value=value, include_reference=True)

    def _parse(self, payload):
        self.assertEqual(payload[-4:], f"{self._get_crc(payload[:-4].encode()):04X}")
        fields = self._split(payload)
        return fields["53"], {
            "account": self._split(fields["26"]), "amount": fields["54"], "creditor": fields["59"], "country": fields["58"],
            "reference": self._split(fields["62"])}

    def _split(self, text):
        """:return: ``{tag: value}`` of a row of tags of two digits, lengths of two digits and values"""
        fields = {}
        while text:
            tag, length = text[:2], int(text[2:4])
            fields[tag], text = text[4:4 + length], text[4 + length:]
        return fields

    def _get_crc(self, data):
        """:return: CRC-16/CCITT-FALSE, the check that ends the code"""
        crc = 0xFFFF
        for byte in data:
            crc ^= byte << 8
            for _bit in range(8):
                crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
        return crc

    def test_emv_codes_have_amount_account_and_reference_of_each_currency(self):
        common, bank = {"creditor": "Careful Seller", "country": "HK"}, {"00": "hk.com.hkicl"}
        self._check_pages(lambda reference: {
            "344": {**common, "account": {**bank, "02": "1234567"}, "amount": "61.5", "reference": {"05": reference}},
            "156": {**common, "account": {**bank, "04": EMAIL}, "amount": "40", "reference": {"05": reference}}})
