from datetime import date

from odoo.tests import BaseCase, tagged

from ...tools.forecast.cash_in import Claim, Expected, cover, date_credits, lay_out, spread

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
            ("the first instalment is on its way", Claim(1000, due, "prediction", promised=(
                (date(2025, 5, 20), 600, "schedule"), (date(2025, 6, 20), 400, "schedule")), uncleared=((due, 600),)),
             [Expected(due, 600, "uncleared"), Expected(date(2025, 6, 20), 400, "schedule")]),
            ("what a cheque leaves is promised", Claim(1000, due, "prediction", promised=((date(2025, 5, 20), 400, "promise"),),
                received=((date(2025, 6, 1), 600),)),
             [Expected(date(2025, 6, 1), 600, "receipt"), Expected(date(2025, 5, 20), 400, "promise")]),
            ("a credit of which a part is being paid back", Claim(-300, due, "credit", uncleared=((date(2025, 6, 3), -200),)),
             [Expected(date(2025, 6, 3), -200, "uncleared"), Expected(due, -100, "credit")]),
            ("less than half a cent of a credit is paid back", Claim(-300, due, "credit", uncleared=((due, -0.004),)),
             [Expected(due, -300, "credit")]),
            ("a credit note dated later", Claim(1000, due, "due_date", credited=300),
             [Expected(None, 300, "credited"), Expected(due, 700, "due_date")]),
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

    def test_credits_cover_no_rows_of_nothing(self):
        rows = [
            {"amount": 0.0, "date": date(2025, 5, 5), "due_date": date(2025, 4, 1), "source": "due_date"},
            {"amount": 100.0, "date": date(2025, 5, 9), "due_date": date(2025, 4, 9), "source": "due_date"},
            {"amount": -40.0, "date": TODAY, "due_date": TODAY, "source": "credit"}]
        found = date_credits(rows, TODAY, lambda amount: round(amount, 2), lambda amount: abs(amount) < 0.005)
        self.assertEqual([(row["date"], row["amount"]) for row in found if row["source"] == "credit"], [
            (date(2025, 5, 9), -40.0)])

    def test_credits_cover_the_oldest_debts(self):
        """They stood in the week of the forecast, which was far below zero, while the debts that they settle were expected."""
        june, july = date(2025, 6, 2), date(2025, 7, 1)

        def row(day, amount, source="prediction", due=None, **more):
            return {"date": day, "amount": amount, "source": source, "due_date": due or day or TODAY, **more}

        def days(*rows):
            return [(row["date"], row["amount"]) for row in date_credits(
                list(rows), TODAY, lambda amount: round(amount, 2), lambda amount: abs(amount) < 0.005)
                if row["source"] == "credit"]

        credit = row(TODAY, -150.0, "credit")
        for name, rows, expected in [
            ("the older debt, which is paid later",
             [row(june, 400), row(july, 400, due=date(2025, 1, 1)), credit], [(july, -150)]),
            ("one after the other", [row(june, 100), row(july, 400), credit], [(june, -100), (july, -50)]),
            ("an order after all invoices", [row(june, 400, "order", order_id=1), row(july, 100, "due_date"), credit],
             [(july, -100), (june, -50)]),
            ("what is under dispute last", [row(None, 400, "dispute"), row(june, 100), credit], [(june, -100), (None, -50)]),
            ("more than the customer owes", [row(june, 100), credit], [(june, -100), (TODAY, -50)]),
            ("a customer with credits only", [credit], [(TODAY, -150)]),
            ("a credit of a later day", [row(july, 100), row(june, -150.0, "credit")], [(june, -150)]),
            ("two credits", [row(june, 200), credit, row(TODAY, -80.0, "credit")], [(june, -150), (june, -50), (TODAY, -30)]),
        ]:
            with self.subTest(name):
                self.assertEqual(days(*rows), expected)

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

    def test_small_parts_are_expected_as_large_ones_are(self):
        self.assertEqual(spread([(1, 0.5), (2, 0.5)], {"a": 0.5, "b": 0.5}), {"a": [(1, 0.5)], "b": [(2, 0.5)]})
        self.assertEqual(cover([("a", 0.5), ("b", 0.5)], [(5, 0.5), (6, 0.5)]), {"a": [(5, 0.5)], "b": [(6, 0.5)]})
        self.assertEqual(
            spread([(1, 30.5), (2, 29.5)], {"a": 30, "b": 30}), {"a": [(1, 30)], "b": [(1, 0.5), (2, 29.5)]})
        self.assertEqual(
            cover([("a", 30), ("b", 30)], [(5, 30.5), (6, 29.5)]), {"a": [(5, 30)], "b": [(5, 0.5), (6, 29.5)]})
        due, later = date(2025, 5, 12), date(2025, 5, 20)
        for name, claim, expected in (
            ("less than half a cent", Claim(100, due, "prediction", received=((later, 0.004),)), [(due, 100, "prediction")]),
            ("open", Claim(0.5, due, "prediction"), [(due, 0.5, "prediction")]), ("nothing", Claim(0.0, due, "prediction"), []),
            ("half a cent", Claim(0.005, due, "prediction"), [(due, 0.005, "prediction")]),
            ("received", Claim(0.5, due, "prediction", received=((later, 0.5),)), [(later, 0.5, "receipt")]),
            ("promised", Claim(0.5, due, "prediction", promised=((later, 0.5, "promise"),)), [(later, 0.5, "promise")]),
            ("promised for today", Claim(80, due, "prediction", promised=((TODAY, 80, "promise"),)), [(TODAY, 80, "promise")]),
            ("more was received", Claim(80, due, "prediction", received=((due, 80), (later, 50))), [(due, 80, "receipt")]),
        ):
            with self.subTest(name):
                self.assertEqual(lay_out(claim, TODAY), expected)

    def test_what_rounding_leaves_over_comes_with_the_last_instalment(self):
        self.assertEqual(spread([(1, 30.0), (2, 30.0)], {"a": 60.5}), {"a": [(1, 30.0), (2, 30.0), (2, 0.5)]})

    def test_credits_cover_debts_of_the_same_due_date_in_the_order_of_their_days(self):
        due = date(2025, 4, 9)
        rows = [
            {"amount": 0.5, "date": date(2025, 5, day), "due_date": due, "source": "due_date"} for day in (9, 7)] + [
            {"amount": -0.5, "date": TODAY, "due_date": TODAY, "source": "credit"}]
        found = date_credits(rows, TODAY, lambda amount: round(amount, 2), lambda amount: abs(amount) < 0.005)
        self.assertEqual(found[-1], {**rows[-1], "date": date(2025, 5, 7), "amount": -0.5})
