"""E-mails to the address for receivables of a company: they are no answers, and come from customers or strangers."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ADDRESS, KNOWN, ReceivablesCommon


@tagged("post_install", "-at_install")
class TestReceivablesAddress(ReceivablesCommon):

    # Known customers

    def test_message_of_a_customer_is_read_as_a_reply(self):
        reply, unassigned = self._write("We will pay 300.00 tomorrow.", files=[("advice.pdf", b"%PDF-1.4 advice")])
        self.assertRecordValues(reply, [{
            "kind": "promise", "amount": 300.0, "found_date": self._days(1), "state": "proposed",
            "contact_id": self.customer.id}])
        self.assertEqual(reply.message_id.attachment_ids.mapped("name"), ["advice.pdf"])
        self.assertEqual((reply.message_id.model, reply.message_id.res_id), ("credit.profile", self.profile.id))
        self.assertFalse(unassigned)
        self.assertFalse(self.profile.promise_ids, "nothing is applied by itself")

    def test_message_in_chinese_names_its_invoice(self):
        reply, _unassigned = self._write(
            f"您好，{self.invoice.name} 这张发票有质量问题，我们不认可。", subject="关于贵司发票")
        self.assertRecordValues(reply, [{"kind": "dispute", "move_ids": self.invoice.ids}])

    def test_contact_of_the_customer_is_the_customer(self):
        contact = self.env["res.partner"].create({
            "name": "Ann", "parent_id": self.customer.id, "email": "ann@careful.example.com",
            "credit_collection_contact": True})
        reply, _unassigned = self._write("We have already paid.", sender="Ann <ANN@careful.example.com>")
        self.assertRecordValues(reply, [{"kind": "paid", "contact_id": contact.id}])

    def test_answer_to_the_address_stays_with_its_followup(self):
        followup = self._run()
        self.assertIn(ADDRESS, followup.sudo().message_id.reply_to)
        reply, unassigned = self._write(
            "We will pay tomorrow.", sender="Somebody <private@elsewhere.example.com>",
            headers=[("In-Reply-To", followup.sudo().message_id.message_id)])
        self.assertRecordValues(reply, [{"kind": "promise", "followup_id": followup.id}])
        self.assertFalse(unassigned)

    def test_answer_to_an_invoice_that_goes_to_the_address_is_read_in_the_thread_of_the_customer(self):
        sent = self.invoice.message_post(body="Your invoice", message_type="comment")  # pylint: disable=translation-required
        before = self.invoice.message_ids
        reply, _unassigned = self._write("We will pay tomorrow.", headers=[("In-Reply-To", sent.message_id)])
        self.assertRecordValues(reply, [{"kind": "promise", "found_date": self._days(1)}])
        self.assertEqual(self.invoice.message_ids, before)

    def test_absence_of_a_customer_is_read(self):
        reply, _unassigned = self._write(
            "I am out of the office until Friday.", subject="Automatic reply: your invoices",
            headers=[("Auto-Submitted", "auto-replied")])
        self.assertRecordValues(reply, [{"kind": "absence", "is_automatic": True}])

    # Several customers, several companies

    def test_address_of_two_customers_is_decided_by_the_invoice_it_names(self):
        other = self._customer_with(KNOWN)
        their_invoice = self._invoice(500, -5, partner=other)
        reply, unassigned = self._write("We have already paid.")
        self.assertFalse(reply)
        self.assertEqual(unassigned.proposed_ids.partner_id, self.customer + other)
        self.assertFalse(unassigned.profile_id, "nobody guesses")
        profile = self.env["credit.profile"].search([("partner_id", "=", other.id), ("company_id", "=", self.company.id)])
        reply, unassigned = self._write(f"{their_invoice.name}: we have already paid.", profile=profile)
        self.assertRecordValues(reply, [{"kind": "paid", "move_ids": their_invoice.ids}])
        self.assertFalse(unassigned)

    def test_customers_who_are_proposed_may_be_merged_and_their_sender_is_known_then(self):
        other = self._customer_with(KNOWN)
        _reply, unassigned = self._write("We have already paid.")
        unassigned.profile_id = other._get_credit_profiles()
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((other | self.customer).ids, self.customer)
        self.env.invalidate_all()
        self.assertRecordValues(unassigned, [{"profile_id": self.profile.id, "proposed_ids": self.profile.ids}])
        unassigned.with_user(self.collector).action_assign()
        self.assertRecordValues(self.profile.reply_ids, [{"kind": "paid"}])
        reply, _unassigned = self._write("We will pay tomorrow.")
        self.assertEqual(reply.kind, "promise")

    def test_customer_of_another_company_is_nobody_here(self):
        company = self.env["res.company"].create({
            "name": "Elsewhere", "alias_domain_id": self.company.alias_domain_id.id})
        company.credit_alias_name = "elsewhere"
        _reply, unassigned = self._write(f"{self.invoice.name} has been paid.", to="elsewhere@books.example.com")
        self.assertRecordValues(unassigned, [{"company_id": company.id, "profile_id": False, "state": "open"}])
        self.assertFalse(unassigned.proposed_ids, "invoices of another company are not told here")
        self.assertFalse(self.profile.reply_ids)

    def test_invoice_of_another_customer_in_a_message_is_not_theirs(self):
        other = self._customer_with("other@other.example.com")
        their_invoice = self._invoice(500, -5, partner=other)
        reply, _unassigned = self._write(f"{their_invoice.name}: the goods were damaged.")
        self.assertEqual(reply.profile_id, self.profile)
        self.assertFalse(reply.move_ids)

    def test_contact_kept_for_another_company_is_not_known(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.customer.email = False
        self.env["res.partner"].create({
            "name": "Ann", "parent_id": self.customer.id, "email": "ann@careful.example.com", "company_id": company.id})
        reply, unassigned = self._write("We have already paid.", sender="ann@careful.example.com")
        self.assertFalse(reply)
        self.assertFalse(unassigned.proposed_ids)

    # Strangers

    def test_stranger_waits_for_a_collector_who_assigns(self):
        reply, unassigned = self._write(
            f"We have already paid {self.invoice.name}.", sender="Bea <bea@books-for-others.example.com>",
            files=[("advice.pdf", b"%PDF-1.4 advice")])
        self.assertFalse(reply)
        unassigned = unassigned.with_user(self.collector)
        self.assertRecordValues(unassigned, [{
            "email": "bea@books-for-others.example.com", "state": "open", "profile_id": self.profile.id, "date": self.today}])
        unassigned.action_assign()
        reply = self.profile.reply_ids
        self.assertRecordValues(reply, [{"kind": "paid", "move_ids": self.invoice.ids, "state": "proposed"}])
        attachment = reply.message_id.attachment_ids
        self.assertRecordValues(attachment, [{
            "name": "advice.pdf", "res_model": "credit.profile", "res_id": self.profile.id}])
        self.assertEqual(attachment.raw, b"%PDF-1.4 advice")
        self.assertRecordValues(unassigned, [{"state": "assigned", "assigned_by_id": self.collector.id}])
        with self.assertRaises(UserError):
            unassigned.profile_id = False
        with self.assertRaisesRegex(UserError, "evidence"):
            unassigned.with_user(self._user("manager")).unlink()
        self.assertFalse(self.profile.message_ids.filtered(lambda message: "created" in (message.body or "")))
        _reply, again = self._write("A second question.", sender="bea@books-for-others.example.com")
        self.assertEqual(again.profile_id, self.profile, "proposed from now on")

    def test_dismissed_stranger_who_writes_again_is_seen_again(self):
        _reply, unassigned = self._write("Please call me.", sender="x@elsewhere.example.com")
        unassigned.with_user(self.collector).action_dismiss()
        _reply, again = self._write("Hello?", sender="x@elsewhere.example.com")
        self.assertRecordValues(again, [{"state": "open", "text": "Hello?"}])
        first = unassigned.message_ids.filtered(lambda message: message.message_type == "email")
        self._write(
            "I answer you.", sender="x@elsewhere.example.com", to="catchall@books.example.com",
            headers=[("In-Reply-To", first.message_id)])
        self.assertEqual(unassigned.state, "open")
        self.assertIn("I answer you.", unassigned.text)

    def test_colleague_who_forwards_is_a_stranger(self):
        self.collector.partner_id.email = "cora@careful.example.com"
        reply, unassigned = self._write(
            f"---------- Forwarded message ---------\nFrom: x@elsewhere.example.com\n\n{self.invoice.name} has been paid.",
            sender="cora@careful.example.com")
        self.assertFalse(reply)
        self.assertRecordValues(unassigned, [{"state": "open", "profile_id": self.profile.id}])

    def test_programs_bounces_and_our_own_addresses_cause_nothing(self):
        for sender, headers in (
            ("x@elsewhere.example.com", [("Auto-Submitted", "auto-replied")]),
            ("mailer-daemon@elsewhere.example.com", []),
            (ADDRESS, []),
            ("catchall@books.example.com", []),
        ):
            with self.subTest(sender):
                reply, unassigned = self._write("Out of office.", sender=sender, headers=headers)
                self.assertEqual((len(reply), len(unassigned)), (0, 0))
        _reply, advice = self._write(
            "Payment advice", sender="erp@elsewhere.example.com", headers=[("Auto-Submitted", "auto-generated")])
        self.assertTrue(advice.is_automatic, "a payment advice of a program is no answer")

    def test_same_message_comes_once(self):
        mail = (
            f"From: {KNOWN}\nTo: {ADDRESS}\nCc: {ADDRESS}\nSubject: x\nMessage-Id: <twice@careful.example.com>\n\n"
            "We have already paid.")
        for _number in range(2):
            self.env["mail.thread"].message_process(False, mail)
        self.assertEqual(len(self.profile.reply_ids), 1)

    def test_messages_that_lack_parts_are_kept(self):
        """Without sender, subject or text, or with zero bytes, which the database takes in no text."""
        raw = f"To: {ADDRESS}\nMessage-Id: <bare-%s@careful.example.com>\n%s\n\n%s"
        for number, (headers, body) in enumerate((
            ("Subject: x", "No sender"), (f"From: {KNOWN}", ""), ("From: x@elsewhere.example.com", ""),
            ("From: x@elsewhere.example.com\nSubject: =?utf-8?Q?a=00b?=", "Zero \0 byte"),
            (f"From: {KNOWN}\nSubject: =?utf-8?Q?a=00b?=", "Zero \0 byte"),
        )):
            with self.subTest(headers):
                before = len(self.profile.reply_ids) + self.Unassigned.search_count([])
                self.env["mail.thread"].message_process(False, (raw % (number, headers, body)).encode())
                self.assertEqual(len(self.profile.reply_ids) + self.Unassigned.search_count([]), before + 1)

    def test_message_to_two_companies_is_in_the_thread_of_each(self):
        company = self.env["res.company"].create({
            "name": "Elsewhere", "alias_domain_id": self.company.alias_domain_id.id})
        company.credit_alias_name = "elsewhere"
        theirs = self.customer._get_credit_profiles(company)
        reply, unassigned = self._write("We have already paid.", to=f"{ADDRESS}, elsewhere@books.example.com")
        self.assertFalse(unassigned)
        self.assertRecordValues(reply | theirs.reply_ids, [
            {"company_id": self.company.id, "kind": "paid"}, {"company_id": company.id, "kind": "paid"}])

    def test_contact_who_was_archived_is_a_stranger(self):
        contact = self.env["res.partner"].create({
            "name": "Ann", "parent_id": self.customer.id, "email": "ann@careful.example.com"})
        contact.active = False
        reply, unassigned = self._write("We have already paid.", sender="ann@careful.example.com")
        self.assertFalse(reply)
        self.assertEqual(unassigned.state, "open")

    # The address

    def test_address_is_switched_off_and_needs_a_domain(self):
        alias = self.company.credit_alias_id
        for _time in range(2):
            settings = self.env["res.config.settings"].create({"credit_alias_name": "Debitoren Team"})
            self.assertEqual(settings.credit_alias_domain, "books.example.com")
            settings.execute()
        self.assertEqual(self.company.credit_alias_id, alias)
        self.assertEqual(alias.alias_full_name, "debitoren-team@books.example.com")
        self.company.credit_alias_name = False
        self.assertFalse(alias.exists())
        with self.assertRaises(ValueError):
            self._write("We have already paid.")
        self.company.alias_domain_id = False
        with self.assertRaises(UserError):
            self.company.credit_alias_name = "receivables"

    def test_messages_to_assign_are_seen_and_assigned_by_those_of_the_company(self):
        _reply, unassigned = self._write("Please call me.", sender="x@elsewhere.example.com")
        with self.assertRaises(AccessError):
            unassigned.with_user(self._user("salesperson")).read(["text"])
        viewer = unassigned.with_user(self._user("viewer"))
        self.assertIn("call", viewer.text)
        for act in ("action_assign", "action_dismiss", "action_reopen"):
            with self.assertRaises(AccessError):
                getattr(viewer, act)()
        with self.assertRaises(UserError):
            unassigned.with_user(self.collector).action_assign()
        with self.assertRaises(AccessError):
            unassigned.with_user(self.collector).text = "x"

    def _customer_with(self, email):
        customer = self.customer.copy({"name": "Other Customer", "email": email})
        self.env["credit.profile"]._create_missing_profiles(customer.ids, self.company.ids)
        return customer
