import io
from datetime import datetime

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..base.common import CreditCommon

SHEETS = ["Customers", "Items", "Follow-ups", "Promises"]


@tagged("post_install", "-at_install")
class TestOverdueWorkbook(CreditCommon):

    def _load(self, profiles=None, env=None, today=None):
        model = (env or self.env)["credit.overdue.workbook"]
        profiles = self.profile if profiles is None else profiles
        return load_workbook(io.BytesIO(model._generate(profiles, today or self.today)))

    def _shown(self, book):
        return [sheet.title for sheet in book if sheet.sheet_state == "visible"]

    def _header_row(self, sheet):
        return int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1

    def _rows(self, sheet):
        """:return: list of dicts by heading, one per data row"""
        header_row = self._header_row(sheet)
        headings = [cell.value for cell in sheet[header_row]]
        return [
            dict(zip(headings, row, strict=True))
            for row in sheet.iter_rows(min_row=header_row + 1, values_only=True)
        ]

    def test_sheets_headings_filters_and_frozen_headers(self):
        self._invoice(100, -5)
        book = self._load()
        self.assertEqual(self._shown(book), ["Overview", *SHEETS, "Expected Cash"])
        for sheet in map(book.__getitem__, SHEETS):
            header_row = self._header_row(sheet)
            headings = [cell.value for cell in sheet[header_row]]
            self.assertEqual(headings[0], "Customer")
            self.assertTrue(all(headings))
            self.assertEqual(len(headings), len(set(headings)))
            self.assertTrue(sheet.auto_filter.ref.startswith(f"A{header_row}:"))
            self.assertIn(self.company.name, sheet["A1"].value)

    def test_every_field_of_the_overdue_table_has_a_column(self):
        book = self._load()
        customers = {cell.value for cell in book["Customers"][self._header_row(book["Customers"])]}
        self.assertLessEqual({
            "Customer", "Customer Number", "Contact", "Phone", "Email", "Billing Address", "Orders and Contracts",
            "Original Amount", "Open Amount", "Currency", "Open (Company Currency)", "Days Overdue, Oldest",
            "Days Overdue, Weighted", "Overdue Since", "Last Payment", "Last Payment Amount", "Follow-up Level",
            "Last Action", "Channel", "Last Action On", "Next Action", "Next Action On", "Owner", "Outcome",
            "Received Since", "Expected Payment", "Expected From", "Promises Missed", "Rating", "Score",
            "Late Invoices, 12 Months", "Remark", "Reason for Overdue",
        }, customers)

    def test_cells_are_typed(self):
        invoice = self._invoice(1234.5, -5, ref="PO 7")
        sheet = self._load()["Items"]
        [row] = self._rows(sheet)
        self.assertEqual(row["Document"], invoice.name)
        self.assertEqual(row["Customer's Reference"], "PO 7")
        self.assertEqual(row["Due Date"], datetime.combine(self._days(-5), datetime.min.time()))
        self.assertEqual(row["Days Overdue"], 5)
        self.assertEqual(row["Open Amount"], 1234.5)
        self.assertEqual(row["Aging"], "1–30 days")
        [cells] = sheet.iter_rows(min_row=self._header_row(sheet) + 1)
        formats = {cell.value: cell.number_format for cell in cells if cell.value is not None}
        self.assertTrue(formats[1234.5].startswith("#,##0.00"))
        self.assertEqual(formats[row["Due Date"]], "yyyy-mm-dd")

    def test_amounts_have_the_decimal_places_of_their_currency(self):
        yen = self.setup_other_currency("JPY", rounding=1.0, rates=[("2000-01-01", 100.0)])
        self._invoice(5000, -5, currency_id=yen.id)
        sheet = self._load()["Items"]
        [cells] = sheet.iter_rows(min_row=self._header_row(sheet) + 1)
        formats = {cell.value: cell.number_format for cell in cells if cell.value is not None}
        self.assertEqual(formats[5000], "#,##0;[Red]-#,##0")
        self.assertTrue(formats[50].startswith("#,##0.00"))

    def test_totals_per_currency_equal_the_ledger(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self._pay(self._invoice(100, -5), 30)
        self._invoice(40, 5)
        self._invoice(10, -3, move_type="out_refund")
        self._invoice(50, -5, currency_id=euro.id)
        book = self._load()
        usd = self.company.currency_id.name
        formulas, values = book["Items"], load_workbook(io.BytesIO(
            self.env["credit.overdue.workbook"]._generate(self.profile, self.today)), data_only=True)["Items"]
        header_row = self._header_row(values)
        headings = [cell.value for cell in values[header_row]]
        totals = {
            values.cell(number, 1).value: {
                heading: values.cell(number, column).value for column, heading in enumerate(headings, 1)}
            for number in range(4, header_row)
        }
        self.assertEqual(totals[f"Total {usd}"]["Open Amount"], 100)
        self.assertEqual(totals["Total EUR"]["Open Amount"], 50)
        items = self.env["credit.open.item.report"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(totals[f"Total {usd}"]["Open (Company Currency)"], sum(items.mapped("residual")))
        self.assertEqual(
            sum(row["Open (Company Currency)"] for row in self._rows(values)), sum(items.mapped("residual")))
        formula = formulas.cell(4, headings.index("Open Amount") + 1).value
        # The sum follows the filter, and covers exactly the data rows.
        self.assertIn("SUBTOTAL(109,", formula)
        self.assertIn(f"${header_row + 1}:", formula)
        self.assertIn(f"${header_row + len(items)})", formula)

    def test_sheets_can_be_read_on_paper(self):
        """Forty-five columns on one page were printed in letters of three points."""
        self._invoice(100, -5)
        book = self._load()
        for sheet in map(book.__getitem__, SHEETS):
            widths = {
                letter: dimension.width for letter, dimension in sheet.column_dimensions.items() if not dimension.hidden}
            areas = [area for area in str(sheet.print_area or "").split(",") if area] or [sheet.dimensions]
            printed = []
            for area in areas:
                cells = sheet[area.split("!")[-1].replace("$", "")]
                letters = [cell.column_letter for cell in cells[0] if cell.column_letter in widths]
                repeated = [letter for letter in ("A",) if letter not in letters]
                with self.subTest(sheet=sheet.title, area=area):
                    self.assertLessEqual(sum(widths[letter] for letter in letters + repeated), 240)
                    self.assertEqual(len(cells), sheet.max_row, "all rows are printed")
                printed += letters
            self.assertEqual(printed, [
                cell.column_letter for cell in sheet[self._header_row(sheet)] if cell.column_letter in widths], sheet.title)
            self.assertEqual(sheet.page_setup.paperSize, 9, "A4")

    def test_sheets_are_set_up_for_printing(self):
        self._invoice(100, -5)
        book = self._load()
        for sheet in map(book.__getitem__, SHEETS):
            with self.subTest(sheet=sheet.title):
                self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
                self.assertEqual((sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight), (1, 0))
                self.assertEqual(sheet.page_setup.orientation, "landscape")
                self.assertIn("Page &P of &N", sheet.oddFooter.center.text.replace("&[Page]", "&P"))
                header_row = self._header_row(sheet)
                self.assertEqual(sheet.print_title_rows, f"${header_row}:${header_row}")
                for cell in sheet[header_row]:
                    self.assertTrue(cell.alignment.wrap_text)
                    width = sheet.column_dimensions[cell.column_letter].width
                    lines = sheet.row_dimensions[header_row].height // 15
                    self.assertLessEqual(len(cell.value), width * lines, cell.value)

    def test_a_single_currency_has_a_plain_subtotal(self):
        self._invoice(100, -5)
        sheet = self._load()["Items"]
        headings = [cell.value for cell in sheet[self._header_row(sheet)]]
        formula = sheet.cell(4, headings.index("Open Amount") + 1).value
        self.assertTrue(formula.startswith("=SUBTOTAL(109,$"), formula)

    def test_past_day_says_what_is_known_only_today(self):
        self._invoice(100, -45)
        past, now = self._load(today=self._days(-20)), self._load()
        self.assertIn("Columns marked “today” are of now", past["Items"]["A3"].value)
        self.assertIsNone(now["Items"]["A3"].value)
        for book, marked in ((past, True), (now, False)):
            headings = {
                cell.value for name in ("Customers", "Items") for cell in book[name][self._header_row(book[name])]}
            for heading in ("Status", "Disputed", "Follow-up Level", "Next Action", "Rating", "Score"):
                self.assertEqual((f"{heading} (today)" in headings, heading in headings), (marked, not marked), heading)

    def test_past_day_shows_the_promise_that_ran_then(self):
        invoice = self._invoice(100, -45)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": self._open_item(invoice).ids, "date": self._days(-30),
            "instalment_ids": [Command.create({"date": self._days(10), "amount": 100})]})
        promise.action_open()
        promise.sudo().instalment_ids.date = self._days(-10)
        promise.sudo().write({"date_opened": self._days(-30), "date_closed": self._days(-5), "state": "broken"})
        expected = {-35: (None, None), -20: (self._days(-10), None), 0: (None, 1)}
        for days, (day, missed) in expected.items():
            book = self._load(today=self._days(days))
            [customer], [item] = self._rows(book["Customers"]), self._rows(book["Items"])
            self.assertEqual(customer["Promises Missed"], missed, days)
            for row in (customer, item):
                self.assertEqual(row["Expected Payment"] and row["Expected Payment"].date(), day, days)

    def test_past_day_shows_the_reason_known_then(self):
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({
            "move_id": self._invoice(100, -45).id, "amount": 50, "reason_id": reason.id})
        dispute.action_open()
        dispute.sudo().write({"date_opened": self._days(-30), "date_closed": self._days(-5), "state": "rejected"})
        for days, name in ((-35, None), (-20, reason.name), (0, None)):
            book = self._load(today=self._days(days))
            for sheet in ("Customers", "Items"):
                [row] = self._rows(book[sheet])
                self.assertEqual(row["Reason for Overdue"], name, (days, sheet))

    def test_customer_sums_his_items_by_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self._invoice(1000, -30)
        self._invoice(3000, -50)
        self._invoice(500, 10)
        self._invoice(50, -5, currency_id=euro.id)
        rows = {row["Currency"]: row for row in self._rows(self._load()["Customers"])}
        usd = rows[self.company.currency_id.name]
        self.assertEqual((usd["Open Items"], usd["Open Amount"], usd["Overdue, Before Credits"]), (3, 4500, 4000))
        self.assertEqual((usd["Days Overdue, Oldest"], usd["Days Overdue, Weighted"]), (50, 45))
        self.assertEqual(usd["Overdue Since"].date(), self._days(-49))
        self.assertEqual(usd["Late Invoices, 12 Months"], 3)
        self.assertEqual((rows["EUR"]["Open Amount"], rows["EUR"]["Open (Company Currency)"]), (50, 25))

    def test_contact_address_and_last_payment(self):
        self.env["res.partner"].create({
            "name": "Ina Invoice", "parent_id": self.customer.id, "type": "invoice", "email": "ina@careful.example.com",
            "street": "5 Paper Street", "city": "Smallville", "zip": "10001",
        })
        self._pay(self._invoice(100, -5), 30, date=self._days(-2))
        [row] = self._rows(self._load()["Customers"])
        self.assertEqual((row["Contact"], row["Email"], row["Phone"]),
                         ("Ina Invoice", "ina@careful.example.com", "+1 555 0100"))
        self.assertEqual(row["Billing Address"], "5 Paper Street, 10001 Smallville")
        self.assertEqual((row["Last Payment"].date(), row["Last Payment Amount"]), (self._days(-2), 30))

    def test_promise_is_the_expected_payment(self):
        invoice = self._invoice(100, -5)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(invoice).ids)],
            "instalment_ids": [Command.create({"date": self._days(4), "amount": 100})],
        })
        promise.action_open()
        book = self._load()
        [customer], [item], [promised] = (self._rows(book[name]) for name in ("Customers", "Items", "Promises"))
        for row in (customer, item):
            self.assertEqual((row["Expected Payment"].date(), row["Expected From"]), (self._days(4), "Promise"))
        self.assertEqual(customer["Next Action"], "Promised payment")
        self.assertEqual(customer["Next Action On"].date(), self._days(4))
        self.assertEqual((promised["Payment Date"].date(), promised["Amount"], promised["Documents"]),
                         (self._days(4), 100, invoice.name))

    def test_money_is_expected_on_the_due_date_unless_disputed(self):
        self._invoice(100, 5)
        disputed = self._invoice(50, 5)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({
            "move_id": disputed.id, "amount": 50, "reason_id": reason.id}).action_open()
        rows = {row["Open Amount"]: row for row in self._rows(self._load()["Items"])}
        self.assertEqual(rows[100]["Expected Payment"].date(), self._days(5))
        self.assertEqual(rows[100]["Expected From"], "Due date")
        self.assertEqual((rows[50]["Expected Payment"], rows[50]["Status"]), (None, "Disputed"))
        self.assertEqual(rows[50]["Reason for Overdue"], reason.name)

    def test_followup_and_what_came_of_it(self):
        self._invoice(100, -5)
        followups = self.profile._run_followups(self.today)
        book = self._load()
        rows = self._rows(book["Follow-ups"])
        self.assertEqual(len(rows), len(followups))
        self.assertEqual(rows[0]["Follow-up Level"], followups[:1].level_id.name)
        [customer] = self._rows(book["Customers"])
        self.assertEqual(customer["Follow-up Level"], self.profile.followup_level_id.name)

    def test_customers_tell_their_company_when_there_are_several(self):
        self._invoice(100, -5)
        self.assertNotIn("Company", self._rows(self._load()["Customers"])[0])
        other = self.setup_other_company()["company"]
        env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | other).ids})
        [row] = self._rows(self._load(env=env)["Customers"])
        self.assertEqual(row["Company"], self.company.name)

    def test_names_that_look_like_formulas_stay_text(self):
        self.customer.name = '=HYPERLINK("http://example.com","x")'
        self._invoice(100, -5)
        sheet = self._load()["Customers"]
        cell = sheet.cell(self._header_row(sheet) + 1, 1)
        self.assertEqual((cell.value, cell.data_type), (self.customer.name, "s"))

    def test_chinese_names_and_headings(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.name = "上海测试有限公司"
        self._invoice(100, -5)
        book = self._load(env=self.env(context={**self.env.context, "lang": "zh_CN"}))
        self.assertEqual(len(self._shown(book)), len(SHEETS) + 2)
        sheet = book.worksheets[1]
        headings = [cell.value for cell in sheet[self._header_row(sheet)]]
        self.assertEqual(headings[0], "客户")
        self.assertFalse([heading for heading in headings if heading.isascii()])
        self.assertEqual(sheet.cell(self._header_row(sheet) + 1, 1).value, "上海测试有限公司")

    def test_past_day_shows_what_was_open_then(self):
        self._pay(self._invoice(100, -45), date=self._days(-10))
        [row] = self._rows(self._load(today=self._days(-20))["Items"])
        self.assertEqual((row["Open Amount"], row["Days Overdue"]), (100, 25))
        self.assertEqual(self._rows(self._load()["Items"]), [])

    def test_empty_workbook_is_readable(self):
        book = self._load(profiles=self.env["credit.profile"])
        for sheet in map(book.__getitem__, SHEETS):
            self.assertEqual(self._rows(sheet), [])

    def test_rights_and_companies(self):
        self._invoice(100, -5)
        groups = {
            "viewer": "credit_collection.credit_collection_group_viewer",
            "seller": "sales_team.group_sale_salesman",
        }
        users = {
            name: new_test_user(self.env, f"workbook_{name}", group, company_id=self.company.id,
                                company_ids=[Command.set(self.company.ids)])
            for name, group in groups.items()
        }
        self.assertTrue(self._rows(self._load(env=self.env(user=users["viewer"]))["Items"]))
        with self.assertRaises(AccessError):
            self._load(env=self.env(user=users["seller"]))
        other = self.setup_other_company()["company"]
        stranger = new_test_user(self.env, "workbook_stranger", groups["viewer"], company_id=other.id,
                                 company_ids=[Command.set(other.ids)])
        # github.com/akretion/odoo-usability/issues/162
        # What was done about customers of our company, and is to be done, is read by nobody there.
        levels = self.env["credit.followup.level"].search([], limit=2)
        self.env["credit.followup"].sudo().create([
            {"profile_id": self.profile.id, "level_id": level.id, "date": self.today, "channel": "call", "state": state}
            for level, state in zip(levels, ("done", "todo"), strict=True)])
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for profiles in (None, self.profile):
            rows = self._rows(load_workbook(io.BytesIO(
                env["credit.overdue.workbook"]._generate(profiles, self.today)))["Items"])
            self.assertFalse([row for row in rows if row["Customer"] == self.customer.name])

    def test_queries_do_not_grow_with_customers_and_items(self):
        def count(profiles):
            self._refresh()
            self.env["credit.overdue.workbook"]._generate(profiles, self.today)
            self._refresh()
            before = self.env.cr.sql_log_count
            self.env["credit.overdue.workbook"]._generate(profiles, self.today)
            return self.env.cr.sql_log_count - before

        self._invoice(100, -5)
        one = count(self.profile)
        partners = self.env["res.partner"].create([{"name": f"Customer {i}"} for i in range(20)])
        self._invoices([(10, -5, partner) for partner in partners])
        self.assertLessEqual(count(partners._get_credit_profiles()), one)

    def test_download_action_names_customers_and_companies(self):
        action = self.env["credit.overdue.workbook"]._get_download_action(self.profile)
        self.assertIn(f"profiles={self.profile.id}", action["url"])
        self.assertIn(f"companies={self.company.id}", action["url"])
        with self.assertRaises(UserError):
            self.env["credit.overdue.workbook"]._get_download_action(self.env["credit.profile"].browse(range(1, 1002)))

    def test_menu_and_selections_download_the_workbook(self):
        viewer = new_test_user(self.env, "workbook_menu", "credit_collection.credit_collection_group_viewer",
                               company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        self._invoice(100, -5)
        self._refresh()
        item = self.env["credit.open.item.report"].search([("profile_id", "=", self.profile.id)])
        for xmlid, records, expected in (
            ("credit_overdue_workbook_action", self.env["credit.profile"], False),
            ("credit_profile_action_overdue_workbook", self.profile, True),
            ("credit_open_item_report_action_overdue_workbook", item, True),
        ):
            with self.subTest(action=xmlid):
                action = self.env.ref(f"credit_collection.{xmlid}").with_user(viewer).with_context(
                    active_model=records._name, active_ids=records.ids, active_id=records[:1].id,
                    allowed_company_ids=self.company.ids)
                result = action.run()
                self.assertEqual(result["type"], "ir.actions.act_url")
                self.assertEqual(f"profiles={self.profile.id}" in result["url"], expected)


@tagged("post_install", "-at_install")
class TestOverdueWorkbookDownload(CreditCommon, HttpCase):

    def _download(self, login, query=""):
        self.authenticate(login, login)
        return self.url_open(f"/credit_collection/overdue.xlsx{query}")

    def test_download(self):
        self._invoice(100, -5)
        for login, group in (
            ("download_viewer", "credit_collection.credit_collection_group_viewer"),
            ("download_seller", "sales_team.group_sale_salesman"),
        ):
            new_test_user(self.env, login, group, company_id=self.company.id,
                          company_ids=[Command.set(self.company.ids)])
        log = self.env["credit.workbook.download"].search([])
        response = self._download("download_viewer", f"?profiles={self.profile.id}&date={self.today}")
        log = self.env["credit.workbook.download"].search([]) - log
        self.assertRecordValues(log, [{
            "user_id": self.env["res.users"].search([("login", "=", "download_viewer")]).id, "as_of": self.today,
            "company_ids": self.company.ids, "profile_ids": self.profile.ids, "customer_count": 1}])
        self.assertEqual(response.status_code, 200)
        self.assertIn(f"{self.today}.xlsx", response.headers["Content-Disposition"])
        self.assertLessEqual(set(SHEETS), set(load_workbook(io.BytesIO(response.content)).sheetnames))
        for query in ("?profiles=x", "?date=soon", "?companies=1;2"):
            with self.subTest(query=query):
                self.assertEqual(self._download("download_viewer", query).status_code, 400)
        self.assertEqual(self._download("download_seller").status_code, 403)
