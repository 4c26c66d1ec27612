from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import CreditCommon

MANAGER, COLLECTOR = (f"credit_collection.credit_collection_group_{name}" for name in ("manager", "collector"))


class AlertCase(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Only the rules that a test makes.
        cls.env["credit.alert.rule"].sudo().search([]).active = False
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.collector = new_test_user(cls.env, "alert_collector", COLLECTOR, **company)
        cls.manager = new_test_user(cls.env, "alert_manager", MANAGER, **company)
        cls.seller = new_test_user(cls.env, "alert_seller", "sales_team.group_sale_salesman", **company)
        cls.profile.collector_id = cls.collector
        cls.rule = cls._make_rule("days_overdue", (30, "1", False), (60, "2", "review"), (90, "3", "hold"))

    @classmethod
    def _make_rule(cls, indicator, *lines, **vals):
        return cls.env["credit.alert.rule"].create({
            "name": f"Watch {indicator}", "indicator": indicator, **vals,
            "line_ids": [Command.create({
                "threshold": threshold, "severity": severity, "response": response, **dict(more)})
                for threshold, severity, response, *more in lines],
        })

    def _evaluate(self, days=0, profile=None):
        self._refresh()
        return (profile or self.profile)._evaluate_alerts(self._days(days))


@tagged("post_install", "-at_install")
class TestAlert(AlertCase):

    def test_life_of_an_alert(self):
        invoice = self._invoice(1000, -29)
        self.assertFalse(self._evaluate())
        alert = self._evaluate(1)
        self.assertRecordValues(alert, [{
            "profile_id": self.profile.id, "severity": "1", "state": "open", "value": 30, "response": False,
            "company_id": self.company.id, "partner_id": self.customer.id,
        }])
        self.assertFalse(self._evaluate(1), "a second run changes nothing")
        alert.with_user(self.collector).action_acknowledge()
        self.assertEqual(alert.acknowledged_by_id, self.collector)
        self.assertEqual(self._evaluate(31), alert, "it gets worse, there is one open alert")
        self.assertRecordValues(alert, [{
            "severity": "2", "state": "open", "response": "review", "response_state": "proposed", "value": 60,
            "raised_date": self._days(31),
        }])
        self._pay(invoice)
        self.assertFalse(self._evaluate(32))
        self.assertRecordValues(alert, [{"state": "closed", "closed_on": self._days(32)}])

    def test_cool_down_counts_from_the_closing(self):
        self._invoice(1000, -40)
        alert = self._evaluate()
        alert.with_user(self.collector).note = "Pays on Friday"
        alert.with_user(self.collector).action_close()
        self.assertFalse(self._evaluate(13))
        again = self._evaluate(14)
        self.assertTrue(again and again != alert)

    def test_worse_within_the_cool_down_is_told_at_once(self):
        self._invoice(1000, -59)
        alert = self._evaluate()
        alert.sudo()._close(self.today)
        self.assertEqual(self._evaluate(1).severity, "2")

    def test_closing_needs_a_note(self):
        self._invoice(1000, -40)
        alert = self._evaluate().with_user(self.collector)
        with self.assertRaisesRegex(UserError, "note"):
            alert.action_close()

    def test_collector_gets_an_activity_that_ends_with_the_alert(self):
        self._invoice(1000, -40)
        alert = self._evaluate()
        self.assertEqual(alert.activity_ids.user_id, self.collector)
        self.assertEqual(alert.activity_ids.res_model, "credit.profile")
        alert.with_user(self.collector).action_acknowledge()
        self.assertFalse(alert.activity_ids)

    def test_finishing_the_activity_acknowledges_the_alert(self):
        self._invoice(1000, -40)
        alert = self._evaluate()
        alert.activity_ids.with_user(self.collector).action_feedback(feedback="Seen")
        self.assertEqual(alert.state, "acknowledged")

    def test_recipients_by_role(self):
        self.customer.user_id = self.seller
        self.rule.write({"notify_managers": True, "notify_salesperson": True, "notify_collector": False})
        self._invoice(1000, -40)
        alert = self._evaluate()
        team = alert.activity_ids.filtered(lambda activity: activity.res_model == "credit.profile")
        self.assertIn(self.manager, team.user_id)
        self.assertNotIn(self.collector, team.user_id)
        note = alert.activity_ids - team
        self.assertRecordValues(note, [{"user_id": self.seller.id, "res_model": "res.partner", "note": False}])

    def test_scope_by_rating_and_company(self):
        rating = self.env["credit.rating"].search([], limit=1)
        self.rule.rating_ids = rating
        self._invoice(1000, -40)
        self.assertFalse(self._evaluate())
        self.profile.rating_id = rating
        self.assertTrue(self._evaluate())

    def test_rule_of_another_company_does_not_apply(self):
        self.rule.company_id = self.setup_other_company()["company"]
        self._invoice(1000, -40)
        self.assertFalse(self._evaluate())

    def test_database_keeps_one_open_alert_for_each_rule(self):
        self._invoice(1000, -40)
        alert = self._evaluate()
        vals = {"profile_id": self.profile.id, "rule_id": self.rule.id, "indicator": "days_overdue", "date": self.today}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            alert.sudo().create(vals)

    def test_negative_threshold_and_rating_rule_without_rating_are_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._make_rule("days_overdue", (-1, "1", False))
        with self.assertRaises(ValidationError):
            self._make_rule("rating", (0, "1", False))

    def test_as_many_queries_for_many_customers_as_for_one(self):
        self._make_rule("overdue_amount", (100, "1", False))
        self._make_rule("utilisation", (50, "1", False))
        self._make_rule("score_drop", (5, "1", False))
        self._make_rule("broken_promises", (1, "1", False))
        self._make_rule("trend", (5, "1", False))
        self._make_rule("disputed_amount", (5, "1", False))
        self._make_rule("first_order", (5, "1", False))
        partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(40)])
        profiles = partners._get_credit_profiles()
        profiles.collector_id = self.collector
        self._invoices([(1000, -40, partner) for partner in partners])
        counts = []
        for batch in (profiles[:1], profiles[1:2], profiles[2:]):
            self._refresh()
            before = self.env.cr.sql_log_count
            alerts = batch._evaluate_alerts(self.today)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(alerts), 2 * len(batch))
        self.assertLessEqual(counts[2], counts[1])

    def test_nightly_run_takes_each_customer_once_a_day(self):
        self._invoice(1000, -40)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_evaluate_alerts").sudo().method_direct_trigger()
        self.assertEqual(self.profile.open_alert_count, 1)
        with self.enter_registry_test_mode(), patch.object(
                self.registry["credit.profile"], "_evaluate_alerts") as evaluate:
            self.env.ref("credit_collection.ir_cron_evaluate_alerts").sudo().method_direct_trigger()
        evaluate.assert_not_called()

    def test_worst_open_alert_shows_on_the_profile_and_is_found(self):
        self._invoice(1000, -65)
        self._make_rule("overdue_amount", (100, "1", False))
        self._evaluate()
        self.assertRecordValues(self.profile, [{"open_alert_count": 2, "alert_severity": "2"}])
        search = self.env["credit.profile"].search
        self.assertIn(self.profile, search([("alert_severity", "=", "2")]))
        self.assertNotIn(self.profile, search([("alert_severity", "=", "1")]))
        self.assertNotIn(self.profile, search([("alert_severity", "=", False)]))
        self.assertEqual(self.customer.credit_alert_count, 2)

    def test_merged_customers_keep_one_open_alert_and_all_evidence(self):
        twin = self.env["res.partner"].create({"name": "Careful Twin", "is_company": True})
        for partner in (self.customer, twin):
            self._invoice(1000, -40, partner=partner)
        alerts = self._evaluate(profile=self.profile | twin._get_credit_profiles())
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge((self.customer | twin).ids, self.customer)
        self.assertEqual(alerts.profile_id, self.profile)
        self.assertEqual(sorted(alerts.mapped("state")), ["closed", "open"])


