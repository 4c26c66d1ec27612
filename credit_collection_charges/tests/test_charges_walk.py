"""Random payments and credit notes: the interest is that of a plain sum over days, and none of it is on paid principal.

``CREDIT_SEED`` begins another walk.
"""

import os
import random
from datetime import timedelta

from odoo.tests import tagged

from .common import ChargesCommon

SEED = int(os.environ.get("CREDIT_SEED") or 20261127)
WALKS, RATE = 4, 0.10


@tagged("post_install", "-at_install")
class TestChargesWalk(ChargesCommon):
    """Ten percent a year, accrued every few days while the debt is paid in parts."""

    def test_interest_is_that_of_each_day(self):
        for number in range(WALKS):
            with self.subTest(seed=SEED + number):
                self._walk(random.Random(SEED + number))

    def _walk(self, pick):
        due = self.today - timedelta(pick.randint(60, 300))
        move = self._late(pick.randint(50000, 900000) / 100, due)
        reductions = []
        day = due - timedelta(pick.randint(0, 10))
        while day < self.today:
            day = min(day + timedelta(pick.randint(1, 60)), self.today)
            self._reduce(pick, move, day, reductions)
            self._check(move, due, day, reductions)
        charges = self.profile.charge_ids.filtered(lambda charge: charge.move_id == move and charge.kind == "interest")
        before = sum(charges.mapped("amount"))
        if not move.amount_residual:
            self._accrue(self.today + timedelta(30))
            self.assertEqual(sum(charges.mapped("amount")), before, "nothing is charged on what is paid")
        self.profile.invalidate_recordset()

    def _reduce(self, pick, move, day, reductions):
        """Pay or credit a part, all, or nothing on ``day``."""
        share = pick.choice((0, 0, 0.25, 0.5, 1))
        amount = move.currency_id.round(move.amount_residual * share)
        if amount:
            if pick.random() < 0.3:
                self._credit(move, amount, day)
            else:
                self._pay(move, amount, day)
            reductions.append((day, amount))

    def _check(self, move, due, day, reductions):
        expected, late = 0.0, due + timedelta(1)
        while late <= day:
            # What comes on a day was open on it.
            expected += (move.amount_total - sum(amount for when, amount in reductions if when < late)) * RATE / 365
            late += timedelta(1)
        self.assertAlmostEqual(
            self._interest(move, day), expected, delta=0.005 * (len(reductions) + 1) + 0.001,
            msg=f"{move.amount_total} due {due}, reduced by {reductions}, accrued to {day}")
