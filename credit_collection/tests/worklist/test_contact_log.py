from lxml import etree

from odoo.exceptions import AccessError, RedirectWarning, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import ContactCase


@tagged("post_install", "-at_install")
class TestContactLog(ContactCase):

    def test_call_is_logged_with_what_was_due(self):
        invoice = self._invoice(1000, -20)
        self._invoice(300, -5, move_type="out_refund")
        self._invoice(500, 10)
        reason = self.env["credit.reason"].search([("kind", "=", "late")], limit=1)
        followup = self._log(
            reached_id=self.contact.id, is_right_party=True, outcome_id=self._code("promised").id,
            late_reason_id=reason.id, note="Pays on Friday").with_user(self.collector)._log()
        self.assertRecordValues(followup, [{
            "profile_id": self.profile.id, "channel": "call", "state": "done", "level_id": False, "outcome": "promised",
            "amount_due": 700, "days_overdue": 20, "contact_id": self.contact.id, "reached_id": self.contact.id,
            "user_id": self.collector.id, "right_party_percent": 100, "date": self.today, "late_reason_id": reason.id,
        }])
        self.assertIn(self._open_item(invoice), followup.line_ids)
        self.assertIn("Pays on Friday", self.profile.message_ids[0].body)
        self.assertIn("Careful Customer", followup.display_name)

    def test_part_payments_since_are_shown(self):
        invoice = self._invoice(1000, -20)
        followup = self._log()._log()
        self._pay(invoice, 250)
        self._refresh()
        self.assertEqual(followup.amount_received_since, 250)

    def test_contact_does_not_disturb_the_plan(self):
        self._invoice(1000, -20)
        self._log()._log()
        self.assertFalse(self.profile.last_followup_date)
        self.assertTrue(self.profile._run_followups(self.today).level_id)

    def test_several_contacts_on_one_day(self):
        for _time in range(2):
            self._log(channel="visit")._log()
        self.assertEqual(len(self.profile.followup_ids), 2)

    def test_future_contact_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._log(date=self._days(1))._log()

    def test_next_step_comes_on_the_worklist_and_into_the_calendar(self):
        self._log(next_step="Ask for the cheque", next_date=self._days(3))._log()
        planned = self.profile.followup_ids.filtered(lambda followup: followup.state == "todo")
        self.assertRecordValues(planned, [{"date": self._days(3), "user_id": self.collector.id, "channel": "call"}])
        self.assertRecordValues(planned.activity_id, [{
            "summary": "Ask for the cheque", "date_deadline": self._days(3), "user_id": self.collector.id}])
        with self.assertRaises(ValidationError):
            self._log(next_step="Without a day")

    def test_promise_is_linked_to_the_contact(self):
        self._invoice(1000, -20)
        action = self._log(outcome_id=self._code("promised").id).action_log_and_promise()
        self.env["credit.promise.make"].with_user(self.collector).with_context(**action["context"]).create({}).action_open_promise()
        followup = self.profile.followup_ids
        self.assertRecordValues(followup.promise_ids, [{"state": "open", "amount": 1000}])

    def test_finishing_a_call_without_a_word_asks_for_the_outcome(self):
        self._invoice(1000, -20)
        call = self.profile._plan_contact(self.today, "Call", self.collector, self.today)
        activity = call.activity_id.with_user(self.collector)
        with self.assertRaises(RedirectWarning) as caught:
            activity.action_feedback()
        self.assertEqual(caught.exception.args[3]["default_followup_id"], call.id)
        wizard = self._log(followup_id=call.id, outcome_id=self._code("unreachable").id)
        wizard.action_log()
        self.assertRecordValues(call, [{"state": "done", "outcome": "unreachable", "is_right_party": False}])
        self.assertFalse(call.activity_id.active)
        self.assertEqual(len(self.profile.followup_ids), 1, "the call itself is the entry in the log")

    def test_right_party_rate_over_attempts(self):
        for right in (True, False, False, True):
            self._log(is_right_party=right)._log()
        [(user, count, rate)] = self.env["credit.followup"]._read_group(
            [("profile_id", "=", self.profile.id)], ["user_id"], ["__count", "right_party_percent:avg"])
        self.assertEqual((user, count, rate), (self.collector, 4, 50))

    def test_outcome_and_evidence_have_their_rights(self):
        followup = self._log()._log().with_user(self.collector)
        followup.note = "Amended"
        with self.assertRaises(AccessError):
            followup.amount_due = 5
        with self.assertRaises(AccessError):
            self.env["credit.rank"].with_user(self.collector)._of(self.profile).value_at_risk = 5
        viewer = new_test_user(self.env, "contact_viewer", "credit_collection.credit_collection_group_viewer",
                               company_id=self.company.id, company_ids=[Command.set(self.company.ids)])
        with self.assertRaises(AccessError):
            self.profile.with_user(viewer).action_log_contact()
        with self.assertRaises(AccessError):
            self.env["credit.followup"].with_user(viewer)._log_contact(
                self.profile.with_user(viewer), "call", self.today, self.today)


