"""Key figures where there is little to divide by, where rates change, and where a payment leaves a rest that is given up."""

from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .common import KpiCommon

JANUARY = date(2025, 1, 1), date(2025, 1, 31)


@tagged("post_install", "-at_install")
class TestVariantsKpi(KpiCommon):

    def _check(self, *period, **expected):
        figures = self._figures(*(period or JANUARY))
        for code, value in expected.items():
            with self.subTest(code):
                self.assertEqual(figures[code] if value is None else round(figures[code], 6), value)

    def _pay_short(self, move, amount, day):
        """«Mark as fully paid»: the rest goes to expense.

        :return: the entry of the payment
        """
        return self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create({
            "payment_date": day, "amount": amount, "payment_difference_handling": "reconcile",
            "writeoff_account_id": self.company_data["default_account_expense"].id})._create_payments().move_id

    def _reverse(self, entry, day):
        """As a return does: the entry of the payment is reversed, and matched with it.

        :return: the entry that reverses ``entry``
        """
        entry.line_ids.remove_move_reconcile()
        back = entry._reverse_moves([{"date": day}])
        back._post(soft=False)
        open_items = (entry | back).line_ids.filtered(lambda line: line.account_id.reconcile and not line.reconciled)
        for items in open_items.grouped("account_id").values():
            items.reconcile()
        return back

    def _check_sums(self, *expected, domain=None):
        """:param expected: of each month from January on, what was collected and what was written off"""
        self._refresh()
        months = [(date(2025, 1, 1), date(2025, 1, 31)), (date(2025, 2, 1), date(2025, 2, 28)),
                  (date(2025, 3, 1), date(2025, 3, 31))]
        rows = self.company._get_credit_components(months[:len(expected)], domain)
        self.assertEqual(
            [(round(row.get("collected", 0), 6), round(row.get("written_off", 0), 6)) for row in rows], list(expected))

    def test_rest_that_a_payment_takes_to_expense(self):
        """80 of 100 come, «mark as fully paid»: 80 were collected, 20 are a bad debt."""
        self._pay_short(self._bill(100, date(2025, 1, 3), date(2025, 1, 20)), 80, date(2025, 1, 30))
        self._check(bad_debt_ratio=0.2, collection_rate=0.8, dso=0, weighted_days_late=10)

    def test_returned_payment_takes_back_the_rest_that_it_wrote_off(self):
        """The invoice is open again: nothing was collected, and nothing is lost."""
        move = self._bill(100, date(2025, 1, 3), date(2025, 1, 20))
        self._reverse(self._pay_short(move, 80, date(2025, 1, 30)), date(2025, 1, 31))
        self.assertEqual(move.amount_residual, 100)
        self._check_sums((0, 0))
        self._check(bad_debt_ratio=0, collection_rate=0)

    def test_return_of_a_later_month_leaves_that_of_the_payment_as_it_is(self):
        move = self._bill(100, date(2025, 1, 3), date(2025, 1, 20))
        back = self._reverse(self._pay_short(move, 80, date(2025, 1, 30)), date(2025, 2, 3))
        self._check_sums((80, 20), (-80, -20))
        self._check_sums((80, 20), (-80, -20), domain=[("id", "=", self.profile.id)])
        self._check_sums((0, 0), (0, 0), domain=[("id", "=", self.other_profile.id)])
        # The return was a mistake: it is reversed, and the payment pays again.
        self._reverse(back, date(2025, 3, 4))
        self._check_sums((80, 20), (-80, -20), (80, 20))

    def test_bank_gives_back_what_came_and_the_rest_stays_lost(self):
        """The entry of the bank knows of no write-off: the books keep it until somebody takes it back."""
        entry = self._pay_short(self._bill(100, date(2025, 1, 3), date(2025, 1, 20)), 80, date(2025, 1, 30))
        receivable = self.company_data["default_account_receivable"]
        entry.line_ids.remove_move_reconcile()
        back = self._book(
            [(receivable, 80), (self.company_data["default_journal_bank"].default_account_id, -80)], date(2025, 2, 3),
            journal="default_journal_bank")
        (entry | back).line_ids.filtered(lambda line: line.account_id == receivable).reconcile()
        self._check_sums((80, 20), (-80, 0))

    def _give_back(self, *receipts, restored, partners=()):
        """One entry of the bank gives several receipts back, and takes ``restored`` back of what they wrote off.

        :param receipts: pairs of the entry of a payment and what is given back of its item
        :param partners: customers of the amounts ``restored``
        :return: the entry
        """
        receivable = self.company_data["default_account_receivable"]
        items = self.env["account.move.line"].concat(*(
            entry.line_ids.filtered(lambda line: line.account_id == receivable) for entry, _amount in receipts))
        items.remove_move_reconcile()
        amounts = [amount for _entry, amount in receipts]
        back = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_bank"].id, "date": date(2025, 2, 3), "line_ids": [
                *((0, 0, {"account_id": receivable.id, "partner_id": item.partner_id.id, "balance": amount})
                  for item, amount in zip(items, amounts, strict=True)),
                *((0, 0, {"account_id": self.company_data["default_account_expense"].id, "balance": -amount,
                          "partner_id": partner.id if partner else False})
                  for amount, partner in zip(restored, partners or [None] * len(restored), strict=True)),
                (0, 0, {"account_id": self.company_data["default_journal_bank"].default_account_id.id,
                        "balance": sum(restored) - sum(amounts)})]})
        back.action_post()
        for item, line in zip(items, back.line_ids.filtered(lambda line: line.account_id == receivable), strict=True):
            (item + line).reconcile()
        return back

    def _pay_two_short(self, partner=None):
        """:return: the entries of two payments of 80 for invoices over 100; the second customer may be ``partner``"""
        return [self._pay_short(self._bill(100, date(2025, 1, 3), date(2025, 1, 20), partner=customer), 80, date(2025, 1, 30))
                for customer in (self.customer, partner or self.customer)]

    def test_one_entry_gives_back_two_payments_that_wrote_off_rests(self):
        first, second = self._pay_two_short()
        back = self._give_back((first, 100), (second, 100), restored=[20, 20])
        self._check_sums((160, 40), (-160, -40))
        # The return was a mistake: both payments pay again.
        self._reverse(back, date(2025, 3, 4))
        self._check_sums((160, 40), (-160, -40), (160, 40))

    def test_one_entry_gives_back_two_payments_and_one_of_their_rests(self):
        first, second = self._pay_two_short()
        self._give_back((first, 100), (second, 80), restored=[20])
        self._check_sums((160, 40), (-160, -20))

    def test_one_entry_gives_back_one_of_two_payments_and_a_part_of_the_other(self):
        first, second = self._pay_two_short()
        self._give_back((first, 100), (second, 50), restored=[20, 10])
        self._check_sums((160, 40), (-120, -30))

    def test_one_entry_gives_back_the_rest_of_one_of_two_customers(self):
        first, second = self._pay_two_short(self.other_customer)
        self._give_back((first, 80), (second, 100), restored=[20], partners=[self.other_customer])
        self._check_sums((160, 40), (-160, -20))
        self._check_sums((80, 20), (-80, 0), domain=[("id", "=", self.profile.id)])
        self._check_sums((80, 20), (-80, -20), domain=[("id", "=", self.other_profile.id)])

    def test_fee_that_is_charged_with_a_return_is_no_recovery(self):
        """The bank takes 100 and the customer owes 105: the 5 lower an expense, but were never lost."""
        [payment] = self._pay(self._bill(100, date(2025, 1, 3), date(2025, 1, 20)), date=date(2025, 1, 30))
        receivable = self.company_data["default_account_receivable"]
        payment.move_id.line_ids.remove_move_reconcile()
        back = self._book(
            [(receivable, 105), ("default_account_expense", -5),
             (self.company_data["default_journal_bank"].default_account_id, -100)], date(2025, 2, 3),
            journal="default_journal_bank")
        (payment.move_id | back).line_ids.filtered(lambda line: line.account_id == receivable).reconcile()
        self._check_sums((100, 0), (-100, 0))

    def test_figures_of_one_customer_look_at_no_payments_of_others(self):
        entry = self._pay_short(self._bill(100, date(2025, 1, 3), date(2025, 1, 20)), 80, date(2025, 1, 30))
        for day in range(2, 8):
            move = self._bill(100, date(2025, 1, day), date(2025, 1, 20), partner=self.other_customer)
            self._pay_short(move, 80, date(2025, 1, 30))
        KeyFigure = self.env["credit.key.figure"]
        KeyFigure._flush()
        statement = KeyFigure._build_components(
            self.company._get_credit_figure_scope([("id", "=", self.profile.id)]), [JANUARY])
        [[[plan]]] = self.env.execute_query(SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) %s", statement))
        nodes, read = [plan["Plan"]], 0
        for node in nodes:
            nodes += node.get("Plans", ())
            if node.get("Alias", "").startswith("spent"):
                read += node["Actual Rows"] * node["Actual Loops"]
        self.assertTrue(0 < read <= len(entry.line_ids), f"{read} items are looked at")

    def test_all_that_was_due_is_collected_whatever_became_of_the_rate(self):
        """1,000 CHF of 500 bring 250; 1,000 SEK of 250 bring 500."""
        for code, before, after in (("CHF", 2.0, 4.0), ("SEK", 4.0, 2.0)):
            currency = self.setup_other_currency(code, rates=[("2016-01-01", before), ("2025-01-20", after)])
            move = self._bill(1000, date(2025, 1, 1), date(2025, 1, 15), currency_id=currency.id)
            self._pay(move, date=date(2025, 1, 25))
            self._check(collection_rate=1, dso=0, bad_debt_ratio=0, weighted_days_late=10)

    def test_credit_notes_alone_and_a_month_without_sales(self):
        self._check(dso=None, dso_countback=None, overdue_ratio=None)
        note = self._invoice(
            100, 0, move_type="out_refund", invoice_date=date(2025, 1, 10), date=date(2025, 1, 10),
            invoice_date_due=date(2025, 1, 10))
        self._check(dso=None, dso_countback=None, bad_debt_ratio=None, collection_rate=None, concentration_10=None)
        self._match(note, self._bill(400, date(2024, 12, 1), date(2024, 12, 31)))
        # 300 are owed, of 400 of December; January took 100 off.
        self._check(dso=None, dso_countback=62, overdue_ratio=1, collection_rate=0)

    def test_leap_day(self):
        self._bill(290, date(2024, 2, 1), date(2024, 3, 1))
        self._check(date(2024, 2, 1), date(2024, 2, 29), dso=29, dso_countback=29, best_possible_dso=29, overdue_ratio=0)
