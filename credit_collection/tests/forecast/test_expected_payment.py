from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..base.common import CreditCommon


class ForecastCase(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Cash = cls.env["credit.cash.in"]

    @classmethod
    def _history(cls, late, number=8, partner=None, first=-400):
        """Invoices of every 30 days that ``partner`` paid ``late`` days after their due date."""
        moves = cls.env["account.move"]
        for position in range(number):
            due = first + 30 * position
            move = cls._invoice(100, due, partner)
            cls._pay(move, date=cls._days(due + late))
            moves |= move
        return moves

    def _item(self, move):
        return self._open_item(move).with_env(self.env(user=self.env.user))

    def _forecast(self, *profiles):
        self._refresh()
        found = self.env["credit.profile"].union(*(profiles or [self.profile]))
        self.Cash._forecast(found, self.today)
        return self.Cash.search([("profile_id", "in", found.ids)])

    def _promise(self, moves, instalments, opened=True):
        lines = self._open_item(moves)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(lines.ids)],
            "instalment_ids": [Command.create({"date": self._days(day), "amount": amount}) for day, amount in instalments]})
        promise.action_open()
        return promise

    def _parts(self, rows):
        """:return: [(days from today or None, amount, source)], by day"""
        return sorted(
            ((row.date - self.today).days if row.date else None, row.amount, row.source) for row in rows.filtered("line_id"))


