"""Amounts that are none, or that nobody keeps as they are written; more rows than a sheet holds."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...report.workbook import document_workbook
from .common import RoundTripCommon


@tagged("post_install", "-at_install")
class TestVariantsWorkbook(RoundTripCommon):

    def setUp(self):
        super().setUp()
        self._invoice(1000, -20)

    def _bring(self, amount):
        book = self._export()
        self._set(book, {"Expected Payment": self._days(6), "Expected Amount": amount})
        return book, self._import(book)

    def test_amounts_that_cannot_be_promised(self):
        for amount in (0, "0", -400, 1e308, float("1e20"), "99999999999999999999", True):
            with self.subTest(amount=amount):
                self.assertEqual(self._line(self._bring(amount)[1]).state, "error")

    def test_amount_is_kept_in_cents_and_the_same_file_changes_nothing_more(self):
        book, wizard = self._bring(400.504)
        wizard.action_apply()
        self.assertEqual(self.profile.promise_ids.mapped("amount"), [400.5])
        self.assertEqual(self._line(self._import(book)).state, "same")

    def test_without_amount_all_that_is_overdue_is_promised(self):
        self._bring(None)[1].action_apply()
        self.assertEqual(self.profile.promise_ids.mapped("amount"), [1000])

    def test_rows_that_a_sheet_does_not_hold_are_not_left_out(self):
        self._invoice(500, -10)
        with patch.object(document_workbook, "MOST_ROWS", 1):
            with self.assertRaisesRegex(UserError, "sheet “Items” would have 2 rows; a spreadsheet holds 1"):
                self._export()
            aging = self.env["credit.aging"].create({})
            aging._prepare()
            with self.assertRaisesRegex(UserError, "Choose fewer customers"):
                aging._generate()
