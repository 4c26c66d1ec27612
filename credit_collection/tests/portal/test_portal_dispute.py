"""A customer contests a part of an invoice, with a reason and files."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal_promise import FormCommon

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03000006000557bfabd4"
    "0000000049454e44ae426082")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestPortalDispute(FormCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env["credit.reason"].create({"name": "Damaged goods", "kind": "dispute", "deadline_days": 5})

    def _dispute(self, files=None, **values):
        return self._submit("dispute", files=files, **{
            "items": self._ids(self.first, self.second), "invoice": self.first.id, "amount": "300",
            "reason": self.reason.id, "note": "Two pallets were wet", **values})

    def test_a_part_is_contested_with_reason_and_files(self):
        page = self._dispute(files=[("file", ("wet.png", PNG, "image/png")), ("file", ("../../report.pdf", PDF, "text/html"))])
        self.assertIn("we look into it", page.text)
        self.assertIn("In dispute: $ 300.00", self._read(page))
        dispute = self.first.credit_dispute_ids
        self.assertRecordValues(dispute, [{
            "state": "open", "amount": 300.0, "reason_id": self.reason.id, "note": "Two pallets were wet",
            "user_id": self.collector.id, "date_due": self._days(5)}])
        self.assertRecordValues(dispute.attachment_ids.sorted("name"), [
            {"name": "report.pdf", "mimetype": "application/pdf", "raw": PDF},
            {"name": "wet.png", "mimetype": "image/png", "raw": PNG}])
        self.assertEqual(dispute.activity_ids.user_id, self.collector)
        self.assertEqual(self._open_item(self.first).credit_disputed_amount, 300.0)

    def test_sent_twice_it_is_one_dispute(self):
        self._dispute()
        self._dispute()
        self.assertEqual(len(self.first.credit_dispute_ids), 1)
        self._dispute(amount="700.01", note="The rest too")
        self.assertEqual(self.first._get_credit_open_claims(), 300.0, "no more than what is left of the invoice")
        self._dispute(amount="700", note="The rest too")
        self.assertEqual(self.first._get_credit_open_claims(), 1000.0)

    def test_by_link_too(self):
        self._dispute(path=self._give_link()._get_path(), user=None)
        dispute = self.first.credit_dispute_ids
        self.assertEqual((dispute.state, dispute.user_id), ("open", self.collector))

    def test_amounts_reasons_and_invoices_that_make_no_sense_open_nothing(self):
        late = self.env["credit.reason"].search([("kind", "=", "late")], limit=1)
        before = self._count_rows()
        for values in (
            {"amount": "0"}, {"amount": "-5"}, {"amount": "1000.01"}, {"amount": "nan"}, {"amount": "inf"}, {"amount": "1e999"},
            {"amount": ""}, {"amount": "x"}, {"reason": late.id}, {"reason": ""}, {"reason": "x"}, {"note": "  "},
            {"invoice": self.theirs.id}, {"invoice": "x"}, {"invoice": "99999999999999999999"},
            {"items": self._ids(self.theirs), "invoice": self.theirs.id, "amount": "900"}, {"items": ""},
        ):
            page = self._dispute(**values)
            self.assertEqual(page.status_code, 200, values)
            self.assertNotIn(self.theirs.name, page.text)
        self.assertEqual(self._count_rows(), before)
        self.assertFalse(self.first.credit_dispute_ids | self.theirs.credit_dispute_ids)

    def test_files_that_could_run_are_refused_and_nothing_is_kept(self):
        before = self._count_rows()
        page = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
        picture = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for name, content in (("a.html", page), ("a.pdf", page), ("a.png", picture), ("a.exe", b"MZ\x90\x00" + b"\0" * 60)):
            answer = self._dispute(files=[("file", (name, content, "application/pdf"))])
            self.assertIn("is no PDF, picture", answer.text, name)
        answer = self._dispute(files=[("file", (f"{number}.png", PNG, "image/png")) for number in range(6)])
        self.assertIn("at most 5 files", answer.text)
        answer = self._dispute(files=[("file", ("big.pdf", PDF + b" " * (10 * 1024 * 1024), "application/pdf"))])
        self.assertIn("is too large", answer.text)
        answer = self._dispute(files=[("file", ("nothing.pdf", b"", "application/pdf"))])
        self.assertIn("is empty", answer.text)
        self.assertEqual(self._count_rows(), before)

    def test_text_of_the_customer_is_text(self):
        self._dispute(note="<script>alert(1)</script>")
        page = self._open(f"/my/credit/dispute?items={self._ids(self.second)}&note=<script>alert(2)</script>", self.ann)
        self.assertNotIn("<script>alert", page.text)

    @mute_logger("odoo.http")
    def test_posting_needs_the_token_of_the_form(self):
        before = self._count_rows()
        self.authenticate(self.ann.login, self.ann.login)
        for form in ("dispute", "promise", "instalments"):
            self.assertEqual(self.url_open(f"/my/credit/{form}", data={"items": self._ids(self.first)}).status_code, 400)
        self.assertEqual(self._count_rows(), before)
