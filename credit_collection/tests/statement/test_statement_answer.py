"""The customer confirms or contests the balance: once, set against what was sent, with a dispute for the invoice meant."""

from datetime import date

from lxml import html

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import StatementCommon

END = date(2025, 12, 31)


class AnswerCommon(StatementCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.collector_id = cls.collector

    def _sent(self, *, date_from=date(2025, 12, 1), date_to=END, kind="activity", profile=None):
        statement = (profile or self.profile)._create_statements(date_from, date_to, kind)
        statement.with_user(self.collector).action_send()
        return statement


@tagged("post_install", "-at_install")
class TestStatementAnswer(AnswerCommon):

    def test_answer_is_set_against_what_was_sent(self):
        """5,000 of 31 December are sent, 1,000 paid on 5 January. The customer agrees to 4,700, 300 are in dispute. A credit
        note over 300 comes later, dated 30 December."""
        invoice = self._bill(5000, date(2025, 11, 20), date(2025, 12, 20))
        statement = self._sent()
        checksum = statement.pdf_checksum
        self._pay(invoice, 1000, date=date(2026, 1, 5))
        disputes = statement._contest("Ann Buyer", "300 for broken goods", 4700.0, address="203.0.113.7")
        self.assertRecordValues(statement, [{
            "state": "contested", "answered_by": "Ann Buyer", "answer_remark": "300 for broken goods",
            "answer_address": "203.0.113.7", "pdf_checksum": checksum, "dispute_ids": disputes.ids}])
        self.assertTrue(statement.answered_at)
        self.assertRecordValues(disputes, [{
            "move_id": invoice.id, "amount": 300.0, "state": "open", "note": "300 for broken goods",
            "user_id": self.collector.id}])
        balance = statement.balance_ids
        self.assertRecordValues(balance, [{
            "closing_balance": 5000.0, "agreed_balance": 4700.0, "difference": 300.0, "ledger_balance": 5000.0,
            "unexplained": 300.0}])
        note = self._invoice(
            300, 0, move_type="out_refund", invoice_date=date(2025, 12, 30), date=date(2025, 12, 30),
            invoice_date_due=date(2025, 12, 30))
        self._match(invoice, note)
        self._refresh()
        self.assertRecordValues(balance, [{
            "closing_balance": 5000.0, "agreed_balance": 4700.0, "difference": 300.0, "ledger_balance": 4700.0,
            "unexplained": 0.0}])
        task = self.profile.activity_ids.filtered(lambda activity: "contested" in (activity.summary or ""))
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("4,700.00", task.note)

    def test_a_merge_leaves_nothing_unexplained(self):
        """400 are confirmed. Another customer, who owes 600, becomes the same one: the ledger of the statement stays 400; that
        of the other customer's own statement stays 600."""
        self._bill(400, date(2025, 11, 20), date(2025, 12, 20))
        self._bill(600, date(2025, 11, 20), date(2025, 12, 20), self.other_customer)
        confirmed, other = self._sent(), self.other_profile._create_statements(date(2025, 12, 1), END, "activity")
        confirmed._confirm("Ann Buyer", "all right")
        self.env["base.partner.merge.automatic.wizard"].create({
            "dst_partner_id": self.customer.id, "partner_ids": [Command.set((self.customer | self.other_customer).ids)],
        }).action_merge()
        self._refresh()
        self.assertRecordValues(confirmed.balance_ids, [{
            "ledger_balance": 400.0, "unexplained": 0.0, "joined_balance": 600.0}])
        self.assertRecordValues(other.balance_ids, [{"ledger_balance": 600.0, "joined_balance": 400.0}])

    def test_a_customer_who_joins_a_company_leaves_nothing_unexplained(self):
        """400 are confirmed by a company, 600 by a customer who becomes a contact of it, and leaves again: core leaves the
        items with the company."""
        person = self.env["res.partner"].create({"name": "Peter Person", "email": "peter@example.com"})
        self._bill(400, date(2025, 11, 20), date(2025, 12, 20))
        self._bill(600, date(2025, 11, 20), date(2025, 12, 20), person)
        ours, theirs = self._sent(), self._sent(profile=person._get_credit_profiles())
        for statement in ours | theirs:
            statement._confirm("Ann Buyer", "all right")
        for parent in (self.customer, self.env["res.partner"]):
            person.parent_id = parent
            self._refresh()
            self.assertRecordValues((ours | theirs).balance_ids, [
                {"ledger_balance": 400.0, "unexplained": 0.0, "joined_balance": 600.0},
                {"ledger_balance": 600.0, "unexplained": 0.0, "joined_balance": 400.0}])

    def test_two_clicks_are_one_confirmation(self):
        self._bill(500, date(2025, 11, 20), date(2025, 12, 20))
        statement = self._sent()
        statement._confirm("Ann Buyer", "all right")
        first = statement.answered_at
        with self._at("2026-06-01"):
            statement._confirm("Bob Other")
        self.assertRecordValues(statement, [{"state": "confirmed", "answered_by": "Ann Buyer", "answered_at": first}])
        with self.assertRaisesRegex(UserError, "answered already"):
            statement._contest("Bob Other", "no")
        self.assertRecordValues(statement.balance_ids, [{"agreed_balance": 500.0, "difference": 0.0}])
        notes = self.profile.message_ids.filtered(lambda message: "confirmed by" in (message.body or ""))
        self.assertEqual(len(notes), 1)
        self.assertFalse(self.profile.activity_ids)

    def test_a_draft_or_cancelled_statement_cannot_be_answered(self):
        statement = self.profile._create_statements(date(2025, 12, 1), END)
        with self.assertRaises(UserError):
            statement._confirm("Ann Buyer")
        statement.with_user(self.collector).action_cancel()
        with self.assertRaises(UserError):
            statement._contest("Ann Buyer", "no")

    def test_the_invoice_named_in_the_remark_is_disputed(self):
        first = self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        second = self._bill(200, date(2025, 12, 4), date(2025, 12, 20))
        disputes = self._sent()._contest("Ann Buyer", f"{second.name}: we never got it")
        self.assertRecordValues(disputes, [{"move_id": second.id, "amount": 200.0}])
        self.assertFalse(first.credit_dispute_ids)

    def test_the_invoice_that_was_chosen_is_disputed_by_the_difference(self):
        self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        second = self._bill(200, date(2025, 12, 4), date(2025, 12, 20))
        disputes = self._sent()._contest("Ann Buyer", "price", 250.0, move=second)
        self.assertRecordValues(disputes, [{"move_id": second.id, "amount": 50.0}])

    def test_without_a_named_invoice_there_is_a_task_alone(self):
        self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        self._bill(200, date(2025, 12, 4), date(2025, 12, 20))
        self.assertFalse(self._sent()._contest("Ann Buyer", "our books say something else", 250.0))
        self.assertEqual(len(self.profile.activity_ids), 1)

    def test_a_customer_who_owes_more_by_the_own_books_disputes_nothing(self):
        self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        statement = self._sent()
        self.assertFalse(statement._contest("Ann Buyer", "an invoice is missing", 180.0))
        self.assertEqual(statement.balance_ids.difference, -80.0)

    def test_what_is_disputed_already_is_not_disputed_twice(self):
        move = self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create({"move_id": move.id, "amount": 70.0, "reason_id": reason.id}).action_open()
        disputes = self._sent()._contest("Ann Buyer", f"all of {move.name}")
        self.assertEqual(disputes.amount, 30.0)

    def test_an_invoice_of_another_customer_is_never_disputed(self):
        """An invoice was issued anew to another customer: its number is not ours to contest."""
        self._bill(900, date(2025, 12, 3), date(2025, 12, 20))
        theirs = self._bill(900, date(2025, 12, 3), date(2025, 12, 20), self.other_customer)
        statement = self._sent()
        self.assertNotIn(theirs, statement.sudo()._get_contestable_moves())
        disputes = statement._contest("Ann Buyer", f"{theirs.name} is wrong", move=theirs)
        self.assertFalse(disputes)
        self.assertFalse(theirs.credit_dispute_ids)

    def test_each_currency_is_contested_by_itself(self):
        self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        euros = self._bill(60, date(2025, 12, 4), date(2025, 12, 20), currency_id=self.euro.id)
        statement = self._sent()
        disputes = statement._contest("Ann Buyer", "discount", 50.0, currency=self.euro)
        self.assertRecordValues(disputes, [{"move_id": euros.id, "amount": 10.0}])
        contested = statement.balance_ids.filtered("is_contested")
        self.assertEqual((contested.currency_id, contested.difference), (self.euro, 10.0))

    def test_text_of_the_customer_is_text(self):
        self._bill(100, date(2025, 12, 3), date(2025, 12, 20))
        self._sent()._contest("<b>Ann</b>", "<script>alert(1)</script>", 1.0)
        self.assertIn("&lt;script&gt;", self.profile.activity_ids[:1].note)
        note = self.profile.message_ids.filtered(lambda message: "contested by" in (message.body or ""))
        self.assertIn("&lt;b&gt;Ann", note.body)


@tagged("post_install", "-at_install")
class TestStatementPage(AnswerCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._bill(900, date(2025, 12, 3), date(2025, 12, 20), ref="PO 5")

    def setUp(self):
        super().setUp()
        self.statement = self._sent(kind="open_item")
        self.path = self.statement.sudo()._get_page_path()
        self.authenticate(None, None)

    def _page(self, path=None):
        return self.url_open(path or self.path)

    def _post(self, action, files=None, **values):
        page = html.fromstring(self._page().text)
        [token] = page.xpath(f"//form[@name='{action}']//input[@name='csrf_token']/@value")
        response = self.url_open(f"{self.path}/{action}", data={"csrf_token": token, **values}, files=files)
        self.env.invalidate_all()
        return response

    def test_looking_at_the_page_and_the_files_writes_nothing(self):
        """A scanner of e-mails opens every link in them."""
        before = self.statement.sudo().read()[0]
        for path in ("", "/pdf", "/xlsx"):
            self.assertEqual(self._page(self.path + path).status_code, 200, path)
        for path in ("/confirm", "/contest"):
            self.assertGreaterEqual(self._page(self.path + path).status_code, 400, path)
        self.env.invalidate_all()
        self.assertEqual(self.statement.sudo().read()[0], before)
        self.assertEqual(self.statement.state, "sent")

    def test_page_shows_what_was_sent(self):
        self._bill(77, date(2025, 12, 5), date(2025, 12, 20))
        text = self._page().text.replace("\xa0", " ")
        for part in ("900.00", "PO 5", self.invoice.name, self.statement._get_number(), "Confirm the balance"):
            self.assertIn(part, text)
        self.assertNotIn("77.00", text)
        self.assertIn("How to pay", text)

    def test_confirm(self):
        response = self._post("confirm", name=" Ann Buyer ", remark="fine")
        self.assertIn("Ann Buyer confirmed this balance", response.text)
        self.assertRecordValues(self.statement, [{
            "state": "confirmed", "answered_by": "Ann Buyer", "answer_remark": "fine", "answer_address": "127.0.0.1"}])
        self.assertNotIn("name=\"confirm\"", self._page().text)

    def test_contest_with_amount_and_document(self):
        self._post("contest", name="Ann Buyer", remark="100 too much", amount="800.00", document=self.invoice.name)
        self.assertEqual(self.statement.state, "contested")
        self.assertRecordValues(self.statement.dispute_ids, [{"move_id": self.invoice.id, "amount": 100.0, "state": "open"}])

    def test_what_makes_no_sense_is_told_and_changes_nothing(self):
        for values, told in (
            ({"name": "", "remark": "x"}, "your name"), ({"name": "Ann", "remark": ""}, "what differs"),
            ({"name": "Ann", "remark": "x", "amount": "a lot"}, "as a number"),
            ({"name": "Ann", "remark": "x", "amount": "nan"}, "as a number"),
            ({"name": "Ann", "remark": "x", "amount": "1e300"}, "as a number"),
        ):
            with self.subTest(values=values):
                self.assertIn(told, self._post("contest", **values).text)
                self.assertEqual(self.statement.state, "sent")

    def test_file_in_place_of_a_text_is_none(self):
        bomb, values = ("bomb.txt", b"0" * 1000), {"name": "Ann", "remark": "no"}
        for action, name in (("confirm", "name"), ("contest", "name"), ("contest", "remark")):
            others = {key: value for key, value in values.items() if key != name}
            with self.subTest(action=action, name=name):
                self.assertEqual(self._post(action, files={name: bomb}, **others).status_code, 200)
                self.assertEqual(self.statement.state, "sent")
        self._post("contest", files={"amount": bomb, "document": bomb, "currency": bomb}, **values)
        self.assertEqual(self.statement.state, "contested")

    def test_characters_that_nobody_types_are_left_out(self):
        self._post("contest", name="Ann\r\nBuyer\x07", remark="first line\r\nsecond\x00\x0b\x1b line")
        self.assertRecordValues(self.statement, [{
            "answered_by": "Ann Buyer", "answer_remark": "first line\nsecond line"}])

    def test_staff_look_at_the_page_but_do_not_answer_for_the_customer(self):
        self.collector.password = "known_for_the_test"
        self.authenticate(self.collector.login, "known_for_the_test")
        page = self._page()
        self.assertIn("900.00", page.text)
        self.assertNotIn('name="confirm"', page.text)
        self.assertIn("answers by the link", page.text)
        response = self.url_open(f"{self.path}/confirm", data={"csrf_token": Request.csrf_token(self), "name": "Ann Buyer"})
        self.assertIn("Only the customer answers", response.text)
        self.env.invalidate_all()
        self.assertEqual(self.statement.state, "sent")

    def test_the_number_of_another_customer_is_as_unknown_as_any(self):
        theirs = self._bill(50, date(2025, 12, 3), date(2025, 12, 20), self.other_customer)
        self._post("contest", name="Ann", remark="no", document=theirs.name)
        self.assertFalse(theirs.credit_dispute_ids)

    def test_without_the_token_of_the_session_nothing_is_answered(self):
        response = self.url_open(f"{self.path}/confirm", data={"name": "Mallory"})
        self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.statement.state, "sent")

    def test_wrong_revoked_expired_and_old_links_are_not_found(self):
        self.assertEqual(self._page("/credit/statement/guess").status_code, 404)
        self.assertEqual(self._page("/credit/statement/%00").status_code, 400)
        self.contact.credit_collection_contact = True
        other = self._sent(kind="open_item")
        path = other.sudo()._get_page_path()
        self.assertEqual(other.contact_id, self.contact)
        self.assertEqual(self._page(path).status_code, 200)
        self.contact.active = False
        self.assertEqual(self._page(path).status_code, 404, "the person has left")
        self.assertEqual(self._page().status_code, 200, "the link of another person stays open")
        self.statement.sudo().access_until = self._days(-1)
        self.assertEqual(self._page().status_code, 404)
        self.statement.sudo().access_until = self._days(1)
        self.assertEqual(self._page().status_code, 200)
        self.statement.with_user(self.collector).action_revoke_link()
        self.assertEqual(self._page().status_code, 404)

    def test_the_office_downloads_workbooks_of_its_companies_alone(self):
        url = f"/credit_collection/statement/{self.statement.id}.xlsx"
        self.collector.password = "known_for_the_test"
        self.authenticate(self.collector.login, "known_for_the_test")
        self.assertEqual(self.url_open(url).status_code, 200)
        other = self.setup_other_company()["company"]
        self.collector.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.env.flush_all()
        self.assertEqual(self.url_open(url).status_code, 404)
