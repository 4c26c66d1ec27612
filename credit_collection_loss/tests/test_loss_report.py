"""PDF and XLSX of a run add up to the aging and to the ledger, to the cent, with what is left out of the matrix."""

import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LossCommon


@tagged("post_install", "-at_install")
class TestLossReport(LossCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._worked()
        cls._bill(600, 10, cls.customers[3], move_type="out_refund")
        cls._bill(1200, 10, cls._customer("In credit"), move_type="out_refund")
        cls.env["credit.loss.specific"].create({
            "profile_id": cls.customers[4]._get_credit_profiles().id, "rate": 60, "reason": "Insolvent",
            "date_from": cls._days(-5)})
        cls._book_receivable(77, cls._days(-3))

    @classmethod
    def _book_receivable(cls, amount, day):
        """An entry of no customer"""
        cls.env["account.move"].create({
            "move_type": "entry", "date": day, "journal_id": cls.journal.id, "line_ids": [
                Command.create({"account_id": cls.receivable.id, "balance": amount}),
                Command.create({"account_id": cls.company_data["default_account_revenue"].id, "balance": -amount})],
        }).action_post()
        cls.env.invalidate_all()

    def test_rows_add_up(self):
        run = self._run()
        matrix, specific = run._get_matrix_rows(), run._get_specific_rows()
        self.assertEqual([(row.bucket, row.amounts["allowance"]) for row in matrix], [
            ("Not due", 50), ("1–30 days", 100), ("31–60 days", 150), ("61–90 days", 150)])
        self.assertEqual([(row.group, row.amounts["allowance"]) for row in specific], [("Customer 5", 600)])
        total = run._get_total(matrix + specific)
        self.assertEqual((total["gross"], total["allowance"]), (run.gross, run.allowance))
        ledger = dict(run._get_ledger_rows())
        self.assertEqual(list(ledger.values()), [25200, -600, -1200, 77])
        self.assertEqual(round(sum(ledger.values()), 2), run.ledger)
        self.assertEqual(run.ledger, self._balance(self.receivable))
        self.assertIn("Agrees with the balance", run._get_notes()[-1])

    def test_what_was_booked_since_is_named(self):
        """An invoice of the day that is entered later: the report leads to the balance of now, and nobody approves it."""
        run = self._run()
        self._bill(480, 20)
        self._refresh()
        self.assertEqual(list(run._get_ledger_rows())[-1], ("Booked since it was worked out: not in these figures", 480))
        self.assertEqual(round(sum(dict(run._get_ledger_rows()).values()), 2), self._balance(self.receivable))
        note = run._get_notes()[-1]
        self.assertNotIn("Agrees", note)
        self.assertIn("480.00 was booked since", note)
        with self.assertRaisesRegex(UserError, "Work it out anew"):
            run.with_user(self.other_manager).action_approve()
        run.action_calculate()
        self.assertFalse(run.booked_since)
        self.assertIn("Agrees with the balance", run._get_notes()[-1])
        run.with_user(self.other_manager).action_approve()

    def test_what_is_dated_later_changes_nothing(self):
        run = self._run(date=self._days(-1))
        self._book_receivable(55, self.today)
        self.assertFalse(run.booked_since)
        self._book_receivable(55, self._days(-1))
        self.assertEqual(run.booked_since, 55)

    def test_pdf_in_words(self):
        self.matrix.write({"forward_factor": 1.2, "forward_reason": "Crisis of the trade"})
        run = self._run()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("credit_collection_loss.action_report_loss_run", run.ids)
        text = html.decode()
        for part in ("Customer 5", "Specific allowances, not in the matrix", "Crisis of the trade", "Customers in credit",
                     "Entries without customer", "0.6 %"):
            self.assertIn(part, text)

    def test_workbook(self):
        run = self._run()
        book = load_workbook(io.BytesIO(run.with_user(self._user("viewer"))._generate()))
        self.assertEqual(book.sheetnames, ["Allowance", "Ledger", "Customers"])
        rows = list(book["Customers"].values)
        header = next(number for number, row in enumerate(rows) if row[0] == "Customer")
        amounts = [(row[0], row[5]) for row in rows[header + 1:]]
        self.assertEqual(len(amounts), len(run.line_ids))
        self.assertEqual(round(sum(amount for _name, amount in amounts), 2), run.ledger - 77)

    def test_workbook_shows_rates_as_they_are_read(self):
        self.matrix.write({"forward_factor": 1.1, "forward_reason": "Crisis of the trade"})
        rows = list(load_workbook(io.BytesIO(self._run()._generate()))["Allowance"].values)
        rates = [row[-1] for row in rows if row[1] in ("Not due", "1–30 days", "31–60 days")]
        self.assertEqual(rates, [0.55, 2.2, 5.5])

    def test_who(self):
        run = self._run()
        salesperson = self._user("salesperson")
        for method in ("_generate", "action_print", "action_download"):
            with self.assertRaises(AccessError):
                getattr(run.with_user(salesperson), method)()
