from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementPortal(AgreementCommon):

    def _post(self, path, user=None, **values):
        self.authenticate(user and user.login, user and user.login)
        page = self.url_open(path.removesuffix("/accept"))
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(path, data={"csrf_token": token, **values})

    def test_accepted_by_link_with_name_time_and_address(self):
        agreement = self._sent()
        path = agreement._get_page_path()
        page = self._open(path)
        self.assertIn("Net 60", self._read(page))
        answer = self._post(f"{path}/accept", name="Ann <b>Portal", agreed="1", state="ended", version="7", body="x")
        self.assertIn("Accepted by Ann <b>Portal", self._read(answer))
        self.env.invalidate_all()
        self.assertRecordValues(agreement, [{
            "state": "accepted", "accepted_by": "Ann <b>Portal", "accepted_contact_id": self.ann.partner_id.id, "version": 1}])
        self.assertTrue(agreement.accepted_address)
        self._post(f"{path}/accept", name="Twice", agreed="1")
        self.env.invalidate_all()
        self.assertEqual(agreement.accepted_by, "Ann <b>Portal")

    def test_looking_at_it_writes_nothing_and_asks_little(self):
        agreement = self._sent()
        before = self._count_rows()
        path = agreement._get_page_path()
        self._open(path)
        self._open(f"{path}/pdf")
        self._open("/my/credit", self.ann)
        self.authenticate(self.ann.login, self.ann.login)
        self.url_open(f"/my/credit/agreements/{agreement.id}")
        queries = self.env.cr.sql_log_count
        self.url_open(f"/my/credit/agreements/{agreement.id}")
        self.assertLessEqual(self.env.cr.sql_log_count - queries, 30)
        self._open(f"/my/credit/agreements/{agreement.id}", self.ann)
        self.assertEqual(self._count_rows(), before)
        self.assertEqual(agreement.state, "sent")

    @mute_logger("odoo.http")
    def test_a_link_opens_no_chatter(self):
        """Of documents with an own page, neither notes are read by a link, old or new, nor written in the customer's name."""
        agreement = self._sent()
        application = self.env["credit.application"].create({"applicant_name": "New Company", "email": "new@example.com"})
        application.action_send_link()
        for document in (agreement, application):
            document.message_post(body="Between us", subtype_xmlid="mail.mt_comment")  # pylint: disable=translation-required
        self.authenticate(None, None)
        for document in (agreement, application):
            before = document.message_ids
            thread = {"thread_model": document._name, "thread_id": document.id, "token": document.sudo().access_token}
            self.env.flush_all()
            for route, values in (
                ("/mail/chatter_fetch", {}),
                ("/mail/message/post", {"post_data": {"body": "We accept", "subtype_xmlid": "mail.mt_comment"}}),
            ):
                with self.subTest(route=route, document=document._name), self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(route, {**thread, **values})
            self.env.invalidate_all()
            self.assertEqual(document.message_ids, before)
        for name in self.env.registry.descendants(["credit.roles.mixin"], "_inherit") & (
                self.env.registry.descendants(["mail.thread"], "_inherit")):
            self.assertFalse({"token", "hash", "pid"} & self.env[name]._get_allowed_access_params(), name)

    def test_without_name_or_tick_nothing_is_accepted(self):
        agreement = self._sent()
        path = agreement._get_page_path()
        for values in ({"name": "Ann"}, {"agreed": "1"}, {"name": "  ", "agreed": "1"}, {"name": "Ann", "agreed": "0"}):
            self.assertIn("Please enter your name", self._post(f"{path}/accept", **values).text)
        self.assertEqual(agreement.state, "sent")

    def test_by_login_who_may_sign_counts(self):
        agreement = self._sent()
        path = f"/my/credit/agreements/{agreement.id}"
        self.assertIn("Read and accept", self._open("/my/credit", self.bob).text)
        answer = self._post(f"{path}/accept", self.bob, name="Bob", agreed="1")
        self.assertIn("We check that you may sign", answer.text)
        self.env.invalidate_all()
        self.assertRecordValues(agreement, [{"state": "sent", "lacks_authority": True}])

    @mute_logger("odoo.http")
    def test_others_find_nothing(self):
        agreement = self._sent()
        draft = self.env["credit.agreement"].create({
            "profile_id": self.other_profile.id, "template_id": self.template.id})
        path = agreement._get_page_path()
        for user, address in (
            (self.eve, f"/my/credit/agreements/{agreement.id}"), (self.eve, f"/my/credit/agreements/{agreement.id}/pdf"),
            (self.eve, f"/my/credit/agreements/{draft.id}"), (self.stranger, f"/my/credit/agreements/{agreement.id}"),
            (None, f"{path}x"), (None, "/credit/agreement/wrong"), (self.ann, "/my/credit/agreements/99999999999"),
        ):
            with self.subTest(address=address):
                self.assertEqual(self._open(address, user).status_code, 404)
        agreement.sudo().access_until = self._days(-1)
        expired = self._open(path)
        self.assertEqual(expired.status_code, 404, "expired")
        self.assertIn("ask us for a new one", expired.text)
        agreement.sudo().access_until = self._days(1)
        agreement.action_revoke_link()
        self.assertEqual(self._open(path).status_code, 404, "revoked")

    @mute_logger("odoo.http")
    def test_posting_needs_the_token_of_the_form(self):
        agreement = self._sent()
        self.authenticate(None, None)
        answer = self.url_open(f"{agreement._get_page_path()}/accept", data={"name": "Ann", "agreed": "1"})
        self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(agreement.state, "sent")

    def test_colleagues_accept_nothing_for_the_customer(self):
        agreement = self._sent()
        answer = self._post(f"{agreement._get_page_path()}/accept", self.collector, name="Col", agreed="1")
        self.assertNotIn("Accept the terms", answer.text)
        self.assertIn("answers by the link", self.url_open(agreement._get_page_path()).text)
        self.env.invalidate_all()
        self.assertEqual(agreement.state, "sent")
