"""A file that is older than what is in the system."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RoundTripCommon


@tagged("post_install", "-at_install")
class TestRoundTripConflict(RoundTripCommon):

    def _conflict(self):
        self._invoice(100, -20)
        self.profile.note = "<p>A</p>"
        book = self._export()
        self.profile.note = "<p>B</p>"
        self._set(book, {"Remark": "C"})
        return book

    def test_conflict_is_decided_by_the_user(self):
        book = self._conflict()
        wizard = self._import(book)
        line = self._line(wizard)
        self.assertEqual((line.state, line.is_conflict), ("error", True))
        self.assertIn("A → B here since the file was written, C in the file", line.message)
        with self.assertRaises(UserError):
            wizard.action_apply()
        line.decision = "file"
        self.assertEqual((line.state, wizard.changed_count, wizard.rejected_count), ("change", 1, 0))
        wizard.action_apply()
        self.assertEqual(self.profile.note, "<p>C</p>")

    def test_conflict_decided_for_the_system(self):
        wizard = self._import(self._conflict())
        wizard.action_keep()
        self.assertEqual(self._line(wizard).state, "same")
        self.assertEqual(self.profile.note, "<p>B</p>")

    def test_what_was_not_touched_in_the_file_stays(self):
        """Case: a promise that came in after the export is not wiped out by the empty cell of the file."""
        invoice = self._invoice(100, -20)
        book = self._export()
        promise = self._promise(invoice, days=7)
        self._set(book, {"Remark": "C"})
        self._import(book).action_apply()
        self.assertEqual(promise.state, "open")
        self.assertEqual(self.profile.note, "<p>C</p>")

    def test_no_more_is_promised_than_is_left(self):
        invoice = self._invoice(1000, -20)
        book = self._export()
        self._pay(invoice, 600)
        self._set(book, {"Expected Payment": self._days(5), "Expected Amount": 1000})
        line = self._line(self._import(book))
        self.assertEqual(line.state, "error")
        self.assertIn("400.00", line.message)
        self._set(book, {"Expected Amount": 400})
        self._import(book).action_apply()
        self.assertEqual(self.profile.promise_ids.amount, 400)
        self.assertEqual(self._line(self._import(book)).state, "same")

    def test_change_after_the_check_stops_the_import(self):
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Remark": "C"})
        wizard = self._import(book)
        self.profile.note = "<p>B</p>"
        with self.assertRaisesRegex(UserError, "changed since the file was checked"):
            wizard.action_apply()
        self.assertEqual(self.profile.note, "<p>B</p>")

    def test_same_change_on_both_sides_is_no_conflict(self):
        book = self._conflict()
        self.profile.note = "<p>C</p>"
        self.assertEqual(self._line(self._import(book)).state, "same")

    def test_expected_date_that_nobody_entered_is_no_conflict(self):
        """The cell shows the due date; a promise may be entered over it."""
        self._invoice(100, 5)
        overdue = self._invoice(50, -5)
        book = self._export()
        self._set(book, {"Expected Payment": self._days(6)}, overdue.name, "Items", "Document")
        wizard = self._import(book)
        self.assertEqual((wizard.changed_count, wizard.rejected_count), (1, 0), wizard.line_ids.mapped("message"))

    def test_dispute_shown_as_reason_is_not_taken_for_a_given_one(self):
        invoice = self._invoice(100, -20)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({"move_id": invoice.id, "amount": 10, "reason_id": reason.id}).action_open()
        book = self._export()
        self.assertEqual(self._cell(book, "Reason for Overdue"), reason.name)
        self._set(book, {"Reason for Overdue": self.late[0].name})
        self._import(book).action_apply()
        self.assertEqual(self._line(self._import(book)).state, "same")
