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

    def _assert_demanded(self, amount):
        """Ranking and follow-ups ask for this."""
        [[collectible, _oldest]] = self.env["credit.open.item"]._sum_collectible(self.profile, self.today).values()
        self.assertEqual(collectible, amount)
        self.assertEqual(self._run().mapped("amount_due"), [amount] if amount else [])

    def test_who_paid_all_that_is_due_is_not_reminded_of_the_rate(self):
        self._euros(100)
        self._rate(2.0)
        self._receive(100)
        self._check(exposure_receivable=50, overdue_gross=100, open_credits=50, overdue_amount=50)
        self._assert_demanded(0)

    def test_what_is_left_is_demanded_as_it_was_booked(self):
        self._euros(100)
        self._rate(2.0)
        self._receive(90)
        self._check(overdue_gross=100, open_credits=45, overdue_amount=55)
        self._assert_demanded(55)

    def test_what_is_owed_in_another_currency_is_demanded(self):
        self._euros(100)
        self._invoice(80, -30)
        self._rate(2.0)
        self._receive(100)
        self._assert_demanded(130)
