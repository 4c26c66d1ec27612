"""The account of a customer played back day by day: payments without entry cover debts and leave the receivable."""

from typing import NamedTuple

from odoo.tests import BaseCase, tagged

from ...tools.exposure.open_credits import cover_oldest, sum_credits, sum_net
from ...tools.exposure.own_currency import get_own_part
from ...tools.exposure.past_account import BEGUN, COVERED, DISPUTED, MATCHED, Event, PastAccount, PastItem
from ...tools.exposure.past_debts import PastDebts


class Owed(NamedTuple):
    """An open item, as :func:`sum_credits` asks for it."""

    currency_id: int
    residual: float
    amount: float
    own_amount: float


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

    def test_a_debt_that_was_paid_in_part_is_overdue_with_its_rest(self):
        debt = PastItem(1, 10, 100)
        account = PastAccount(99, [Event(99, BEGUN, debt, 500.0, 500.0), Event(102, MATCHED, debt, -400.0, -400.0)])
        for day, overdue in ((101, (500, 1)), (102, (100, 2))):
            account.advance(day)
            self.assertEqual((account.get_overdue(), account.credits), (overdue, 0))
        self.assertEqual((account.get_residual(1), account.get_residual(2)), (100, 0))

    def test_the_rest_of_a_rounding_is_not_owed(self):
        """Paid in full in its currency; a cent is left in that of the company."""
        account = PastAccount(99, [
            Event(99, BEGUN, PastItem(1, 10, 99), 0.01, 0.0), Event(99, BEGUN, PastItem(2, 11, 99), 0.02)])
        account.advance(120)
        self.assertEqual((account.receivable, account.get_overdue()), (0, (0, 0)))

    def test_payments_without_entry_cover_no_more_than_is_open(self):
        debt, credit = PastItem(1, 10, 90), PastItem(2, 11, 90)
        account = PastAccount(99, [
            Event(99, BEGUN, debt, 0.5, 0.5), Event(99, COVERED, debt, 2.0), Event(99, BEGUN, credit, -5.0, -5.0),
            Event(99, COVERED, credit, 2.0)])
        account.advance(99)
        self.assertEqual((account.covered, account.receivable, account.credits), (0.5, -5, 5))

    def test_a_credit_that_is_being_paid_back_is_none(self):
        debt, credit = PastItem(1, 10, 90), PastItem(2, 11, 90)
        account = PastAccount(99, [
            Event(99, BEGUN, debt, 100.0, 100.0), Event(99, BEGUN, credit, -30.0, -30.0), Event(101, COVERED, credit, -20.0),
            Event(102, COVERED, credit, -20.0)])
        for day, receivable, credits in ((100, 70, 30), (101, 90, 10), (102, 100, 0)):
            account.advance(day)
            with self.subTest(day=day):
                self.assertEqual((account.covered, account.receivable, account.credits), (0, receivable, credits))

    def test_owing_is_before_credits_and_of_rated_items_only(self):
        debt, credit, other = PastItem(1, 10, 90), PastItem(2, 11, 90), PastItem(3, 12, 90, is_rated=False)
        account = PastAccount(99, [
            Event(100, BEGUN, debt, 0.5, 0.5), Event(101, BEGUN, credit, -5.0, -5.0), Event(102, BEGUN, other, 70.0, 70.0),
            Event(103, MATCHED, debt, 2.5, 2.5), Event(104, MATCHED, debt, -3.0, -3.0), Event(104, MATCHED, credit, 3.0, 3.0)])
        for day, owing in ((100, 0.5), (101, 0.5), (102, 0.5), (103, 3.0), (104, 0.0)):
            account.advance(day)
            with self.subTest(day=day):
                self.assertEqual(account.owing, owing)
        self.assertEqual(account.rated.total, 0, "what scores do not look at is no debt of theirs")

    def test_credits_cover_what_speaks_against_orders(self):
        account = PastAccount(99, [
            Event(99, BEGUN, PastItem(1, 10, 99), 30.0, 30.0), Event(99, BEGUN, PastItem(2, 11, 99), -10.0, -10.0)])
        account.advance(100)
        for smallest, overdue in ((0.0, (20, 1)), (19.99, (20, 1)), (20.0, (0, 0))):
            with self.subTest(smallest=smallest):
                self.assertEqual(account.get_order_overdue(smallest), overdue)

    def test_what_is_disputed_speaks_in_full_where_the_company_says_so(self):
        debt = PastItem(1, 10, 99)
        events = [Event(99, BEGUN, debt, 30.0, 30.0), Event(99, DISPUTED, debt, 30.0)]
        for disputed_speak, overdue in ((True, (30, 1)), (False, (0, 0))):
            account = PastAccount(99, events, disputed_speak)
            account.advance(100)
            self.assertEqual(account.get_order_overdue(0.0), overdue)


