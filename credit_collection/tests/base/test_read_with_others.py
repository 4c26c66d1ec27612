"""Nearly every request of sales reads orders: what only their credit needs does not come along unasked."""

from odoo.tests import tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestReadWithOthers(CreditCommon):

    def _get_read(self, record):
        """:return: the names of our stored fields of ``record`` that are in memory"""
        self.env.flush_all()
        return {
            name for name, field in record._fields.items()
            if name.startswith("credit_") and field.store and field.column_type and record.id in field._get_cache(record.env)}

    def test_order_is_read_without_what_only_its_credit_needs(self):
        order = self._order(100)
        order.invalidate_recordset()
        self.assertTrue(order.name)
        self.assertFalse(self._get_read(order) & {
            "credit_state", "credit_hold_id", "credit_manual_hold", "credit_closed_reason", "credit_closed_on",
            "credit_schedule_id"})

    def test_check_of_an_order_brings_what_its_outcome_is_compared_with(self):
        order = self._order(100)
        order.invalidate_recordset()
        order._read_credit_requests(self.today)
        with self.assertQueryCount(0):
            self.assertEqual(order.credit_state, "clear")
            self.assertFalse(order.sudo().credit_hold_id or order.credit_manual_hold)

    def test_pending_outcome_is_not_forgotten_by_the_check(self):
        order = self._order(100)
        order.sudo().credit_state = "warned"
        order._read_credit_requests(self.today)
        self.assertEqual(order.credit_state, "warned")
