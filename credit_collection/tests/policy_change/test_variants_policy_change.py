"""The limits that were in force on the day, and periods that are none."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReplayCommon


@tagged("post_install", "-at_install")
class TestVariantsPolicyChange(ReplayCommon):

    def test_period_that_ends_before_it_begins(self):
        with self.assertRaisesRegex(UserError, "begins before it ends"):
            self._replay(0, -10)
        self.assertFalse(self._replay(-30, -20))

    def test_temporary_limit_holds_nothing_while_it_ran(self):
        with freeze_time(self._days(-120)):
            self.profile.write({"temporary_limit": 5000, "temporary_limit_until": self._days(-90)})
        during = self._confirmed(3000, -100, deliver=True)
        self._pay(during.invoice_ids, date=self._days(-95))
        after = self._confirmed(3000, -80)
        lines = {line.order_id: line for line in self._replay()}
        self.assertEqual(
            [(lines[order].held, lines[order].effective_limit) for order in (during, after)], [(False, 5000), (True, 1000)])
