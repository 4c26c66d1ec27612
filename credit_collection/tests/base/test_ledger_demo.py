import csv
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from unittest import skipUnless

from odoo.tests import TransactionCase, tagged

ROOT = Path(__file__).parents[3]
DAY = date(2013, 6, 30)


class LedgerCase(TransactionCase):
    """An empty company, and the developer tool beside the add-on."""

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


@skipUnless((ROOT / "devtools" / "demo_ledger.py").is_file(), "the developer tool is not beside the add-on")
@tagged("post_install", "-at_install")
class TestLedgerDemo(LedgerCase):
    """The ledger loader of the developer tool makes real accounting that agrees with the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._write_ledger()
        cls.read = cls.ledger.read_ledger(cls.file)
        cls.invoices = cls.read.invoices
        cls.was_loaded = cls.demo_ledger.load_once(cls.env, cls.read, DAY)
        cls.report = cls.demo_run.build_report(cls.env, DAY)

    @classmethod
    def _write_ledger(cls):
        """60 invoices of 7 customers: paid early, late, later than the day, or not at all; some issued after it."""
        with open(cls.file, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["customer", "country_code", "invoice", "invoice_date", "due_date", "amount", "disputed",
                             "settled_date", "billing"])
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
        self.demo_run.check_totals(self.report, self.ledger.get_totals(self.read, DAY))

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
        self.assertFalse(self.demo_ledger.load_once(self.env, self.read, DAY))
        with self.assertRaises(Exception) as caught:
            self.demo_ledger.load_once(self.env, self.read, DAY + timedelta(days=1))
        self.assertIn("another ledger", str(caught.exception))

    def test_report_is_readable_and_has_the_keys_of_the_interface(self):
        report = {**self.report, "workbook": "overdue.xlsx"}
        keys = {"customers", "open_invoices", "open_amount", "buckets", "followups", "orders_held", "workbook"}
        self.assertLessEqual(keys, set(report))
        text = self.demo_run.format_report(report)
        self.assertIn(f"{report['open_amount']:,.2f}", text)
        self.assertIn("over 90 days", text)


@skipUnless((ROOT / "devtools" / "demo_ledger.py").is_file(), "the developer tool is not beside the add-on")
@tagged("post_install", "-at_install")
class TestExportedLedger(LedgerCase):
    """Credit notes, part payments and other currencies of an export with semicolons become accounting with its figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file.write_bytes("\r\n".join([
            "Customer name;Invoice No.;Type;Invoice date;Due date;Amount;Currency;In dispute;Amount paid;Date of payment",
            "Müller;R1;Invoice;03.01.2013;31.05.2013;1.000,00;USD;no;300,00;20.01.2013",
            "Müller;R1;Invoice;03.01.2013;31.05.2013;1.000,00;USD;no;200,50;05.02.2013",
            "Müller;R1;Invoice;03.01.2013;31.05.2013;1.000,00;USD;no;499,50;01.07.2013",
            "Müller;R2;Invoice;04.01.2013;01.02.2013;120,00;USD;yes;120,00;20.01.2013",
            "Müller;R3;Credit note;05.01.2013;;120,00;USD;;120,00;20.01.2013",
            "Müller;R4;Credit note;06.06.2013;;50,00;USD;yes;20,00;10.06.2013",
            "Café;R5;Invoice;13.06.2013;13.07.2013;10,01;EUR;yes;3,33;20.06.2013",
            "Café;R5;Invoice;13.06.2013;13.07.2013;10,01;EUR;yes;3,33;21.06.2013",
            "Café;R6;Invoice;13.06.2013;20.06.2013;10,01;EUR;;5,00;21.06.2013",
            "Café;R6;Invoice;13.06.2013;20.06.2013;10,01;EUR;;5,01;22.06.2013",
        ]).encode("cp1252"))
        cls.read = cls.ledger.read_ledger(cls.file, rates={"EUR": Decimal("1.0842")})
        cls.demo_ledger.load_once(cls.env, cls.read, DAY)

    def _find_move(self, number):
        return self.env["account.move"].search([("ref", "=", number), ("move_type", "in", ("out_invoice", "out_refund"))])

    def test_each_document_owes_what_its_own_payments_left(self):
        for number, move_type, currency, residual in (
            ("R1", "out_invoice", "USD", 499.5), ("R2", "out_invoice", "USD", 0.0), ("R3", "out_refund", "USD", 0.0),
            ("R4", "out_refund", "USD", 30.0), ("R5", "out_invoice", "EUR", 3.35), ("R6", "out_invoice", "EUR", 0.0),
        ):
            with self.subTest(number=number):
                move = self._find_move(number)
                self.assertEqual((move.move_type, move.currency_id.name, move.state), (move_type, currency, "posted"))
                self.assertAlmostEqual(move.amount_residual, residual, 2)

    def test_totals_of_the_day_agree_with_the_file(self):
        report = self.demo_run.build_report(self.env, DAY)
        self.demo_run.check_totals(report, self.ledger.get_totals(self.read, DAY))
        self.assertEqual((report["customers"], report["open_invoices"]), (2, 2))
        self.assertAlmostEqual(report["open_credits"], -30.0, 2)
        self.assertAlmostEqual(report["buckets"]["1_30"], 499.5, 2)
        self.assertAlmostEqual(report["buckets"]["not_due"], 3.63, 2)
        self.assertIn("open credits", self.demo_run.format_report({**report, "workbook": "overdue.xlsx"}))

    def test_past_days_rebuild_each_part_payment(self):
        items = self.env["credit.open.item.report"]
        for day, owed in ((date(2013, 1, 19), 1000), (date(2013, 1, 20), 700), (date(2013, 2, 5), 499.5)):
            found = [item["residual"] for item in items._get_items(day) if item["move_id"] == self._find_move("R1").id]
            self.assertAlmostEqual(sum(found), owed, 2)

    def test_only_the_open_invoice_is_disputed(self):
        disputes = self.env["credit.dispute"].search([("move_id.ref", "in", ["R2", "R4", "R5"])])
        self.assertRecordValues(disputes, [{"move_id": self._find_move("R5").id, "amount": 3.35, "state": "open"}])

    def test_known_currencies_are_those_of_odoo(self):
        currencies = self.env["res.currency"].with_context(active_test=False).search([])
        decimals = {currency.name: currency.decimal_places for currency in currencies}
        known = self.ledger.CURRENCY_DECIMALS
        self.assertEqual({code: decimals.get(code) for code in known}, known)
