from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import RUN_LOGGER, FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupStory(FollowupCommon):
    def test_story(self):
        invoice = self._invoice(1000, 0)
        item = self._open_item(invoice)
        self.assertFalse(self._run(4))
        first = self._run(5)
        self.assertRecordValues(
            first,
            [
                {
                    "level_id": self.level_1.id,
                    "channel": "mail",
                    "state": "sent",
                    "amount_due": 1000.0,
                    "days_overdue": 5,
                    "line_ids": item.ids,
                    "date": self._days(5),
                }
            ],
        )
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        self.assertFalse(self._run(5), "same day again")
        self.assertEqual(self._run(20).level_id, self.level_2)

        dispute = self._dispute(invoice, 1000)
        self.assertFalse(self._run(31))
        self.assertEqual(self.profile.followup_level_id, self.level_2)
        dispute.action_reject()

        promise = self.env["credit.promise"].create(
            {
                "profile_id": self.profile.id,
                "line_ids": [Command.set(item.ids)],
                "instalment_ids": [Command.create({"date": self._days(32), "amount": 1000})],
            }
        )
        promise.action_open()
        self.assertFalse(self._run(32))
        self.assertEqual(self.profile.followup_level_id, self.level_2)
        promise._settle(self._days(40))
        self.assertEqual(self._run(40).level_id, self.level_3, "the promise is broken")

        self._pay(invoice, 990)
        self.assertFalse(self._run(50), "10 are below the minimum")
        self.assertEqual(self.profile.followup_level_id, self.level_3)
        self._pay(invoice)
        self.assertFalse(self._run(51))
        self.assertFalse(self.profile.followup_level_id)

        self._invoice(500, 50)
        self.assertEqual(self._run(55).level_id, self.level_1, "a new debt starts at the first level")
        self.assertEqual(len(self.profile.followup_ids), 4)

    def test_old_ledger_starts_at_the_first_level(self):
        self._invoice(1000, -400)
        self.assertEqual(self._run().level_id, self.level_1)
        self.assertFalse(self._run(2))
        self.assertEqual(self._run(3).level_id, self.level_2)

    def test_reminder_before_due(self):
        reminder = self.env["credit.followup.level"].create(
            {
                "plan_id": self.plan.id,
                "name": "Reminder",
                "days_overdue": -7,
                "subject": "Due soon",
                "min_gap_days": 2,
            }
        )
        invoice = self._invoice(1000, 10)
        self.assertFalse(self._run(2))
        followup = self._run(3)
        self.assertRecordValues(followup, [{"level_id": reminder.id, "amount_due": 1000.0, "days_overdue": -7}])
        self.assertFalse(self._run(6))
        self._pay(invoice)
        self._run(7)
        self.assertFalse(self.profile.followup_level_id)
        self._invoice(300, 16)
        self.assertEqual(self._run(9).level_id, reminder, "the next invoice is reminded of in a cycle of its own")
        self.assertEqual(self._run(21).level_id, self.level_1)

    def test_credits_are_netted(self):
        self._invoice(1000, -10)
        refund = self._invoice(400, -5, move_type="out_refund")
        followup = self._run()
        self.assertEqual(followup.amount_due, 600.0)
        self.assertIn(self._open_item(refund), followup.line_ids)
        self.assertIn("400", followup.body)

    def test_net_zero_is_not_followed_up(self):
        self._invoice(1000, -10)
        self._invoice(1000, -5, move_type="out_refund")
        self.assertFalse(self._run())

    def test_no_followup_and_blocked_are_left_out(self):
        chased, quiet, blocked = self._invoice(100, -10), self._invoice(200, -10), self._invoice(300, -10)
        quiet.no_followup = True
        blocked.action_toggle_block_payment()
        self.assertEqual(self._run().line_ids, self._open_item(chased))

    def test_partly_disputed_item_is_demanded_for_the_rest(self):
        invoice = self._invoice(1000, -10)
        self._dispute(invoice, 300)
        followup = self._run()
        self.assertEqual(followup.amount_due, 700.0)
        self.assertIn("700", followup.body)

    def test_snoozed_customer_is_left_alone(self):
        self._invoice(1000, -10)
        self.profile.write({"snooze_until": self._days(3), "snooze_reason": "New owner"})
        self.assertFalse(self._run(3))
        self.assertEqual(self._run(4).level_id, self.level_1)

    def test_next_followup_of_the_worklist(self):
        self._invoice(1000, -2)
        self.assertRecordValues(
            self.profile,
            [
                {
                    "next_followup_date": self._days(3),
                    "next_followup_level_id": self.level_1.id,
                    "followup_amount_due": 1000.0,
                }
            ],
        )

    def test_plan_of_the_customer_goes_before_rating_and_company(self):
        own, rated = self.plan.copy({"name": "Own"}), self.plan.copy({"name": "Rated"})
        rating = self.env["credit.rating"].create({"name": "Test", "code": "TEST", "followup_plan_id": rated.id})
        self.assertEqual(self.profile.effective_followup_plan_id, self.plan)
        self.profile.rating_id = rating
        self.assertEqual(self.profile.effective_followup_plan_id, rated)
        self.profile.followup_plan_id = own
        self.assertEqual(self.profile.effective_followup_plan_id, own)

    def test_change_of_plan_keeps_the_place(self):
        self._invoice(1000, -25)
        self._run()
        self._run(3)
        self.profile.followup_plan_id = self.plan.copy({"name": "Other"})
        self.assertEqual(self._run(6).level_id, self.profile.followup_plan_id.level_ids[2])

    def test_plan_taken_away_and_given_back_starts_again(self):
        self._invoice(1000, -25)
        self.assertEqual(self._run().level_id, self.level_1)
        self.company.credit_followup_plan_id = False
        self.assertFalse(self._run(1))
        self.assertFalse(self.profile.followup_level_id)
        self.company.credit_followup_plan_id = self.plan
        self.assertRecordValues(self._run(6), [{"level_id": self.level_1.id, "state": "sent"}])

    def test_customer_whose_failure_cannot_be_recorded_stops_nobody_else(self):
        other = self.env["res.partner"].create({"name": "Other Customer", "email": "other@example.com"})
        self._invoice(1000, -25)
        self._invoice(1000, -25, partner=other)
        profiles = self.profile | other._get_credit_profiles()
        self._run(profiles=profiles)
        # The level is there already: neither sending nor noting the failure is possible.
        self.env.cr.execute("UPDATE credit_profile SET followup_level_id = NULL WHERE id = %s", [self.profile.id])
        with (
            mute_logger(RUN_LOGGER, "odoo.sql_db"),
            patch.object(type(self.env["credit.followup"]), "_get_results", lambda *_args: {}),
        ):
            followups = self._run(6, profiles=profiles)
        self.assertRecordValues(followups.sorted("profile_id"), [
            {"profile_id": self.profile.id, "level_id": False, "state": "failed"},
            {"profile_id": profiles[1].id, "level_id": self.level_2.id, "state": "sent"},
        ])


