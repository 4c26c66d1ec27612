"""Two people invoice the same milestones at the same moment: real connections, committed data."""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import RaceCase


@tagged("post_install", "-at_install")
class TestScheduleRace(RaceCase):

    def _make_order(self):
        [order_id] = self._create_orders([1000], limit=5000)

        def prepare(env):
            order = env["sale.order"].browse(order_id)
            order.credit_milestone_ids = [
                Command.create({"share": 30, "trigger": "order"}), Command.create({"share": 70, "trigger": "delivery"})]
            order.action_confirm()

        def clean(env):
            order = env["sale.order"].browse(order_id)
            order.invoice_ids.unlink()
            order.order_line.filtered("is_downpayment").unlink()

        self.addCleanup(self._in_transaction, clean)
        self._in_transaction(prepare)
        return order_id

    @mute_logger("odoo.sql_db")
    def test_second_click_finds_the_milestone_taken_and_then_nothing_left(self):
        order_id = self._make_order()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            orders = [api.Environment(cr, SUPERUSER_ID, {})["sale.order"].browse(order_id) for cr in (first, second)]
            for order in orders:
                self.assertTrue(order.credit_has_due_milestones)
            orders[0].action_invoice_milestones()
            with self.assertRaisesRegex(UserError, "being invoiced by somebody else"):
                orders[1].action_invoice_milestones()
            second.rollback()
        with self.assertRaises(UserError):
            self._in_transaction(lambda env: env["sale.order"].browse(order_id).action_invoice_milestones())
        self.assertEqual(
            self._in_transaction(lambda env: env["sale.order"].browse(order_id).invoice_ids.mapped("amount_total")), [300])
