"""Agings, statements and key figures: further reported situations, with the figures worked out by hand."""

from datetime import date

from odoo.tests import tagged

from .common import AgingCommon


@tagged("post_install", "-at_install")
class TestVariantsAging(AgingCommon):

    def _total(self, day):
        self._refresh()
        return self.profile._get_aging(day).get(self.profile.id, {"total": 0.0})["total"]

    def test_customer_who_was_archived_owes_as_before(self):
        move = self._dated_invoice(1000, date(2025, 1, 10), date(2025, 1, 31))
        before = self.company._get_credit_key_figures(date(2025, 1, 1), date(2025, 3, 31))
        self.customer.active = False
        self.assertEqual(self._total(date(2025, 2, 28)), 1000)
        aging = self._age(date(2025, 2, 28))
        self.assertEqual(self._get_columns(aging), [0, 1000, 0, 0, 0])
        self._refresh()
        self.assertEqual(self.company._get_credit_key_figures(date(2025, 1, 1), date(2025, 3, 31)), before)
        self.assertEqual(self._get_items(aging).mapped("move_id"), move)

    def test_payment_that_went_back_next_month(self):
        """1,000 due 10 Jan; paid 20 Jan, taken back 10 Feb: nothing at the end of January, 1,000 since 49 days in February."""
        move = self._dated_invoice(1000, date(2025, 1, 1), date(2025, 1, 10))
        payment = self._pay(move, date=date(2025, 1, 20))
        receipt = self._open_item(payment.move_id)
        receipt.remove_move_reconcile()
        back = payment.move_id._reverse_moves([{"date": date(2025, 2, 10)}])
        if back.state == "draft":
            back.action_post()
        if not receipt.reconciled:
            (receipt + self._open_item(back)).reconcile()
        self.assertEqual((self._total(date(2025, 1, 31)), self._total(date(2025, 2, 28))), (0, 1000))
        self.assertEqual(self._get_columns(self._age(date(2025, 2, 28))), [0, 0, 1000, 0, 0])
        for day in (date(2025, 1, 31), date(2025, 2, 28)):
            self.assertEqual(self._total(day), self._get_ledger(day))

    def test_part_in_currency_at_three_rates(self):
        """1,000 CHF of 500 at 2.0; 400 CHF come at 4.0: 600 CHF of 300 are owed; the rest comes at 1.0: nothing."""
        currency = self.setup_other_currency("CHF", rates=[
            ("2016-01-01", 2.0), ("2025-02-01", 4.0), ("2025-03-01", 1.0)])
        move = self._dated_invoice(1000, date(2025, 1, 1), date(2025, 1, 31), currency_id=currency.id)
        self._pay(move, 400, date=date(2025, 2, 10))
        self._pay(move, date=date(2025, 3, 10))
        for day, total in ((date(2025, 2, 9), 500), (date(2025, 2, 28), 300), (date(2025, 3, 31), 0)):
            self.assertEqual((self._total(day), self._get_ledger(day)), (total, total), day)

    def test_contact_who_moved_to_another_company(self):
        """What was invoiced to a contact stays with the company that the contact belonged to then."""
        move = self._dated_invoice(1000, date(2025, 1, 1), date(2025, 1, 31), partner_id=self.contact.id)
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self.contact.parent_id = other
        self.assertEqual(self._total(date(2025, 2, 28)), 1000)
        self.assertEqual(self._open_item(move).partner_id, self.customer)
