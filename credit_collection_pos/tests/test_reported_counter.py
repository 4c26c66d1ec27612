"""Situations that people reported in public about sales on account at counters; the address stands beside each."""

from odoo.tests import tagged

from .common import CounterCommon


@tagged("post_install", "-at_install")
class TestPublicReports(CounterCommon):

    def _sync(self, receipt):
        self.env["pos.order"].with_user(self.cashier).sync_from_ui([receipt])
        self._refresh()
        return self.env["pos.order"].search([("uuid", "=", receipt["uuid"])])

    def test_sale_that_is_sent_twice_counts_once(self):
        # github.com/odoo/odoo/issues/152259, github.com/odoo/odoo/pull/258304
        receipt = self._receipt(900)
        first = self._sync(receipt)
        again = self._sync({**receipt, "lines": [], "payment_ids": []})
        self.assertEqual((len(again), again), (1, first))
        self.assertRecordValues(self.profile, [{"exposure_counter": 900, "available_credit": 100}])

    def test_released_sale_that_is_sent_twice_uses_its_release_once(self):
        # github.com/odoo/odoo/pull/209834
        self.company.credit_four_eyes = "never"
        receipt = self._receipt(1500)
        self._request(1500, user=self._seller(), method="release_credit_on_account", uuid=receipt["uuid"], arguments=("Known",))
        order = self._sync(receipt)
        self.assertEqual(self._sync({**receipt, "lines": [], "payment_ids": []}), order)
        hold = self.env["credit.pos.hold"].search([("sale_uuid", "=", receipt["uuid"])])
        self.assertRecordValues(hold, [{"state": "used", "pos_order_id": order.id}])
        self.assertEqual(self.profile.exposure_counter, 1500)

    def _seller(self):
        manager = self._user("manager")
        manager.group_ids |= self.env.ref("point_of_sale.group_pos_user")
        return manager

    def test_change_given_back_in_cash_is_not_on_account(self):
        # github.com/odoo/odoo/pull/93910
        receipt = self._receipt(300, cash=460, to_invoice=True)
        receipt.update(amount_total=750, amount_paid=750, amount_return=-10)
        for line in receipt["lines"]:
            line[2].update(price_unit=750, price_subtotal=750, price_subtotal_incl=750)
        order = self._sync(receipt)
        self.assertRecordValues(self.profile, [{"exposure_counter": 0, "exposure_receivable": 300}])
        self.assertEqual(order.account_move.amount_residual, 300)
