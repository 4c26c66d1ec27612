from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestHold(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        cls.salesperson = new_test_user(cls.env, "credit_sales", groups="sales_team.group_sale_salesman_all_leads")
        cls.collector = new_test_user(cls.env, "credit_collector", groups="credit_collection.credit_collection_group_collector")

    def _confirm(self, order, user=None):
        result = order.with_user(user or self.env.user).action_confirm()
        self._refresh()
        return result

    def _reasons(self, order):
        return order.credit_hold_id.reason_ids.mapped("code")

    # What is held, and why

    def test_order_within_the_limit_is_confirmed(self):
        order = self._order(1000)
        self._confirm(order)
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "clear", "credit_hold_id": False}])

    def test_order_over_the_limit_stays_a_quotation_with_a_documented_hold(self):
        self._invoice(700, due=10)
        order = self._order(400)
        self._confirm(order)
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held"}])
        self.assertRecordValues(order.credit_hold_id, [{
            "profile_id": self.profile.id, "state": "pending", "order_amount": 400.0, "exposure": 700.0,
            "effective_limit": 1000.0, "overshoot": 100.0, "salesperson_id": order.user_id.id,
        }])
        self.assertEqual(self._reasons(order), ["over_limit"])

    def test_confirmed_but_uninvoiced_orders_use_up_the_limit(self):
        """Core counts nothing of goods invoiced on delivery, so that two orders of 600 pass a limit of 1,000."""
        first, second = self._order(600), self._order(600)
        self._confirm(first)
        self._confirm(second)
        self.assertEqual((first.state, second.state), ("sale", "draft"))

    def test_batch_confirms_the_good_orders_and_holds_the_others(self):
        good, bad, small = self._order(600), self._order(600), self._order(300)
        other = self._order(5000, partner=self.env["res.partner"].create({"name": "Unlimited"}))
        self._confirm(good | bad | small | other)
        self.assertEqual([order.state for order in good | bad | small | other], ["sale", "draft", "sale", "sale"])

    def test_overdue_beyond_the_tolerance_holds(self):
        self.company.credit_max_overdue_days = 10
        self._invoice(50, due=-10)
        tolerated = self._order(10)
        self._confirm(tolerated)
        self.assertEqual(tolerated.state, "sale")
        self._invoice(50, due=-11)
        order = self._order(10)
        self._confirm(order)
        self.assertEqual(self._reasons(order), ["overdue"])
        self.assertRecordValues(order.credit_hold_id, [{"days_overdue": 11, "overdue_amount": 100.0, "max_overdue_days": 10}])

    def test_overdue_instalment_counts_though_the_invoice_is_due_later(self):
        term = self.env["account.payment.term"].create({"name": "Half now, half in 120 days", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 120}),
        ]})
        move = self._invoice(100, due=0, post=False)
        move.write({"invoice_date": self._days(-60), "invoice_payment_term_id": term.id})
        move.action_post()
        self._refresh()
        self.assertRecordValues(self.profile, [{"overdue_amount": 50.0, "days_overdue": 60}])

    def test_overdue_covered_by_an_open_credit_does_not_hold(self):
        self._invoice(100, due=-60)
        self._invoice(100, due=-1, move_type="out_refund")
        order = self._order(10)
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_no_credit_customer_is_held_for_any_amount(self):
        self.profile.limit_mode = "no_credit"
        order = self._order(1)
        self._confirm(order)
        self.assertEqual(self._reasons(order), ["no_credit"])

    def test_forced_hold_gives_its_reason(self):
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        order = self._order(1)
        self._confirm(order)
        self.assertEqual(self._reasons(order), ["forced_hold"])
        self.assertIn("Cheque returned", order.credit_explanation)

    def test_payment_term_longer_than_the_rating_allows_holds(self):
        self.profile.rating_id = self.env["credit.rating"].create({
            "name": "Thirty", "code": "T30", "max_term_days": 30, "max_overdue_days": 5})
        order = self._order(10, payment_term_id=self.env.ref("account.account_payment_term_45days").id)
        self._confirm(order)
        self.assertEqual(self._reasons(order), ["term"])
        order.payment_term_id = self.env.ref("account.account_payment_term_30days")
        self._confirm(order)
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "clear"}])
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_rating_that_warns_lets_the_order_pass(self):
        self.profile.rating_id = self.env["credit.rating"].create({
            "name": "Good", "code": "WARN", "order_policy": "warn", "max_term_days": 30})
        order = self._order(5000)
        self.assertIn("Over the credit limit", order.credit_explanation)
        self._confirm(order)
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "warned", "credit_hold_id": False}])

    def test_order_in_another_currency_weighs_its_converted_amount(self):
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])  # 1 USD = 0.5 EUR
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": currency.id})
        order = self._order(501, pricelist_id=pricelist.id)
        self._confirm(order)
        self.assertEqual(order.credit_hold_id.order_amount, 1002.0)
        within = self._order(500, pricelist_id=pricelist.id)
        self._confirm(within)
        self.assertEqual(within.state, "sale")

    def test_the_payer_is_judged_not_the_orderer(self):
        payer = self.env["res.partner"].create({"name": "Payer", "is_company": True})
        order = self._order(5000, partner_invoice_id=payer.id)
        self._confirm(order)
        self.assertEqual(order.state, "sale", "the payer has no limit")
        order = self._order(5000, partner=payer, partner_invoice_id=self.contact.id)
        self._confirm(order)
        self.assertEqual(order.credit_hold_id.profile_id, self.profile, "the contact's company pays")

    def test_orders_of_branches_share_the_limit_of_the_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids |= branch
        self._confirm(self._order(600))
        order = self._order(600, company_id=branch.id)
        self._confirm(order)
        self.assertEqual(order.credit_hold_id.profile_id, self.profile)

    def test_temporary_limit_counts_until_its_last_day(self):
        self.profile.write({"temporary_limit": 3000, "temporary_limit_until": self.today})
        order = self._order(2500)
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        self.profile.temporary_limit_until = self._days(-1)
        order = self._order(1)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    # Who is told, and who decides

    def test_salesperson_without_credit_rights_sees_state_and_explanation(self):
        order = self._order(5000, user_id=self.salesperson.id)
        action = self._confirm(order, self.salesperson)
        self.assertEqual(action["res_model"], "sale.order.credit.hold")
        notice = self.env["sale.order.credit.hold"].with_user(self.salesperson).browse(action["res_id"])
        self.assertIn("Over the credit limit", notice.line_ids.explanation)
        self.assertFalse(notice.can_decide)
        values = order.with_user(self.salesperson).read(["credit_state", "credit_explanation"])[0]
        self.assertEqual(values["credit_state"], "held")
        self.assertIn("limit", values["credit_explanation"])
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).read(["credit_hold_id"])

    def test_hold_schedules_the_decision_with_the_credit_manager(self):
        self.company.credit_manager_id = self.env.user
        order = self._order(5000)
        self._confirm(order)
        activity = order.credit_hold_id.activity_ids
        self.assertEqual(activity.user_id, self.env.user)
        order.credit_hold_id._release("Guarantee received")
        self.assertFalse(order.credit_hold_id.activity_ids, "the decision is off the list")

    def test_release_above_the_approval_tier_is_for_somebody_else(self):
        self.env["credit.approval.tier"].sudo().create({
            "name": "Small overshoots", "company_id": self.company.id, "user_ids": [Command.set(self.env.user.ids)],
            "max_amount": 500})
        small, large = self._order(1400), self._order(5000)
        self._confirm(small)
        small.credit_hold_id._release("Within my tier")
        self._confirm(large)
        with self.assertRaisesRegex(AccessError, "tier"):
            large.credit_hold_id._release("Please")
        self.assertEqual(large.credit_hold_id.state, "pending")

    def test_release_lets_the_order_through_once_confirmed_again(self):
        order = self._order(5000, user_id=self.salesperson.id)
        self._confirm(order)
        order.credit_hold_id._release("Guarantee received")
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "released"}])
        self.assertRecordValues(order.credit_hold_id, [{
            "state": "released", "released_amount": 5000.0, "decision_reason": "Guarantee received",
            "decided_by_id": self.env.uid, "valid_until": self._days(self.company.credit_release_days),
        }])
        self.assertIn(self.salesperson, order.activity_ids.user_id)
        self._confirm(order, self.salesperson)
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "released"}])

    def test_release_does_not_cover_an_order_that_grew(self):
        order = self._order(5000)
        self._confirm(order)
        order.credit_hold_id._release("Guarantee received")
        order.order_line.price_unit = 5000.01
        self._confirm(order)
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held"}])
        self.assertEqual(order.credit_hold_id.state, "pending")

    def test_release_ends_after_its_last_day(self):
        order = self._order(5000)
        self._confirm(order)
        hold = order.credit_hold_id
        hold._release("Guarantee received")
        hold.sudo().valid_until = self.today
        self.assertEqual(order._get_credit_checks(self.today)[order.id].verdict.state, "released")
        self.assertEqual(order._get_credit_checks(self._days(1))[order.id].verdict.state, "held")
        hold.sudo()._expire_releases(self._days(1))
        self.assertEqual((hold.state, order.credit_state), ("expired", "held"))

    def test_release_covers_neither_another_customer_nor_a_longer_term_nor_a_later_hold(self):
        other = self.env["res.partner"].create({"name": "Insolvent"})
        other._get_credit_profiles().limit_mode = "no_credit"
        term = self.env.ref("account.account_payment_term_45days")
        changes = {
            "another customer": lambda order: order.write({"partner_id": other.id, "partner_invoice_id": other.id}),
            "a longer term": lambda order: order.write({"payment_term_id": term.id}),
            "a hold decided since": lambda order: self.profile.write({"on_hold": True, "hold_reason": "Insolvent"}),
        }
        for label, change in changes.items():
            with self.subTest(label):
                order = self._order(5000)
                self._confirm(order)
                order.credit_hold_id._release("Guarantee received")
                change(order)
                self._confirm(order)
                self.assertEqual(order.credit_state, "held")

    def test_nobody_switches_the_check_off_by_writing_fields(self):
        order = self._order(500)
        self._confirm(order)
        sold = order.with_user(self.salesperson)
        with self.assertRaises(AccessError):
            sold.write({"credit_state": "released"})
        for vals in ({"credit_open_amount": 0}, {"credit_partner_id": self.salesperson.partner_id.id}):
            with self.assertRaises(AccessError):
                sold.order_line.write(vals)
        for vals in ({"partner_id": self.salesperson.partner_id.id}, {"followup_cycle": 99}):
            with self.assertRaises(AccessError):
                self.profile.with_user(self.collector).write(vals)
        quotation = self._order(5000)
        quotation.with_user(self.salesperson).write({"state": "sale"})
        self.assertRecordValues(quotation, [{"state": "sale", "credit_state": "held"}])

    def test_confirmed_order_moved_to_another_payer_or_term_is_checked_again(self):
        other = self.env["res.partner"].create({"name": "Insolvent"})
        other._get_credit_profiles().limit_mode = "no_credit"
        order = self._order(500)
        self._confirm(order)
        order.partner_invoice_id = other
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "held"}])
        self.assertEqual(order.credit_hold_id.partner_id, other)

    def test_negative_order_frees_no_credit(self):
        self._confirm(self._order(-50000))
        order = self._order(1001)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    def test_draft_credit_note_frees_no_credit(self):
        self._invoice(900, due=10)
        self._invoice(900, due=10, move_type="out_refund", post=False)
        order = self._order(200)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    def test_draft_credit_note_frees_no_credit_that_a_draft_invoice_takes(self):
        self._invoice(900, due=10, post=False)
        note = self._invoice(900, due=10, move_type="out_refund", post=False)
        self._refresh()
        self.assertEqual((self.profile.exposure_draft, self.profile.exposure_total), (900, 900))
        order = self._order(200)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")
        note.action_post()
        self._refresh()
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_draft_credit_note_neither_lifts_a_hold_nor_lowers_a_dispute(self):
        invoice = self._invoice(1000, due=10)
        order = self._order(200)
        self._confirm(order)
        dispute = self.env["credit.dispute"].create({
            "move_id": invoice.id, "amount": 400,
            "reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id})
        dispute.action_open()
        note = self._invoice(400, due=10, move_type="out_refund", post=False)
        self._refresh()
        self.env["credit.hold"].search([("profile_id", "=", self.profile.id)])._reevaluate()
        self.assertEqual((order.credit_hold_id.state, dispute.excluded_amount), ("pending", 400))
        note.action_post()
        self._refresh()
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_receipt_in_advance_lets_a_cash_customer_order(self):
        self.profile.limit_mode = "no_credit"
        order = self._order(100)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")
        self.env["account.payment"].create({
            "payment_type": "inbound", "partner_id": self.customer.id, "amount": 100, "date": self.today,
        }).action_post()
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_reader_of_orders_cannot_hold_them(self):
        viewer = new_test_user(self.env, "credit_viewer_only", groups="credit_collection.credit_collection_group_viewer")
        order = self._order(5000)
        with self.assertRaises(AccessError):
            order.with_user(viewer).action_confirm()
        self.assertEqual(order.credit_state, "clear")

    def test_held_quotation_explains_itself_as_it_is_now(self):
        order = self._order(5000)
        self._confirm(order)
        order.order_line.price_unit = 10
        self._refresh()
        self.assertNotIn("Over the credit limit", order.credit_explanation)
        self.assertIn("confirm the order again", order.credit_explanation)

    def test_refused_order_stays_held_and_sales_is_told(self):
        order = self._order(5000, user_id=self.salesperson.id)
        self._confirm(order)
        order.credit_hold_id._refuse("Risk too high")
        self.assertRecordValues(order.credit_hold_id, [{"state": "refused", "decision_reason": "Risk too high"}])
        self.assertEqual(order.credit_state, "held")
        self.assertIn("Risk too high", order.activity_ids.summary)

    def test_only_credit_managers_decide(self):
        order = self._order(5000)
        self._confirm(order)
        hold = order.credit_hold_id
        for user in (self.salesperson, self.collector):
            with self.assertRaises(AccessError):
                hold.with_user(user).sudo()._release("Please")
            with self.assertRaises(AccessError):
                hold.with_user(user)._refuse("Please")
            with self.assertRaises(AccessError):
                hold.with_user(user).action_release()
        with self.assertRaises(AccessError):
            hold.with_user(self.collector).write({"state": "released"})
        self.assertEqual(hold.state, "pending")

    def test_no_context_switches_the_check_off(self):
        order = self._order(5000).with_context(bypass_risk=True, credit_collection_skip=True, skip_credit_check=True)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    def test_decision_needs_a_reason_and_is_taken_once(self):
        order = self._order(5000)
        self._confirm(order)
        hold = order.credit_hold_id
        with self.assertRaisesRegex(UserError, "reason"):
            hold._release(" ")
        hold._release(self.env.ref("credit_collection.credit_reason_decision_security"))
        self.assertEqual(hold.decision_reason_id.name, hold.decision_reason)
        with self.assertRaisesRegex(UserError, "already"):
            hold._refuse("Second thoughts")

    def test_nobody_writes_a_decision_by_hand(self):
        order = self._order(5000)
        self._confirm(order)
        hold = order.credit_hold_id
        for vals in ({"state": "released"}, {"released_amount": 1e9}, {"valid_until": self._days(99)}, {"exposure": 0.0}):
            with self.assertRaises(AccessError):
                hold.write(vals)
        with self.assertRaises(AccessError):
            hold.create({"order_id": order.id, "profile_id": self.profile.id, "state": "released"})
        with self.assertRaises(AccessError):
            hold.unlink()

    def test_figures_in_the_notice_are_for_its_reader_only(self):
        action = self._confirm(self._order(5000), self.salesperson)
        colleague = new_test_user(self.env, "credit_colleague", groups="sales_team.group_sale_salesman_all_leads")
        for model in ("sale.order.credit.hold", "sale.order.credit.hold.line"):
            self.assertTrue(self.env[model].with_user(self.salesperson).search([]))
            self.assertFalse(self.env[model].with_user(colleague).search([]))
        with self.assertRaises(AccessError):
            self.env["sale.order.credit.hold"].with_user(colleague).browse(action["res_id"]).read(["decider_name"])

    def test_refused_order_stays_refused_until_it_gets_smaller(self):
        order = self._order(5000)
        self._confirm(order)
        hold = order.credit_hold_id
        hold._refuse("Risk too high")
        self._confirm(order)
        self.assertEqual(order.credit_hold_id, hold)
        self.assertIn("Risk too high", order.credit_explanation)
        order.order_line.price_unit = 4000
        self._confirm(order)
        self.assertEqual(order.credit_hold_id.state, "pending")

    def test_pressing_confirm_twice_keeps_one_decision(self):
        order = self._order(5000)
        self._confirm(order)
        hold = order.credit_hold_id
        order.order_line.price_unit = 4000
        self._confirm(order)
        self.assertEqual(order.credit_hold_id, hold)
        self.assertEqual(hold.order_amount, 4000.0)
        self.assertEqual(len(hold.activity_ids), 1)

    # What lifts a hold

    def test_payment_lifts_the_hold_and_tells_sales_but_confirms_nothing(self):
        invoice = self._invoice(900, due=10)
        order = self._order(500, user_id=self.salesperson.id)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")
        self._pay(invoice)
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "clear"}])
        self.assertEqual(order.credit_hold_id.state, "cleared")
        self.assertIn(self.salesperson, order.activity_ids.user_id)
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_partial_payment_that_is_not_enough_keeps_the_hold(self):
        invoice = self._invoice(900, due=10)
        order = self._order(500)
        self._confirm(order)
        self._pay(invoice, amount=399)
        self.assertEqual(order.credit_hold_id.state, "pending")

    def test_credit_note_lifts_the_hold(self):
        self._invoice(900, due=10)
        order = self._order(500)
        self._confirm(order)
        self._invoice(400, due=0, move_type="out_refund")
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_freed_credit_goes_to_the_oldest_hold_first(self):
        invoice = self._invoice(1000, due=10)
        older, younger = self._order(600), self._order(600)
        self._confirm(older)
        self._confirm(younger)
        self._pay(invoice)
        self.assertEqual((older.credit_hold_id.state, younger.credit_hold_id.state), ("cleared", "pending"))

    def test_nightly_run_lifts_holds_whose_reason_is_gone(self):
        order = self._order(1500)
        self._confirm(order)
        self.profile.sudo().partner_id.credit_limit = 2000
        with self.enter_registry_test_mode():
            self.env.ref("credit_collection.ir_cron_reevaluate_holds").method_direct_trigger()
        self._refresh()
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_cancelled_order_needs_no_decision(self):
        order = self._order(5000)
        self._confirm(order)
        order.with_user(self.salesperson)._action_cancel()
        self.assertEqual(order.credit_hold_id.state, "expired")

    def test_copy_starts_without_hold(self):
        order = self._order(5000)
        self._confirm(order)
        self.assertRecordValues(order.copy(), [{"credit_state": "clear", "credit_hold_id": False}])

    def test_held_order_does_not_tell_the_customer_that_it_is_confirmed(self):
        order = self._order(5000)
        order.with_context(send_email=True).action_confirm()
        order._send_order_confirmation_mail()
        self.assertFalse(order.message_ids.filtered(lambda message: message.partner_ids & self.customer))

    def test_raised_limit_lifts_the_hold(self):
        order = self._order(1500)
        self._confirm(order)
        self.profile.credit_limit = 1500
        self.assertEqual(order.credit_hold_id.state, "cleared")
        self.assertFalse(order.credit_hold_id.activity_ids, "nothing is left to decide")

    def test_decision_disappears_from_the_list_when_it_is_not_needed_any_more(self):
        cancelled, confirmed = self._order(5000), self._order(5000)
        self._confirm(cancelled | confirmed)
        cancelled._action_cancel()
        confirmed.order_line.price_unit = 10
        self._confirm(confirmed)
        holds = (cancelled | confirmed).credit_hold_id
        self.assertEqual(holds.mapped("state"), ["expired", "cleared"])
        self.assertFalse(holds.activity_ids)

    def test_temporary_limit_of_zero_is_none(self):
        self.profile.write({"temporary_limit": 0, "temporary_limit_until": self._days(5)})
        self._refresh()
        self.assertEqual(self.profile.effective_limit, 1000.0)

    def test_one_failing_hold_does_not_stop_the_nightly_run(self):
        good, bad = self._order(1500), self._order(1500, partner=self.env["res.partner"].create({"name": "Bad"}))
        bad_profile = bad.partner_id._get_credit_profiles()
        bad_profile.write({"limit_mode": "limited", "credit_limit": 10})
        self._confirm(good | bad)
        holds = (good | bad).credit_hold_id.sudo()
        holds.profile_id.flush_recordset()
        self.env.cr.execute("UPDATE credit_profile SET limit_mode = 'unlimited' WHERE id IN %s", [tuple(holds.profile_id.ids)])
        self.env.invalidate_all()
        original = type(holds)._tell_sales

        def fail_for_bad(records, get_text):
            if bad in records.order_id:
                raise ValueError("broken")
            return original(records, get_text)

        with patch.object(type(holds), "_tell_sales", fail_for_bad), self.enter_registry_test_mode(), mute_logger(
                "odoo.addons.credit_collection.models.common.credit_batch_mixin"):
            self.env.ref("credit_collection.ir_cron_reevaluate_holds").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((good.credit_hold_id.state, bad.credit_hold_id.state), ("cleared", "pending"))

    # Orders that grow after their confirmation

    def test_lines_that_outweigh_each_other_in_one_edit_are_no_growth(self):
        order = self._order(900, order_line=[Command.create({
            "product_id": self.company_data["product_delivery_no"].id, "price_unit": 450, "tax_ids": False}) for _ in "ab"])
        self._confirm(order)
        self.profile.credit_limit = 900
        first, second = order.order_line
        order.order_line = [Command.update(first.id, {"price_unit": 500}), Command.update(second.id, {"price_unit": 400})]
        self.assertEqual(order.credit_state, "clear")

    def test_confirmed_order_that_shrinks_again_is_cleared(self):
        order = self._order(900)
        self._confirm(order)
        order.order_line.price_unit = 1500
        self.assertEqual(order.credit_state, "held")
        order.order_line.price_unit = 1000
        self.assertRecordValues(order, [{"credit_state": "clear"}])
        self.assertEqual(order.credit_hold_id.state, "cleared")

    def test_confirmed_order_that_grows_over_the_limit_is_held_and_keeps_the_change(self):
        order = self._order(900, user_id=self.salesperson.id)
        self._confirm(order)
        order.order_line.price_unit = 1800
        self._refresh()
        self.assertRecordValues(order, [{"state": "sale", "amount_total": 1800.0, "credit_state": "held"}])
        self.assertRecordValues(order.credit_hold_id, [{"order_amount": 1800.0, "exposure": 0.0, "overshoot": 800.0}])
        order.credit_hold_id._release("Agreed on the phone")
        self.assertEqual(order.credit_state, "released")
        order.order_line.price_unit = 1801
        self.assertEqual(order.credit_hold_id.state, "pending", "the release was for 1,800")

    def test_line_added_to_a_confirmed_order_is_checked(self):
        order = self._order(900)
        self._confirm(order)
        order.order_line = [Command.create({
            "product_id": self.company_data["product_delivery_no"].id, "product_uom_qty": 1, "price_unit": 200,
            "tax_ids": False})]
        self.assertEqual(order.credit_state, "held")

    def test_confirmed_order_that_grows_within_the_limit_or_shrinks_stays_clear(self):
        order = self._order(400)
        self._confirm(order)
        order.order_line.price_unit = 800
        self.assertEqual(order.credit_state, "clear")
        self.profile.credit_limit = 100
        order.order_line.price_unit = 300
        self.assertEqual(order.credit_state, "clear")

    def test_payment_clears_the_hold_of_a_confirmed_order(self):
        invoice = self._invoice(500, due=10)
        order = self._order(400)
        self._confirm(order)
        order.order_line.price_unit = 800
        self.assertEqual(order.credit_state, "held")
        self._pay(invoice)
        self.assertRecordValues(order, [{"state": "sale", "credit_state": "clear"}])

    # Speed

    def test_check_costs_three_queries_whatever_the_customer_owes(self):
        self._order(1)._hold_for_credit(self.today)
        for count in (1, 30):
            self._invoices([(1, 10, self.customer) for _index in range(count)])
            order = self._order(1)
            order._confirmation_error_message()
            self.env.flush_all()
            with self.assertQueryCount(3):
                order._hold_for_credit(self.today)

    def test_batch_of_customers_costs_as_many_queries_as_one(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(20)])
        partners._get_credit_profiles().write({"limit_mode": "limited", "credit_limit": 100})
        orders = self.env["sale.order"].concat(*(self._order(50, partner=partner) for partner in partners))
        self._order(1)._hold_for_credit(self.today)  # fills the caches that a server keeps between requests
        self.env.flush_all()
        with self.assertQueryCount(3):
            self.assertFalse(orders._hold_for_credit(self.today))
