"""Two salespeople confirm at the same moment: real threads, real connections, committed data."""

import threading
from unittest.mock import patch

from psycopg2 import OperationalError
from psycopg2.pool import PoolError

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

    def _confirm_among_newcomers(self, order_id, intrude):
        """Confirm an order while ``intrude()`` is called before each of its tries writes the guard.

        :return: number of tries, error that the user sees
        """
        Guard = self.registry["credit.guard"]
        write_guard = Guard._write_guard
        tries, own = [], []

        def intrude_and_write(guard, profile_ids):
            if guard.env.cr in own:
                intrude()
            return write_guard(guard, profile_ids)

        with patch.object(Guard, "_write_guard", intrude_and_write), patch("odoo.service.model.time.sleep"), \
                mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
            own.append(cr)
            env = api.Environment(cr, SUPERUSER_ID, {})

            def confirm():
                tries.append(1)
                env["sale.order"].browse(order_id).action_confirm()
                return True

            try:
                retrying(confirm, env)
            except OperationalError as error:
                return len(tries), error
        return len(tries), None

    def _confirm_alone(self, order_id):
        self._in_transaction(lambda env: env["sale.order"].browse(order_id).action_confirm() and None)

    def test_who_lost_once_is_next_before_whoever_comes_later(self):
        order_ids = self._create_orders([100] * 7, limit=1000)
        others = iter(order_ids[1:])
        outcomes = []

        def intrude():
            try:
                self._confirm_alone(next(others))
                outcomes.append("passed")
            except OperationalError:
                outcomes.append("not its turn")

        tries, error = self._confirm_among_newcomers(order_ids[0], intrude)
        self.assertIsNone(error, "no conflict reaches the user")
        self.assertEqual((tries, outcomes), (2, ["passed", "not its turn"]))
        self.assertEqual(
            self._get_states(order_ids), [("draft", "clear")] * 5 + [("sale", "clear")] * 2, "nobody is let through or lost")
        self._confirm_alone(next(others))
        self.assertEqual(len([state for state, _c in self._get_states(order_ids) if state == "sale"]), 3, "the turn has ended")

    def test_a_turn_keeps_no_other_customer_waiting(self):
        order_ids = self._create_orders([100, 100], limit=1000)
        [other_id] = self._create_orders([100], limit=1000)
        calls = []

        def intrude():
            calls.append(1)
            self._confirm_alone(order_ids[1] if len(calls) == 1 else other_id)

        self.assertEqual(self._confirm_among_newcomers(order_ids[0], intrude), (2, None))
        self.assertEqual(self._get_states([*order_ids, other_id]), [("sale", "clear")] * 3)

    def test_without_a_further_connection_a_confirmation_tries_again_as_any_other(self):
        order_ids = self._create_orders([100, 100], limit=1000)
        others = iter(order_ids[1:])

        def intrude():
            for order_id in others:  # the first try only
                self._confirm_alone(order_id)
                full = patch.object(type(self.registry), "cursor", side_effect=PoolError("The Connection Pool Is Full"))
                full.start()
                self.addCleanup(full.stop)

        with mute_logger("odoo.addons.credit_collection.models.profile.credit_guard"):
            tries, error = self._confirm_among_newcomers(order_ids[0], intrude)
        patch.stopall()
        self.assertEqual((tries, error), (2, None))

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
