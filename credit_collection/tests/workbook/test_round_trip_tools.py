from datetime import date, datetime

from odoo.tests import BaseCase

from ...tools.workbook.cells import PRECISION, CellError, clean, is_equal, read_cell, to_plain
from ...tools.workbook.changes import Change, compare, find_edited
from ...tools.workbook.layout import count_lines, split_columns
from ...tools.workbook.stamps import Stamp, fingerprint, pack, pack_heading, unpack, unpack_heading


class TestStamps(BaseCase):

    STAMP = Stamp("customers", 7, "EUR", {"remark": "=1+1 “a”"}, {"owner": 3}, [1.5, -50.0])

    def test_a_stamp_comes_back(self):
        self.assertEqual(unpack(pack(self.STAMP, b"secret"), b"secret"), self.STAMP)

    def test_a_changed_stamp_does_not(self):
        text = pack(self.STAMP, b"secret")
        for damaged in (text.replace("7", "8"), text[:-1], "x" + text, "", None, 12, "[]"):
            self.assertIsNone(unpack(damaged, b"secret"), damaged)
        self.assertIsNone(unpack(text, b"other"))

    def test_a_stamp_is_signed_with_16_characters_and_keeps_texts_readable(self):
        text = pack(self.STAMP, b"secret")
        self.assertEqual(text[16:28], '["customers"')
        self.assertIn("“a”", text)

    def test_headings(self):
        about = {"sheet": "items", "columns": {"备注": "remark"}}
        self.assertEqual(unpack_heading(pack_heading(about)), about)
        heading = "Key, not to be changed: "
        for text in ("Key", f"{heading}{{", f"{heading}1", heading + "[" * 30_000, None, 3):
            self.assertIsNone(unpack_heading(text))

    def test_long_texts_are_told_apart_by_their_fingerprint(self):
        self.assertEqual(fingerprint("short"), "short")
        self.assertLess(len(fingerprint("a" * 5000)), 100)
        self.assertNotEqual(fingerprint("a" * 5000), fingerprint("a" * 5001))

    def test_the_longest_text_that_is_kept_as_it_is(self):
        self.assertEqual(fingerprint("a" * 300), "a" * 300)
        self.assertNotEqual(fingerprint("a" * 301), "a" * 301)


class TestCells(BaseCase):

    def test_values(self):
        cases = (
            ("text", " a \r\nb\xa0", "s", "a\nb"), ("text", "=1+1", "s", "=1+1"), ("text", "-pay", "s", "-pay"),
            ("text", 123.0, "n", "123"), ("text", 1.5, "n", "1.5"), ("text", "  ", "s", None), ("text", None, "n", None),
            ("date", datetime(2026, 3, 15, 12), "d", "2026-03-15"), ("date", date(2026, 3, 15), "d", "2026-03-15"),
            ("date", "2026-03-15", "s", "2026-03-15"), ("money", -50, "n", -50.0), ("choice", "Ann ", "s", "Ann"),
            # As other programs, or formats that were lost, leave them.
            ("date", "2026/3/5", "s", "2026-03-05"), ("date", "2026年3月5日", "s", "2026-03-05"),
            ("date", "2026-03-15T00:00:00", "s", "2026-03-15"), ("date", "2026-03-15 00:00", "s", "2026-03-15"),
            ("date", 46096, "plain", "2026-03-15"), ("date", 46096.0, "plain", "2026-03-15"),
            ("money", 46096, "plain", 46096.0),
            ("money", "80", "s", 80.0), ("money", " -80,5 ", "s", -80.5), ("money", "80.50", "s", 80.5),
            ("date", 36526, "plain", "2000-01-01"), ("date", 73050, "plain", "2099-12-31"),
            ("money", 999999999999999.0, "n", 999999999999999.0), ("text", 1e15, "n", "1000000000000000.0"),
            ("text", 999999999999999.0, "n", "999999999999999"), ("text", datetime(2026, 3, 15, 12), "d", "2026-03-15"),
        )
        for kind, value, data_type, expected in cases:
            with self.subTest(kind=kind, value=value):
                self.assertEqual(read_cell(kind, value, data_type), expected)

    def test_no_values(self):
        cases = (
            ("text", "=1+1", "f", "formula"), ("money", "#REF!", "e", "error"), ("date", "03.15.2026", "s", "date"),
            ("date", 46000, "n", "date"), ("date", "2026-02-30", "s", "date"), ("date", "03/04/2026", "s", "date"),
            ("date", 1500, "plain", "date"), ("date", 46096.5, "plain", "date"),
            ("money", "1.000", "s", "number"), ("money", "1 000", "s", "number"), ("money", "1,000", "s", "number"),
            ("money", True, "b", "number"), ("text", True, "b", "text"),
            ("date", 36525, "plain", "date"), ("date", 73051, "plain", "date"), ("money", 1e15, "n", "number"),
            ("money", -1e15, "n", "number"), ("money", "eighty", "s", "number"),
        )
        for kind, value, data_type, code in cases:
            with self.subTest(kind=kind, value=value), self.assertRaises(CellError) as raised:
                read_cell(kind, value, data_type)
            self.assertEqual(raised.exception.args[0], code)

    def test_numbers_kept_as_text_in_the_language_of_the_reader(self):
        for text, separators, expected in (
            ("1,234.50", (".", ","), 1234.5), ("1.234,50", (",", "."), 1234.5), ("1 234", (",", " "), 1234.0)):
            self.assertEqual(read_cell("money", text, "s", separators), expected)
        for text, separators in (
            ("12,34.50", (".", ",")), ("1,234x", (".", ",")), ("1,234.50", (".", "")), ("1,234", ("", ",")),
        ):
            with self.subTest(text=text), self.assertRaises(CellError):
                read_cell("money", text, "s", separators)

    def test_what_is_written_is_what_is_read(self):
        for kind, value, cell in (
                ("date", date(2026, 3, 15), datetime(2026, 3, 15)), ("money", 12.5, 12.5), ("text", "a\n b ", "a\n b"),
                ("choice", "Ann", "Ann"), ("text", False, None)):
            self.assertEqual(to_plain(kind, value), read_cell(kind, cell, "n"))

    def test_numbers_of_a_spreadsheet(self):
        self.assertTrue(is_equal(0.1 + 0.2, 0.3))
        self.assertFalse(is_equal(100.0, 100.01))
        self.assertTrue(is_equal(1234567890123.45, 1234567890123.4501))
        self.assertFalse(is_equal(None, 0.0))
        self.assertIsNone(clean("\n \r\n"))

    def test_small_numbers_are_compared_as_amounts(self):
        self.assertTrue(is_equal(0.0, 0.9 * PRECISION))
        self.assertTrue(is_equal(0.0, PRECISION))
        self.assertFalse(is_equal(0.0, 1.5 * PRECISION))


