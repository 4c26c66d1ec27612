from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import ReturnCommon


@tagged("post_install", "-at_install")
class TestToursReturn(ReturnCommon, TourCase):

    def test_return_is_booked_and_attempted_again(self):
        record = self._return(self._debit(), post=False)
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_return.credit_payment_return_action", "credit_return_book_and_attempt",
            login=self.manager.login)
        self._refresh()
        self.assertEqual((record.state, record.promise_id.state), ("posted", "open"))
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (300, 400))
