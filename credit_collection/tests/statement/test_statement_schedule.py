"""Regular statements and reminders of confirmations: on their days, once, whatever night was missed."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common import StatementCommon

FIRST = date(2025, 1, 31)


@tagged("post_install", "-at_install")
class TestStatementSchedule(StatementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["credit.profile"].search([]).write({"statement_frequency": False})
        cls.env["credit.rating"].search([]).write({"statement_frequency": False})
        cls.old = cls._bill(700, date(2024, 11, 5), date(2024, 12, 5))

    def _night(self, day, job="_cron_schedule_statements"):
        with self._at(day), self._batches():
            self.env["credit.profile"].sudo()._cron_schedule_statements()
            self.env["credit.statement"].sudo()._cron_send()
            self.env["credit.statement"].sudo()._cron_remind()
        self._refresh()

    def _get_days(self, profile=None):
        return (profile or self.profile).statement_ids.sorted("date_to").mapped("date_to")

    def test_monthly_from_the_last_of_january(self):
        """No night on 31 March, a remark edited in February, two runs on 2 April: five statements, none twice."""
        self.profile.write({"statement_frequency": "monthly", "statement_first_date": FIRST})
        day = date(2025, 1, 25)
        while day <= date(2025, 5, 31):
            if day == date(2025, 2, 20):
                self.profile.note = "edited"
            if day not in (date(2025, 3, 31), date(2025, 4, 1)) and (day.day in (1, 2, 28, 29) or day == date(2025, 4, 2) or (
                    day + timedelta(1)).day == 1):
                self._night(day)
            day += timedelta(1)
        self._night(date(2025, 4, 2))
        statements = self.profile.statement_ids.sorted("date_to")
        self.assertEqual(statements.mapped("date_to"), [
            FIRST, date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)])
        self.assertEqual(statements.mapped("date_from"), [
            date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)])
        self.assertEqual(set(statements.mapped("state")), {"sent"})
        self.assertEqual(statements[2].sent_date, date(2025, 4, 2))
        self.assertEqual(statements.mapped("balance_ids.closing_balance"), [700.0] * 5)

    def test_caught_up_as_of_its_day(self):
        self.profile.write({"statement_frequency": "monthly", "statement_first_date": FIRST})
        self._bill(50, date(2025, 2, 3), date(2025, 3, 3))
        self._night(date(2025, 2, 6))
        statement = self.profile.statement_ids
        self.assertEqual((statement.date_to, statement.sent_date), (FIRST, date(2025, 2, 6)))
        self.assertEqual(statement.balance_ids.closing_balance, 700.0)

    def test_rating_decides_unless_the_customer_has_an_own_schedule(self):
        rating = self.env["credit.rating"].search([], limit=1)
        rating.write({"statement_frequency": "quarterly", "statement_first_date": date(2025, 3, 31),
                      "statement_kind": "open_item"})
        self._bill(10, date(2024, 11, 5), date(2024, 12, 5), self.other_customer)
        (self.profile | self.other_profile).rating_id = rating
        self.other_profile.statement_frequency = "none"
        for day in (FIRST, date(2025, 3, 31), date(2025, 4, 30), date(2025, 6, 30)):
            self._night(day)
        self.assertEqual(self._get_days(), [date(2025, 3, 31), date(2025, 6, 30)])
        self.assertEqual(self.profile.statement_ids.mapped("kind"), ["open_item"] * 2)
        self.assertEqual(self.profile.statement_ids[0].date_from, date(2025, 4, 1))
        self.assertFalse(self.other_profile.statement_ids, "who opted out gets none")

    def test_a_new_schedule_begins_at_the_end_of_the_month(self):
        with self._at("2025-02-10"):
            self.profile.statement_frequency = "monthly"
            self.env.flush_all()
        self.assertEqual(self.profile.statement_first_date, date(2025, 2, 28))
        self._night(date(2025, 2, 11))
        self.assertFalse(self.profile.statement_ids, "nothing of the past is sent")
        self.profile.statement_first_date = date(2025, 2, 15)
        self.profile.statement_frequency = "quarterly"
        self.assertEqual(self.profile.statement_first_date, date(2025, 2, 15), "what was chosen stays")

    def test_who_neither_owed_nor_bought_gets_none_and_is_not_looked_at_every_night(self):
        self.other_profile.write({"statement_frequency": "monthly", "statement_first_date": FIRST})
        self._night(FIRST)
        self.assertFalse(self.other_profile.statement_ids)
        with self._at(FIRST), patch.object(type(self.other_profile), "_schedule_statements") as looked_at:
            with self._batches():
                self.env["credit.profile"].sudo()._cron_schedule_statements()
            looked_at.assert_not_called()

    def test_a_balance_settled_in_the_month_is_told_once(self):
        self.profile.write({"statement_frequency": "monthly", "statement_first_date": FIRST})
        self._pay(self.old, date=date(2025, 1, 20))
        self._night(FIRST)
        self._night(date(2025, 2, 28))
        self.assertEqual(self._get_days(), [FIRST])
        self.assertEqual(self.profile.statement_ids.balance_ids.closing_balance, 0.0)

    def test_a_customer_who_fails_stops_no_other(self):
        self._bill(10, date(2024, 11, 5), date(2024, 12, 5), self.other_customer)
        self.other_customer.email = "other@example.com"
        (self.profile | self.other_profile).write({"statement_frequency": "monthly", "statement_first_date": FIRST})
        make = type(self.env["credit.statement"])._get_parts

        def fail(statements, profiles, *args):
            if self.profile in profiles:
                raise ValueError("broken ledger")
            return make(statements, profiles, *args)

        with patch.object(type(self.env["credit.statement"]), "_get_parts", fail):
            self._night(FIRST)
        self.assertFalse(self.profile.statement_ids)
        self.assertEqual(self._get_days(self.other_profile), [FIRST])
        self._night(date(2025, 2, 1))
        self.assertEqual(self._get_days(), [FIRST], "caught up the next night")

    # Reminders

    def test_an_open_confirmation_is_reminded_once(self):
        self.company.sudo().credit_statement_answer_days = 14
        with self._at("2025-02-01"):
            statement = self._january()
            statement.with_user(self.collector).action_send()
        token = statement.sudo().access_token
        self._night("2025-02-14")
        self.assertFalse(statement.reminded_on)
        self._night("2025-02-15")
        self._night("2025-03-02")
        self.assertEqual(statement.reminded_on, date(2025, 2, 15))
        mails = self.env["mail.mail"].sudo().search([("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)])
        reminder = mails.filtered(lambda mail: "Reminder" in mail.subject)
        self.assertEqual(len(reminder), 1)
        self.assertIn(token, reminder.body_html)
        self.assertEqual(reminder.attachment_ids, statement.pdf_id)

    def test_who_has_answered_or_is_not_asked_is_not_reminded(self):
        with self._at("2025-02-01"):
            answered = self._january()
            self.company.sudo().credit_statement_confirm = False
            silent = self._january()
            (answered | silent).with_user(self.collector).action_send()
            answered._confirm("Ann")
        self._night("2025-02-20")
        self.assertFalse(any((answered | silent).mapped("reminded_on")))
        self.assertFalse(silent.asks_confirmation)

    def test_a_reminder_after_the_contact_has_left_goes_to_the_next_with_a_link_of_its_own(self):
        self.contact.credit_collection_contact = True
        with self._at("2025-02-01"):
            statement = self._january()
            statement.with_user(self.collector).action_send()
        token = statement.sudo().access_token
        self.contact.active = False
        self._night("2025-02-20")
        self.assertEqual(statement.contact_id, self.customer)
        self.assertNotEqual(statement.sudo().access_token, token)

    def test_confirmations_are_counted(self):
        statements = self.env["credit.statement"].concat(*(self._january() for _number in range(4)))
        statements.with_user(self.collector).action_send()
        statements[0]._confirm("Ann")
        statements[1]._contest("Ann", "no", 1.0)
        statements[3].with_user(self.collector).action_cancel()
        domain = [("id", "in", statements.ids)]
        figures = self.env["credit.statement"]._get_confirmation_figures(date(2025, 1, 1), FIRST, domain)
        self.assertEqual(figures, {
            "asked": 3, "confirmed": 1, "contested": 1, "unanswered": 1, "confirmation_rate": 1 / 3})
        none = self.env["credit.statement"]._get_confirmation_figures(date(2020, 1, 1), date(2020, 1, 31), domain)
        self.assertIsNone(none["confirmation_rate"])
