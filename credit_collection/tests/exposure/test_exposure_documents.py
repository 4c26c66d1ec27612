from psycopg2 import IntegrityError

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ExposureCommon


@tagged("post_install", "-at_install")
class TestExposureDocuments(ExposureCommon):
    """Every figure opens its documents, and their sum is the figure."""

    FIGURES = {
        "exposure_receivable": ("action_view_open_items", "residual"),
        "exposure_draft": ("action_view_draft_invoices", "amount_total_signed"),
        "exposure_orders": ("action_view_open_orders", "credit_open_amount"),
        "exposure_payments": ("action_view_payments", "amount_residual"),
        "overdue_amount": ("action_view_overdue_items", "residual"),
    }

    def _open(self, method, profile=None):
        """:return: the records that the action ``method`` shows, whatever the company switcher says"""
        action = getattr(profile or self.profile, method)()
        return self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"])

    def _check(self, profile=None, **expected):
        self._refresh()
        profile = profile or self.profile
        for name, (method, amount) in self.FIGURES.items():
            with self.subTest(figure=name):
                self.assertAlmostEqual(profile[name], expected.get(name, 0.0), 2)
                self.assertAlmostEqual(sum(self._open(method, profile).mapped(amount)), profile[name], 2)

    def test_nothing_owed_opens_nothing(self):
        self._check()

    def test_receivables_and_overdue_with_credits_and_partial_payment(self):
        overdue = self._invoice(1000, due=-10)
        self._invoice(300, due=20)
        self._pay(overdue, 400)
        self._invoice(50, due=0, move_type="out_refund")
        self._check(exposure_receivable=850, overdue_amount=550, exposure_payments=400)

    def test_credits_beyond_what_is_overdue_leave_nothing_overdue(self):
        self._invoice(100, due=-10)
        self._invoice(100, due=5, move_type="out_refund")
        self._check(exposure_receivable=0, overdue_amount=0)

    def test_due_today_is_not_among_the_overdue_items(self):
        self._invoice(100, due=0)
        self._invoice(70, due=-1)
        self._check(exposure_receivable=170, overdue_amount=70)

    def test_documents_of_contacts_are_those_of_their_company(self):
        self._invoice(100, due=-3, partner=self.contact)
        self._invoice(40, due=3, partner=self.contact, post=False)
        self._confirmed(30, partner=self.contact)
        self._check(exposure_receivable=100, overdue_amount=100, exposure_draft=40, exposure_orders=30)

    def test_documents_of_branches_open_whichever_company_is_ticked(self):
        self._invoice(100, due=-3)
        self._book_in_branch(40, due=-2)
        self._check(exposure_receivable=140, overdue_amount=140)

    def test_third_party_payer_has_the_order_not_the_customer(self):
        payer = self.env["res.partner"].create({"name": "Paying Parent"})
        self._confirmed(200, partner_invoice_id=payer.id)
        self._check()
        self._check(payer._get_credit_profiles(), exposure_orders=200)

    def test_second_currency_opens_at_the_booked_value(self):
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        self._invoice(1000, due=-10, currency_id=currency.id)
        self._invoice(10, due=10, currency_id=currency.id, post=False)
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": currency.id})
        self._confirmed(100, pricelist_id=pricelist.id)
        self._check(exposure_receivable=2000, overdue_amount=2000, exposure_draft=20, exposure_orders=200)

    def test_partly_invoiced_order_opens_with_its_rest(self):
        order = self._order(100)
        order.order_line.write({"product_uom_qty": 3, "price_unit": 100})
        order.action_confirm()
        order.order_line.qty_delivered = 1
        order._create_invoices()
        self._check(exposure_orders=200, exposure_draft=100)

    def test_order_below_zero_neither_frees_credit_nor_opens(self):
        self._confirmed(100)
        back = self._confirmed(-60)
        self._check(exposure_orders=100)
        self.assertNotIn(back, self._open("action_view_open_orders"))

    def test_other_companies_are_left_out(self):
        other = self.setup_other_company()["company"]
        self._invoice(100, due=-3)
        self._check(exposure_receivable=100, overdue_amount=100)
        self._check(self.customer._get_credit_profiles(other))

    # Payments in process

    def test_payment_in_process_is_a_figure_of_its_own(self):
        invoice = self._invoice(100, due=-3)
        payment = self._cheque(invoice)
        self._check(exposure_payments=100)
        self.assertEqual(self.profile.exposure_total, 0)
        self.assertEqual(self._open("action_view_payments").payment_id, payment)

    def test_payment_in_process_counts_only_where_the_company_wants_it(self):
        self.company.credit_count_payments = True
        self.profile.write({"limit_mode": "limited", "credit_limit": 150})
        self._cheque(self._invoice(100, due=-3))
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "exposure_receivable": 0, "exposure_payments": 100, "exposure_total": 100, "available_credit": 50}])
        order = self._order(60)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held", "a cheque may bounce")
        self.company.credit_count_payments = False
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_policy_that_changes_together_with_the_switch_is_applied_with_it(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 150})
        self._cheque(self._invoice(100, due=-3))
        order = self._order(160)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        self.company.write({"credit_count_payments": True, "credit_tolerance_percent": 10})
        self.assertEqual(order.credit_state, "held", "with the cheque he owes 260 of 165")
        self.company.write({"credit_count_payments": False, "credit_tolerance_percent": 11})
        self.assertNotEqual(order.credit_state, "held", "without it 160 of 166")

    def test_what_the_bank_confirmed_is_not_in_process(self):
        payment = self._cheque(self._invoice(100, due=-3))
        self._clear(payment, 30)
        self._check(exposure_payments=70)
        self._clear(payment, 70)
        self._check()

    def test_bounced_cheque_is_a_receivable_again(self):
        payment = self._cheque(self._invoice(100, due=-3))
        payment.action_draft()
        payment.action_cancel()
        self._check(exposure_receivable=100, overdue_amount=100)

    def test_refund_and_payment_to_a_vendor_are_no_exposure(self):
        self._cheque(self._invoice(5, due=-3))
        journal = self.company_data["default_journal_bank"]
        journal.outbound_payment_method_line_ids.payment_account_id = (
            journal.inbound_payment_method_line_ids.payment_account_id)
        for partner_type in ("customer", "supplier"):
            self.env["account.payment"].create({
                "payment_type": "outbound", "partner_type": partner_type, "partner_id": self.customer.id, "amount": 30,
                "journal_id": journal.id, "date": self.today,
            }).action_post()
        self._check(exposure_payments=5, exposure_receivable=30)

    # Switches and horizon

    def test_every_part_can_be_switched_off(self):
        self._cheque(self._invoice(1, due=20))
        self._invoice(10, due=20)
        self._invoice(100, due=20, post=False)
        self._confirmed(1000)
        names = ("receivable", "draft", "orders", "payments")
        for name, amount in zip(names, (10, 100, 1000, 1), strict=True):
            with self.subTest(part=name):
                self.company.write({f"credit_count_{other}": other == name for other in names})
                self._refresh()
                self.assertEqual(self.profile.exposure_total, amount)

    def test_orders_beyond_the_horizon_do_not_count(self):
        self._confirmed(10)
        self._confirmed(100, delivery=30)
        self._confirmed(1000, delivery=31)
        self._check(exposure_orders=1110)
        self.company.credit_horizon_days = 30
        self._check(exposure_orders=110)
        self.assertEqual(self.env["credit.profile"].search(
            [("exposure_orders", "=", 110), ("id", "=", self.profile.id)]), self.profile)

    def test_lead_time_of_the_line_decides_without_a_promised_date(self):
        self.company.credit_horizon_days = 30
        order = self._order(100)
        order.order_line.customer_lead = 45
        order.order_line.copy({"order_id": order.id, "price_unit": 20, "customer_lead": 1})
        order.action_confirm()
        self._check(exposure_orders=20)

    def test_order_for_later_is_checked_itself_and_leaves_room_for_others(self):
        self.company.credit_horizon_days = 30
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        self._confirmed(90, delivery=60)
        too_large = self._order(101, commitment_date=fields.Datetime.to_datetime(self._days(60)))
        too_large.action_confirm()
        self.assertEqual(too_large.credit_state, "held")
        self._confirmed(90)
        late, soon = self._order(9, commitment_date=fields.Datetime.to_datetime(self._days(60))), self._order(10)
        (late | soon).action_confirm()
        self.assertEqual((late | soon).mapped("state"), ["sale", "sale"], "within one batch as one after the other")

    def test_growth_of_a_confirmed_order_is_added_to_what_else_counts(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        self._invoice(50, due=20)
        for switches in ({"credit_horizon_days": 30}, {"credit_horizon_days": 0, "credit_count_orders": False}):
            with self.subTest(**switches):
                self.company.write(switches)
                order = self._confirmed(40, delivery=60)
                order.order_line.price_unit = 50
                self.assertEqual(order.credit_state, "clear")
                order.order_line.price_unit = 51
                self.assertEqual(order.credit_state, "held")

    def test_horizon_is_never_negative(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.company.credit_horizon_days = -1
            self.env.flush_all()

    # Contacts, rights, speed

    def test_contact_shows_the_parts_and_opens_their_documents(self):
        self._invoice(100, due=-3)
        self._confirmed(30)
        self._refresh()
        self.assertEqual((self.contact.credit_exposure_receivable, self.contact.credit_exposure_orders), (100, 30))
        for method in ("open_items", "overdue_items", "draft_invoices", "open_orders", "payments"):
            with self.subTest(method=method):
                action = getattr(self.contact, f"action_view_credit_{method}")()
                self.assertEqual(action["domain"], getattr(self.profile, f"action_view_{method}")()["domain"])

    def test_viewer_opens_the_accounting_documents(self):
        self._cheque(self._invoice(100, due=-3))
        self._invoice(40, due=3, post=False)
        self._invoice(60, due=-3)
        viewer = new_test_user(
            self.env, "doc_viewer", "credit_collection.credit_collection_group_viewer", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)])
        self._refresh()
        for name in ("exposure_receivable", "exposure_draft", "exposure_payments", "overdue_amount"):
            method, amount = self.FIGURES[name]
            with self.subTest(figure=name):
                action = getattr(self.profile.with_user(viewer), method)()
                records = self.env[action["res_model"]].with_user(viewer).search(action["domain"])
                self.assertEqual(sum(records.mapped(amount)), self.profile[name])

    def test_open_amounts_of_many_orders_cost_one_query(self):
        orders = self.env["sale.order"].concat(*(self._confirmed(10) for _index in range(10)))
        for batch in (orders[:1], orders):
            self._refresh()
            orders.mapped("company_id.currency_id.rounding")
            with self.assertQueryCount(2):
                self.assertEqual(sum(batch.mapped("credit_open_amount")), 10 * len(batch))
