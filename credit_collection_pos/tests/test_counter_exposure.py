from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestCounterExposure(CounterCommon):
    """C27: a sale on account uses up the limit from the sale on, once."""

    def _assert_exposure(self, counter, receivable, profile=None):
        self._refresh()
        self.assertRecordValues(profile or self.profile, [{
            "exposure_counter": counter, "exposure_receivable": receivable, "exposure_total": counter + receivable}])

    def test_sale_on_account_counts_at_once_and_once(self):
        self._sell(300)
        self._assert_exposure(300, 0)
        self.assertIn(self.profile, self.profile.search([("exposure_counter", ">", 299)]))
        self._close()
        self._assert_exposure(0, 300)

    def test_sale_whose_payment_names_no_session_counts(self):
        order = self._sell(300)
        order.with_user(self.cashier).payment_ids.write({"session_id": False})
        self._assert_exposure(300, 0)

    def test_sale_of_a_contact_counts_for_its_company(self):
        self._sell(300, partner=self.contact)
        self._assert_exposure(300, 0)

    def test_only_the_part_on_account_counts(self):
        self._sell(100, cash=200)
        self._assert_exposure(100, 0)
        self._sell(0, cash=50)
        self._assert_exposure(100, 0)

    def test_invoiced_sale_is_a_receivable_from_the_start(self):
        order = self._sell(300, to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        self._assert_exposure(0, 300)
        self._close()
        self._assert_exposure(0, 300)

    def test_sale_invoiced_later_moves_to_the_receivables(self):
        order = self._sell(300)
        order.action_pos_order_invoice()
        self._assert_exposure(0, 300)

    def test_what_is_taken_back_lowers_counter_sales_but_frees_no_other_credit(self):
        self._invoice(400, 10)
        self._sell(300)
        self._sell(-100)
        self._assert_exposure(200, 400)
        self._sell(-250)
        self._assert_exposure(0, 400)
        self._close()
        self._assert_exposure(0, 350)

    def test_sale_that_is_not_made_yet_does_not_count(self):
        self._sell(300, state="draft")
        self._assert_exposure(0, 0)

    def test_sale_in_another_currency_counts_at_the_rate_of_its_day(self):
        currency = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        journal = self.company_data["default_journal_sale"].copy({"currency_id": currency.id})
        counter = self._counter(
            journal_id=journal.id, invoice_journal_id=journal.id, payment_method_ids=[Command.set(self.account.ids)],
            use_pricelist=False)
        session = self._open(counter)
        self.assertEqual(counter.currency_id, currency)
        self._sell(300, session=session)
        self._assert_exposure(150, 0)
        self.env["res.currency.rate"].create({
            "currency_id": currency.id, "company_id": self.company.id, "name": fields.Date.add(self.today, days=1), "rate": 4})
        self._assert_exposure(150, 0)
        self._close(session)
        self._assert_exposure(0, 150)

    def test_companies_do_not_mix(self):
        other = self.setup_other_company()["company"]
        self._sell(300)
        profile = self.customer._get_credit_profiles(other)
        self._assert_exposure(0, 0, profile)
        self._assert_exposure(300, 0)

    def test_orders_know_what_the_counter_sold(self):
        self._sell(800)
        order = self._order(300)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")

    def test_switch_leaves_counter_sales_out(self):
        self.company.credit_count_counter = False
        self._sell(300)
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_counter": 300, "exposure_total": 0}])

    def test_documents_behind_the_figure_add_up_to_it(self):
        orders = self._sell(300) | self._sell(200, cash=50)
        self._sell(0, cash=70)
        action = self.profile.action_view_counter_sales()
        self.assertEqual(self.env["pos.order"].search(action["domain"]), orders.sorted("id", reverse=True))
