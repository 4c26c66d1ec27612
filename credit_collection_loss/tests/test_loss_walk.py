"""The random walk of the main add-on with write-offs and allowances among what happens.

``CREDIT_SEED`` begins another walk, ``CREDIT_STEPS`` makes it longer.
"""

from hypothesis.stateful import initialize, rule

from odoo.tests import tagged

from odoo.addons.credit_collection.tests.setup import test_business_walk as walk
from odoo.addons.credit_collection.tests.setup.business import Business, several

from .common import LossCommon


class LossBusiness(Business):
    """A collector asks for write-offs, a manager posts them and takes some back; losses are expected now and then."""

    @initialize()
    def begin(self):
        result = super().begin()
        self.write_offs = self.case.env["credit.write.off"]
        return result

    @rule(acts=several("write_off", "write_off", "take_back_write_off", "expect_losses", "book_losses"))
    def lose(self, acts):
        self._do(acts)

    def _write_off(self, which, share):
        if move := self._open(which):
            before = move.amount_residual
            amount = move.currency_id.round(before * share)

            def decide():
                self.write_offs += self.case._write_off(move, amount)
                self._same(move.currency_id, move.amount_residual, before - amount, "rest of what was written off")

            self._try(decide)

    def _take_back_write_off(self, which, _share):
        """What was written off is owed again."""
        if self.write_offs:
            write_off = self.write_offs[which % len(self.write_offs)]
            self._try(write_off.with_user(self.case.manager).action_reverse)

    def _expect_losses(self, _which, _share):
        """:return: an allowance that is that of the ledger"""
        run = self.case._run_loss()
        self._same(run.currency_id, run.difference_to_ledger, 0.0, "report of losses against the ledger")
        return run

    def _book_losses(self, which, share):
        """Once the allowance is posted nothing is left to post."""
        run = self._expect_losses(which, share)
        run.with_user(self.case.other_manager).action_approve()
        run.with_user(self.case.other_manager).action_post()
        self._same(run.currency_id, -self.case._balance(self.case.allowance_account), run.allowance, "booked allowance")
        self._same(run.currency_id, self.case._run_loss().difference, 0.0, "second allowance of the day")


@tagged("post_install", "-at_install")
class TestLossWalk(walk.TestBusinessWalk, LossCommon):

    business = LossBusiness
    steps = walk.STEPS // 3
    _run_loss = LossCommon._run
