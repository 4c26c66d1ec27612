"""The aging of random ledgers comes to the balance of the receivable accounts, to the cent, on every day."""

from hypothesis import HealthCheck, given, seed, settings

from odoo.tests import tagged

from ..exposure.test_random_ledger import EVENTS, EXAMPLES, SEED, RandomLedgerCommon
from .common import AgingMixin

DAYS = (-45, -30, -1, 0, 1, 30)


@tagged("post_install", "-at_install")
class TestAgingOfRandomLedgers(AgingMixin, RandomLedgerCommon):

    def _check_aging(self, day):
        companies = self.profiles.company_id
        aging = self._age(day, all_companies=True, group_by="company")
        rows = {row.group: row.amounts for row in aging._get_rows()}
        for company in companies:
            lines = self.env["account.move.line"].search([
                ("company_id", "=", company.id), ("parent_state", "=", "posted"), ("date", "<=", day),
                ("account_id.account_type", "=", "asset_receivable"), ("account_id.non_trade", "=", False)])
            amounts, currency = rows.get(company, {}), company.currency_id
            self.assertEqual(currency.compare_amounts(amounts.get("net", 0.0), sum(lines.mapped("balance"))), 0, (day, company))
            parts = [amounts.get(name, 0.0) for name in ("gross", "credits", "differences")]
            self.assertEqual(currency.compare_amounts(amounts.get("net", 0.0), sum(parts)), 0, (day, company))
            self.assertEqual(currency.compare_amounts(
                amounts.get("gross", 0.0), amounts.get("not_due", 0.0) + amounts.get("overdue", 0.0)), 0, (day, company))
        self.assertFalse([check for check in aging._get_ledger_checks() if check.difference], day)
        self._check_items(aging, day)

    def _check_items(self, aging, day):
        expected = {
            line.id: (residual, residual_currency)
            for items in self._find_items(day).values()
            for line, residual, residual_currency in items}
        found = {
            item.line_id.id: (item.company_amount, item.document_amount)
            for item in self._get_items(aging, ("differences", "=", 0.0), ("bucket_id.kind", "!=", "difference"))}
        self.assertEqual(set(found), set(expected), day)
        for line_id, amounts in expected.items():
            for value, wanted in zip(found[line_id], amounts, strict=True):
                self._same(value, wanted, (day, line_id))

    def test_every_day_agrees_with_the_ledger(self):
        @seed(SEED + 1)
        @settings(max_examples=max(EXAMPLES // 2, 3), deadline=None, database=None,
                  suppress_health_check=list(HealthCheck))
        @given(EVENTS)
        def walk(events):
            with self.env.cr.savepoint() as savepoint:
                self._play(events)
                self._refresh()
                for days in DAYS:
                    self._check_aging(self._days(days))
                savepoint.rollback()
            self.env.invalidate_all()

        walk()
