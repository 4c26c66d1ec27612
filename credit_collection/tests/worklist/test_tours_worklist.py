from odoo.tests import tagged

from ..base.tour import TourCase
from .test_my_day import DayCase


@tagged("post_install", "-at_install")
class TestToursWorklist(DayCase, TourCase):

    def test_collector_works_off_his_day(self):
        """Worklist → call → promise → next customer, all from one page."""
        move = self._invoice(1000, -20)
        self._invoice(100, -20, partner=self.partners[0])
        self._rank()
        self.profile.message_post(body="They move house in May")  # pylint: disable=translation-required
        self.start_tour(
            "/odoo/action-credit_collection.credit_profile_action", "credit_worklist", login=self.collector.login)
        self.assertRecordValues(self.profile.promise_ids, [{"state": "open", "amount": 1000.0}])
        self.assertRecordValues(self.profile.followup_ids, [{"state": "done", "channel": "call", "outcome": "promised"}])
        self.assertEqual(self.profile.promise_ids.line_ids, self._open_item(move))