@tagged("post_install", "-at_install")
class TestPastDebts(BaseCase):

    def _put(self, day, *debts):
        past = PastDebts(day)
        for debt in debts:
            past.put(*debt)
        return past

    def test_small_debts_count_unless_somebody_says_from_which_amount(self):
        past = self._put(20, (1, 10, 0.5), (2, 15, 5.0))
        for smallest, days in ((0.0, 10), (0.4, 10), (0.5, 5), (4.9, 5), (5.0, 0)):
            with self.subTest(smallest=smallest):
                self.assertEqual(past.get_days_late(smallest=smallest), days)
        self.assertEqual(past.get_days_late(), 10)

    def test_a_debt_that_changes_on_its_due_date_is_past_due_with_what_is_left(self):
        past = self._put(10, (1, 10, 50.0), (1, 10, 20.0))
        self.assertEqual((past.total, past.get_days_late()), (0, 0))
        past.advance(11)
        self.assertEqual((past.total, past.get_days_late(), past.get_late_amount_days()), (20, 1, 20))

    def test_a_due_date_that_is_put_off_takes_the_debt_out_of_what_is_past_due(self):
        for amount in (30.0, 40.0):  # the second is as large as the number of its new day
            past = self._put(20, (1, 10, amount), (2, 5, 7.0), (1, 40, amount))
            self.assertEqual((past.total, past.get_late_amount_days()), (7, 105))
            self.assertEqual(past.get_days_late(), 15)
            self.assertEqual(past.get_days_late(credit=7.0), 0)
            past.advance(41)
            self.assertEqual((past.total, past.get_days_late(credit=7.0)), (amount + 7, 1))

    def test_settled_debts_are_passed_over_wherever_they_stand(self):
        past = self._put(20, (1, 5, 10.0), (2, 6, 10.0), (3, 7, 10.0), (4, 8, 10.0))
        past.put(2, 6, 0.0)
        self.assertEqual(past.get_days_late(credit=10.0), 13)
        past.put(1, 5, 0.0)
        self.assertEqual(past.get_days_late(), 13)
        self.assertEqual(past.get_days_late(credit=10.0), 12)

    def test_a_debt_that_is_opened_again_is_late_since_its_due_date(self):
        past = self._put(20, (1, 5, 10.0), (2, 6, 10.0), (3, 7, 10.0))
        past.put(1, 5, 0.0)
        self.assertEqual(past.get_days_late(), 14)
        past.put(1, 5, 10.0)
        self.assertEqual((past.get_days_late(), past.total), (15, 30))


class TestOpenCredits(BaseCase):

    def test_credits_cover_the_earliest_due_first(self):
        debts = [(20, 30.0), (10, 50.0)]
        for credit, left in (
            (0.0, [(10, 50.0), (20, 30.0)]), (20.0, [(10, 30.0), (20, 30.0)]), (50.0, [(20, 30.0)]), (60.0, [(20, 20.0)]),
            (80.0, []), (90.0, []),
        ):
            with self.subTest(credit=credit):
                self.assertEqual(cover_oldest(debts, credit), left)

    def test_who_owes_nothing_in_any_currency_is_asked_for_nothing(self):
        """Two currencies, 1 and 2; amounts in company currency and in their own."""
        for name, items, credits in (
            ("nothing", [], 0), ("no credit", [(1, 100, 50)], 0), ("as booked", [(1, 100, 50), (1, -40, -30)], 40),
            ("all paid while the currency fell", [(1, 100, 50), (1, -60, -50)], 100),
            ("a cent is left", [(1, 100, 50), (1, -60, -49.99)], 60),
            ("the noise of large numbers", [(1, 100, 24_683_472_411.000004), (1, -60, -24_683_472_411)], 100),
            ("a unit of large numbers is left", [(1, 100, 2_468_347), (1, -60, -2_468_346)], 60),
            ("all paid while it rose", [(1, 100, 50), (1, -130, -50)], 130),
            ("something else is owed", [(1, 100, 50), (1, -60, -50), (2, 5, 5)], 60),
            ("more than enough in each", [(1, 100, 50), (1, -60, -50), (2, 5, 5), (2, -8, -8)], 105),
        ):
            owed = [Owed(currency, amount, amount, own) for currency, amount, own in items]
            with self.subTest(name):
                self.assertAlmostEqual(sum_credits(owed), credits)
                self.assertAlmostEqual(sum_net(owed), sum(item.amount for item in owed if item.amount > 0) - credits)

    def test_part_in_the_currency_of_an_item(self):
        """Of 100, which are 250 in the currency of the item; 40 of them, which are 110 there, are disputed."""
        for part, disputed, own in (
            (50, (), 125), (100, (), 250), (0, (), 0), (60, (40, 110), 140), (30, (40, 110), 70), (100, (40, 110), 250),
            (50, (100, 250), 125),
        ):
            with self.subTest(part=part, disputed=disputed):
                self.assertAlmostEqual(get_own_part(part, 100, 250, *disputed), own)
        self.assertEqual(get_own_part(5, 0, 0), 0)
