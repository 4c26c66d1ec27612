from odoo.tests import tagged

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementHold(AgreementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rating = cls.env["credit.rating"].create({
            "code": "G", "name": "With agreement", "order_policy": "hold", "hold_term": False, "hold_agreement": True})
        cls.profile.write({"rating_id": cls.rating.id, "limit_mode": "unlimited"})

    def _confirm(self):
        order = self._order(100)
        order.action_confirm()
        return order

    def test_orders_wait_for_the_agreement(self):
        order = self._confirm()
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("code"), ["agreement_missing"])
        self.assertIn("has not accepted", order.credit_hold_id.explanation)
        agreement = self._sent()
        self.assertEqual(self._confirm().credit_state, "held", "sent is not accepted")
        agreement._accept("Ann Portal", self.ann.partner_id)
        self.env.invalidate_all()
        self.assertEqual(order.credit_hold_id.state, "cleared")
        self.assertEqual(self._confirm().state, "sale")

    def test_ended_is_as_none_and_the_switch_decides(self):
        self._accepted().action_end()
        self.assertEqual(self._confirm().credit_state, "held")
        self.rating.hold_agreement = False
        self.assertEqual(self._confirm().state, "sale")
