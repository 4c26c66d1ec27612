from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..base.tour import TourCase
from .common import FollowupCommon

STEP = "odoo.addons.credit_collection.wizard.followup.credit_followup_tonight.STEP"
MANY = "odoo.addons.credit_collection.wizard.followup.credit_followup_tonight.MANY"


@tagged("post_install", "-at_install")
class TestFollowupTonight(FollowupCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Other Customer", "email": "other@example.com"})
        cls.other_profile = cls.other._get_credit_profiles()
        cls._invoice(1000, -10)
        cls._invoice(300, -2, partner=cls.other)
        cls.collector = new_test_user(
            cls.env, "cora", groups="credit_collection.credit_collection_group_collector", company_id=cls.company.id)

    def _show(self, days=0, user=None):
        """:return: the lines of the preview of the day ``days`` from today, by customer"""
        self._refresh()
        tonight = self.env["credit.followup.tonight"].with_user(user or self.env.user).create({"date": self._days(days)})
        tonight.action_show()
        return {line.profile_id: line for line in tonight.line_ids.with_user(user or self.env.user)}

    # Step by step

    def test_many_customers_are_worked_out_in_steps(self):
        """Thousands of customers took half a minute in which nothing moved."""
        expected = {profile: line.outcome for profile, line in self._show().items()}
        Tonight = self.env["credit.followup.tonight"].with_user(self.collector)
        with patch(STEP, 1):
            page = Tonight.action_open_tonight_in_steps()
        params = page["params"]
        self.assertEqual((page["tag"], params["size"]), ("credit_collection_steps", 1))
        self.assertLessEqual({self.profile.id, self.other_profile.id}, set(params["ids"]))
        tonight = Tonight.browse(params["id"])
        for number, profile_id in enumerate(params["ids"], 1):
            tonight.work_step([profile_id])
            self.assertEqual(len(tonight.line_ids), number)
        tonight.work_step(params["ids"])  # a step that is repeated after a lost connection
        action = tonight.action_finish_steps()
        self.assertEqual(action["domain"], [("tonight_id", "=", tonight.id)])
        self.assertEqual({line.profile_id: line.outcome for line in tonight.line_ids}, expected)
        self.assertEqual(Tonight.action_open_tonight_in_steps()["res_model"], "credit.followup.tonight.line", "few: at once")

    def test_the_page_of_a_large_company_looks_for_the_customers_itself(self):
        Tonight = self.env["credit.followup.tonight"].with_user(self.collector)
        with patch(STEP, 1):
            expected = Tonight.action_open_tonight_in_steps()["params"]["ids"]
            with patch(MANY, 0):
                params = Tonight.action_open_tonight_in_steps()["params"]
        self.assertFalse(params["ids"])
        self.assertEqual(Tonight.browse(params["id"]).get_step_ids(), expected)

    def test_a_step_shows_nothing_of_other_companies_or_to_others(self):
        Tonight = self.env["credit.followup.tonight"]
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.other._get_credit_profiles(elsewhere)
        tonight = Tonight.with_user(self.collector).create({})
        tonight.work_step([stranger.id])
        self.assertFalse(tonight.line_ids)
        viewer = new_test_user(self.env, "vera", groups="credit_collection.credit_collection_group_viewer")
        for method in (lambda: tonight.with_user(viewer).work_step([self.profile.id]),
                       lambda: tonight.with_user(viewer).get_step_ids(),
                       lambda: tonight.with_user(viewer).action_finish_steps()):
            with self.assertRaises(AccessError):
                method()

    # The list

    def test_list_says_what_each_gets_and_why(self):
        lines = self._show()
        line = lines[self.profile]
        self.assertRecordValues(line, [{
            "outcome": "message", "level_id": self.level_1.id, "channels": "E-mail", "amount_due": 1000.0,
            "days_overdue": 10, "next_date": self.today, "plan_id": self.plan.id,
        }])
        self.assertIn("10 days overdue", line.reason)
        self.assertIn("Plan of the company", line.plan_reason)
        waiting = lines[self.other_profile]
        self.assertRecordValues(waiting, [{
            "outcome": "waits", "level_id": self.level_1.id, "next_date": self._days(3), "amount_due": 300.0}])
        self.assertIn("next level is due on", waiting.reason)
        self.assertFalse(self.profile.followup_ids, "nothing is sent")
        self.assertFalse(self.profile.followup_level_id)

    def test_list_of_a_later_day(self):
        self.assertEqual(self._show(3)[self.other_profile].outcome, "message")

    def test_day_that_is_over_has_no_preview(self):
        with self.assertRaisesRegex(UserError, "has passed"):
            self._show(-1)

    def test_list_agrees_with_the_run(self):
        for days in (0, 1, 3, 7, 12, 21, 40):
            lines = self._show(days)
            expected = {
                profile.id: (line.level_id.id, line.amount_due)
                for profile, line in lines.items() if line.outcome == "message"
            }
            followups = self._run(days, profiles=self.profile | self.other_profile)
            self.assertEqual(
                {followup.profile_id.id: (followup.level_id.id, followup.amount_due) for followup in followups}, expected,
                f"day {days}")

    def test_missing_address_is_seen_before_the_run(self):
        self.customer.email = False
        line = self._show()[self.profile]
        self.assertEqual(line.outcome, "message")
        self.assertIn("no valid e-mail address", line.reason)

    def test_reasons_for_nothing(self):
        cases = {
            "promised or disputed": lambda: self._dispute(self.profile.partner_id.invoice_ids, 1000),
            "below the minimum": lambda: self._invoice(990, -5, move_type="out_refund"),
        }
        for text, prepare in cases.items():
            with self.subTest(text):
                savepoint = self.env.cr.savepoint()
                prepare()
                line = self._show()[self.profile]
                self.assertIn(text, line.reason)
                self.assertFalse(line.outcome == "message")
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_customer_without_plan_is_named(self):
        self.company.credit_followup_plan_id = False
        line = self._show()[self.profile]
        self.assertEqual(line.outcome, "nothing")
        self.assertIn("No plan", line.reason)

    def test_customer_after_the_last_level_goes_to_a_person(self):
        for days in (0, 3, 6, 9):
            self._run(days + 40)
        self.assertEqual(self._show(60)[self.profile].outcome, "person")

    def test_customer_who_owes_for_the_first_time_is_listed(self):
        partner = self.env["res.partner"].create({"name": "New Debtor", "email": "new@example.com"})
        self._invoice(100, -10, partner=partner)
        lines = self._show(user=self.collector)
        self.assertIn(partner, [profile.partner_id for profile in lines])

    def test_new_list_takes_the_place_of_the_old_one(self):
        old = self._show()[self.profile]
        self._show(1)
        self.assertFalse(old.exists())

    # The message

    def test_preview_is_the_message_that_is_sent(self):
        line = self._show()[self.profile]
        subject, body = line.subject, line.preview
        followup = self._run()
        # What is kept of a message has no address that opens an account, the preview has one that opens nothing.
        self.assertEqual((followup.subject, followup.body), (subject, body.replace("/my/credit/link/preview", "#")))

    def test_broken_layout_shows_in_the_preview(self):
        self.level_1.layout_view_id = self.env["ir.ui.view"].sudo().create({
            "name": "broken", "type": "qweb", "arch": "<t t-name='broken'><p t-out='missing_value.name'/></t>"})
        line = self._show()[self.profile]
        self.assertFalse(line.subject)
        self.assertIn("could not be prepared", line.preview)

    # Leaving out

    def _leave_out(self, lines, **vals):
        Wizard = self.env["credit.followup.leave.out"].with_user(self.collector)
        Wizard.create({
            "line_ids": lines.ids, "date": lines[:1].date, "reason": "Visit tomorrow", **vals}).action_confirm()

    def test_not_this_time(self):
        line = self._show(user=self.collector)[self.profile]
        self._leave_out(line)
        self.assertEqual(line.outcome, "left_out")
        self.assertIn("Visit tomorrow", line.reason)
        self.assertFalse(self._run())
        self.assertEqual(self._run(1).level_id, self.level_1, "the next run takes him again")

    def test_left_out_until_a_day(self):
        self._leave_out(self._show(user=self.collector)[self.profile], mode="until", until=self._days(5))
        self.assertFalse(self._run(5))
        self.assertTrue(self._run(6))

    def test_until_before_the_run_is_refused(self):
        line = self._show(1, user=self.collector)[self.profile]
        with self.assertRaisesRegex(UserError, "not before the run"):
            self._leave_out(line, mode="until", until=self.today)

    def test_included_again(self):
        line = self._show(user=self.collector)[self.profile]
        self._leave_out(line)
        self.profile.sudo().followup_run_date = self.today
        line.action_include()
        self.assertEqual(line.outcome, "message")
        self.assertFalse(self.profile.snooze_until)
        self.assertIn(
            self.profile, self.profile.search(self.round._get_candidates_domain(self.today)),
            "a run of today that has passed him over takes him")

    # Running

    def test_manager_runs_the_selected_ones_as_the_night_does(self):
        lines = self._show()
        action = lines[self.profile].action_run()
        followup = self.profile.followup_ids
        self.assertEqual(action["res_id"], followup.id)
        self.assertEqual(followup.state, "sent")
        self.assertEqual(self.profile.followup_run_date, self.today)
        self.assertFalse(self.other_profile.followup_run_date)
        with self.assertRaisesRegex(UserError, "None of these"):
            lines[self.profile].action_run()
        self.assertEqual(self.profile.followup_ids, followup, "not twice")

    def test_run_respects_who_is_left_out(self):
        self._leave_out(self._show(user=self.collector)[self.profile])
        lines = self._show()
        with self.assertRaisesRegex(UserError, "None of these"):
            lines[self.profile].action_run()
        self.assertFalse(self.profile.followup_ids)

    def test_run_of_a_later_day_does_what_is_due_today(self):
        with self.assertRaisesRegex(UserError, "None of these"):
            self._show(3)[self.other_profile].action_run()

    def test_too_many_for_one_batch(self):
        lines = self._show()
        with (
            patch("odoo.addons.credit_collection.wizard.followup.credit_followup_tonight_line.FOLLOWUP_BATCH", 1),
            self.assertRaisesRegex(UserError, "Run All"),
        ):
            (lines[self.profile] | lines[self.other_profile]).action_run()

    def test_run_waits_for_bank_entries(self):
        self.company.credit_bank_max_age = 5
        with self.assertRaisesRegex(UserError, "bank entry"):
            self._show()[self.profile].action_run()

    def test_run_all_wakes_the_scheduled_action(self):
        cron = self.env.ref("credit_collection.ir_cron_run_followups")
        count = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.env["credit.followup.tonight.line"].action_run_all()
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), count + 1)

    # Rights and speed

    def test_rights(self):
        lines = self._show(user=self.collector)
        line = lines[self.profile]
        for method in ("action_run", "action_run_all"):
            with self.assertRaisesRegex(AccessError, "credit managers"):
                getattr(line, method)()
        with self.assertRaises(AccessError):
            line.write({"profile_id": self.other_profile.id})
        viewer = new_test_user(
            self.env, "vera", groups="credit_collection.credit_collection_group_viewer", company_id=self.company.id)
        for model in ("credit.followup.tonight", "credit.followup.tonight.line", "credit.followup.leave.out"):
            self.assertFalse(self.env[model].with_user(viewer).has_access("read"))
        self._show()
        Line = self.env["credit.followup.tonight.line"].with_user(self.collector)
        self.assertEqual(Line.search([]).create_uid, self.collector, "nobody sees the list of another")

    def test_other_company_is_not_listed(self):
        other = self.setup_other_company()["company"]
        other.credit_followup_plan_id = self.plan
        elsewhere = self.other._get_credit_profiles(other)
        self.assertNotIn(elsewhere, self._show(user=self.collector))
        with self.assertRaises(AccessError):
            elsewhere.with_user(self.collector)._leave_out(self.today, "not mine")

    def test_query_count_does_not_grow(self):
        counts = []
        for count in (5, 50):
            partners = self.env["res.partner"].create([
                {"name": f"Batch{count} {number}", "email": f"batch.{number}@example.com"} for number in range(count)])
            self._invoices([(100, -10, partner) for partner in partners])
            profiles = partners._get_credit_profiles()
            tonight = self.env["credit.followup.tonight"].create({"date": self.today})
            self._refresh()
            before = self.env.cr.sql_log_count
            rows = tonight.line_ids._prepare_rows(tonight, profiles)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(rows), count)
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestFollowupTonightPage(TourCase):

    def test_the_page_counts_and_gives_way_to_the_list(self):
        partners = self.env["res.partner"].create([{"name": f"Late {number}", "is_company": True} for number in range(3)])
        company = self.env.ref("base.user_admin").company_id
        plan = self.env.ref("credit_collection.credit_followup_plan_default")
        partners._get_credit_profiles(company).sudo().write({"followup_level_id": plan.level_ids[0].id})
        with patch(STEP, 1), patch(MANY, 0):
            self.browser_js(
                "/odoo/action-credit_collection.credit_followup_tonight_server_action",
                """
                let seen = false;
                const look = setInterval(() => {
                    seen = seen || /of \\d+ customers worked out/.test(document.body.innerText);
                    if (seen && document.querySelector(".o_list_view")) {
                        clearInterval(look);
                        console.log("test successful");
                    }
                }, 20);
                """, "document.readyState === 'complete'", login="admin", timeout=90)
