from odoo.tests import tagged

from ..base.tour import TourCase
from ..common import FollowupCommon


@tagged("post_install", "-at_install")
class TestToursSetup(TourCase, FollowupCommon):

    def test_from_the_first_look_to_the_switch(self):
        self.level_1.send_mail = True
        self.company.credit_test_mode = True
        self._invoice(500, -10)
        manager = self._user("manager")
        self.start_tour(
            "/odoo/action-credit_collection.credit_first_steps_action", "credit_first_steps", login=manager.login)
        self._refresh()
        self.assertFalse(self.company.credit_test_mode)
        self.assertEqual(self.company.credit_manager_id, manager)
        self.assertTrue(self.profile.open_review_id)