@tagged("post_install", "-at_install")
class TestAlertIndicators(AlertCase):

    def test_amount_is_net_of_credits_in_company_currency(self):
        self._make_rule("overdue_amount", (500, "1", False))
        invoice = self._invoice(600, -3)
        self.assertEqual(self._evaluate().value, 600)
        self._invoice(200, -3, move_type="out_refund")
        self._evaluate()
        self.assertFalse(self.profile.open_alert_count, "net 400")
        self.assertEqual(invoice.amount_residual, 600)

    def test_utilisation_in_percent(self):
        self._make_rule("utilisation", (90, "2", False))
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        self._invoice(899, 5)
        self.assertFalse(self._evaluate())
        self._invoice(1, 5)
        self.assertAlmostEqual(self._evaluate().value, 90)

    def test_rating_or_a_worse_one(self):
        ratings = self.env["credit.rating"].search([], order="min_score desc")
        self._make_rule("rating", (0, "2", False, ("rating_id", ratings[-2].id)))
        for rating, expected in ((ratings[0], 0), (ratings[-2], 1)):
            self.profile.rating_id = rating
            self._evaluate()
            self.assertEqual(self.profile.open_alert_count, expected, rating.display_name)
        self.profile.rating_id = ratings[-1]
        self._evaluate()
        self.assertEqual(self.profile.open_alert_count, 1)

    def test_score_drop(self):
        self._make_rule("score_drop", (10, "1", False))
        score = self.env["credit.score"].sudo().create({
            "profile_id": self.profile.id, "date": self.today, "month": self.today.replace(day=1), "score": 60, "change": -9})
        self.profile.sudo().latest_score_id = score
        self.assertFalse(self._evaluate())
        score.change = -10
        self.assertEqual(self._evaluate().value, 10)

    def test_broken_promise_is_noticed_at_once(self):
        self._make_rule("broken_promises", (1, "2", "task"))
        invoice = self._invoice(1000, -5)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(invoice).ids)],
            "instalment_ids": [Command.create({"date": self._days(1), "amount": 1000})]})
        promise.action_open()
        promise._settle(self._days(30))
        self.assertEqual(promise.state, "broken")
        self.assertRecordValues(self.profile.alert_ids, [{"indicator": "broken_promises", "value": 1, "response": "task"}])

    def test_dispute_is_noticed_at_once(self):
        self._make_rule("disputed_amount", (300, "2", False))
        invoice = self._invoice(1000, -5)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": invoice.id, "amount": 400, "reason_id": reason.id})
        dispute.action_open()
        self.assertRecordValues(self.profile.alert_ids, [{"indicator": "disputed_amount", "value": 400}])
        dispute.action_reject()
        self._evaluate()
        self.assertFalse(self.profile.open_alert_count)

    def test_big_first_order_is_noticed_at_once(self):
        self._make_rule("first_order", (5000, "2", "review"))
        self._order(4999).with_user(self.env.ref("base.user_admin")).sudo().action_confirm()
        self.assertFalse(self.profile.alert_ids)
        order = self._order(5000)
        order.action_confirm()
        self.assertRecordValues(self.profile.alert_ids, [{"indicator": "first_order", "value": 5000, "state": "open"}])

    def test_big_first_order_that_is_held_is_noticed_too(self):
        self._make_rule("first_order", (5000, "2", "review"))
        self.profile.write({"on_hold": True, "hold_reason": "Unknown customer"})
        order = self._order(6000)
        order.action_confirm()
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        self.assertRecordValues(self.profile.alert_ids, [{"indicator": "first_order", "value": 6000}])

    def test_order_of_a_known_customer_is_no_first_order(self):
        self._make_rule("first_order", (5000, "2", False))
        self._invoice(10, 5)
        self._order(9000).action_confirm()
        self.assertFalse(self.profile.alert_ids)

    def test_trend(self):
        self._make_rule("trend", (10, "1", False))
        for due in (-200, -190):
            invoice = self._invoice(1000, due)
            self._pay(invoice, date=self._days(due))
        self._invoice(1000, -60)
        self.assertTrue(self._evaluate().filtered(lambda alert: alert.indicator == "trend"))

    def test_night_reads_the_history_of_a_customer_once(self):
        self._pay_later_and_later()
        self._make_rule("trend", (10, "1", False))
        with patch.object(self.registry["credit.scorecard"], "_get_history_sql") as read:
            alert = self._evaluate().filtered(lambda alert: alert.indicator == "trend")
        read.assert_not_called()
        self.assertAlmostEqual(alert.value, 60.0)

    def test_trend_of_a_day_without_score_is_measured(self):
        self._pay_later_and_later()
        self.profile.sudo().score_date = self._days(-1)
        self.profile.latest_score_id.sudo().trend = 99.0
        self._make_rule("trend", (10, "1", False))
        alert = self._evaluate().filtered(lambda alert: alert.indicator == "trend")
        self.assertAlmostEqual(alert.value, 60.0)

    def _pay_later_and_later(self):
        """Let the customer pay on the due date, then not at all for 60 days, and be scored."""
        self._pay(self._invoice(1000, -200), date=self._days(-200))
        self._invoice(1000, -60)
        self.profile._update_scores(self.today)


