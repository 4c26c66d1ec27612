"""Insurance: further reported situations, with the figures worked out by hand."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import InsuranceCommon


@tagged("post_install", "-at_install")
class TestVariantsInsurance(InsuranceCommon):

    def _item(self, move):
        self._refresh()
        return self.env["credit.insurance.item"].search([("move_id", "=", move.id)])

    def test_due_date_that_was_moved_on_the_invoice(self):
        self._cover(50000)
        move = self._deliver(1000, date(2023, 10, 15), date(2023, 12, 14))
        move.invoice_date_due = date(2024, 6, 30)
        self.assertRecordValues(self._item(move), [{"stop_on": date(2024, 2, 12), "report_by": date(2024, 3, 13)}])

    def test_cover_ends_and_what_was_delivered_before_stays_insured(self):
        self._cover(50000, valid_until=self._days(-10))
        self._deliver(1000, self._days(-10))
        self._deliver(2000, self._days(-9))
        self._refresh()
        self.assertRecordValues(self.profile, [{"insured_amount": 900, "uninsured_exposure": 2100}])

    def test_each_instalment_has_its_own_deadlines(self):
        self._cover(50000)
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (30, 60)]})
        move = self._invoice(1000, 0, invoice_date=date(2023, 10, 15), invoice_date_due=False, invoice_payment_term_id=term.id)
        self.assertEqual(self._item(move).sorted("report_by").mapped("report_by"), [date(2024, 2, 12), date(2024, 3, 13)])
