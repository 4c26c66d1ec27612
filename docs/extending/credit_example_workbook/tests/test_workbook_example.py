import io

from openpyxl import load_workbook

from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestWorkbookExample(CreditCommon):

    def _load(self):
        content = self.env["credit.overdue.workbook"]._generate(self.profile, self.today)
        return load_workbook(io.BytesIO(content))

    def _rows(self, sheet):
        header_row = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
        headings = [cell.value for cell in sheet[header_row]]
        return [
            dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=header_row + 1, values_only=True)]

    def test_column_stands_after_the_customer(self):
        self.customer.industry_id = self.env["res.partner.industry"].create({"name": "Bakeries"})
        self._invoice(100, -5)
        [row] = self._rows(self._load()["Customers"])
        self.assertEqual(list(row)[:2], ["Customer", "Industry"])
        self.assertEqual(row["Industry"], "Bakeries")

    def test_sheet_lists_the_held_orders(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 10})
        order = self._order(400)
        order.action_confirm()
        book = self._load()
        first = book.sheetnames.index("Items")
        self.assertEqual(book.sheetnames[first:first + 3], ["Items", "Held Orders", "Follow-ups"])
        [row] = self._rows(book["Held Orders"])
        self.assertEqual((row["Order"], row["Amount"]), (order.name, 400))
