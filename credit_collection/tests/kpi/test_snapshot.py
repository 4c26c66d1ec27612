"""Month ends as they are kept: equal to the ledger of that day, and to the key figures of the month."""

from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...tools.kpi.key_figures import FORMULAS
from ...tools.kpi.months import get_month_ends, get_months_back, get_period_before
from .common import KpiCommon


class SnapshotCommon(KpiCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.months = get_month_ends(cls.today, 3)
        cls.env["credit.snapshot"].sudo().search([]).unlink()

    def _mixed(self):
        """Two customers with debts, payments, credit notes and a write-off in the last three months."""
        (first, _), (second, _), (third, last) = self.months
        old = self._bill(1000, first - relativedelta(days=100), first - relativedelta(days=95))
        self._bill(300, first, second)
        paid = self._bill(400, second, second + relativedelta(days=14), self.other_customer)
        self._pay(old, 250, date=second + relativedelta(days=3))
        self._pay(paid, date=third + relativedelta(days=2))
        self._credit(old, 50, third + relativedelta(days=1))
        self._match(old, self._book(
            [("default_account_expense", 20), ("default_account_receivable", -20)], third + relativedelta(days=4)))
        self._bill(77, last + relativedelta(days=1), last + relativedelta(days=2))
        self._book([("default_account_receivable", -30), ("default_account_assets", 30)], third,
                   journal="default_journal_bank", partner=self.other_customer)

    def _rebuild(self, months=3):
        self._refresh()
        self.env["credit.snapshot"]._rebuild(months)
        return self.env["credit.snapshot"].search([("profile_id", "in", (self.profile | self.other_profile).ids)])


@tagged("post_install", "-at_install")
class TestSnapshot(SnapshotCommon):

    def test_equal_to_the_ledger_of_each_month_end(self):
        self._mixed()
        kept = self._rebuild().grouped(lambda snapshot: (snapshot.profile_id, snapshot.date))
        for _first, last in self.months:
            aging = (self.profile | self.other_profile)._get_aging(last)
            for profile in self.profile | self.other_profile:
                snapshot = kept.get((profile, last), self.env["credit.snapshot"])
                expected = aging[profile.id]
                self.assertAlmostEqual(snapshot.not_due, expected["not_due"])
                self.assertEqual(
                    [snapshot.bucket_1, snapshot.bucket_2, snapshot.bucket_3, snapshot.bucket_4], expected["buckets"])
                self.assertAlmostEqual(snapshot.credits, expected["credits"])
                self.assertAlmostEqual(snapshot.receivable, expected["total"])

    def test_sales_and_receipts_of_each_month(self):
        self._mixed()
        kept = self._rebuild()
        own = {snapshot.date: snapshot for snapshot in kept if snapshot.profile_id == self.profile}
        dates = [last for _first, last in self.months]
        self.assertEqual([own[day].sales for day in dates], [300, 0, -50])
        self.assertEqual([own[day].collected for day in dates], [0, 250, 0])
        self.assertEqual([own[day].written_off for day in dates], [0, 0, 20])

    def test_groups_have_the_figures_of_the_ledger(self):
        self._mixed()
        self._rebuild()
        codes = [code for code in FORMULAS if code in self.env["credit.snapshot"]._fields]
        rows = self.env["credit.snapshot"]._read_group(
            [("company_id", "=", self.company.id)], ["date:month"], [f"{code}:avg" for code in codes])
        self.assertEqual(len(rows), 3)
        for (_month, *values), period in zip(rows, self.months, strict=True):
            figures = self.company._get_credit_figures_of([period])[0]
            for code, value in zip(codes, values, strict=True):
                with self.subTest(code, period=period):
                    self.assertAlmostEqual(value or 0, figures[code] or 0, 4)

    def test_a_balance_over_months_is_their_average(self):
        self._bill(100, self.months[0][0], self.months[0][1])
        self._bill(60, self.months[2][0], self.months[2][1])
        self._rebuild()
        [(receivable, sales)] = self.env["credit.snapshot"]._read_group(
            [("profile_id", "=", self.profile.id)], [], ["receivable:avg", "sales:sum"])
        self.assertAlmostEqual(receivable, (100 + 100 + 160) / 3)
        self.assertAlmostEqual(sales, 160)

    def test_companies_with_several_currencies_are_compared_in_one(self):
        """1,000 of sales of 2,000 are owed here; abroad 10,000 of 80,000 in a currency of which 100 make one of ours: in all
        1,100 of 2,800."""
        yen = self.setup_other_currency("JPY", rates=[("2000-01-01", 100.0)])
        abroad = self.setup_other_company(currency_id=yen.id)
        first, last = self.months[2]
        self._bill(1000, first, last + relativedelta(days=60))
        self._pay(self._bill(1000, first, last), date=last)
        vals = {"company_id": abroad["company"].id, "journal_id": abroad["default_journal_sale"].id}
        with_company = self.env["account.move"].with_company(abroad["company"])
        open_move, paid = (with_company.create({
            **vals, "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": first, "date": first,
            "invoice_date_due": due, "invoice_payment_term_id": False, "currency_id": yen.id,
            "invoice_line_ids": [Command.create({
                "name": "Goods", "price_unit": amount, "account_id": abroad["default_account_revenue"].id, "tax_ids": False})],
        }) for amount, due in ((10000, last + relativedelta(days=60)), (70000, first)))
        (open_move | paid).action_post()
        self._match(paid, self._book(
            [("default_account_receivable", -70000), ("default_account_assets", 70000)], last,
            journal="default_journal_bank", company_data=abroad))
        self._rebuild()
        Snapshot = self.env["credit.snapshot"].with_context(
            allowed_company_ids=(self.company | abroad["company"]).ids)
        [(dso, owing, receivable, sales, promises)] = Snapshot._read_group(
            [("profile_id.partner_id", "=", self.customer.id), ("date", "=", last)], [],
            ["dso:avg", "owing:sum_currency", "receivable:sum_currency", "sales:sum_currency", "promise_kept_ratio:avg"])
        self.assertAlmostEqual(owing, 1100)
        self.assertAlmostEqual(receivable, 1100)
        self.assertAlmostEqual(sales, 2800)
        self.assertAlmostEqual(dso, 1100 / 2800 * last.day)
        self.assertFalse(promises)

    def test_rebuilding_reads_the_ledger_anew_and_leaves_no_double(self):
        self._bill(100, self.months[2][0], self.months[2][1])
        self.assertEqual(self._rebuild().mapped("receivable"), [100])
        self._bill(50, self.months[2][0], self.months[2][1])
        self.assertEqual(self._rebuild().mapped("receivable"), [150], "entered late")
        self.env["account.move"].search([("partner_id", "=", self.customer.id)]).button_draft()
        self.assertFalse(self._rebuild(), "nothing is left of the month")

    def test_who_takes_over_a_customer_does_not_take_over_the_past(self):
        first, second = self._user("collector"), self._user("manager")
        self.profile.sudo().collector_id = first
        self._bill(100, self.months[2][0], self.months[2][1])
        self._rebuild()
        self.profile.sudo().collector_id = second
        self.assertEqual(self._rebuild().collector_id, first)

    def test_the_night_keeps_each_customer_once_a_month_and_the_past_at_first(self):
        self._bill(100, self.months[0][0] - relativedelta(months=18), self.months[0][0])
        Snapshot = self.env["credit.snapshot"]
        Snapshot._keep_month(self.profile, self.today)
        kept = Snapshot.search([("profile_id", "=", self.profile.id)])
        self.assertEqual(len(kept), 3 + 18, "of 24 months those since the invoice")
        self.env["credit.batch.stamp"]._stamp("credit_collection.ir_cron_keep_snapshots", self.profile, self.today)
        kept.sudo().unlink()
        Snapshot._keep_month(self.profile, self.today)
        self.assertEqual(Snapshot.search_count([("profile_id", "=", self.profile.id)]), 3, "those that may have changed")

    def test_scheduled_action(self):
        self._bill(100, self.months[0][0], self.months[0][1])
        self._refresh()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_keep_snapshots").method_direct_trigger()
        self.assertEqual(self.env["credit.snapshot"].search_count([("profile_id", "=", self.profile.id)]), 3)

    def test_the_same_number_of_queries_for_any_number_of_months(self):
        self._mixed()
        self._rebuild()
        with self.assertQueryCount(8):
            self.env["credit.snapshot"]._rebuild_profiles(self.profile, 1, self.today)
        with self.assertQueryCount(8):
            self.env["credit.snapshot"]._rebuild_profiles(self.profile | self.other_profile, 24, self.today)

    def test_merged_customers_have_one_past(self):
        self._bill(100, self.months[2][0], self.months[2][1])
        self._bill(50, self.months[2][0], self.months[2][1], self.other_customer)
        self._rebuild()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer | self.other_customer).ids, self.customer)
        profile = self.customer._get_credit_profiles()
        self.env["credit.snapshot"]._keep_month(profile, self.today)
        self.assertEqual(
            self.env["credit.snapshot"].search([("company_id", "=", self.company.id)]).mapped("receivable"), [150])

    def test_rights(self):
        self._bill(100, self.months[2][0], self.months[2][1])
        kept = self._rebuild()
        viewer, salesperson = self._user("viewer"), self._user("salesperson")
        self.assertEqual(kept.with_user(viewer).receivable, 100)
        with self.assertRaises(AccessError):
            kept.with_user(viewer).receivable = 0
        with self.assertRaises(AccessError):
            kept.with_user(salesperson).read(["receivable"])
        other = self.setup_other_company()["company"]
        viewer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["credit.snapshot"].with_user(viewer).search([("id", "in", kept.ids)]))


