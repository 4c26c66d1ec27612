"""The overview of the workbook: tables that follow the other sheets, and charts of the spreadsheet."""

import io

from openpyxl import load_workbook

from odoo.tests import tagged

from .common import RoundTripCommon


class OverviewCommon(RoundTripCommon):

    def _book(self, profiles=None, **options):
        self._refresh()
        profiles = self.profile if profiles is None else profiles
        return load_workbook(
            io.BytesIO(self.env["credit.overdue.workbook"]._generate(profiles, self.today)), **options)

    def _tables(self, sheet):
        """:return: ``{title: list of dicts by heading}`` of the tables of the overview"""
        tables, title, headings = {}, None, None
        for row in sheet.iter_rows(min_row=4, max_col=8):
            values = [cell.value for cell in row]
            if row[0].font.bold and row[0].fill.fill_type is None and values[0]:
                title, headings = values[0], None
                tables[title] = []
            elif row[0].fill.fill_type and values[0]:
                headings = [value for value in values if value]
            elif headings and values[0]:
                tables[title].append(dict(zip(headings, values, strict=False)))
        return tables


@tagged("post_install", "-at_install")
class TestOverview(OverviewCommon):

    def test_totals_are_formulas_over_the_customers(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self._invoice(100, -20)
        self._invoice(40, -20, move_type="out_refund")
        self._invoice(50, 5, currency_id=euro.id)
        usd = self.company.currency_id.name
        values = self._tables(self._book(data_only=True)["Overview"])
        by_currency = {row["Currency"]: row for row in values["Totals by Currency"]}
        self.assertEqual(
            {name: (row["Open Amount"], row["Overdue, Before Credits"], row["Overdue"]) for name, row in by_currency.items()},
            {usd: (60, 100, 60), "EUR": (50, 0, 0)})
        [company] = values["Totals in Company Currency"]
        self.assertEqual((company["Currency"], company["Open Amount"]), (usd, 85))
        formula = self._tables(self._book()["Overview"])["Totals by Currency"][0]["Open Amount"]
        self.assertRegex(formula, r"^=SUMIF\('Customers'!\$\w+\$\d+:\$\w+\$\d+,\"\w+\",'Customers'!\$\w+\$\d+:\$\w+\$\d+\)$")

    def test_aging_adds_up_to_the_open_items(self):
        self.company.credit_aging_limits = "15,45"
        for amount, days in ((100, 5), (200, -10), (300, -20), (400, -60)):
            self._invoice(amount, days)
        self._invoice(50, -20, move_type="out_refund")
        rows = self._tables(self._book()["Overview"])["Aging"]
        self.assertEqual([row["Open Amount"] for row in rows], [100, 200, 300, 400, -50])
        self.assertEqual([row["Open Items"] for row in rows], [1, 1, 1, 1, 1])

    def test_customers_who_owe_most(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number:02}"} for number in range(12)])
        for number, partner in enumerate(partners, 1):
            self._invoice(number * 10, -20, partner=partner)
        self._invoice(115, -5, partner=partners[11], move_type="out_refund")
        sheet = self._book(partners._get_credit_profiles())["Overview"]
        rows = self._tables(sheet)["Top Ten Overdue"]
        self.assertEqual([row["Customer"] for row in rows], [f"Customer {number:02}" for number in range(10, 0, -1)])
        self.assertEqual((rows[0]["Overdue"], rows[0]["Days Overdue, Oldest"]), (110, 20))
        self.assertAlmostEqual(rows[0]["Share"], 110 / (660 + 5))
        link = next(cell.hyperlink.target for cell in sheet["A"] if cell.value == "Customer 10")
        self.assertIn(f"model=credit.profile&res_id={partners[10]._get_credit_profiles().id}", link)

    def test_charts(self):
        self._invoice(100, -20)
        sheet = self._book()["Overview"]
        kinds = sorted(type(chart).__name__ for chart in sheet._charts)
        self.assertEqual(kinds, ["BarChart", "BarChart"])
        for chart in sheet._charts:
            reference = chart.series[0].val.numRef.f
            self.assertTrue(reference.startswith("Overview!") or reference.startswith("'Overview'!"), reference)

    def test_print_set_up(self):
        self._invoice(100, -20)
        sheet = self._book()["Overview"]
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertIn("Page", sheet.oddFooter.center.text)
        self.assertEqual(sheet.print_title_rows, "$1:$2")

    def test_links_lead_to_records(self):
        invoice = self._invoice(100, -20)
        book = self._book()
        for name, heading, text, model, record in (
                ("Customers", "Customer", self.customer.name, "credit.profile", self.profile),
                ("Items", "Document", invoice.name, "account.move", invoice)):
            sheet = book[name]
            cell = sheet.cell(self._header_row(sheet) + 1, self._column(sheet, heading))
            self.assertEqual((cell.value, cell.data_type), (text, "s"))
            self.assertTrue(cell.hyperlink.target.endswith(f"/mail/view?model={model}&res_id={record.id}"))
            self.assertTrue(cell.hyperlink.target.startswith("http"))

    def test_nothing_open(self):
        sheet = self._book()["Overview"]
        self.assertFalse(sheet._charts)
