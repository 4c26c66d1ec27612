"""What the column of credit limits of an imported file says."""

from odoo.tests import BaseCase

from ...tools.limit.imported import NO_CREDIT, UNLIMITED, find_doubles, is_unlimited, read_limit


class TestToolsImportedLimit(BaseCase):

    def test_cells(self):
        for text, limit in (
            (None, None), (False, None), ("", None), ("  ", None), ("0", NO_CREDIT), ("0.0", NO_CREDIT), (" 500.5 ", 500.5),
            ("0.5", 0.5), ("1", 1.0), (" No Limit ", UNLIMITED), ("不限额", UNLIMITED), ("999999999999999", 999999999999999.0),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_limit(text), limit)

    def test_what_is_no_limit_is_refused(self):
        for text in ("-0.01", "1_000", "much", "nan", "inf", "1e15", "1000000000000000", "1000000000000000.5"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                read_limit(text)

    def test_words_for_unlimited(self):
        for text, expected in (
            ("unlimited", True), (" Unlimited", True), ("500", False), ("", False), (None, False), (0.0, False),
        ):
            with self.subTest(text=text):
                self.assertIs(is_unlimited(text), expected)

    def test_rows_with_the_same_customer_are_found(self):
        self.assertEqual(find_doubles(["a", "b", None, "a", None, "c", "c", "c"]), {0, 3, 5, 6, 7})
        self.assertEqual(find_doubles(["a", "b"]), set())
