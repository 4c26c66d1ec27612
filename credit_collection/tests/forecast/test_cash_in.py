from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...hooks import post_init_hook
from .test_expected_payment import ForecastCase


@tagged("post_install", "-at_install")
class TestCashIn(ForecastCase):

    def test_all_that_is_open_is_expected_once(self):
        """A promised, B disputed in part, C in two instalments, D an open credit note, E in another currency at 0.92: as the
        ledger, with the promise on its day, the dispute without day and the credit below zero."""
        dollars = self.setup_other_currency("CAD", rates=[("2020-01-01", 1 / 0.92)])
        a = self._invoice(1000, 10)
        self._promise(a, [(20, 1000)])
        b = self._invoice(500, 12)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": b.id, "amount": 200, "reason_id": reason.id})
        dispute.action_open()
        term = self.env["account.payment.term"].create({
            "name": "Two parts", "line_ids": [(5,), (0, 0, {"value": "percent", "value_amount": 37.5, "nb_days": 35}),
                                              (0, 0, {"value": "percent", "value_amount": 62.5, "nb_days": 66})]})
        self._invoice(800, 0, invoice_payment_term_id=term.id, invoice_date_due=False)
        self._invoice(150, 3, move_type="out_refund")
        self._invoice(1000, 28, currency_id=dollars.id)
        rows = self._forecast()
        self.assertEqual(self._parts(rows.filtered("date")), [
            (3, -150, "credit"), (5, 300, "due_date"), (12, 300, "due_date"), (20, 1000, "promise"), (28, 920, "due_date"),
            (36, 500, "due_date")])
        self.assertEqual(self._parts(rows.filtered(lambda row: not row.date)), [(None, 200, "dispute")])
        self.assertEqual(sum(rows.mapped("amount")), 3070)
        self.assertEqual(self.profile.exposure_receivable, 3070)

    def test_money_on_account_shortens_what_is_expected(self):
        """Ledger of 400: a credit note of 600 that is not allocated beside invoices of 500 and 500."""
        self._invoice(500, 10)
        self._invoice(500, 20)
        self._invoice(600, -1, move_type="out_refund")
        rows = self._forecast()
        self.assertEqual(self._parts(rows), [
            (10, -500, "credit"), (10, 500, "due_date"), (20, -100, "credit"), (20, 500, "due_date")])
        self.env["credit.cash.week"].sudo()._keep(self.company, self.today)
        weeks = self.env["credit.cash.week"].search([("company_id", "=", self.company.id)])
        self.assertEqual(sum(weeks.mapped("expected_amount")), 400)
        self.assertGreaterEqual(min(weeks.mapped("expected_amount")), 0)

    def test_a_new_rate_moves_the_items_of_its_currency_only(self):
        currency = self.setup_other_currency("CAD", rates=[("2020-01-01", 2.0)])
        self._invoice(1000, 10)
        self._invoice(1000, 28, currency_id=currency.id)
        self.assertEqual(self._parts(self._forecast()), [(10, 1000, "due_date"), (28, 500, "due_date")])
        self.env["res.currency.rate"].create({
            "name": self.today, "rate": 4.0, "currency_id": currency.id, "company_id": self.company.id})
        self.assertEqual(self._parts(self._forecast()), [(10, 1000, "due_date"), (28, 250, "due_date")])

    def test_order_invoice_and_receipt_of_a_sale_count_once(self):
        order = self._order(1000)
        order.order_line.product_uom_qty = 10
        order.order_line.price_unit = 100
        order.action_confirm()
        self.assertEqual([(row.source, row.amount) for row in self._forecast()], [("order", 1000)])
        order.order_line.qty_delivered = 6
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual({(row.source, row.amount) for row in self._forecast()}, {("order", 400), ("due_date", 600)})
        self._pay(invoice, 200)
        self.assertEqual({(row.source, row.amount) for row in self._forecast()}, {("order", 400), ("due_date", 400)})

    def test_money_does_not_vanish_while_an_invoice_is_a_draft(self):
        """Whether drafts count as exposure themselves or stay with their orders."""
        order = self._order(1000)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        self._refresh()
        row = self._forecast()
        self.assertRecordValues(row, [{"source": "draft", "amount": 1000, "draft_id": invoice.id, "date": self.today}])
        self._invoice(300, 10, move_type="out_refund", post=False)
        self.assertEqual(sum(self._forecast().mapped("amount")), 1000, "nothing is taken back before it is posted")
        self._invoice(70, 10, post=False)
        self.company.credit_count_draft = False
        self.assertEqual(
            {(row.source, row.amount) for row in self._forecast()}, {("draft", 1000), ("draft", 70)},
            "what counts as exposure is no matter of cash")
        self.company.credit_count_draft = True
        self.env["account.move"].search([("partner_id", "=", self.customer.id), ("amount_total", "in", (70, 300))]).unlink()
        invoice.action_post()
        self.assertEqual([(row.source, row.amount) for row in self._forecast()], [("due_date", 1000)])

    def test_registered_payments_come_on_their_day(self):
        """Beside Odoo's Accounting app, where they have no entry; one of a past day has come, or comes today."""
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        move = self._invoice(1000, 20)
        self._pay(move, 300, date=self._days(-1))
        self._pay(move, 400, date=self._days(7))
        self.assertEqual(self._parts(self._forecast()), [
            (0, 300, "uncleared"), (7, 400, "uncleared"), (20, 300, "due_date")])

    def test_credits_that_are_being_paid_back_shorten_no_debt(self):
        self.startPatcher(patch.object(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda _: "in_payment"))
        self.company_data["default_journal_bank"].outbound_payment_method_line_ids.payment_account_id = False
        self._invoice(1000, 20)
        self._pay(self._invoice(300, -10, move_type="out_refund"), 200, date=self._days(3))
        self.assertEqual(sorted(self._parts(self._forecast())), [
            (3, -200, "uncleared"), (20, -100, "credit"), (20, 1000, "due_date")])

    def test_what_a_credit_note_dated_later_settles_brings_no_money(self):
        move = self._invoice(1000, 10)
        note = self._invoice(400, 36, move_type="out_refund")
        (self._open_item(move) | self._open_item(note)).reconcile()
        rows = self._forecast()
        self.assertEqual(self._parts(rows.filtered("date")), [(10, 600, "due_date")])
        self.assertEqual(self._parts(rows - rows.filtered("date")), [(None, 400, "credited")])

    def test_orders_beyond_the_credit_horizon_are_expected_too(self):
        order = self._order(1000)
        order.action_confirm()
        order.commitment_date = self._days(90)
        self.company.credit_horizon_days = 30
        self._refresh()
        self.assertEqual(self.profile.exposure_orders, 0)
        self.assertEqual([(row.source, row.amount, row.date) for row in self._forecast()], [("order", 1000, self._days(120))])

    def test_a_draft_is_due_as_it_says_or_as_usual(self):
        self._invoice(100, 40, post=False)  # dated in 10 days
        self._invoice(70, -10, post=False)  # of 30 days, dated 40 days ago
        self.assertEqual(
            [(row.date, row.amount, row.source) for row in self._forecast().sorted("date")],
            [(self._days(30), 70, "draft"), (self._days(40), 100, "draft")])

    def test_the_forecast_of_a_customer_is_replaced(self):
        move = self._invoice(1000, 10)
        self._forecast()
        self._pay(move, 400)
        self.assertEqual(self._parts(self._forecast()), [(10, 600, "due_date")])
        self._pay(move)
        self.assertFalse(self._forecast())

    def test_any_number_of_customers_takes_the_same_queries(self):
        self._history(3, number=4)
        partners = self.env["res.partner"].create([{"name": f"Customer {number}", "is_company": True} for number in range(5)])
        self._invoices([(100, 10, partner) for partner in partners])
        profiles = partners._get_credit_profiles()
        self._forecast(profiles)
        counts = []
        for some in (profiles[:1], profiles):
            self._refresh()
            some.mapped("company_id.currency_id.rounding")
            before = self.env.cr.sql_log_count
            self.Cash._forecast(some, self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_the_job_forecasts_all_customers_and_is_done(self):
        self._invoice(1000, 10)
        self._refresh()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_forecast_cash_in").method_direct_trigger()
        self.assertEqual(self.Cash.search([("profile_id", "=", self.profile.id)]).amount, 1000)

    def test_money_that_is_later_than_usual_raises_the_rank(self):
        self._history(2)
        self._invoice(1000, -5)
        self._refresh()
        self.profile.sudo()._update_ranks(self.today)
        before = self.env["credit.rank"]._of(self.profile).risk_probability
        self._forecast()
        self.profile.sudo()._update_ranks(self.today)
        self.assertAlmostEqual(self.env["credit.rank"]._of(self.profile).risk_probability, before + 0.2)
        self.assertIn("100% later than this customer usually pays", self.env["credit.rank"]._of(self.profile).reason)

    def test_roles_and_companies(self):
        self._invoice(1000, 10)
        self._forecast()
        viewer = self._user("viewer")
        self.assertTrue(self.Cash.with_user(viewer).search_count([]))
        with self.assertRaises(AccessError):
            self.Cash.with_user(viewer).search([], limit=1).amount = 1
        with self.assertRaises(AccessError):
            self.Cash.with_user(self._user("salesperson")).search([])
        other = self.setup_other_company()["company"]
        viewer.sudo().write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.Cash.with_user(viewer).with_context(allowed_company_ids=other.ids).search([]))


