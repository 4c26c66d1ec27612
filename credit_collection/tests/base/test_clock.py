from datetime import date, datetime

from freezegun import freeze_time

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ...hooks import pre_init_hook
from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestClock(CreditCommon):
    """One clock: the company says which day it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.setup_other_company(name="Far Away")["company"]
        cls.company.resource_calendar_id.tz = "America/Los_Angeles"
        cls.far.resource_calendar_id = cls.company.resource_calendar_id.copy({"tz": "Asia/Shanghai"})

    def test_day_is_that_of_the_calendar_of_the_company(self):
        with freeze_time("2026-03-10 01:00:00"):
            self.assertEqual(self.company._get_credit_today(), date(2026, 3, 9))
            self.assertEqual(self.far._get_credit_today(), date(2026, 3, 10))
        with freeze_time("2026-03-10 22:00:00"):
            self.assertEqual(self.company._get_credit_today(), date(2026, 3, 10))
            self.assertEqual(self.far._get_credit_today(), date(2026, 3, 11))

    def test_user_far_away_does_not_change_the_day(self):
        self.env.user.tz = "Pacific/Auckland"
        with freeze_time("2026-03-10 01:00:00"):
            self.assertEqual(self.company.with_context(tz="Asia/Tokyo")._get_credit_today(), date(2026, 3, 9))

    def test_without_calendar_the_contact_of_the_company_decides_then_utc(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self.company.resource_calendar_id = False
        with freeze_time("2026-03-10 16:00:00"):
            self.assertEqual(self.company._get_credit_today(), date(2026, 3, 11))
            self.company.partner_id.tz = False
            self.assertEqual(self.company._get_credit_today(), date(2026, 3, 10))

    def test_changed_zone_applies_at_once(self):
        with freeze_time("2026-03-10 01:00:00"):
            self.assertEqual(self.company._get_credit_today(), date(2026, 3, 9))
            self.company.resource_calendar_id.tz = "Europe/Paris"
            self.assertEqual(self.company._get_credit_today(), date(2026, 3, 10))

    def test_branch_works_on_the_day_of_its_root_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        branch.resource_calendar_id = self.far.resource_calendar_id
        with freeze_time("2026-03-10 01:00:00"):
            self.assertEqual(branch._get_credit_today(), date(2026, 3, 9))

    def test_days_of_all_companies_and_of_some(self):
        now = datetime(2026, 3, 10, 1)
        days = self.env["res.company"]._get_credit_days(now)
        self.assertIn(self.company, days[date(2026, 3, 9)])
        self.assertIn(self.far, days[date(2026, 3, 10)])
        self.assertEqual(self.far._get_credit_days(now), {date(2026, 3, 10): self.far})

    def test_sql_and_domain_give_each_company_its_own_day(self):
        profiles = (self.profile | self.customer._get_credit_profiles(self.far)).sudo()
        with freeze_time("2026-03-10 01:00:00"):
            rows = dict(self.env.execute_query(SQL(
                "SELECT company_id, %s FROM credit_profile WHERE id = ANY(%s)",
                self.env["res.company"]._get_credit_today_sql(SQL.identifier("company_id")), profiles.ids)))
            self.assertEqual(rows, {self.company.id: date(2026, 3, 9), self.far.id: date(2026, 3, 10)})
            profiles.score_date = date(2026, 3, 9)
            domain = self.env["res.company"]._get_credit_day_domain(lambda today: Domain("score_date", "<", today))
            self.assertEqual(profiles.filtered_domain(domain).company_id, self.far)

    def test_day_is_a_constant_while_it_is_the_same_everywhere(self):
        with freeze_time("2026-03-10 12:00:00"):
            sql = self.env["res.company"]._get_credit_today_sql(SQL.identifier("company_id"))
            self.assertEqual((sql.code, sql.params), ("%s::date", [date(2026, 3, 10)]))

    # Dates of records

    def test_days_until_a_date_are_counted_in_the_company_of_the_record(self):
        profiles = (self.profile | self.customer._get_credit_profiles(self.far)).sudo()
        with freeze_time("2026-03-10 01:00:00"):
            promises = self.env["credit.promise"].sudo().create([{
                "profile_id": profile.id, "instalment_ids": [(0, 0, {"date": date(2026, 3, 10), "amount": 10})]}
                for profile in profiles])
            self.assertEqual(promises.mapped("next_date_days"), [1, 0])
            for domain, found in (
                ([("next_date_days", "=", 0)], promises[1]), ([("next_date_days", ">", 0)], promises[0]),
                ([("next_date_days", "in", (0, 1))], promises), ([("next_date_days", "!=", 0)], promises[0]),
            ):
                self.assertEqual(promises.search([("id", "in", promises.ids), *domain], order="id"), found, domain)

    def test_records_of_a_branch_and_of_no_company_have_a_day_too(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        with freeze_time("2026-03-10 01:00:00"):
            move = self.env["account.move"].sudo().create({
                "move_type": "out_invoice", "partner_id": self.customer.id, "company_id": branch.id,
                "journal_id": self.company_data["default_journal_sale"].id, "invoice_payment_term_id": False,
                "invoice_date_due": date(2026, 3, 9)})
            shared = self.env["credit.hold.exclusion"].sudo().create({
                "reason": "For all", "company_id": False, "valid_until": date(2026, 3, 9),
                "rule_ids": self.env["credit.reason"].search([("kind", "=", "hold"), ("code", "=", "overdue")]).ids})
            self.assertEqual((move.credit_due_days, shared.valid_until_days), (0, 0))
            self.assertIn(move, move.search([("credit_due_days", "=", 0)]))
            self.assertIn(shared, shared.search([("valid_until_days", "=", 0)]))
            self.assertNotIn(shared, shared.with_company(self.far).search([("valid_until_days", "=", 0)]))

    def test_search_by_days_finds_no_record_without_a_date(self):
        endless = self.env["credit.hold.exclusion"].sudo().create({
            "reason": "For good", "company_id": self.company.id,
            "rule_ids": self.env["credit.reason"].search([("kind", "=", "hold"), ("code", "=", "overdue")]).ids})
        self.assertEqual(endless.valid_until_days, 0)
        for domain in ([("valid_until_days", "=", 0)], [("valid_until_days", "<", 9)]):
            self.assertNotIn(endless, endless.search(domain))

    def test_new_record_is_dated_in_its_company_not_in_that_of_its_user(self):
        there = self.customer._get_credit_profiles(self.far)
        with freeze_time("2026-03-10 01:00:00"):
            review = self.env["credit.review"].create({"profile_id": there.id})
            self.assertEqual(review.date, date(2026, 3, 10))
            score = self.env["credit.external.score"].create({"profile_id": there.id, "agency": "Agency", "score": 10})
            self.assertEqual(score.date, date(2026, 3, 10))
            self.assertEqual(score.create({
                "profile_id": there.id, "agency": "Agency", "score": 10, "date": date(2026, 1, 1)}).date, date(2026, 1, 1))

    def test_month_is_that_of_the_company(self):
        here = self.env["credit.review"].create({"profile_id": self.profile.id})
        there = self.env["credit.review"].create({"profile_id": self.customer._get_credit_profiles(self.far).id})
        (here | there).sudo().decided_on = date(2026, 3, 31)
        with freeze_time("2026-04-01 01:00:00"):
            self.assertEqual((here | there).mapped("is_decided_on_this_month"), [True, False])
            self.assertEqual(
                here.search([("id", "in", (here | there).ids), ("is_decided_on_this_month", "=", True)]), here)

    # Moments that are told as days

    def _at_the_edge(self):
        """:return: ``[(company, moment, day of it there)]``: in UTC it is the 10th, the 9th"""
        return [
            (self.company, datetime(2026, 3, 10, 1), date(2026, 3, 9)), (self.far, datetime(2026, 3, 9, 22), date(2026, 3, 10))]

    def test_what_was_answered_is_told_by_the_day_of_the_company(self):
        for company, moment, day in self._at_the_edge():
            profile = self.customer._get_credit_profiles(company).sudo()
            [statement] = profile._create_statements(date(2025, 1, 1), date(2025, 1, 31), "activity")
            statement.write({"state": "confirmed", "answered_by": "Carla", "answered_at": moment})
            promise = self.env["credit.promise"].sudo().create({
                "profile_id": profile.id, "instalment_ids": [(0, 0, {"date": date(2026, 4, 1), "amount": 10})]})
            promise.write({"accepted_by": "Carla", "accepted_on": moment})
            agreement = self.env["credit.agreement"].sudo().new({
                "profile_id": profile.id, "company_id": company.id, "state": "accepted", "accepted_by": "Carla",
                "accepted_on": moment})
            text = day.strftime("%m/%d/%Y")
            for zone in ("Asia/Tokyo", "America/New_York"):
                with self.subTest(company=company.name, zone=zone):
                    self.assertIn(f"confirmed this balance on {text}", statement.with_context(tz=zone)._thank("en_US"))
                    pages = promise.with_context(tz=zone)
                    self.assertEqual(pages._get_page_values(promise, day)["accepted_on"], text)
                    answer = agreement.with_context(tz=zone)._get_page_values("/")["answer"]
                    self.assertIn(f"{text} 06:00:00", answer)
                    report = self.env["ir.actions.report"].with_context(tz=zone)._render_qweb_html(
                        "credit_collection.report_statement_answers", statement.ids)[0].decode()
                    self.assertIn(text, report)

    def test_delivery_is_planned_for_the_day_of_the_company(self):
        """When an order is installed upon, too."""
        orders = self.env["sale.order"]
        for company, moment, day in self._at_the_edge():
            order = orders.with_company(company).sudo().create({
                "partner_id": self.customer.id, "company_id": company.id, "commitment_date": moment,
                "order_line": [(0, 0, {"product_id": self.product_a.id, "price_unit": 100})]})
            self.assertEqual(order.order_line.credit_delivery_date, day)
            orders |= order
        last = orders[1].copy({"commitment_date": datetime(9999, 12, 31, 22)})
        self.assertEqual(last.order_line.credit_delivery_date, date(9999, 12, 31), "there is no day after it")
        self.env.flush_all()
        pre_init_hook(self.env)
        self.env.invalidate_all()
        self.assertEqual(orders.mapped("order_line.credit_delivery_date"), [date(2026, 3, 9), date(2026, 3, 10)])
