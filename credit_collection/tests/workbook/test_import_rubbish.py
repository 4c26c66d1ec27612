"""Files that are rubbish: each row is judged, nothing is changed. ``CREDIT_ROWS`` makes them longer."""

import os
import random

from odoo.tests import tagged

from .test_starting_template import TemplateCommon

ROWS = int(os.environ.get("CREDIT_ROWS") or 500)
# Each of them in some cell: formulas as texts, days that are none, numbers that are too large, texts that are too long.
RUBBISH = (
    "=1+1", "=HYPERLINK(\"http://example.com\")", "@SUM(A1)", "+1", "-1", "\t=1", "31.02.2026", "2026-13-45", "tomorrow",
    "１２３", "NaN", "1e999", -1e300, 1e300, 0.1 + 0.2, True, "x" * 5000, "'; DROP TABLE credit_profile; --", "😀", "<script>",
    "{0}", "%s", "",
)


@tagged("post_install", "-at_install")
class TestImportRubbish(TemplateCommon):

    def test_rows_of_rubbish(self):
        self._invoice(1000, -10)
        self._judge(self._export())

    def test_rows_of_rubbish_in_the_starting_template(self):
        """Limits, ratings, terms and what is open come in by it."""
        self._judge(self._template(), self.manager)

    def _judge(self, book, user=None):
        sheet = book["Customers"]
        number, key = self._row_of(sheet, self.customer.name), self._key_column(sheet)
        good = [cell.value for cell in sheet[number]]
        pick, last = random.Random(7), sheet.max_row
        for place in range(ROWS):
            row = [value if pick.random() < 0.4 else pick.choice(RUBBISH) for value in good]
            row[key - 1] = (good[key - 1], "", "rubbish", None, str(good[key - 1])[::-1])[place % 5]
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(last + 1 + place, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
        before = self._snapshot()
        wizard = self._import(book, user)
        wrong = wizard.line_ids.filtered(lambda line: line.state != "same")
        self.assertEqual(set(wrong.mapped("state")), {"error"}, "nothing of it can be imported")
        self.assertTrue(all(line.message for line in wrong))
        self.assertTrue(wizard.notes)
        self._refresh()
        self.assertEqual(self._snapshot(), before, "looking at a file changes nothing")

    def _snapshot(self):
        promises = self.env["credit.promise"].search_count([("profile_id", "=", self.profile.id)])
        return promises, self.profile.write_date, self.profile.credit_limit, self.profile.message_ids.ids
