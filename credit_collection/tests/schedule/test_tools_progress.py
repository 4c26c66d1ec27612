import math
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.exposure.past_account import BEGUN, DEFERRED, MATCHED, Event, PastItem
from ...tools.schedule.cash import split_amount
from ...tools.schedule.past_lateness import find_first_late_day
from ...tools.schedule.progress import Document, Milestone, get_progress, plan

DAY = date(2026, 1, 1).toordinal()


def cents(amount):
    """Half up, as currencies are rounded."""
    return math.copysign(math.floor(abs(amount) * 100 + 0.5 + 1e-6) / 100, amount)


def shares(*percents):
    return [Milestone(key, share=percent) for key, percent in enumerate(percents)]


CENTS = st.integers(0, 10_000_000).map(lambda amount: amount / 100)
# Shares of 100 % in all, of any fineness.
WHOLES = st.lists(st.integers(1, 10_000), min_size=1, max_size=12).map(
    lambda parts: [round(100 * part / sum(parts), 4) for part in parts]).map(
    lambda parts: [*parts[:-1], round(100 - sum(parts[:-1]), 4)])


class TestToolsProgress(BaseCase):

    def _progress(self, total, milestones, *documents):
        """:return: lists of planned, invoiced and to invoice"""
        found = get_progress(total, milestones, [Document(*document) for document in documents], cents).values()
        return ([progress.planned for progress in found], [cents(sum(progress.parts.values())) for progress in found],
                [progress.to_invoice for progress in found])

    def test_shares_and_fixed_amounts(self):
        self.assertEqual(plan(1000, shares(30, 40, 30), cents), {0: 300, 1: 400, 2: 300})
        self.assertEqual(
            plan(1000, [Milestone("a", amount=199.99), Milestone("b", share=50), Milestone("c", share=30)], cents),
            {"a": 199.99, "b": 500, "c": 300})

    def test_thirds_of_a_cent_too_many_come_to_the_total(self):
        self.assertEqual(plan(100.01, shares(33.3333, 33.3333, 33.3334), cents), {0: 33.34, 1: 33.33, 2: 33.34})
        self.assertEqual(plan(0.02, shares(25, 25, 25, 25), cents), {0: 0.01, 1: 0.0, 2: 0.01, 3: 0.0})

    def test_order_that_changed_after_two_milestones_were_invoiced(self):
        """Contract of 1,000 in 20/50/25/5 %, 200 and 500 invoiced, then reduced by 100: the third bears the 70 too much."""
        milestones = shares(20, 50, 25, 5)
        documents = (1, 200, 0), (2, 500, 1)
        self.assertEqual(
            self._progress(1000, milestones, *documents),
            ([200, 500, 250, 50], [200, 500, 0, 0], [0, 0, 250, 50]))
        self.assertEqual(
            self._progress(900, milestones, *documents),
            ([180, 450, 225, 45], [200, 500, 0, 0], [0, 0, 155, 45]))
        self.assertEqual(
            self._progress(1100, milestones, *documents),
            ([220, 550, 275, 55], [200, 500, 0, 0], [0, 0, 345, 55]))

    def test_order_that_shrank_below_what_was_invoiced_asks_for_nothing(self):
        self.assertEqual(
            self._progress(600, shares(20, 50, 25, 5), (1, 200, 0), (2, 500, 1)),
            ([120, 300, 150, 30], [200, 500, 0, 0], [0, 0, 0, 0]))

    def test_order_that_grew_after_all_was_invoiced_is_to_invoice_with_the_last(self):
        self.assertEqual(
            self._progress(1100, shares(50, 50), (1, 500, 0), (2, 500, 1)), ([550, 550], [500, 500], [0, 100]))

    def test_later_milestone_invoiced_beyond_its_share_takes_from_the_earlier_one(self):
        self.assertEqual(self._progress(1000, shares(20, 80), (1, 900, 1)), ([200, 800], [0, 900], [100, 0]))
        self.assertEqual(self._progress(1000, shares(20, 80), (1, 700, 1)), ([200, 800], [0, 700], [300, 0]))

    def test_credited_milestone_is_to_invoice_again(self):
        self.assertEqual(
            self._progress(1000, shares(30, 70), (1, 300, 0), (2, -300, 0)), ([300, 700], [0, 0], [300, 700]))
        self.assertEqual(
            self._progress(1000, shares(30, 70), (1, 300, 0), (2, -50, 0)), ([300, 700], [250, 0], [0, 750]))

    def test_other_invoices_fill_what_nobody_planned_and_then_the_milestones(self):
        self.assertEqual(self._progress(1000, shares(30, 70), (1, 300, 0), (2, 700)), ([300, 700], [300, 700], [0, 0]))
        self.assertEqual(self._progress(1000, shares(30, 40), (1, 300)), ([300, 400], [0, 0], [300, 400]))
        self.assertEqual(self._progress(1000, shares(30, 40), (1, 500)), ([300, 400], [200, 0], [100, 400]))
        self.assertEqual(
            self._progress(1000, shares(30, 40), (1, 500), (2, -500)), ([300, 400], [0, 0], [300, 400]))

    def test_invoice_after_one_that_was_credited_counts_in_its_place(self):
        milestones, documents = shares(30, 70), [Document(1, 300), Document(2, -300), Document(3, 300)]
        progress = get_progress(1000, milestones, documents, cents)
        self.assertEqual(progress[0].parts, {1: 300, 2: -300, 3: 300})
        self.assertEqual([found.to_invoice for found in progress.values()], [0, 700])

    def test_final_invoice_less_its_down_payments_changes_nothing(self):
        self.assertEqual(
            self._progress(1000, shares(30, 70), (1, 300, 0), (2, 700, 1), (3, 0)), ([300, 700], [300, 700], [0, 0]))

    def test_cancelled_empty_and_negative_orders_ask_for_nothing(self):
        self.assertEqual(self._progress(0, shares(30, 70)), ([0, 0], [0, 0], [0, 0]))
        self.assertEqual(self._progress(0, [Milestone(1, amount=500)]), ([500], [0], [0]))
        self.assertEqual(self._progress(-1000, shares(30, 70)), ([-300, -700], [0, 0], [0, 0]))
        self.assertEqual(get_progress(1000, [], [], cents), {})

    def test_fixed_amounts_beyond_the_order_ask_for_no_more_than_the_order(self):
        self.assertEqual(
            self._progress(1000, [Milestone(1, amount=800), Milestone(2, amount=500)]), ([800, 500], [0, 0], [800, 200]))

    def test_small_amounts_count_as_large_ones_do(self):
        self.assertEqual(plan(1000, [Milestone("free")], cents), {"free": 0})
        self.assertEqual(
            self._progress(1000, shares(30, 70), (1, 0.5, 0))[2], [0, 999.5], "half a unit is an invoice of its own")
        self.assertEqual(self._progress(1000, shares(30, 70), (1, 0.5))[2], [299.5, 700], "the first is filled first")
        self.assertEqual(
            self._progress(100, [Milestone(1, amount=0.5), Milestone(2, amount=50)])[2], [0.5, 50])

    def test_a_credit_note_without_an_invoice_is_to_invoice_on_top(self):
        self.assertEqual(self._progress(1000, shares(30, 70), (1, -50, 0)), ([300, 700], [-50, 0], [350, 700]))

    def test_credit_notes_take_what_was_invoiced_beyond_the_order_first(self):
        invoiced = (1, 1200), (2, -200)
        self.assertEqual(self._progress(1000, shares(30, 70), *invoiced)[2], [0, 0])
        self.assertEqual(self._progress(1000, shares(30, 70), *invoiced, (3, -200))[2], [0, 200])

    def test_what_is_to_come_of_an_order_is_split_among_its_milestones(self):
        for amount, parts, expected in (
            (100, [("a", 30), ("b", 50)], {"a": 30, "b": 50, None: 20}), (100, [("a", 80), ("b", 50)], {"a": 80, "b": 20}),
            (80, [("a", 80), ("b", 50)], {"a": 80}), (100, [("a", 0), ("b", 100)], {"b": 100}), (0.5, [], {None: 0.5}),
            (100, [("a", 0.5)], {"a": 0.5, None: 99.5}),
        ):
            with self.subTest(amount=amount, parts=parts):
                self.assertEqual(split_amount(amount, parts, cents), expected)

    @settings(deadline=None, max_examples=300)
    @given(CENTS, WHOLES)
    def test_shares_of_all_come_to_the_total_to_the_cent(self, total, percents):
        planned = plan(total, shares(*percents), cents)
        self.assertEqual(cents(sum(planned.values())), total)
        for key, percent in enumerate(percents):
            self.assertAlmostEqual(planned[key], total * percent / 100, delta=0.0101)

    @settings(deadline=None, max_examples=300)
    @given(CENTS, WHOLES, st.lists(st.tuples(
        st.integers(0, 14), st.sampled_from((1.0, 1.0, 0.5, 1.3)), st.booleans(), st.booleans()), max_size=8))
    def test_invoiced_and_to_invoice_come_to_the_order(self, total, percents, events):
        """However milestones are invoiced, in part or beyond, for themselves or not, and credited: as long as no more than the
        order is invoiced, what is left comes to the order, and nothing is asked for twice."""
        milestones, documents, number = shares(*percents), [], 0
        for key, part, is_own, is_credited in events:
            open_total = total - sum(document.amount for document in documents)
            to_invoice = get_progress(total, milestones, documents, cents)
            key %= len(milestones)
            amount = cents(min(to_invoice[key].to_invoice * part, open_total))
            if amount <= 0:
                continue
            number += 2
            documents.append(Document(number, amount, key if is_own else None))
            if is_credited:
                documents.append(Document(number + 1, -amount, key if is_own else None))
        progress = get_progress(total, milestones, documents, cents).values()
        counted = cents(sum(sum(found.parts.values()) for found in progress))
        self.assertEqual(counted, cents(sum(document.amount for document in documents)))
        self.assertEqual(cents(counted + sum(found.to_invoice for found in progress)), total)
        self.assertGreaterEqual(min(found.to_invoice for found in progress), 0)


