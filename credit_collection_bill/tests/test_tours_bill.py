from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestToursBill(BillCommon, TourCase):

    def test_bill_is_booked_and_dishonored(self):
        move = self._invoice(700, -20)
        bill = self._bill(700, self._days(10), move, book=False, name="T700")
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_bill.credit_bill_action", "credit_bill_book_and_dishonor", login=self.manager.login)
        self._refresh()
        self.assertEqual((bill.state, bill.reason, move.amount_residual), ("dishonored", "No funds", 700))
