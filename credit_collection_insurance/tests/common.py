from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import CreditCommon


class InsuranceCommon(CreditCommon):
    """A policy of 90 %: stop after 60 days, report within 90, claim within 180, and a tax of 20 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurer = cls.env["res.partner"].create({"name": "Careful Insurance", "is_company": True})
        cls.policy = cls.env["credit.insurance.policy"].create({
            "name": "4711", "insurer_id": cls.insurer.id, "date_from": "2015-01-01", "coverage": 90, "stop_days": 60,
            "report_days": 90, "claim_days": 180, "company_id": cls.company.id,
            "document_ids": [Command.create({"name": "Invoices"}), Command.create({"name": "Ledger", "is_required": False})]})
        cls.tax = cls.env["account.tax"].create({
            "name": "Tax 20 %", "amount": 20, "company_id": cls.company.id,
            "country_id": cls.company.account_fiscal_country_id.id})
        cls.manager, cls.collector = cls._user("manager"), cls._user("collector")
        cls.other_manager = new_test_user(
            cls.env, "insurance_manager", "credit_collection.credit_collection_group_manager", company_id=cls.company.id)

    @classmethod
    def _cover(cls, amount, valid_from="2015-01-01", profile=None, **vals):
        return cls.env["credit.insurance.cover"].create({
            "policy_id": cls.policy.id, "profile_id": (profile or cls.profile).id, "amount": amount,
            "valid_from": valid_from, **vals})

    @classmethod
    def _deliver(cls, amount, day, due=None, taxed=False, partner=None):
        """An invoice over ``amount`` without tax of what was delivered on the date ``day``, due on ``due``, never before."""
        return cls._invoice(0, 0, partner, invoice_date=day, delivery_date=day, invoice_date_due=due or cls._days(60),
            invoice_line_ids=[Command.create({
                "name": "Goods", "quantity": 1, "price_unit": amount,
                "tax_ids": [Command.set(cls.tax.ids if taxed else [])]})])

    def _position(self, day=None, profile=None):
        self._refresh()
        profile = profile or self.profile
        return self.env["credit.insurance"]._get_positions(profile, day or self.today)[profile.id]
