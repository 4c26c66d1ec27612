"""The paying history of a day as sums, without a database."""

from odoo.tests import BaseCase

from ...tools.exposure.past_settlement import PastSettlement
from ...tools.score.past_history import PastHistory, Sale, Window


def paid(day, due, amount=100.0, document=1, **values):
    return PastSettlement(day, document, document, due, amount, **{
        "is_payment": True, "is_credit_note": False, "is_loss": False, "is_closed": True, **values})


class Account:
    """Nothing is open."""

    owing = 0.0

    class rated:
        total = 0.0

        @staticmethod
        def get_late_amount_days():
            return 0.0


class Owing(Account):
    """1 has been open for 40 days."""

    class rated(Account.rated):
        total = 1.0

        @staticmethod
        def get_late_amount_days():
            return 40.0


class TestToolsPastHistory(BaseCase):

    def _get(self, day, *settlements, sales=(), first_day=1000, account=Account):
        return PastHistory(sales, settlements, first_day).get(Window(day, day - 365, day - 91), account)

    def test_known_from_the_first_day_on(self):
        for day, expected in ((999, (None, 0)), (1000, (1000, 0)), (1001, (1000, 1))):
            history = self._get(day)
            self.assertEqual((history["first_date"], history["days"]), expected)

    def test_on_time_on_the_due_date(self):
        history = self._get(1500, paid(1400, 1400), paid(1401, 1400, document=2), paid(1390, 1400, document=3))
        self.assertEqual((history["settled"], history["on_time"], history["late_amount_days"]), (300.0, 200.0, 100.0))
        self.assertEqual(history["recent_settled"], 0.0, "more than 91 days ago")

    def test_what_the_bank_took_back_was_paid_until_then(self):
        back = paid(1400, 1400, returned=1450, is_closed=False)
        self.assertEqual(self._get(1449, back)["settled"], 100.0)
        self.assertEqual(self._get(1450, back)["settled"], 0.0)

    def test_settled_invoices_count_for_a_year(self):
        settlement = paid(1400, 1400)
        for day, expected in ((1399, 0.0), (1400, 1.0), (1764, 1.0), (1765, 0.0)):
            with self.subTest(day=day):
                self.assertEqual(self._get(day, settlement)["invoices"], expected)

    def test_an_invoice_paid_long_before_it_was_closed_counts_one_day(self):
        parts = (paid(1000, 1400, 60.0), paid(1400, 1400, 40.0, is_payment=False))
        self.assertEqual([self._get(day, *parts)["invoices"] for day in (1399, 1400, 1401, 1402)], [0.0, 1.0, 0.0, 0.0])

    def test_sales_and_credit_notes(self):
        sales = [Sale(1400, 500.0, True), Sale(1410, -50.0, False)]
        history = self._get(1500, sales=sales)
        self.assertEqual((history["sales"], history["invoiced"]), (450.0, 500.0))

    def test_money_taken_back_counts_in_no_figure_and_not_outside_of_the_year(self):
        figures = "settled", "on_time", "recent_settled", "late_amount_days"
        for name, day, due, returned in (
            ("just out of the year", 1135, 1135, 1400), ("on the last day", 1500, 1500, 1500),
            ("just out of the last 91 days", 1409, 1409, 1450), ("in them", 1480, 1470, 1490),
            ("on the due date", 1400, 1400, 1450),
        ):
            with self.subTest(name):
                history = self._get(1500, paid(day, due, returned=returned, is_closed=False))
                self.assertEqual([history[figure] for figure in figures], [0.0] * 4)

    def test_what_is_open_is_late_too(self):
        settlements = [
            paid(1410, 1400, returned=1450, is_closed=False), paid(1420, 1400, document=2), paid(1400, 1370, document=3)]
        history = self._get(1500, *settlements, account=Owing)
        self.assertEqual(history["late_amount_days"], 2000 + 3000 + 40)
        self.assertEqual(history["recent_late_amount_days"], 2000 + 40)

    def test_an_invoice_paid_in_parts_counts_for_a_year_from_the_last(self):
        parts = paid(1400, 1400, 60.0), paid(1450, 1400, 40.0)
        self.assertEqual([self._get(day, *parts)["invoices"] for day in (1449, 1450, 1814, 1815)], [0, 1, 1, 0])

    def test_an_invoice_in_instalments_is_known_once_the_first_of_them_is_settled(self):
        parts = paid(1400, 1400, 50.0), paid(1450, 1430, 50.0)._replace(key=2)
        self.assertEqual([self._get(day, *parts)["invoices"] for day in (1399, 1400, 1814, 1815)], [0, 1, 1, 0])