@tagged("post_install", "-at_install")
class TestAlertResponse(AlertCase):

    def _alert(self, response, **line):
        self.rule.line_ids.unlink()
        self.rule.line_ids = [Command.create({"threshold": 30, "severity": "2", "response": response, **line})]
        self._invoice(1000, -40)
        return self._evaluate()

    def test_manager_holds_with_one_click(self):
        alert = self._alert("hold")
        alert.with_user(self.manager).action_apply_response()
        self.assertTrue(self.profile.on_hold)
        self.assertIn("Watch days_overdue", self.profile.hold_reason)
        log = self.profile.policy_log_ids.filtered(lambda row: row.field_name == "on_hold")
        self.assertRecordValues(log, [{"user_id": self.manager.id, "reason": self.profile.hold_reason}])
        self.assertRecordValues(alert, [{
            "response_state": "applied", "applied_by_id": self.manager.id, "state": "acknowledged"}])
        with self.assertRaises(UserError):
            alert.with_user(self.manager).action_apply_response()

    def test_collector_may_not_hold_nor_cut(self):
        for response in ("hold", "limit_cut"):
            alert = self._alert(response)
            with self.assertRaises(AccessError):
                alert.with_user(self.collector).action_apply_response()
            alert.sudo()._close(self._days(-99))
        self.assertFalse(self.profile.on_hold)

    def test_limit_cut_is_rounded_and_ends_a_temporary_limit(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 1000.01, "temporary_limit": 5000,
                            "temporary_limit_until": self._days(9)})
        self._alert("limit_cut", limit_cut_percent=50).with_user(self.manager).action_apply_response()
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "limit_mode": "limited", "credit_limit": 500.01, "temporary_limit": 0, "effective_limit": 500.01}])

    def test_limit_of_an_unlimited_customer_cannot_be_cut(self):
        alert = self._alert("limit_cut")
        with self.assertRaisesRegex(UserError, "no limit"):
            alert.with_user(self.manager).action_apply_response()
        self.assertEqual(alert.response_state, "proposed")

    def test_review_is_opened_by_the_alert(self):
        alert = self._alert("review")
        alert.with_user(self.collector).action_apply_response()
        self.assertRecordValues(alert.review_id, [{"kind": "alert", "state": "draft", "profile_id": self.profile.id}])
        self.assertIn("Watch days_overdue", alert.review_id.reason)

    def test_open_review_serves_another_alert_too(self):
        self.profile.action_request_review()
        alert = self._alert("review")
        alert.with_user(self.collector).action_apply_response()
        self.assertEqual(alert.review_id, self.profile.open_review_id)
        self.assertEqual(alert.review_id.kind, "manual")

    def test_task_goes_to_the_collector(self):
        alert = self._alert("task")
        alert.with_user(self.collector).action_apply_response()
        self.assertEqual(self.profile.activity_ids.user_id, self.collector)

    def test_rule_that_applies_itself_holds_and_logs(self):
        alert = self._alert("hold", applies_itself=True)
        self.assertTrue(self.profile.on_hold)
        self.assertEqual(alert.response_state, "applied")
        self.assertTrue(self.profile.policy_log_ids.filtered(lambda row: row.field_name == "on_hold").reason)

    def test_review_opened_by_itself_goes_on_to_the_manager(self):
        self.assertEqual(self._alert("review", applies_itself=True).review_id.state, "submitted")

    def test_what_is_not_possible_is_noted_and_stops_nobody(self):
        other = self.env["res.partner"].create({"name": "Limited Customer"})._get_credit_profiles()
        other.write({"limit_mode": "limited", "credit_limit": 100})
        self._invoice(1000, -40, partner=other.partner_id)
        self.rule.line_ids.unlink()
        self.rule.line_ids = [Command.create({
            "threshold": 30, "severity": "2", "response": "limit_cut", "limit_cut_percent": 50, "applies_itself": True})]
        self._invoice(1000, -40)
        alerts = self._evaluate(profile=self.profile | other)
        self.assertEqual(alerts.mapped("response_state"), ["failed", "applied"])
        self.assertTrue(alerts[0].response_error)
        self.assertEqual(other.credit_limit, 50)


