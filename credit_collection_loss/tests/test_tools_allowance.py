"""The allowance as a pure function: the worked cases, and that its rows add up on any ledger."""

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.allowance import Cover, Item, Terms, round_half_up, work_out

BUCKETS = ("not_due", "1_30", "31_60", "61_90", "over_90")
PERCENTS = dict(zip(BUCKETS, (0.5, 2, 5, 10, 25), strict=True))
RATES = {(None, bucket): percent for bucket, percent in PERCENTS.items()}
TAX = 0.2 / 1.2
WORKED = [
    Item(1, "not_due", 12000, TAX), Item(2, "1_30", 6000, TAX), Item(3, "31_60", 3600, TAX), Item(4, "61_90", 2400, TAX),
    Item(5, "over_90", 1200, TAX)]


def total(rows):
    return round(sum(row.allowance for row in rows), 2)


class TestToolsAllowance(BaseCase):

    def test_net_of_tax_and_gross(self):
        rows = work_out(WORKED, Terms(RATES))
        self.assertEqual([row.allowance for row in rows], [50, 100, 150, 200, 250])
        self.assertEqual([row.base for row in rows], [10000, 5000, 3000, 2000, 1000])
        self.assertEqual(total(work_out([item._replace(tax_share=0) for item in WORKED], Terms(RATES))), 900)

    def test_example_of_the_standard(self):
        """IFRS 9, illustrative example 12: 580 of 30,000."""
        items = [Item(number, bucket, amount) for number, (bucket, amount) in enumerate(
            zip(BUCKETS, (15000, 7500, 4000, 2500, 1000), strict=True))]
        rates = {(None, bucket): percent for bucket, percent in zip(BUCKETS, (0.3, 1.6, 3.6, 6.6, 10.6), strict=True)}
        rows = work_out(items, Terms(rates))
        self.assertEqual([row.allowance for row in rows], [45, 120, 144, 165, 106])
        self.assertEqual(total(rows), 580)

    def test_credits_are_netted_on_the_oldest_debt_and_a_customer_in_credit_gives_zero(self):
        items = [*WORKED[:4], Item(4, None, -600), WORKED[4], Item(6, None, -1200)]
        rows = work_out(items, Terms(RATES))
        self.assertEqual(total(rows), 700)
        [of_x] = [row for row in rows if row.partner_id == 4 and row.kind == "matrix"]
        self.assertEqual((of_x.gross, of_x.netted, of_x.tax, of_x.base, of_x.allowance), (2400, 600, 300, 1500, 150))
        credits = [(row.gross, row.netted, row.allowance) for row in rows if row.kind == "credit"]
        self.assertEqual(credits, [(-600, 600, 0), (-1200, 0, 0)])

    def test_credit_over_two_buckets(self):
        rows = work_out([Item(1, "61_90", 100), Item(1, "not_due", 100), Item(1, None, -150)], Terms(RATES))
        self.assertEqual(
            {row.bucket: (row.netted, row.base) for row in rows if row.kind == "matrix"},
            {"61_90": (100, 0), "not_due": (50, 50)})

    def test_nothing_is_no_row(self):
        self.assertEqual(work_out([Item(1, "61_90", 0.0)], Terms(RATES)), [])

    def test_a_single_customer_is_not_in_the_matrix_too(self):
        rows = work_out(WORKED, Terms(RATES, specific={5: 60}))
        self.assertEqual(total(row for row in rows if row.kind == "matrix"), 500)
        self.assertEqual([row.allowance for row in rows if row.kind == "specific"], [600])
        self.assertEqual(total(rows), 1100)

    def test_groups_and_the_default_group(self):
        rates = {**RATES, **{(7, bucket): percent * 2 for bucket, percent in PERCENTS.items()}}
        rows = work_out(WORKED, Terms(rates, groups={2: 7}))
        self.assertEqual([(row.group, row.allowance) for row in rows][:3], [(None, 50), (7, 200), (None, 150)])

    def test_forward_factor(self):
        rows = work_out(WORKED, Terms(RATES, factor=1.2, specific={5: 60}))
        self.assertEqual(total(row for row in rows if row.kind == "matrix"), 600)
        self.assertEqual([row.allowance for row in rows if row.kind == "specific"], [600], "estimated singly")

    def test_insured_part_apart(self):
        [row] = work_out([Item(1, "over_90", 1200, TAX)], Terms(RATES, covers={1: Cover(600, 90)}))
        self.assertEqual((row.tax, row.insured, row.base, row.allowance), (200, 450, 550, 137.5))
        [row] = work_out(
            [Item(1, "over_90", 1200, TAX)], Terms(RATES, covers={1: Cover(None, 90)}, insured_percent=1))
        self.assertEqual((row.insured, row.base, row.allowance), (900, 100, 34))

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_rows_add_up_on_any_ledger(self, data):
        """By sums of its own: what is left of a debt follows from the sum of the older ones, not from a rest carried along."""
        items, specific, covers = [], {}, {}
        for partner_id in range(data.draw(st.integers(0, 6))):
            for _number in range(data.draw(st.integers(0, 5))):
                amount = data.draw(st.integers(-50_000, 50_000).filter(bool)) / 100
                bucket = data.draw(st.sampled_from(BUCKETS)) if amount > 0 else None
                items.append(Item(partner_id, bucket, amount, data.draw(st.sampled_from([0.0, TAX, 1.0]))))
            if data.draw(st.booleans()):
                specific[partner_id] = data.draw(st.sampled_from([0, 30, 100]))
            if data.draw(st.booleans()):
                covers[partner_id] = Cover(
                    data.draw(st.sampled_from([None, 0, 100, 1e6])), data.draw(st.sampled_from([0, 90, 100])))
        rows = work_out(items, Terms(RATES, specific=specific, covers=covers, insured_percent=1, factor=1.5))
        self.assertEqual(round(sum(row.gross for row in rows), 2), round(sum(item.amount for item in items), 2))
        found = {(row.partner_id, row.bucket): row for row in rows if row.kind != "credit"}
        expected = self._sum_up(items)
        self.assertEqual(found.keys(), expected.keys(), "each customer and bucket once")
        for key, (rest, at_risk) in expected.items():
            row = found[key]
            self.assertAlmostEqual(row.gross - row.netted, rest, delta=0.006)
            self.assertAlmostEqual(row.base + row.insured, at_risk, delta=0.016)
            self.assertAlmostEqual(row.gross - row.netted - row.tax - row.insured, row.base, 6)
            self.assertEqual(row.kind, "specific" if key[0] in specific else "matrix")
            percent = specific.get(key[0], PERCENTS[key[1]] * 1.5)
            self.assertEqual(row.allowance, round_half_up(row.base * percent / 100 + row.insured / 100))
            if key[0] not in covers:
                self.assertEqual(row.insured, 0)
        self.assertTrue(all(row.allowance == 0 for row in rows if row.kind == "credit"))

    @staticmethod
    def _sum_up(items):
        """:return: ``{(customer, bucket): [what credits leave of the debts, the same without tax]}``"""
        sums = {}
        for partner_id in {item.partner_id for item in items}:
            own = [item for item in items if item.partner_id == partner_id]
            credit = -sum(item.amount for item in own if item.amount < 0)
            until = 0.0
            for item in own:
                if item.amount > 0:
                    until += item.amount
                    rest = min(item.amount, max(until - credit, 0.0))
                    pair = sums.setdefault((partner_id, item.bucket), [0.0, 0.0])
                    pair[0] += rest
                    pair[1] += rest * (1 - item.tax_share)
        return sums

    def test_covers_at_their_bounds(self):
        """25 % of what no insurer covers of 1,000 that are long overdue."""
        for cover, allowance in (
            (Cover(None, 100), 0.0), (Cover(None, 150), 0.0), (Cover(0.5, 100), 249.88), (Cover(0.0, 100), 250.0),
            (Cover(-5.0, 100), 250.0), (Cover(400.0, 50), 200.0),
        ):
            with self.subTest(cover=cover):
                self.assertEqual(total(work_out([Item(1, "over_90", 1000.0)], Terms(RATES, covers={1: cover}))), allowance)
        self.assertEqual(total(work_out([Item(1, "over_90", 0.5)], Terms(RATES, covers={1: Cover(None, 100)}))), 0.0)

    def test_a_row_of_credits_is_nothing_but_a_credit(self):
        [_debt, credit] = work_out([Item(1, "over_90", 100.0), Item(1, None, -40.0)], Terms(RATES))
        self.assertEqual(credit[4:], (-40.0, 40.0, 0.0, 0.0, 0.0, 0.0, 0.0))
