"""Reminders, letters, statements and notices open the account of the customer, by a link that ends."""

from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestMessageLinks(PortalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"street": "Main Street 1", "city": "Springfield", "zip": "12345"})
        cls.contact.credit_collection_contact = True
        cls.move = cls._invoice(1000, -20)
        cls.level = cls.env["credit.followup.level"].create({
            "name": "First", "days_overdue": 5, "subject": "First",
            "plan_id": cls.env["credit.followup.plan"].create({"name": "Links"}).id})
        cls.company.credit_followup_plan_id = cls.level.plan_id

    def _get_mail(self):
        return self.env["mail.mail"].sudo().search(
            [("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)], order="id desc", limit=1)

    def _get_links(self):
        return self.env["credit.portal.link"].sudo().search([("profile_id", "=", self.profile.id)], order="id")

    def test_a_reminder_opens_the_account_of_its_addressee(self):
        followup = self.profile._run_followups(self.today)
        link = self._get_links()
        self.assertRecordValues(link, [{
            "contact_id": self.contact.id, "access_until": self._days(30), "company_id": self.company.id}])
        self.assertIn(link._get_url(), self._get_mail().body_html)
        self.assertNotIn("/my/invoices", self._get_mail().body_html)
        self.assertIn(self.move.name, self._open(link._get_path()).text)
        # Readers of the evidence do not get the link of the customer with it.
        self.assertNotIn(link.access_token, followup.body)
        self.assertIn("View your account", followup.body)

    def test_beside_the_link_to_exactly_these_items(self):
        self.level.payment_link = True
        followup = self.profile._run_followups(self.today)
        body = self._get_mail().body_html
        self.assertIn(followup.sudo()._get_payment_path(), body)
        self.assertIn(self._get_links()._get_path(), body)
        self.assertNotIn("/credit/pay/", followup.body)
        self.assertNotIn("/my/credit/link/", followup.body)

    def test_the_company_may_want_a_login(self):
        self.company.credit_portal_message_links = False
        self.profile._run_followups(self.today)
        self.assertFalse(self._get_links())
        self.assertIn(f"{self.company.get_base_url()}/my/credit\"", self._get_mail().body_html)

    def test_without_accounts_in_the_portal_core_lists_the_invoices(self):
        self.company.credit_portal = False
        self.profile._run_followups(self.today)
        self.assertFalse(self._get_links())
        self.assertIn("/my/invoices", self._get_mail().body_html)

    def test_statements_and_notices_have_one_too(self):
        statement = self.profile._create_statements(self._days(-60), self.today, "open_item")
        statement.with_user(self.collector).action_send()
        self.assertIn(self._get_links()._get_path(), self._get_mail().body_html)
        self.env["credit.notice"]._queue([(self.profile, lambda env: ("Thanks", {"lines": ["Thank you."]}))])
        self.assertEqual(len(self._get_links()), 2)
        self.assertIn(self._get_links()[-1]._get_path(), self._get_mail().body_html)

    # Letters

    def _print(self, letter):
        report = self.env.ref("credit_collection.action_report_followup_letters")
        return report._render_qweb_html(report.report_name, letter.ids)[0].decode()

    def test_a_printed_letter_has_one_until_it_is_closed(self):
        self.level.write({"send_mail": False, "send_letter": True})
        self.patch(self.registry["ir.actions.report"], "barcode", lambda *_args, **_values: b"image")
        letter = self.profile._run_followups(self.today)
        self.assertFalse(self._get_links(), "what is not printed yet needs none")
        letter.with_user(self.collector).action_print_letters()
        link = self._get_links()
        paper = self._print(letter)
        self.assertIn(link._get_url(), paper)
        self.assertIn('alt="Link to your account"', paper)
        self.assertNotIn(link.access_token, letter.body)
        self.patch(self.registry["ir.actions.report"], "barcode", None)
        self.assertIn(link._get_url(), self._print(letter), "a server that draws no codes prints the address")
        link.with_user(self.collector).action_revoke_link()
        self.assertNotIn("Link to your account", self._print(letter))

    # How links end

    @mute_logger("odoo.http")
    def test_links_end_for_good_when_their_contact_leaves(self):
        def change(values, back):
            link = self._give_link(self.contact)
            path = link._get_path()
            self.contact.write(values)
            self.contact.write(back)
            self.assertFalse(link.has_link, values)
            self.assertEqual(self._open(path).status_code, 404, values)

        change({"active": False}, {"active": True})
        change({"parent_id": self.other_customer.id}, {"parent_id": self.customer.id})
        change({"email": "new@careful.example.com"}, {"email": "carla@careful.example.com"})

    def test_other_changes_of_the_contact_close_nothing(self):
        link = self._give_link(self.contact)
        self.contact.write({"phone": "+1 555 0111", "active": True, "email": "Carla@careful.example.com"})
        self.assertTrue(link.has_link)
        self.assertEqual(self._open(link._get_path()).status_code, 200)

    @mute_logger("odoo.http")
    def test_the_link_of_a_customer_who_was_merged_opens_nothing_of_another(self):
        link, path = self._give_link(), self._give_link()._get_path()
        self.other_customer.parent_id = False
        theirs = self._invoice(77, -5, self.other_customer)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.other_customer | self.customer).ids, self.other_customer)
        self.env.invalidate_all()
        page = self._open(path)
        if page.status_code == 200:
            # Ann is a contact of the customer who is left: their account is hers.
            self.assertEqual(self.ann.partner_id.commercial_partner_id, self.other_customer)
            self.assertEqual(link.exists().profile_id, self.other_profile)
        else:
            self.assertNotIn(theirs.name, page.text)

    def test_the_link_to_the_account_of_a_customer_who_joins_a_company_opens_not_the_one_of_that_company(self):
        path = self._give_link()._get_path()
        self.assertEqual(self._open(path).status_code, 200)
        self.other_customer.parent_id = False
        theirs = self._invoice(77, -5, self.other_customer)
        self.customer.write({"parent_id": self.other_customer.id, "is_company": False})
        self._refresh()
        self.assertEqual(self.ann.partner_id.commercial_partner_id, self.other_customer)
        page = self._open(path)
        self.assertEqual(page.status_code, 404)
        self.assertNotIn(theirs.name, page.text)

    def test_closed_links_are_forgotten_after_a_while(self):
        links = self._give_link() | self._give_link() | self._give_link()
        links[0].access_until = self._days(-91)
        links[1]._revoke()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_portal_link SET write_date = %s WHERE id = %s",
            [self.today - timedelta(91), links[1].id])
        self.env.invalidate_all()
        self.env["credit.portal.link"]._gc_closed()
        self.assertEqual(links.exists(), links[2])
