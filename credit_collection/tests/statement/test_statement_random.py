"""Random ledgers: opening balance and entries of any period make its closing balance, which is that of the ledger."""

from collections import defaultdict

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..exposure.test_random_ledger import EVENTS, EXAMPLES, SEED, RandomLedgerCommon


@tagged("post_install", "-at_install")
class TestStatementRandom(RandomLedgerCommon):

    def _sum_open(self, day):
        """:return: ``{(profile, currency): what is open at the end of day}``, by plain loops"""
        sums = defaultdict(float)
        for (customer, company), items in self._find_items(day).items():
            for line, _residual, residual_currency in items:
                sums[customer, company, line.currency_id] += residual_currency
        return sums

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(EVENTS, st.integers(-80, -1), st.integers(0, 60))
    def test_opening_and_movements_make_closing(self, events, first, length):
        with self.env.cr.savepoint() as savepoint:
            self._play(events)
            self._refresh()
            first, last = self._days(first), min(self._days(first + length), self.today)
            before, after = self._sum_open(self._days((first - self.today).days - 1)), self._sum_open(last)
            for statement in self.profiles._create_statements(first, last):
                key = statement.profile_id.partner_id, statement.company_id
                found = {balance.currency_id: balance for balance in statement.balance_ids}
                for currency in {other for *owner, other in (*before, *after) if tuple(owner) == key} - found.keys():
                    self.assertTrue(currency.is_zero(before[(*key, currency)]) and currency.is_zero(after[(*key, currency)]))
                for currency, balance in found.items():
                    lines = statement.line_ids.filtered(lambda line, currency=currency: line.currency_id == currency)
                    self.assertAlmostEqual(balance.opening_balance, before[(*key, currency)], 2)
                    self.assertAlmostEqual(balance.closing_balance, after[(*key, currency)], 2)
                    self.assertAlmostEqual(
                        balance.opening_balance + sum(lines.mapped("debit")) - sum(lines.mapped("credit")),
                        balance.closing_balance, 2)
                    self._assert_difference_explained(lines)
            savepoint.rollback()

    def _assert_difference_explained(self, lines):
        """A row for a difference stands only where an item is open in one currency alone."""
        rest = sum(line.debit - line.credit for line in lines if line.kind == "difference")
        if rest:
            self.assertLess(abs(rest), 1.0, "only what the rounding of exchange rates leaves")
