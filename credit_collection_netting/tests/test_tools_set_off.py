from odoo.tests import BaseCase, tagged

from ..tools.set_off import set_off


@tagged("post_install", "-at_install")
class TestSetOff(BaseCase):

    def test_the_smaller_side_decides_and_the_earliest_come_first(self):
        for debts, bills, used in (
                ([("a", 300)], [("x", 200)], {"a": 200, "x": 200}),
                ([("a", 100)], [("x", 10)], {"a": 10, "x": 10}),
                ([("a", 50), ("b", 70)], [("x", 60)], {"a": 50, "b": 10, "x": 60}),
                ([("a", 50)], [("x", 20), ("y", 40)], {"a": 50, "x": 20, "y": 30}),
                ([], [("x", 20)], {}),
                ([("a", 0.1), ("b", 0.2)], [("x", 0.3)], {"a": 0.1, "b": 0.2, "x": 0.3})):
            with self.subTest(debts=debts, bills=bills):
                self.assertEqual(set_off(debts, bills, 0.01), used)
