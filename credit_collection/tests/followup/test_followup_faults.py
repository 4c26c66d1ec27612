"""What breaks in the middle of the night, injected: each fault costs the customers it concerns a night, and nobody else.

Peers send all letters in one transaction, which one broken template or address undoes (OCA account_credit_control,
account_invoice_overdue_reminder), count the days from the run instead of the sending, make the lines of a run again when
it is run again, and let two users prepare and send the same reminders.
"""

import threading
from unittest.mock import patch

from psycopg2 import IntegrityError, OperationalError

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..base.common import RaceCase, delete_customers
from .common import RUN_LOGGER, DebtorsCase

RUN = "odoo.addons.credit_collection.models.followup.credit_followup_round_candidates"
TIMEOUT = 30


@tagged("post_install", "-at_install")
class TestFollowupFaults(DebtorsCase):

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_run_followups").method_direct_trigger()
        self._refresh()

    def _send_mails(self):
        self.env["mail.mail"].sudo().search([("model", "=", "credit.profile"), ("state", "=", "outgoing")]).send()

    def _break_layout(self):
        return self.env["ir.ui.view"].sudo().create({
            "name": "broken", "type": "qweb", "arch": "<t t-name='broken'><p t-out='missing_value.name'/></t>"})

    # Templates and addresses

    def test_broken_layout_of_a_level_fails_for_its_customers_alone(self):
        """OCA: one broken template aborts the mailing of all customers."""
        own_plan = self.plan.copy()
        own_plan.level_ids[0].layout_view_id = self._break_layout()
        self.profile.followup_plan_id = own_plan
        with mute_logger(RUN_LOGGER):
            followups = self._run(profiles=self.profiles)
        self.assertEqual(followups.filtered(lambda f: f.state == "sent").profile_id, self.profiles - self.profile)
        failed = followups.filtered(lambda f: f.state == "failed")
        self.assertEqual(failed.profile_id, self.profile)
        self.assertIn("missing_value", failed.error)
        self.assertIn("press Retry", failed.error)

    def test_text_that_was_never_checked_is_sent_as_it_stands(self):
        """An import may bring a text with unknown placeholders and without a subject."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_followup_level SET subject = NULL, body = %s WHERE id = %s",
            ['{"en_US": "<p>You owe {nonsense} <b>now</p>"}', self.level_1.id])
        followups = self._run(profiles=self.profiles)
        self.assertEqual(set(followups.mapped("state")), {"sent"})
        self.assertEqual(len(followups), len(self.profiles))
        self.assertIn("{nonsense}", followups[0].body)
        self.assertNotIn("False", followups[0].subject)

    def test_broken_template_is_retried_by_hand_once_it_is_mended(self):
        self.level_1.layout_view_id = self._break_layout()
        with mute_logger(RUN_LOGGER):
            followups = self._run(profiles=self.profiles)
        self.assertEqual(set(followups.mapped("state")), {"failed"})
        self.assertEqual(len(followups), len(self.profiles))
        self.assertFalse(self._run(1, profiles=self.profiles), "a broken text does not fail anew every night")
        self.level_1.layout_view_id = False
        followups.action_retry()
        self.assertEqual(set(followups.mapped("state")), {"sent"})
        self.assertEqual(len(self._mails(followups)), len(self.profiles))

    def test_missing_address_undoes_no_other_letter(self):
        self.customer.email = False
        followups = self._run(profiles=self.profiles)
        self.assertEqual(followups.filtered(lambda f: f.state == "failed").profile_id, self.profile)
        self.assertEqual(len(self._mails(followups)), len(self.others))
        self.assertFalse(self._run(6, profiles=self.profile), "the level is not passed before it was told")

    def test_address_that_is_no_address(self):
        self.customer.email = "call them, they have no mail"
        followups = self._run(profiles=self.profiles)
        self.assertEqual(followups.filtered(lambda f: f.state == "failed").profile_id, self.profile)
        self.assertIn("no valid e-mail address", followups.filtered(lambda f: f.state == "failed").error)

    # Plans and levels that go while customers are on them

    def test_archived_plan_gives_way_to_the_next_one_and_keeps_the_place(self):
        own_plan = self.plan.copy({"name": "Own plan"})
        self.profile.followup_plan_id = own_plan
        self._run()
        self.assertEqual(self.profile.followup_level_id, own_plan.level_ids[0])
        own_plan.active = False
        self._refresh()
        self.assertEqual(self.profile.effective_followup_plan_id, self.plan)
        self.assertRecordValues(self._run(11), [{"level_id": self.level_2.id, "state": "sent"}])

    def test_all_plans_archived_follow_up_nobody(self):
        self._run()
        self.plan.active = False
        self.assertFalse(self._run(11, profiles=self.profiles))
        self.assertFalse(self.profile.effective_followup_plan_id)
        self.plan.active = True
        self.assertEqual(len(self._run(11)), 1)

    def test_archived_level_is_left_for_the_next_one(self):
        self._run()
        self.level_1.active = False
        self.level_2.active = False
        followup = self._run(21)
        self.assertRecordValues(followup, [{"level_id": self.level_3.id, "state": "sent"}])

    def test_plan_with_customers_on_it_cannot_be_deleted(self):
        self._run()
        for records in (self.plan, self.level_1):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                records.unlink()
        self.assertEqual(self.profile.followup_level_id, self.level_1)

    def test_deleted_plan_that_nobody_was_followed_up_by(self):
        own_plan = self.plan.copy({"name": "Own plan"})
        self.profile.followup_plan_id = own_plan
        own_plan.unlink()
        self.assertRecordValues(self._run(), [{"level_id": self.level_1.id, "state": "sent"}])

    # Mail server

    def test_mail_server_that_is_down_puts_the_letters_on_the_worklist(self):
        followups = self._run(profiles=self.profiles)
        with (
            patch.object(IrMail_Server, "_connect__", side_effect=ConnectionRefusedError("no route to mail.example.com")),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self._send_mails()
        self.assertEqual(set(followups.mapped("state")), {"failed"})
        self.assertIn("mail.example.com", followups[0].error)
        self.assertFalse(self._run(6, profiles=self.profiles), "nobody gets the second letter before the first")
        followups.action_retry()
        self._send_mails()
        self.assertEqual(set(followups.mapped("state")), {"sent"})

    def test_one_letter_that_the_server_refuses(self):
        followups = self._run(profiles=self.profiles)
        MailServer = self.registry["ir.mail_server"]

        def refuse(_server, message, *_args, **_kwargs):
            if "careful.example.com" in message["To"]:
                raise ConnectionError("550 mailbox unavailable")
            return message["Message-Id"]

        with (
            patch.object(MailServer, "_disable_send", lambda _server: False),
            patch.object(MailServer, "_connect__", lambda *_args, **_kwargs: None),
            patch.object(MailServer, "send_email", refuse),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self._send_mails()
        failed = followups.filtered(lambda f: f.state == "failed")
        self.assertEqual(failed.profile_id, self.profile)
        self.assertIn("550", failed.error)
        self.assertEqual(len(followups.filtered(lambda f: f.state == "sent")), len(self.others))

    # Time

    def test_missed_week_is_caught_up_one_step_at_a_time(self):
        self._run(profiles=self.profiles)
        followups = self._run(40, profiles=self.profiles)
        self.assertEqual(followups.level_id, self.level_2, "level 3 and 4 are due as well, but not told")
        self.assertEqual(len(followups), len(self.profiles), "one message each")
        self.assertFalse(self._run(40, profiles=self.profiles))
        self.assertFalse(self._run(41, profiles=self.profiles), "the gap is kept")
        self.assertEqual(self._run(43, profiles=self.profiles).level_id, self.level_3)

    def test_restart_on_the_same_day_sends_nothing_again(self):
        self._run_cron()
        followups = self.profiles.followup_ids
        self.assertEqual(len(followups), len(self.profiles))
        self.profiles.sudo().followup_run_date = False  # as if the stamps of the first run had been lost
        self._run_cron()
        self.assertEqual(self.profiles.followup_ids, followups)
        self.assertEqual(len(self._mails(followups)), len(self.profiles))

    def test_error_that_hits_the_first_batch_leaves_it_to_the_next_run(self):
        Round = self.registry["credit.followup.round"]
        with (
            patch.object(Round, "_decide", side_effect=OperationalError("connection lost")),
            self.assertRaises(OperationalError),
            self.env.cr.savepoint(),
        ):
            self.env["credit.profile"]._cron_run_followups()
        self._refresh()
        self.assertFalse(self.profiles.followup_ids)
        self._run_cron()
        self.assertEqual(len(self.profiles.followup_ids), len(self.profiles))


@tagged("post_install", "-at_install")
class TestFollowupWorkers(RaceCase):
    """Workers that die or meet: real connections and committed data, batches of two."""

    def setUp(self):
        super().setUp()
        self.partner_ids, self.move_ids, self.plan_id = self._in_transaction(self._owe)
        self.addCleanup(self._in_transaction, self._forget)
        batch = patch(f"{RUN}.FOLLOWUP_BATCH", 2)
        batch.start()
        self.addCleanup(batch.stop)

    def _owe(self, env):
        """Five customers who owe 100 since ten days, and a plan of their own."""
        env.cr.execute("DELETE FROM credit_followup_run_entry WHERE company_id = %s", [env.company.id])
        plan = env["credit.followup.plan"].create({
            "name": "Plan of the night",
            "level_ids": [Command.create({"name": "First", "days_overdue": 5, "subject": "Please pay"})],
        })
        partners = env["res.partner"].create([
            {"name": f"Night customer {number}", "email": f"night.{number}@example.com"} for number in range(5)])
        partners._get_credit_profiles().followup_plan_id = plan
        Account = env["account.account"]
        receivable = Account.search([("account_type", "=", "asset_receivable"), ("non_trade", "=", False)], limit=1)
        income = Account.search([("account_type", "=", "income")], limit=1)
        journal = env["account.journal"].search([("type", "=", "general"), ("company_id", "=", env.company.id)], limit=1)
        due = fields.Date.subtract(fields.Date.today(), days=10)
        moves = env["account.move"].create([{
            "journal_id": journal.id, "date": due,
            "line_ids": [
                Command.create({
                    "account_id": receivable.id, "partner_id": partner.id, "balance": 100, "date_maturity": due,
                    "no_followup": False,
                }),
                Command.create({"account_id": income.id, "balance": -100}),
            ],
        } for partner in partners])
        moves.action_post()
        return partners.ids, moves.ids, plan.id

    def _forget(self, env):
        partners = env["res.partner"].browse(self.partner_ids)
        profiles = env["credit.profile"].search([("partner_id", "in", partners.ids)])
        env["mail.mail"].search([("model", "=", "credit.profile"), ("res_id", "in", profiles.ids)]).unlink()
        moves = env["account.move"].browse(self.move_ids)
        moves.button_draft()
        moves.with_context(force_delete=True).unlink()
        profiles.followup_level_id = False
        env.flush_all()
        env.cr.execute("DELETE FROM credit_followup WHERE profile_id = ANY(%s)", [profiles.ids])
        env.cr.execute("DELETE FROM credit_followup_run_entry WHERE company_id = %s", [env.company.id])
        delete_customers(env, partners)
        env["credit.followup.plan"].browse(self.plan_id).unlink()

    def _work_through(self, kill_at=None, time_left=float("inf")):
        """Do what the scheduler does: call the run again while some remain.

        :param int kill_at: number of the batch at whose commit the worker dies
        :param float time_left: seconds that the scheduler leaves the run after each batch
        :return: what remained after each batch
        """
        progress = []

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            progress.append(remaining)
            if len(progress) == kill_at:
                raise SystemExit("killed")
            cron.env.cr.commit()
            return time_left

        with patch.object(self.registry["ir.cron"], "_commit_progress", commit), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            while not progress or progress[-1]:
                env["credit.profile"]._cron_run_followups()
        return progress

    def _count(self):
        """:return: number of follow-ups and e-mails per customer"""
        def count(env):
            profiles = env["credit.profile"].search([("partner_id", "in", self.partner_ids)], order="id")
            mails = env["mail.mail"].search([("model", "=", "credit.profile"), ("res_id", "in", profiles.ids)])
            return [(len(profile.followup_ids), mails.mapped("res_id").count(profile.id)) for profile in profiles]

        return self._in_transaction(count)

    def test_worker_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(self):
        with self.assertRaises(SystemExit):
            self._work_through(kill_at=2)
        self.assertEqual(self._count(), [(1, 1)] * 2 + [(0, 0)] * 3, "the batch of the dead worker is undone as a whole")
        self._work_through()
        self.assertEqual(self._count(), [(1, 1)] * 5)
        self._work_through()
        self.assertEqual(self._count(), [(1, 1)] * 5)

    def test_run_whose_time_is_over_is_called_again_for_the_rest(self):
        self.assertEqual(self._work_through(time_left=0.0), [3, 1, 0])
        self.assertEqual(self._count(), [(1, 1)] * 5)

    def test_customer_whom_somebody_works_on_is_looked_at_again(self):
        with self.registry.cursor() as other:
            other.execute("SELECT id FROM credit_profile WHERE partner_id = %s FOR UPDATE", [self.partner_ids[0]])
            self.assertEqual(self._work_through(), [4, 2, 1, 0], "left to the next call until all that remain are locked")
        self.assertEqual(self._count(), [(0, 0)] + [(1, 1)] * 4)
        self._work_through()
        self.assertEqual(self._count(), [(1, 1)] * 5)

    def test_history_counts_what_was_committed(self):
        with self.assertRaises(SystemExit):
            self._work_through(kill_at=2)
        self._work_through()
        runs = self._in_transaction(lambda env: env["credit.followup.run"].search([
            ("company_id", "=", env.company.id)]).mapped(lambda run: (run.customer_count, run.followup_count)))
        self.assertEqual(runs, [(5, 5)])

    def test_second_worker_leaves_the_customers_of_the_first_alone(self):
        locked, second_done = threading.Event(), threading.Event()
        Round = self.registry["credit.followup.round"]
        decide, errors = Round._decide, []
        first_thread = threading.local()

        def decide_slowly(round_, *args, **kwargs):
            if getattr(first_thread, "is_first", False) and not locked.is_set():
                locked.set()
                second_done.wait(TIMEOUT)
            return decide(round_, *args, **kwargs)

        def work_first():
            first_thread.is_first = True
            try:
                self._in_transaction(lambda env: env["credit.profile"]._cron_run_followups())
            except Exception as error:  # noqa: BLE001 - reported by the test, whatever it is
                errors.append(error)

        with patch.object(Round, "_decide", decide_slowly):
            thread = threading.Thread(target=work_first)
            thread.start()
            self.assertTrue(locked.wait(TIMEOUT))
            self._in_transaction(lambda env: env["credit.profile"]._cron_run_followups())
            self.assertEqual(self._count(), [(0, 0)] * 2 + [(1, 1)] * 3)
            second_done.set()
            thread.join(TIMEOUT)
        self.assertFalse(errors)
        self.assertEqual(self._count(), [(1, 1)] * 5, "the first does not follow up again what the second has done")

    def test_worker_with_an_old_view_of_the_customers_gives_up_its_batch(self):
        """Both have looked for customers before either has followed one up."""
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            late = api.Environment(cr, SUPERUSER_ID, {})
            late["credit.profile"].search([], limit=1)  # takes the snapshot
            self._in_transaction(lambda env: env["credit.profile"]._cron_run_followups())
            with self.assertRaises(OperationalError):
                late["credit.profile"]._cron_run_followups()
            cr.rollback()
        self.assertEqual(self._count(), [(1, 1)] * 5)
