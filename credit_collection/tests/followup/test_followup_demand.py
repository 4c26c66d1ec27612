from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupDemand(FollowupCommon):
    """What is demanded: no more than the customer owes and we may chase today."""

    def test_only_the_instalments_that_are_due(self):
        term = self.env["account.payment.term"].create({"name": "Two halves", "line_ids": [
            Command.clear(),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
        ]})
        invoice = self._invoice(1000, 0, post=False)
        invoice.write({"invoice_date": self._days(-10), "invoice_payment_term_id": term.id})
        invoice.action_post()
        followup = self._run()
        self.assertEqual((followup.amount_due, followup.days_overdue), (500.0, 10))
        self.assertEqual(followup.line_ids.mapped("date_maturity"), [self._days(-10)])

    def test_unallocated_receipt_is_netted(self):
        self._invoice(1000, -10)
        self._book(-300, -2, self.customer, journal="default_journal_bank")
        self.assertEqual(self._run().amount_due, 700.0)

    def test_net_at_the_tolerance_is_skipped(self):
        self._invoice(1000, -10)
        self._invoice(980, -5, move_type="out_refund")
        self.assertFalse(self._run(), "20 is the minimum of the level, not above it")
        self._invoice(0.01, -9)
        self.assertEqual(self._run().amount_due, 20.01)

    def test_one_message_for_all_levels_and_currencies(self):
        currency = self.setup_other_currency("GBP")
        self._invoice(100, -50)
        self._invoice(200, -6)
        self._invoice(300, -10, currency_id=currency.id)
        followup = self._run()
        self.assertEqual(len(followup), 1)
        self.assertEqual(len(followup.line_ids), 3)
        self.assertIn("GBP", followup.body.replace("£", "GBP"))

    def test_promised_and_disputed_parts_are_left_out(self):
        promised, disputed, free = self._invoice(100, -10), self._invoice(200, -10), self._invoice(400, -10)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(promised).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 100})]})
        promise.action_open()
        self._dispute(disputed, 200)
        self.assertEqual(self._run().line_ids, self._open_item(free))

    def test_payment_between_decision_and_run_is_seen(self):
        """The balance is read where the letter is written, not taken from a list made before."""
        invoice = self._invoice(1000, -10)
        self._refresh()
        self.assertEqual(self.profile.followup_amount_due, 1000.0)
        self._pay(invoice, 400)
        self.assertEqual(self._run().amount_due, 600.0)


