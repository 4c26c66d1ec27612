"""Months in the aging buckets that the company has."""

from datetime import date

from lxml import etree

from odoo.tests import tagged

from .test_snapshot import SnapshotCommon


@tagged("post_install", "-at_install")
class TestMonthBuckets(SnapshotCommon):

    def _of_last_month(self, months=3):
        return self._rebuild(months).filtered(lambda snapshot: snapshot.date == self.months[-1][1])

    def _late_by(self, *days):
        """Invoices of 100 that are so many days overdue at the end of the last month."""
        last = self.months[-1][1]
        for number in days:
            due = date.fromordinal(last.toordinal() - number)
            self._bill(100, due, due)

    def test_months_follow_the_limits_of_the_company(self):
        self.company.credit_aging_limits = "7,14"
        self._late_by(0, 7, 8, 14, 15, 200)
        kept = self._of_last_month()
        self.assertRecordValues(kept, [{
            "not_due": 100, "bucket_1": 100, "bucket_2": 200, "bucket_3": 200, "bucket_4": 0, "debts": 600, "overdue": 500,
            "overdue_90": 100}])
        self.assertEqual(
            [kept.bucket_1, kept.bucket_2, kept.bucket_3], self.profile._get_aging(kept.date)[self.profile.id]["buckets"])

    def test_as_many_buckets_as_a_company_may_have(self):
        self.company.credit_aging_limits = "10,20,30,40,50,60"
        self._late_by(5, 15, 25, 35, 45, 55, 65)
        self.assertRecordValues(self._of_last_month(), [{f"bucket_{number}": 100 for number in range(1, 8)}])

    def test_over_90_days_are_91_and_more_whatever_the_buckets(self):
        self.company.credit_aging_limits = "120"
        self._late_by(90, 91, 130)
        self.assertRecordValues(self._of_last_month(), [{"bucket_1": 200, "bucket_2": 100, "overdue_90": 200}])

    def test_new_limits_count_for_the_past_from_the_next_night(self):
        Snapshot, Stamp = self.env["credit.snapshot"], self.env["credit.batch.stamp"]
        job = "credit_collection.ir_cron_keep_snapshots"
        self._late_by(45)
        Snapshot._keep_month(self.profile, self.today)
        Stamp._stamp(job, self.profile | self.other_profile, self.today)
        self.company.credit_aging_limits = self.company.credit_aging_limits
        self.assertEqual(Stamp._find(job, self.profile), self.profile, "nothing has changed")
        self.company.credit_aging_limits = "50"
        self.assertFalse(Stamp._find(job, self.profile | self.other_profile), "all months are kept anew")
        Snapshot._keep_month(self.profile, self.today)
        self.assertRecordValues(
            Snapshot.search([("profile_id", "=", self.profile.id)], limit=1, order="date desc"),
            [{"bucket_1": 100, "bucket_2": 0}])

    def test_columns_are_named_as_the_company_names_its_buckets(self):
        self.company.credit_aging_limits, self.viewer = "7,14", self._user("viewer")
        Snapshot = self.env["credit.snapshot"].with_user(self.viewer)
        described = Snapshot.fields_get(attributes=["string"])
        self.assertEqual(
            [described[name]["string"] for name in ("not_due", "bucket_1", "bucket_2", "bucket_3")],
            ["Not due", "1–7 days", "8–14 days", "Over 14 days"])
        self.assertNotIn("bucket_4", described)
        self.assertEqual(self._shown_buckets(), ["bucket_1", "bucket_2", "bucket_3"])
        self.company.credit_aging_limits = "30,60,90"
        self.assertEqual(self._shown_buckets(), ["bucket_1", "bucket_2", "bucket_3", "bucket_4"])

    def _shown_buckets(self):
        Snapshot = self.env["credit.snapshot"].with_user(self.viewer)
        arch = etree.fromstring(Snapshot.get_views([(False, "list")])["views"]["list"]["arch"])
        return [name for name in arch.xpath("//field/@name") if name.startswith("bucket_")]

    def test_roll_rates_in_the_buckets_of_the_company(self):
        self.company.credit_aging_limits = "20"
        first, last = date(2025, 2, 1), date(2025, 2, 28)
        self._bill(600, date(2025, 1, 5), date(2025, 1, 20))
        self._bill(200, date(2025, 1, 5), date(2025, 1, 10))
        self._refresh()
        rolls = {roll.bucket: roll for roll in self.company._get_credit_roll_rates(first, last)}
        self.assertEqual(list(rolls), ["not_due", "1_20", "over_20"])
        self.assertAlmostEqual(rolls["1_20"].opening, 600, msg="11 days; 21 days of the other are over 20")
        self.assertAlmostEqual(rolls["1_20"].rolled, 1)
        sheet = self.env["credit.key.figure.sheet"].create({"date_from": first, "date_to": last})
        self.assertEqual(sheet.roll_ids.mapped("name"), ["Not due", "1–20 days", "Over 20 days"])
