"""Commission: further reported situations, with the figures worked out by hand."""

from odoo.tests import tagged

from .common import CommissionCommon


@tagged("post_install", "-at_install")
class TestVariantsCommission(CommissionCommon):

    def test_receipt_of_march_that_was_entered_after_the_settlement(self):
        first, second = self._bill(1000, self._date(2, 10)), self._bill(500, self._date(2, 10))
        self._pay(first, date=self._date(3, 5))
        march = self._settled(3)
        self._pay(second, date=self._date(3, 28))
        april = self._settled(4)
        self.assertEqual((march.amount, april.amount), (20, 10))
        self.assertFalse(self._settled(5).line_ids)

    def test_receipt_of_march_matched_in_april(self):
        """Entered on account in March and matched after the settlement: once, whenever it is counted."""
        move = self._bill(1000, self._date(2, 10))
        payment = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": 1000,
            "date": self._date(3, 20), "journal_id": self.company_data["default_journal_bank"].id})
        payment.action_post()
        march = self._settled(3)
        (self._open_item(move) + self._open_item(payment.move_id)).reconcile()
        april = self._settled(4)
        self.assertEqual(march.amount + april.amount, 20)

    def test_collector_who_left_keeps_what_was_earned(self):
        self._pay(self._bill(1000, self._date(2, 10)), date=self._date(3, 5))
        self.anna.active = False
        self.assertEqual(self._run(3).payout_ids.mapped(lambda payout: (payout.user_id, payout.amount)), [(self.anna, 20)])

    def test_thirds_add_up_to_what_came_in(self):
        for user, share in ((self.bert, 1 / 3), (self.manager, 1 / 3)):
            part = self.env["credit.assignment.share"].create({
                "profile_id": self.profile.id, "user_id": user.id, "share": share})
            part.sudo().date_from = self._date(1, 1)
        self._pay(self._bill(100, self._date(2, 10)), date=self._date(3, 5))
        run = self._run(3)
        self.assertAlmostEqual(sum(run.payout_ids.mapped("collected")), 100, 2)
