from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..portal.test_portal_dispute import PDF
from .common import AgreementCommon

PATH = "/my/credit/apply"
FORM = {"requested_limit": "5000", "requested_days": "45", "email": "ann@example.com", "agreed": "1"}


@tagged("post_install", "-at_install")
class TestApplicationPortal(AgreementCommon):

    def _post(self, path=PATH, user=None, files=None, **values):
        """Send the form as a browser does, with its token."""
        self.authenticate(user and user.login, user and user.login)
        self.env.flush_all()
        page = self.url_open(path)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = self.url_open(path, data={"csrf_token": token, **FORM, **values}, files=files or [("x", ("", b""))])
        self.env.invalidate_all()
        return answer

    def _found(self):
        return self.env["credit.application"].search([("partner_id", "=", self.customer.id)])

    def _invite(self, **vals):
        application = self.env["credit.application"].with_user(self.collector).create({
            "applicant_name": "New Company", "email": "new@example.com", **vals})
        application.action_send_link()
        return application

    def test_customer_applies_and_is_told_that_it_arrived(self):
        answer = self._post(
            user=self.ann, purpose="More <b>orders", country="de", reference_name_1="Steel Ltd", reference_contact_1="+49 1",
            files=[("file", ("license.pdf", PDF, "application/pdf"))])
        self.assertIn("we have your application", answer.text)
        application = self._found()
        self.assertRecordValues(application, [{
            "state": "submitted", "source": "portal", "requested_limit": 5000.0, "requested_days": 45,
            "contact_id": self.ann.partner_id.id, "purpose": "More <b>orders", "country_id": self.env.ref("base.de").id,
            "applicant_name": self.customer.name, "company_id": self.company.id}])
        self.assertEqual(application.reference_ids.mapped("name"), ["Steel Ltd"])
        self.assertEqual(application.attachment_ids.raw, PDF)
        self.assertEqual(application.activity_ids.user_id, self.collector)
        self.assertIn("we have received", self.env["mail.mail"].search([
            ("model", "=", "credit.application"), ("res_id", "=", application.id)]).body_html)
        self.assertNotIn("<b>orders", application.with_context(lang="en_US").purpose.replace("More <b>orders", ""))

    def test_fields_that_the_form_does_not_have_are_ignored(self):
        limit = self.profile.credit_limit
        self._post(
            user=self.ann, state="approved", approved_limit="99999", credit_limit="99999", limit_mode="unlimited",
            partner_id=str(self.other_customer.id), company_id="1", applicant_name="Forged", review_id="1", user_id="1",
            profile_id=str(self.other_profile.id), source="internal")
        self.assertRecordValues(self._found(), [{
            "state": "submitted", "approved_limit": 0.0, "applicant_name": self.customer.name, "review_id": False,
            "source": "portal", "profile_id": self.profile.id}])
        self.assertEqual(self.profile.credit_limit, limit)
        self.assertFalse(self.env["credit.application"].search([("partner_id", "=", self.other_customer.id)]))

    def test_one_open_application_for_all_contacts_of_a_customer(self):
        self._post(user=self.ann)
        self.authenticate(self.bob.login, self.bob.login)
        page = self.url_open("/my/home")
        token = page.text.partition('csrf_token: "')[2].partition('"')[0]
        self.url_open(PATH, data={"csrf_token": token, **FORM, "requested_limit": "7000"})
        self.env.invalidate_all()
        self.assertEqual(self._found().mapped("requested_limit"), [5000.0])
        self.assertIn("we have your application", self._open(PATH, self.bob).text)

    def test_form_that_is_sent_twice_at_once_is_one_application(self):
        self._post(user=self.ann)
        Application = type(self.env["credit.application"])
        # The first one is not committed yet when the second begins.
        with patch.object(Application, "_find_open", lambda self, partner, company: self.browse()):
            answer = self._post(user=self.ann, requested_limit="7000")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("being looked at already", answer.text)
        self.assertEqual(self._found().mapped("requested_limit"), [5000.0])

    def test_amounts_and_dates_that_make_no_sense_create_nothing(self):
        for values in ({"requested_limit": "0"}, {"requested_limit": "-5"}, {"requested_limit": "nan"},
                       {"requested_limit": "x"}, {"email": "nobody"}, {"email": ""}, {"agreed": "0"}):
            with self.subTest(values=values):
                self.assertIn("alert-danger", self._post(user=self.ann, **values).text)
        self.assertFalse(self._found())

    def test_files_that_could_run_or_are_too_large_are_refused(self):
        before = self._count_rows()
        for files in (
            [("file", ("a.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>", "application/pdf"))],
            [("file", ("big.pdf", PDF + b" " * (10 * 1024 * 1024), "application/pdf"))],
            [("file", (f"{number}.pdf", PDF, "application/pdf")) for number in range(6)],
        ):
            self.assertIn("alert-danger", self._post(user=self.ann, files=files).text)
        self.assertEqual(self._count_rows(), before)
        self.assertFalse(self._found())

    def test_looking_writes_nothing_and_asks_little(self):
        page = self._open(PATH, self.ann).text
        self.assertIn('value="Ann Portal"', page, "who applies is known")
        self.assertIn('value="ann@example.com"', page)
        before, queries = self._count_rows(), self.env.cr.sql_log_count
        self.assertEqual(self.url_open(PATH).status_code, 200)
        self.assertLessEqual(self.env.cr.sql_log_count - queries, 30)
        self.assertEqual(self._count_rows(), before)
        self.assertFalse(self._found())

    def test_stranger_with_a_link_applies_for_the_own_company(self):
        application = self._invite()
        path = application._get_page_path()
        self.assertIn("New Company", self._open(path).text)
        answer = self._post(path, applicant_name="New Company Ltd", vat="N-1", state="approved", partner_id="1")
        self.assertIn("we have your application", answer.text)
        self.assertRecordValues(application, [{
            "state": "submitted", "source": "link", "applicant_name": "New Company Ltd", "vat": "N-1", "partner_id": False}])
        self._post(path, applicant_name="Again")
        self.assertEqual(application.applicant_name, "New Company Ltd")

    @mute_logger("odoo.http")
    def test_strangers_see_nothing(self):
        application = self._invite()
        path = application._get_page_path()
        for address in (f"{path}x", "/credit/apply/wrong"):
            self.assertEqual(self._open(address).status_code, 404)
        self.assertIn("/web/login", self._open(PATH).url)
        application.sudo().access_until = self._days(-1)
        expired = self._open(path)
        self.assertEqual(expired.status_code, 404, "expired")
        self.assertIn("ask us for a new one", expired.text)
        application.sudo().access_until = self._days(1)
        application.action_revoke_link()
        self.assertEqual(self._open(path).status_code, 404, "revoked")
        self.company.credit_portal_apply = False
        self.assertEqual(self._open(PATH, self.ann).status_code, 404, "switched off")

    @mute_logger("odoo.http")
    def test_posting_needs_the_token_of_the_form_and_no_colleague_applies(self):
        application = self._invite()
        path = application._get_page_path()
        self.authenticate(None, None)
        self.assertEqual(self.url_open(path, data=FORM).status_code, 400)
        self.assertEqual(self._post(path, self.collector).status_code, 403)
        self.assertEqual(self._open(PATH, self.collector).status_code, 404)
        self.assertEqual(application.state, "draft")