@tagged("post_install", "-at_install")
class TestFollowupLastLevel(FollowupCommon):
    """What happens to customers who have been through all levels, and to those whose letters do not arrive."""

    def _go_to_last_level(self):
        for days in (0, 3, 6, 9):
            self._run(days)
        self.assertEqual(self.profile.followup_level_id, self.level_4)

    def test_newer_debt_is_demanded_beside_a_stuck_one(self):
        self._invoice(100, -400)
        self._go_to_last_level()
        newer = self._invoice(5000, 15)
        self.assertEqual(self._run(12).channel, "manual", "the stuck one goes to a person")
        self.assertFalse(self._run(19))
        first = self._run(20)
        self.assertRecordValues(first, [{"level_id": self.level_1.id, "channel": "mail", "amount_due": 5100.0}])
        self.assertFalse(self._run(34), "the newer item decides when the next level is reached")
        self.assertEqual(self._run(35).level_id, self.level_2)
        self._pay(newer)
        self.assertEqual(self._run(50).mapped("channel"), ["manual"], "the stuck one alone is not demanded again")

    def test_newer_debt_is_demanded_beside_a_disputed_one(self):
        old = self._invoice(100, -400)
        self._go_to_last_level()
        self._dispute(old, 100)
        self._invoice(5000, 15)
        self.assertFalse(self._run(16))
        self.assertRecordValues(self._run(20), [{"level_id": self.level_1.id, "amount_due": 5000.0}])

    def test_newer_debt_is_demanded_beside_a_trifle(self):
        old = self._invoice(100, -400)
        self._go_to_last_level()
        self._pay(old, 99.5)
        self.assertFalse(self._run(14))
        self._invoice(5000, 15)
        self.assertRecordValues(self._run(20), [{"level_id": self.level_1.id, "amount_due": 5000.5}])
        self.assertEqual(self._run(35).level_id, self.level_2)

    def test_unpaid_after_the_last_level_goes_to_a_person_once(self):
        self._invoice(100, -400)
        self._go_to_last_level()
        todo = self._run(12)
        self.assertRecordValues(
            todo, [{"level_id": self.level_4.id, "channel": "manual", "state": "todo", "amount_due": 100.0}]
        )
        self.assertFalse(self._run(13))
        todo.outcome = "unreachable"
        todo.action_done()
        self.assertFalse(self._run(60))

    def test_undelivered_level_is_not_passed(self):
        self.customer.email = False
        self._invoice(1000, -10)
        failed = self._run()
        self.assertFalse(self._run(10))
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        self.customer.email = "new@careful.example.com"
        self._refresh()
        failed.action_retry()
        self.assertEqual(self._run(13).level_id, self.level_2)

    def test_skipped_letter_lets_the_next_level_come(self):
        self.customer.email = False
        self._invoice(1000, -10)
        self._run().action_skip()
        self.assertEqual(self._run(10).level_id, self.level_2)

    def test_level_moved_in_the_plan_skips_none(self):
        self._invoice(1000, -10)
        self._run()
        self.level_1.days_overdue = 35
        self.assertEqual(self._run(20).level_id, self.level_2)
        self.assertEqual(self._run(23).level_id, self.level_3)
        self.assertEqual(self._run(36).level_id, self.level_4, "no level comes twice")
        self.assertEqual(self.profile.followup_cycle, 0)

    def test_snooze_needs_a_reason(self):
        with self.assertRaises(ValidationError):
            self.profile.snooze_until = self._days(3)


