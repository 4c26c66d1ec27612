"""Expected cash in the workbook."""

from odoo.tests import tagged

from ..workbook.test_overview import OverviewCommon


@tagged("post_install", "-at_install")
class TestWorkbookCash(OverviewCommon):

    def _forecast(self):
        self._refresh()
        self.env["credit.cash.in"]._forecast(self.profile, self.today)

    def _rows(self, book, name):
        sheet = book[name]
        header_row = self._header_row(sheet)
        headings = [cell.value for cell in sheet[header_row]]
        return [
            dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=header_row + 1, values_only=True)]

    def test_each_part_once_and_all_of_it(self):
        promised, _open = self._invoice(100, -20), self._invoice(70, 12)
        self._promise(promised, amount=60, days=9)
        self._invoice(25, -5, move_type="out_refund")
        disputed = self._invoice(40, -3)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({"move_id": disputed.id, "amount": 40, "reason_id": reason.id}).action_open()
        self._pay(self._invoice(30, 25), date=self._days(4))  # a cheque dated ahead
        self._forecast()
        book = self._book()
        rows = self._rows(book, "Expected Cash")
        self.assertAlmostEqual(sum(row["Amount"] for row in rows), 215)
        self.assertEqual(
            [(row["Expected On"].date(), row["Amount"]) for row in rows if row["Source"] == "Promise"], [(self._days(9), 60)])
        self.assertEqual([row["Expected On"] for row in rows if row["Source"] == "Disputed, No Date"], [None])
        weeks = self._tables(book["Overview"])["Expected Cash by Week"]
        self.assertEqual(len(weeks), 13 + 2)
        self.assertAlmostEqual(sum(week["Expected"] for week in weeks), 215)
        self.assertEqual(sum(week["Promised or on Its Way"] for week in weeks), 90)
        self.assertEqual((weeks[-1]["Week of"], weeks[-1]["Expected"]), ("Without Date", 40))
        kinds = sorted(type(chart).__name__ for chart in book["Overview"]._charts)
        self.assertEqual(kinds, ["BarChart", "BarChart", "BarChart"])
        [stacked] = [chart for chart in book["Overview"]._charts if chart.grouping == "stacked"]
        self.assertEqual(len(stacked.series), 4)

    def test_items_and_customers_without_promise_have_a_predicted_day(self):
        invoice = self._invoice(100, -20)
        self._forecast()
        [cash] = self.env["credit.cash.in"].search([("profile_id", "=", self.profile.id)])
        book = self._book()
        [item], [customer] = self._rows(book, "Items"), self._rows(book, "Customers")
        source = dict(cash._fields["source"]._description_selection(self.env))[cash.source]
        for row in (item, customer):
            self.assertEqual((row["Expected Payment"].date(), row["Expected From"]), (cash.date, source))
        self._promise(invoice, days=4)
        [item] = self._rows(self._book(), "Items")
        self.assertEqual((item["Expected Payment"].date(), item["Expected From"]), (self._days(4), "Promise"))

    def test_predicted_day_is_not_taken_for_a_promise(self):
        """It may be overwritten, and left as it is changes nothing."""
        self._invoice(100, -20)
        self._forecast()
        book = self._export()
        self.assertTrue(self._cell(book, "Expected Payment"))
        self.assertEqual(set(self._import(book).line_ids.mapped("state")), {"same"})
        self._set(book, {"Expected Payment": self._days(6)})
        self._import(book).action_apply()
        self.assertEqual(self.profile.promise_ids.next_date, self._days(6))

    def test_what_was_paid_since_last_night_is_not_expected(self):
        invoice = self._invoice(100, -20)
        self._invoice(30, -20)
        self._forecast()
        self._pay(invoice)
        self.assertEqual([row["Amount"] for row in self._rows(self._book(), "Expected Cash")], [30])
