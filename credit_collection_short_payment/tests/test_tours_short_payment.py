from odoo.tests import tagged

from odoo.addons.credit_collection.tests.base.tour import TourCase

from .common import ShortPaymentCommon


@tagged("post_install", "-at_install")
class TestToursShortPayment(ShortPaymentCommon, TourCase):

    def test_proposal_is_accepted(self):
        """A deduction becomes a dispute by one click in the list."""
        move = self._bill(1000, self._days(-40))
        self._receive(move, 950, self.today, "less freight")
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-credit_collection_short_payment.credit_short_payment_action", "credit_short_payment_accept",
            login=self.collector.login)
        self._refresh()
        self.assertEqual((self._shorts(move).state, self._shorts(move).dispute_id.state), ("disputed", "open"))
