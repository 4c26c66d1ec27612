"""Money on account in another currency, booked at another rate than the invoice that it will pay."""

from odoo.tests import tagged

from .test_cases_ledger import LedgerCommon


@tagged("post_install", "-at_install")
class TestCreditsInCurrency(LedgerCommon):
    """github.com/frappe/erpnext/issues/54153: nothing is left in the currency, a difference in that of the company is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 1.0)])
        cls.profile.rating_id = cls.env["credit.rating"].create({
            "name": "Overdue only", "code": "OVD", "order_policy": "hold", "hold_overdue": True, "max_overdue_days": 10})

    def _rate(self, rate):
        """One dollar is ``rate`` euros from now on."""
        self.env["res.currency.rate"].create({
            "name": self._days(-20), "rate": rate, "currency_id": self.euro.id, "company_id": self.company.id})

    def _euros(self, amount, due=-40):
        return self._invoice(amount, due, currency_id=self.euro.id)

    def _receive(self, amount):
        self.env["account.payment"].create({
            "payment_type": "inbound", "partner_id": self.customer.id, "amount": amount, "date": self._days(-10),
            "currency_id": self.euro.id, "journal_id": self.company_data["default_journal_bank"].id}).action_post()

    def _assert_owed(self, amount, days):
        """Screens, ranking, orders and follow-ups find this overdue."""
        self._check(overdue_amount=amount, days_overdue=days)
        [[collectible, _oldest]] = self.env["credit.open.item"]._sum_collectible(self.profile, self.today).values()
        self.assertEqual(collectible, amount)
        order = self._order(1)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held" if amount else "clear")
        found = self.env["credit.check"]._read_order_overdue([self.profile.id], self.today)
        self.assertEqual((found[0]["overdue"], found[0]["days"] or 0), (amount, days))
        self.assertEqual(self._run().mapped("amount_due"), [amount] if amount else [])

    def test_all_that_is_due_was_received_while_the_currency_fell(self):
        self._euros(100)
        self._rate(2.0)
        self._receive(100)
        self._check(exposure_receivable=50, overdue_gross=100, open_credits=50)
        self._assert_owed(0, 0)

    def test_a_gain_on_one_currency_pays_nothing_in_another(self):
        self._euros(100)
        self._invoice(80, -30)
        self._rate(0.5)
        self._receive(100)
        self._check(exposure_receivable=-20, overdue_gross=180, open_credits=200)
        self._assert_owed(80, 30)

    def test_the_oldest_debt_is_covered_first_and_the_rest_is_worth_what_it_was_booked_at(self):
        self._euros(60, -40)
        self._rate(2.0)
        self._euros(100, 30)
        self._invoice(80, -15)
        self._receive(90)
        self._assert_owed(80 - (90 - 60) / 2, 15)

    def test_one_rate_counts_as_ever(self):
        self._euros(100)
        self._receive(30)
        self._assert_owed(70, 40)
