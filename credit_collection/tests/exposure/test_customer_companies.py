from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..review.common import ReviewCommon


@tagged("post_install", "-at_install")
class TestCustomerOverCompanies(ReviewCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2016-01-01", 0.5)])
        cls.other = cls.setup_other_company(currency_id=cls.euro.id)["company"]
        cls.other_profile = cls.customer.sudo()._get_credit_profiles(cls.other)
        cls.other_profile.write({"limit_mode": "limited", "credit_limit": 100})
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})
        cls._invoice(300, due=-5)

    def _see(self, companies):
        """:return: the form over all companies as a manager of ``companies`` opens it from the profile"""
        manager = self._user("manager")
        manager.company_ids = companies
        return Form(self.env["credit.customer.companies"].with_user(manager).with_context(
            allowed_company_ids=companies.ids, default_partner_id=self.profile.partner_id.id,
            default_currency_id=self.profile.currency_id.id))

    def test_sum_over_companies_in_one_currency_at_todays_rate(self):
        form = self._see(self.company | self.other)
        self.assertEqual(form.profile_ids.ids, (self.profile | self.other_profile).ids)
        rate = self.euro._convert(100, self.company.currency_id, self.other, self.today)
        self.assertAlmostEqual(form.limit, 1000 + rate)
        self.assertEqual((form.exposure, form.overdue, form.rate_date), (300, 300, self.today))

    def test_another_currency_can_be_chosen(self):
        form = self._see(self.company | self.other)
        form.currency_id = self.euro
        expected = self.company.currency_id._convert(300, self.euro, self.company, self.today)
        self.assertAlmostEqual(form.exposure, expected)

    def test_company_without_access_is_neither_shown_nor_summed(self):
        form = self._see(self.company)
        self.assertEqual((form.profile_ids.ids, form.limit), (self.profile.ids, 1000))

    def test_no_limit_in_one_company_is_not_counted_as_zero_or_infinite(self):
        self.other_profile.limit_mode = "unlimited"
        self.assertEqual(self._see(self.company | self.other).limit, 1000)

    def test_figures_are_for_those_who_may_read_profiles(self):
        salesperson = new_test_user(self.env, "companies_sales", "sales_team.group_sale_salesman", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["credit.customer.companies"].with_user(salesperson).create({"partner_id": self.customer.id})
