from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestExclusionExample(CreditCommon):

    def _hand_over(self, amount):
        line = self._open_item(self._invoice(1000, -20))
        line.credit_example_lawyer_amount = amount
        self._refresh()
        return line

    def _get_collectible(self):
        """:return: what the next follow-up would demand of each item"""
        return [item.amount for item in self.profile._get_open_items(self.today, self.today)[self.profile]]

    def test_an_item_at_the_lawyer_is_not_reminded(self):
        line = self._hand_over(1000)
        self.assertEqual(self._get_collectible(), [0])
        self.assertNotIn(line, line.search(line._get_collectible_domain(self.today)))
        item = self.env["credit.open.item.report"].browse(line.id)
        self.assertEqual((item.status, item.at_lawyer, item.collectible_amount), ("lawyer", 1000, 0))

    def test_the_rest_is_reminded(self):
        line = self._hand_over(600)
        self.assertEqual(line._get_collectible_amount(self.today), 400)
        self.assertIn(line, line.search(line._get_collectible_domain(self.today)))
        self.assertEqual(self._get_collectible(), [400])