@tagged("post_install", "-at_install")
class TestFollowupMail(FollowupCommon):
    def test_one_mail_lists_all_items(self):
        invoices = self._invoice(1000, -10) | self._invoice(250, -8)
        followup = self._run()
        mail = self._mails(followup)
        self.assertRecordValues(
            mail,
            [
                {
                    "model": "credit.profile",
                    "res_id": self.profile.id,
                    "state": "outgoing",
                    "recipient_ids": self.customer.ids,
                    "subject": f"{self.company.name}: Reminder 1",
                }
            ],
        )
        for text in [*invoices.mapped("name"), "Text 1", "1,250.00", "/my/credit/link/", "Careful Customer"]:
            self.assertIn(text, mail.body_html)
        self.assertEqual(
            followup.body, followup._hide_tokens(mail.body_html, None, followup.sudo().account_token), "all but the link")

    def test_reply_lands_on_the_profile(self):
        self._invoice(1000, -10)
        message = self._mails(self._run()).mail_message_id
        self.assertIn(message, self.profile.sudo().message_ids)
        self._mails(self.profile.followup_ids).unlink()
        self.assertTrue(message.exists(), "the message that replies refer to outlives the mail queue")

    def test_invoice_address_is_written_to(self):
        self._invoice(1000, -10, partner=self.contact)
        address = self.env["res.partner"].create(
            {
                "name": "Accounts Payable",
                "type": "invoice",
                "parent_id": self.customer.id,
                "email": "ap@careful.example.com",
            }
        )
        followup = self._run()
        self.assertEqual(followup.profile_id, self.profile, "an invoice on a contact is the company's debt")
        self.assertEqual(followup.contact_id, address)
        self.assertEqual(self._mails(followup).recipient_ids, address)

    def test_missing_address_goes_to_the_worklist_and_can_be_retried(self):
        self.customer.email = False
        self._invoice(1000, -10)
        followup = self._run()
        self.assertEqual(followup.state, "failed")
        self.assertIn("Careful Customer", followup.error)
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        followup.action_retry()
        self.assertEqual(followup.state, "failed")
        self.customer.email = "new@careful.example.com"
        self._refresh()
        followup.action_retry()
        self.assertRecordValues(followup, [{"state": "sent", "error": False}])
        self.assertTrue(self._mails(followup))

    def test_retry_after_payment_sends_nothing(self):
        self.customer.email = False
        invoice = self._invoice(1000, -10)
        followup = self._run()
        self._pay(invoice)
        self.customer.email = "new@careful.example.com"
        self._refresh()
        followup.action_retry()
        self.assertEqual(followup.state, "skipped")
        self.assertFalse(self._mails(followup))

    def test_retry_after_credit_note_sends_nothing(self):
        self.customer.email = False
        self._invoice(1000, -10)
        followup = self._run()
        self._invoice(1000, -5, move_type="out_refund")
        self.customer.email = "new@careful.example.com"
        self._refresh()
        followup.action_retry()
        self.assertEqual(followup.state, "skipped")
        self.assertFalse(self._mails(followup))

    def test_credit_in_another_currency_is_no_demand(self):
        other = self.setup_other_currency("CHF")
        self._invoice(1000, -10)
        self._invoice(300, -10, move_type="out_refund", currency_id=other.id)
        body = self._run().body
        total, _sep, credit = body.partition("Credit in your favour")
        self.assertIn("1,000.00", total.partition("Total to pay")[2])
        self.assertIn(">CHF\xa0300.00<", str(credit))

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.level_1.with_context(lang="fr_FR").write({"subject": "Rappel", "body": "<p>Texte aimable</p>"})
        self.customer.lang = "fr_FR"
        other = self.env["res.partner"].create({"name": "English Customer", "email": "en@example.com", "lang": "en_US"})
        self._invoice(1234.5, -10)
        self._invoice(1234.5, -10, partner=other)
        french, english = self._run(profiles=self.profile | other._get_credit_profiles())
        self.assertIn("Rappel", french.subject)
        self.assertIn("Texte aimable", french.body)
        self.assertNotIn("1,234.50", french.body)
        self.assertIn("Reminder 1", english.subject)
        self.assertIn("1,234.50", english.body)

    def test_two_currencies(self):
        foreign = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self._invoice(1000, -10)
        self._invoice(500, -10, currency_id=foreign.id)
        followup = self._run()
        self.assertEqual(followup.amount_due, 1250.0)
        self.assertIn("500.00", followup.body)
        self.assertEqual(followup.body.count("Total to pay"), 2, "a total per currency")

    def test_undeliverable_mail_returns_to_the_worklist(self):
        self._invoice(1000, -10)
        followup = self._run()
        self._mails(followup)._postprocess_sent_message(
            [], [], failure_reason="Mailbox unknown", failure_type="mail_smtp"
        )
        self.assertRecordValues(followup, [{"state": "failed", "error": "Mailbox unknown"}])

    @mute_logger(RUN_LOGGER)
    def test_broken_layout_stops_nobody_else(self):
        other = self.env["res.partner"].create({"name": "Other Customer", "email": "other@example.com"})
        self._invoice(1000, -10)
        self._invoice(1000, -10, partner=other)
        broken_plan = self.plan.copy()
        broken_plan.level_ids[0].layout_view_id = (
            self.env["ir.ui.view"]
            .sudo()
            .create(
                {
                    "name": "broken",
                    "type": "qweb",
                    "arch": "<t t-name='broken'><p t-out='1 / 0'/></t>",
                }
            )
        )
        self.profile.followup_plan_id = broken_plan
        followups = self._run(profiles=self.profile | other._get_credit_profiles())
        self.assertEqual(followups.mapped("state"), ["failed", "sent"])
        self.assertIn("division by zero", followups[0].error)
        self.assertFalse(self._run(1, profiles=self.profile), "the failure is not tried again by itself")
        broken_plan.level_ids[0].sudo().layout_view_id = False
        followups[0].action_retry()
        self.assertEqual(followups[0].state, "sent")


