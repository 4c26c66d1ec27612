"""What would this policy have done? Documents of the past under a draft, beside the policy in force."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReplayCommon


@tagged("post_install", "-at_install")
class TestPolicyReplay(ReplayCommon):

    def _find(self, lines, document):
        return lines.filtered(lambda line: document in (line.order_id, line.move_id))

    # Which documents, and what was known

    def test_an_invoice_without_order_is_judged_by_what_was_owed_on_its_day(self):
        first = self._invoice(800, -170)
        second = self._invoice(300, -160)
        third = self._invoice(150, -150)
        self._pay(first, date=self._days(-165))
        lines = self._replay()
        self.assertEqual([line.document for line in lines.sorted("date")], [first, second, third])
        self.assertRecordValues(lines.sorted("date"), [
            {"exposure": 0.0, "amount": 800.0, "held": False, "reason_codes": False, "effective_limit": 1000.0},
            {"exposure": 800.0, "amount": 300.0, "held": True, "reason_codes": "over_limit", "effective_limit": 1000.0},
            {"exposure": 1100.0, "amount": 150.0, "held": True, "reason_codes": "over_limit", "effective_limit": 1000.0}])

    def test_orders_are_judged_and_their_invoices_are_not(self):
        order = self._confirmed(400, -100, deliver=True)
        invoice = order.invoice_ids
        alone = self._invoice(700, -60)
        lines = self._replay()
        self.assertEqual(lines.order_id, order)
        self.assertEqual(lines.move_id, alone)
        self.assertEqual(self._find(lines, alone).exposure, 400.0, "what the order became")
        self.assertNotIn(invoice, lines.move_id)

    def test_what_is_overdue_on_the_day_holds_and_what_was_paid_before_does_not(self):
        self._draft(max_overdue_days=5)
        late = self._invoice(100, -200)
        before, during, after = (self._confirmed(50, day) for day in (-196, -190, -180))
        self._pay(late, date=self._days(-185))
        lines = self._replay()
        self.assertEqual([self._find(lines, order).held for order in (before, during, after)], [False, True, False])
        self.assertRecordValues(self._find(lines, during), [{
            "reason_codes": "overdue", "days_overdue": 10, "overdue_amount": 100.0, "held_before": False, "effect": "held"}])

    def test_orders_of_days_without_an_agreement_in_force_are_held(self):
        self._draft(hold_agreement=True)
        agreement = self.env["credit.agreement"].create({
            "profile_id": self.profile.id,
            "template_id": self.env["credit.agreement.template"].create({"name": "Terms", "body": "<p>Pay in time.</p>"}).id})
        agreement._write({"state": "ended", "effective_from": self._days(-100), "ended_on": self._days(-50)})
        before, first, last, after = (self._confirmed(50, day) for day in (-101, -100, -51, -50))
        lines = self._replay()
        self.assertEqual(
            [self._find(lines, order).reason_codes for order in (before, first, last, after)],
            ["agreement_missing", False, False, "agreement_missing"])

    # How it was paid

    def test_how_documents_were_really_paid(self):
        on_time, late, partly, unpaid, lost, coming = (
            self._invoice(100, due) for due in (-200, -190, -180, -170, -160, 10))
        self._pay(on_time, date=self._days(-200))
        self._pay(late, date=self._days(-170))
        self._pay(partly, 40, date=self._days(-181))
        self._pay(partly, 60, date=self._days(-177))
        self._write_off(lost, 100, -20)
        lines = self._replay()
        found = {move: self._find(lines, move) for move in (on_time, late, partly, unpaid, lost, coming)}
        self.assertEqual(
            [(line.outcome, line.days_late) for line in found.values()],
            [("on_time", 0), ("late", 20), ("late", 3), ("unpaid", 170), ("lost", 0), ("pending", 0)])
        self.assertRecordValues(found[partly], [{"on_time_amount": 40.0, "late_amount": 60.0, "is_late": True}])
        self.assertEqual([line.is_known for line in found.values()], [True, True, True, True, True, False])

    def _write_off(self, move, amount, day):
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create({
            "date": self._days(day), "journal_id": self.company_data["default_journal_misc"].id,
            "line_ids": [
                (0, 0, {"account_id": account.id, "partner_id": self.customer.id, "balance": -amount}),
                (0, 0, {"account_id": self.company_data["default_account_expense"].id, "balance": amount})]})
        entry.action_post()
        (self._open_item(move) | entry.line_ids.filtered(lambda line: line.account_id == account)).reconcile()

    def test_what_was_paid_in_advance_by_the_day_counts(self):
        self._draft(prepayment_percent=50)
        account = self.company_data["default_account_receivable"]
        orders = self.env["sale.order"]
        for paid_on in (-101, -99):
            receipt = self.env["account.move"].create({
                "journal_id": self.company_data["default_journal_bank"].id, "date": self._days(paid_on), "line_ids": [
                    (0, 0, {"account_id": account.id, "partner_id": self.customer.id, "balance": -30}),
                    (0, 0, {"account_id": self.company_data["default_account_revenue"].id, "balance": 30})]})
            receipt.action_post()
            orders |= self._confirmed(60, -100)
            orders[-1].credit_receipt_ids = receipt.line_ids.filtered(lambda line: line.account_id == account)
        lines = self._replay()
        self.assertEqual([self._find(lines, order).reason_codes for order in orders], [False, "prepayment"])

    def test_a_period_without_documents_has_no_figures(self):
        self.assertFalse(self._replay(-5, -1))
        self.assertRecordValues(self.change.replay_total_ids, [{"document_count": 0, "held_amount": 0.0, "price_percent": 0.0}])

    # The policies

    def test_a_new_limit_rule_makes_the_limits_of_the_past(self):
        self._draft(limit_amount=500)
        order = self._confirmed(600, -100)
        line = self._find(self._replay(), order)
        self.assertRecordValues(line, [{
            "effective_limit": 500.0, "effective_limit_before": 1000.0, "held": True, "held_before": False,
            "verdict": "held", "verdict_before": "clear", "effect": "held", "reason_codes_before": False}])

    def test_a_limit_by_sales_rests_on_the_sales_before_the_day(self):
        for due in (-200, -170, -140):
            self._paid(300, due, 0)
        self._draft(limit_rule="sales", limit_months=1)
        early, late = self._confirmed(50, -199), self._confirmed(50, -100)
        lines = self._replay()
        # 600 in three months at least; then 900 in 4.3 months, rounded up.
        self.assertEqual([self._find(lines, order).effective_limit for order in (early, late)], [200.0, 220.0])

    def test_warned_is_not_held(self):
        self._draft(order_policy="warn", tolerance_percent=10)
        order = self._confirmed(1200, -100)
        self.assertRecordValues(self._find(self._replay(), order), [{
            "verdict": "warned", "held": False, "reason_codes": "over_limit", "verdict_before": "held", "effect": "freed"}])

    def test_what_was_decided_later_does_not_count_earlier(self):
        with freeze_time(self._days(-80)):
            self.profile.credit_limit = 100
        before, after = self._confirmed(500, -90), self._confirmed(50, -70)
        lines = self._replay()
        self.assertEqual([self._find(lines, order).effective_limit for order in (before, after)], [1000.0, 100.0])
        self.assertEqual([self._find(lines, order).held for order in (before, after)], [False, True])

    def test_nothing_of_a_later_day_is_used_for_an_earlier_one(self):
        self._draft(max_overdue_days=5)
        self._paid(300, -200, 25)
        self._invoice(200, -150)
        self._confirmed(400, -140)
        known = ("exposure", "overdue_amount", "days_overdue", "score", "effective_limit", "rating_id", "reason_codes", "held")

        def read():
            return {line.document: [line[name] for name in known] for line in self._replay(-400, -120)}

        before = read()
        self.assertEqual(len(before), 3)
        self._paid(900, -80, 40)
        self._invoice(5000, -40)
        self._confirmed(700, -30)
        self._invoice(150, -90, move_type="out_refund")
        self.profile.write({"rating_id": self.ratings["D"].id, "credit_limit": 1, "on_hold": True})
        self.assertEqual(read(), before)

    def test_before_its_records_a_customer_has_the_first_ones_or_the_rating_of_the_score(self):
        self.company.write({"credit_min_settled": 0, "credit_provisional_rating_id": False})
        other = self.env["res.partner"].create({"name": "Known Since Today", "is_company": True})
        other._get_credit_profiles().write({"rating_id": self.ratings["D"].id, "limit_mode": "limited", "credit_limit": 77})
        self._paid(400, -200, 0, partner=other)
        order = self._confirmed(60, -100, partner=other)
        line = self._find(self._replay(), order)
        self.assertEqual((line.rating_id, line.effective_limit, line.is_assumed), (self.ratings["D"], 77.0, True))
        self.assertIn("2 documents are older", self.change.replay_notes)
        self.change.replay_basis = "score"
        self.assertTrue(self.change.is_replay_stale)
        line = self._find(self._replay(), order)
        self.assertEqual(line.rating_id, self.ratings["A"], "all was paid on time by then")
        self.assertEqual(line.score, 100.0)

    def test_members_share_a_limit(self):
        sister = self.env["res.partner"].create({"name": "Sister", "is_company": True})
        with freeze_time(self._days(-300)):
            profiles = self.profile | sister._get_credit_profiles()
            self.env["credit.limit.group"].create({
                "name": "Sisters", "company_id": self.company.id, "amount": 500, "profile_ids": [(6, 0, profiles.ids)]})
        self._invoice(450, -100, partner=sister)
        order = self._confirmed(60, -110)
        self.assertEqual(self._find(self._replay(), order).reason_codes, "group_limit")

    # The results

    def test_price_and_gain_of_what_would_have_been_held(self):
        self._draft(max_overdue_days=5)
        self._paid(100, -200, 20)
        good, bad = self._confirmed(50, -190, deliver=True), self._confirmed(30, -189, deliver=True)
        self._pay(good.invoice_ids, date=self._days(-190))
        self._pay(bad.invoice_ids, date=self._days(-150))
        self._replay()
        self.assertRecordValues(self.change.replay_total_ids, [{
            "document_count": 3, "amount": 180.0, "held_amount": 80.0, "price_amount": 50.0, "gain_amount": 30.0,
            "price_percent": 62.5, "held_amount_before": 0.0, "known_count": 3, "late_count": 2}])
        self.assertRecordValues(self.change.replay_rule_ids, [{"held_amount": 80.0, "price_amount": 50.0}])
        self.assertEqual(self.change.replay_rule_ids.reason_id.code, "overdue")
        self.assertEqual(self.change.replay_rating_ids.rating_id, self.rating)
        action = self.change.replay_total_ids.action_open_lines()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).order_id, good | bad)

    def test_curves_tell_what_other_limits_and_days_would_have_held(self):
        self._confirmed(600, -100)
        self._paid(100, -200, 20)
        self._confirmed(50, -190)
        self._replay()
        limits = {point.value: point.held_amount for point in self.change.replay_limit_point_ids}
        days = {point.value: point.held_amount for point in self.change.replay_overdue_point_ids}
        self.assertEqual([limits[value] for value in (25, 50, 75, 100, 400)], [600.0, 600.0, 0.0, 0.0, 0.0])
        self.assertEqual([days[value] for value in (0, 5, 10, 120)], [50.0, 50.0, 0.0, 0.0])
        drafted = self.change.replay_total_ids.held_amount
        self.assertEqual(limits[100], drafted)

    def test_the_score_of_the_day_ranks_who_paid_late_later(self):
        self.company.write({"credit_min_settled": 0})
        other = self.env["res.partner"].create({"name": "Slow Payer", "is_company": True})
        for due in (-330, -290, -250, -210, -170):
            self._paid(100, due, 0)
            self._paid(100, due, 30, partner=other)
        self._replay(-280)
        self.assertEqual((self.change.score_auc, self.change.score_auc_count), (1.0, 6))
        self.assertEqual(
            {band.name: (band.document_count, band.late_count) for band in self.change.replay_band_ids if band.score_band},
            {"90–100": (3, 0), next(band.name for band in self.change.replay_band_ids if band.late_count): (3, 3)})
        self.assertIn("100 of 100", self.change.replay_notes)

    # Companies, rights, buttons

    def test_other_companies_are_left_out_and_currencies_are_those_of_the_day(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        invoice = self._invoice(100, -100, currency_id=euro.id)
        data = self.setup_other_company()
        self.env["account.move"].with_company(data["company"]).create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": self._days(-90),
            "journal_id": data["default_journal_sale"].id, "invoice_line_ids": [(0, 0, {
                "name": "Elsewhere", "quantity": 1, "price_unit": 9000, "tax_ids": [(5,)]})]}).action_post()
        order = self._confirmed(10, -80)
        lines = self._replay()
        self.assertEqual((lines.move_id, lines.order_id), (invoice, order))
        self.assertEqual((self._find(lines, invoice).amount, self._find(lines, order).exposure), (200.0, 200.0))

    def test_managers_replay_and_nobody_else(self):
        self._confirmed(60, -100)
        manager = self._user("manager")
        change = self.change.with_user(manager)
        self.assertEqual(change.action_open_replay()["res_id"], change.id)
        change.action_replay()
        self.assertEqual(len(change.replay_line_ids), 1)
        with self.assertRaises(AccessError):
            change.replay_line_ids.held = False
        for role in ("collector", "viewer", "salesperson"):
            user = self._user(role)
            with self.assertRaises(AccessError):
                self.change.with_user(user).action_replay()
            for name in ("line", "result", "point"):
                with self.assertRaises(AccessError):
                    self.env[f"credit.policy.replay.{name}"].with_user(user).search([])

    def test_figures_open_their_documents_and_curves(self):
        order = self._confirmed(60, -100)
        line = self._replay()
        self.assertEqual(line.action_open_document()["res_id"], order.id)
        for action in (self.change.action_open_replay_curve(), self.change.action_open_replay_lines(),
                       self.change.replay_rating_ids.action_open_lines(), self.change.replay_band_ids.action_open_lines()):
            model = self.env[action["res_model"]]
            model.get_views([(False, kind) for kind in (*action["view_mode"].split(","), "search")])
            model.search(action["domain"])
        view = self.env.ref("credit_collection.credit_policy_change_view_form_replay")
        self.assertIn("action_replay", self.change.get_view(view.id)["arch"])
        groups = self.env["credit.policy.replay.line"].formatted_read_group(
            [("change_id", "=", self.change.id)], ["reason_ids"], ["gain_amount:sum"])
        self.assertEqual(len(groups), 1)

    def test_a_replay_is_replaced_and_goes_stale_when_the_draft_is_edited(self):
        self._confirmed(60, -100)
        self._replay()
        first = self.change.replay_line_ids
        self.assertFalse(self.change.is_replay_stale)
        self._draft(tolerance_percent=7)
        self.assertTrue(self.change.is_replay_stale)
        self.change.action_replay()
        self.assertFalse(self.change.is_replay_stale or first.exists())
        self.assertEqual(len(self.change.replay_total_ids), 1)

    def test_periods_that_end_before_they_begin_are_refused(self):
        self.change.write({"replay_from": self.today, "replay_to": self._days(-1)})
        with self.assertRaisesRegex(UserError, "begins before it ends"):
            self.change.action_replay()
        self.change.write({"replay_from": self._days(-3000), "replay_to": self.today})
        with self.assertRaisesRegex(UserError, "60 months"):
            self.change.action_replay()

    def test_queries_do_not_grow_with_documents_and_customers(self):
        def count():
            self._refresh()
            before = self.env.cr.sql_log_count
            self.change._replay(self._days(-400), self.today)
            return self.env.cr.sql_log_count - before

        self._invoice(10, -50)
        count()
        few = count()
        for number in range(5):
            partner = self.env["res.partner"].create({"name": f"More {number}", "is_company": True})
            partner._get_credit_profiles()
            for due in (-100, -50, -20):
                self._invoice(10, due, partner=partner)
        self.assertLessEqual(count(), few + 12)
