"""Billing data and who gets reminders: phone and address are taken from who is logged in, all else is asked for and checked."""

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal_promise import FormCommon


@tagged("post_install", "-at_install")
class TestPortalData(FormCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({
            "vat": "US12345673", "country_id": cls.env.ref("base.us").id, "phone": "+1 555 0100", "street": "Old Street 1",
            "credit_limit": 500})
        cls.contact.credit_collection_contact = True
        cls.colleague = cls.env["res.users"].create({
            "name": "Second Collector", "login": "credit_second", "company_id": cls.company.id,
            "company_ids": [(6, 0, cls.company.ids)], "group_ids": cls.collector.group_ids.ids})

    def _post(self, **values):
        page = self._submit("data", **values)
        self.customer.invalidate_recordset()
        return page

    def _get_changes(self):
        return self.env["credit.contact.change"].search([("profile_id", "=", self.profile.id)], order="id")

    def test_phone_and_street_are_taken_all_else_waits_and_unknown_fields_are_ignored(self):
        page = self._post(
            name="Careless Customer", vat="US99999999", country="DE", phone="+1 555 0199", street="New Street 2",
            demand_email="thief@example.net", bank_account="DE02 1203 0000 0000 2020 51", credit_limit="99999",
            property_payment_term_id="1", user_id="2", comment="x", parent_id="1", active="0")
        self.assertIn("we check what you asked for", page.text)
        self.assertRecordValues(self.customer, [{
            "phone": "+1 555 0199", "street": "New Street 2", "name": "Careful Customer", "vat": "US12345673",
            "country_id": self.env.ref("base.us").id, "credit_limit": 500.0, "active": True, "bank_ids": []}])
        self.assertEqual(self.contact.email, "carla@careful.example.com")
        change = self._get_changes()
        self.assertEqual(
            {line.code: (line.old_value, line.new_value) for line in change.line_ids}, {
                "name": ("Careful Customer", "Careless Customer"), "vat": ("US12345673", "US99999999"),
                "country": ("US", "DE"), "demand_email": ("carla@careful.example.com", "thief@example.net"),
                "bank_account": ("", "DE02 1203 0000 0000 2020 51")})
        self.assertEqual((change.contact_id, change.is_sensitive), (self.ann.partner_id, True))
        self.assertEqual(change.activity_ids.user_id, self.collector)
        log = self.profile.message_ids.filtered(lambda message: "Changed in the portal by" in (message.body or ""))
        self.assertEqual(log.author_id, self.ann.partner_id)
        self.assertIn("+1 555 0100 → +1 555 0199", log.body)
        self.assertTrue(any("by login" in (message.body or "") for message in change.message_ids))
        # Until then reminders go to the old address.
        self.assertEqual(self.env["credit.addressee"]._find(self.profile)[self.profile], self.contact)

    def test_what_a_customer_asked_for_is_not_written_on_the_company_that_it_joins(self):
        self._post(name="Careless Customer", vat="US99999999", bank_account="DE02 1203 0000 0000 2020 51")
        change = self._get_changes()
        group = self.env["res.partner"].create({"name": "Group", "is_company": True, "vat": "US12345673"})
        self.customer.write({"parent_id": group.id, "is_company": False})
        self.assertRecordValues(change, [{"state": "refused", "partner_id": group.id}])
        self.assertFalse(change.activity_ids)
        for act in ("action_check", "action_apply"):
            with self.assertRaises(UserError):
                getattr(change.with_user(self.collector), act)()
        self.assertRecordValues(group, [{"name": "Group", "vat": "US12345673", "bank_ids": []}])

    def test_by_link_nothing_is_taken_at_once(self):
        self._post(path=self._give_link()._get_path(), user=None, phone="+1 555 0199", street="New Street 2")
        self.assertRecordValues(self.customer, [{"phone": "+1 555 0100", "street": "Old Street 1"}])
        self.assertEqual(self._get_changes().line_ids.mapped("code"), ["phone", "street"])

    def test_what_is_not_sensitive_is_applied_by_one_person(self):
        self._post(name="Careful Customer Inc.", country="DE")
        change = self._get_changes()
        with self.assertRaises(AccessError):
            change.with_user(self._user("viewer")).action_apply()
        with self.assertRaises(AccessError):
            change.with_user(self.collector).write({"state": "applied"})
        change.with_user(self.collector).action_apply()
        self.assertRecordValues(self.customer, [{
            "name": "Careful Customer Inc.", "country_id": self.env.ref("base.de").id}])
        self.assertRecordValues(change, [{"state": "applied", "decided_by_id": self.collector.id}])
        self.assertFalse(change.activity_ids)

    def test_an_address_of_reminders_needs_two_persons(self):
        self._post(demand_email="carla.new@careful.example.com", bank_account="DE02120300000000202051")
        change = self._get_changes()
        with self.assertRaisesRegex(UserError, "Check the request first"):
            change.with_user(self.collector).action_apply()
        change.with_user(self.collector).action_check()
        with self.assertRaisesRegex(UserError, "Another person"):
            change.with_user(self.collector).action_apply()
        self.assertEqual(self.contact.email, "carla@careful.example.com")
        # The person who is to apply it has the task.
        self.assertEqual(len(change.activity_ids), 1)
        self.assertNotEqual(change.activity_ids.user_id, self.collector)
        self.assertIn("Apply the data", change.activity_ids.summary)
        change.with_user(self.colleague).action_apply()
        self.assertFalse(change.activity_ids)
        self.assertEqual(self.contact.email, "carla.new@careful.example.com")
        self.assertEqual(self.customer.bank_ids.mapped("acc_number"), ["DE02120300000000202051"])
        self.assertRecordValues(change, [{"checked_by_id": self.collector.id, "decided_by_id": self.colleague.id}])

    def test_while_the_collector_is_away_the_delegate_checks(self):
        manager = self.manager
        self.env["credit.approval.delegation"].create({
            "user_id": self.collector.id, "delegate_id": manager.id, "date_from": self.today, "date_to": self._days(5),
        })
        self._post(name="Careless Customer")
        self.assertEqual(self._get_changes().activity_ids.user_id, manager)

    def test_who_is_alone_decides_alone(self):
        self._post(demand_email="carla.new@careful.example.com")
        change = self._get_changes().with_user(self.collector)
        group = self.env.ref("credit_collection.credit_collection_group_collector")
        for user in group.all_user_ids - self.collector:
            user.group_ids -= user.group_ids.filtered(lambda each: group in each.all_implied_ids | each)
        change.action_check()
        change.action_apply()
        self.assertEqual(self.contact.email, "carla.new@careful.example.com")

    def test_without_collection_contact_one_is_made(self):
        self.contact.credit_collection_contact = False
        self._post(demand_name="Paula Payable", demand_email="paula@careful.example.com")
        change = self._get_changes()
        change.with_user(self.collector).action_check()
        change.with_user(self.colleague).action_apply()
        addressee = self.env["credit.addressee"]._find(self.profile)[self.profile]
        self.assertRecordValues(addressee, [{
            "name": "Paula Payable", "email": "paula@careful.example.com", "parent_id": self.customer.id,
            "credit_collection_contact": True}])
        self.assertEqual(self.customer.email, "accounts@careful.example.com")

    def test_refused_nothing_changes(self):
        self._post(name="Careless Customer")
        change = self._get_changes()
        change.with_user(self.collector).action_refuse()
        self.assertEqual(self.customer.name, "Careful Customer")
        with self.assertRaises(UserError):
            change.with_user(self.collector).action_apply()

    def test_the_same_request_once_more_is_one_and_ten_are_enough(self):
        for _again in range(2):
            self._post(name="Careless Customer")
        self.assertEqual(len(self._get_changes()), 1)
        for number in range(12):
            page = self._post(name=f"Careless Customer {number}")
        self.assertIn("earlier requests first", page.text)
        self.assertEqual(len(self._get_changes()), 10)

    def test_values_that_can_be_none_are_refused(self):
        before = self._count_rows()
        for values in ({"demand_email": "nobody"}, {"country": "XX"}, {"country": "1"}, {"demand_email": "a@b, c@d"}):
            self.assertEqual(self._post(**values).status_code, 200)
        self._post()
        self.assertEqual(self._count_rows(), before)
        self.assertFalse(self._get_changes())

    def test_no_letter_turns_an_account_around(self):
        """Shown to two persons, an account with such a letter would read 12 BANK, and be another one."""
        self._post(bank_account="\u202eKNAB 21\u2066", name="Sun\u202d \u05d0\u200f Ltd")
        lines = self._get_changes().line_ids
        self.assertEqual(
            {line.code: line.new_value for line in lines}, {"bank_account": "KNAB 21", "name": "Sun \u05d0\u200f Ltd"})

    def test_the_bank_account_on_file_is_not_shown(self):
        self.env["res.partner.bank"].create({"acc_number": "DE02120300000000202051", "partner_id": self.customer.id})
        page = self._open("/my/credit/data", self.ann)
        self.assertNotIn("202051", page.text)
        self._post(bank_account="DE89370400440532013000")
        self.assertNotIn("532013000", self._open("/my/credit/data", self.bob).text, "nor one that is asked for")

    @mute_logger("odoo.http")
    def test_posting_needs_the_token_of_the_form(self):
        self.authenticate(self.ann.login, self.ann.login)
        self.assertEqual(self.url_open("/my/credit/data", data={"phone": "1"}).status_code, 400)
        self.assertEqual(self.customer.phone, "+1 555 0100")

    # Core's own forms

    def _post_address(self, user, partner, **values):
        self.authenticate(user.login, user.login)
        page = self.url_open("/my/account")
        token = html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.url_open("/my/address/submit", data={
            "csrf_token": token, "partner_id": partner.id, "address_type": "billing", "name": partner.name,
            "email": partner.email or "x@example.com", "phone": "+1 555 0177", "street": "Third Street 3",
            "city": "Reno", "zip": "89501", "country_id": self.env.ref("base.us").id,
            "state_id": self.env.ref("base.state_us_23").id, **values})
        self._refresh()
        return answer

    def test_the_address_form_of_core_renames_no_customer(self):
        self.assertIn("redirectUrl", self._post_address(
            self.ann, self.ann.partner_id, company_name="Careless Customer").text)
        self.assertEqual(self.customer.name, "Careful Customer")
        self.assertEqual(self._get_changes().line_ids.mapped("new_value"), ["Careless Customer"])
        self.assertEqual(self.ann.partner_id.street, "Third Street 3", "what is the own is taken")

    def test_the_address_form_of_core_diverts_no_reminders(self):
        self.contact.type = "invoice"
        self._post_address(self.ann, self.contact, email="thief@example.net")
        self.assertEqual((self.contact.email, self.contact.phone), ("carla@careful.example.com", "+1 555 0177"))
        self.assertRecordValues(self._get_changes().line_ids, [{"code": "demand_email", "new_value": "thief@example.net"}])

    def test_without_invoices_core_does_as_always(self):
        self._post_address(self.stranger, self.stranger.partner_id, name="New Name")
        self.assertEqual(self.stranger.partner_id.name, "New Name")
