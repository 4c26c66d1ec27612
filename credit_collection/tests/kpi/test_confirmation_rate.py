"""How many of the balances that customers are asked to confirm they confirm."""

from datetime import date

from odoo.tests import tagged

from ..statement.common import FIRST, LAST, StatementCommon


@tagged("post_install", "-at_install")
class TestConfirmationRate(StatementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill(100, date(2025, 1, 5), date(2025, 2, 5))
        cls._bill(50, date(2025, 1, 5), date(2025, 2, 5), cls.other_customer)

    def _rate(self, first=FIRST, last=LAST, domain=None):
        self._refresh()
        return self.company._get_credit_figures_of([(first, last)], domain)[0]["confirmation_rate"]

    def _sent(self, profiles, state="sent"):
        statements = self._january(profiles)
        statements.sudo()._set_state("sent")
        if state != "sent":
            statements.sudo()._set_state(state)
        return statements

    def test_confirmed_of_those_asked(self):
        self.assertIsNone(self._rate(), "nobody was asked")
        self._sent(self.profile)
        self.assertEqual(self._rate(), 0)
        self._sent(self.profile, "confirmed")
        self._sent(self.other_profile, "contested")
        self._sent(self.other_profile, "confirmed")
        self.assertEqual(self._rate(), 0.5)
        self.assertEqual(self._rate(domain=[("id", "=", self.profile.id)]), 0.5)
        self.assertEqual(
            self.env["credit.statement"]._get_confirmation_figures(FIRST, LAST)["confirmation_rate"], 0.5, "the same notion")

    def test_what_was_not_asked_does_not_count(self):
        self._sent(self.profile, "confirmed")
        self._january(self.profile)
        self._sent(self.profile, "cancelled")
        self.company.credit_statement_confirm = False
        self._sent(self.other_profile)
        self.assertEqual(self._rate(), 1)
        self.assertIsNone(self._rate(date(2025, 2, 1), date(2025, 2, 28)), "statements as of another month")

    def test_it_is_kept_by_month_and_stands_on_the_sheet(self):
        last = self.today.replace(day=1)
        last = date.fromordinal(last.toordinal() - 1)
        statements = (self.profile | self.other_profile)._create_statements(last.replace(day=1), last)
        statements.sudo()._set_state("sent")
        statements[0].sudo()._set_state("confirmed")
        self._refresh()
        self.env["credit.snapshot"]._rebuild(1)
        [(rate, asked)] = self.env["credit.snapshot"]._read_group(
            [("company_id", "=", self.company.id)], [], ["confirmation_rate:avg", "confirmations_asked:sum"])
        self.assertEqual((rate, asked), (0.5, 2))
        sheet = self.env["credit.key.figure.sheet"].with_user(self._user("viewer")).create({})
        [line] = sheet.line_ids.filtered(lambda line: line.name == "Confirmation Rate")
        self.assertEqual(line.value, "50.0 %")
