"""What of the exposure is insured: without tax, by the cover in force on the day of delivery, less open credits."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestInsuredExposure(InsuranceCommon):

    def test_case_12_2_cover_is_without_tax(self):
        """12,000 with 2,000 tax, limit 15,000, 90 %: insured 9,000; own risk 1,000 and the tax."""
        cover = self._cover(15000)
        self._deliver(10000, self._days(-5), taxed=True)
        self._refresh()
        self.assertRecordValues(self.profile, [{
            "insured_amount": 9000, "uninsured_exposure": 3000, "exposure_total": 12000}])
        self.assertRecordValues(cover, [{"used_amount": 10000, "free_amount": 5000}])
        self.policy.covers_tax = True
        self._refresh()
        self.assertEqual(self.profile.insured_amount, 10800)

    def test_case_12_4_limit_cut(self):
        """50,000 cut to 20,000 on 10 May: 45,000 stay insured, 1,000 of 12 May are not, of 10,000 on 25 May 5,000 are."""
        self.company.credit_order_policy = "hold"
        year = self.today.year - 1
        may = [date(year, 5, day) for day in (2, 10, 12, 20, 25)]
        cover = self._cover(50000)
        first, rest = self._deliver(30000, may[0]), self._deliver(15000, may[0])
        new = cover.with_user(self.manager)._change(may[1], 20000, 90)
        self.assertEqual((cover.valid_until, new.amount), (date(year, 5, 9), 20000))
        small = self._deliver(1000, may[2])
        position = self._position(may[2])
        self.assertEqual((position.used, position.insured), (45000, 40500))
        self.assertEqual(
            {share.key: share.insured for share in position.shares}[self._open_item(small).id], 0)
        self._pay(first, date=may[3])
        self._pay(small, date=may[3])
        self._deliver(10000, may[4])
        position = self._position(may[4])
        self.assertEqual((position.used, position.insured), (20000, 18000))
        self._refresh()
        self.assertRecordValues(self.profile, [{"insured_amount": 18000, "uninsured_exposure": 7000}])
        self.assertTrue(rest)

    def test_open_orders_count_for_the_cover_of_today(self):
        self._cover(1000)
        self._deliver(600, self._days(-5))
        order = self._order(700, order_line=[Command.create({
            "product_id": self.company_data["product_delivery_no"].id, "product_uom_qty": 1, "price_unit": 700,
            "tax_ids": [Command.set(self.tax.ids)]})])
        order.action_confirm()
        self._refresh()
        self.assertEqual(self.profile.exposure_total, 600 + 840)
        # 540 of the delivery, and 90 % of the 400 that are free.
        self.assertEqual(self.profile.insured_amount, 540 + 360)
        self.assertEqual(self.profile.uninsured_exposure, 540)
        self.company.credit_count_orders = False
        self._refresh()
        self.assertRecordValues(self.profile, [{"insured_amount": 540, "uninsured_exposure": 60}])

    def test_cover_in_another_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2015-01-01", 0.5)])
        self.customer.country_id = self.env.ref("base.it")
        self.policy.country_ids = self.env.ref("base.fr")
        self.policy = self.policy.copy({"name": "EUR", "currency_id": currency.id, "country_ids": self.env.ref("base.it").ids})
        cover = self._cover(1000, policy_id=self.policy.id)
        self.assertEqual(cover.company_amount, 2000)
        self._deliver(3000, self._days(-5))
        self._refresh()
        self.assertEqual(self.profile.insured_amount, 1800)
        self.env["res.currency.rate"].create({
            "currency_id": currency.id, "name": self.today, "rate": 1, "company_id": self.company.id})
        cover.sudo()._compute_company_amount()
        self.assertEqual(cover.company_amount, 1000)

    def test_search(self):
        self._cover(1000)
        self._deliver(600, self._days(-5))
        other = self.env["res.partner"].create({"name": "Without cover", "is_company": True})._get_credit_profiles()
        self._invoice(300, 10, other.partner_id)
        self._refresh()
        both, Profile = self.profile | other, self.env["credit.profile"]
        for domain, found in (
            ([("uninsured_exposure", ">", 100)], other), ([("uninsured_exposure", "<=", 100)], self.profile),
            ([("insured_amount", ">", 0)], self.profile), ([("insured_amount", "<", 1)], other),
        ):
            self.assertEqual(Profile.search([*domain, ("id", "in", both.ids)]), found, domain)

    def test_constant_queries(self):
        self._cover(1000)
        self._deliver(600, self._days(-5))
        profiles = self.profile

        def count(records):
            self._refresh()
            records.fetch(["company_id", "partner_id"])
            start = self.cr.sql_log_count
            records.mapped("uninsured_exposure")
            return self.cr.sql_log_count - start

        count(profiles)
        few = count(profiles)
        for number in range(10):
            partner = self.env["res.partner"].create({"name": f"Customer {number}", "is_company": True})
            self._cover(1000, profile=partner._get_credit_profiles())
            self._deliver(100, self._days(-5), partner=partner)
            profiles |= partner._get_credit_profiles()
        self.assertEqual(count(profiles), few)

    def test_merged_customer_brings_the_cover(self):
        other = self.env["res.partner"].create({"name": "Twin", "is_company": True})
        cover = self._cover(1000, profile=other._get_credit_profiles())
        self.env["base.partner.merge.automatic.wizard"]._merge((other | self.customer).ids, self.customer)
        self._refresh()
        self.assertEqual(cover.profile_id, self.customer._get_credit_profiles())
