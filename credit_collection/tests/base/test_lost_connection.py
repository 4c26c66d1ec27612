"""The database ends the connection in the middle of a batch: the batch is over, no record of it is tried alone."""

import contextlib
import time

from psycopg2 import InterfaceError, OperationalError

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.common.beside import act_beside
from ...models.common.credit_batch_mixin import act_isolated
from .common import RaceCase

LONGEST = 10


@tagged("post_install", "-at_install")
class TestLostConnection(RaceCase):

    def setUp(self):
        super().setUp()
        self.cr = self.registry.cursor()
        self.addCleanup(self._close)
        self.calls = []
        self.partners = api.Environment(self.cr, SUPERUSER_ID, {})["res.partner"].search([], limit=8)
        self.enterContext(mute_logger("odoo.sql_db"))

    def _close(self):
        with contextlib.suppress(InterfaceError, OperationalError):
            self.cr.close()

    def _lose(self, *_records):
        self.calls.append(1)
        number = self.cr.connection.info.backend_pid if not self.cr.closed else 0
        with self.registry.cursor() as other:
            other.execute("SELECT PG_TERMINATE_BACKEND(%s)", [number])
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            self.cr.execute("SELECT 1")  # fails as soon as the server has ended the connection

    def test_batch_ends_at_once(self):
        with self.assertRaises((InterfaceError, OperationalError)):
            act_isolated(self.partners, self._lose)
        self.assertEqual(len(self.calls), 1)

    def test_work_beside_that_of_a_user_does_not_hide_it(self):
        with self.assertRaises((InterfaceError, OperationalError)):
            act_beside(self.partners.env, self._lose)