@tagged("post_install", "-at_install")
class TestExpectedPayment(ForecastCase):

    def test_without_history_the_due_date_is_expected(self):
        line = self._item(self._invoice(1000, 20))
        self.assertRecordValues(line, [{
            "credit_expected_date": self._days(20), "credit_expected_source": "due_date", "credit_expected_reason": False}])

    def test_an_item_is_expected_as_late_as_the_customer_pays(self):
        self._history(10)
        line = self._item(self._invoice(1000, 20))
        self.assertEqual(line.credit_expected_source, "prediction")
        self.assertEqual(line.credit_expected_date, self._days(30))
        self.assertGreater(line.credit_late_probability, 0.8)
        self.assertLessEqual(line.credit_expected_first_date, line.credit_expected_date)
        self.assertGreaterEqual(line.credit_expected_last_date, line.credit_expected_date)
        self.assertEqual(line.credit_expected_reason, "Pays 10 days late on average over 8 invoices")
        self.assertEqual(self.profile.paying_habit, "Pays 10 days late on average over 8 invoices")

    def test_an_expected_day_that_has_passed_is_today_or_later(self):
        """Due 13 days ago, usually paid ten days late: neither lost nor in a past week, and marked."""
        self._history(10)
        line = self._item(self._invoice(1000, -13))
        self.assertGreaterEqual(line.credit_expected_date, self.today)
        self.assertEqual(line.credit_late_probability, 1)
        self.assertIn("this one is later than usual", line.credit_expected_reason)
        rows = self._forecast()
        self.assertTrue(rows.is_later_than_usual)
        self.assertEqual(sum(rows.mapped("amount")), 1000)

    def test_credit_notes_pay_nothing(self):
        self._history(10, number=4)
        for number in range(6):
            move = self._invoice(100, -200 + 10 * number)
            refund = self._invoice(100, -200 + 10 * number, move_type="out_refund")
            (self._open_item(move) | self._open_item(refund)).reconcile()
        self.assertEqual(self.profile.paying_habit, "Pays 10 days late on average over 4 invoices")

    def test_a_returned_payment_pays_nothing(self):
        paid = self._history(10, number=4)
        bounced = self._invoice(100, -60)
        payment = self._pay(bounced, date=self._days(-50))
        lines = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        bank = self.company_data["default_journal_bank"]
        back = self.env["account.move"].create({
            "move_type": "entry", "date": self._days(-45), "journal_id": bank.id, "line_ids": [
                Command.create({"account_id": lines.account_id.id, "partner_id": self.customer.id, "debit": 100}),
                Command.create({"account_id": bank.default_account_id.id, "credit": 100}),
            ]})
        back.action_post()
        items = self.env["credit.forecast"]._read_items(self.company, self.today, self.customer)
        self.assertEqual(set(items), set(self._open_item(paid | bounced).ids))
        self.assertIsNone(items[self._open_item(bounced).id].paid_day)
        self.assertEqual(self.profile.paying_habit, "Pays 10 days late on average over 4 invoices")

    def test_the_day_that_was_promised_counts(self):
        self._history(10)
        move = self._invoice(1000, 5)
        self._promise(move, [(15, 1000)])
        self.assertRecordValues(self._item(move), [{
            "credit_expected_date": self._days(15), "credit_expected_source": "promise"}])

    def test_each_item_of_a_plan_has_the_day_of_its_instalment(self):
        first, second = self._invoice(600, 5), self._invoice(400, 6)
        self._promise(first | second, [(10, 600), (40, 400)])
        self.assertRecordValues(self._item(first) | self._item(second), [
            {"credit_expected_date": self._days(10), "credit_expected_source": "schedule"},
            {"credit_expected_date": self._days(40), "credit_expected_source": "schedule"},
        ])

    def test_paid_items_and_credits_are_not_expected(self):
        paid = self._invoice(100, -5)
        self._pay(paid)
        credit = self._invoice(50, 5, move_type="out_refund")
        for move in (paid, credit):
            self.assertRecordValues(self._item(move), [{
                "credit_expected_date": False, "credit_expected_source": False, "credit_late_probability": 0}])

    def test_what_the_night_has_learned_is_used_until_the_next(self):
        self._history(10)
        self.env["credit.forecast.company"].sudo().create({"company_id": self.company.id})._learn(self.today)
        other = self.env["res.partner"].create({"name": "Newcomer", "is_company": True})
        self.assertEqual(self._item(self._invoice(100, 20, other)).credit_expected_source, "prediction")
        kept = self.env["credit.forecast.company"]._get_kept
        self.assertTrue(kept(self.company, self.today))
        self.assertTrue(kept(self.company, self.today + timedelta(days=7)))
        self.assertFalse(kept(self.company, self.today + timedelta(days=8)))

    def test_other_companies_teach_nothing(self):
        self._history(10)
        other = self.setup_other_company()["company"]
        self.assertFalse(self.env["credit.forecast"]._read_items(other, self.today))

    def test_only_users_with_a_credit_role_see_it(self):
        line = self._open_item(self._invoice(1000, 20))
        self.assertTrue(line.with_user(self._user("viewer")).sudo(False).credit_expected_date)
        with self.assertRaises(AccessError):
            line.with_user(self._user("salesperson")).credit_expected_date  # noqa: B018 - reading is refused


@tagged("post_install", "-at_install")
class TestPayingHabitWords(ForecastCase):

    def _describe(self, *facts, **options):
        from ...tools.forecast.facts import Facts
        return self.env["credit.forecast"]._describe_paying_habit(Facts(*facts), **options)

    def test_words(self):
        for facts, expected in [
            ((14, 6.2, None, 15), "Pays 6 days late on average over 14 invoices, usually on the 15th of the month"),
            ((3, -2.0), "Pays 2 days early on average over 3 invoices"),
            ((5, 0.3, 4), "Pays on the due date on average over 5 invoices, usually on a Friday"),
            ((9, 4, None, -1, 7.4), "Pays 4 days late on average over 9 invoices, usually on one of the last days of the "
                                    "month, lately 7 days later"),
            ((9, 4, None, 1, -5), "Pays 4 days late on average over 9 invoices, usually on the 1st of the month, lately 5 days "
                                  "earlier"),
        ]:
            with self.subTest(facts=facts):
                self.assertEqual(self._describe(*facts), expected)
        self.assertEqual([self.env["credit.forecast"]._get_ordinal(day) for day in (2, 3, 11, 12, 13, 21, 22, 23, 24)],
                         ["2nd", "3rd", "11th", "12th", "13th", "21st", "22nd", "23rd", "24th"])
