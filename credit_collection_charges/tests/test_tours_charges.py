from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import ChargesCommon


@tagged("post_install", "-at_install")
class TestToursCharges(ChargesCommon, TourCase):

    def test_charge_is_waived_in_part_and_billed(self):
        """Charge → waive → bill, by a credit manager."""
        self._late(1000, self._days(-60))
        self._accrue()
        manager = self._user("manager")
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_charges.credit_charge_action", "credit_charge_waive_bill", login=manager.login)
        self._refresh()
        interest = self.profile.charge_ids.filtered(lambda charge: charge.kind == "interest").sorted("amount")
        self.assertRecordValues(interest, [
            {"state": "waived", "amount": 6.44}, {"state": "billed", "amount": 10}])
        self.assertEqual(interest.bill_id.mapped("amount_total"), [10])
