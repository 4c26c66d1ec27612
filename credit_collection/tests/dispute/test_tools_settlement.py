from datetime import date

from odoo.tests import BaseCase

from ...tools.dispute.settlement import Receipt, get_earned_discount, judge_offer, spread

UNTIL = date(2027, 3, 31)


class TestToolsSettlement(BaseCase):

    def test_discount_is_spread_exactly(self):
        for discount, owed, rounding, parts in (
            (10.0, {1: 100.0, 2: 100.0, 3: 100.0}, 0.01, [3.33, 3.34, 3.33]),
            (100.0, {1: 500.0, 2: 1500.0}, 1.0, [25.0, 75.0]),
            (1.0, {1: 1.0, 2: 1.0, 3: 1.0}, 0.001, [0.333, 0.334, 0.333]),
            (0.01, {1: 5.0, 2: 5.0}, 0.01, [0.01, 0.0]),
            (15.0, {1: 10.0, 2: 5.0}, 0.01, [10.0, 5.0]),
        ):
            with self.subTest(discount=discount, rounding=rounding):
                result = spread(discount, owed, rounding)
                self.assertEqual(list(result.values()), parts)
                self.assertEqual(round(sum(result.values()), 6), discount)

    def _judge(self, *receipts, today=UNTIL):
        return judge_offer(
            {1: 100.0, 2: 200.0}, 30.0, [Receipt(*values) for values in receipts], UNTIL, 0.01, today)

    def test_paid_in_time_on_the_last_day(self):
        self.assertEqual(self._judge((1, UNTIL, 90.0, True), (2, UNTIL, 180.0, True)), ("settled", 270.0))
        self.assertEqual(self._judge((1, UNTIL, 70.0, True), (2, UNTIL, 200.0, True)), ("settled", 270.0))

    def test_short_or_late_payment(self):
        short = ((1, UNTIL, 90.0, True), (2, UNTIL, 179.99, True))
        late = ((1, UNTIL, 90.0, True), (2, date(2027, 4, 1), 180.0, True))
        for receipts in (short, late):
            self.assertEqual(self._judge(*receipts)[0], "open")
            self.assertEqual(self._judge(*receipts, today=date(2027, 4, 1))[0], "lapsed")

    def test_credit_note_lowers_what_is_to_be_paid_but_pays_nothing(self):
        credit = (1, UNTIL, 100.0, False)
        self.assertEqual(self._judge(credit), ("open", 0.0))
        self.assertEqual(self._judge(credit, (2, UNTIL, 170.0, True)), ("settled", 170.0))
        self.assertEqual(self._judge(credit, (2, UNTIL, 200.0, False)), ("void", 0.0))
        self.assertEqual(self._judge((2, UNTIL, 170.0, True))[0], "open")

    def test_half_a_cent_is_no_cent(self):
        self.assertEqual(self._judge((1, UNTIL, 90.0, True), (2, UNTIL, 179.996, True))[0], "settled")
        self.assertEqual(self._judge((1, UNTIL, 90.0, True), (2, UNTIL, 179.994, True))[0], "open")
        nothing_asked = ({1: 10.0}, 10.0, [Receipt(1, UNTIL, 0.004, True)], UNTIL, 0.01, UNTIL)
        self.assertEqual(judge_offer(*nothing_asked)[0], "open", "a payment below half a cent is none")

    def test_what_was_paid_beyond_the_offer_is_not_credited(self):
        for received, earned in ((90.0, 10.0), (95.0, 5.0), (100.0, 0.0)):
            self.assertEqual(
                get_earned_discount({1: 100.0}, 10.0, [Receipt(1, UNTIL, received, True)], UNTIL, 0.01), earned)

    def test_a_discount_on_items_that_owe_nothing_gives_nothing(self):
        self.assertEqual(spread(10.0, {1: 0.0}, 0.01), {1: 0.0})

    def test_half_a_unit_exactly(self):
        """In a currency without cents half a unit is an exact number; it is as near to the unit above as to the one below."""
        for name, owed, discount, receipts, state in (
            ("half a unit is a payment", 10.0, 10.0, [(0.5, True)], "settled"),
            ("less is none", 10.0, 10.0, [(0.4, True)], "open"),
            ("half a unit short is short", 10.0, 2.0, [(7.5, True)], "open"),
            ("less than half a unit short is all", 10.0, 2.0, [(7.6, True)], "settled"),
            ("half a unit is still owed", 10.0, 2.0, [(9.5, False)], "open"),
            ("less than half a unit is nothing", 10.0, 2.0, [(9.6, False)], "void"),
        ):
            with self.subTest(name):
                receipts = [Receipt(1, UNTIL, *values) for values in receipts]
                self.assertEqual(judge_offer({1: owed}, discount, receipts, UNTIL, 1.0, UNTIL)[0], state)

    def test_a_credit_note_lowers_what_was_asked_for(self):
        """100 owed, 10 off; 20 were credited: 70 are to be paid. Who pays 75 has earned 5."""
        receipts = [Receipt(1, UNTIL, 20.0, False), Receipt(1, UNTIL, 75.0, True)]
        self.assertEqual(get_earned_discount({1: 100.0}, 10.0, receipts, UNTIL, 0.01), 5.0)
