import csv
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from unittest import skipUnless

from odoo.tests import TransactionCase, tagged

ROOT = Path(__file__).parents[3]
DAY = date(2013, 6, 30)


@skipUnless((ROOT / "devtools" / "demo_ledger.py").is_file(), "the developer tool is not beside the add-on")
@tagged("post_install", "-at_install")
class TestLedgerDemo(TransactionCase):
    """The ledger loader of the developer tool makes real accounting that agrees with the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sys.path.insert(0, str(ROOT))
        cls.addClassCleanup(sys.path.remove, str(ROOT))
        from devtools import demo_ledger, demo_run, ledger

        cls.demo_ledger, cls.demo_run, cls.ledger = demo_ledger, demo_run, ledger
        # Earlier documents of the database are not in the ledger.
        posted = cls.env["account.move"].search([("state", "=", "posted")])
        posted.button_draft()
        cls.env["ir.config_parameter"].set_param(demo_ledger.LOADED, False)
        cls.env = cls.env(user=cls.env.ref("base.user_admin"), context={
            "allowed_company_ids": cls.env.ref("base.main_company").ids,
        })
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.file = Path(folder.name) / "ledger.csv"
        cls._write_ledger()
        cls.invoices = ledger.read_ledger(cls.file)
        cls.was_loaded = demo_ledger.load_once(cls.env, cls.file, cls.invoices, DAY)
        cls.report = demo_run.build_report(cls.env, DAY)

    @classmethod
    def _write_ledger(cls):
        """60 invoices of 7 customers: paid early, late, later than the day, or not at all; some issued after it."""
        with open(cls.file, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(cls.ledger.COLUMNS)
            for number in range(60):
                issued = date(2013, 2, 1) + timedelta(days=number * 3)
                settled = "" if number % 4 == 0 else issued + timedelta(days=number * 7 % 60)
                writer.writerow([
                    f"LEDGER-{number % 7}", 391, f"{9000000000 + number}", issued, issued + timedelta(days=30),
                    f"{10 + number * 1.01:.2f}", "yes" if number % 8 == 0 else "no", settled, "paper",
                ])

    def test_figures_equal_a_few_lines_over_the_file(self):
        with open(self.file, newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["invoice_date"] <= str(DAY)]
        opened = [row for row in rows if not row["settled_date"] or row["settled_date"] > str(DAY)]
        overdue = [row for row in opened if row["due_date"] < str(DAY)]
        self.assertTrue(self.was_loaded)
        self.assertEqual(self.report["customers"], len({row["customer"] for row in rows}))
        self.assertEqual(self.report["open_invoices"], len(opened))
        self.assertAlmostEqual(self.report["open_amount"], sum(float(row["amount"]) for row in opened), 2)
        buckets = dict(self.report["buckets"])
        self.assertEqual(list(buckets), ["not_due", "1_30", "31_60", "61_90", "over_90"])
        not_due = buckets.pop("not_due")
        self.assertAlmostEqual(sum(buckets.values()), sum(float(row["amount"]) for row in overdue), 2)
        self.assertAlmostEqual(not_due, self.report["open_amount"] - sum(buckets.values()), 2)
        self.demo_run.check_totals(self.report, self.ledger.get_totals(self.invoices, DAY))

    def test_invoices_are_posted_on_their_dates_and_paid_ones_reconciled(self):
        for invoice in self.invoices:
            move = self.env["account.move"].search([("ref", "=", invoice.number), ("move_type", "=", "out_invoice")])
            self.assertEqual(bool(move), invoice.exists_on(DAY))
            if move:
                self.assertRecordValues(move, [{
                    "state": "posted", "invoice_date": invoice.invoice_date, "invoice_date_due": invoice.due_date,
                    "amount_total": float(invoice.amount),
                    "amount_residual": float(invoice.amount) if invoice.is_open_on(DAY) else 0.0,
                }])

    def test_open_disputed_invoices_get_a_dispute(self):
        disputes = self.env["credit.dispute"].search([("move_id.ref", "in", [i.number for i in self.invoices])])
        expected = {i.number for i in self.invoices if i.is_disputed and i.is_open_on(DAY)}
        self.assertEqual(set(disputes.mapped("move_id.ref")), expected)
        self.assertEqual(set(disputes.mapped("state")), {"open"})

    def test_same_ledger_is_loaded_once_and_another_one_refused(self):
        self.assertFalse(self.demo_ledger.load_once(self.env, self.file, self.invoices, DAY))
        with self.assertRaises(Exception) as caught:
            self.demo_ledger.load_once(self.env, self.file, self.invoices, DAY + timedelta(days=1))
        self.assertIn("another ledger", str(caught.exception))

    def test_report_is_readable_and_has_the_keys_of_the_interface(self):
        report = {**self.report, "workbook": "overdue.xlsx"}
        keys = {"customers", "open_invoices", "open_amount", "buckets", "followups", "orders_held", "workbook"}
        self.assertLessEqual(keys, set(report))
        text = self.demo_run.format_report(report)
        self.assertIn(f"{report['open_amount']:,.2f}", text)
        self.assertIn("over 90 days", text)
