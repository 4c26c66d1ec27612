"""Placeholders in the texts of reminders, and how many items a letter lists."""

from odoo.tests import BaseCase

from ...tools.channel.letter_texts import fill, find_names, find_unknown, split_rows


class TestToolsLetterTexts(BaseCase):

    def test_placeholders_are_filled_once_and_unknown_ones_stay(self):
        asked = []

        def get_value(name):
            asked.append(name)
            return {"amount": "{days}", "days": 5}[name]

        self.assertEqual(fill("{amount} {amount} {days} {other} {}", get_value), "{days} {days} 5 {other} {}")
        self.assertEqual(asked, ["amount", "days"])
        self.assertEqual(fill("Please pay.", get_value), "Please pay.")
        self.assertEqual(fill("{amount}", lambda name: "100.00 €"), "100.00 €")

    def test_placeholders_are_told_in_their_order(self):
        text = "{days} days: {amount}, {amout} {amount} {amout} {x}"
        self.assertEqual(find_names(text), ["days", "amount"])
        self.assertEqual(find_unknown(text), ["amout", "x"])
        for empty in ("", None, False):
            self.assertEqual((find_names(empty), find_unknown(empty)), ([], []))

    def test_a_letter_lists_40_items_and_never_leaves_over_a_single_one(self):
        for count, shown in ((0, 0), (40, 40), (41, 41), (42, 40)):
            with self.subTest(count=count):
                rows, others = split_rows(list(range(count)))
                self.assertEqual((len(rows), len(rows) + len(others)), (shown, count))
