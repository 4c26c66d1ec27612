"""Codes for banking apps on letters, statements and payment pages: one for each currency that has one, and never an error."""

from odoo.tests import tagged

from ..dispute.common import DisputeCommon
from .test_payment_link import PaymentLinkCommon


@tagged("post_install", "-at_install")
class TestPaymentCodes(DisputeCommon, PaymentLinkCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        cls.company.partner_id.bank_ids.action_archive()
        Bank = cls.env["res.partner.bank"]
        cls.euros = Bank.create({
            "partner_id": cls.company.partner_id.id, "acc_number": "DE89370400440532013000", "currency_id": cls.euro.id})
        cls.dollars = Bank.create({
            "partner_id": cls.company.partner_id.id, "acc_number": "021000021", "currency_id": cls.company.currency_id.id})
        cls.customer.write({"street": "Main Street 1", "city": "Springfield", "zip": "12345"})
        cls.in_euros = cls._invoice(60, -9, currency_id=cls.euro.id)

    def setUp(self):
        super().setUp()
        self.asked = asked = []
        self.structured = []
        Bank = self.registry["res.partner.bank"]

        def find_errors(account, method, partner, currency):
            return None if currency.name == "EUR" else "Euros only"

        def get_params(account, method, amount, currency, partner, free, structured):
            asked.append((account.acc_number, amount, currency.name, partner.name, free))
            if free == "broken":
                raise KeyError(currency.name)
            self.structured.append(structured)
            return {"barcode_type": "QR", "width": 64, "height": 64, "value": f"{account.acc_number} {amount} {free}"}

        # Not every server has the library that draws codes.
        self.patch(self.registry["ir.actions.report"], "barcode", lambda *_args, **_values: b"image")
        # A country that has codes for euros, as far as Odoo asks the add-on of the country.
        self.patch(Bank, "_get_available_qr_methods", lambda account: [("test_qr", "Test", 10)])
        self.patch(Bank, "_get_error_messages_for_qr", find_errors)
        self.patch(Bank, "_get_qr_code_generation_params", get_params)

    def _get_codes(self, amounts, named=(), reference="R1"):
        return self.env["credit.payee.account"]._get_codes(self.company, self.customer, amounts, set(named), reference)

    def test_each_currency_has_the_account_in_it_and_a_code_where_the_bank_has_one(self):
        codes = self._get_codes({self.euro: 60.0, self.company.currency_id: 1250.0})
        self.assertEqual(codes[self.euro]["account"], "DE89370400440532013000")
        self.assertTrue(codes[self.euro]["code"].startswith("data:image/png;base64,"))
        self.assertEqual(codes[self.company.currency_id], {"account": "021000021", "code": None, "why": ""})
        self.assertEqual(self.asked, [("DE89370400440532013000", 60.0, "EUR", "Careful Customer", "R1")])

    def test_no_code_for_nothing_to_pay_or_an_account_in_another_currency(self):
        self.assertIsNone(self._get_codes({self.euro: 0.0})[self.euro]["code"])
        self.assertIsNone(self._get_codes({self.euro: -5.0})[self.euro]["code"])
        self.in_euros.partner_bank_id = self.dollars
        self.assertIsNone(self._get_codes({self.euro: 5.0}, [(self.euro.id, self.in_euros.id)])[self.euro]["code"])
        (self.euros | self.dollars).action_archive()
        self.assertFalse(self._get_codes({self.euro: 5.0}))
        self.assertFalse(self.asked)

    def test_data_that_make_no_code_are_no_error(self):
        self.assertEqual(
            self._get_codes({self.euro: 60.0}, reference="broken"),
            {self.euro: {"account": "DE89370400440532013000", "code": None, "why": ""}})

    def test_account_that_takes_the_reference_of_one_invoice(self):
        """As QR-IBANs do, which Odoo refuses a code without a QR reference of 27 figures."""
        self.patch(
            self.registry["res.partner.bank"], "_check_for_qr_code_errors",
            lambda _account, _method, _amount, _currency, _partner, _free, structured:
                None if len(structured) == 27 else "The payment reference must be a QR-reference.")
        code = self._get_codes({self.euro: 60.0}, [(self.euro.id, self.in_euros.id)])[self.euro]
        self.assertIsNone(code["code"])
        self.assertIn("no reference of the kind", code["why"])
        self.in_euros.payment_reference = "210000000003139471430009017"
        code = self._get_codes({self.euro: 60.0}, [(self.euro.id, self.in_euros.id)])[self.euro]
        self.assertEqual((bool(code["code"]), code["why"]), (True, ""))
        self.assertEqual(self.structured, ["210000000003139471430009017"])
        another = self._invoice(40, -9, currency_id=self.euro.id)
        for further in (another.id, None):
            claims = [(self.euro.id, self.in_euros.id), (self.euro.id, further)]
            code = self._get_codes({self.euro: 100.0}, claims)[self.euro]
            self.assertIsNone(code["code"])
            self.assertIn("one invoice at a time", code["why"])
        self.assertIn("one invoice at a time", self._get_page(self._run()).text)

    def test_a_printed_letter_has_one_for_each_currency(self):
        self.level_1.write({"send_mail": False, "send_letter": True, "payment_link": False})
        letter = self._run()
        self.assertFalse(self.asked, "codes are made when the letter is printed")
        self._dispute(self.in_euros, 10.0)
        letter.action_print_letters()
        self.assertEqual([(amount, currency) for _number, amount, currency, *_rest in self.asked], [(50.0, "EUR")])
        self.assertEqual(letter.body.count('alt="Payment code"'), 1)
        self.assertIn("Scan to pay", letter.body)

    def test_kept_and_printed_statements_have_the_same_code(self):
        statement = self.profile._create_statements(self._days(-60), self.today, "open_item")
        Report = self.env["ir.actions.report"]
        kept = Report._render_qweb_html("credit_collection.report_statements", statement.ids)[0].decode()
        printed = Report._render_qweb_html("credit_collection.report_statement_of_account", self.profile.ids)[0].decode()
        for paper in (kept, printed):
            self.assertEqual(paper.count('alt="Payment code"'), 1)
            self.assertIn("021000021", paper)
        self.assertEqual([(amount, currency) for _number, amount, currency, *_rest in self.asked], [(60.0, "EUR")] * 2)
        past = Report._render_qweb_html(
            "credit_collection.report_statement_of_account", self.profile.ids,
            data={"date_to": self._days(-1).isoformat()})[0].decode()
        self.assertNotIn("Payment code", past)

    def test_the_payment_page_shows_how_to_transfer_each_currency(self):
        page = self._get_page(self._run())
        self.assertEqual(page.text.count('alt="Payment code"'), 1)
        self.assertEqual(page.text.count('name="transfer"'), 2)
        for text in ("DE89370400440532013000", "021000021", "Or by bank transfer"):
            self.assertIn(text, page.text)
