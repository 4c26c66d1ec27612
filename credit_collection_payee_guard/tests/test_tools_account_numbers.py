from odoo.tests import BaseCase, tagged

from ..tools.account_numbers import build_pattern, replace_numbers

IBAN, DOMESTIC, SHORT = "GB29NWBK60161331926819", "60-16-13 31926820", "12345678"


@tagged("post_install", "-at_install")
class TestAccountNumbers(BaseCase):

    def _replace(self, text):
        return replace_numbers(text, build_pattern([IBAN, DOMESTIC, SHORT, "100000"]), "?")

    def test_numbers_as_they_are_entered_and_in_groups(self):
        for number in (
                IBAN, "gb29 nwbk 6016\xa01331 9268 19", "GB29&nbsp;NWBK 6016-1331-9268-19", DOMESTIC, "60161331926820",
                "6016 1331 9268 20", SHORT, "1234 5678", "1234-5678"):
            for text in ("%s", "to %s, please", "<b>%s</b>", "<p class='a'>%s.</p>"):
                with self.subTest(text % number):
                    self.assertEqual(self._replace(text % number), text % "?")

    def test_amounts_and_other_numbers(self):
        for text in (
                "100000", "1000.00", "123456.78", "123,456.78", "123 456,78", "123 456 78", "12 345 678", "12345678.00",
                "12345678,5", "1-2-3-4-5-6-7-8", "1234\n5678", "1234/5678", "x12345678", "123456780", f"{IBAN}0", "0.12345678"):
            with self.subTest(text):
                self.assertEqual(self._replace(text), text)

    def test_what_stands_in_a_tag(self):
        """A form sent the sentence in place of a value, and links led nowhere."""
        for text in ('<input value="%s">', '<a href="/my/invoices/%s?a=%s">invoice</a>', "<img\n  src='/web/image/%s'/>"):
            text = text.replace("%s", SHORT)
            with self.subTest(text):
                self.assertEqual(self._replace(text), text)
        self.assertEqual(self._replace(f"<a href='/{SHORT}'>{SHORT}</a> 1 < {SHORT}"), f"<a href='/{SHORT}'>?</a> 1 < ?")

    def test_nothing_to_look_for(self):
        self.assertEqual(build_pattern([]), "")
        self.assertEqual(build_pattern(["100000", "1234-567"]), "")

    def test_a_number_that_begins_with_another_one(self):
        pattern = build_pattern([SHORT, f"{SHORT} 9012"])
        self.assertEqual(replace_numbers(f"{SHORT} 9012, {SHORT}", pattern, "?"), "?, ?")
