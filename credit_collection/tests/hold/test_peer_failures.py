"""How other credit add-ons, and Odoo itself, fail at holding orders: each case here is one that they get wrong.

The figures of the exposure itself (mixed currencies, branches, third-party payers, goods invoiced on delivery) are tested in
files of their own.
"""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestPeersHolds(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 100.0})
        cls.salesperson = new_test_user(
            cls.env, "peers_sales", groups="sales_team.group_sale_salesman_all_leads", company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])

    def _confirm(self, orders, user=None):
        orders.with_user(user or self.env.user).action_confirm()
        self._refresh()
        return orders.mapped("credit_state")

    def test_confirmation_itself_looks_at_the_credit(self):
        """Core shows a banner and confirms all the same."""
        order = self._order(100.01)
        self.assertEqual(self._confirm(order), ["held"])
        self.assertEqual(order.state, "draft")

    def test_second_order_counts_the_first_one_that_is_not_invoiced(self):
        """Core counts nothing of goods that are invoiced on delivery: 90 and 90 pass on a limit of 100."""
        self.assertEqual(self._confirm(self._order(90) | self._order(90)), ["clear", "held"])

    def test_no_credit_is_no_limit_of_zero(self):
        """In core zero means unlimited, so that nobody can be set to cash only."""
        order = self._order(0.01)
        self.profile.limit_mode = "no_credit"
        self.assertEqual(self._confirm(order), ["held"])
        self.profile.write({"limit_mode": "unlimited", "credit_limit": 0})
        self.assertEqual(self._confirm(self._order(1e6)), ["clear"])

    def test_limit_of_zero_allows_nothing_on_every_screen(self):
        """A peer takes zero as unlimited on the contact and refuses every order: two rules, two answers."""
        self.profile.write({"limit_mode": "limited", "credit_limit": 0})
        order = self._order(1)
        self.assertEqual(self._confirm(order), ["held"])
        self.assertEqual((self.profile.effective_limit, self.profile.available_credit), (0, 0))
        self.assertIn("limit $\xa00.00", order.credit_explanation)

    def test_each_instalment_is_overdue_on_its_own_day(self):
        """Core takes the last due date of an invoice: half of it may be overdue for months unseen."""
        self.profile.credit_limit = 10000
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
            Command.create({"value": "percent", "value_amount": 50, "nb_days": 150})]})
        self._invoice(1000, due=0, invoice_date=self._days(-90), invoice_date_due=False, invoice_payment_term_id=term.id)
        order = self._order(10)
        self.assertEqual(self._confirm(order), ["held"])
        self.assertRecordValues(order.credit_hold_id, [{"overdue_amount": 500.0, "days_overdue": 60}])

    def test_dispute_does_not_mark_a_paid_invoice(self):
        """Core's «blocked» sticks to an invoice after it is paid; a dispute ends with what it was about."""
        self.profile.credit_limit = 10000
        invoice = self._invoice(1000, due=-90)
        dispute = self.env["credit.dispute"].create({
            "move_id": invoice.id, "amount": 1000,
            "reason_id": self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id})
        dispute.action_open()
        self._pay(invoice)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(self._confirm(self._order(10)), ["clear"])

    def test_policy_of_one_company_leaves_the_others_alone(self):
        """A peer keeps its switches and part limits once for all companies."""
        other = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.company.currency_id.id})
        self.company.credit_count_orders = False
        elsewhere = self.customer._get_credit_profiles(other)
        elsewhere.write({"limit_mode": "limited", "credit_limit": 7})
        self.assertTrue(other.credit_count_orders)
        self.assertEqual((self.profile.credit_limit, elsewhere.credit_limit), (100.0, 7.0))

    def test_everything_counts_unless_it_is_switched_off(self):
        """A peer's parts of the exposure are all off at first: who sets a limit and goes is not protected."""
        for make in (
            lambda: self._invoice(1000, due=10),
            lambda: self._invoice(1000, due=10, post=False),
        ):
            document = make()
            self.assertEqual(self._confirm(self._order(1)), ["held"], document.state)
            if document.state == "draft":
                document.unlink()
            else:
                self._pay(document)

    def test_caller_that_ignores_the_result_holds_all_the_same(self):
        """A peer returns a window: portal, shop and jobs ignore it, the order stays open and nobody is told."""
        order = self._order(5000, user_id=self.salesperson.id)
        self._confirm(order, self.salesperson)
        self.assertEqual(order.credit_state, "held")
        self.assertTrue(order.credit_hold_id.activity_ids, "somebody has it on the list")
        self.assertIn("Held by the credit check", order.message_ids[0].body)

    def test_sales_rights_do_not_release_in_any_way(self):
        """A peer's «managers only» is an attribute of a view: its buttons and wizards work for everybody."""
        order = self._order(5000, user_id=self.salesperson.id)
        self._confirm(order, self.salesperson)
        hold = order.credit_hold_id
        for model, method, *arguments in (
            ("credit.hold", "action_release", hold.ids),
            ("credit.hold", "action_refuse", hold.ids),
            ("credit.hold", "action_ask", hold.ids),
            ("credit.hold.decide", "create", {"hold_ids": [Command.set(hold.ids)], "note": "Mine"}),
            ("credit.approval.delegation", "create", {"delegate_id": self.salesperson.id, "date_to": self._days(9)}),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                call_kw(self.env[model].with_user(self.salesperson), method, arguments, {})
        self.assertEqual(hold.state, "pending")

    def test_no_key_of_the_context_opens_the_door(self):
        """A peer looks for «bypass_risk» in the context, which every remote caller may send."""
        order = self._order(5000)
        keys = ("bypass_risk", "skip_credit_check", "force_confirm", "install_mode", "import_file", "tracking_disable")
        call_kw(self.env["sale.order"], "action_confirm", [order.ids], {"context": dict.fromkeys(keys, True)})
        self._refresh()
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held"}])

    def test_notice_of_a_hold_runs_no_method_of_the_callers_choice(self):
        """A peer's wizard runs the method whose name it was given: private ones of any record too."""
        for model in ("sale.order.credit.hold", "credit.hold.decide", "sale.order.credit.request"):
            self.assertFalse(
                {"continue_method", "res_method", "origin_reference"} & set(self.env[model]._fields), model)

    def test_batch_confirms_the_good_and_holds_the_bad(self):
        """A peer leaves both open, and its wizard later confirms only the bad one."""
        good = self._order(50, partner=self.env["res.partner"].create({"name": "Good"}))
        bad = self._order(5000)
        self.assertEqual(self._confirm(bad | good), ["held", "clear"])
        self.assertEqual((bad.state, good.state), ("draft", "sale"))
        bad.credit_hold_id._release("Guarantee received")
        self.assertEqual(good.state, "sale")

    def test_confirmed_order_that_grows_is_checked_again(self):
        """A peer never looks at an order again once it is confirmed."""
        order = self._order(90)
        self.assertEqual(self._confirm(order), ["clear"])
        order.order_line.product_uom_qty = 2
        self.assertEqual(order.credit_state, "held")

    def test_deposit_is_not_taken_for_the_whole(self):
        """A peer lets every order through that a payment confirms, however small the deposit."""
        order = self._order(1000)
        self.env["res.company"].browse(self.company.id).credit_prepayment_percent = 0
        receipt = self.env["account.move"].create({
            "move_type": "entry", "journal_id": self.company_data["default_journal_bank"].id, "line_ids": [
                Command.create({"account_id": self.company_data["default_journal_bank"].default_account_id.id, "debit": 50}),
                Command.create({
                    "account_id": self.company_data["default_account_receivable"].id, "credit": 50,
                    "partner_id": self.customer.id})]})
        receipt.action_post()
        order.credit_receipt_ids = self._open_item(receipt)
        self.assertEqual(self._confirm(order), ["held"])

    def test_every_change_of_the_limit_leaves_a_trace(self):
        """A peer keeps the history of limits changed in its own wizard; a direct write leaves none."""
        before = self.profile.policy_log_ids
        self.profile.credit_limit = 300
        self.customer.credit_limit = 400
        self._refresh()
        self.assertEqual(len(self.profile.policy_log_ids - before), 2)

    def test_customers_over_their_limit_are_found_by_the_database(self):
        """A peer loads and computes all customers in Python to search for those over the limit."""
        self._invoice(500, due=10)
        self._refresh()
        domain = [("available_credit", "<", 0), ("partner_id", "in", (self.customer | self.contact).ids)]
        self.env["credit.profile"].search(domain)
        with self.assertQueryCount(1):
            self.assertEqual(self.env["credit.profile"].search(domain), self.profile)