@tagged("post_install", "-at_install")
class TestFollowupCall(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = new_test_user(
            cls.env,
            "collector",
            groups="credit_collection.credit_collection_group_collector",
            company_id=cls.company.id,
        )
        cls.profile.collector_id = cls.collector
        cls.level_1.activity_type_id = cls.env.ref("credit_collection.mail_activity_type_followup_call")
        cls._invoice(1000, -10)

    def test_call_is_scheduled_for_the_collector(self):
        call = self._run().filtered(lambda followup: followup.channel == "call")
        self.assertRecordValues(call, [{"state": "todo", "user_id": self.collector.id}])
        self.assertRecordValues(
            call.activity_id,
            [
                {
                    "res_model": "credit.profile",
                    "res_id": self.profile.id,
                    "user_id": self.collector.id,
                    "summary": "Level 1",
                }
            ],
        )

    def test_failed_call_can_be_retried(self):
        with patch.object(type(self.env["credit.followup.channel.call"]), "_perform", side_effect=ValueError("no type")), \
                mute_logger(RUN_LOGGER):
            followups = self._run()
        self.assertEqual(set(followups.mapped(lambda followup: (followup.channel, followup.state))),
                         {("mail", "failed"), ("call", "failed")})
        call = followups.filtered(lambda followup: followup.channel == "call")
        call.action_retry()
        self.assertRecordValues(call, [{"state": "todo", "error": False}])
        self.assertTrue(call.activity_id)

    def test_call_is_scheduled_even_without_address(self):
        self.customer.email = False
        followups = self._run()
        self.assertEqual(
            {followup.channel: followup.state for followup in followups}, {"mail": "failed", "call": "todo"}
        )

    def test_done_with_outcome_closes_the_activity(self):
        call = self._run().filtered(lambda followup: followup.channel == "call").with_user(self.collector)
        with self.assertRaises(UserError):
            call.action_done()
        call.write({"outcome": "promised", "note": "Pays on Friday"})
        call.action_done()
        self.assertEqual(call.state, "done")
        self.assertFalse(call.activity_id.active)

    def test_closing_the_activity_closes_the_call(self):
        call = self._run().filtered(lambda followup: followup.channel == "call")
        call.activity_id.with_user(self.collector).action_feedback(feedback="Reached Mrs Miller")
        self.assertRecordValues(call, [{"state": "done", "note": "Reached Mrs Miller"}])

    def test_skip(self):
        call = self._run().filtered(lambda followup: followup.channel == "call")
        call.action_skip()
        self.assertEqual(call.state, "skipped")
        self.assertFalse(call.activity_id.active)

    def test_paid_customer_leaves_the_call_list(self):
        self.customer.email = False
        followups = self._run()
        activity = followups.activity_id
        self._pay(followups.line_ids.move_id)
        self._run(1)
        self.assertEqual(followups.mapped("state"), ["skipped", "skipped"])
        self.assertEqual(set(followups.mapped("note")), {"Nothing left to collect."})
        self.assertFalse(activity.exists())
        self.assertFalse(self.profile.followup_level_id)

    def test_collector_who_left_gets_no_calls(self):
        manager = new_test_user(
            self.env,
            "credit_manager",
            groups="credit_collection.credit_collection_group_manager",
            company_id=self.company.id,
        )
        self.company.credit_manager_id = manager
        self.collector.sudo().active = False
        call = self._run().filtered(lambda followup: followup.channel == "call")
        self.assertEqual((call.user_id, call.activity_id.user_id), (manager, manager))

    def test_salesperson_is_told(self):
        salesperson = new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman", company_id=self.company.id
        )
        self.customer.user_id = salesperson
        self.level_1.notify_salesperson = True
        self._run()
        told = self.customer.activity_ids.filtered(lambda activity: activity.user_id == salesperson)
        self.assertIn("Level 1", told.summary)
        self.assertEqual(told.with_user(salesperson).res_name, "Careful Customer", "on a record that he may open")

    def test_received_since(self):
        followups = self._run()
        self._pay(followups.line_ids.move_id, 300)
        self._refresh()
        self.assertEqual(followups.mapped("amount_received_since"), [300.0, 300.0])