@tagged("post_install", "-at_install")
class TestCashWeeks(ForecastCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Weeks = cls.env["credit.cash.week"].sudo()
        cls.monday = cls.Weeks._get_monday(cls.today)

    def _keep(self, today):
        self._refresh()
        self.Cash._forecast(self.profile, today)
        self.Weeks._keep(self.company, today)

    def _week(self, number):
        week = self.env["credit.cash.week"].search([
            ("company_id", "=", self.company.id), ("week", "=", self.monday + timedelta(weeks=number))])
        return week

    def test_what_was_expected_of_a_week_is_kept_and_what_came_stands_beside(self):
        """Expected on Monday for the week: 1,000. On Wednesday, 400 came and 300 more are invoiced."""
        wednesday = self.monday + timedelta(days=2)
        due = (self.monday + timedelta(days=3) - self.today).days
        move = self._invoice(1000, due)
        self._keep(self.monday)
        self.assertRecordValues(self._week(0), [{"expected_amount": 1000, "received_amount": 0, "kept_on": self.monday}])
        self._pay(move, 400, date=wednesday)
        self._invoice(300, due)
        self._keep(wednesday)
        self.assertRecordValues(self._week(0), [{"expected_amount": 1000, "received_amount": 400, "kept_on": self.monday}])

    def test_the_forecast_of_four_weeks_before_is_kept_apart(self):
        due = (self.monday + timedelta(weeks=6) - self.today).days
        before = {"invoice_date": self.monday - timedelta(days=1)}
        self._invoice(1000, due, **before)
        self._keep(self.monday)
        self._invoice(500, due, **before)
        self._keep(self.monday + timedelta(weeks=3))
        self.assertRecordValues(self._week(6), [{"early_amount": 1000, "expected_amount": 1500}])

    def test_returned_payments_and_credit_notes_were_not_received(self):
        self._invoice(70, -3, move_type="out_refund")
        self._pay(self._invoice(100, -10), date=self.monday)
        self._keep(self.monday)
        self.assertEqual(self._week(0).received_amount, 100)


@tagged("post_install", "-at_install")
class TestForecastQuality(ForecastCase):

    def test_the_forecast_is_tested_on_the_past_of_the_company(self):
        self._history(10, number=12, first=-500)
        record = self.env["credit.forecast.company"].sudo().create({"company_id": self.company.id})
        record._learn(self.today)
        self.assertEqual((record.learned_on, record.tested_on), (self.today, self.today))
        self.assertEqual(record.test_rows, 4)
        self.assertEqual(record.due_date_mae_days, 10)
        self.assertLessEqual(record.mae_days, 1)
        self.assertEqual(sum(record.band_ids.mapped("invoices")), 4)

    def test_it_is_learned_every_night_and_tested_every_week(self):
        self._history(10, number=4)
        record = self.env["credit.forecast.company"].sudo().create({"company_id": self.company.id})
        record._learn(self._days(-3))
        record._learn(self.today)
        self.assertEqual((record.learned_on, record.tested_on), (self.today, self._days(-3)))
        record._learn(self._days(4))
        self.assertEqual(record.tested_on, self._days(4))

    def test_managers_test_again_others_look(self):
        record = self.env["credit.forecast.company"].sudo().create({"company_id": self.company.id})
        record.with_user(self._user("manager")).action_test()
        self.assertEqual(record.tested_on, self.today)
        viewer = record.with_user(self._user("viewer"))
        self.assertEqual(viewer.test_rows, 0)
        with self.assertRaises(AccessError):
            viewer.action_test()

    def test_how_customers_pay_is_learned_right_after_the_installation(self):
        job = self.env.ref("credit_collection.ir_cron_learn_forecast")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        post_init_hook(self.env)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]) - triggers)

    def test_the_jobs_of_the_night_run_one_after_the_other(self):
        self._history(10, number=4)
        self._invoice(1000, 10)
        self._refresh()
        with self.enter_registry_test_mode():
            for job in ("ir_cron_learn_forecast", "ir_cron_forecast_cash_in", "ir_cron_keep_cash_weeks"):
                self.env.ref(f"credit_collection.{job}").method_direct_trigger()
        self.assertTrue(self.env["credit.forecast.company"].search([("company_id", "=", self.company.id)]).customs)
        self.assertTrue(self.env["credit.cash.week"].search_count(
            [("company_id", "=", self.company.id), ("expected_amount", "=", 1000.0)]))
