"""Cases of the portal that went wrong elsewhere, each as it should come out."""

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_portal_pay import PayCommon
from .test_portal_promise import FormCommon


@tagged("post_install", "-at_install")
class TestCasesPay(PayCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level_1.payment_link = False

    def test_case_6_1_the_same_invoice_in_two_tabs(self):
        invoice = self._invoice(500, -10)
        tabs = [self._post("pay", self._open_item(invoice)) for _tab in range(2)]
        self._settle_online(self._pay_online(tabs[0]))
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._pay_online(tabs[1])
        self.assertIn("Thank you", self.url_open(tabs[1].url).text)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_case_6_1_while_the_payment_is_pending(self):
        invoice = self._invoice(500, -10)
        tabs = [self._post("pay", self._open_item(invoice)) for _tab in range(2)]
        self._pay_online(tabs[0])._set_pending()
        self._refresh()
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._pay_online(tabs[1])
        self.assertIn("is being processed", self.url_open(tabs[1].url).text)

    def test_case_6_1_both_succeed_at_the_provider_and_it_tells_twice(self):
        invoice = self._invoice(500, -10)
        self._pay(self.first | self.second)
        first, second = (self._pay_online(self._post("pay", self._open_item(invoice))) for _tab in range(2))
        for transaction in (first, second, first, second):
            transaction._set_done()
            transaction._post_process()
        self._refresh()
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("paid", 0.0))
        self.assertEqual(len((first | second).payment_id), 2, "one receipt each, however often the provider tells")
        self.assertEqual(self.profile.open_credits, 500.0)
        task = self.profile.activity_ids
        self.assertEqual((len(task), task.user_id), (1, self.collector))
        self.assertIn("500.00", task.summary)
        self.assertFalse(self.profile._run_followups(self.today), "nobody is reminded")

    def test_case_6_5_a_paid_transaction_of_the_order_says_nothing_of_the_second_invoice(self):
        order = self._order(1000)
        order.action_confirm()
        first, second = self._invoice(600, -10), self._invoice(400, -8)
        for invoice in (first, second):
            invoice.invoice_line_ids.sale_line_ids = order.order_line
        self._settle_online(self._pay_online(self._post("pay", self._open_item(first))))
        self.assertEqual(first.payment_state, "paid")
        self.assertEqual(self._get_payment_context(self._post("pay", self._open_item(second)))["amount"], 400.0)
        self._pay(second, 150)
        self._refresh()
        self.assertEqual(self._get_payment_context(self._post("pay", self._open_item(second)))["amount"], 250.0)


@tagged("post_install", "-at_install")
class TestCasesContact(FormCommon):

    @mute_logger("odoo.http")
    def test_case_6_2_an_invoice_that_went_to_another_and_a_contact_who_left(self):
        invoice = self._invoice(900, -5)
        statement = self.profile._create_statements(self._days(-60), self.today, "open_item")
        statement.with_user(self.collector).action_send()
        link = self._give_link()
        invoice.button_draft()
        invoice.partner_id = self.other_customer
        invoice.action_post()
        number = self._open_item(invoice).id
        # X sees nothing of Y, by list, number or link.
        for path in ("/my/credit", link._get_path()):
            self.assertNotIn(invoice.name, self._open(path, self.bob if path == "/my/credit" else None).text)
            for form in ("promise", "instalments", "dispute"):
                page = self._open(f"{path}/{form}?items={number}", self.bob if path == "/my/credit" else None)
                self.assertNotIn(invoice.name, page.text)
        before = self._count_rows()
        self._submit("promise", user="bob", items=str(number), date=self._days(5).isoformat())
        self.assertEqual(self._count_rows(), before)
        # Ann leaves: her login and her links end, also that of the statement that she got; Bob's list opens.
        statement.sudo().contact_id = self.ann.partner_id
        paths = link._get_path(), statement.sudo()._get_page_path()
        self.ann.action_archive()
        self.ann.partner_id.action_archive()
        self.env.flush_all()
        self.authenticate(None, None)
        self.assertEqual([self.url_open(path).status_code for path in paths], [404, 404])
        page = self._open(user=self.bob)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.first.name, page.text)
        self.assertEqual(self._open(f"/my/credit/statements/{statement.id}", self.bob).status_code, 200)

    def test_case_6_4_what_forged_data_change(self):
        """See ``test_portal_data.py`` for what becomes of the requests."""
        self.customer.write({"vat": "US12345673", "phone": "+1 555 0100", "street": "Old Street 1", "credit_limit": 500})
        self.contact.credit_collection_contact = True
        term = self.customer.property_payment_term_id
        self._submit(
            "data", name="Thief Ltd", vat="US99999999", country="DE", phone="+1 555 0199", street="New Street 2",
            demand_email="thief@example.net", bank_account="DE02120300000000202051", credit_limit="99999",
            property_payment_term_id=str(self.immediate.id), default_credit_limit="99999")
        self.assertRecordValues(self.customer, [{
            "phone": "+1 555 0199", "street": "New Street 2", "name": "Careful Customer", "vat": "US12345673",
            "credit_limit": 500.0, "property_payment_term_id": term.id, "bank_ids": []}])
        followup_contact = self.env["credit.addressee"]._find(self.profile)[self.profile]
        self.assertEqual((followup_contact, followup_contact.email), (self.contact, "carla@careful.example.com"))
        change = self.env["credit.contact.change"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(
            sorted(change.line_ids.mapped("code")), ["bank_account", "country", "demand_email", "name", "vat"])
        self.assertTrue(change.is_sensitive)
