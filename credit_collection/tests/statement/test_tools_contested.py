from odoo.tests import BaseCase, tagged

from ...tools.statement.contested import Debt, share_contested

DEBTS = [Debt(1, "INV/1", 100.0), Debt(2, "INV/12", 200.0), Debt(3, "INV/3", 50.0)]


@tagged("post_install", "-at_install")
class TestToolsContested(BaseCase):

    def test_chosen_before_named_before_the_only_one(self):
        self.assertEqual(share_contested(DEBTS, "see INV/3", named_key=2), [(2, 200.0)])
        self.assertEqual(share_contested(DEBTS, "see inv/3."), [(3, 50.0)])
        self.assertEqual(share_contested(DEBTS, "all wrong"), [])
        self.assertEqual(share_contested(DEBTS[:1], "all wrong"), [(1, 100.0)])

    def test_a_number_is_not_found_in_a_longer_one(self):
        self.assertEqual(share_contested(DEBTS, "INV/12, please"), [(2, 200.0)])

    def test_the_difference_is_shared_in_the_order_of_the_documents(self):
        self.assertEqual(share_contested(DEBTS, "INV/1 and INV/12", 150.0), [(1, 100.0), (2, 50.0)])
        self.assertEqual(share_contested(DEBTS, "INV/1 and INV/12", 80.0), [(1, 80.0)])

    def test_half_a_unit_may_be_contested(self):
        self.assertEqual(share_contested(DEBTS, "INV/1", 0.5), [(1, 0.5)])

    def test_nothing_where_the_customer_owes_as_much_or_more(self):
        self.assertEqual(share_contested(DEBTS, "INV/1", 0.0), [])
        self.assertEqual(share_contested(DEBTS, "INV/1", -5.0), [])
        self.assertEqual(share_contested([Debt(1, "INV/1", 0.0)], "INV/1"), [])
