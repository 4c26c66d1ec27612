from odoo.tests import new_test_user, tagged

from ..base.tour import TourCase
from .common import PromiseCommon


@tagged("post_install", "-at_install")
class TestToursPromise(PromiseCommon, TourCase):

    def test_collector_records_a_promise_from_the_profile(self):
        """Journey (c): promised in the browser, the items leave collection; broken, they come back."""
        move = self._invoice(1000, -20)
        collector = new_test_user(
            self.env, "cora", groups="credit_collection.credit_collection_group_collector", company_id=self.company.id)
        url = f"/odoo/action-credit_collection.credit_profile_action/{self.profile.id}"
        self.start_tour(url, "credit_promise", login=collector.login)
        promise = self.profile.promise_ids
        self.assertRecordValues(promise, [{
            "state": "open", "amount": 1000.0, "user_id": collector.id, "covered_until": self._days(7)}])
        self.assertEqual(self._collectible(move), 0.0)
        self._settle(promise, 8)
        self.assertEqual((promise.state, self._collectible(move)), ("broken", 1000.0))