class TestPastLateness(BaseCase):
    """Days are numbered from DAY: an item of day 0 over 100, due on day 10, tolerated for 5 days."""

    def _find(self, *events, first=0, last=100, due=10, key=1):
        item = PastItem(key, key, DAY + due)
        found = find_first_late_day(
            [Event(DAY + day, kind, item, amount) for day, kind, amount in ((0, BEGUN, 100.0), *events)], 5,
            date.fromordinal(DAY + first), date.fromordinal(DAY + last))
        return found and found.toordinal() - DAY

    def test_open_until_the_end_of_the_day(self):
        self.assertEqual(self._find(), 16)
        self.assertEqual(self._find((17, MATCHED, -100.0)), 16)
        self.assertIsNone(self._find((16, MATCHED, -100.0)))
        self.assertEqual(self._find((12, MATCHED, -99.0)), 16, "a part is still late")
        self.assertEqual(self._find((12, MATCHED, -100.0), (30, MATCHED, 100.0)), 30, "it was owed again")

    def test_of_several_items_the_first_that_is_late_counts(self):
        sooner, later = PastItem(1, 1, DAY + 10), PastItem(2, 2, DAY + 20)
        events = [Event(DAY, BEGUN, item, 100.0) for item in (later, sooner)]
        days = date.fromordinal(DAY), date.fromordinal(DAY + 100)
        self.assertEqual(find_first_late_day(events, 5, *days), date.fromordinal(DAY + 16))

    def test_what_comes_after_the_last_day_does_not_count(self):
        self.assertIsNone(self._find((12, MATCHED, -100.0), (31, MATCHED, 100.0), last=30))
        self.assertEqual(self._find((12, MATCHED, -100.0), (31, MATCHED, 100.0), last=31), 31)
        self.assertIsNone(self._find((40, MATCHED, -100.0), last=15))

    def test_within_the_days_asked_for(self):
        self.assertIsNone(self._find(last=15))
        self.assertEqual((self._find(last=16), self._find(first=40)), (16, 40))

    def test_a_date_that_was_put_off(self):
        put_off = (14, DEFERRED, float(DAY + 30))
        self.assertEqual(self._find(put_off), 36)
        self.assertEqual(self._find(put_off, (20, DEFERRED, 0.0)), 20, "the deferral ended")
        self.assertEqual(self._find((20, *put_off[1:])), 16, "it was late before")
