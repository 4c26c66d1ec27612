from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import format_date

from ..base.common import GROUP
from ..followup.common import FollowupCommon
from .common import PromiseCommon


@tagged("post_install", "-at_install")
class TestDeferral(PromiseCommon, FollowupCommon):
    """A deferral moves the due date and keeps the original one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = new_test_user(cls.env, "deferral_collector", GROUP % "collector", company_id=cls.company.id,
                                      company_ids=[Command.set(cls.company.ids)])
        cls.company.credit_promise_grace_days = 0

    def _defer(self, moves, days=10, **vals):
        return self._promise(moves, days=days, kind="deferral", **vals)

    def _get_row(self, move):
        self._refresh()
        return self.env["credit.open.item.report"].search([("move_id", "=", move.id)])

    # What it changes

    def test_deferred_item_is_not_overdue_until_the_new_date_has_passed(self):
        invoice = self._invoice(1000, -20)
        self._defer(invoice, days=0)
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "overdue_amount": 0, "days_overdue": 0, "oldest_due_date": False, "exposure_receivable": 1000}])
        facts = self.profile._get_facts(self._days(1))[self.profile.id]
        self.assertEqual((facts["overdue_amount"], facts["days_overdue"]), (1000, 1))

    def test_original_due_date_is_kept_and_shown_beside_the_new_one(self):
        invoice = self._invoice(1000, -20)
        self._defer(invoice, days=10)
        item = self._open_item(invoice)
        self.assertEqual((item.date_maturity, item.credit_deferred_until), (self._days(-20), self._days(10)))
        self.assertEqual((invoice.invoice_date_due, invoice.credit_deferred_until), (self._days(-20), self._days(10)))
        self.assertRecordValues(self._get_row(invoice), [{
            "due_date": self._days(10), "original_due_date": self._days(-20), "days_overdue": 0, "bucket": "not_due",
            "promised_until": self._days(10), "status": "promised"}])

    def test_orders_are_not_held_for_deferred_items_and_a_held_one_is_lifted(self):
        self.company.credit_max_overdue_days = 5
        invoice = self._invoice(1000, -20)
        order = self._order(10)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        self._defer(invoice)
        self.assertEqual(order.credit_state, "clear")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_nobody_is_reminded_of_a_deferred_item(self):
        invoice = self._invoice(1000, -20)
        self._defer(invoice)
        for days in (0, 5, 10):
            self.assertFalse(self._run(days))
        self.assertEqual(self._collectible(invoice, 10), 0)

    def test_other_items_of_the_customer_stay_overdue(self):
        invoice = self._invoice(1000, -20)
        self._invoice(70, -3)
        self._defer(invoice)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 70, "days_overdue": 3}])

    def test_hold_for_other_items_does_not_count_the_deferred_ones(self):
        self.company.credit_max_overdue_days = 5
        deferred = self._invoice(1000, -60)
        self._invoice(70, -8)
        self._defer(deferred)
        order = self._order(10)
        order.action_confirm()
        self.assertRecordValues(order.credit_hold_id, [{"state": "pending", "days_overdue": 8, "overdue_amount": 70}])

    def test_small_rest_beside_a_deferred_item_holds_nothing(self):
        self.company.write({"credit_max_overdue_days": 5, "credit_min_overdue": 10})
        deferred = self._invoice(1000, -60)
        self._invoice(7, -8)
        self._defer(deferred)
        order = self._order(10)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_only_the_chosen_instalment_is_deferred(self):
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 10})]})
        invoice = self._invoice(1000, -20, invoice_date=self._days(-20), invoice_payment_term_id=term.id)
        first, second = self._open_item(invoice).sorted("date_maturity")
        deferral = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "kind": "deferral", "line_ids": [Command.set(first.ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 500})]})
        deferral.action_open()
        self.assertEqual((first.credit_deferred_until, second.credit_deferred_until), (self._days(5), False))
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 500, "days_overdue": 10}])

    # How it ends

    def test_broken_deferral_counts_days_overdue_from_the_original_date(self):
        invoice = self._invoice(1000, -20)
        deferral = self._defer(invoice, days=5)
        self._settle(deferral, 6)
        self.assertEqual(deferral.state, "broken")
        self.assertFalse(self._open_item(invoice).credit_deferred_until)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 1000, "days_overdue": 20}])
        self.assertRecordValues(self._get_row(invoice), [{"due_date": self._days(-20), "original_due_date": self._days(-20)}])

    def test_deferral_kept_by_payment_on_the_agreed_day(self):
        invoice = self._invoice(1000, -20)
        deferral = self._defer(invoice, days=5)
        self._pay(invoice, date=self._days(5))
        self.assertEqual(deferral.state, "open", "a receipt dated ahead keeps nothing before its date")
        self._settle(deferral, 5)
        self.assertEqual(deferral.state, "kept")

    def test_partial_payment_leaves_the_rest_deferred(self):
        invoice = self._invoice(1000, -20)
        deferral = self._defer(invoice, days=5)
        self._pay(invoice, 400)
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 0, "exposure_receivable": 600}])
        self._settle(deferral, 6)
        self._refresh()
        self.assertEqual(deferral.state, "partial")
        self.assertRecordValues(self.profile, [{"overdue_amount": 600, "days_overdue": 20}])

    def test_cancelled_deferral_is_as_if_there_had_been_none(self):
        invoice = self._invoice(1000, -20)
        self._defer(invoice).action_cancel()
        self._refresh()
        self.assertEqual(self.profile.days_overdue, 20)

    def test_a_promise_moves_no_due_date(self):
        invoice = self._invoice(1000, -20)
        self._promise(invoice)
        self._refresh()
        self.assertEqual(self.profile.days_overdue, 20)
        self.assertFalse(self._open_item(invoice).credit_deferred_until)

    # Who decides

    def test_collector_asks_and_the_credit_manager_approves(self):
        self.company.credit_manager_id = self.env.user
        self.env["credit.approval.tier"].sudo().search([]).active = False
        invoice = self._invoice(1000, -20)
        deferral = self._defer(invoice, open_it=False).with_user(self.collector)
        deferral.action_open()
        self.assertEqual((deferral.state, deferral.activity_ids.user_id), ("to_approve", self.env.user))
        with self.assertRaises(AccessError):
            deferral.approved_by_id = self.collector
        for decide in (deferral.action_open, deferral.action_refuse):
            with self.assertRaisesRegex(AccessError, "approved by a credit manager"):
                decide()
        self._refresh()
        self.assertEqual(self.profile.days_overdue, 20, "nothing is deferred before the approval")
        deferral.with_env(self.env).action_open()
        self.assertRecordValues(deferral, [{
            "state": "open", "approved_by_id": self.env.uid, "approved_on": self.today, "activity_ids": []}])
        self.assertIn("originally due on", self.profile.message_ids[0].body)

    def test_tier_without_the_role_of_a_credit_manager_approves_no_deferral(self):
        Tier = self.env["credit.approval.tier"].sudo()
        Tier.search([]).active = False
        Tier.create({"name": "All", "max_amount": 5000, "user_ids": [Command.set((self.collector | self.env.user).ids)]})
        deferral = self._defer(self._invoice(1000, -20), open_it=False).with_user(self.collector)
        deferral.action_open()
        self.assertEqual((deferral.state, deferral.activity_ids.user_id), ("to_approve", self.env.user))

    def test_refused_deferral_is_a_draft_again(self):
        self.company.credit_manager_id = self.env.user
        deferral = self._defer(self._invoice(1000, -20), open_it=False)
        deferral.with_user(self.collector).action_open()
        deferral.action_refuse()
        self.assertRecordValues(deferral, [{"state": "draft", "approved_by_id": False, "activity_ids": []}])

    def test_approved_deferral_is_confirmed_to_the_customer_if_the_company_wants(self):
        silent, told = self._invoice(1000, -20), self._invoice(300, -20)
        Mail = self.env["mail.mail"].sudo()
        before = Mail.search([])
        self._defer(silent)
        self.assertFalse(Mail.search([]) - before)
        self.company.sudo().credit_promise_confirm_deferral = True
        self._defer(told, days=10)
        mail = Mail.search([]) - before
        self.assertIn(self.customer.email, mail.email_to or mail.recipient_ids.email)
        for text in (told.name, format_date(self.env, self._days(-20)), format_date(self.env, self._days(10)), "300"):
            self.assertIn(text, mail.body_html)

    def test_deferral_waiting_for_approval_confirms_nothing(self):
        self.company.sudo().credit_promise_confirm_deferral = True
        before = self.env["mail.mail"].sudo().search([])
        self._defer(self._invoice(1000, -20), open_it=False).with_user(self.collector).action_open()
        mails = self.env["mail.mail"].sudo().search([]) - before
        self.assertNotIn(self.customer.email, mails.mapped("email_to"))

    def test_collector_cannot_turn_an_open_promise_into_a_deferral(self):
        promise = self._promise(self._invoice(1000, -20))
        with self.assertRaises(UserError):
            promise.with_user(self.collector).kind = "deferral"

    def test_deferral_above_the_tier_is_for_others(self):
        self.env["credit.approval.tier"].sudo().search([]).action_archive()
        self.env["credit.approval.tier"].sudo().create({
            "name": "Small", "max_amount": 500, "user_ids": [Command.set(self.env.user.ids)]})
        self._defer(self._invoice(500, -20))
        above = self._defer(self._invoice(500.01, -20), open_it=False)
        above.action_open()
        self.assertEqual(above.state, "to_approve")
        with self.assertRaisesRegex(AccessError, "above your approval tier"):
            above.action_open()

    def test_deferral_of_a_part_or_to_an_earlier_date_is_refused(self):
        invoice = self._invoice(1000, 8)
        with self.assertRaisesRegex(ValidationError, "whole amount"):
            self._defer(invoice, amount=400)
        with self.assertRaisesRegex(ValidationError, "whole amount"):
            self._defer(invoice, plan={9: 500, 20: 500})
        with self.assertRaisesRegex(ValidationError, "after the due date"):
            self._defer(invoice, days=8)
        self._defer(invoice, days=9)

    def test_dialog_records_and_approves_or_asks(self):
        self.company.credit_manager_id = self.env.user
        for user, state in ((self.env.user, "open"), (self.collector, "to_approve")):
            with self.subTest(user=user.login):
                self._invoice(1000, -20)
                action = self.profile.with_user(user).action_make_promise()
                form = Form(self.env["credit.promise.make"].with_user(user).with_context(**action["context"]))
                form.kind = "deferral"
                form.date = self._days(15)
                before = self.profile.promise_ids
                form.save().action_open_promise()
                deferral = self.profile.promise_ids - before
                self.assertRecordValues(deferral, [{"kind": "deferral", "state": state, "amount": 1000}])
        self.assertEqual(deferral.activity_ids.user_id, self.env.user)

    def test_deferral_of_an_invoice_of_a_branch(self):
        entry = self._book_in_branch(40, due=-2)
        self._defer(entry)
        self._refresh()
        self.assertEqual((self.profile.overdue_amount, self.profile.exposure_receivable), (0, 40))

    def test_overdue_items_open_without_the_deferred_ones(self):
        self._defer(self._invoice(1000, -20))
        self._invoice(70, -3)
        self._refresh()
        action = self.profile.action_view_overdue_items()
        items = self.env["credit.open.item.report"].search(action["domain"])
        self.assertEqual(sum(items.mapped("residual")), self.profile.overdue_amount)
