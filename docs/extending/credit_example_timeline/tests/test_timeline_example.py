from odoo.tests import tagged

from odoo.addons.credit_collection.tests.common import CreditCommon


@tagged("post_install", "-at_install")
class TestTimelineExample(CreditCommon):

    def test_confirmed_order_is_an_event(self):
        order = self._order(400)
        order.action_confirm()
        self._refresh()
        event = self.env["credit.timeline"].search([("profile_id", "=", self.profile.id), ("kind", "=", "order")])
        self.assertRecordValues(event, [{
            "reference": order.name, "amount": 400, "state_label": "Sales Order", "res_model": "sale.order",
            "res_id": order.id}])
        kinds = dict(event._fields["kind"]._description_selection(self.env))
        self.assertEqual(kinds["order"], "Order confirmed")