@tagged("post_install", "-at_install")
class TestFollowupNow(FollowupCommon):
    def _wizard(self, **vals):
        return self.env["credit.followup.now"].create({"profile_id": self.profile.id, **vals})

    def test_preview_and_send(self):
        invoice = self._invoice(1000, -10)
        wizard = self._wizard()
        self.assertRecordValues(
            wizard,
            [
                {
                    "level_id": self.level_1.id,
                    "send_mail": True,
                    "make_call": False,
                    "amount_due": 1000.0,
                    "contact_id": self.customer.id,
                    "line_ids": self._open_item(invoice).ids,
                    "warning": False,
                }
            ],
        )
        self.assertIn(invoice.name, wizard.preview)
        wizard.text = "<p>As agreed on the phone</p>"
        self.assertIn("As agreed on the phone", wizard.preview)
        wizard.action_confirm()
        followup = self.profile.followup_ids
        self.assertRecordValues(followup, [{"level_id": self.level_1.id, "state": "sent"}])
        self.assertIn("As agreed on the phone", followup.body)
        self.assertFalse(self._run(), "the nightly run takes it into account")

    def test_level_may_be_raised_and_not_repeated(self):
        self._invoice(1000, -10)
        self._wizard(level_id=self.level_3.id).action_confirm()
        self.assertEqual(self.profile.followup_level_id, self.level_3)
        with self.assertRaisesRegex(UserError, "enter a justification"):
            self._wizard(level_id=self.level_3.id).action_confirm()
        self._wizard(level_id=self.level_1.id).action_confirm()
        self.assertEqual(self.profile.followup_level_id, self.level_3, "a lower level does not lower the customer")
        self.assertFalse(self._run(20))
        self.assertEqual(self._run(35).level_id, self.level_4)

    def test_nothing_to_collect(self):
        with self.assertRaises(UserError):
            self._wizard(level_id=self.level_1.id).action_confirm()

    def test_credits_that_cover_the_debt_leave_nothing_to_demand(self):
        self._invoice(100, -10)
        self._invoice(150, -5, move_type="out_refund")
        wizard = self._wizard(level_id=self.level_1.id)
        self.assertIn("credits", wizard.warning)
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertFalse(self.profile.followup_ids)

    def test_without_plan_the_remedy_is_named(self):
        self.company.credit_followup_plan_id = False
        self._invoice(100, -10)
        for follow_up in (self.profile.action_followup_now, self._wizard):
            with self.assertRaisesRegex(UserError, "Careful Customer has no follow-up plan"):
                follow_up()

    def test_without_mail_and_call_it_is_noted_as_done(self):
        self._invoice(1000, -10)
        self._wizard(send_mail=False).action_confirm()
        self.assertRecordValues(self.profile.followup_ids, [{"channel": "manual", "state": "done"}])

    def test_button_is_for_collectors(self):
        viewer = new_test_user(
            self.env, "viewer", groups="credit_collection.credit_collection_group_viewer", company_id=self.company.id
        )
        with self.assertRaises(AccessError):
            self.profile.with_user(viewer).action_followup_now()
        self.assertEqual(self.profile.action_followup_now()["res_model"], "credit.followup.now")


