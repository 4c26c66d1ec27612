from unittest.mock import patch

from odoo.tests import tagged

from ...models.forecast import credit_forecast_history
from ...tools.forecast import facts, habits
from .test_expected_payment import ForecastCase

LATEST = 5


@tagged("post_install", "-at_install")
class TestHabitOfLargeDebtors(ForecastCase):
    """Who owes thousands of invoices: their paying habit is told by the last few, so the others need not be read."""

    def setUp(self):
        super().setUp()
        for module in (credit_forecast_history, facts, habits):
            self.startPatcher(patch.object(module, "RECENT", LATEST))
        self.paid = self._history(10)
        self.owed = self.env["account.move"].concat(*(self._invoice(100, -300 + 25 * number) for number in range(8)))

    def _read(self, partners=None, **options):
        return self.env["credit.forecast"]._read_items(self.company, self.today, partners or self.customer, **options)

    def test_only_the_latest_of_the_open_invoices_are_read(self):
        latest = self.owed[-LATEST:]
        self.assertEqual(set(self._read(recent=True)), set(self._open_item(self.paid | latest).ids))
        self.assertEqual(set(self._read()), set(self._open_item(self.paid | self.owed).ids))

    def test_habit_is_that_of_all_invoices(self):
        Forecast = self.env["credit.forecast"]
        self.assertEqual(
            Forecast._get_facts_of(self.company, self.today, self.customer),
            Forecast._get_facts_of(self.company, self.today, self.customer, self._read()))
        self.assertEqual(self.profile.paying_habit, "Pays 10 days late on average over 5 invoices")

    def test_each_customer_has_latest_ones_of_their_own(self):
        other = self.env["res.partner"].create({"name": "Other"})
        own = self._invoice(100, -290, other)
        contact = self.env["res.partner"].create({"name": "Their Buyer", "parent_id": other.id})
        of_contact = self._invoice(100, -280, contact)
        read = self._read(self.customer | other, recent=True)
        self.assertEqual(set(read), set(self._open_item(self.paid | self.owed[-LATEST:] | own | of_contact).ids))