@tagged("post_install", "-at_install")
class TestKeyFigureSheet(SnapshotCommon):

    def test_each_figure_stands_beside_its_definition(self):
        self._mixed()
        self._refresh()
        sheet = self.env["credit.key.figure.sheet"].with_user(self._user("viewer")).create({})
        lines = {line.name: line for line in sheet.line_ids}
        self.assertEqual(len(lines), 22)
        self.assertTrue(all(line.how for line in sheet.line_ids))
        figures = self.company._get_credit_key_figures(sheet.date_from, sheet.date_to)
        self.assertEqual(lines["Overdue Ratio"].value, f"{figures['overdue_ratio'] * 100:.1f} %")
        self.assertEqual(lines["Promise Rate"].value, "–", "nothing to divide by")

    def test_nobody_gets_the_figures_of_companies_of_others(self):
        """Not even by a call that names the company."""
        self._bill(100, *self.months[2])
        self._refresh()
        viewer, other = self._user("viewer"), self.setup_other_company()["company"]
        viewer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            sheet = self.env["credit.key.figure.sheet"].with_user(viewer).create({"company_id": self.company.id})
            sheet.line_ids.mapped("value")

    def test_figures_follow_the_filters(self):
        self._bill(100, *self.months[2])
        collector = self._user("collector")
        self.other_profile.sudo().collector_id = collector
        self._refresh()
        form = Form(self.env["credit.key.figure.sheet"])
        form.collector_id = collector
        sheet = form.save()
        self.assertEqual(sheet.line_ids.filtered(lambda line: line.name == "DSO").value, "–")

    def test_roll_rates(self):
        """600 and 400 open, 200 paid, 400 credited, 200 not due; one entered later with an old due date."""
        first, last = date(2025, 2, 1), date(2025, 2, 28)
        a = self._bill(600, date(2025, 1, 5), date(2025, 1, 20))
        b = self._bill(400, date(2025, 1, 5), date(2025, 1, 25))
        self._bill(200, date(2025, 1, 5), date(2025, 1, 31))
        self._pay(a, 200, date=date(2025, 2, 10))
        self._credit(b, 400, date(2025, 2, 12))
        self._bill(500, date(2025, 2, 3), date(2025, 1, 15))
        self._refresh()
        rolls = {roll.bucket: roll for roll in self.company._get_credit_roll_rates(first, last)}
        self.assertAlmostEqual(rolls["1_30"].opening, 1000)
        self.assertAlmostEqual(rolls["1_30"].rolled, 0.4)
        self.assertAlmostEqual(rolls["1_30"].paid, 0.2)
        self.assertAlmostEqual(rolls["1_30"].credited, 0.4)
        self.assertAlmostEqual(rolls["not_due"].rolled, 1)
        self.assertIsNone(rolls["61_90"].rolled)

    def test_period_before(self):
        self.assertEqual(get_period_before(date(2025, 1, 1), date(2025, 3, 31)), (date(2024, 10, 1), date(2024, 12, 31)))
        self.assertEqual(get_period_before(date(2024, 3, 1), date(2024, 3, 31)), (date(2024, 2, 1), date(2024, 2, 29)))
        self.assertEqual(get_period_before(date(2025, 3, 11), date(2025, 3, 20)), (date(2025, 3, 1), date(2025, 3, 10)))

    def test_months(self):
        self.assertEqual(get_months_back(date(2024, 3, 15), 2), [
            (date(2024, 3, 1), date(2024, 3, 15)), (date(2024, 2, 1), date(2024, 2, 29))])
        self.assertEqual(get_month_ends(date(2025, 3, 31), 1), [(date(2025, 2, 1), date(2025, 2, 28))])
        self.assertEqual(get_month_ends(date(2025, 4, 1), 1), [(date(2025, 3, 1), date(2025, 3, 31))])


