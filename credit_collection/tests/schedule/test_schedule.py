from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ScheduleCommon

THIRTY_SEVENTY = ({"share": 30, "trigger": "order"}, {"share": 70, "trigger": "delivery"})


@tagged("post_install", "-at_install")
class TestSchedule(ScheduleCommon):

    # When a milestone is due

    def test_milestone_is_due_when_its_trigger_has_come(self):
        order = self._schedule(
            1000, {"share": 20, "trigger": "order"}, {"share": 50, "trigger": "delivery"},
            {"share": 25, "trigger": "acceptance"}, {"share": 5, "trigger": "acceptance", "days": 365}, confirm=False)
        self.assertEqual(self._column(order, "state"), ["planned"] * 4)
        order.action_confirm()
        self.assertEqual(self._column(order, "state"), ["due", "planned", "planned", "planned"])
        order.order_line.qty_delivered = 1
        self.assertEqual(self._column(order, "state"), ["due", "due", "planned", "planned"])
        self.assertEqual(order.credit_delivered_on, self.today)
        order.action_accept_delivery()
        self.assertEqual(self._column(order, "state"), ["due", "due", "due", "planned"])
        self.assertEqual(self._column(order, "due_date")[2:], [self.today, self._days(365)])
        order.credit_accepted_on = self._days(-365)
        self.assertEqual(self._column(order, "state"), ["due"] * 4)

    def test_date_and_days_after(self):
        order = self._schedule(
            1000, {"share": 30, "trigger": "date", "planned_date": self.today},
            {"share": 30, "trigger": "date", "planned_date": self._days(1)},
            {"share": 20, "trigger": "order", "days": 1},
            {"share": 20, "trigger": "date", "planned_date": self._days(-10), "days": 10})
        self.assertEqual(self._column(order, "state"), ["due", "planned", "planned", "due"])
        self.assertEqual(
            self._column(order, "due_date"), [self.today, self._days(1), self._days(1), self.today])

    def test_partial_delivery_does_not_reach_the_milestone(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        order.order_line.product_uom_qty = 10
        order.order_line.qty_delivered = 9
        self.assertEqual(self._column(order, "state"), ["due", "planned"])
        order.order_line.qty_delivered = 10
        self.assertEqual(self._column(order, "state"), ["due", "due"])
        order.order_line.qty_delivered = 8
        self.assertEqual(self._column(order, "state"), ["due", "planned"])

    def test_closing_the_rest_completes_the_delivery(self):
        order = self._schedule(1000, *THIRTY_SEVENTY, confirm=False)
        order.order_line.product_id = self.company_data["product_service_delivery"]
        order.action_confirm()
        order.order_line.write({"product_uom_qty": 10, "qty_delivered": 9})
        self.assertEqual(self._column(order, "state"), ["due", "planned"])
        order._close_credit_rest("Sold out")
        self.assertEqual(self._column(order, "state"), ["due", "due"])

    def test_services_are_not_waited_for_beside_goods(self):
        order = self._schedule(1000, *THIRTY_SEVENTY, confirm=False)
        order.order_line = [Command.create({
            "product_id": self.company_data["product_service_order"].id, "price_unit": 50, "tax_ids": False})]
        order.action_confirm()
        order.order_line[0].qty_delivered = 1
        self.assertEqual(self._column(order, "state"), ["due", "due"])

    def test_day_is_that_of_the_company(self):
        """Confirmed at 22:30 in London, that is on the next day in Shanghai."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-31 22:30:00"):
            order = self._schedule(1000, {"share": 100, "trigger": "order"})
            self.assertEqual(str(order.credit_milestone_ids.due_date), "2026-04-01")
            self.assertEqual(order.credit_milestone_ids.state, "due")
            order.action_accept_delivery()
            self.assertEqual(str(order.credit_accepted_on), "2026-04-01")

    def test_planned_dates_follow_the_order_until_they_are_entered(self):
        order = self._schedule(
            1000, {"share": 30, "trigger": "order"}, {"share": 60, "trigger": "delivery", "days": 10},
            {"share": 10, "trigger": "acceptance"}, confirm=False)
        order.write({"date_order": datetime(2026, 3, 1, 12), "commitment_date": datetime(2026, 5, 10, 12)})
        self.assertEqual([str(day) for day in self._column(order, "due_date")], ["2026-03-01", "2026-05-20", "2026-05-10"])
        order.credit_milestone_ids[1].planned_date = "2026-06-01"
        order.commitment_date = datetime(2026, 7, 10, 12)
        self.assertEqual([str(day) for day in self._column(order, "due_date")], ["2026-03-01", "2026-06-11", "2026-07-10"])

    # What is to be invoiced

    def test_due_milestones_are_invoiced_as_down_payments(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        action = order.action_invoice_milestones()
        invoice = order.invoice_ids
        self.assertEqual(action["res_id"], invoice.id)
        self.assertRecordValues(invoice, [{"state": "draft", "move_type": "out_invoice", "amount_total": 300.0}])
        self.assertTrue(invoice._is_downpayment())
        self.assertIn("30 % Order Confirmed", invoice.invoice_line_ids.filtered("sale_line_ids").name)
        self.assertEqual(self._column(order, "state"), ["invoiced", "planned"])
        self.assertEqual(self._amounts(order, "invoiced", "drafted", "to_invoice"), ([0, 0], [300, 0], [0, 700]))
        with self.assertRaisesRegex(UserError, "No milestone is due"):
            order.action_invoice_milestones()
        invoice.action_post()
        self.assertEqual(self._amounts(order, "invoiced", "drafted", "to_invoice"), ([300, 0], [0, 0], [0, 700]))

    def test_deleted_draft_makes_the_milestone_due_again(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        self._invoiced(order.credit_milestone_ids[0], post=False).unlink()
        self.assertEqual(self._column(order, "state"), ["due", "planned"])
        self.assertEqual(self._amounts(order, "to_invoice"), ([300, 700],))
        self._invoiced(order.credit_milestone_ids[0]).button_draft()
        order.invoice_ids.button_cancel()
        self.assertEqual(self._column(order, "state"), ["due", "planned"])

    def test_final_invoice_deducts_the_milestones(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        self._invoiced(order.credit_milestone_ids[0])
        order.order_line.filtered(lambda line: not line.is_downpayment).qty_delivered = 1
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 700)
        self.assertEqual(self._column(order, "state"), ["invoiced", "invoiced"])
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([300, 700], [0, 0]))
        self._pay(final)
        self.assertEqual(self._column(order, "state"), ["invoiced", "paid"])

    def test_final_invoice_after_all_milestones_changes_nothing(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        self._invoiced(order.credit_milestone_ids)
        order.order_line.filtered(lambda line: not line.is_downpayment).qty_delivered = 1
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 0)
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([300, 700], [0, 0]))

    def test_contract_that_is_reduced_after_two_milestones_were_invoiced(self):
        order = self._schedule(
            1000, {"share": 20, "trigger": "order"}, {"share": 50, "trigger": "delivery"},
            {"share": 25, "trigger": "acceptance"}, {"share": 5, "trigger": "acceptance", "days": 365})
        goods = order.order_line
        goods.qty_delivered = 1
        self._invoiced(order.credit_milestone_ids[:2])
        goods.price_unit = 900
        self.assertEqual(self._amounts(order, "planned", "invoiced", "to_invoice"), (
            [180, 450, 225, 45], [200, 500, 0, 0], [0, 0, 155, 45]))
        self.assertEqual(self._column(order, "state"), ["invoiced", "invoiced", "planned", "planned"])
        order.credit_accepted_on = self._days(-365)
        self.assertEqual(self._column(order, "state"), ["invoiced", "invoiced", "due", "due"])
        self._refresh()
        self.assertEqual((self.profile.overdue_amount, self.profile.exposure_receivable), (0, 700))
        self.assertEqual(self._amounts(order, "late"), ([0, 0, 0, 0],))
        order.action_invoice_milestones()
        self.assertEqual(sum(order.invoice_ids.mapped("amount_total")), 900)
        self.assertEqual(self._amounts(order, "drafted", "to_invoice"), ([0, 0, 155, 45], [0, 0, 0, 0]))

    def test_order_that_grows_after_all_was_invoiced_is_due_with_the_last(self):
        order = self._schedule(1000, {"share": 50}, {"share": 50})
        self._invoiced(order.credit_milestone_ids)
        order.order_line.filtered(lambda line: not line.is_downpayment).price_unit = 1100
        self.assertEqual(self._column(order, "state"), ["invoiced", "due"])
        self._invoiced(order.credit_milestone_ids[1])
        self.assertEqual(self._amounts(order, "planned", "invoiced", "to_invoice"), ([550, 550], [500, 600], [0, 0]))

    def test_credit_note_of_a_down_payment(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        invoice = self._invoiced(order.credit_milestone_ids[0])
        note = invoice._reverse_moves([{"invoice_date": self.today}])
        self.assertEqual(self._column(order, "state"), ["invoiced", "planned"], "a draft takes nothing back")
        note.action_post()
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice", "open"), ([0, 0], [300, 700], [0, 0]))
        self.assertEqual(self._column(order, "state"), ["due", "planned"])
        self._invoiced(order.credit_milestone_ids[0])
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice", "open"), ([300, 0], [0, 700], [300, 0]))

    def test_partial_credit_note_is_invoiced_with_the_next_milestone(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        invoice = self._invoiced(order.credit_milestone_ids[0])
        note = invoice._reverse_moves([{"invoice_date": self.today}])
        note.invoice_line_ids.filtered("sale_line_ids").price_unit = 50
        note.action_post()
        (invoice + note).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled).reconcile()
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice", "open", "paid"), (
            [250, 0], [0, 750], [250, 0], [0, 0]))

    def test_cancelled_order_asks_for_nothing_more(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        self._invoiced(order.credit_milestone_ids[0])
        order._action_cancel()
        self.assertEqual(self._column(order, "state"), ["invoiced", "planned"])
        self.assertEqual(self._amounts(order, "planned", "invoiced", "to_invoice"), ([0, 0], [300, 0], [0, 0]))
        with self.assertRaisesRegex(UserError, "confirm order"):
            order.credit_milestone_ids[1].action_invoice()

    def test_order_that_is_taken_up_again_after_it_was_cancelled_is_invoiced_as_planned(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        draft = self._invoiced(order.credit_milestone_ids[0], post=False)
        order._action_cancel()
        self.assertEqual((draft.state, self._column(order, "state")[0]), ("cancel", "planned"))
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self._column(order, "state"), ["due", "planned"])
        self._invoiced(order.credit_milestone_ids[0])
        self.assertEqual(self._amounts(order, "planned", "invoiced", "to_invoice"), ([300, 700], [300, 0], [0, 700]))

    def test_down_payment_of_a_cancelled_order_that_is_credited_leaves_nothing(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        invoice = self._invoiced(order.credit_milestone_ids[0])
        order._action_cancel()
        reversal = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"journal_id": invoice.journal_id.id})
        reversal.refund_moves()
        reversal.new_move_ids.action_post()
        self.assertEqual(self._amounts(order, "planned", "invoiced", "to_invoice"), ([0, 0], [0, 0], [0, 0]))

    def test_taxes_are_included_whatever_the_price_is(self):
        included = self.company_data["default_tax_sale"].copy({
            "name": "Included", "amount": 19, "price_include_override": "tax_included"})
        excluded = self.company_data["default_tax_sale"].copy({"name": "Excluded", "amount": 7})
        order = self._schedule(100, {"share": 33.33}, {"share": 33.33}, {"share": 33.34}, confirm=False)
        order.order_line.tax_ids = included
        order.order_line = [Command.create({
            "product_id": self.company_data["product_delivery_no"].id, "price_unit": 33.33, "tax_ids": excluded.ids})]
        order.action_confirm()
        self.assertEqual(order.amount_total, 135.66)
        invoices = self._invoiced(order.credit_milestone_ids)
        self.assertEqual(invoices.mapped("amount_total"), [45.22, 45.21, 45.23])
        self.assertEqual(self._amounts(order, "invoiced", "to_invoice"), ([45.22, 45.21, 45.23], [0, 0, 0]))

    def test_order_in_another_currency(self):
        currency = self.setup_other_currency("CAD", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Canada", "currency_id": currency.id})
        order = self._schedule(1000, *THIRTY_SEVENTY, confirm=False, pricelist_id=pricelist.id)
        order.order_line.price_unit = 1000
        order.action_confirm()
        invoice = self._invoiced(order.credit_milestone_ids[0])
        self.assertEqual((invoice.currency_id, invoice.amount_total), (currency, 300))
        self._pay(invoice, 100)
        self.assertEqual(self._amounts(order, "invoiced", "paid", "open", "to_invoice"), (
            [300, 0], [100, 0], [200, 0], [0, 700]))

    # Paid and late

    def test_partial_payment_and_late_amount(self):
        order = self._schedule(1000, {"share": 30}, {"share": 70})
        first, second = (self._invoiced(milestone, post=False) for milestone in order.credit_milestone_ids)
        first.write({"invoice_date": self._days(-20), "invoice_payment_term_id": False, "invoice_date_due": self._days(-5)})
        second.write({"invoice_date": self._days(-20), "invoice_payment_term_id": False, "invoice_date_due": self.today})
        (first + second).action_post()
        self._pay(first, 120)
        self.assertEqual(self._amounts(order, "invoiced", "paid", "open", "late"), (
            [300, 700], [120, 0], [180, 700], [180, 0]))
        self.assertEqual(self._column(order, "days_late"), [5, 0])
        self.assertEqual(self._column(order, "state"), ["invoiced", "invoiced"])
        self._pay(first)
        self.assertEqual(self._column(order, "state"), ["paid", "invoiced"])
        self.assertEqual(self._amounts(order, "paid", "late"), ([300, 0], [0, 0]))

    def test_state_follows_a_payment_at_once(self):
        order = self._schedule(1000, {"share": 100})
        invoice = self._invoiced(order.credit_milestone_ids)
        self.assertEqual(order.credit_milestone_ids.state, "invoiced")
        self._pay(invoice)
        self.assertEqual(order.credit_milestone_ids.state, "paid")

    def test_search_finds_what_the_screen_shows(self):
        order = self._schedule(1000, {"share": 30}, {"share": 30}, {"share": 20}, {"share": 20, "trigger": "acceptance"})
        self._pay(self._invoiced(order.credit_milestone_ids[0]))
        self._invoiced(order.credit_milestone_ids[1])
        milestones = order.credit_milestone_ids
        self.assertEqual(milestones.mapped("state"), ["paid", "invoiced", "due", "planned"])
        for milestone in milestones:
            self.assertEqual(
                milestones.search([("state", "=", milestone.state), ("order_id", "=", order.id)]), milestone, milestone.state)

    # What cannot be entered

    def test_shares_of_more_than_all_and_empty_or_negative_milestones_are_refused(self):
        order = self._schedule(1000, {"share": 60}, confirm=False)
        with self.assertRaisesRegex(ValidationError, "more than 100"):
            order.credit_milestone_ids = [Command.create({"share": 40.01})]
        for values in ({}, {"share": 0}, {"share": 10, "amount": 5}):
            with self.assertRaisesRegex(ValidationError, "either a share"), self.env.cr.savepoint():
                order.credit_milestone_ids = [Command.create(values)]
        for values in ({"share": -10}, {"amount": -10}, {"share": 10, "days": -1}, {"share": 101}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                order.credit_milestone_ids = [Command.create(values)]

    def test_shares_may_change_places_in_one_edit(self):
        order = self._schedule(1000, {"share": 30}, {"share": 70}, confirm=False)
        first, second = order.credit_milestone_ids
        order.credit_milestone_ids = [Command.update(first.id, {"share": 70}), Command.update(second.id, {"share": 30})]
        self.assertEqual(self._amounts(order, "planned"), ([700, 300],))

    def test_schedule_that_is_not_the_whole_order_says_so(self):
        order = self._schedule(1000, {"share": 30}, {"amount": 500}, confirm=False)
        self.assertIn("200.00 of the order is not in the payment schedule", order.credit_schedule_warning)
        order.credit_milestone_ids[1].amount = 800
        self.assertIn("exceeds the order by $ 100.00", order.credit_schedule_warning.replace("\xa0", " "))
        order.action_confirm()
        self.assertEqual(self._amounts(order, "to_invoice"), ([300, 700],))
        order.credit_milestone_ids[1].amount = 700
        self.assertFalse(order.credit_schedule_warning)

    def test_invoices_beyond_the_order_say_so(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        first = self._invoiced(order.credit_milestone_ids[0])
        second = self._invoiced(order.credit_milestone_ids[1], post=False)
        self.assertFalse(order.credit_schedule_warning)
        second.invoice_line_ids.filtered("sale_line_ids").price_unit = 750
        self.assertIn("exceed it by $ 50.00", order.credit_schedule_warning.replace("\xa0", " "))
        first._reverse_moves([{"invoice_date": self.today}]).action_post()
        self.assertFalse(order.credit_schedule_warning)

    def test_quotation_is_not_invoiced_and_invoiced_milestones_stay(self):
        order = self._schedule(1000, *THIRTY_SEVENTY, confirm=False)
        with self.assertRaisesRegex(UserError, "confirm order"):
            order.credit_milestone_ids[0].action_invoice()
        order.action_confirm()
        self._invoiced(order.credit_milestone_ids[0])
        with self.assertRaisesRegex(UserError, "has been invoiced"):
            order.credit_milestone_ids[0].unlink()
        order.credit_milestone_ids[1].unlink()

    def test_copy_has_the_schedule_and_nothing_that_happened(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        self._invoiced(order.credit_milestone_ids[0])
        order.action_accept_delivery()
        copy = order.copy()
        self.assertEqual(self._column(copy, "share"), [30, 70])
        self.assertEqual(self._amounts(copy, "invoiced", "to_invoice"), ([0, 0], [300, 700]))
        self.assertFalse(copy.credit_accepted_on)

    # Who

    def test_salesperson_plans_and_invoices_own_orders_only(self):
        salesperson = self._user("salesperson")
        order = self._schedule(1000, *THIRTY_SEVENTY, user_id=salesperson.id)
        other = self._schedule(1000, *THIRTY_SEVENTY)
        other.user_id = self.env.user
        Milestone = self.env["credit.payment.milestone"].with_user(salesperson)
        self.assertEqual(Milestone.search([("order_id", "in", (order + other).ids)]), order.credit_milestone_ids)
        order.with_user(salesperson).action_invoice_milestones()
        self.assertEqual(order.invoice_ids.amount_total, 300)
        with self.assertRaises(AccessError):
            other.with_user(salesperson).action_invoice_milestones()
        with self.assertRaises(AccessError):
            order.order_line.with_user(salesperson)[0].credit_milestone_id = order.credit_milestone_ids[0]
        with self.assertRaises(AccessError):
            order.credit_milestone_ids[0].with_user(salesperson).invoiced_amount = 5

    def test_viewer_reads_and_changes_nothing_and_the_portal_sees_nothing(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        viewer = self._user("viewer")
        self.assertEqual(order.credit_milestone_ids.with_user(viewer).mapped("state"), ["due", "planned"])
        with self.assertRaises(AccessError):
            order.credit_milestone_ids[0].with_user(viewer).share = 5
        portal = new_test_user(self.env, "credit_schedule_portal", groups="base.group_portal")
        order.message_subscribe(portal.partner_id.ids)
        with self.assertRaises(AccessError):
            order.with_user(portal).read(["credit_milestone_ids"])

    def test_other_company_sees_nothing(self):
        order = self._schedule(1000, *THIRTY_SEVENTY)
        company = self.setup_other_company()["company"]
        user = new_test_user(
            self.env, "credit_schedule_other", groups="credit_collection.credit_collection_group_viewer",
            company_id=company.id, company_ids=[Command.set(company.ids)])
        self.assertFalse(self.env["credit.payment.milestone"].with_user(user).search([("order_id", "=", order.id)]))

    def test_any_number_of_milestones_takes_the_same_queries(self):
        orders = [self._schedule(1000, *THIRTY_SEVENTY) for _number in range(6)]
        milestones = self.env["credit.payment.milestone"].concat(*(order.credit_milestone_ids for order in orders))
        self._invoiced(milestones.filtered(lambda milestone: milestone.trigger == "order"))
        counts = []
        for some in (milestones[:2], milestones):
            self._refresh()
            before = self.env.cr.sql_log_count
            some.mapped("state")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
