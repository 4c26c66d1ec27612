from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ...models.worklist import credit_my_day_columns
from .common import ContactCase


class DayCase(ContactCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.viewer = new_test_user(
            cls.env, "day_viewer", "credit_collection.credit_collection_group_viewer",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])
        cls.partners = cls.env["res.partner"].create([
            {"name": f"Debtor {index}", "email": f"debtor{index}@example.com"} for index in range(3)])
        cls.debtors = cls.partners._get_credit_profiles()
        cls.debtors.collector_id = cls.collector

    def _rank(self):
        self._refresh()
        self.env["credit.profile"].sudo().search([("company_id", "=", self.company.id)])._update_ranks(self.today)

    def _rows(self, user=None, state="todo"):
        """:return: the rows on the list of the user, in its order"""
        self._refresh()
        return self.env["credit.my.day"].with_user(user or self.collector).search(
            [("is_in_my_day", "=", True), ("day_state", "=", state)])

    def _list(self, user=None, state="todo"):
        """:return: the customers on the list of the user, in its order"""
        return self._rows(user, state).profile_id

    def _row(self, profile, user=None):
        """:return: the row of the customer, whether it is on the list or not"""
        return self.env["credit.my.day"].with_user(user or self.collector).search([("profile_id", "=", profile.id)])