@tagged("post_install", "-at_install")
class TestAlertRights(AlertCase):

    def test_evidence_cannot_be_written_by_hand(self):
        self._invoice(1000, -40)
        alert = self._evaluate()
        for vals in ({"state": "closed"}, {"severity": "1"}, {"response": "hold"}):
            with self.assertRaises(AccessError):
                alert.with_user(self.manager).write(vals)
        with self.assertRaises(AccessError):
            alert.with_user(self.manager).unlink()

    def test_viewer_and_seller_change_nothing(self):
        viewer = new_test_user(self.env, "alert_viewer", "credit_collection.credit_collection_group_viewer",
                               company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        self._invoice(1000, -40)
        alert = self._evaluate()
        self.assertTrue(alert.with_user(viewer).summary)
        for method in ("action_acknowledge", "action_close", "action_apply_response"):
            with self.assertRaises(AccessError):
                getattr(alert.with_user(viewer), method)()
        with self.assertRaises(AccessError):
            alert.with_user(self.seller).read(["summary"])
        with self.assertRaises(AccessError):
            self.rule.with_user(self.collector).name = "Mine"

    def test_second_company_does_not_see_the_alerts(self):
        other = self.setup_other_company()["company"]
        stranger = new_test_user(self.env, "alert_stranger", MANAGER, company_id=other.id, company_ids=[Command.set(other.ids)])
        self._invoice(1000, -40)
        alert = self._evaluate()
        with self.assertRaises(AccessError):
            alert.with_user(stranger).read(["summary"])
        self.assertFalse(self.env["credit.alert"].with_user(stranger).search_count([]))


@tagged("post_install", "-at_install")
class TestRiskReport(AlertCase):

    def _report(self, document, user=None, **vals):
        action = document.with_user(user or self.seller).action_report_risk()
        wizard = self.env["credit.risk.report"].with_user(user or self.seller).with_context(**action["context"])
        kind = self.env.ref("credit_collection.credit_reason_risk_suppliers")
        return wizard.create({"kind": str(kind.id), "text": "Two hauliers wait for their money", **vals})

    def test_seller_reports_and_the_credit_team_hears_of_it(self):
        self.customer.user_id = self.seller
        order = self._order(100, user_id=self.seller.id)
        result = self._report(order).action_report()
        self.assertEqual(result["tag"], "display_notification")
        alert = self.profile.alert_ids
        self.assertRecordValues(alert, [{
            "indicator": "report", "reported_by_id": self.seller.id, "order_id": order.id, "severity": "2", "state": "open"}])
        self.assertIn(self.collector, alert.activity_ids.user_id)
        self.assertIn(self.manager, alert.activity_ids.user_id)
        self.assertIn("hauliers", self.profile.message_ids[0].body)
        self.assertIn("credit team", order.message_ids[0].body)
        self.assertNotIn("hauliers", order.message_ids[0].body)
        alert.with_user(self.collector).action_acknowledge()
        told = self.env["mail.message"].sudo().search([
            ("model", "=", "sale.order"), ("res_id", "=", order.id), ("message_type", "=", "user_notification")])
        self.assertIn(self.seller.partner_id, told.notified_partner_ids)
        with self.assertRaises(AccessError):
            alert.with_user(self.seller).read(["note"])

    def test_from_customer_and_invoice(self):
        self._report(self.contact, is_urgent=True).action_report()
        self.assertEqual(self.profile.alert_ids.severity, "3")
        invoice = self._invoice(10, 5, invoice_user_id=self.seller.id)
        self._report(invoice).action_report()
        self.assertIn(invoice, self.profile.alert_ids.move_id)

    def test_who_may_not_see_the_order_cannot_report_on_it(self):
        order = self._order(100, user_id=self.manager.id)
        wizard = self._report(self.customer)
        wizard.sudo().order_id = order
        with self.assertRaises(AccessError):
            wizard.action_report()
        self.assertFalse(self.profile.alert_ids)

    def test_report_goes_to_the_customer_of_the_order(self):
        stranger = self.env["res.partner"].create({"name": "Somebody Else"})
        wizard = self._report(self._order(100, user_id=self.seller.id))
        wizard.sudo().partner_id = stranger
        wizard.action_report()
        self.assertTrue(self.profile.alert_ids)
        self.assertFalse(stranger._get_credit_profiles().alert_ids)

    def test_portal_user_cannot_report(self):
        portal = new_test_user(self.env, "alert_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self._report(self.customer).with_user(portal).action_report()
