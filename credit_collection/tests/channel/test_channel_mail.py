from unittest.mock import patch

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...tools.channel.letter_texts import split_rows
from ..followup.common import FollowupCommon

STANDARD = ("reminder", "first", "second", "demand", "final")


@tagged("post_install", "-at_install")
class TestFollowupTexts(FollowupCommon):
    def test_text_names_amount_date_deadline_reference_and_caller(self):
        collector = new_test_user(
            self.env, "caller", groups="credit_collection.credit_collection_group_collector", name="Cora Caller")
        collector.partner_id.phone = "+1 555 0199"
        self.profile.collector_id = collector
        self.customer.ref = "C-4711"
        self.level_1.write({
            "payment_days": 7,
            "subject": "Pay, {reference}",
            "body": "<p>{amount} since {oldest} ({days}), by {deadline} to {caller}, {customer}</p>",
        })
        self.customer.name = "Careful <b>Customer</b>"
        self._invoice(1000, -10)
        self._invoice(250, -8)
        followup = self._run()
        self.assertEqual(followup.subject, f"{self.company.name}: Pay, C-4711")
        for text in ("1,250.00 since", "(10)", "Cora Caller, +1 555 0199", "Careful &lt;b&gt;Customer"):
            self.assertIn(text, followup.body)
        self.assertNotIn("<b>Customer", followup.body)
        self.assertEqual(followup.deadline_date, self._days(7))
        self.assertEqual(followup.body.count(self.env["ir.qweb.field.date"].value_to_html(self._days(7), {})), 2)

    def test_message_belongs_to_the_profile_though_it_is_created_with_many_others(self):
        self._invoice(1000, -10)
        before = self.profile.message_ids
        followup = self._run()
        message = followup.message_id
        self.assertEqual((message.model, message.res_id), ("credit.profile", self.profile.id))
        self.assertEqual(self.profile.message_ids - before, message, "also where the messages were read before")
        self.assertIn(f"-{self.profile.id}-credit.profile@", message.message_id)
        self.assertEqual(followup.mail_id.res_id, self.profile.id)

    def test_unknown_placeholder_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "{amout}"):
            self.level_1.body = "<p>{amout}</p>"

    def test_standard_levels_have_texts_that_can_be_filled_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "credit_collection")])._update_translations(["zh_CN"])
        self._invoice(1000, -40)
        for name in STANDARD:
            level = self.env.ref(f"credit_collection.credit_followup_level_{name}")
            bodies = {}
            for lang in ("en_US", "zh_CN"):
                self.customer.lang = lang
                case = self.round.sudo()._prepare_manual_case(
                    self.profile.sudo(), level, ("mail",), self.today)
                case = case._replace(contact=self.customer)
                subject, bodies[lang] = self.env["credit.followup.channel.mail"].sudo()._compose(case, self.today)
                self.assertNotRegex(subject + bodies[lang], r"\{\w+\}")
                self.assertIn("1,000.00", bodies[lang])
            self.assertNotEqual(bodies["en_US"], bodies["zh_CN"])
            self.assertRegex(level.with_context(lang="zh_CN").body, "[\u4e00-\u9fff]{10}")

    def test_passed_deadline_is_an_activity_until_all_is_paid(self):
        self.level_1.payment_days = 7
        invoice = self._invoice(1000, -10)
        activity = self._run().deadline_activity_id
        self.assertRecordValues(activity, [{"res_id": self.profile.id, "date_deadline": self._days(8)}])
        self._pay(invoice)
        self._run(1)
        self.assertFalse(activity.exists())


