from odoo.tests import tagged

from odoo.addons.credit_collection_loss.tests.common import LossCommon


@tagged("post_install", "-at_install")
class TestLossCovers(LossCommon):
    """Insured part of expected losses: by the covers of ``credit_collection_insurance``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.env["credit.insurance.policy"].create({
            "name": "4711", "insurer_id": cls._customer("Insurer").id, "date_from": "2015-01-01", "coverage": 90,
            "company_id": cls.company.id})
        cls.cover = cls.env["credit.insurance.cover"].create({
            "policy_id": policy.id, "profile_id": cls.profile.id, "amount": 15000, "valid_from": "2015-01-01"})
        cls._bill(12000, 10)

    def test_case_12_2_allowance_base(self):
        """12,000 with 2,000 tax: 9,000 are insured, 1,000 are at risk where the tax can be got back, else 3,000."""
        self.assertRecordValues(self._run(), [{"tax": 2000, "insured": 9000, "base": 1000, "allowance": 20}])
        self.company.credit_loss_tax_relief = False
        self.assertRecordValues(self._run(), [{"tax": 0, "insured": 9000, "base": 3000, "allowance": 60}])

    def test_limit_used_up_and_customers_without_cover(self):
        self._bill(12000, 10)
        self._bill(1200, 10, self._customer("Not insured"))
        self.assertRecordValues(self._run(), [{"insured": 13500, "base": 20000 - 13500 + 1000}])

    def test_constant_queries(self):
        run = self._run()

        def count():
            self._refresh()
            start = self.cr.sql_log_count
            run.sudo()._get_covers(self.env["res.partner"].search([]).ids)
            return self.cr.sql_log_count - start

        count()
        few = count()
        for number in range(5):
            customer = self._customer(f"More {number}")
            self.cover.copy({"profile_id": customer._get_credit_profiles().id})
            self._bill(120, 10, customer)
        self.assertEqual(count(), few)
