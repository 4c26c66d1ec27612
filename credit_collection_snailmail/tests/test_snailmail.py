import base64
import io
from unittest.mock import patch

from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.credit_collection.tests.channel.common import LetterCommon
from odoo.addons.iap.tools import iap_tools


def make_pdf():
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(100, 100, "Letter")
    canvas.save()
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestSnailmail(LetterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.country_id = cls.env.ref("base.us")
        cls.invoice = cls._invoice(1000, -10)

    def _queue(self):
        letter = self._run()
        letter.action_post_letters()
        return letter

    def _deliver(self, letter, error=None):
        """Let the postal service answer for the queued ``letter``; :return: the document it got, what was rendered"""
        sent, rendered = [], []

        def render(report_self, report, res_ids, **_kwargs):
            rendered.append((report, res_ids))
            return make_pdf(), "pdf"

        def answer(_url, params, **_kwargs):
            sent.extend(params["documents"])
            result = {"error": error} if error else {"sent": True, "send_id": 4711}
            return {"request_code": 200, "request": {"documents": [doc | result for doc in params["documents"]]}}

        IapAccount, Report = self.env.registry["iap.account"], self.env.registry["ir.actions.report"]
        with (
            patch.object(iap_tools, "iap_jsonrpc", answer),
            patch.object(Report, "_render_qweb_pdf", render),
            patch.object(IapAccount, "get_credits_url", lambda *_args, **_kwargs: "https://credits.example.com"),
        ):
            letter.sudo().snailmail_letter_id._snailmail_print_valid_address()
        return sent[0], rendered

    def test_in_test_mode_nothing_is_posted(self):
        letter = self._queue()
        self.company.credit_test_mode = True
        letter.sudo().snailmail_letter_id._snailmail_print()
        self.assertEqual((letter.state, letter.snailmail_state), ("failed", "canceled"))
        with self.assertRaisesRegex(UserError, "test mode"):
            letter.action_post_letters()

    def test_letter_is_queued_and_posted(self):
        letter = self._queue()
        self.assertRecordValues(letter, [{"state": "sent", "done_date": self.today, "deadline_date": self._days(7)}])
        self.assertRecordValues(letter.snailmail_letter_id, [{
            "state": "pending", "partner_id": self.customer.id, "company_id": self.company.id,
            "street": "1 Payment Road", "model": "credit.profile", "res_id": self.profile.id}])
        document, rendered = self._deliver(letter)
        self.assertEqual(document["address"]["street"], "1 Payment Road")
        self.assertTrue(base64.b64decode(document["pdf_bin"]).startswith(b"%PDF"))
        report = self.env.ref("credit_collection_snailmail.action_report_followup_letter_post")
        self.assertEqual(rendered, [(report, letter.ids)])
        self.assertRecordValues(letter, [{"state": "sent", "snailmail_state": "sent", "error": False}])

    def test_report_of_the_post_is_the_printed_letter(self):
        letter = self._queue()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "credit_collection_snailmail.action_report_followup_letter_post", letter.ids)[0].decode()
        for text in ("1 Payment Road", "Text 1", "Our reference", "1,000.00"):
            self.assertIn(text, html)

    def test_posted_letter_demands_what_is_open_then(self):
        letter = self._run()
        self._pay(self.invoice, 400)
        self._refresh()
        letter.action_post_letters()
        self.assertEqual(letter.amount_due, 600.0)
        self.assertIn("600.00", letter.body)

    def test_settled_letter_is_skipped(self):
        letter = self._run()
        partner = self.customer.copy({"name": "Other"})
        self._invoice(100, -10, partner=partner)
        other = self._run(profiles=partner._get_credit_profiles())
        self._pay(self.invoice)
        self._refresh()
        with self.assertRaisesRegex(UserError, "no letter to mail"), self.env.cr.savepoint():
            letter.action_post_letters()
        (letter | other).action_post_letters()
        self.assertRecordValues(letter | other, [
            {"state": "skipped", "snailmail_state": False}, {"state": "sent", "snailmail_state": "pending"}])

    def test_nothing_is_posted_twice(self):
        letter = self._queue()
        queued = letter.snailmail_letter_id
        with self.assertRaisesRegex(UserError, "no letter to mail"):
            letter.action_post_letters()
        with self.assertRaisesRegex(UserError, "not printed a second time"):
            letter.action_print_letters()
        self.assertEqual(letter.snailmail_letter_id, queued)
        self.assertEqual(queued.search_count([("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)]), 1)

    def test_printed_letter_is_posted_by_hand(self):
        letter = self._run()
        letter.action_print_letters()
        with self.assertRaisesRegex(UserError, "has been printed"):
            letter.action_post_letters()
        letter.action_mark_posted()
        self.assertRecordValues(letter, [{"state": "sent", "snailmail_letter_id": False}])

    def test_incomplete_address_fails_and_can_be_retried(self):
        self.customer.country_id = False
        letter = self._queue()
        self.assertRecordValues(letter, [{"state": "failed", "snailmail_letter_id": False}])
        self.assertIn("country", letter.error)
        self.customer.country_id = self.env.ref("base.us")
        self._refresh()
        letter.action_retry()
        self.assertRecordValues(letter, [{"state": "todo", "error": False}])
        letter.action_post_letters()
        self.assertRecordValues(letter, [{"state": "sent", "snailmail_state": "pending"}])

    def test_refusal_of_the_postal_service_is_named_and_can_be_retried(self):
        letter = self._queue()
        refused = letter.snailmail_letter_id
        for error, words in (
            ("CREDIT_ERROR", "enough credits"), ("TRIAL_ERROR", "IAP account"), ("NO_PRICE_AVAILABLE", "not covered"),
            ("MISSING_REQUIRED_FIELDS", "address of Careful Customer"),
        ):
            with self.subTest(error):
                self._deliver(letter, error)
                self.assertEqual(letter.state, "failed")
                self.assertIn(words, letter.error)
                self.assertNotIn("<", letter.error)
        self._refresh()
        letter.action_retry()
        self.assertEqual((letter.state, refused.state), ("todo", "canceled"), "core's job does not post the old one")
        letter.action_post_letters()
        self.assertEqual(letter.state, "sent")
        self.assertNotEqual(letter.snailmail_letter_id, refused)

    def test_letter_posted_at_the_second_attempt_of_the_job(self):
        letter = self._queue()
        self._deliver(letter, "CREDIT_ERROR")
        self._deliver(letter)
        self.assertRecordValues(letter, [{"state": "sent", "error": False, "done_date": self.today}])

    def test_cancelled_or_skipped_letter_is_not_posted(self):
        letter = self._queue()
        letter.snailmail_letter_id.cancel()
        self.assertEqual(letter.state, "failed")
        self.assertIn("cancelled", letter.error)
        self._refresh()
        letter.action_retry()
        letter.action_post_letters()
        self._deliver(letter, "CREDIT_ERROR")
        letter.action_skip()
        self.assertRecordValues(letter, [{"state": "skipped", "snailmail_state": "canceled"}])

    def test_letters_are_posted_by_collectors(self):
        letter = self._run()
        viewer = new_test_user(self.env, "post_viewer", groups="credit_collection.credit_collection_group_viewer")
        seller = new_test_user(self.env, "post_seller", groups="sales_team.group_sale_salesman")
        for user in (viewer, seller):
            with self.assertRaises(AccessError):
                letter.with_user(user).action_post_letters()
        collector = new_test_user(
            self.env, "post_collector", groups="credit_collection.credit_collection_group_collector",
            company_id=self.company.id, company_ids=[self.company.id])
        letter.with_user(collector).action_post_letters()
        self.assertEqual(letter.snailmail_letter_id.user_id, collector)
