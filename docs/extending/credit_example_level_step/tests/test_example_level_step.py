from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestExampleLevelStep(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "In collection"})
        cls.plan = cls.env["credit.followup.plan"].create({"name": "Tags", "level_ids": [
            Command.create({"name": "First", "days_overdue": 5, "subject": "First"}),
            Command.create({"name": "Second", "days_overdue": 20, "subject": "Second", "tag_id": cls.tag.id}),
        ]})
        cls.company.credit_followup_plan_id = cls.plan
        cls._invoice(1000, -10)

    def test_customer_gets_the_tag_when_the_level_is_reached(self):
        self.profile._run_followups(self.today)
        self.assertNotIn(self.tag, self.customer.category_id)
        self.profile._run_followups(self._days(10))
        self.assertIn(self.tag, self.customer.category_id)
