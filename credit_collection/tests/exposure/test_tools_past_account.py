"""The account of a customer played back day by day: payments without entry cover debts and leave the receivable."""

from odoo.tests import BaseCase, tagged

from ...tools.exposure.past_account import BEGUN, COVERED, MATCHED, Event, PastAccount, PastItem


@tagged("post_install", "-at_install")
class TestPastAccount(BaseCase):

    def test_covered_follows_what_is_announced_and_what_is_paid(self):
        item = PastItem(1, 10, 105)
        account = PastAccount(99, [
            Event(100, BEGUN, item, 500.0, 500.0),
            Event(101, COVERED, item, 200.0),
            Event(102, COVERED, item, 100.0),
            Event(103, MATCHED, item, -400.0, -400.0),
            Event(104, COVERED, item, -300.0),
            Event(106, MATCHED, item, -100.0, -100.0)])
        for day, covered, receivable, overdue in (
                (100, 0, 500, (0, 0)), (101, 200, 300, (0, 0)), (102, 300, 200, (0, 0)), (103, 100, 0, (0, 0)),
                (104, 0, 100, (0, 0)), (105, 0, 100, (0, 0)), (106, 0, 0, (0, 0))):
            account.advance(day)
            with self.subTest(day=day):
                self.assertEqual((account.covered, account.receivable), (covered, receivable))
                self.assertEqual(account.get_overdue(), overdue)

    def test_overdue_is_what_credits_do_not_cover(self):
        debt, credit = PastItem(1, 10, 100), PastItem(2, 11, 103)
        account = PastAccount(99, [
            Event(99, BEGUN, debt, 500.0, 500.0), Event(103, BEGUN, credit, -200.0, -200.0)])
        for day, overdue in ((100, (0, 0)), (101, (500, 1)), (102, (500, 2)), (103, (300, 3))):
            account.advance(day)
            with self.subTest(day=day):
                self.assertEqual(account.get_overdue(), overdue)
