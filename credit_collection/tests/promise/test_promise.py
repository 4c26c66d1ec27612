from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import PromiseCommon


@tagged("post_install", "-at_install")
class TestPromise(PromiseCommon):

    # What may be promised

    def test_open_promise_freezes_what_was_agreed(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move, days=10)
        self.assertRecordValues(promise, [{
            "state": "open", "amount": 1000.0, "covered_until": self._days(10), "next_date": self._days(10),
            "received_amount": 0.0, "remaining_amount": 1000.0, "date_opened": self.today, "source": "staff",
        }])
        self.assertEqual(promise._get_line_shares(), {promise: {self._open_item(move).id: 1000.0}})
        for vals in (
            {"instalment_ids": [Command.clear()]}, {"line_ids": [Command.clear()]}, {"date": self._days(-3)},
            {"instalment_ids": [Command.update(promise.instalment_ids.id, {"amount": 1.0})]},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                promise.write(vals)
        with self.assertRaises(UserError):
            promise.instalment_ids.date = self._days(90)
        with self.assertRaises(UserError):
            promise.instalment_ids.create({"promise_id": promise.id, "date": self._days(90), "amount": 1})
        with self.assertRaises(UserError):
            promise.instalment_ids.unlink()
        with self.assertRaises(UserError):
            promise.unlink()
        promise.note = "The treasurer is back on Monday."

    def test_state_is_never_set_by_hand(self):
        promise = self._promise(self._invoice(1000, -20))
        for vals in ({"state": "kept"}, {"received_amount": 9.0}, {"covered_until": self._days(365)}, {"amount": 1.0}):
            with self.subTest(vals), self.assertRaises(AccessError):
                promise.write(vals)
        with self.assertRaises(AccessError):
            self.env["credit.promise"].create({"profile_id": self.profile.id, "state": "kept"})
        with self.assertRaises(AccessError):
            self.env["credit.promise.instalment"].create({
                "promise_id": self._promise(self._invoice(5, -20), open_it=False).id,
                "date": self.today, "amount": 5, "state": "kept",
            })

    def test_opening_is_noted_once_on_the_profile(self):
        before = self.profile.message_ids
        self._promise(self._invoice(1000, -20)).action_open()
        self.assertEqual(len(self.profile.message_ids - before), 1)

    def test_outcome_is_logged_with_the_amount_received(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._pay(move, 400)
        self._settle(promise, 11)
        self.assertIn("only $&nbsp;400.00 received in time", promise.message_ids[0].body)
        self._pay(move, date=self.today)
        self.assertIn("Kept: $&nbsp;1,000.00 received", promise.message_ids[0].body)

    def test_without_items_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Careful Customer.*choose the invoices"):
            self._promise(self.env["account.move"], amount=10)

    def test_items_of_another_customer_are_refused(self):
        move = self._invoice(100, -20, partner=self.partner_a)
        with self.assertRaisesRegex(ValidationError, "another customer or company"):
            self._promise(move)

    def test_items_of_another_company_are_refused(self):
        other = self.setup_other_company()
        move = self._invoice(100, -20, journal_id=other["default_journal_sale"].id, company_id=other["company"].id)
        with self.assertRaisesRegex(ValidationError, "another customer or company"):
            self._promise(move)

    def test_items_that_owe_nothing_are_refused(self):
        draft = self._invoice(100, -20, post=False)
        paid = self._invoice(100, -20)
        self._pay(paid)
        credit_note = self._invoice(100, -20, move_type="out_refund")
        for move in (draft, paid, credit_note):
            with self.subTest(move.state), self.assertRaisesRegex(ValidationError, "owe"):
                self._promise(move, amount=10)
        revenue = self._invoice(100, -20)
        promise = self._promise(revenue, amount=10, open_it=False)
        promise.line_ids = revenue.line_ids
        with self.assertRaisesRegex(ValidationError, "owe nothing"):
            promise.action_open()

    def test_amounts_must_be_positive_and_owed(self):
        move = self._invoice(100, -20)
        for amount, message in ((0, "above zero"), (-5, "above zero"), (100.01, "more than the chosen items owe")):
            with self.subTest(amount), self.assertRaisesRegex(ValidationError, message):
                self._promise(move, amount=amount)
        with self.assertRaisesRegex(ValidationError, "at least one installment"):
            self._promise(move, plan={})

    def test_a_date_in_the_past_is_refused(self):
        move = self._invoice(100, -20)
        with self.assertRaisesRegex(ValidationError, "in the past"):
            self._promise(move, days=-1)
        self.assertEqual(self._promise(move, days=0).state, "open")

    def test_item_of_another_open_promise_is_refused(self):
        move = self._invoice(100, -20)
        first = self._promise(move, amount=50)
        with self.assertRaisesRegex(ValidationError, "covered by .* already"):
            self._promise(move, amount=50)
        first.action_cancel()
        self.assertEqual(self._promise(move).state, "open")

    def test_a_promise_whose_date_passed_gives_way_to_a_new_one(self):
        move = self._invoice(100, -20)
        stale = self._promise(move, days=5)
        self.env["credit.promise"].flush_model()
        new = self._promise(move, days=30, open_it=False)
        new.sudo()._open(self._days(6))
        self.assertEqual((stale.state, new.state), ("broken", "open"))

    # Leaving and re-entering collection

    def test_items_leave_collection_until_the_date(self):
        move = self._invoice(1000, -20)
        self.assertEqual(self._collectible(move), 1000.0)
        self._promise(move, days=10)
        self.assertEqual(self._collectible(move, days=0), 0.0)
        self.assertEqual(self._collectible(move, days=10), 0.0)
        self.assertEqual(self._collectible(move, days=11), 1000.0)

    def test_only_the_promised_part_leaves_collection(self):
        first, second = self._invoice(80, -20), self._invoice(80, -10)
        self._promise(first | second, amount=100)
        self.assertEqual(self._collectible(first), 0.0, "the earliest due is covered first")
        self.assertEqual(self._collectible(second), 60.0)
        self._pay(first)
        self.assertEqual(self._collectible(second), 60.0, "a receipt uses up the promise, not the free part")

    def test_part_payment_of_a_part_promise_leaves_the_free_part_collectible(self):
        move = self._invoice(100, -20)
        self._promise(move, amount=60)
        self._pay(move, 30)
        self.assertEqual(self._collectible(move), 40.0)

    def test_cancelled_promise_makes_items_collectible_again(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        promise.action_cancel()
        self.assertEqual((promise.state, self._collectible(move)), ("cancelled", 1000.0))
        with self.assertRaises(UserError):
            promise.action_open()

    def test_broken_promise_makes_items_collectible_again(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._settle(promise, 11)
        self.assertEqual((promise.state, self._collectible(move)), ("broken", 1000.0))

    def test_broken_promise_calls_the_collector(self):
        collector = new_test_user(self.env, "cora", groups="credit_collection.credit_collection_group_collector")
        self.profile.collector_id = collector
        promise = self._promise(self._invoice(1000, -20))
        self._settle(promise, 11)
        activity = self.profile.activity_ids
        self.assertEqual(len(activity), 1, "the alert about it calls nobody twice")
        self.assertEqual((activity.user_id, activity.summary.split(":")[0]), (collector, "Broken promise"))
        self.assertEqual(self.profile.broken_promise_count, 1)
        self.assertIn(self.profile, self.env["credit.profile"].search([("broken_promise_count", ">", 0)]))
        self._settle(promise, 12)
        self.assertEqual(self.profile.activity_ids, activity, "judged again, told once")

    def test_a_broken_promise_cannot_be_cancelled(self):
        promise = self._promise(self._invoice(1000, -20))
        self._settle(promise, 11)
        with self.assertRaises(UserError):
            promise.action_cancel()

    # Judged from reconciliation

    def test_kept_at_once_by_early_payment(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._pay(move)
        self.assertRecordValues(promise, [{
            "state": "kept", "received_amount": 1000.0, "remaining_amount": 0.0, "date_closed": self.today,
        }])
        self.assertEqual(promise.instalment_ids.state, "kept")

    def test_kept_by_payment_on_the_very_day(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._pay(move, date=self._days(10))
        self._settle(promise, 11)
        self.assertEqual(promise.state, "kept")

    def test_payment_one_day_late_is_broken(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._pay(move, date=self._days(11))
        self._settle(promise, 11)
        self.assertEqual(promise.state, "broken")

    def test_grace_days_of_the_company_are_frozen(self):
        self.company.sudo().credit_promise_grace_days = 3
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self.company.sudo().credit_promise_grace_days = 0
        self.assertEqual(promise.covered_until, self._days(13))
        self._settle(promise, 13)
        self.assertEqual(promise.state, "open")
        self._pay(move, date=self._days(13))
        self._settle(promise, 14)
        self.assertEqual(promise.state, "kept")

    def test_late_entry_of_a_timely_receipt_mends_a_broken_promise(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._settle(promise, 11)
        self.assertTrue(promise.activity_id)
        self._pay(move, date=self._days(9))
        self.assertEqual((promise.state, promise.activity_id), ("kept", self.env["mail.activity"]))

    def test_partial_payment_is_open_before_and_partly_kept_after_the_date(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._pay(move, 400)
        self.assertRecordValues(promise, [{"state": "open", "received_amount": 400.0, "remaining_amount": 600.0}])
        self.assertEqual(self._collectible(move), 0.0)
        self._settle(promise, 11)
        self.assertEqual((promise.state, promise.instalment_ids.state), ("partial", "partial"))
        self.assertEqual(self._collectible(move, days=11), 600.0)
        self.assertEqual(self.profile.broken_promise_count, 0)

    def test_receipts_before_the_promise_do_not_count(self):
        move = self._invoice(1000, -20)
        self._pay(move, 400)
        promise = self._promise(move)
        self.assertEqual((promise.amount, promise.received_amount), (600.0, 0.0))
        self._settle(promise, 11)
        self.assertEqual(promise.state, "broken")

    def test_payment_of_another_item_does_not_count(self):
        move, other = self._invoice(1000, -20), self._invoice(1000, -20)
        promise = self._promise(move)
        self._pay(other)
        self.assertEqual(promise.state, "open")

    def test_overpaid_item_does_not_help_another(self):
        first, second = self._invoice(100, -20), self._invoice(100, -20)
        promise = self._promise(first | second)
        self._pay(first, 150)
        self.assertRecordValues(promise, [{"state": "open", "received_amount": 100.0}])
        self._settle(promise, 11)
        self.assertEqual(promise.state, "partial")

    def test_more_than_promised_of_the_items_is_kept(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move, amount=600)
        self._pay(move, 800)
        self.assertEqual(promise.state, "kept")
        self.assertEqual(self._collectible(move), 200.0)

    def test_credit_note_is_no_payment_but_leaves_less_to_pay(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._credit_note(move, 300)
        self.assertRecordValues(promise, [{"state": "open", "received_amount": 0.0}])
        self._pay(move, 700)
        self.assertRecordValues(promise, [{"state": "kept", "received_amount": 700.0}])

    def test_credit_note_alone_does_not_keep_a_promise(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._credit_note(move, 300)
        self._settle(promise, 11)
        self.assertEqual(promise.state, "broken")

    def test_fully_credited_items_void_the_promise(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._reverse_invoice(move, post=True)
        self.assertEqual((promise.state, self.profile.activity_ids), ("cancelled", self.env["mail.activity"]))

    def test_write_off_is_no_payment(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        entry = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_misc"].id,
            "date": self.today,
            "line_ids": [
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "partner_id": self.customer.id,
                    "credit": 400.0,
                }),
                Command.create({"account_id": self.company_data["default_account_expense"].id, "debit": 400.0}),
            ],
        })
        entry.action_post()
        (self._open_item(move) | self._open_item(entry)).reconcile()
        self.assertRecordValues(promise, [{"state": "open", "received_amount": 0.0}])

    def test_unreconciled_before_the_date_runs_again(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        self._pay(move)
        self._unreconcile(move)
        self.assertRecordValues(promise, [{
            "state": "open", "received_amount": 0.0, "date_closed": False, "next_date": self._days(10),
        }])
        self.assertEqual(self._collectible(move), 0.0)

    def test_unreconciled_after_the_date_is_broken(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move, days=0)
        self._pay(move)
        self._settle(promise, 5)
        self.assertEqual(promise.state, "kept")
        self._open_item(move).matched_credit_ids.unlink()
        self._settle(promise, 5)
        self.assertEqual((promise.state, promise.activity_id.user_id), ("broken", self.env.user))

    def test_unreconciled_in_part_after_the_date_is_partly_kept(self):
        first, second = self._invoice(500, -20), self._invoice(500, -20)
        promise = self._promise(first | second, days=0)
        self._pay(first)
        self._pay(second)
        self.assertEqual(promise.state, "kept")
        self._unreconcile(second)
        self._settle(promise, 1)
        self.assertEqual(promise.state, "partial")

    def test_cancelled_payment_reopens(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        payment = self._pay(move)
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(promise.state, "open")
        self._pay(move)
        self.assertEqual(promise.state, "kept")

    def test_invoice_taken_back_voids_the_promise_at_its_date(self):
        move = self._invoice(1000, -20)
        promise = self._promise(move)
        move.button_draft()
        self._settle(promise, 11)
        self.assertEqual(promise.state, "cancelled")

    # Plans

    def test_plan_of_three_instalments_is_kept(self):
        move = self._invoice(900, -20)
        promise = self._promise(move, plan={10: 300, 20: 300, 30: 300})
        self.assertEqual((promise.amount, promise.covered_until), (900.0, self._days(30)))
        for days, states in ((10, ["kept", "open", "open"]), (20, ["kept", "kept", "open"]), (30, ["kept"] * 3)):
            self._pay(move, 300, date=self._days(days))
            self._settle(promise, days + 1)
            self.assertEqual(promise.instalment_ids.sorted("date").mapped("state"), states)
        self.assertEqual(promise.state, "kept")

    def test_missed_instalment_ends_the_protection_of_the_plan(self):
        move = self._invoice(900, -20)
        promise = self._promise(move, plan={10: 300, 20: 300, 30: 300})
        self._pay(move, 300, date=self._days(10))
        self._settle(promise, 11)
        self.assertEqual((promise.state, promise.next_date), ("open", self._days(20)))
        self._settle(promise, 21)
        self.assertEqual(promise.state, "partial")
        self.assertEqual(promise.instalment_ids.sorted("date").mapped("state"), ["kept", "broken", "open"])
        self.assertEqual(self._collectible(move, days=21), 600.0)

    # Partners, branches and currencies

    def test_invoice_of_a_contact_belongs_to_the_customer(self):
        move = self._invoice(1000, -20, partner=self.contact)
        promise = self._promise(move)
        self._pay(move)
        self.assertEqual(promise.state, "kept")

    def test_invoice_of_a_branch_belongs_to_the_main_company(self):
        self.company.sudo().child_ids = [Command.create({"name": "Branch"})]
        self.env.cr.precommit.run()  # the branch takes over the chart of accounts
        branch = self.company.child_ids
        move = self._invoice(1000, -20, company_id=branch.id)
        self.assertEqual(move.company_id, branch)
        promise = self._promise(move)
        self.assertEqual((promise.state, promise.company_id), ("open", self.company))
        self._settle(promise, 11)
        self.assertEqual(promise.state, "broken")

    def test_foreign_currency_items_count_with_their_company_amounts(self):
        currency = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        move = self._invoice(1000, -20, currency_id=currency.id)
        promise = self._promise(move)
        self.assertEqual(promise.amount, 500.0)
        self._pay(move, 400)
        self.assertRecordValues(promise, [{"state": "open", "received_amount": 200.0}])
        self._pay(move)
        self.assertRecordValues(promise, [{"state": "kept", "received_amount": 500.0}])

    def test_exchange_loss_is_no_payment_yet_nobody_owes_it(self):
        currency = self.setup_other_currency("EUR", rates=[
            ("1900-01-01", 2.0), (fields.Date.to_string(self._days(-2)), 2.5)])
        move = self._invoice(1000, -20, currency_id=currency.id)
        promise = self._promise(move)
        self.assertEqual(promise.amount, 500.0)
        self._pay(move, 500)
        self.assertRecordValues(promise, [{"state": "open", "received_amount": 200.0}])
        self._pay(move)
        self.assertRecordValues(promise, [{"state": "kept", "received_amount": 400.0}])

    def test_exchange_gain_is_kept(self):
        currency = self.setup_other_currency("EUR", rates=[
            ("1900-01-01", 2.0), (fields.Date.to_string(self._days(-2)), 1.6)])
        move = self._invoice(1000, -20, currency_id=currency.id)
        promise = self._promise(move)
        self._pay(move)
        self.assertRecordValues(promise, [{"state": "kept", "received_amount": 500.0}])

    def test_items_in_two_currencies(self):
        currency = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        home, foreign = self._invoice(100, -20), self._invoice(100, -20, currency_id=currency.id)
        promise = self._promise(home | foreign)
        self.assertEqual(promise.amount, 150.0)
        self._pay(home)
        self.assertEqual(promise.state, "open")
        self._pay(foreign)
        self.assertEqual(promise.state, "kept")

    def test_rounding_of_yen_and_dinar(self):
        for code, rounding, plan, parts in (
            ("JPY", 1.0, {10: 333, 20: 333, 30: 334}, (333, 333, 334)),
            ("KWD", 0.001, {10: 33.333, 20: 33.333, 30: 33.334}, (33.333, 33.333, 33.334)),
        ):
            with self.subTest(code):
                currency = self.env.ref(f"base.{code}").sudo()
                currency.write({"active": True, "rounding": rounding})
                data = self.setup_other_company(name=f"Company in {code}", currency_id=currency.id)
                company = data["company"]
                self.assertEqual(company.currency_id, currency)
                profile = self.customer._get_credit_profiles(company)
                move = self._invoice(
                    sum(plan.values()), -20, company_id=company.id, journal_id=data["default_journal_sale"].id,
                    currency_id=currency.id)
                promise = self._promise(move, plan=plan, profile=profile)
                for part in parts:
                    self.assertEqual(promise.state, "open")
                    self._pay(move, part)
                self.assertRecordValues(promise, [{"state": "kept", "remaining_amount": 0.0}])

    # Profile, dialog, scheduled action

    def test_profile_shows_its_promises(self):
        move = self._invoice(1000, -20)
        self._promise(move, amount=600)
        self._pay(move, 100)
        self.assertRecordValues(self.profile, [{"open_promise_amount": 500.0}])
        domain = safe_eval(
            self.env.ref("credit_collection.credit_promise_action_customer").domain, {"active_ids": self.profile.ids})
        self.assertEqual(self.env["credit.promise"].search(domain), self.profile.promise_ids)

    def test_dialog_proposes_the_overdue_items_and_opens_a_plan(self):
        overdue, due_later = self._invoice(100, -20), self._invoice(50, 20)
        action = self.profile.action_make_promise()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({
            "date": self._days(7), "instalments": 3, "interval": "week"})
        self.assertEqual((wizard.line_ids.move_id, wizard.amount), (overdue, 100.0))
        self.assertNotIn(due_later, wizard.line_ids.move_id)
        wizard.action_open_promise()
        promise = self.profile.promise_ids
        self.assertEqual(promise.state, "open")
        self.assertRecordValues(promise.instalment_ids, [
            {"date": self._days(7), "amount": 33.33},
            {"date": self._days(14), "amount": 33.33},
            {"date": self._days(21), "amount": 33.34},
        ])

    def test_dialog_leaves_promised_items_and_disputed_parts_out(self):
        promised, disputed, free = self._invoice(100, -30), self._invoice(80, -20), self._invoice(50, -10)
        self._promise(promised, amount=60)
        self.env["credit.dispute"].create({
            "move_id": disputed.id, "amount": 30,
            "reason_id": self.env.ref("credit_collection.credit_reason_dispute_price").id,
        }).action_open()
        action = self.profile.action_make_promise()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(wizard.line_ids.move_id, disputed | free)
        self.assertRecordValues(wizard, [{"owed_amount": 130.0, "amount": 100.0}])
        wizard.action_open_promise()
        self.assertEqual(self._collectible(disputed | free), 0.0)

    def test_scheduled_action_judges_what_is_due(self):
        late = self._promise(self._invoice(100, -20), days=0)
        running = self._promise(self._invoice(100, -20), days=30)
        self.env.flush_all()
        # Yesterday's promise: time cannot be moved, the date can.
        yesterday = [self._days(-1), late.id]
        self.env.cr.execute("UPDATE credit_promise_instalment SET date = %s WHERE promise_id = %s", yesterday)
        self.env.cr.execute("UPDATE credit_promise SET next_deadline = %s WHERE id = %s", yesterday)
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_settle_promises").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((late.state, running.state), ("broken", "open"))
        self.assertFalse(self.env["credit.promise"].search(self.env["credit.promise"]._get_to_settle_domain(self.today)))

    def _make_late(self, promises):
        """Yesterday's promises: time cannot be moved, the dates can."""
        self.env.flush_all()
        for query in (
            "UPDATE credit_promise_instalment SET date = %s WHERE promise_id IN %s",
            "UPDATE credit_promise SET next_deadline = %s WHERE id IN %s",
        ):
            self.env.cr.execute(query, [self._days(-1), tuple(promises.ids)])
        self.env.invalidate_all()

    def _run_settle(self):
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_settle_promises").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def _fail_for(self, failing):
        """:return: a patch with which judging fails as soon as ``failing`` is among the promises"""
        Promise = self.registry["credit.promise"]
        settle = Promise._settle

        def fail(promises, today):
            if failing.id in promises.ids:
                raise ValueError("Nobody can judge this")
            return settle(promises, today)

        return patch.object(Promise, "_settle", fail)

    def test_a_promise_that_cannot_be_judged_stops_no_other(self):
        first, failing, last = (self._promise(self._invoice(100, -20), days=0) for _number in range(3))
        self._make_late(first | failing | last)
        with self._fail_for(failing), mute_logger("odoo.addons.credit_collection.models.common.credit_batch_mixin"):
            self._run_settle()
        self.assertEqual((first.state, failing.state, last.state), ("broken", "open", "broken"))
        self.assertEqual(failing.failed_on, self.today)
        self.assertIn("Nobody can judge this", failing.message_ids[0].body)
        Promise = self.env["credit.promise"]
        self.assertIn(failing, Promise.search(Promise._get_to_settle_domain(self._days(1))), "tried again next night")
        failing.sudo()._settle(self._days(1))
        self.assertEqual((failing.state, failing.failed_on), ("broken", False))

    def test_locked_promises_do_not_make_the_scheduled_action_spin(self):
        self._make_late(self._promise(self._invoice(100, -20), days=0))
        Promise = self.registry["credit.promise"]
        with patch.object(Promise, "try_lock_for_update", lambda promises, **options: promises.browse()), \
                patch.object(self.registry["ir.cron"], "_commit_progress") as progress:
            self.env["credit.promise"]._cron_settle_promises()
        progress.assert_called_once_with(0, remaining=0)

    def test_opening_a_promise_writes_its_items_so_that_two_collectors_collide(self):
        move = self._invoice(100, -20)
        promise = self._promise(move, open_it=False)
        self.env.flush_all()

        def get_version():
            self.env.flush_all()
            return self.env.execute_query(SQL("SELECT ctid FROM account_move_line WHERE id = %s", self._open_item(move).id))

        before = get_version()
        self.assertEqual(get_version(), before)
        promise.action_open()
        self.assertNotEqual(get_version(), before)

    def test_judging_flushes_what_it_reads(self):
        Item, Partial = self.env["account.move.line"], self.env["account.partial.reconcile"]
        settlements = set(self._promise(self._invoice(100, -20))._get_settlements_sql(self.today).to_flush)
        self.assertLessEqual({Item._fields["date"], Item._fields["journal_id"]}, settlements)
        touched = {
            field for step in Partial._get_settle_steps() for field in step.select(SQL("ARRAY[1]")).to_flush}
        self.assertLessEqual({Item._fields["partner_id"], Item._fields["move_id"]}, touched)

    # Speed

    def _count_settle(self, count):
        invoices = self._invoices([(100, -20, self.customer)] * count)
        promises = self.env["credit.promise"].concat(*map(self._promise, invoices))
        self._refresh()
        before = self.env.cr.sql_log_count
        promises._settle(self._days(11))
        self.env.flush_all()
        self.assertEqual(set(promises.mapped("state")), {"broken"})
        return self.env.cr.sql_log_count - before

    def test_judging_costs_the_same_for_5_and_50_promises(self):
        # They have a test of their own, and tell less the second time.
        self.env["credit.alert.rule"].search([]).active = False
        self._count_settle(2)
        self.assertEqual(self._count_settle(5), self._count_settle(50))

    def test_reconciling_costs_one_query_without_promises(self):
        Partial = self.env["account.partial.reconcile"]
        lines = self._open_item(self._invoice(100, -20))
        self.env.flush_all()
        Partial._credit_settle(lines.ids)
        with self.assertQueryCount(1):
            Partial._credit_settle(lines.ids)


@tagged("post_install", "-at_install")
class TestPromiseSecurity(PromiseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._invoice(1000, -20)
        cls.draft = cls._promise(cls.move, open_it=False)

    def _user(self, groups, **vals):
        return new_test_user(self.env, f"user_{len(groups)}_{len(vals)}", groups=groups, **vals)

    def test_collector_makes_opens_and_cancels(self):
        collector = self._user("credit_collection.credit_collection_group_collector")
        promise = self.env["credit.promise"].with_user(collector).create({
            "profile_id": self.profile.id,
            "line_ids": [Command.set(self._open_item(self.move).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 1000})],
        })
        promise.action_open()
        self.assertRecordValues(promise, [{
            "state": "open", "user_id": collector.id, "author_id": collector.partner_id.id}])
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")
        wizard = self.env["credit.promise.make"].with_user(collector).create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(self.move).ids)]})
        wizard.action_open_promise()
        self.assertEqual(self.profile.with_user(collector).open_promise_amount, 1000.0)

    def test_viewer_reads_only(self):
        viewer = self._user("credit_collection.credit_collection_group_viewer")
        promise = self.draft.with_user(viewer)
        self.assertEqual(promise.amount, 1000.0)
        with self.assertRaises(AccessError):
            promise.action_open()
        with self.assertRaises(AccessError):
            promise.action_cancel()
        with self.assertRaises(AccessError):
            promise.note = "Hello"
        with self.assertRaises(AccessError):
            self.env["credit.promise.make"].with_user(viewer).create({"profile_id": self.profile.id})

    def test_salesperson_sees_nothing(self):
        salesperson = self._user("sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.draft.with_user(salesperson).read(["amount"])
        with self.assertRaises(AccessError):
            self.env["credit.promise"].with_user(salesperson).search([])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_other_company_sees_nothing(self):
        other = self.setup_other_company()["company"]
        stranger = self._user(
            "credit_collection.credit_collection_group_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(self.env["credit.promise"].with_user(stranger).search([]))
        self.assertFalse(self.env["credit.promise.instalment"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.draft.with_user(stranger).action_open()

    def test_accountant_without_credit_rights_settles_by_paying(self):
        self.draft.action_open()
        accountant = self._user("account.group_account_invoice")
        self.env["account.payment.register"].with_user(accountant).with_context(
            active_model="account.move", active_ids=self.move.ids,
        ).create({"payment_date": self.today})._create_payments()
        self.assertEqual(self.draft.state, "kept")
