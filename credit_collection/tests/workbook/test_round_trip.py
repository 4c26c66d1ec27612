"""What people enter in the workbook comes back, through the doors that they would take in the system."""

import base64
import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...report.workbook.workbook_sheet import Column
from .common import Formula, RoundTripCommon


@tagged("post_install", "-at_install")
class TestRoundTrip(RoundTripCommon):

    def test_nothing_changed_is_no_change(self):
        self._invoice(100, -20)
        self._invoice(-0.0 + 50, -5, move_type="out_refund")
        self.profile.note = "<p>Pays <b>late</b></p><p>since spring</p>"
        wizard = self._import(self._export())
        self.assertEqual(set(wizard.line_ids.mapped("state")), {"same"}, wizard.line_ids.mapped("message"))
        self.assertEqual((wizard.read_count, wizard.changed_count, wizard.rejected_count), (3, 0, 0))
        with self.assertRaisesRegex(UserError, "nothing to import"):
            wizard.action_apply()

    def test_all_that_may_be_entered_comes_back(self):
        self._invoice(100, -20)
        other = self._user("manager")
        book = self._export()
        self._set(book, {
            "Remark": "Calls back on Friday", "Expected Payment": self._days(6), "Reason for Overdue": self.late[0].name,
            "Owner": other.name, "Next Action": "Visit with the salesperson", "Next Action On": self._days(3)})
        wizard = self._import(book)
        line = self._line(wizard)
        self.assertEqual(line.state, "change")
        self.assertIn("Remark: – → Calls back on Friday", line.message)
        self.assertFalse(self.profile.promise_ids, "a check changes nothing")
        self.assertFalse(self.profile.note)
        wizard.action_apply()
        self.assertEqual(self.profile.note, "<p>Calls back on Friday</p>")
        self.assertEqual(self.profile.collector_id, other)
        self.assertRecordValues(self.profile.promise_ids, [{
            "state": "open", "amount": 100, "next_date": self._days(6), "reason_id": self.late[0].id,
            "author_id": self.collector.partner_id.id}])
        [planned] = self.profile.followup_ids.filtered(lambda followup: followup.state == "todo")
        self.assertEqual((planned.date, planned.activity_id.summary), (self._days(3), "Visit with the salesperson"))

    def test_second_import_changes_nothing(self):
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {
            "Remark": "=1+1\n-pay  Friday ", "Expected Payment": self._days(6), "Expected Amount": 60,
            "Reason for Overdue": self.late[0].name, "Owner": self.collector.name, "Next Action": "@call",
            "Next Action On": self._days(3)})
        self._import(book).action_apply()
        again = self._import(book)
        self.assertEqual(self._line(again).state, "same", self._line(again).message)
        self.assertEqual(len(self.profile.promise_ids), 1)
        self.assertEqual(len(self.profile.followup_ids), 1)
        fresh = self._export()
        self.assertEqual(self._cell(fresh, "Remark"), "=1+1\n-pay Friday")
        self.assertEqual(self._cell(fresh, "Next Action"), "@call")
        self.assertEqual((self._cell(fresh, "Expected Payment"), self._cell(fresh, "Expected Amount")), (self._days(6), 60))
        self.assertEqual(set(self._import(fresh).line_ids.mapped("state")), {"same"})

    def test_reason_alone_goes_into_the_contact_log(self):
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Reason for Overdue": self.late[1].name})
        self._import(book).action_apply()
        self.assertRecordValues(self.profile.followup_ids, [{
            "late_reason_id": self.late[1].id, "state": "done", "channel": "manual", "user_id": self.collector.id}])
        self.assertEqual(self._line(self._import(book)).state, "same")

    def test_another_date_replaces_the_promise(self):
        promise = self._promise(self._invoice(100, -20), days=4)
        book = self._export()
        self._set(book, {"Expected Payment": self._days(9)})
        self._import(book).action_apply()
        self.assertEqual(promise.state, "cancelled")
        self.assertRecordValues(
            self.profile.promise_ids - promise, [{"state": "open", "amount": 100, "next_date": self._days(9)}])

    def test_plan_is_not_changed_by_one_cell(self):
        plan = self._promise(self._invoice(100, -20), plan={4: 50, 30: 50})
        book = self._export()
        self._set(book, {"Expected Payment": self._days(9)})
        line = self._line(self._import(book))
        self.assertEqual(line.state, "error")
        self.assertIn("several payments are agreed", line.message)
        self.assertEqual(plan.state, "open")

    def test_items_of_one_day_are_one_promise(self):
        first, second, third = (self._invoice(amount, -20) for amount in (100, 50, 25))
        book = self._export()
        for invoice, days in ((first, 5), (second, 5), (third, 8)):
            self._set(book, {"Expected Payment": self._days(days)}, invoice.name, "Items", "Document")
        wizard = self._import(book)
        self.assertEqual((wizard.changed_count, wizard.rejected_count), (3, 0))
        wizard.action_apply()
        promises = self.profile.promise_ids.sorted("amount")
        self.assertRecordValues(promises, [
            {"amount": 25, "next_date": self._days(8)}, {"amount": 150, "next_date": self._days(5)}])
        self.assertEqual(promises[1].line_ids.move_id, first | second)
        self.assertEqual(set(self._import(book).line_ids.mapped("state")), {"same"})

    def test_planned_contact_is_moved(self):
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Next Action": "Call", "Next Action On": self._days(3)})
        self._import(book).action_apply()
        book = self._export()
        self._set(book, {"Next Action On": self._days(5)})
        self._import(book).action_apply()
        self.assertRecordValues(self.profile.followup_ids, [{"date": self._days(5), "state": "todo"}])
        self.assertEqual(self.profile.followup_ids.activity_id.date_deadline, self._days(5))

    def test_rejected_cells(self):
        self._invoice(100, -20)
        cases = (
            ({"Remark": Formula("=1+1")}, "a formula"),
            ({"Expected Payment": "soon"}, "“soon” is no date"),
            ({"Expected Payment": 15}, "no date"),
            ({"Expected Amount": "much"}, "no number"),
            ({"Expected Payment": self._days(3), "Expected Amount": 250}, "is overdue"),
            ({"Expected Payment": self._days(-3)}, "in the past"),
            ({"Expected Amount": 50}, "enter the day"),
            ({"Owner": "Nobody at All"}, "not known"),
            ({"Reason for Overdue": "Because"}, "not known"),
            ({"Next Action": "Call"}, "enter the day"),
            ({"Next Action": "Call", "Next Action On": self._days(-1)}, "has passed"),
            ({"Open Amount": 80}, "Open Amount cannot be changed"),
            ({"Overdue (Company Currency)": None}, "cannot be changed"),
        )
        for values, text in cases:
            with self.subTest(values=values):
                book = self._export()
                self._set(book, values)
                wizard = self._import(book)
                line = self._line(wizard)
                self.assertEqual(line.state, "error")
                self.assertIn(text, line.message)
                with self.assertRaisesRegex(UserError, "Nothing was imported"):
                    wizard.action_apply()
        self.assertFalse(self.profile.promise_ids)
        self.assertFalse(self.profile.followup_ids)

    def test_all_or_nothing(self):
        other = self.env["res.partner"].create({"name": "Other Customer"})
        self._invoice(100, -20)
        self._invoice(70, -20, partner=other)
        profiles = self.profile | other._get_credit_profiles()
        book = self._export(profiles)
        self._set(book, {"Remark": "Good"})
        self._set(book, {"Expected Payment": "soon"}, "Other Customer")
        wizard = self._import(book)
        self.assertEqual(self._states(wizard), {self.customer.name: "change", "Other Customer": "error"})
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertFalse(self.profile.note)
        wizard.skip_rejected = True
        wizard.action_apply()
        self.assertEqual(self.profile.note, "<p>Good</p>")
        upload = self.env["credit.workbook.upload"].search([], limit=1)
        self.assertIn("“soon” is no date", upload.report)

    def test_evidence(self):
        self._invoice(100, -20)
        self.profile.note = "<p>Old</p>"
        book = self._export()
        self._set(book, {"Remark": "New"})
        wizard = self._import(book)
        wizard.action_apply()
        upload = self.env["credit.workbook.upload"].search([], limit=1)
        self.assertRecordValues(upload, [{
            "user_id": self.collector.id, "file_name": "back.xlsx", "read_count": 2, "changed_count": 1, "same_count": 1,
            "rejected_count": 0, "file": wizard.file}])
        self.assertRecordValues(upload.line_ids, [{
            "profile_id": self.profile.id, "column": "Remark", "old_value": "Old", "new_value": "New"}])
        self.assertIn("Remark: Old → New", self.profile.message_ids[0].body)
        self.assertEqual(self.profile.message_ids[0].author_id, self.collector.partner_id)
        with self.assertRaisesRegex(UserError, "has been imported"):
            wizard.action_apply()
        with self.assertRaisesRegex(UserError, "second person"):
            upload.with_user(self.collector).action_verify()
        manager = self._user("manager")
        upload.with_user(manager).action_verify()
        self.assertEqual(upload.verified_by_id, manager)
        for values in ({"user_id": manager.id}, {"verified_by_id": False}):
            with self.assertRaises(AccessError):
                upload.with_user(manager).write(values)

    def test_remarks_of_any_kind_are_the_same_after_the_import(self):
        self._invoice(100, -20)
        for text in (
                "'quoted", "see http://example.com/a?b=1&c", "a < b & c > d", "*bold* [1] _x_", "one\n\n\n two\n three", "-",
                "+49 30 1234", "@A1", "\u4e0a\u6d77", "<b>x</b>", "a\tb", "x" * 3000):
            with self.subTest(text=text[:40]):
                book = self._export()
                self._set(book, {"Remark": text})
                self._import(book).action_apply()
                self.assertEqual(self._line(self._import(book)).state, "same", self.profile.note)

    def test_texts_stay_texts_and_amounts_amounts(self):
        """Case: names, remarks, numbers and headings that a spreadsheet would take for formulas."""
        self.customer.write({"name": "=1+1", "phone": "+49 30 1234", "ref": "@A1"})
        self.profile.note = "<p>-pay Friday</p>"
        self._invoice(100, -20)
        self._invoice(50, -20, move_type="out_refund")
        Workbook = type(self.env["credit.overdue.workbook"])
        columns = Workbook._get_columns

        def add(workbook, sheet):
            own = Column("own", "=SUM(A1)", sequence=9000, values=lambda rows: ["=2+2"] * len(rows))
            return [*columns(workbook, sheet), *([own] if sheet == "customers" else [])]

        with patch.object(Workbook, "_get_columns", add):
            book = self._export()
            sheet = book["Customers"]
            header_row = self._header_row(sheet)
            cells = [cell for row in sheet.iter_rows(min_row=header_row) for cell in row]
            self.assertFalse([cell.value for cell in cells if cell.data_type == "f"])
            self.assertLessEqual(
                {"=1+1", "+49 30 1234", "@A1", "-pay Friday", "=SUM(A1)", "=2+2"}, {cell.value for cell in cells})
            items = book["Items"]
            column = self._column(items, "Open Amount")
            amounts = [items.cell(number, column).value for number in range(self._header_row(items) + 1, items.max_row + 1)]
            self.assertEqual(sorted(amounts), [-50, 100])
            self.assertEqual(set(self._import(book).line_ids.mapped("state")), {"same"})
        self.assertEqual((self.customer.phone, self.profile.note), ("+49 30 1234", "<p>-pay Friday</p>"))

    def test_dialog(self):
        self._invoice(100, -20)
        self.profile.note = "<p>A</p>"
        book = self._export()
        self.profile.note = "<p>B</p>"
        self._set(book, {"Remark": "C"})
        wizard = self._import(book)
        with Form(wizard) as form:
            self.assertEqual((form.state, form.conflict_count), ("checked", 1))
            with form.line_ids.edit(0) as line:
                self.assertTrue(line.is_conflict)
                line.decision = "file"
        self.assertEqual((wizard.conflict_count, wizard.changed_count, wizard.rejected_count), (0, 1, 0))
        action = wizard.action_apply()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).changed_count, 1)

    def test_viewers_import_nothing(self):
        self._invoice(100, -20)
        book = self._export(user=self._user("viewer"))
        with self.assertRaises(AccessError):
            self._import(book, self.env["res.users"].search([("login", "=", "credit_viewer")]))

    def test_file_of_a_past_day_cannot_come_back(self):
        self._invoice(100, -40)
        book = self._export()
        keyed = self._key_column(book["Customers"])
        self.assertTrue(book["Customers"].column_dimensions[book["Customers"].cell(1, keyed).column_letter].hidden)
        past = load_workbook(io.BytesIO(self.env["credit.overdue.workbook"]._generate(self.profile, self._days(-10))))
        with self.assertRaisesRegex(UserError, "hidden key column is missing"):
            self._import(past)

    def test_other_files_are_refused(self):
        for content, text in ((b"PK\x03\x04 nothing", "no XLSX file"), (b"a;b;c", "no XLSX file")):
            wizard = self.env["credit.workbook.import"].with_user(self.collector).create(
                {"file": base64.b64encode(content)})
            with self.assertRaisesRegex(UserError, text):
                wizard.action_check()
