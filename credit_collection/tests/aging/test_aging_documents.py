import io

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from .common import AgingCommon


@tagged("post_install", "-at_install")
class TestAgingDocuments(AgingCommon):

    def _load(self, aging):
        return load_workbook(io.BytesIO(aging._generate()))

    def _header_row(self, sheet):
        return int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1

    def _rows(self, sheet):
        header_row = self._header_row(sheet)
        headings = [cell.value for cell in sheet[header_row]]
        return [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=header_row + 1, values_only=True)]

    def _lines(self, sheet):
        return [sheet.cell(number, 1).value for number in range(2, self._header_row(sheet)) if sheet.cell(number, 1).value]

    def _render(self, aging):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("credit_collection.report_aging", aging.ids)
        return html.decode()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "=1+1 & Sons"
        cls.invoice = cls._invoice(1234.5, -5)
        cls._invoice(100, 10)
        cls._invoice(34.5, -5, move_type="out_refund")

    def test_the_sheet_of_groups(self):
        sheet = self._load(self._age())["Aging"]
        self.assertEqual(self._rows(sheet), [{
            "Customer": "=1+1 & Sons", "Currency": "USD", "Not due": 100, "1–30 days": 1234.5, "31–60 days": 0,
            "61–90 days": 0, "Over 90 days": 0, "Overdue": 1234.5, "Gross": 1334.5, "Open Credits": -34.5,
            "Currency Differences": 0, "Net": 1300,
        }])
        self.assertIn(self.company.name, sheet["A1"].value)
        self.assertIn("agrees with the balance of the receivable accounts", self._lines(sheet)[0])

    def test_the_sheet_of_items(self):
        rows = self._rows(self._load(self._age())["Items"])
        self.assertEqual(len(rows), 3)
        [row] = [row for row in rows if row["Document"] == self.invoice.name]
        self.assertEqual(
            [row[name] for name in ("Customer", "Days Overdue", "Aging", "Net", "Currency", "Company")],
            ["=1+1 & Sons", 5, "1–30 days", 1234.5, "USD", self.company.name])
        self.assertEqual(sum(row["Net"] for row in rows), 1300)

    def test_no_cell_is_a_formula_but_the_totals(self):
        book = self._load(self._age())
        for sheet in book:
            for row in sheet.iter_rows(min_row=self._header_row(sheet)):
                self.assertNotIn("f", {cell.data_type for cell in row})

    def test_entries_without_customer_and_agreement_are_told(self):
        self._book(77, self._days(-3), partner=False)
        [line] = self._lines(self._load(self._age())["Aging"])[:1]
        self.assertIn("1,377.00", line)
        self.assertIn("77.00", line)
        self.assertIn("without customer", line)

    def test_a_part_does_not_claim_to_agree(self):
        aging = self._age()
        aging.filter_domain = [["aging_id", "=", aging.id], ["days_overdue", ">", 0]]
        lines = self._lines(self._load(aging)["Aging"])
        self.assertFalse([line for line in lines if "agrees" in line])
        self.assertIn("A part of the items: the filter of the list.", lines)
        aging.filter_domain = [["aging_id", "=", aging.id]]
        self.assertTrue([line for line in self._lines(self._load(aging)["Aging"]) if "agrees" in line])

    def test_a_past_day_marks_what_is_of_today(self):
        sheet = self._load(self._age(self._days(-1)))["Items"]
        headings = [cell.value for cell in sheet[self._header_row(sheet)]]
        self.assertIn("Rating (today)", headings)
        self.assertNotIn("Rating", headings)

    def test_the_page_shows_columns_totals_and_agreement(self):
        html = self._render(self._age())
        for text in ("=1+1 &amp; Sons", "1–30 days", "1,234.50", "-34.50", "1,300.00", "agrees with the balance"):
            self.assertIn(text, html)
        self.assertNotIn("Currency Differences", html)

    def test_document_currencies_have_a_total_each(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        self._invoice(40, -5, currency_id=euro.id)
        aging = self._age(amounts_in="document")
        rows = self._rows(self._load(aging)["Aging"])
        self.assertEqual([(row["Currency"], row["Net"]) for row in rows], [("EUR", 40), ("USD", 1300)])
        html = self._render(aging)
        self.assertIn("40.00", html)

    def test_an_aging_of_nothing(self):
        aging = self._age(self._days(-3000))
        self.assertIn("There are no open items.", self._render(aging))
        self.assertEqual(self._rows(self._load(aging)["Items"]), [])


@tagged("post_install", "-at_install")
class TestAgingDownload(AgingCommon, HttpCase):

    def test_viewers_download_their_own_agings(self):
        self._invoice(100, -5)
        viewer, other = self._user("viewer"), self._user("collector")
        for user in (viewer, other):
            user.password = user.login * 2
        aging = self._age(env=self.env(user=viewer))
        self.authenticate(viewer.login, viewer.login * 2)
        response = self.url_open(aging.action_download()["url"])
        self.assertEqual(response.status_code, 200)
        self.assertEqual(load_workbook(io.BytesIO(response.content)).sheetnames, ["Aging", "Items"])
        self.assertEqual(self.url_open(f"/credit_collection/aging/{2**30}.xlsx").status_code, 404)
        self.authenticate(other.login, other.login * 2)
        self.assertEqual(self.url_open(aging.action_download()["url"]).status_code, 403)
