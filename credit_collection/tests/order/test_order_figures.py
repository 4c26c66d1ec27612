from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ...models.order.sale_order import FIGURES
from ..base.common import CreditCommon


@tagged("post_install", "-at_install")
class TestOrderFigures(CreditCommon):
    """What a salesperson without any right on accounting or credit sees of the customer's credit on a quotation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env, "figures_seller", "sales_team.group_sale_salesman_all_leads", company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)])
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cls._invoice(300, due=20)
        cls._invoice(200, due=-4)

    def _read(self, order):
        self._refresh()
        return order.with_user(self.salesperson).read([*FIGURES, "credit_explanation"])[0]

    def _expect(self, order, mode, limit, exposure, available, overdue, days):
        values = self._read(order)
        self.assertEqual([values[name] for name in FIGURES], [mode, limit, exposure, available, overdue, days])

    def test_salesperson_sees_limit_exposure_available_and_overdue_before_confirmation(self):
        self._expect(self._order(100), "limited", 1000, 500, 500, 200, 4)

    def test_salesperson_sees_figures_and_reason_after_the_hold(self):
        order = self._order(700).with_user(self.salesperson)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        self._expect(order, "limited", 1000, 500, 500, 200, 4)
        self.assertIn("Over the credit limit", self._read(order)["credit_explanation"])

    def test_confirmed_orders_of_others_lower_what_is_available(self):
        self._order(400).action_confirm()
        self._expect(self._order(100), "limited", 1000, 900, 100, 200, 4)

    def test_temporary_limit_is_the_one_shown(self):
        self.profile.write({"temporary_limit": 1500, "temporary_limit_until": self.today})
        self._expect(self._order(100), "limited", 1500, 500, 1000, 200, 4)

    def test_unlimited_customer_has_nothing_available_to_compare(self):
        self.profile.limit_mode = "unlimited"
        self._expect(self._order(100), "unlimited", 0, 500, 0, 200, 4)

    def test_customer_without_credit(self):
        self.profile.limit_mode = "no_credit"
        self._expect(self._order(100), "no_credit", 0, 500, -500, 200, 4)

    def test_figures_are_those_of_the_payer(self):
        payer = self.env["res.partner"].create({"name": "Payer"})
        payer._get_credit_profiles().write({"limit_mode": "limited", "credit_limit": 70})
        self._expect(self._order(100, partner_invoice_id=payer.id), "limited", 70, 0, 70, 0, 0)

    def test_contact_shows_the_figures_of_his_company(self):
        self._expect(self._order(100, partner=self.contact), "limited", 1000, 500, 500, 200, 4)

    def test_order_of_a_branch_shows_the_figures_of_the_root_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids = [Command.link(branch.id)]
        self.salesperson.company_ids = [Command.link(branch.id)]
        order = self._order(100)
        order.company_id = branch
        self._expect(order, "limited", 1000, 500, 500, 200, 4)

    def test_confirmed_order_and_unknown_customer_show_nothing(self):
        order = self._order(100)
        order.action_confirm()
        self._expect(order, False, 0, 0, 0, 0, 0)
        stranger = self.env["res.partner"].create({"name": "First order"})
        self._expect(self._order(100, partner=stranger), False, 0, 0, 0, 0, 0)
        self.assertFalse(self.env["credit.profile"].search([("partner_id", "=", stranger.id)]), "looking creates nothing")

    def test_figures_appear_as_soon_as_the_customer_is_chosen(self):
        with Form(self.env["sale.order"].with_user(self.salesperson)) as form:
            form.partner_id = self.customer
            self.assertEqual((form.credit_effective_limit, form.credit_exposure), (1000, 500))
            self.assertEqual((form.credit_available, form.credit_overdue_amount), (500, 200))

    def test_the_credit_file_itself_stays_closed_to_sales(self):
        order = self._order(100).with_user(self.salesperson)
        with self.assertRaises(AccessError):
            self.profile.with_user(self.salesperson).read(["exposure_total"])
        with self.assertRaises(AccessError):
            order.partner_id.read(["credit_exposure_receivable"])

    def test_portal_customer_sees_none_of_it(self):
        portal = new_test_user(self.env, "figures_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        order = self._order(100)
        for name in (*FIGURES, "credit_open_amount"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                order.with_user(portal).read([name])

    def test_figures_of_many_quotations_cost_as_many_queries_as_one(self):
        orders = self.env["sale.order"].concat(*(self._order(10) for _index in range(10)))
        counts = []
        for batch in (orders[:1], orders[:1], orders):
            self._refresh()
            before = self.cr.sql_log_count
            batch.sudo().mapped("credit_exposure")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
