"""Lawyer's letters: the text in the customer's language, deadline, delivery, reply."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestCaseLetter(LegalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("credit_collection_legal.credit_case_letter_template_default")

    def _letter(self, **vals):
        case = self._case(self._invoice(1000, -40), counsel_id=self.counsel.id)
        case.cost_ids = [Command.create({"kind": "counsel", "amount": 80, "charge_on": True})]
        return self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id, **vals})

    def test_text_claims_items_and_costs_until_the_deadline(self):
        letter = self._letter()
        for words in ("Careful Customer", "1,080.00", "1,000.00", "80.00", "Recht &amp; Partner", "cleared funds"):
            self.assertIn(words, letter.text)
        self.assertIn(letter.deadline_text, letter.text)
        self.assertEqual(letter._get_deadline(), self._days(10))

    def test_debts_are_claimed_in_their_own_currency(self):
        """500 and 20 euros at different rates, 220 paid; 300 dollars and costs of 80: owed are 300 euros and 380 dollars."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5), (self._days(-35), 0.625)])
        moves = self._invoice(500, -40, currency_id=euro.id) | self._invoice(20, -5, currency_id=euro.id)
        self._pay(moves[0], 220)
        case = self._case(moves | self._invoice(300, -20))
        case.cost_ids = [Command.create({"kind": "counsel", "amount": 80, "charge_on": True})]
        letter = self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id})
        self.assertEqual(letter.claim_text.replace("\xa0", " "), "$ 380.00 + 300.00 €")
        text = letter.text.replace("\xa0", " ")
        for words in ("<td class=\"text-end\">280.00 €</td>", "20.00 €", "$ 300.00", "payment of $ 380.00 + 300.00 €"):
            self.assertIn(words, text)

    def test_what_was_sent_is_kept_and_its_deadline_watched(self):
        letter = self._letter()
        letter.action_send()
        self.assertRecordValues(letter, [{"state": "sent", "date": self.today, "deadline": self._days(10)}])
        self.assertEqual(letter.step_id.activity_id.date_deadline, self._days(10))
        self.assertEqual(len(letter.pdf_checksum), 64)
        text = letter.text
        self._pay(letter.case_id.sudo().line_ids.move_id, 500)
        self._refresh()
        self.assertEqual(letter.text, text)
        for vals in ({"deadline": self._days(99)}, {"template_id": self.template.copy().id}):
            with self.assertRaisesRegex(UserError, "does not change"):
                letter.write(vals)
        with self.assertRaisesRegex(UserError, "sent already"):
            letter.action_send()
        with self.assertRaisesRegex(UserError, "evidence"):
            letter.unlink()

    def test_a_reply_meets_the_deadline(self):
        letter = self._letter()
        letter.action_send()
        with self.assertRaisesRegex(UserError, "what the customer answered"):
            letter.action_answer()
        letter.reply = "We pay by the end of the month."
        letter.action_answer()
        self.assertRecordValues(letter, [{"state": "answered", "replied_on": self.today}])
        self.assertTrue(letter.step_id.is_done)

    def test_delivery_is_proved_and_interrupts_where_the_law_says_so(self):
        self.customer.country_id = self.china
        letter = self._letter()
        item = letter.case_id.sudo().line_ids
        before = item.credit_limitation_date
        letter.action_send()
        letter.write({"delivery": "received", "delivery_date": self.today})
        with self.assertRaisesRegex(UserError, "attach the receipt"):
            letter.action_record_delivery()
        letter.proof_ids = self._evidence("Receipt of delivery.pdf")
        letter.action_record_delivery()
        self._refresh()
        self.assertGreater(item.credit_limitation_date, before)
        self.assertRecordValues(letter.event_id, [{
            "kind": "demand", "date": self.today, "receipt": "received", "evidence": "Receipt of delivery.pdf"}])
        with self.assertRaisesRegex(UserError, "recorded already"):
            letter.action_record_delivery()

    def test_bad_input(self):
        letter = self._letter(deadline=self.today)
        with self.assertRaisesRegex(UserError, "lies ahead"):
            letter.action_send()
        letter.deadline = False
        self._pay(letter.case_id.sudo().line_ids.move_id)
        letter.case_id.cost_ids.unlink()
        self._refresh()
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            letter.action_send()
        with self.assertRaises(AccessError):
            letter.with_user(self._user("viewer")).action_send()

    def test_address_is_written_in_the_language_of_the_letter(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        germany = self.env.ref("base.de")
        germany.with_context(lang="zh_CN").name = "德国"
        letter = self._letter(lang="en_US")
        letter.case_id.partner_id.sudo().country_id = germany
        report = self.env["ir.actions.report"].with_context(lang="zh_CN")
        html, _kind = report._render_qweb_html("credit_collection_legal.report_case_letter", letter.ids)
        self.assertIn("Germany", html.decode())
        self.assertNotIn("德国", html.decode())

    def test_letter_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.template.with_context(lang="de_DE").subject = "Letzte Mahnung"
        self.customer.lang = "de_DE"
        letter = self._letter()
        self.assertEqual((letter.lang, letter._get_subject()), ("de_DE", "Letzte Mahnung"))
