"""The fixed cases of the exposure, on which core and other add-ons are known to fail. Each is one scenario."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ExposureCommon


@tagged("post_install", "-at_install")
class TestExposureCases(ExposureCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])  # 1 EUR = 2 in company currency
        cls.profile.write({"limit_mode": "limited", "credit_limit": 100})

    def _confirm(self, order):
        order.action_confirm()
        return order.state, order.credit_state

    def _branch(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids = [Command.link(branch.id)]
        return branch

    def test_e2_goods_invoiced_on_delivery_count_as_soon_as_they_are_ordered(self):
        """Core counts what is ordered and not delivered as 0: with a limit of 100, the second order of 90 shows no warning."""
        first, second = self._order(90), self._order(90)
        self.assertEqual(first.order_line.product_id.invoice_policy, "delivery")
        self.assertEqual(self._confirm(first), ("sale", "clear"))
        self._refresh()
        self.assertEqual((self.profile.exposure_orders, self.profile.available_credit), (90, 10))
        self.assertEqual(self._confirm(second), ("draft", "held"))

    def test_e3_limit_and_receivables_are_those_of_the_company_of_the_order(self):
        """Core reads both in the user's active company: its warning comes and goes with the company switcher."""
        other = self.setup_other_company()["company"]
        self.env.user.company_ids = [Command.link(other.id)]
        self._invoice(95, due=20)
        self.customer._get_credit_profiles(other).write({"limit_mode": "limited", "credit_limit": 5000})
        for active in (self.company | other, other | self.company):
            with self.subTest(active=active[0].name):
                order = self._order(10).with_context(allowed_company_ids=active.ids)
                self.assertEqual(self._confirm(order), ("draft", "held"))
                self.assertEqual((order.credit_effective_limit, order.credit_exposure), (100, 95))

    def test_e4_receivables_and_orders_have_the_same_scope_of_branches(self):
        """Core adds receivables of the whole branch tree to the open orders of the active company alone."""
        branch = self._branch()
        order = self._order(60)
        order.company_id = branch
        self.assertEqual(self._confirm(order), ("sale", "clear"))
        self._invoice(30, due=20)
        for active in (self.company, branch, self.company | branch):
            with self.subTest(active=active.mapped("name")):
                self._refresh()
                profile = self.profile.with_context(allowed_company_ids=active.ids)
                self.assertRecordValues(profile, [{
                    "exposure_receivable": 30, "exposure_orders": 60, "exposure_total": 90, "available_credit": 10}])

    def test_e5_third_party_payer_is_checked_on_his_own_account(self):
        """Core counts open orders with the invoice address, and checks the account of whoever orders."""
        payer = self.env["res.partner"].create({"name": "Parent Company"})
        paying = payer._get_credit_profiles()
        paying.write({"limit_mode": "limited", "credit_limit": 50})
        self.assertEqual(self._confirm(self._order(500, partner_invoice_id=payer.id)), ("draft", "held"))
        self.assertEqual(self._confirm(self._order(50, partner_invoice_id=payer.id)), ("sale", "clear"))
        self._refresh()
        self.assertEqual((self.profile.exposure_total, paying.exposure_total), (0, 50))
        contact = self.env["res.partner"].create({"name": "Payables", "parent_id": payer.id})
        self.assertEqual(self._confirm(self._order(1, partner_invoice_id=contact.id)), ("draft", "held"))

    def test_e16_item_in_another_currency_is_converted_once(self):
        """account_financial_risk converts the company amount once more: 1,000 EUR that are 2,000 USD become 4,000."""
        invoice = self._invoice(1000, due=-5, currency_id=self.euro.id)
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_receivable": 2000, "overdue_amount": 2000}])
        self._pay(invoice, 250)
        self._refresh()
        self.assertRecordValues(self.profile, [{"exposure_receivable": 1500, "overdue_amount": 1500}])

    def test_e17_order_in_another_currency_is_converted_once(self):
        """sale_financial_risk keeps the amount in the risk currency, labels it company currency, and converts again."""
        self.profile.credit_limit = 1000
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": self.euro.id})
        order = self._confirmed(500, pricelist_id=pricelist.id)
        self._refresh()
        self.assertEqual((order.amount_total, order.credit_open_amount), (500, 1000))
        self.assertEqual((self.profile.exposure_orders, self.profile.available_credit), (1000, 0))
        self.assertEqual(self._confirm(self._order(0.01)), ("draft", "held"))

    def test_orders_are_rounded_as_the_currency_of_the_company_is(self):
        """Odoo converts 100.02 EUR into 200.05 where the smallest coin is 0.05; rounded to cents it would be 200.04."""
        self.company.currency_id.rounding = 0.05
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": self.euro.id})
        self.profile.credit_limit = 1000
        order = self._confirmed(100.02, pricelist_id=pricelist.id)
        self._refresh()
        self.assertEqual(self.profile.exposure_orders, 200.05)
        self.assertEqual(
            order.currency_id._convert(order.amount_total, self.company.currency_id, self.company, self.today), 200.05)

    def test_e18_figures_do_not_depend_on_the_companies_ticked_in_the_switcher(self):
        """account_financial_risk sums over the ticked companies and reads the limit in the first: a click changes both."""
        branch, other = self._branch(), self.setup_other_company()["company"]
        self.env.user.company_ids = [Command.link(other.id)]
        self._invoice(80, due=20)
        seller = new_test_user(
            self.env, "case_seller", "sales_team.group_sale_salesman_all_leads", company_id=self.company.id,
            company_ids=[Command.set((self.company | branch | other).ids)])
        order = self._order(30)
        for active in (self.company, self.company | branch, branch | self.company, other | self.company | branch):
            with self.subTest(active=active.mapped("name")):
                self._refresh()
                seen = order.with_user(seller).with_context(allowed_company_ids=active.ids)
                self.assertEqual((seen.credit_effective_limit, seen.credit_exposure, seen.credit_available), (100, 80, 20))
                self.assertIn("Over the credit limit", seen.credit_explanation)