@tagged("post_install", "-at_install")
class TestRegularContact(ContactCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env["credit.rating"].search([], limit=1)
        cls.rating.contact_months = 3
        cls.profile.rating_id = cls.rating

    def _plan(self, today):
        self._refresh()
        Followup = self.env["credit.followup"]
        due = self.env["credit.profile"].search(Followup._get_due_contacts_domain(today)) & self.profile
        return Followup._plan_regular(due, today) if due else Followup

    def test_call_is_planned_once_when_its_time_has_come(self):
        due = self.profile.next_contact_date
        self.assertFalse(self._plan(due.replace(day=due.day) - (self._days(1) - self.today)))
        call = self._plan(due)
        self.assertRecordValues(call, [{
            "is_relationship": True, "state": "todo", "user_id": self.collector.id, "level_id": False}])
        self.assertEqual(call.activity_id.user_id, self.collector)
        self.assertFalse(self._plan(due), "it is planned already")

    def test_filter_finds_the_customers_to_be_called(self):
        view = self.env.ref("credit_collection.credit_profile_view_search_contact").inherit_id
        arch = etree.fromstring(view.get_combined_arch())
        to_call = safe_eval(arch.xpath("//filter[@name='contact_due']/@domain")[0])
        self.assertNotIn(self.profile, self.env["credit.profile"].search(to_call))
        call = self._plan(self.profile.next_contact_date)
        self.assertIn(self.profile, self.env["credit.profile"].search(to_call))
        self._log(followup_id=call.id).action_log()
        self.assertNotIn(self.profile, self.env["credit.profile"].search(to_call))

    def test_own_cycle_goes_before_that_of_the_rating(self):
        for own, months in ((0, 3), (1, 1), (-1, 0)):
            self.profile.own_contact_months = own
            self.assertEqual(self.profile.contact_months, months)
            self.assertEqual(bool(self.profile.next_contact_date), bool(months))

    def test_outcome_feeds_the_next_review_and_raises_an_alert(self):
        call = self._plan(self.profile.next_contact_date)
        sign = self.env.ref("credit_collection.credit_reason_risk_staff")
        self._log(followup_id=call.id, mood="bad", cash_state="short", risk_sign_ids=[Command.set(sign.ids)],
                  note="Wages are late").action_log()
        self.assertRecordValues(call, [{"mood": "bad", "cash_state": "short", "state": "done"}])
        self.assertEqual(self.profile.last_contact_date, call.date)
        self.assertRecordValues(self.profile.alert_ids, [{
            "indicator": "report", "reason_id": sign.id, "state": "open", "reported_by_id": self.collector.id}])
        self.profile.action_request_review()
        self.assertEqual(self.profile.open_review_id.contact_ids, call)

    def test_call_in_vain_comes_again(self):
        call = self._plan(self.profile.next_contact_date)
        self._log(followup_id=call.id, outcome_id=self._code("unreachable").id).action_log()
        self.assertFalse(self.profile.last_contact_date)
        self.assertTrue(self._plan(self.profile.next_contact_date))

    def test_skipped_call_waits_for_the_next_time(self):
        call = self._plan(self.profile.next_contact_date)
        call.with_user(self.collector).action_skip()
        self.assertEqual(self.profile.last_contact_date, self.today)

    def test_paid_customer_keeps_his_regular_call(self):
        call = self._plan(self.profile.next_contact_date)
        self.env["credit.followup"].sudo()._close_settled(self.profile, self.today)
        self.assertEqual(call.state, "todo")

    def test_nightly_job(self):
        self.env.cr.execute("UPDATE credit_profile SET next_contact_date = %s WHERE id = %s", [self.today, self.profile.id])
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_plan_contacts").sudo().method_direct_trigger()
        self.assertTrue(self.profile.followup_ids.filtered("is_relationship"))


@tagged("post_install", "-at_install")
class TestRanking(ContactCase):

    def test_rank_and_its_reason_in_words(self):
        self._invoice(1000, -65)
        self._log(outcome_id=self._code("unreachable").id)._log()
        self._refresh()
        self.assertAlmostEqual(self.env["credit.rank"]._of(self.profile).risk_probability, 0.20 + 0.25 + 0.05)
        self.assertAlmostEqual(self.env["credit.rank"]._of(self.profile).value_at_risk, 500)
        self.assertIn("65 days overdue", self.env["credit.rank"]._of(self.profile).reason)
        self.assertIn("Times not reached: 1", self.env["credit.rank"]._of(self.profile).reason)

    def test_reaching_somebody_ends_the_vain_attempts(self):
        self._invoice(1000, -5)
        self._log(outcome_id=self._code("unreachable").id)._log()
        self._log()._log()
        self._refresh()
        self.assertAlmostEqual(self.env["credit.rank"]._of(self.profile).risk_probability, 0.20)

    def test_paid_customer_has_no_rank(self):
        invoice = self._invoice(1000, -65)
        self.profile._update_ranks(self.today)
        self._pay(invoice)
        self._refresh()
        self.profile._update_ranks(self.today)
        self.assertRecordValues(self.env["credit.rank"]._of(self.profile), [{"value_at_risk": 0, "reason": False}])

    def test_as_many_queries_for_many_customers_as_for_one_and_in_order(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(12)])
        profiles = partners._get_credit_profiles()
        for index, partner in enumerate(partners):
            self._invoice(100 * (index + 1), -40, partner=partner)
        counts = []
        for batch in (profiles[:1], profiles):
            self._refresh()
            before = self.env.cr.sql_log_count
            batch._update_ranks(self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(self.env["credit.rank"]._of(profiles)[0].profile_id.partner_id, partners[-1])
