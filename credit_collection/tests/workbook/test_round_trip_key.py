"""Which record a row belongs to: found by its hidden key alone, whatever happened to the sheet."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RoundTripCommon


@tagged("post_install", "-at_install")
class TestRoundTripKey(RoundTripCommon):

    def _two_suns(self):
        partners = self.env["res.partner"].create([{"name": "Sun Ltd", "ref": ref} for ref in ("00123", "00124")])
        for partner, amount in zip(partners, (100, 200), strict=True):
            self._invoice(amount, -20, partner=partner)
        return partners, partners._get_credit_profiles()

    def test_namesakes_are_told_apart(self):
        partners, profiles = self._two_suns()
        book = self._export(profiles)
        sheet = book["Customers"]
        number = self._row_of(sheet, "00124", "Customer Number")
        # A spreadsheet makes a number of it.
        sheet.cell(number, self._column(sheet, "Customer Number")).value = 123
        sheet.cell(number, self._column(sheet, "Remark")).value = "second"
        self._import(book).action_apply()
        self.assertEqual([bool(profile.note) for profile in profiles], [False, True])

    def test_sorted_and_moved(self):
        partners, profiles = self._two_suns()
        book = self._export(profiles)
        sheet = book["Customers"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=self._header_row(sheet) + 1)]
        for number, row in enumerate(reversed(rows), self._header_row(sheet) + 1):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        sheet.title = "Renamed"
        sheet.insert_cols(3)
        sheet.cell(self._row_of(sheet, "00123", "Customer Number"), self._column(sheet, "Remark")).value = "first"
        self._import(book).action_apply()
        self.assertEqual([bool(profile.note) for profile in profiles], [True, False])

    def test_copied_row_is_refused_with_its_original(self):
        self._invoice(100, -20)
        book = self._export()
        sheet = book["Customers"]
        number = self._row_of(sheet, self.customer.name)
        for cell in sheet[number]:
            sheet.cell(number + 1, cell.column).value = cell.value
        date_column = self._column(sheet, "Expected Payment")
        sheet.cell(number, date_column).value = self._days(5)
        sheet.cell(number + 1, date_column).value = self._days(9)
        wizard = self._import(book)
        lines = wizard.line_ids.filtered(lambda line: line.sheet == "Customers")
        self.assertEqual(lines.mapped("state"), ["error", "error"])
        self.assertIn("more than once", lines[0].message)
        self.assertEqual(wizard.read_count, wizard.changed_count + wizard.same_count + wizard.rejected_count)

    def test_copies_without_changes_of_their_own_are_skipped(self):
        """A sheet that was copied before it was worked on, a row that was copied with its change."""
        self._invoice(100, -20)
        book = self._export()
        kept = book.copy_worksheet(book["Customers"])
        kept.title = "Before"
        self._set(book, {"Remark": "Called", "Expected Payment": self._days(5)})
        sheet = book["Customers"]
        number = self._row_of(sheet, self.customer.name)
        for cell in sheet[number]:
            sheet.cell(number + 1, cell.column).value = cell.value
        wizard = self._import(book)
        lines = wizard.line_ids.filtered(lambda line: line.sheet in ("Customers", "Before"))
        self.assertEqual(
            [(line.sheet, line.state, bool(line.message)) for line in lines.sorted(lambda line: (line.sheet, line.row))],
            [("Before", "same", True), ("Customers", "change", True), ("Customers", "same", True)])
        self.assertIn("a copy of another row", lines.filtered(lambda line: line.sheet == "Before").message)
        self.assertEqual(wizard.read_count, wizard.changed_count + wizard.same_count + wizard.rejected_count)
        wizard.action_apply()
        self.assertIn("Called", self.profile.note)
        self.assertEqual(self.profile.promise_ids.instalment_ids.mapped("date"), [self._days(5)])

    def test_rows_without_key_are_passed_over_and_told(self):
        self._invoice(100, -20)
        book = self._export()
        sheet = book["Customers"]
        sheet.cell(sheet.max_row + 1, 1).value = "Subtotal"
        wizard = self._import(book)
        self.assertEqual(wizard.read_count, 2)
        self.assertIn(f"rows without key were passed over, such as totals and rows that were added: {sheet.max_row}",
                      wizard.notes)

    def test_damaged_key(self):
        self._invoice(100, -20)
        book = self._export()
        sheet = book["Customers"]
        cell = sheet.cell(self._row_of(sheet, self.customer.name), self._key_column(sheet))
        cell.value = cell.value[:-3] + "99]"
        self.assertIn("key is damaged", self._line(self._import(book)).message)

    def test_other_company_is_refused_without_a_word_about_it(self):
        other = self.setup_other_company()["company"]
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Remark": "C"})
        stranger = self._user("manager")
        stranger.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        file_user = self.env(user=stranger, context={"allowed_company_ids": other.ids}).user
        wizard = self._import(book, file_user)
        self.assertEqual(wizard.mapped("line_ids.state"), ["error", "error"])
        for line in wizard.line_ids:
            self.assertNotIn(self.customer.name, line.message)
            self.assertFalse(line.profile_id)

    def test_customer_that_a_rule_hides(self):
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Remark": "C"})
        self.env["ir.rule"].create({
            "name": "Not this one", "model_id": self.env["ir.model"]._get_id("credit.profile"),
            "domain_force": f"[('id', '!=', {self.profile.id})]"})
        line = self._line(self._import(book))
        self.assertEqual((line.state, line.profile_id.id), ("error", False))

    def test_merged_customer_is_told_and_followed_on_request(self):
        other = self.env["res.partner"].create({"name": "Twin"})
        self._invoice(70, -20, partner=other)
        gone = other._get_credit_profiles()
        book = self._export(gone)
        self._set(book, {"Remark": "of the twin"}, "Twin")
        self.env["base.partner.merge.automatic.wizard"].sudo().create({})._merge((self.customer | other).ids, self.customer)
        line = self._line(self._import(book))
        self.assertEqual(line.state, "error")
        self.assertIn(f"merged into {self.customer.name}", line.message)
        wizard = self._import(book, follow_merged=True)
        self.assertEqual(self._states(wizard), {self.customer.name: "change"})
        wizard.action_apply()
        self.assertIn("of the twin", self.profile.note)

    def test_rows_of_two_currencies_agree(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self._invoice(100, -20)
        self._invoice(50, -20, currency_id=euro.id)
        book = self._export()
        sheet = book["Customers"]
        first = self._row_of(sheet, self.customer.name)
        column = self._column(sheet, "Remark")
        sheet.cell(first, column).value = "one"
        wizard = self._import(book)
        self.assertEqual((wizard.changed_count, wizard.rejected_count), (1, 0))
        sheet.cell(first + 1, column).value = "two"
        wizard = self._import(book)
        self.assertEqual((wizard.changed_count, wizard.rejected_count), (0, 2))
        self.assertIn("says something else", wizard.line_ids.filtered(lambda line: line.state == "error")[0].message)

    def test_file_of_another_database(self):
        self._invoice(100, -20)
        book = self._export()
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        with self.assertRaisesRegex(UserError, "another database"):
            self._import(book)

    def test_columns_that_were_deleted_change_nothing(self):
        self._invoice(100, -20)
        self.profile.note = "<p>A</p>"
        book = self._export()
        sheet = book["Customers"]
        sheet.delete_cols(self._column(sheet, "Remark"))
        wizard = self._import(book)
        self.assertEqual(self._line(wizard).state, "same")
        self.assertIn("without the columns Remark", wizard.notes)

    def test_queries_do_not_grow_with_unchanged_rows(self):
        def count(profiles):
            book = self._export(profiles)
            self._import(book)
            before = self.env.cr.sql_log_count
            self._import(book)
            return self.env.cr.sql_log_count - before

        self._invoice(100, -20)
        one = count(self.profile)
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(20)])
        self._invoices([(10, -5, partner) for partner in partners])
        self.assertLessEqual(count(partners._get_credit_profiles()), one + 2)
