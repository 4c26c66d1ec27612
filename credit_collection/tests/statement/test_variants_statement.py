"""What customers contest, and what is left of it."""

from datetime import date

from odoo.tests import tagged

from .test_statement_answer import AnswerCommon


@tagged("post_install", "-at_install")
class TestVariantsStatement(AnswerCommon):

    def test_difference_is_shared_from_the_oldest_invoice_named(self):
        old = self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        new = self._bill(200, date(2025, 12, 4), date(2025, 12, 20))
        self._bill(50, date(2025, 12, 4), date(2025, 12, 20))
        disputes = self._sent()._contest("Ann Buyer", f"{new.name} and {old.name} are wrong", 200.0)
        self.assertRecordValues(disputes.sorted("amount"), [
            {"move_id": new.id, "amount": 50.0}, {"move_id": old.id, "amount": 100.0}])

    def test_who_owes_nothing_by_the_own_books(self):
        move = self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        statement = self._sent()
        disputes = statement._contest("Ann Buyer", "we owe nothing", 0.0)
        self.assertRecordValues(disputes, [{"move_id": move.id, "amount": 100.0}])
        self.assertEqual(statement.balance_ids.difference, 100.0)

    def test_paid_since_there_is_nothing_left_to_dispute(self):
        move = self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        statement = self._sent()
        self._pay(move, date=date(2026, 1, 5))
        self.assertFalse(statement._contest("Ann Buyer", "wrong price", 80.0))
        self.assertEqual(statement.balance_ids.difference, 20.0)
