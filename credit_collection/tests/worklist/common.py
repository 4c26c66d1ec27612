from odoo.fields import Command
from odoo.tests import new_test_user

from ..base.common import CreditCommon


class ContactCase(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.collector = new_test_user(
            cls.env, "contact_collector", "credit_collection.credit_collection_group_collector", **company)
        cls.other = new_test_user(
            cls.env, "contact_other", "credit_collection.credit_collection_group_collector", **company)
        cls.profile.collector_id = cls.collector

    @classmethod
    def _code(cls, code):
        return cls.env.ref(f"credit_collection.credit_reason_contact_{code}")

    def _log(self, profile=None, **vals):
        vals = {"outcome_id": self._code("reached").id, **vals}
        wizard = self.env["credit.contact.log"].with_user(self.collector).create({
            "profile_id": (profile or self.profile).id, **vals})
        return wizard