@tagged("post_install", "-at_install")
class TestFollowupAddressees(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collection, cls.invoicing = cls.env["res.partner"].create([
            {"name": "Payables", "parent_id": cls.customer.id, "email": "pay@careful.example.com",
             "credit_collection_contact": True},
            {"name": "Invoices", "parent_id": cls.customer.id, "email": "inv@careful.example.com", "type": "invoice"},
        ])
        cls._invoice(1000, -10)

    def test_collection_contact_goes_first(self):
        self.assertEqual(self._run().contact_id, self.collection)

    def test_level_may_address_the_company(self):
        self.level_1.address_to = "company"
        self.assertEqual(self._run().contact_id, self.customer)

    def test_level_may_address_the_invoice_address(self):
        self.level_1.address_to = "invoice"
        self.assertEqual(self._run().contact_id, self.invoicing)

    def test_next_in_order_when_the_address_is_missing_or_has_bounced(self):
        self.collection.message_bounce = 1
        self.assertEqual(self._run().contact_id, self.invoicing)
        self.collection.email = "new@careful.example.com"
        self.assertEqual(self.collection.message_bounce, 0, "nothing has come back from the new address")
        self.assertEqual(self._run(20).contact_id, self.collection)
        (self.collection | self.invoicing).email = False
        self.assertEqual(self._run(30).contact_id, self.customer)

    def test_copies(self):
        self.level_1.write({"cc_company": True, "cc_salesperson": True, "cc_emails": "legal@example.com"})
        self.customer.user_id = new_test_user(self.env, "seller", groups="base.group_user", email="seller@example.com")
        mail = self._mails(self._run())
        self.assertEqual(mail.recipient_ids, self.collection)
        for address in ("accounts@careful.example.com", "seller@example.com", "legal@example.com"):
            self.assertIn(address, mail.email_cc)

    def test_without_copies_there_are_none(self):
        self.assertFalse(self._mails(self._run()).email_cc)


@tagged("post_install", "-at_install")
class TestFollowupAttachments(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level_1.write({"attach_statement": True, "attach_invoices": True, "max_invoices": 2})

    def _prepare_emails(self, followup):
        return self._mails(followup)._prepare_outgoing_list()

    def test_statement_and_oldest_invoices_are_attached_when_sent(self):
        self._invoice(100, -8)
        second, first = self._invoice(200, -9), self._invoice(300, -10)
        followup = self._run()
        self.assertFalse(self._mails(followup).attachment_ids, "nothing is rendered while the run decides")
        with patch.object(
            type(self.env["account.move"]), "_get_invoice_legal_documents",
            lambda move, *_args, **_kwargs: {"filename": f"{move.name}.pdf", "content": b"%PDF", "filetype": "pdf"},
        ):
            attachments = self._prepare_emails(followup)[0]["attachments"]
        self.assertEqual(len(attachments), 3)
        self.assertIn("Statement of account", attachments[0][0])
        self.assertEqual([name for name, *_rest in attachments[1:]], [f"{first.name}.pdf", f"{second.name}.pdf"])

    def test_invoice_pdf_of_core(self):
        self.level_1.attach_statement = False
        self._invoice(300, -10)
        attachments = self._prepare_emails(self._run())[0]["attachments"]
        self.assertEqual(len(attachments), 1)
        self.assertTrue(attachments[0][1])

    def test_invoice_that_was_never_sent_is_no_proforma(self):
        self.level_1.attach_statement = False
        invoice = self._invoice(300, -10)
        (name, content, *_rest), = self._prepare_emails(self._run())[0]["attachments"]
        self.assertNotIn("proforma", name)
        self.assertIn(invoice.name, content.decode())
        self.assertNotIn("Proforma", content.decode())

    def test_text_of_an_email_is_as_wide_as_a_phone_and_its_list_scrolls(self):
        self._invoice(300, -10)
        sheet = html.fromstring(self._mails(self._run()).body_html).xpath("//table")[0]
        self.assertIn("max-width:100%;table-layout:fixed", sheet.get("style"))
        (items,) = sheet.xpath(".//table[thead]")
        self.assertIn("overflow-x:auto", items.getparent().get("style"))

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_failed_rendering_is_shown_on_the_followup_and_can_be_retried(self):
        self._invoice(300, -10)
        followup = self._run()
        mail = self._mails(followup)
        Report, Server = type(self.env["ir.actions.report"]), type(self.env["ir.mail_server"])

        def fail(*_args, **_kwargs):
            raise ValueError("paper jam")

        with patch.object(Report, "_render_qweb_pdf", fail), patch.object(Server, "_disable_send", lambda _self: False):
            mail._send()
        self.assertEqual(followup.state, "failed")
        self.assertIn("paper jam", followup.error)
        followup.action_retry()
        self.assertRecordValues(followup, [{"state": "sent", "error": False}])
        self.assertNotEqual(self._mails(followup), mail)

    def test_customers_are_chosen_by_the_number_that_they_quote(self):
        Profile, number = self.env["credit.profile"], self.profile.customer_reference
        for text in (number, number.lower(), self.customer.name):
            self.assertIn(self.profile.id, [profile_id for profile_id, _name in Profile.name_search(text)], text)
        self.customer.ref = "K-77"
        self.assertEqual([profile_id for profile_id, _name in Profile.name_search("K-77")], self.profile.ids)
        self.assertFalse(Profile.name_search(number), "the number that is quoted is now another one")

    def test_other_mails_of_the_profile_are_left_alone(self):
        mail = self.env["mail.mail"].sudo().create({
            "model": "credit.profile", "res_id": self.profile.id, "email_to": "a@example.com", "body_html": "<p>Hi</p>"})
        self.assertFalse(mail._prepare_outgoing_list()[0]["attachments"])

    def test_long_list_is_cut_and_the_statement_attached(self):
        self.level_1.write({"attach_statement": False, "attach_invoices": False})
        with (
            patch("odoo.addons.credit_collection.models.channel.letter_writer.split_rows",
                  lambda rows: split_rows(rows, 2)),
            patch("odoo.addons.credit_collection.models.channel.credit_followup_letter.MAX_ROWS", 2),
        ):
            self._invoices([(100, -10 - day, self.customer) for day in range(5)])
            followup = self._run()
            self.assertIn("and 3 further documents", followup.body.replace("\n", ""))
            self.assertIn("300.00", followup.body)
            self.assertIn("500.00", followup.body, "the total is of all")
            self.assertEqual(len(self._prepare_emails(followup)[0]["attachments"]), 1)


@tagged("post_install", "-at_install")
class TestStatementOfAccount(FollowupCommon):
    def test_statement_shows_all_items_by_currency_net_of_credits_and_by_age(self):
        foreign = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self._invoice(1000, -10)
        self._invoice(500, 20)
        disputed = self._invoice(300, -100)
        self._dispute(disputed, 300)
        self._invoice(400, -5, move_type="out_refund")
        self._invoice(700, -40, currency_id=foreign.id)
        parts = {part["currency"]: part for part in self.profile._get_statements(self.today)[self.profile]}
        own = parts[self.company.currency_id.name]
        self.assertEqual([self._number(amount) for amount in own["buckets"]], [500.0, 1000.0, 0.0, 0.0, 300.0])
        self.assertEqual(
            [self._number(own[name]) for name in ("debts", "credits", "balance")], [1800.0, -400.0, 1400.0])
        self.assertEqual(len(own["rows"]), 4)
        self.assertEqual(self._number(parts["EUR"]["balance"]), 700.0)

    def test_nothing_open(self):
        self.assertEqual(self.profile._get_statements(self.today), {self.profile: []})
        html = self.env["ir.actions.report"]._render_qweb_html(
            "credit_collection.action_report_statement_of_account", self.profile.ids)[0]
        self.assertIn(b"There are no open items", html)

    def test_query_count_is_the_same_for_many(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(10)])
        self._invoices([(100, -10, partner) for partner in partners])
        profiles = partners._get_credit_profiles()
        profiles[-1:]._get_statements(self.today)  # what is kept from one to the next, such as formats
        counts = []
        for group in (profiles[:1], profiles):
            self._refresh()
            before = self.env.cr.sql_log_count
            group._get_statements(self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def _number(self, amount):
        return float("".join(sign for sign in amount if sign in "-0123456789."))