@tagged("post_install", "-at_install")
class TestMyDay(DayCase):

    def test_customers_come_in_order_of_value_at_risk(self):
        for partner, amount in zip(self.partners, (200, 900, 500), strict=True):
            self._invoice(amount, -40, partner=partner)
        self._rank()
        self.assertEqual(self._list().ids, [self.debtors[index].id for index in (1, 2, 0)])
        first = self._rows()[0]
        self.assertEqual((first.day_amount, first.days_overdue, first.day_action), (900, 40, "Call"))
        self.assertIn("40 days overdue", first.day_reason)

    def test_customer_who_owes_nothing_is_not_on_the_list(self):
        self._invoice(100, 10, partner=self.partners[0])
        self._rank()
        self.assertFalse(self._list())
        self.assertFalse(self._row(self.debtors[0]).day_state)

    def test_customers_of_others_are_not_mine(self):
        self._invoice(100, -5, partner=self.partners[0])
        self.debtors[0].collector_id = self.other
        self._rank()
        self.assertFalse(self._list())
        self.assertEqual(self._list(self.other), self.debtors[0])

    def test_stand_in_sees_customers_of_the_absent_colleague(self):
        self._invoice(100, -5, partner=self.partners[0])
        self._rank()
        self.assertFalse(self._list(self.other))
        self.env["credit.absence"].create({
            "user_id": self.collector.id, "substitute_id": self.other.id, "date_to": self.today})
        self.assertEqual(self._list(self.other), self.debtors[0])

    def test_customer_with_my_task_is_mine(self):
        self.debtors[0]._plan_contact(self.today, "Ask for the card", self.other, self.today)
        self.assertEqual(self._list(self.other), self.debtors[0])
        self.assertIn("planned for today", self._row(self.debtors[0]).day_reason)

    def test_contacted_customer_leaves_the_list(self):
        self._invoice(100, -5, partner=self.partners[0])
        self._rank()
        self._log(self.debtors[0]).action_log()
        self.assertFalse(self._list())
        self.assertEqual(self._list(state="done"), self.debtors[0])
        self.assertEqual(self._row(self.debtors[0]).day_contact_date, self.today)
        self.assertEqual(self._row(self.debtors[0]).day_contact_outcome, self._code("reached").name)

    def test_next_step_on_a_later_day_takes_him_off_the_list_until_then(self):
        self._invoice(100, -5, partner=self.partners[0])
        self._rank()
        self.debtors[0]._plan_contact(self._days(2), "Call again", self.collector, self.today)
        self.assertFalse(self._list())
        self.debtors[0].followup_ids.sudo().date = self.today
        self.assertEqual(self._list(), self.debtors[0])

    def test_task_of_today_comes_before_a_snooze(self):
        self._invoice(100, -5, partner=self.partners[0])
        self._rank()
        self.debtors[0].write({"snooze_until": self.today, "snooze_reason": "Holiday"})
        self.assertFalse(self._list())
        self.debtors[0]._plan_contact(self.today, "Call", self.collector, self.today)
        self.assertEqual(self._list(), self.debtors[0])

    def test_log_of_the_day_does_the_planned_call(self):
        call = self.debtors[0]._plan_contact(self.today, "Call", self.collector, self.today)
        action = self._row(self.debtors[0]).action_log_day_contact()
        self.assertEqual(action["context"]["default_followup_id"], call.id)
        self._log(self.debtors[0], followup_id=call.id).action_log()
        self.assertEqual(call.state, "done")
        self.assertFalse(self._list())

    def test_paid_customer_is_gone_when_the_day_is_opened(self):
        move = self._invoice(100, -5, partner=self.partners[0])
        self._rank()
        self._pay(move)
        self._refresh()
        self.env["credit.my.day"].with_user(self.collector).action_my_day()
        self.assertFalse(self._list())

    def test_amount_is_net_of_credits_promises_and_disputes(self):
        self._invoice(1000, -20, partner=self.partners[0])
        self._invoice(300, -5, partner=self.partners[0], move_type="out_refund")
        disputed = self._invoice(500, -20, partner=self.partners[0])
        self.env["credit.dispute"].create({
            "move_id": disputed.id, "amount": 200,
            "reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id}).action_open()
        self._refresh()
        self.assertEqual(self._row(self.debtors[0]).day_amount, 1000)

    def test_next_customer_follows_the_rank_and_begins_again(self):
        for partner, amount in zip(self.partners, (200, 900, 500), strict=True):
            self._invoice(amount, -40, partner=partner)
        self._rank()
        order = self._rows()
        for current, following in zip(order, order[1:] | order[:1], strict=True):
            action = current.action_next_customer()
            self.assertEqual(action["params"]["resId"], following.id)
        for profile in order.profile_id:
            self._log(profile).action_log()
        self.assertEqual(order[0].action_next_customer()["res_model"], "credit.my.day")
        self.assertNotIn("res_id", {key for key, value in order[0].action_next_customer().items() if value})

    def test_list_is_filtered_sorted_and_grouped_by_figures_of_the_customer(self):
        for partner, amount, due in zip(self.partners, (200, 900, 500), (-10, -40, -60), strict=True):
            self._invoice(amount, due, partner=partner)
        self._rank()
        Day = self.env["credit.my.day"].with_user(self.collector)
        mine = [("is_in_my_day", "=", True)]
        late = Day.search([*mine, ("days_overdue", ">", 30)], order="days_overdue desc")
        self.assertEqual(late.profile_id, self.debtors[2] | self.debtors[1])
        self.assertEqual(late.profile_id.ids, [self.debtors[2].id, self.debtors[1].id])
        groups = Day.formatted_read_group(
            [*mine, ("partner_id", "in", self.partners.ids)], ["collector_id"], ["__count", "value_at_risk:sum"])
        self.assertEqual([(group["collector_id"][0], group["__count"]) for group in groups], [(self.collector.id, 3)])
        at_risk = sum(self.env["credit.rank"]._of(self.debtors).mapped("value_at_risk"))
        self.assertAlmostEqual(groups[0]["value_at_risk:sum"], at_risk, 2)

    def test_actions_on_customers_act_on_the_rows_chosen(self):
        self._invoice(100, -5, partner=self.partners[0])
        self._rank()
        rows = self._rows()
        chosen = {"active_model": rows._name, "active_ids": rows.ids, "active_id": rows.id}

        def run(name):
            action = self.env.ref(f"credit_collection.credit_my_day_action_{name}")
            return action.with_user(self.collector).with_context(**chosen).run()

        run("review")
        self.assertEqual(self.debtors.review_ids.profile_id, self.debtors[0])
        self.assertEqual(run("statements")["context"]["default_profile_ids"], [Command.set(self.debtors[0].ids)])
        self.assertEqual(run("print_statement")["context"]["active_ids"], self.debtors[0].ids)
        self.assertIn(str(self.debtors[0].id), run("overdue_workbook")["url"])

    def test_viewer_looks_and_does_nothing(self):
        row = self._row(self.debtors[0], self.viewer)
        self.assertFalse(row.day_state)
        for button in (
            "action_log_day_contact", "action_promise_today", "action_followup_here", "action_write_mail", "action_dispute",
            "action_snooze", "action_next_customer",
        ):
            with self.subTest(button=button), self.assertRaises(AccessError):
                getattr(row, button)()

    def test_salesperson_has_no_day(self):
        salesperson = new_test_user(self.env, "day_sales", "sales_team.group_sale_salesman", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["credit.my.day"].with_user(salesperson).action_my_day()

    def test_second_company_sees_neither_customers_nor_events(self):
        self._invoice(100, -5, partner=self.partners[0])
        self._rank()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "day_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        self.debtors[0].sudo().collector_id = stranger
        self.assertFalse(self._list(stranger))
        self.assertFalse(self.env["credit.timeline"].with_user(stranger).search([("profile_id", "=", self.debtors[0].id)]))

    def test_list_takes_as_many_queries_for_many_customers_as_for_one(self):
        partners = self.env["res.partner"].create([{"name": f"Crowd {index}", "phone": "1"} for index in range(100)])
        self._invoices([(100, -5, partner) for partner in partners[:20]])
        profiles = partners._get_credit_profiles()
        profiles.collector_id = self.collector
        self._rank()
        for profile in profiles[:20]:
            self._log(profile).action_log()
        names = (
            "value_at_risk", "day_reason", "day_action", "day_amount", "days_overdue", "followup_level_id", "day_state",
            "day_contact_date", "day_contact_outcome", "day_promise_date", "alert_severity", "stand_in_id",
        )
        counts = []
        rows = self.env["credit.my.day"].search([("profile_id", "in", profiles.ids)])
        for batch in (rows[:1], rows[:1], rows):
            self._refresh()
            before = self.env.cr.sql_log_count
            batch.with_user(self.collector).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestCallSheet(DayCase):

    def test_dispute_of_a_chosen_invoice(self):
        move = self._invoice(500, -5, partner=self.partners[0])
        action = self._row(self.debtors[0]).action_dispute()
        form = Form(self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"]))
        form.move_id = move
        self.assertEqual(form.amount, 500)
        form.amount = 120
        form.reason_id = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        form.save().action_open_dispute()
        self.assertRecordValues(self.debtors[0].dispute_ids, [{"state": "open", "amount": 120, "move_id": move.id}])
        self._refresh()
        self.assertEqual(self._row(self.debtors[0]).day_amount, 380)

    def test_snooze_needs_a_day_that_has_not_passed(self):
        snooze = self.env["credit.profile.snooze"].with_user(self.collector)
        with self.assertRaises(ValidationError):
            snooze.create({
                "profile_id": self.debtors[0].id, "until": self._days(-1), "reason": "Late"}).action_snooze()
        snooze.create({"profile_id": self.debtors[0].id, "until": self.today, "reason": "Asked for it"}).action_snooze()
        self.assertRecordValues(self.debtors[0], [{"snooze_until": self.today, "snooze_reason": "Asked for it"}])

    def test_mail_needs_an_address(self):
        row = self._row(self.debtors[0])
        self.assertEqual(row.action_write_mail()["context"]["default_partner_ids"], self.partners[0].ids)
        self.partners[0].email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            row.action_write_mail()

    def test_follow_up_stays_on_the_page(self):
        self._invoice(500, -20, partner=self.partners[0])
        action = self._row(self.debtors[0]).action_followup_here()
        wizard = self.env["credit.followup.now"].with_user(self.collector).create({"profile_id": self.debtors[0].id})
        self.assertEqual(wizard.action_confirm_here()["params"]["next"]["type"], "ir.actions.act_window_close")
        self.assertIn("action_confirm_here", self.env["ir.ui.view"].browse(action["views"][0][0]).get_combined_arch())
        self.assertIn("sent", self.debtors[0].followup_ids.mapped("state"))

    def test_phone_numbers_are_links_and_escaped(self):
        self.customer.phone = "+1 555 <b>0100"
        self.contact.write({"phone": "+1 555 0199", "function": "Accounts payable"})
        html = self._row(self.profile).phone_list
        self.assertIn('href="tel:+1 555 0199"', html)
        self.assertIn("Accounts payable", html)
        self.assertNotIn("<b>", html)

    def test_script_of_the_level(self):
        plan = self.profile.effective_followup_plan_id
        self.assertTrue(plan.level_ids)
        plan.level_ids.call_script = False
        plan.level_ids[-1].call_script = "<p>Ask for the date of the transfer.</p>"
        self._refresh()
        self.assertIn("Ask for the date", self._row(self.profile).call_script)


@tagged("post_install", "-at_install")
class TestOverview(DayCase):

    def test_ages_and_credits_add_up_to_the_receivables(self):
        for amount, due in ((1000, 10), (100, 0), (200, -1), (300, -30), (400, -31), (500, -90), (600, -91)):
            self._invoice(amount, due)
        self._invoice(150, -5, move_type="out_refund")
        self._refresh()
        aging = self.profile._get_aging(self.today)[self.profile.id]
        self.assertEqual(aging, {"not_due": 1100, "buckets": [500, 400, 500, 600], "credits": -150, "total": 2950})
        self.assertEqual(aging["total"], self.profile.exposure_receivable)
        self.assertEqual(aging["total"] - aging["not_due"], self.profile.overdue_amount)
        bar = self.profile.aging_bar
        self.assertEqual([part["amount"] for part in bar["parts"]], [1100, 500, 400, 500, 600])
        self.assertEqual([row["amount"] for row in bar["rows"]], [-150, 2950], "open credits, receivables")

    def test_foreign_currency_counts_in_that_of_the_company(self):
        foreign = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self._invoice(100, -5)
        self._invoice(300, -5, currency_id=foreign.id)
        self._refresh()
        self.assertEqual(self.profile._get_aging(self.today)[self.profile.id]["buckets"][0], 250)
        self.assertEqual(self.profile.exposure_receivable, 250)
        self.assertIn(foreign.format(300), self._row(self.profile).open_item_totals)
        self.assertIn(self.profile.currency_id.format(100), self._row(self.profile).open_item_totals)

    def test_call_sheet_lists_the_oldest_items_and_latest_events_and_sums_all(self):
        foreign = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        moves = [self._invoice(amount, due, currency_id=currency.id) for amount, due, currency in (
            (30, -5, self.profile.currency_id), (400, -50, foreign), (5, -70, self.profile.currency_id))]
        self._refresh()
        row = self._row(self.profile)
        self.assertEqual(row.open_item_ids.move_id.ids, [moves[2].id, moves[1].id, moves[0].id])
        self.assertFalse(row.has_more_items or row.has_more_events)
        self.assertEqual(row.open_item_totals, f"{self.profile.currency_id.format(35)}  ·  {foreign.format(400)}")
        self._refresh()
        with patch.object(credit_my_day_columns, "SHOWN", 2):
            row = self._row(self.profile)
            self.assertEqual(row.open_item_ids.move_id.ids, [moves[2].id, moves[1].id])
            self.assertEqual(row.timeline_ids.mapped("reference"), [moves[0].name, moves[1].name])
            self.assertTrue(row.has_more_items and row.has_more_events)
            self.assertEqual(row.open_item_totals, f"{self.profile.currency_id.format(35)}  ·  {foreign.format(400)}")
        for action in (row.action_view_open_items(), row.action_view_timeline()):
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 3)

    def test_call_sheet_of_several_customers_keeps_their_items_apart(self):
        moves = [self._invoice(100 * number, -number, partner=partner) for number, partner in enumerate(self.partners, start=1)]
        self._refresh()
        rows = self.env["credit.my.day"].search([("profile_id", "in", self.debtors.ids)], order="id")
        self.assertEqual([row.open_item_ids.move_id for row in rows], moves)
        self.assertEqual([row.day_amount for row in rows], [100, 200, 300])

    def test_totals_leave_out_what_the_user_may_not_see(self):
        self._invoice(100, -5)
        self._book_in_branch(40, -5)
        self._refresh()
        user = self.viewer
        self.assertEqual(self._row(self.profile, user).open_item_totals, self.profile.currency_id.format(100))
        self.assertEqual(len(self._row(self.profile, user).open_item_ids), 1)

    def test_parts_of_the_exposure_add_up(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 5000})
        self._invoice(1000, -5)
        self._invoice(200, 5, post=False)
        self._order(300).action_confirm()
        self._refresh()
        parts = self.profile._get_exposure_parts()
        self.assertEqual(sum(amount for _label, amount, _color in parts[:-1]), self.profile.exposure_total)
        self.assertEqual(parts[-1][:2], ("Available", self.profile.available_credit))
        self.profile.credit_limit = 800
        self._refresh()
        self.assertEqual(self.profile._get_exposure_parts()[-1], ("Over the limit", 700, None))
        self.profile.limit_mode = "unlimited"
        self._refresh()
        self.assertNotIn("Available", [part["label"] for part in self.profile.exposure_bar["parts"]])

    def test_part_that_is_not_counted_is_not_shown(self):
        self.company.credit_count_draft = False
        self._invoice(200, 5, post=False)
        self._refresh()
        self.assertNotIn("Draft Invoices", [part["label"] for part in self.profile.exposure_bar["parts"]])
        self.company.credit_count_draft = True
        self._refresh()
        self.assertIn("Draft Invoices", [part["label"] for part in self.profile.exposure_bar["parts"]])

    def test_parts_open_what_is_behind_them(self):
        for amount, due in ((100, 5), (200, -10), (300, -30), (400, -31)):
            self._invoice(amount, due)
        self._invoice(50, -10, move_type="out_refund")
        self._refresh()
        profile = self.profile.with_user(self._user("viewer"))
        for bar in (profile.aging_bar, profile.exposure_bar):
            for part in bar["parts"]:
                if part["method"] and part["amount"]:
                    action = getattr(profile, part["method"])(*filter(None, [part["argument"]]))
                    items = self.env[action["res_model"]].search(action["domain"])
                    self.assertEqual(sum(items.mapped("residual")), part["amount"], part["label"])
        self.assertEqual([part["amount"] for part in profile.aging_bar["parts"]], [100, 500, 400, 0, 0])

    def test_customer_without_anything(self):
        self.assertEqual([part["width"] for part in self.profile.aging_bar["parts"]], [0] * 5)
        self.assertTrue(self.profile.exposure_bar["parts"])


@tagged("post_install", "-at_install")
class TestTimeline(DayCase):

    def _events(self, profile=None):
        self._refresh()
        return self.env["credit.timeline"].with_user(self.collector).search(
            [("profile_id", "=", (profile or self.profile).id)])

    def test_all_that_happened_comes_in_one_list_by_date(self):
        move = self._invoice(1000, -20)
        self._invoice(50, -20, move_type="out_refund", partner=self.contact)
        self._pay(move, 300, date=self._days(-3))
        self._log(note="Will call back").action_log()
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(move).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 700})]})
        promise.action_open()
        self.profile.write({"limit_mode": "limited", "credit_limit": 10})
        order = self._order(400)
        order.action_confirm()
        self.profile.action_request_review()
        events = self._events()
        dates = events.mapped("date")
        self.assertEqual(dates, sorted(dates, reverse=True))
        amounts = {event.kind: event.amount for event in events}
        self.assertEqual(
            {kind: amounts.get(kind) for kind in ("invoice", "refund", "payment", "promise", "hold")},
            {"invoice": 1000, "refund": -50, "payment": 300, "promise": 700, "hold": 400})
        self.assertEqual(set(amounts), {"invoice", "refund", "payment", "call", "promise", "hold", "review"})
        call = events.filtered(lambda event: event.kind == "call")
        self.assertRecordValues(call, [{"text": "Will call back", "state_label": "Reached", "user_id": self.collector.id}])
        self.assertEqual(events.filtered(lambda event: event.kind == "invoice").reference, move.name)
        self.assertEqual(len(set(events.ids)), len(events))

    def test_invoices_less_payments_are_the_receivables(self):
        move = self._invoice(1000, -20)
        self._invoice(80, -20, move_type="out_refund")
        self._pay(move, 250)
        self._invoice(70, 3, post=False)
        events = self._events()
        self.assertEqual(
            sum(-event.amount if event.kind == "payment" else event.amount for event in events),
            self.profile.exposure_receivable)

    def test_dispute_and_its_end_are_two_events(self):
        move = self._invoice(500, -5)
        dispute = self.env["credit.dispute"].create({
            "move_id": move.id, "amount": 200,
            "reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id})
        self.assertNotIn("dispute", self._events().mapped("kind"))
        dispute.action_open()
        dispute.action_reject()
        events = self._events().filtered(lambda event: event.res_model == "credit.dispute")
        self.assertEqual({event.kind: event.state_label for event in events}, {"dispute": "Open", "dispute_end": "Rejected"})

    def test_event_opens_its_document(self):
        move = self._invoice(500, -5)
        action = self._events().action_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", move.id))

    def test_as_many_queries_for_many_events_as_for_one(self):
        self._invoice(1, -1)
        self._log().action_log()
        counts = []
        for count in (0, 0, 30):
            self._invoices([(index + 1, -index, self.customer) for index in range(count)])
            for _number in range(min(count, 5)):
                self._log().action_log()
            self._refresh()
            before = self.env.cr.sql_log_count
            self._row(self.profile).timeline_ids.read(
                ["date", "kind", "reference", "amount", "state_label", "text", "user_id"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])
