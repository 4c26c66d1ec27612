"""The evidence pack: what is in it, in which languages, with which checksums; what fails is named and stops nothing."""

import hashlib
import io
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common import LegalCommon

LOGGERS = ("odoo.addons.credit_collection_legal.models.credit_case_pack",)


@tagged("post_install", "-at_install")
class TestEvidencePack(LegalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(1000)
        cls.order.action_confirm()
        cls.order.order_line.qty_delivered = 1
        cls.move = cls.order._create_invoices()
        cls.move.write({"invoice_date": cls._days(-60), "invoice_payment_term_id": False, "invoice_date_due": cls._days(-30)})
        cls.move.action_post()

    def _pack(self, case, **context):
        case.with_context(**context).action_evidence_pack()
        self._refresh()
        pack = case.sudo().pack_ids[:1]
        archive = zipfile.ZipFile(io.BytesIO(pack.zip_id.raw))
        return pack, archive, {name: archive.read(name) for name in archive.namelist()}

    def _make_history(self):
        """A reminder that was sent, a promise, a dispute, a payment, a document; :return: the case"""
        self._refresh()
        self.profile._run_followups(self.today)
        self._refresh()
        self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(self.move).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 200})]}).action_open()
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({"move_id": self.move.id, "amount": 50, "reason_id": reason.id}).action_open()
        self._pay(self.move, 300)
        case = self._case(self.move)
        self.env["ir.attachment"].create({
            "name": "Power of attorney.txt", "raw": b"signed", "res_model": "credit.case", "res_id": case.id})
        return case

    def test_what_is_in_it(self):
        pack, _archive, files = self._pack(self._make_history())
        names = "\n".join(files)
        for part in ("02 Orders/", "04 Invoices/", "05 Statement of account/", "06 Ledger/", "07 Reminders/",
                     "08 Contact log/", "09 Promises to pay/", "10 Disputes/", " Limitation/", "index."):
            with self.subTest(part):
                self.assertIn(part, names)
        self.assertTrue(any(name.endswith("Power of attorney.txt") for name in files))
        self.assertFalse(pack.missing)
        # Each file is in the list of checksums, and the list is right.
        listed = dict(reversed(row.split("  ", 1)) for row in files.pop("SHA256SUMS.txt").decode().splitlines())
        self.assertEqual(listed, {name: hashlib.sha256(content).hexdigest() for name, content in files.items()})

    def test_pdf_with_bookmarks(self):
        case = self._make_history()
        with self.allow_pdf_render():
            pack, _archive, files = self._pack(case, force_report_rendering=True)
        self.assertFalse(pack.missing)
        reader = PdfFileReader(io.BytesIO(pack.pdf_id.raw))
        titles = _flatten(reader.outline)
        for title in ("Index", "Orders", self.order.name, "Invoices", self.move.name, "Ledger", "Reminders", "Disputes"):
            with self.subTest(title):
                self.assertIn(title, titles)
        text = "".join("".join(page.extract_text().split()) for page in reader.pages[:2])
        invoice = next(content for name, content in files.items() if name.startswith("04 Invoices/"))
        self.assertIn(hashlib.sha256(invoice).hexdigest(), text)

    def test_what_fails_is_named_and_the_rest_is_made(self):
        case = self._make_history()
        render = IrActionsReport._render_qweb_pdf

        def fail(report, report_ref, *args, **kwargs):
            if "saleorder" in str(report_ref):
                raise ValueError("wkhtmltopdf failed")
            return render(report, report_ref, *args, **kwargs)

        with patch.object(IrActionsReport, "_render_qweb_pdf", fail), mute_logger(*LOGGERS):
            pack, _archive, files = self._pack(case)
        self.assertEqual(pack.missing, f"{self.order.name}: wkhtmltopdf failed")
        index = next(content for name, content in files.items() if name.startswith("index."))
        self.assertIn(b"wkhtmltopdf failed", index)
        self.assertTrue(any(name.startswith("04 Invoices/") for name in files))

    def test_without_any_engine_there_still_is_a_zip_with_its_index(self):
        case = self._make_history()

        def fail(*_args, **_kwargs):
            raise ValueError("wkhtmltopdf is missing")

        with patch.object(IrActionsReport, "_render_qweb_pdf", fail), mute_logger(*LOGGERS):
            pack, _archive, files = self._pack(case)
        self.assertIn("index.html", files)
        self.assertIn(b"wkhtmltopdf is missing", files["index.html"])
        self.assertFalse(pack.pdf_id)
        self.assertTrue(any(name.endswith("Power of attorney.txt") for name in files))

    def test_in_the_language_of_customer_and_court(self):
        self.env["res.lang"]._activate_lang("de_DE")
        case = self._case(self.move, court_id=self.env["res.partner"].create({"name": "Amtsgericht", "lang": "de_DE"}).id)
        _pack, _archive, files = self._pack(case)
        ledgers = [name for name in files if name.startswith("06 ")]
        self.assertEqual(len(ledgers), 2)
        self.assertTrue(any(name.endswith(("de_DE.html", "de_DE.pdf")) for name in ledgers))

    def test_ledger_adds_up(self):
        case = self._make_history()
        Evidence = self.env["credit.evidence"].sudo()
        entries = Evidence._read_ledger(case.sudo())
        self.assertEqual([(entry["debit"], entry["credit"]) for entry in entries], [(1000, 0), (0, 300)])
        _headings, rows = Evidence._describe_ledger(case.sudo(), entries)
        self.assertIn("700.00", rows[-1][-1])
        [piece] = Evidence._collect_ledger(case.sudo(), ["en_US"])
        self.assertRegex(piece.make()[0].decode(), r'<td class="text-end"[^>]*>[^<]*700\.00')

    def test_debts_are_shown_in_their_own_currency(self):
        """500 euros of which 220 were paid at another rate, beside 1,000 dollars: a ledger for each, and both in the index."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5), (self._days(-3), 0.625)])
        foreign = self._invoice(500, -40, currency_id=euro.id)
        self._pay(foreign, 220, date=self.today)
        case = self._case(foreign | self.move).sudo()
        Evidence = self.env["credit.evidence"].sudo()
        _headings, rows = Evidence._describe_ledger(case, Evidence._read_ledger(case))
        self.assertEqual(
            [[cell.replace("\xa0", " ") for cell in row[3:]] for row in rows],
            [["$ 1,000.00", "", "$ 1,000.00"], ["500.00 €", "", "500.00 €"], ["", "220.00 €", "280.00 €"]])
        self.assertIn("claim $ 1,000.00 + 280.00 €", case._describe_index([], 1)["subtitle"].replace("\xa0", " "))

    def test_contacts_and_promises_are_shown_in_the_currency_of_the_debt_too(self):
        """500 euros, 1,000 of ours, beside 100 of ours: of 850 promised, which are 425 euros, 220 euros come in."""
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5), (self._days(-3), 0.625)])
        foreign = self._invoice(500, -40, currency_id=euro.id)
        own = self._invoice(100, -40)
        self._refresh()
        self.profile._run_followups(self.today)
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(foreign | own).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 850})]})
        promise.action_open()
        self._refresh()
        self._pay(foreign, 220, date=self.today)
        promise._settle(self.today)
        case = self._case(foreign | own).sudo()
        read = lambda method: [  # noqa: E731
            [cell.replace("\xa0", " ") for cell in row] for row in self._read_sheet(case, method)]
        [contact, *_others] = read("_collect_contacts")
        self.assertEqual(contact[-1], "$ 2,100.00 (500.00 €)")
        [promised] = read("_collect_promises")
        self.assertEqual(promised[3], "$ 850.00 (425.00 €)")
        self.assertIn("(220.00 €)", promised[4])

    def _read_sheet(self, case, method):
        """:return: rows of a section that is a table"""
        found, Evidence = [], self.env.registry["credit.evidence"]

        def keep(_evidence, _case, _title, _headings, rows, _numbers):
            found.extend(rows)
            return b"sheet", "text/html"

        with patch.object(Evidence, "_print_sheet", keep):
            [piece] = getattr(self.env["credit.evidence"].sudo(), method)(case, ["en_US"])
            piece.make()
        return found

    def test_rights(self):
        case = self._case(self.move)
        with self.assertRaises(AccessError):
            case.with_user(self._user("viewer")).action_evidence_pack()
        case.action_evidence_pack()
        with self.assertRaises(AccessError):
            case.pack_ids.write({"missing": False})
        with self.assertRaises(AccessError):
            case.pack_ids.with_user(self._user("salesperson")).action_download_zip()


def _flatten(outline):
    titles = []
    for entry in outline:
        titles += _flatten(entry) if isinstance(entry, list) else [entry.title]
    return titles
