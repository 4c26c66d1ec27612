from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.forecast.cash_in import Claim, Expected, cover, lay_out, spread

TODAY = date(2025, 5, 2)


@tagged("post_install", "-at_install")
class TestCashIn(BaseCase):

    def test_each_part_of_an_item_is_expected_once(self):
        due = date(2025, 5, 12)
        for name, claim, expected in [
            ("plain", Claim(500, due, "prediction"), [Expected(due, 500, "prediction")]),
            ("promised", Claim(1000, due, "prediction", promised=((date(2025, 5, 20), 1000, "promise"),)),
             [Expected(date(2025, 5, 20), 1000, "promise")]),
            ("promised in part", Claim(1000, due, "prediction", promised=((date(2025, 5, 20), 400, "promise"),)),
             [Expected(date(2025, 5, 20), 400, "promise"), Expected(due, 600, "prediction")]),
            ("promised more than is open", Claim(300, due, "prediction", promised=((date(2025, 5, 20), 400, "promise"),)),
             [Expected(date(2025, 5, 20), 300, "promise")]),
            ("a plan", Claim(900, due, "prediction", promised=(
                (date(2025, 6, 1), 450, "schedule"), (date(2025, 5, 1), 100, "schedule"), (date(2025, 7, 1), 450, "schedule"))),
             [Expected(date(2025, 6, 1), 450, "schedule"), Expected(date(2025, 7, 1), 450, "schedule")]),
            ("disputed in part", Claim(500, due, "due_date", disputed=200),
             [Expected(None, 200, "dispute"), Expected(due, 300, "due_date")]),
            ("disputed more than is open", Claim(150, due, "due_date", disputed=200), [Expected(None, 150, "dispute")]),
            ("a receipt dated later", Claim(
                1000, due, "prediction", 300, ((date(2025, 5, 20), 1000, "promise"),), ((date(2025, 6, 1), 600),)),
             [Expected(date(2025, 6, 1), 600, "receipt"), Expected(None, 300, "dispute"),
              Expected(date(2025, 5, 20), 100, "promise")]),
            ("a credit", Claim(-150, due, "due_date"), [Expected(due, -150, "credit")]),
            ("past", Claim(80, date(2025, 4, 1), "prediction"), [Expected(TODAY, 80, "prediction")]),
            ("a broken promise", Claim(80, due, "prediction", promised=((date(2025, 4, 30), 80, "promise"),)),
             [Expected(due, 80, "prediction")]),
        ]:
            with self.subTest(name):
                self.assertEqual(lay_out(claim, TODAY), expected)
                self.assertEqual(sum(part.amount for part in expected), claim.open_amount)

    def test_receipts_on_account_pay_the_oldest_debts(self):
        debts = [("a", 60), ("b", 40), ("c", 10)]
        for receipts, expected in (
            ([], {}),
            ([(5, 50)], {"a": [(5, 50)]}),
            ([(9, 30), (5, 50)], {"a": [(5, 50), (9, 10)], "b": [(9, 20)]}),
            ([(5, 500)], {"a": [(5, 60)], "b": [(5, 40)], "c": [(5, 10)]}),
        ):
            self.assertEqual(cover(debts, receipts), expected)

    def test_a_plan_pays_its_items_in_their_order(self):
        for name, instalments, shares, expected in [
            ("one day", [(5, 100)], {"a": 60, "b": 40}, {"a": [(5, 60)], "b": [(5, 40)]}),
            ("two days", [(1, 500), (2, 500)], {"a": 600, "b": 400}, {"a": [(1, 500), (2, 100)], "b": [(2, 400)]}),
            ("the first one is paid in part", [(1, 500), (2, 500)], {"a": 300, "b": 400},
             {"a": [(1, 200), (2, 100)], "b": [(2, 400)]}),
            ("the first one is paid", [(1, 500), (2, 500)], {"a": 500}, {"a": [(2, 500)]}),
            ("more than the plan has", [(1, 100)], {"a": 101}, {"a": [(1, 100), (1, 1)]}),
            ("nothing left", [(1, 100)], {}, {}),
        ]:
            with self.subTest(name):
                self.assertEqual(spread(instalments, shares), expected)
