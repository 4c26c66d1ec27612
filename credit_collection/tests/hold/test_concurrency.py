"""Two salespeople confirm at the same moment: real threads, real connections, committed data."""

import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import RaceCase

TIMEOUT = 30


@tagged("post_install", "-at_install")
class TestConcurrency(RaceCase):

    def _confirm_at_once(self, order_ids):
        """Confirm each order in a thread; all have read their snapshot before any of them writes the guard.

        :return: number of attempts that were needed, per order
        """
        barrier = threading.Barrier(len(order_ids), timeout=TIMEOUT)
        attempts = dict.fromkeys(order_ids, 0)
        errors = []
        waited = threading.local()
        Guard = self.registry["credit.guard"]
        write_guard = Guard._write_guard

        def wait_and_write(guard, profile_ids):
            if not getattr(waited, "done", False):
                waited.done = True
                barrier.wait()
            return write_guard(guard, profile_ids)

        def confirm(order_id):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})

                    def attempt():
                        attempts[order_id] += 1
                        env["sale.order"].browse(order_id).action_confirm()
                        return True

                    retrying(attempt, env)
            except Exception as error:  # noqa: BLE001 - reported by the test, whatever it is
                errors.append(error)

        with patch.object(Guard, "_write_guard", wait_and_write), patch("odoo.service.model.time.sleep"), \
                mute_logger("odoo.sql_db", "odoo.service.model"):
            threads = [threading.Thread(target=confirm, args=[order_id]) for order_id in order_ids]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(TIMEOUT)
        self.assertFalse(errors)
        return attempts

    def _get_states(self, order_ids):
        return self._in_transaction(lambda env: sorted(
            (order.state, order.credit_state) for order in env["sale.order"].browse(order_ids)))

    def test_two_orders_that_fit_alone_but_not_together_cannot_both_pass(self):
        for _trial in range(3):
            order_ids = self._create_orders([600, 600], limit=1000)
            attempts = self._confirm_at_once(order_ids)
            self.assertEqual(self._get_states(order_ids), [("draft", "held"), ("sale", "clear")])
            self.assertEqual(sorted(attempts.values()), [1, 2], "the loser decides again on fresh data")

    def test_four_orders_of_which_two_fit(self):
        order_ids = self._create_orders([400, 400, 400, 400], limit=1000)
        self._confirm_at_once(order_ids)
        self.assertEqual([state for state, _credit in self._get_states(order_ids)], ["draft", "draft", "sale", "sale"])

    def test_different_customers_never_wait_for_each_other(self):
        order_ids = self._create_orders([600, 600], limit=1000, same_customer=False)
        attempts = self._confirm_at_once(order_ids)
        self.assertEqual(self._get_states(order_ids), [("sale", "clear"), ("sale", "clear")])
        self.assertEqual(set(attempts.values()), {1})

    def test_two_first_orders_of_a_new_customer_create_one_profile(self):
        def create(env):
            return env["res.partner"].create({"name": "Brand new customer"}).id

        partner_id = self._in_transaction(create)
        self.addCleanup(self._in_transaction, lambda env: env["res.partner"].browse(partner_id).unlink())
        barrier = threading.Barrier(2, timeout=TIMEOUT)
        profile_ids, errors = [], []

        def get_profile():
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    waited = []

                    def attempt():
                        partner = env["res.partner"].browse(partner_id)
                        partner.name  # noqa: B018 - takes the snapshot
                        if not waited:
                            waited.append(barrier.wait())
                        return partner._get_credit_profiles().id

                    profile_ids.append(retrying(attempt, env))
            except Exception as error:  # noqa: BLE001 - reported by the test, whatever it is
                errors.append(error)

        with patch("odoo.service.model.time.sleep"), mute_logger("odoo.sql_db", "odoo.service.model"):
            threads = [threading.Thread(target=get_profile) for _index in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(TIMEOUT)
        self.assertFalse(errors)
        self.assertEqual(len(set(profile_ids)), 1)
        self.assertEqual(len(profile_ids), 2)
