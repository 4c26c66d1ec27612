import io

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged

from ..workbook.test_overview import OverviewCommon
from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleForecast(ScheduleCommon):

    def _forecast(self):
        """:return: [(days from today, amount, source)] by day"""
        self._refresh()
        Cash = self.env["credit.cash.in"]
        Cash._forecast(self.profile, self.today)
        return sorted(
            ((row.date - self.today).days, row.amount, row.source)
            for row in Cash.search([("profile_id", "=", self.profile.id)]))

    def _in_days(self, *shares_and_days):
        return [{"share": share, "trigger": "date", "planned_date": self._days(day)} for share, day in shares_and_days]

    def test_money_comes_milestone_by_milestone(self):
        order = self._schedule(1000, *self._in_days((20, -3), (50, 40), (30, 90)))
        self.assertEqual(self._forecast(), [(0, 200, "milestone"), (40, 500, "milestone"), (90, 300, "milestone")])
        invoice = self._invoiced(order.credit_milestone_ids[0])
        self.assertEqual(self._forecast(), [(0, 200, "due_date"), (40, 500, "milestone"), (90, 300, "milestone")])
        self._pay(invoice)
        self.assertEqual(self._forecast(), [(40, 500, "milestone"), (90, 300, "milestone")])

    def test_payment_term_of_the_order_runs_from_the_milestone(self):
        term = self.env["account.payment.term"].create({"name": "Net 30", "line_ids": [
            (5,), (0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})]})
        self._schedule(1000, *self._in_days((100, 40)), payment_term_id=term.id)
        self.assertEqual(self._forecast(), [(70, 1000, "milestone")])

    def test_what_is_not_planned_comes_as_of_any_order(self):
        order = self._schedule(1000, *self._in_days((30, 40)), payment_term_id=False)
        rows = self._forecast()
        self.assertEqual(sorted((amount, source) for _day, amount, source in rows), [(300, "milestone"), (700, "order")])
        order.credit_milestone_ids.unlink()
        self.assertEqual([(amount, source) for _day, amount, source in self._forecast()], [(1000, "order")])

    def test_no_more_than_the_order_still_brings(self):
        order = self._schedule(1000, {"amount": 800, "trigger": "date", "planned_date": self._days(10)},
                               {"amount": 500, "trigger": "date", "planned_date": self._days(20)})
        self.assertEqual(self._forecast(), [(10, 800, "milestone"), (20, 200, "milestone")])
        order._action_cancel()
        self.assertEqual(self._forecast(), [])

    def test_other_currency_at_the_rate_of_the_day(self):
        currency = self.setup_other_currency("CAD", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Canada", "currency_id": currency.id})
        order = self._schedule(1000, *self._in_days((30, 10), (70, 20)), confirm=False, pricelist_id=pricelist.id)
        order.order_line.price_unit = 1000
        order.action_confirm()
        self.assertEqual(self._forecast(), [(10, 150, "milestone"), (20, 350, "milestone")])

    def test_customers_with_and_without_schedules_take_the_same_queries(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}", "is_company": True} for number in range(4)])
        for partner in partners:
            self._schedule(1000, *self._in_days((30, 10), (70, 20)), partner=partner)
        profiles, counts = partners._get_credit_profiles(), []
        self.env["credit.cash.in"]._forecast(profiles, self.today)
        for some in (profiles[:1], profiles):
            self._refresh()
            some.mapped("company_id.currency_id.rounding")
            before = self.env.cr.sql_log_count
            self.env["credit.cash.in"]._forecast(some, self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestScheduleWorkbook(ScheduleCommon):

    def _sheets(self, today=None, user=None):
        """:return: ``{sheet: [{heading: value}]}``"""
        self._refresh()
        Workbook = self.env["credit.overdue.workbook"].with_user(user or self.env.user)
        book = load_workbook(io.BytesIO(Workbook._generate(self.profile.with_user(user or self.env.user), today or self.today)))
        sheets = {}
        for sheet in filter(lambda sheet: sheet.freeze_panes, book):
            header_row = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
            headings, *rows = sheet.iter_rows(min_row=header_row, values_only=True)
            sheets[sheet.title] = [dict(zip(headings, row, strict=True)) for row in rows]
        return sheets

    def _late_order(self):
        order = self._schedule(
            1000, {"share": 30, "name": "Down payment"}, {"share": 60, "trigger": "delivery"},
            {"share": 10, "trigger": "acceptance"})
        order.order_line.qty_delivered = 1
        invoice = self._invoiced(order.credit_milestone_ids[0], post=False)
        invoice.write({"invoice_date": self._days(-20), "invoice_payment_term_id": False, "invoice_date_due": self._days(-5)})
        invoice.action_post()
        return order, invoice

    def test_milestones_have_a_sheet_and_items_their_milestone(self):
        order, invoice = self._late_order()
        self._pay(invoice, 100)
        sheets = self._sheets(user=self._user("viewer"))
        names = ("Customer", "Order", "Milestone", "Planned", "To Invoice", "Invoiced", "Paid", "Late", "Days Late", "Status")
        self.assertEqual([tuple(row[name] for name in names) for row in sheets["Payment Schedules"]], [
            ("Careful Customer", order.name, "Down payment", 300, 0, 300, 100, 200, 5, "Invoiced"),
            ("Careful Customer", order.name, "60 % All Delivered", 600, 600, 0, 0, 0, 0, "To Invoice"),
            ("Careful Customer", order.name, "10 % Accepted by Customer", 100, 100, 0, 0, 0, 0, "Planned"),
        ])
        self.assertEqual([(row["Document"], row["Milestone"], row["Open Amount"]) for row in sheets["Items"]], [
            (invoice.name, "Down payment", 200)])

    def test_past_day_shows_what_was_late_then(self):
        _order, invoice = self._late_order()
        self._pay(invoice, 100, date=self._days(-1))
        [row, *_others] = self._sheets(today=self._days(-2))["Payment Schedules"]
        self.assertEqual((row["Paid"], row["Late"], row["Days Late"], row["Invoiced (today)"]), (0, 300, 3, 300))

    def test_workbook_without_schedules_is_as_before(self):
        self._invoice(100, -5)
        self.env["credit.payment.milestone"].search([]).unlink()
        sheets = self._sheets()
        self.assertNotIn("Payment Schedules", sheets)
        self.assertNotIn("Milestone", sheets["Items"][0])


@tagged("post_install", "-at_install")
class TestScheduleRoundTrip(OverviewCommon):

    def test_milestones_are_a_column_of_expected_cash_and_the_import_leaves_them(self):
        order = self._order(1000)
        order.credit_milestone_ids = [
            Command.create({"share": share, "trigger": "date", "planned_date": self._days(day)})
            for share, day in ((20, -3), (80, 40))]
        order.action_confirm()
        invoice = order.credit_milestone_ids[0]._create_invoices()
        invoice.action_post()
        self._invoice(70, 12)
        self._refresh()
        self.env["credit.cash.in"]._forecast(self.profile, self.today)
        weeks = self._tables(self._book()["Overview"])["Expected Cash by Week"]
        self.assertEqual(sum(week["Orders and Draft Invoices"] for week in weeks), 800)
        self.assertEqual(sum(week["Predicted"] for week in weeks), 270)
        self.assertEqual(sum(week["Expected"] for week in weeks), 1070)
        book = self._export()
        milestone = order.credit_milestone_ids[0].display_name
        self.assertEqual(self._cell(book, "Milestone", "Items", invoice.name, by="Document"), milestone)
        self._set(book, {"Milestone": "another"}, invoice.name, "Items", "Document")
        self.assertEqual(set(self._import(book).line_ids.mapped("state")), {"same"})
