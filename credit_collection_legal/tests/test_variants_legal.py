"""Limitation, cases and agencies: further reported situations."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestVariantsLegal(LegalCommon):

    def _end(self, move):
        self._refresh()
        return self._open_item(move).sudo().credit_limitation_date

    def test_subsidiary_is_a_debtor_of_its_own(self):
        subsidiary = self.env["res.partner"].create(
            {"name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        own = self._invoice(1000, -100)
        self._invoice(500, -100, subsidiary)
        Case = self.env["credit.case"].with_user(self.collector)
        self._refresh()
        self.assertEqual(Case.new({"profile_id": self.profile.id})._find_items().move_id, own)
        Placement = self.env["credit.agency.placement"].with_user(self.collector)
        self.assertEqual(Placement.new({"profile_id": self.profile.id})._find_items().move_id, own)

    def test_leap_day(self):
        """China: three years from 29 February 2024 end on 28 February 2027."""
        self.customer.country_id = self.china
        self.assertEqual(self._end(self._due(date(2024, 2, 29))), date(2027, 2, 28))

    def test_due_on_the_last_day_of_the_year(self):
        """Germany: due 31 December 2023 ends 2026; due 1 January 2024 ends 2027."""
        self.assertEqual(self._end(self._due(date(2023, 12, 31))), date(2026, 12, 31))
        self.assertEqual(self._end(self._due(date(2024, 1, 1))), date(2027, 12, 31))

    def test_our_own_credit_note_is_no_acknowledgment(self):
        move = self._due(date(2024, 3, 15))
        note = self.env["account.move"].create({
            "move_type": "out_refund", "partner_id": self.customer.id, "invoice_date": date(2026, 2, 1),
            "invoice_line_ids": [Command.create({"name": "Goodwill", "price_unit": 100, "tax_ids": [Command.clear()]})]})
        note.action_post()
        (self._open_item(move) + self._open_item(note)).reconcile()
        self.assertEqual(self._end(move), date(2027, 12, 31))

    def test_each_instalment_has_its_own_end(self):
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 60)]})
        move = self._invoice(
            1000, 0, invoice_date=date(2023, 12, 1), invoice_date_due=False, invoice_payment_term_id=term.id)
        self._refresh()
        ends = self._open_item(move).sorted("date_maturity").sudo().mapped("credit_limitation_date")
        self.assertEqual(ends, [date(2026, 12, 31), date(2027, 12, 31)])

    def test_case_of_two_currencies_with_costs(self):
        """500 euros, 1,000 of ours, and 200 of ours, 50 of costs charged on: claimed, paid and left over in each currency."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5), (self._days(-3), 0.625)])
        foreign, own = self._invoice(500, -40, currency_id=euro.id), self._invoice(200, -40)
        case = self._case(foreign | own)
        self.env["credit.case.cost"].with_user(self.collector).create([
            {"case_id": case.id, "amount": 50, "charge_on": True}, {"case_id": case.id, "amount": 30}])
        self.assertEqual((case.claim, case.cost_total, case.total_claim), (1200, 80, 1250))
        self.assertEqual(case._describe_claim(self.env).replace("\xa0", " "), "$ 250.00 + 500.00 €")
        self._pay(foreign, 200)
        self._refresh()
        self.assertEqual((case.claim, case.total_claim), (800, 850))
        self.assertEqual(case._describe_claim(self.env).replace("\xa0", " "), "$ 250.00 + 300.00 €")
        self._pay(foreign | own)
        self._refresh()
        self.assertEqual((case.claim, case.total_claim, case.claim_opened), (0, 50, 1200))

    def test_what_was_paid_before_the_case_the_same_day_is_not_attributed(self):
        move = self._invoice(1000, -40)
        self._pay(move, 300)
        case = self._case(move)
        self._pay(move, 200)
        self._refresh()
        self.assertEqual((case.claim_opened, case.claim, case.recovered), (700, 500, 200))
