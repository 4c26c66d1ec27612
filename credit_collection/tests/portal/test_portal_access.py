"""Who sees the credit account: contacts of the customer, by login and by link, and nobody else."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalLogin(PortalCommon):

    def test_every_contact_of_the_customer_sees_the_account_of_the_whole_company(self):
        own = self._invoice(100, -5, self.ann.partner_id)
        of_company = self._invoice(200, -5)
        for user in (self.ann, self.bob):
            page = self._open(user=user)
            self.assertEqual(page.status_code, 200)
            self.assertIn(own.name, page.text)
            self.assertIn(of_company.name, page.text)
            self.assertIn("$ 300.00", self._read(page))

    def test_another_customer_sees_only_the_own_account(self):
        ours, theirs = self._invoice(100, -5), self._invoice(77, -5, self.other_customer)
        page = self._open(user=self.eve)
        self.assertIn(theirs.name, page.text)
        self.assertNotIn(ours.name, page.text)
        self.assertNotIn(self.customer.name, page.text)

    def test_an_invoice_issued_anew_to_another_customer_is_gone(self):
        invoice = self._invoice(900, -5)
        self.assertIn(invoice.name, self._open(user=self.bob).text)
        invoice.button_draft()
        invoice.partner_id = self.other_customer
        invoice.action_post()
        page = self._open(user=self.bob)
        self.assertNotIn(invoice.name, page.text)
        self.assertIn("There are no open items", page.text)

    def test_who_is_not_logged_in_is_asked_to(self):
        self._invoice(100, -5)
        page = self._open()
        self.assertIn("/web/login", page.url)
        self.assertIn("redirect=%2Fmy%2Fcredit", page.url)

    @mute_logger("odoo.http")
    def test_a_stranger_has_no_account(self):
        self.assertEqual(self._open(user=self.stranger).status_code, 404)

    @mute_logger("odoo.http")
    def test_who_has_left_is_locked_out_and_the_others_are_not(self):
        invoice = self._invoice(100, -5, self.ann.partner_id)
        self.assertEqual(self._open(user=self.ann).status_code, 200)
        self.ann.action_archive()
        self.ann.partner_id.action_archive()
        self.env.flush_all()
        gone = self.url_open("/my/credit")  # with the session of before
        self.assertNotIn(invoice.name, gone.text)
        page = self._open(user=self.bob)
        self.assertEqual(page.status_code, 200)
        self.assertIn(invoice.name, page.text, "the debt is the company's, whoever ordered")

    @mute_logger("odoo.http")
    def test_who_works_for_another_customer_now_sees_that_account(self):
        ours, theirs = self._invoice(100, -5), self._invoice(77, -5, self.other_customer)
        self.ann.partner_id.parent_id = self.other_customer
        page = self._open(user=self.ann)
        self.assertNotIn(ours.name, page.text)
        self.assertIn(theirs.name, page.text)

    @mute_logger("odoo.http")
    def test_the_company_may_show_no_accounts(self):
        link = self._give_link()
        self.company.credit_portal = False
        self.assertEqual(self._open(user=self.ann).status_code, 404)
        self.assertEqual(self._open(link._get_path()).status_code, 404)

    @mute_logger("odoo.http")
    def test_each_company_has_its_own_account_and_no_other_can_be_named(self):
        other = self.setup_other_company()["company"]
        second = self.customer._get_credit_profiles(other)
        self._invoice(100, -5)
        page = self._open(user=self.ann)
        self.assertIn(other.name, page.text)
        self.assertIn("There are no open items", self._open(f"/my/credit?company={second.company_id.id}", self.ann).text)
        third = self.env["res.company"].create({"name": "Third"})
        for company in (third.id, "x", "-1", "99999999999999999999", "²"):
            self.assertEqual(self._open(f"/my/credit?company={company}", self.ann).status_code, 404, company)

    def test_home_of_the_portal_counts_it(self):
        def count(user):
            self.authenticate(user.login, user.login)
            return self.make_jsonrpc_request("/my/counters", {"counters": ["credit_account_count"]})

        self.assertEqual(count(self.ann), {"credit_account_count": 1})
        self.assertEqual(count(self.stranger), {"credit_account_count": 0})


@tagged("post_install", "-at_install")
class TestPortalLink(PortalCommon):

    def test_link_opens_the_account_without_a_login(self):
        invoice = self._invoice(100, -5)
        page = self._open(self._give_link()._get_path())
        self.assertEqual(page.status_code, 200)
        self.assertIn(invoice.name, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "same-origin", "the token goes to no other site")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")

    def test_each_link_opens_its_own_account_whoever_is_logged_in(self):
        ours, theirs = self._invoice(100, -5), self._invoice(77, -5, self.other_customer)
        page = self._open(self._give_link()._get_path(), self.eve)
        self.assertIn(ours.name, page.text)
        self.assertNotIn(theirs.name, page.text)

    @mute_logger("odoo.http")
    def test_altered_links_are_not_found_and_say_nothing(self):
        link = self._give_link()
        token = link.access_token
        for wrong in ("x", token[:-1], f"{token}x", token.swapcase(), f"{token}%00", "%C3%A9", "%27 OR 1=1", str(link.id)):
            page = self._open(f"/my/credit/link/{wrong}")
            self.assertIn(page.status_code, (400, 404), wrong)
            self.assertNotIn(self.customer.name, page.text)

    @mute_logger("odoo.http")
    def test_a_link_is_open_to_its_last_day(self):
        self.company.credit_portal_link_days = 10
        path = self._give_link()._get_path()
        with freeze_time(self.today + timedelta(10, hours=12)):
            self.assertEqual(self._open(path).status_code, 200)
        with freeze_time(self.today + timedelta(11, hours=12)):
            self.assertEqual(self._open(path).status_code, 404)

    @mute_logger("odoo.http")
    def test_a_revoked_link_is_not_found(self):
        link, other = self._give_link(), self._give_link(self.bob.partner_id)
        path, open_path = link._get_path(), other._get_path()
        with self.assertRaises(AccessError):
            link.with_user(self._user("viewer")).action_revoke_link()
        self.assertEqual(self._open(path).status_code, 200)
        link.with_user(self.collector).action_revoke_link()
        self.assertEqual(self._open(path).status_code, 404)
        self.assertFalse(link.has_link)
        self.assertEqual(self._open(open_path).status_code, 200, "that of Bob is another one")

    @mute_logger("odoo.http")
    def test_the_link_of_who_has_left_is_closed(self):
        archived, moved = self._give_link(), self._give_link(self.bob.partner_id)
        paths = archived._get_path(), moved._get_path()
        self.ann.action_archive()
        self.ann.partner_id.action_archive()
        self.bob.partner_id.parent_id = self.other_customer
        self.assertEqual([self._open(path).status_code for path in paths], [404, 404])

    @mute_logger("odoo.http")
    def test_links_of_other_documents_open_no_account(self):
        """A reminder that was forwarded shows its items, not the whole account."""
        self._invoice(100, -5)
        statement = self.profile._create_statements(self._days(-30), self.today, "open_item")
        statement.with_user(self.collector).action_send()
        token = statement.sudo().access_token
        self.assertTrue(token)
        self.assertEqual(self._open(f"/my/credit/link/{token}").status_code, 404)

    @mute_logger("odoo.http")
    def test_a_scanner_that_opens_links_writes_nothing(self):
        self._invoice(100, -5)
        link = self._give_link()
        before = self._count_rows()
        for _again in range(2):
            self.assertEqual(self._open(link._get_path()).status_code, 200)
        self.assertEqual(self._count_rows(), before)

    def test_tokens_are_for_the_customer_alone(self):
        link = self._give_link().with_user(self.collector)
        self.assertTrue(link.has_link)
        with self.assertRaises(AccessError):
            link.read(["access_token"])
        with self.assertRaises(AccessError):
            link.write({"access_until": self._days(999)})

    def test_the_collector_sends_a_link_to_the_addressee(self):
        self.contact.credit_collection_contact = True
        self.customer.lang = self.contact.lang = "en_US"
        with self.assertRaises(AccessError):
            self.profile.with_user(self._user("viewer")).action_send_portal_link()
        self.profile.with_user(self.collector).action_send_portal_link()
        link = self.profile.portal_link_ids
        self.assertRecordValues(link, [{
            "contact_id": self.contact.id, "access_until": self._days(30), "create_uid": self.collector.id}])
        mail = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.contact.ids)], limit=1, order="id desc")
        self.assertIn(link.sudo()._get_url(), mail.body_html)
