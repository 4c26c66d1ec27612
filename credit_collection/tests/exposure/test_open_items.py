from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ...tools.exposure.aging import BUCKET_CODES
from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestOpenItems(CreditCommon):

    def _items(self, *domain):
        self._refresh()
        return self.env["credit.open.item.report"].search([("partner_id", "=", self.customer.id), *domain])

    def _past_items(self, day):
        rows = self.env["credit.open.item.report"]._get_items(day)
        return [row for row in rows if row["partner_id"] == self.customer.id]

    def test_items_are_aged_by_due_date(self):
        for due, expected_days, bucket in (
            (1, 0, "not_due"), (0, 0, "not_due"), (-1, 1, "1_30"), (-30, 30, "1_30"), (-31, 31, "31_60"),
            (-60, 60, "31_60"), (-61, 61, "61_90"), (-90, 90, "61_90"), (-91, 91, "over_90"),
        ):
            with self.subTest(due=due):
                invoice = self._invoice(100, due)
                self.assertRecordValues(self._items(("move_id", "=", invoice.id)), [{
                    "due_date": self._days(due), "days_overdue": expected_days, "bucket": bucket, "amount": 100,
                    "residual": 100, "collectible_amount": 100, "status": "collectible", "profile_id": self.profile.id,
                    "company_id": self.company.id, "invoice_user_id": invoice.invoice_user_id.id,
                }])

    def test_each_instalment_is_an_item_of_its_own(self):
        term = self.env["account.payment.term"].create({"name": "Half now, half in 60 days", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
        ]})
        self._invoice(
            300, -10, invoice_payment_term_id=term.id, invoice_date_due=False, invoice_date=self._days(-40))
        self.assertRecordValues(self._items(), [
            {"residual": 150, "days_overdue": 40, "bucket": "31_60"},
            {"residual": 150, "days_overdue": 0, "bucket": "not_due"},
        ])

    def test_partial_payment_leaves_the_rest_open(self):
        invoice = self._invoice(100, -5)
        self._pay(invoice, 30)
        self.assertRecordValues(self._items(), [{"amount": 100, "residual": 70}])

    def test_a_match_counts_from_the_day_of_its_later_item(self):
        """Of two items matched since a past day, that day has the earlier one open, or none."""
        invoice = self._invoice(100, -5, invoice_date=self._days(-30))
        self._pay(invoice, 100, date=self._days(-10))
        ahead = self._invoice(70, -5, invoice_date=self._days(-30))
        self._pay(ahead, 70, date=self._days(-50))
        self.assertEqual(
            (invoice | ahead).line_ids.matched_credit_ids.mapped("credit_min_date"), [self._days(-30), self._days(-50)])
        for days, residuals in ((-60, []), (-40, [-70]), (-30, [100]), (-11, [100]), (-10, [])):
            with self.subTest(days=days):
                self.assertEqual([row["residual"] for row in self._past_items(self._days(days))], residuals)

    def test_paid_and_draft_invoices_are_no_items(self):
        self._pay(self._invoice(100, -5))
        self._invoice(50, -5, post=False)
        self.assertFalse(self._items())

    def test_credit_note_is_a_negative_item(self):
        self._invoice(40, -5, move_type="out_refund")
        self.assertRecordValues(self._items(), [{"residual": -40, "status": "credit", "collectible_amount": 0}])

    def test_items_not_to_be_followed_up_are_marked(self):
        excluded = self._invoice(10, -5)
        self._open_item(excluded).no_followup = True
        blocked = self._invoice(20, -5)
        blocked.action_toggle_block_payment()
        self._invoice(30, -5)
        self.assertEqual(
            self._items().mapped(lambda item: (item.residual, item.status)),
            [(10, "excluded"), (20, "excluded"), (30, "collectible")])

    def test_item_is_disputed_only_when_nothing_of_it_may_be_collected(self):
        line = self._open_item(self._invoice(100, -5))
        for disputed, promised, until, status in (
            (40, 0, False, "collectible"), (100, 0, False, "disputed"), (0, 100, 0, "promised"),
            (0, 100, -1, "collectible"), (60, 40, 3, "disputed"), (0, 60, 3, "collectible"),
        ):
            with self.subTest(disputed=disputed, promised=promised, until=until):
                line.sudo().write({
                    "credit_disputed_amount": disputed, "credit_promised_amount": promised,
                    "credit_promised_until": until is not False and self._days(until),
                })
                item = self._items()
                self.assertEqual(item.status, status)
                self.assertEqual(item.collectible_amount, line._get_collectible_amount(self.today))

    def test_document_currency_is_shown_beside_company_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self._invoice(100, -5, currency_id=currency.id)
        self.assertRecordValues(self._items(), [{
            "currency_id": currency.id, "residual_currency": 100, "residual": 50,
            "company_currency_id": self.company.currency_id.id,
        }])

    def test_past_day_is_rebuilt_from_the_payments_made_up_to_then(self):
        invoice = self._invoice(100, -45)
        self._pay(invoice, 30, date=self._days(-20))
        self._pay(invoice, 70, date=self._days(-10))
        for day, expected in (
            (-76, []), (-75, [(100, 0, "not_due")]), (-44, [(100, 1, "1_30")]), (-21, [(100, 24, "1_30")]),
            (-20, [(70, 25, "1_30")]), (-11, [(70, 34, "31_60")]), (-10, []), (-1, []),
        ):
            with self.subTest(day=day):
                items = self._past_items(self._days(day))
                self.assertEqual([(item["residual"], item["days_overdue"], item["bucket"]) for item in items], expected)

    def test_lists_of_today_and_of_the_records_agree(self):
        self._pay(self._invoice(100, -45), 30, date=self._days(-20))
        self._invoice(80, 10)
        self._invoice(15, -3, move_type="out_refund")
        names = ["id", "residual", "residual_currency", "bucket", "status", "days_overdue"]
        self.assertEqual(
            [[row[name] or False for name in names] for row in self._past_items(self.today)],
            [[item[name] for name in names] for item in self._items()])

    def test_report_groups_by_bucket_in_company_currency(self):
        self._invoice(100, -5)
        self._invoice(200, -95)
        self.env.flush_all()
        groups = self.env["credit.open.item.report"]._read_group(
            [("partner_id", "=", self.customer.id)], ["bucket"], ["residual:sum", "__count"])
        self.assertEqual(dict((bucket, amount) for bucket, amount, _count in groups), {"1_30": 100, "over_90": 200})

    def test_buckets_of_report_are_those_of_the_tools(self):
        self.assertEqual(tuple(dict(self.env["credit.open.item.report"]._fields["bucket"].selection)), BUCKET_CODES)

    def test_item_opens_its_document(self):
        invoice = self._invoice(100, -5)
        action = self._items().action_open_move()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", invoice.id))

    def test_a_page_of_items_costs_the_same_queries_for_any_number(self):
        self._invoice(1, -1)
        names = ["partner_id", "move_id", "due_date", "days_overdue", "bucket", "residual", "status", "collector_id"]

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["credit.open.item.report"].search_fetch(
                [("partner_id", "=", self.customer.id)], names, limit=limit)
            return self.env.cr.sql_log_count - before

        count(1)
        one = count(1)
        self._invoices([(1, -due, self.customer) for due in range(40)])
        self.assertEqual(count(40), one)
        self.assertLessEqual(one, 2)

    def test_only_viewers_see_items(self):
        self._invoice(100, -5)
        self.env.flush_all()
        report = self.env["credit.open.item.report"]
        viewer = new_test_user(self.env, "items_viewer", "credit_collection.credit_collection_group_viewer",
                               company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        seller = new_test_user(self.env, "items_seller", "sales_team.group_sale_salesman",
                               company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        self.assertTrue(report.with_user(viewer).search([("partner_id", "=", self.customer.id)]))
        with self.assertRaises(AccessError):
            report.with_user(seller).search([])

    def test_other_companies_items_are_hidden(self):
        self._invoice(100, -5)
        self.env.flush_all()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(self.env, "items_stranger", "credit_collection.credit_collection_group_manager",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        report = self.env["credit.open.item.report"].with_user(stranger)
        self.assertFalse(report.search([("partner_id", "=", self.customer.id)]))


@tagged("post_install", "-at_install")
class TestAgingLimits(CreditCommon):
    """Each company has buckets of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()
        cls.other_profile = cls.customer._get_credit_profiles(cls.other["company"])
        for amount, due in ((1000, 0), (100, -15), (200, -16), (300, -45), (400, -46), (500, -4000)):
            cls._invoice(amount, due)

    def test_amounts_are_in_the_buckets_of_the_company(self):
        self.assertEqual(
            self.profile._get_aging(self.today)[self.profile.id]["buckets"], [300, 700, 0, 500])
        self.company.credit_aging_limits = "15, 45"
        aging = (self.profile | self.other_profile)._get_aging(self.today)
        self.assertEqual(aging[self.profile.id], {
            "not_due": 1000, "buckets": [100, 500, 900], "credits": 0, "total": 2500})
        self.assertEqual(aging[self.other_profile.id]["buckets"], [0, 0, 0, 0])

    def test_thousands_of_customers_have_the_same_aging(self):
        """Of so many the companies are not read, archived ones have customers too."""
        profiles = self.profile | self.other_profile
        # Core archives no company that users have as theirs.
        self.env.cr.execute("UPDATE res_company SET active = FALSE WHERE id = %s", [self.other["company"].id])
        self.env.invalidate_all()
        for limits in ("30,60,90", "15,45"):
            self.company.credit_aging_limits = limits
            aging = profiles._get_aging(self.today)
            with patch("odoo.addons.credit_collection.models.exposure.open_item_values.MOST_BY_CUSTOMER", 1):
                self.assertEqual(profiles._get_aging(self.today), aging)
        self.assertEqual(aging[self.profile.id]["buckets"], [100, 500, 900])

    def test_the_overview_names_the_buckets_of_the_company(self):
        self.company.credit_aging_limits = "15,45"
        self.assertEqual(
            {part["label"]: part["amount"] for part in self.profile.aging_bar["parts"]},
            {"Not due": 1000, "1–15 days": 100, "16–45 days": 500, "Over 45 days": 900})

    def test_limits_that_make_no_sense_are_refused(self):
        for limits, hint in (("", "whole numbers"), ("30,abc", "whole numbers"), ("60,30", "higher"), ("1,2,3,4,5,6,7", "6")):
            with self.subTest(limits=limits), self.assertRaises(ValidationError) as refused:
                self.company.credit_aging_limits = limits
            self.assertIn(hint, str(refused.exception))