@tagged("post_install", "-at_install")
class TestFollowupRun(FollowupCommon):
    @classmethod
    def _debtors(cls, count, name="Debtor"):
        partners = cls.env["res.partner"].create(
            [{"name": f"{name} {number}", "email": f"{name}.{number}@example.com"} for number in range(count)]
        )
        cls._invoices([(100, -10, partner) for partner in partners])
        return partners._get_credit_profiles()

    def test_query_count_does_not_grow(self):
        counts = []
        for count in (5, 50):
            profiles = self._debtors(count, f"Batch{count}")
            self._run(profiles=self._debtors(1, f"Warm{count}"))
            self._refresh()
            before = self.env.cr.sql_log_count
            followups = profiles._run_followups(self.today)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(followups), count)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_query_count_does_not_grow_when_customers_are_cleared(self):
        self.level_1.activity_type_id = self.env.ref("credit_collection.mail_activity_type_followup_call")
        counts = []
        for count in (5, 50):
            profiles = self._debtors(count, f"Paid{count}")
            followups = self._run(profiles=profiles)
            followups.line_ids.move_id.no_followup = True
            self._refresh()
            before = self.env.cr.sql_log_count
            profiles._run_followups(self._days(1))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertFalse(profiles.followup_level_id)
            self.assertEqual(set(followups.mapped("state")), {"sent", "skipped"})
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_cron_does_batches_and_finds_nothing_again(self):
        profiles = self._debtors(5)
        with (
            patch("odoo.addons.credit_collection.models.followup.credit_followup_round_candidates.FOLLOWUP_BATCH", 2),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("credit_collection.ir_cron_run_followups").method_direct_trigger()
        self._refresh()
        self.assertEqual(profiles.mapped("followup_level_id"), self.level_1)
        self.assertEqual(
            set(profiles.mapped("followup_run_date")), {fields.Date.context_today(self.env.ref("base.user_root"))}
        )
        self.assertEqual(len(profiles.followup_ids), 5)
        domain = self.round._get_candidates_domain(self.today)
        self.assertFalse(profiles.search_count(domain))

    def test_cron_opens_a_profile_for_new_debtors(self):
        partner = self.env["res.partner"].create({"name": "New Debtor", "email": "new@example.com"})
        self._invoice(100, -10, partner=partner)
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_run_followups").method_direct_trigger()
        self._refresh()
        self.assertEqual(partner._get_credit_profiles().followup_level_id, self.level_1)

    def test_candidates(self):
        self.assertNotIn(self.profile, self.profile.search(self.round._get_candidates_domain(self.today)))
        invoice = self._invoice(100, -10)
        self.assertIn(self.profile, self.profile.search(self.round._get_candidates_domain(self.today)))
        self._run()
        self._pay(invoice)
        self._refresh()
        self.assertIn(
            self.profile, self.profile.search(self.round._get_candidates_domain(self.today)), "to be cleared"
        )

    def test_two_companies_and_a_branch(self):
        other = self.setup_other_company()["company"]
        other.credit_followup_plan_id = self.plan
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids |= branch
        self.customer.with_company(branch).property_account_receivable_id = self.company_data[
            "default_account_receivable"
        ]
        self._invoice(100, -10)
        branch_invoice = self._invoice(
            200, -10, company_id=branch.id, journal_id=self.company_data["default_journal_sale"].id
        )
        self.assertEqual(branch_invoice.company_id, branch)
        other_profile = self.customer._get_credit_profiles(other)
        followup = self._run(profiles=self.profile | other_profile)
        self.assertRecordValues(
            followup, [{"profile_id": self.profile.id, "company_id": self.company.id, "amount_due": 300.0}]
        )


@tagged("post_install", "-at_install")
class TestFollowupSecurity(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(1000, -10)
        cls.followup = cls.profile._run_followups(cls.today)
        cls.users = {
            role: new_test_user(cls.env, role, groups=group, company_id=cls.company.id)
            for role, group in {
                "viewer": "credit_collection.credit_collection_group_viewer",
                "collector": "credit_collection.credit_collection_group_collector",
                "manager": "credit_collection.credit_collection_group_manager",
                "seller": "sales_team.group_sale_salesman_all_leads",
            }.items()
        }
        cls.stranger = new_test_user(
            cls.env,
            "stranger",
            groups="credit_collection.credit_collection_group_manager",
            company_id=cls.setup_other_company()["company"].id,
        )

    def test_read(self):
        for role in ("viewer", "collector", "manager"):
            with self.subTest(role=role):
                self.assertEqual(
                    self.followup.with_user(self.users[role]).read(["amount_due"])[0]["amount_due"], 1000.0
                )
        for user in (self.users["seller"], self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.followup.with_user(user).read(["amount_due"])

    def test_evidence_cannot_be_changed(self):
        for role in ("collector", "manager"):
            followup = self.followup.with_user(self.users[role])
            followup.note = "Called back"
            for vals in ({"amount_due": 1.0}, {"state": "skipped"}, {"date": self._days(-9)}):
                with self.subTest(role=role, vals=vals), self.assertRaises(AccessError):
                    followup.write(vals)
            with self.assertRaises(AccessError):
                followup.unlink()
            with self.assertRaises(AccessError):
                followup.copy()
        with self.assertRaises(AccessError):
            self.followup.with_user(self.users["viewer"]).note = "No"

    def test_buttons_are_for_collectors(self):
        with self.assertRaises(AccessError):
            self.followup.with_user(self.users["viewer"]).action_retry()
        with self.assertRaises(AccessError):
            self.followup.with_user(self.users["viewer"]).action_skip()

    def test_plans_are_the_managers(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.users["collector"]).name = "Changed"
        with self.assertRaises(AccessError):
            self.level_1.with_user(self.users["collector"]).days_overdue = 1
        self.plan.company_id = self.company
        self.plan.with_user(self.users["manager"]).name = "Changed"

    def test_collector_sends_by_hand(self):
        self.profile.with_user(self.users["manager"])._run_followups(self._days(10))
        wizard = (
            self.env["credit.followup.now"]
            .with_user(self.users["collector"])
            .create(
                {
                    "profile_id": self.profile.id,
                    "level_id": self.level_3.id,
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(self.profile.followup_level_id, self.level_3)