@tagged("post_install", "-at_install")
class TestTarget(SnapshotCommon):

    def _assign(self, collector):
        """Long ago."""
        with freeze_time("2020-01-01 12:00:00"):
            self.profile.sudo().collector_id = collector

    def _target(self, month, **vals):
        return self.env["credit.target"].create({"company_id": self.company.id, "month": month, **vals})

    def test_a_month_that_has_ended(self):
        collector = self._user("collector")
        self._assign(collector)
        self._mixed()
        self._rebuild()
        target = self._target(
            self.months[1][1], user_id=collector.id, collected_target=500, overdue_ratio_target=0.2,
            promise_kept_ratio_target=0.9)
        self.assertEqual(target.month, self.months[1][0], "the first day of the month")
        self.assertEqual(target.collected, 250)
        self.assertEqual(target.collected_share, 0.5)
        self.assertEqual(target.overdue_ratio, 1, "750 of old and 300 due on the first of the month")

    def test_the_running_month_is_read_from_the_ledger(self):
        collector = self._user("collector")
        self._assign(collector)
        invoice = self._bill(300, self.months[0][0], self.months[0][1])
        self._pay(invoice, 120, date=self.today)
        self._pay(self._bill(70, self.months[0][0], self.months[0][1], self.other_customer), date=self.today)
        self._refresh()
        target = self._target(self.today, user_id=collector.id, collected_target=100)
        self.assertEqual((target.collected, target.overdue_ratio), (120, 1))

    def test_receipts_count_for_the_collector_of_their_day(self):
        """4,000 of the 12th for A, 6,000 of the 20th for B, to whom the customer went on the 16th; together what came."""
        first, second = self._user("collector"), self._user("manager")
        month = self.months[1][0]
        self._assign(first)
        for amount, day in ((4000, 12), (6000, 20)):
            self._pay(self._bill(amount, *self.months[0]), date=month.replace(day=day))
        with freeze_time(f"{month.replace(day=16)} 12:00:00"):
            self.profile.sudo().collector_id = second
        self._refresh()
        targets = self._target(month, user_id=first.id) | self._target(month, user_id=second.id)
        self.assertEqual(targets.mapped("collected"), [4000, 6000])
        self.profile.sudo().collector_id = first
        self._refresh()
        self.assertEqual(targets.mapped("collected"), [4000, 6000], "changing the collector today does not rewrite the month")

    def _share(self, profile, user, share, day=None):
        with freeze_time(f"{day or '2020-01-01'} 12:00:00"):
            return self.env["credit.assignment.share"].create({
                "profile_id": profile.id, "user_id": user.id, "share": share})

    def _targets(self, month, *users):
        return self.env["credit.target"].concat(*(self._target(month, user_id=user.id) for user in users))

    def test_receipts_of_a_shared_customer_count_by_the_shares(self):
        """4,000 for A, then 6,000 for B, and 3,000 of another customer whom both share: 5,500 + 7,500 is what came."""
        first, second = self._user("collector"), self._user("manager")
        month = self.months[1][0]
        self._assign(first)
        with freeze_time("2020-01-01 12:00:00"):
            self.other_profile.sudo().collector_id = first
        self._share(self.other_profile, second, 0.5)
        for amount, day in ((4000, 12), (6000, 20)):
            self._pay(self._bill(amount, *self.months[0]), date=month.replace(day=day))
        self._pay(self._bill(3000, *self.months[0], self.other_customer), date=month.replace(day=10))
        with freeze_time(f"{month.replace(day=16)} 12:00:00"):
            self.profile.sudo().collector_id = second
        self._refresh()
        self.assertEqual(self._targets(month, first, second).mapped("collected"), [5500, 7500])

    def test_a_share_that_is_changed_or_removed_does_not_rewrite_the_past(self):
        first, second = self._user("collector"), self._user("manager")
        month = self.months[1][0]
        self._assign(first)
        share = self._share(self.profile, second, 0.25)
        for day in (10, 15, 20):
            self._pay(self._bill(100, *self.months[0]), date=month.replace(day=day))
        self._refresh()
        targets = self._targets(month, first, second)
        self.assertEqual(targets.mapped("collected"), [225, 75])
        with freeze_time(f"{month.replace(day=15)} 12:00:00"):
            self.profile.write({"collector_share_ids": [Command.update(share.id, {"share": 0.5})]})
        with freeze_time(f"{month.replace(day=20)} 12:00:00"):
            self.profile.write({"collector_share_ids": [Command.delete(self.profile.collector_share_ids.id)]})
        self.assertFalse(self.profile.collector_share_ids)
        targets.invalidate_recordset()
        self.assertEqual(targets.mapped("collected"), [75 + 50 + 100, 25 + 50])

    def test_a_share_entered_by_mistake_is_gone_the_same_day(self):
        share = self._share(self.profile, self._user("collector"), 0.5, self.today)
        with freeze_time(f"{self.today} 12:00:00"):
            share.share = 0.25
            self.assertEqual(self.profile.collector_share_ids, share)
            share.unlink()
        self.assertFalse(share.exists())

    def test_merged_customers_keep_the_shares_of_the_one_who_stays(self):
        first, second = self._user("collector"), self._user("manager")
        self._share(self.profile, first, 0.6)
        self._share(self.other_profile, second, 0.7)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer | self.other_customer).ids, self.customer)
        kept = self.customer._get_credit_profiles()
        self.assertRecordValues(
            self.env["credit.assignment.share"].search([]), [{"profile_id": kept.id, "user_id": first.id, "share": 0.6}])

    def test_shares_are_no_more_than_all(self):
        first, second = self._user("collector"), self._user("manager")
        self._share(self.profile, first, 0.6)
        with self.assertRaisesRegex(ValidationError, "more than 100 percent"):
            self._share(self.profile, second, 0.5)
        self._share(self.other_profile, second, 1)

    def test_rights_on_shares(self):
        share = self._share(self.profile, self.env.user, 0.5)
        viewer, collector = self._user("viewer"), self._user("collector")
        self.assertEqual(share.with_user(viewer).share, 0.5)
        with self.assertRaises(AccessError):
            share.with_user(viewer).unlink()
        with self.assertRaises(AccessError):
            share.with_user(collector).date_until = self.today
        share.with_user(collector).share = 0.4
        self.assertEqual(self.profile.collector_share_ids.share, 0.4)

    def test_the_collector_of_a_day_is_the_last_one_of_that_day(self):
        first, second = self._user("collector"), self._user("manager")
        self.profile.sudo().collector_id = first
        self.profile.sudo().collector_id = second
        self._pay(self._bill(100, *self.months[0]), date=self.today)
        self._refresh()
        targets = self._target(self.today, user_id=first.id) | self._target(self.today, user_id=second.id)
        self.assertEqual(targets.mapped("collected"), [0, 100])

    def test_a_sales_team(self):
        team = self.env["crm.team"].create({"name": "North"})
        salesperson = self._user("salesperson")
        salesperson.sudo().sale_team_id = team
        self.customer.user_id = salesperson
        self._mixed()
        self._rebuild()
        target = self._target(self.months[1][1], team_id=team.id)
        self.assertEqual((target.collected, target.collected_share), (250, 0))

    def test_a_share_is_no_more_than_all(self):
        with self.assertRaisesRegex(ValidationError, "Overdue Ratio at Most"):
            self._target(self.today, user_id=self.env.user.id, overdue_ratio_target=15)

    def test_of_a_collector_or_a_team(self):
        with self.assertRaisesRegex(ValidationError, "choose one of them"):
            self._target(self.today)

    def test_rights(self):
        target = self._target(self.today, user_id=self.env.user.id)
        self.assertTrue(target.with_user(self._user("viewer")).month)
        with self.assertRaises(AccessError):
            target.with_user(self._user("collector")).collected_target = 1
        target.with_user(self._user("manager")).collected_target = 1
