"""Ways in which a hold was too easy to get around, too strict, or left too little behind."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from ..base.common import GROUP, CreditCommon


@tagged("post_install", "-at_install")
class TestHoldGaps(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})

    def _user(self, login, group):
        return new_test_user(
            self.env, login, groups=group, company_id=self.company.id, company_ids=[Command.set(self.company.ids)])

    def _get_check(self, order):
        self._refresh()
        return order._get_credit_checks(self.today)[order.id]

    def _held(self, amount=5000, **vals):
        order = self._order(amount, **vals)
        order.action_confirm()
        self._refresh()
        self.assertEqual(order.credit_state, "held")
        return order

    # What a decision leaves behind

    def test_decision_keeps_the_coded_reason_beside_the_free_note(self):
        reason = self.env["credit.reason"].create({"name": "Guarantee", "kind": "decision"})
        for decision, state in (("release", "released"), ("refuse", "refused")):
            hold = self._held().credit_hold_id
            self.env["credit.hold.decide"].create({
                "hold_ids": [Command.set(hold.ids)], "decision": decision, "reason_id": reason.id, "note": "Bank of Ghent",
            }).action_apply()
            self.assertRecordValues(hold, [{
                "state": state, "decision_reason_id": reason.id, "decision_reason": "Guarantee: Bank of Ghent"}])

    def test_warning_is_noted_on_the_order(self):
        self.company.credit_order_policy = "warn"
        orders = self._order(5000) | self._order(10)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "sale"])
        for order in orders:
            self.assertEqual(order.credit_state, "warned")
            note = order.message_ids.filtered(lambda message: "in spite of a credit warning" in (message.body or ""))
            self.assertIn("Over the credit limit", note.body)
            self.assertTrue(note.is_internal, "not for the customer")
        clear = self._order(10, partner=self.env["res.partner"].create({"name": "Good"}))
        clear.action_confirm()
        self.assertNotIn("warning", "".join(clear.message_ids.mapped("body")))

    def test_confirmed_order_that_grows_under_a_warning_is_noted_too(self):
        self.company.credit_order_policy = "warn"
        order = self._order(500)
        order.action_confirm()
        self.assertEqual(order.credit_state, "clear")
        order.order_line.price_unit = 2000
        self.assertEqual(order.credit_state, "warned")
        self.assertIn("in spite of a credit warning", order.message_ids[0].body)

    def test_question_to_the_salesperson_leaves_the_hold_waiting(self):
        salesperson = self._user("gap_sales", "sales_team.group_sale_salesman")
        manager = self._user("gap_manager", GROUP % "manager")
        order = self._held(user_id=salesperson.id)
        hold = order.credit_hold_id.with_user(manager)
        action = hold.action_ask()
        self.env["credit.hold.decide"].with_user(manager).with_context(**action["context"]).create({
            "question": "Is there a guarantee?"}).action_apply()
        self.assertEqual(hold.state, "pending")
        activity = order.activity_ids.filtered(lambda activity: activity.user_id == salesperson)
        self.assertIn("Is there a guarantee?", activity.summary)
        self.assertIn("Is there a guarantee?", order.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "your question"):
            hold._ask_sales(" ")
        with self.assertRaises(AccessError):
            order.credit_hold_id.with_user(self._user("gap_collector", GROUP % "collector")).action_ask()
        hold._release("Guarantee received")
        with self.assertRaisesRegex(UserError, "already been decided"):
            hold._ask_sales("Too late?")

    def test_deleted_quotation_leaves_its_holds_with_its_number(self):
        salesperson = self._user("gap_sales", "sales_team.group_sale_manager")
        refused, waiting = self._held(user_id=salesperson.id), self._held(user_id=salesperson.id)
        refused.credit_hold_id._refuse("Too risky")
        holds, names = refused.credit_hold_id | waiting.credit_hold_id, [refused.name, waiting.name]
        (refused | waiting).with_user(salesperson).unlink()
        self._refresh()
        self.assertRecordValues(holds, [
            {"state": "refused", "order_id": False, "order_name": names[0], "salesperson_id": salesperson.id},
            {"state": "expired", "order_id": False, "order_name": names[1], "salesperson_id": salesperson.id},
        ])
        self.assertIn(names[0], holds[0].display_name)
        self.assertIn("was deleted", holds[0].message_ids[0].body)
        self.assertFalse(holds.activity_ids, "nothing is left to decide")
        self.profile.credit_limit = 9000
        self.env["credit.hold"]._reevaluate_partners(self.customer.ids)
        self.assertEqual(holds.mapped("state"), ["refused", "expired"])

    def test_invoice_with_a_dispute_is_not_deleted(self):
        invoice = self._invoice(500, due=-10)
        dispute = self._dispute(invoice, 500)
        invoice.button_draft()
        with self.assertRaisesRegex(UserError, "evidence"):
            invoice.unlink()
        self.assertTrue(dispute.exists())

    # What is too small, or not owed at all, holds nothing

    def _dispute(self, invoice, amount):
        dispute = self.env["credit.dispute"].create({
            "move_id": invoice.id, "amount": amount,
            "reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id})
        dispute.action_open()
        return dispute

    def test_rest_of_a_few_cents_holds_no_order_however_old(self):
        self.company.credit_min_overdue = 1.0
        self._invoice(0.01, due=-400)
        order = self._order(10)
        self.assertEqual(self._get_check(order).verdict.state, "clear")
        self._invoice(0.99, due=-400)
        self.assertEqual(self._get_check(order).verdict.state, "clear", "together exactly the smallest amount")
        self._invoice(1.01, due=-400)
        check = self._get_check(order)
        self.assertEqual(check.verdict.reasons, ("overdue",))
        self.assertAlmostEqual(check.get_figures()["overdue_amount"], 2.01)

    def test_age_counts_from_the_oldest_item_that_matters(self):
        self._invoice(0.50, due=-400)
        self._invoice(500, due=-5)
        order = self._order(10)
        self.assertEqual(self._get_check(order).verdict.reasons, (), "5 days are tolerated")
        self.company.credit_max_overdue_days = 4
        check = self._get_check(order)
        self.assertEqual((check.verdict.reasons, check.get_figures()["days_overdue"]), (("overdue",), 5))

    def test_disputed_part_is_not_overdue_for_orders(self):
        invoice = self._invoice(500, due=-90)
        order = self._order(10)
        self.assertEqual(self._get_check(order).verdict.reasons, ("overdue",))
        dispute = self._dispute(invoice, 500)
        self.assertEqual(self._get_check(order).verdict.reasons, ())
        self.company.credit_count_disputed = True
        self.assertEqual(self._get_check(order).verdict.reasons, ("overdue",))
        self.company.credit_count_disputed = False
        dispute.action_reject()
        self.assertEqual(self._get_check(order).verdict.reasons, ("overdue",))

    def test_rest_beside_the_disputed_part_is_overdue(self):
        self._dispute(self._invoice(500, due=-90), 400)
        check = self._get_check(self._order(10))
        self.assertEqual(check.verdict.reasons, ("overdue",))
        self.assertEqual(check.get_figures()["overdue_amount"], 100)

    def test_credit_covers_what_is_overdue_beside_a_dispute(self):
        self._dispute(self._invoice(500, due=-90), 400)
        self._invoice(100, due=-10, move_type="out_refund")
        self.assertEqual(self._get_check(self._order(10)).verdict.reasons, ())

    def test_closer_look_costs_one_query_for_any_number_of_customers(self):
        def count(number):
            partners = self.env["res.partner"].create([{"name": f"Late {index}"} for index in range(number)])
            self._invoices([(100, -90, partner) for partner in partners])
            orders = self.env["sale.order"].concat(*(self._order(10, partner=partner) for partner in partners))
            partners._get_credit_profiles()
            self._refresh()
            orders.fetch(["name"])
            before = self.env.cr.sql_log_count
            checks = orders._get_credit_checks(self.today)
            self.assertEqual({check.verdict.reasons for check in checks.values()}, {("overdue",)})
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(1), count(12))

    # Who else is on hold

    def test_another_payer_does_not_lift_the_forced_hold_of_the_customer(self):
        affiliate = self.env["res.partner"].create({"name": "Affiliate", "is_company": True})
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        order = self._held(10, partner_invoice_id=affiliate.id)
        hold = order.credit_hold_id
        self.assertEqual(hold.profile_id.partner_id, affiliate)
        self.assertEqual(hold.reason_ids.mapped("code"), ["forced_hold"])
        self.assertIn("Careful Customer: Cheque returned", hold.explanation)
        self.assertIn("Careful Customer: Cheque returned", order.credit_explanation)
        self.profile.on_hold = False
        self.assertEqual(hold.state, "cleared", "at once, though another customer pays")

    def test_confirmed_order_moved_to_another_payer_keeps_the_forced_hold_in_force(self):
        affiliate = self.env["res.partner"].create({"name": "Affiliate", "is_company": True})
        order = self._order(10)
        order.action_confirm()
        self.profile.write({"on_hold": True, "hold_reason": "Cheque returned"})
        order.partner_invoice_id = affiliate
        self.assertEqual(order.credit_state, "held")

    def test_payer_without_hold_is_judged_on_his_own_limit(self):
        affiliate = self.env["res.partner"].create({"name": "Affiliate", "is_company": True})
        order = self._order(5000, partner_invoice_id=affiliate.id)
        order.action_confirm()
        self.assertEqual(order.state, "sale", "the limit of who orders is not used")

    # What nobody writes by hand, nor copies

    def test_company_of_promises_holds_and_reviews_cannot_be_written(self):
        other = self.setup_other_company()["company"]
        promise = self.env["credit.promise"].create({"profile_id": self.profile.id})
        review = self.env["credit.review"].create({"profile_id": self.profile.id})
        for record in (promise, review, self._held().credit_hold_id):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.write({"company_id": other.id})
            self.assertEqual(record.company_id, self.company)

    def test_viewer_exports_the_follow_ups(self):
        viewer = self._user("gap_viewer", f"{GROUP % 'viewer'},base.group_allow_export")
        for model in ("credit.followup", "credit.promise"):
            Model = self.env[model].with_user(viewer)
            names = [
                name for name, field in Model.fields_get(attributes=["exportable", "type"]).items()
                if field.get("exportable", True) and field["type"] not in ("one2many", "many2many")]
            self.assertFalse({"mail_id", "activity_id"} & set(names))
            self._invoice(500, due=-60)
            Model.search([], limit=5).export_data(names)

    def test_follow_up_with_its_mail_is_exported_by_a_viewer(self):
        viewer = self._user("gap_viewer", f"{GROUP % 'viewer'},base.group_allow_export")
        self._invoice(500, due=-60)
        followups = self.profile._run_followups(self.today)
        self.assertTrue(followups.mail_id)
        names = [
            name for name, field in followups.with_user(viewer).fields_get(attributes=["exportable", "type"]).items()
            if field.get("exportable", True) and field["type"] not in ("one2many", "many2many")]
        self.assertTrue(followups.with_user(viewer).export_data(names)["datas"])

    def test_duplicates_never_end_in_a_database_error(self):
        rating = self.env.ref("credit_collection.credit_rating_a").copy()
        self.assertEqual((rating.code, rating.name), ("A (copy)", f"{rating.name}"))
        self.assertFalse(self.env["credit.criterion"].search([], limit=1).copy().active)
        self.assertFalse(self.env["credit.reason"].search([("code", "!=", False)], limit=1).copy().code)
        with self.assertRaisesRegex(UserError, "cannot be duplicated"):
            self.profile.copy()


@tagged("post_install", "-at_install")
class TestSharedPayment(AccountPaymentCommon, CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.limit_mode = "no_credit"
        cls.currency = cls.company.currency_id
        cls.partner = cls.customer

    def test_payment_of_two_orders_prepays_each_only_once(self):
        first, second = self._order(500), self._order(400)
        self.amount = 500
        self._create_transaction(
            flow="redirect", sale_order_ids=[Command.set((first | second).ids)], state="done", reference="Both")
        (first | second).action_confirm()
        self.assertEqual((first.state, second.state), ("sale", "draft"))
        self.assertEqual(second.credit_hold_id.prepaid_amount, 0)

    def test_payment_that_covers_both_orders_prepays_both(self):
        first, second = self._order(500), self._order(400)
        self.amount = 900
        self._create_transaction(
            flow="redirect", sale_order_ids=[Command.set((first | second).ids)], state="done", reference="Both")
        (first | second).action_confirm()
        self.assertEqual((first.state, second.state), ("sale", "sale"))

    def test_cancelled_order_leaves_its_share_to_the_other(self):
        first, second = self._order(500), self._order(400)
        first._action_cancel()
        self.amount = 400
        self._create_transaction(
            flow="redirect", sale_order_ids=[Command.set((first | second).ids)], state="done", reference="Both")
        second.action_confirm()
        self.assertEqual(second.state, "sale")
