"""The page on which customers check that a letter is ours."""

import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import html2plaintext

from odoo.addons.credit_collection.tests.common import FollowupCommon

from ..models import credit_letter_check

CODE = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")


@tagged("post_install", "-at_install")
class TestLetterCheck(FollowupCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_letter_codes = True
        cls._invoice(1000, -10)

    def _check(self, code, amount=""):
        page = self.url_open("/credit/check")
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open("/credit/check", data={"csrf_token": token, "code": code, "amount": amount})

    def _code(self):
        followup = self._run()
        self.assertIn("/credit/check", followup.body)
        return CODE.search(html2plaintext(followup.body))[0]

    def test_mail_has_a_code_that_the_page_confirms(self):
        code = self._code()
        answer = self._check(code)
        self.assertIn('name="ours"', answer.text)
        self.assertIn(self.company.name, answer.text)
        self.assertNotIn(self.customer.name, answer.text)
        self.assertNotIn("1,000", answer.text)
        self.assertEqual(answer.headers["X-Robots-Tag"], "noindex")

    def test_amount_is_confirmed_or_not(self):
        code = self._code()
        for typed, name in (("1000", "amount_right"), ("1,000.00", "amount_right"), ("1.000,00", "amount_right"),
                            ("999.99", "amount_wrong")):
            with self.subTest(typed=typed):
                self.assertIn(f'name="{name}"', self._check(code, typed).text)
        self.assertIn('name="wrong_amount"', self._check(code, "all").text)

    def test_codes_that_are_not_ours(self):
        code = self._code()
        for typed in ("", "AAAA-AAAA-AAAA-AAAA-AAAA", code[:-3], "<script>", "x" * 500):
            with self.subTest(typed=typed):
                answer = self._check(typed)
                self.assertEqual(answer.status_code, 200)
                self.assertIn('name="not_ours"', answer.text)
                self.assertNotIn("<script>x", answer.text)

    def test_no_more_than_some_checks_of_an_address_in_an_hour(self):
        code = self._code()
        with patch.object(credit_letter_check, "MOST_CHECKS", 2):
            self._check("A")
            self.assertIn('name="ours"', self._check(code).text)
            self.assertIn('name="too_many"', self._check(code).text)
        kept = self.env["credit.letter.check"].search([])
        self.assertNotIn("127.0.0.1", "".join(kept.mapped("address")))

    def test_addresses_of_a_network_are_one(self):
        """Each home has more IPv6 addresses than anybody can count to: each had its own number of checks."""
        Check = self.env["credit.letter.check"]
        with patch.object(credit_letter_check, "MOST_CHECKS", 1):
            self.assertTrue(Check._may_check("2001:db8:1:2::1"))
            self.assertFalse(Check._may_check("2001:db8:1:2:ffff::9"))
            for other in ("2001:db8:1:3::1", "::ffff:192.0.2.1", "::ffff:192.0.2.2"):
                self.assertTrue(Check._may_check(other))
            self.assertFalse(Check._may_check("192.0.2.1"))

    def test_letter_and_statement_have_one(self):
        self.level_1.write({"send_mail": False, "send_letter": True})
        self.customer.write({"street": "1 Road", "city": "Town"})
        letter = self._run()
        code = CODE.search(html2plaintext(letter.body))[0]
        Check = self.env["credit.letter.check"]
        self.assertEqual(Check._check(code, 1000.0), {"company": self.company.name, "day": self.today, "amount": True})
        statement = self.profile._create_statements(self._days(-60), self.today, kind="open_item")
        [document] = statement.sudo()._describe().values()
        self.assertEqual(Check._check(document["check"]["code"], 1000.0)["amount"], True)

    def test_without_the_setting_nothing_is_printed(self):
        self.company.credit_letter_codes = False
        self.assertNotIn("/credit/check", self._run().body)
