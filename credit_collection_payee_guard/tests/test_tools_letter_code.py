import hashlib
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.letter_code import has_amount, make_code, read_code


def sign(text):
    return hashlib.sha256(f"secret {text}".encode()).digest()


def sign_other(text):
    return hashlib.sha256(f"another {text}".encode()).digest()


@tagged("post_install", "-at_install")
class TestLetterCode(BaseCase):

    def test_code_tells_customer_and_day_and_confirms_the_amount(self):
        code = make_code(4711, date(2026, 11, 27), 1234.5, sign)
        letter = read_code(code, sign)
        self.assertEqual(letter[:2], (4711, date(2026, 11, 27)))
        self.assertTrue(has_amount(letter, 1234.50, sign))
        self.assertFalse(has_amount(letter, 1234.51, sign))

    def test_as_people_type_it(self):
        code = make_code(1, date(2026, 1, 1), 0, sign)
        for typed in (code.lower(), code.replace("-", ""), f" {code} ", code.replace("0", "O").replace("1", "l")):
            with self.subTest(typed=typed):
                self.assertEqual(read_code(typed, sign).profile_id, 1)

    def test_codes_of_others_are_not_ours(self):
        code = make_code(4711, date(2026, 11, 27), 1234.5, sign)
        self.assertIsNone(read_code(code, sign_other))
        for typed in ("", "ABCD", code[:-1], f"{code}1", "Ü" * 20, "U" * 20, "0" * 20):
            with self.subTest(typed=typed):
                self.assertIsNone(read_code(typed, sign))

    def test_each_changed_letter_of_the_first_part_breaks_it(self):
        code = make_code(4711, date(2026, 11, 27), 1234.5, sign).replace("-", "")
        for place in range(14):
            changed = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1:]
            with self.subTest(place=place):
                self.assertIsNone(read_code(changed, sign))

    def test_numbers_that_do_not_fit_have_no_code(self):
        self.assertIsNone(make_code(2 ** 24, date(2026, 1, 1), 1, sign))
        self.assertIsNone(make_code(1, date(2019, 12, 31), 1, sign))

    def test_first_and_last_numbers_that_fit(self):
        first, last = date(2020, 1, 1), date(2020, 1, 1) + timedelta(65535)
        for profile_id, day in ((1, first), (1, last), (2 ** 24 - 1, first), (70000, date(2026, 1, 1))):
            with self.subTest(profile_id=profile_id, day=day):
                self.assertEqual(read_code(make_code(profile_id, day, 1, sign), sign)[:2], (profile_id, day))
        self.assertIsNone(make_code(0, first, 1, sign))
        self.assertIsNone(make_code(1, last + timedelta(1), 1, sign))
