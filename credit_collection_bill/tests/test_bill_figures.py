"""What bills are in other figures: expected cash, cash received, tasks, alerts, timeline."""

from odoo.tests import tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestBillFigures(BillCommon):

    def _expected(self):
        self.env["credit.cash.in"]._forecast(self.profile, self.today)
        return [(row.date, row.amount) for row in self.env["credit.cash.in"].search([
            ("profile_id", "=", self.profile.id), ("source", "=", "bill")])]

    def test_forecast_has_it_at_maturity_once(self):
        bill = self._bill(900, self._days(40), self._invoice(900, -10))
        self.assertEqual(self._expected(), [(self._days(40), 900)])
        all_rows = self.env["credit.cash.in"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(sum(all_rows.mapped("amount")), 900)
        self._step(bill, "endorse", date=self.today, endorsee_id=self.supplier.id)
        self.assertEqual(self._expected(), [])

    def test_past_maturity_is_expected_today(self):
        bill = self._bill(900, self.today, self._invoice(900, -10))
        bill._write({"maturity": self._days(-3)})
        self._refresh()
        self.assertEqual(self._expected(), [(self.today, 900)])

    def test_week_counts_what_it_brought(self):
        Week = self.env["credit.cash.week"]
        monday = Week._get_monday(self.today)
        before = Week._read_received(self.company, self.today, monday).get((self.company.id, monday), 0)
        bill = self._bill(900, self._days(40), self._invoice(900, -10))
        self.assertEqual(Week._read_received(self.company, self.today, monday).get((self.company.id, monday), 0), before)
        self._step(bill, "discount", date=self.today, journal_id=self.bank_journal.id, cost=20)
        self.assertEqual(
            Week._read_received(self.company, self.today, monday).get((self.company.id, monday), 0), before + 880)

    def test_task_before_maturity_once(self):
        self.profile.collector_id, self.company.credit_manager_id = self.collector, self.manager
        self.profile.collector_id.active = False
        soon, later = self._bill(1, self._days(5)), self._bill(2, self._days(6))
        (soon + later)._follow(self.today)
        (soon + later)._follow(self.today)
        self.assertEqual((len(soon.activity_ids), len(later.activity_ids)), (1, 0))
        self.assertRecordValues(soon.activity_ids, [{
            "date_deadline": self._days(5), "user_id": self.company.credit_manager_id.id}])
        self._step(soon, "collect", date=self.today, journal_id=self.bank_journal.id)
        self.assertFalse(soon.activity_ids)

    def test_alerts(self):
        bill = self._bill(900, self.today, self._invoice(900, -10))
        bill._write({"maturity": self._days(-3)})
        other = self._bill(100, self._days(3), self._invoice(100, -10))
        self._step(other, "dishonor", date=self.today, reason="No funds")
        Rule = self.env["credit.alert.rule"]

        class Sources:
            profiles, today = self.profile, self.today

        self.assertEqual(Rule._indicate_bill_late(Sources), {self.profile.id: 3})
        self.assertEqual(Rule._indicate_bills_dishonored(Sources), {self.profile.id: 1})

    def test_timeline(self):
        bill = self._bill(900, self._days(3), self._invoice(900, -10))
        self._step(bill, "dishonor", date=self.today, reason="No funds")
        self.env.flush_all()
        events = self.env["credit.timeline"].search([
            ("profile_id", "=", self.profile.id), ("kind", "in", ("bill", "bill_end"))])
        self.assertEqual(sorted(events.mapped("kind")), ["bill", "bill_end"])

    def test_constant_queries(self):
        def count(number):
            customers = self.env["res.partner"].create([{"name": f"{number}-{index}"} for index in range(number)])
            profiles = customers._get_credit_profiles()
            self.env["credit.bill"].sudo().create([{
                "name": f"Q{number}-{profile.id}", "profile_id": profile.id, "amount": 5, "maturity": self._days(30),
                "state": "received"} for profile in profiles])
            self._refresh()
            start = self.cr.sql_log_count
            profiles.mapped("exposure_bills")
            self.env["credit.cash.in"]._forecast(profiles, self.today)
            self.env.flush_all()
            return self.cr.sql_log_count - start

        count(2)
        self.assertEqual(count(9), count(2))