class TestChanges(BaseCase):

    def test_only_what_was_changed_in_the_file(self):
        shown = {"a": "x", "b": 1.0, "long": fingerprint("y" * 999)}
        self.assertEqual(find_edited(shown, {"a": "x", "b": 2.0, "c": None, "long": "y" * 999}), {"b": 2.0})

    def test_three_ways(self):
        cases = (
            # (known, now, file) → (old, conflict), None where there is nothing to do
            ("A", "A", "C", ("A", False)), ("A", "B", "C", ("B", True)), ("A", "C", "C", None),
            (None, None, "C", (None, False)), ("A", None, None, None),
            (None, "B", "C", ("B", True)), ("A", "B", None, ("B", True)), ("A", "A", None, ("A", False)),
        )
        for known, now, new, expected in cases:
            changes = compare({"k": new}, {"k": known}, {"k": now})
            with self.subTest(known=known, now=now, new=new):
                self.assertEqual([(change.old, change.is_conflict) for change in changes], [expected] if expected else [])

    def test_long_text_that_stayed_is_no_conflict(self):
        text = "y" * 999
        self.assertEqual(
            compare({"k": "new"}, {"k": fingerprint(text)}, {"k": text}), [Change("k", text, text, "new")])


class TestLayout(BaseCase):

    def test_wide_sheets_are_split_evenly_with_the_frozen_columns_on_each_part(self):
        self.assertEqual(split_columns([10] * 6, 1, 100), [(0, 5)])
        self.assertEqual(split_columns([20, 10, 10, 10, 10], 1, 40), [(0, 2), (3, 4)])
        self.assertEqual(split_columns([20, 10, 0, 10, 10], 1, 40), [(0, 3), (4, 4)])

    def test_columns_go_on_the_part_whose_share_they_begin_in(self):
        for widths, frozen, widest, parts in (
            ([20, 30, 0, 10, 10, 10], 1, 50, [(0, 1), (3, 5)]), ([0, 10, 10, 20], 2, 40, [(0, 3)]),
            ([30, 20, 10, 0, 20, 20, 20], 1, 60, [(0, 2), (4, 5), (6, 6)]), ([0, 0], 1, 30, [(0, 0)]),
            ([10, 20, 20, 20, 30, 0, 10], 2, 50, [(0, 2), (3, 3), (4, 4), (6, 6)]),
            ([30, 20, 20, 10, 10, 20], 2, 30, [(0, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
            ([10, 10, 20, 30, 20, 10, 20], 1, 60, [(0, 2), (3, 4), (5, 6)]),
            ([30, 30, 0, 30, 30, 20, 10], 1, 40, [(0, 0), (1, 1), (3, 3), (4, 4), (5, 5), (6, 6)]),
        ):
            with self.subTest(widths=widths):
                self.assertEqual(split_columns(widths, frozen, widest), parts)

    def test_words_of_a_heading_share_lines(self):
        """A bold letter takes 1.05 of a plain one: 20 of them 21."""
        word = "x" * 20
        for text, width, lines in (
            (word, 21, 1), (word, 20, 2), (f"{word} {word}", 43, 1), (f"{word} {word}", 42, 2), ("x xxx x", 4, 3),
            ("xxxx xxxx x xxx", 6, 3), ("xxx xx x xx", 10, 2), ("xxx xxx", 8, 1), (f"xxxx xxx {word}", 9, 4),
        ):
            with self.subTest(text=text, width=width):
                self.assertEqual(count_lines(text, width), lines)

    def test_lines_of_a_heading(self):
        self.assertEqual(count_lines("one two", 20), 1)
        self.assertEqual(count_lines("one two", 5), 2)
        self.assertEqual(count_lines("金额合计", 9), 1)
        self.assertEqual(count_lines("金额合计", 8), 2)