@tagged("post_install", "-at_install")
class TestFollowupUnsent(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent, cls.unsent = cls._invoice(100, -10), cls._invoice(200, -10)
        cls.sent.is_move_sent = True

    def test_unsent_invoices_are_demanded_unless_the_plan_says_otherwise(self):
        self.assertEqual(self._run().amount_due, 300.0)

    def test_plan_leaves_unsent_invoices_out(self):
        self.plan.unsent_invoices = "skip"
        followup = self._run()
        self.assertEqual(followup.line_ids, self._open_item(self.sent))
        self.assertEqual(followup.amount_due, 100.0)
        self.assertFalse(self.unsent.sending_data)

    def test_customer_with_nothing_but_unsent_invoices_is_left_alone(self):
        self.plan.unsent_invoices = "skip"
        self.sent.no_followup = True
        self.assertFalse(self._run())
        self.unsent.is_move_sent = True
        self.assertEqual(self._run().amount_due, 200.0)

    def test_plan_sends_them_before_it_demands_them(self):
        self.plan.unsent_invoices = "send"
        self.assertEqual(self._run().line_ids, self._open_item(self.sent))
        self.assertTrue(self.unsent.sending_data)
        self.assertFalse(self.sent.sending_data)
        triggers = self.env["ir.cron.trigger"].sudo().search(
            [("cron_id", "=", self.env.ref("account.ir_cron_account_move_send").id)])
        self.assertTrue(triggers)

    def test_entry_without_document_is_never_unsent(self):
        self.plan.unsent_invoices = "skip"
        item = self._book(50, -10, self.customer)
        self.assertIn(item, self._run().line_ids)

    def test_list_shows_what_was_never_sent(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_unsent_invoice_action")
        shown = self.env["account.move"].search(eval(action["domain"]))  # noqa: S307 - our own action
        self.assertIn(self.unsent, shown)
        self.assertNotIn(self.sent, shown)


@tagged("post_install", "-at_install")
class TestFollowupBank(FollowupCommon):
    """The run waits while the bank is not entered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_manager_id = cls.env.user
        cls.company.credit_bank_max_age = 3
        cls._invoice(1000, -10)

    def _enter_bank(self, days):
        self.env["account.bank.statement.line"].create({
            "journal_id": self.company_data["default_journal_bank"].id, "date": self._days(days), "amount": 10.0,
            "payment_ref": "Receipt",
        })

    def _cron(self):
        self._refresh()
        with patch.object(self.registry["ir.cron"], "_commit_progress"):
            self.env["credit.profile"].with_user(self.env.ref("base.user_root"))._cron_run_followups()
        self._refresh()

    def _notices(self):
        return self.env["mail.activity"].search([
            ("res_model", "=", "res.partner"), ("res_id", "=", self.company.partner_id.id),
            ("activity_type_id", "=", self.env.ref("credit_collection.mail_activity_type_stale_bank").id)])

    def test_run_waits_tells_the_manager_once_and_catches_up(self):
        self._enter_bank(-4)
        self._cron()
        self._cron()
        self.assertFalse(self.profile.followup_ids)
        self.assertFalse(self.profile.followup_run_date)
        notice = self._notices()
        self.assertRecordValues(notice, [{"user_id": self.env.uid, "date_deadline": self.today}])
        self.assertIn("the last bank entry is of", notice.summary)
        self._enter_bank(-3)
        self._cron()
        self.assertEqual(self.profile.followup_level_id, self.level_1)
        self.assertFalse(self._notices())

    def test_company_without_any_bank_entry_waits(self):
        self._cron()
        self.assertFalse(self.profile.followup_ids)
        self.assertIn("no bank entry", self._notices().summary)

    def test_company_that_does_not_ask_for_it_runs(self):
        self.company.credit_bank_max_age = 0
        self._cron()
        self.assertTrue(self.profile.followup_ids)
        self.assertFalse(self._notices())

    def test_payment_entered_by_hand_is_no_bank_statement(self):
        self._enter_bank(-10)
        self._pay(self._invoice(5, 5))
        stale = self.company._get_credit_bank_stale(self.today)
        self.assertEqual(stale, {self.company: self._days(-10)})

    def test_bank_of_another_company_does_not_count(self):
        other = self.setup_other_company()
        self.env["account.bank.statement.line"].create({
            "journal_id": other["default_journal_bank"].id, "date": self.today, "amount": 10.0, "payment_ref": "Receipt"})
        self.assertIn(self.company, (self.company | other["company"])._get_credit_bank_stale(self.today))


@tagged("post_install", "-at_install")
class TestFollowupOpeningBalance(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls._book(500, -10, cls.customer, no_followup=True)

    def test_opening_balance_is_shown_and_can_be_included(self):
        self.assertFalse(self._run(), "core marks miscellaneous entries «no follow-up»")
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_left_out_item_action")
        self.assertIn(self.item, self.env["account.move.line"].search(eval(action["domain"])))  # noqa: S307 - our own action
        self.item.action_credit_include()
        self.assertEqual(self._run().line_ids, self.item)
        self.item.action_credit_leave_out()
        self.assertTrue(self.item.no_followup)

    def test_collector_without_accounting_rights_may_include(self):
        collector = new_test_user(
            self.env, "opening collector", "credit_collection.credit_collection_group_collector,account.group_account_readonly")
        self.item.with_user(collector).action_credit_include()
        self.assertFalse(self.item.no_followup)

    def test_viewer_may_not(self):
        viewer = new_test_user(
            self.env, "opening viewer", "credit_collection.credit_collection_group_viewer,account.group_account_readonly")
        with self.assertRaises(AccessError):
            self.item.with_user(viewer).action_credit_include()

    def test_only_open_debts_are_followed_up(self):
        revenue = self.item.move_id.line_ids - self.item
        with self.assertRaises(UserError):
            revenue.action_credit_include()
