"""Statements of account in the portal: to confirm or contest once, to download, of any day or period."""

import io

import openpyxl
from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal_promise import FormCommon


@tagged("post_install", "-at_install")
class TestPortalStatement(FormCommon):

    def setUp(self):
        super().setUp()
        self.statement = self._send(self.profile)
        self.theirs_sent = self._send(self.other_profile)
        self.path = f"/my/credit/statements/{self.statement.id}"

    def _send(self, profile):
        profile.partner_id.email = profile.partner_id.email or "accounts@other.example.com"
        statement = profile._create_statements(self._days(-60), self.today, "open_item")
        statement.with_user(self.collector).action_send()
        return statement

    def _answer(self, action, start="/my/credit", user="ann", statement=None, **values):
        token = self._get_token(start, user and self[user])
        response = self.url_open(
            f"{start}/statements/{(statement or self.statement).id}/{action}", data={"csrf_token": token, **values})
        self._refresh()
        return response

    def test_the_account_lists_what_was_sent_and_nothing_else(self):
        draft = self.profile._create_statements(self._days(-60), self.today)
        page = self._open(user=self.ann)
        self.assertIn(self.statement._get_number(), page.text)
        self.assertNotIn(draft._get_number(), page.text)
        self.assertNotIn(self.theirs_sent._get_number(), page.text)
        self.assertIn("Please confirm", page.text)
        [link] = html.fromstring(page.text).xpath(f"//a[text()='{self.statement._get_number()}']/@href")
        self.assertIn("$ 1,250.00", self._read(self._open(link, self.ann)))

    def test_a_balance_is_confirmed_once(self):
        page = self._answer("confirm", name="Ann Buyer", remark="all right")
        self.assertIn("Thank you", page.text)
        self.assertRecordValues(self.statement, [{"state": "confirmed", "answered_by": "Ann Buyer"}])
        self._answer("confirm", name="Bob Buyer")
        self.assertEqual(self.statement.answered_by, "Ann Buyer")
        self.assertIn("answered already", self._answer("contest", name="Bob", remark="no").text)
        self.assertIn("Confirmed by you", self._open(user=self.bob).text)

    def test_a_balance_is_contested_by_link_too(self):
        self._answer("contest", self._give_link()._get_path(), None, name="Ann Buyer", remark="Broken goods", amount="950",
                     document=self.first.name)
        self.assertRecordValues(self.statement, [{"state": "contested", "answer_remark": "Broken goods"}])
        self.assertRecordValues(self.statement.dispute_ids, [{"move_id": self.first.id, "amount": 300.0}])

    def test_it_can_be_answered_when_its_own_link_is_closed(self):
        self.statement.with_user(self.collector).action_revoke_link()
        page = self._open(self.path, self.ann)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("/credit/pay/", page.text)
        self._answer("confirm", name="Ann Buyer")
        self.assertEqual(self.statement.state, "confirmed")

    @mute_logger("odoo.http")
    def test_statements_of_others_do_not_exist(self):
        draft = self.profile._create_statements(self._days(-60), self.today)
        link = self._give_link()._get_path()
        before = self._count_rows()
        for number in (self.theirs_sent.id, draft.id, 0, 2**31 - 1, 2**40):
            for tail in ("", "/pdf", "/xlsx"):
                for start, user in (("/my/credit", self.ann), (link, None)):
                    page = self._open(f"{start}/statements/{number}{tail}", user)
                    self.assertEqual(page.status_code, 404)
                    self.assertNotIn(self.other_customer.name, page.text)
        for action in ("confirm", "contest"):
            self.assertEqual(
                self._answer(action, statement=self.theirs_sent, name="Ann", remark="no").status_code, 404)
        self.assertEqual(self._count_rows(), before)
        self.assertEqual(self.theirs_sent.state, "sent")

    @mute_logger("odoo.http")
    def test_a_get_or_a_post_without_token_answers_nothing(self):
        self.authenticate(self.ann.login, self.ann.login)
        for action in ("confirm", "contest"):
            self.assertIn(self.url_open(f"{self.path}/{action}?name=Ann&remark=x").status_code, (404, 405))
            self.assertEqual(self.url_open(f"{self.path}/{action}", data={"name": "Ann", "remark": "x"}).status_code, 400)
        self.assertEqual(self.statement.state, "sent")

    # Files

    def _get_cells(self, response):
        self.assertEqual(response.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]

    def test_files_of_what_was_sent(self):
        pdf = self._open(f"{self.path}/pdf", self.ann)
        self.assertEqual(pdf.content, self.statement.pdf_id.raw)
        self.assertLessEqual({1000.0, 250.0}, set(self._get_cells(self._open(f"{self.path}/xlsx", self.ann))))

    def test_files_of_today_and_of_a_period_are_made_and_not_kept(self):
        self._pay(self.second, date=self.today)
        self._refresh()
        before = self._count_rows()
        cells = self._get_cells(self._open("/my/credit/statement.xlsx", self.ann))
        self.assertIn(1000.0, cells)
        self.assertNotIn(250.0, cells)
        period = f"date_from={self._days(-60)}&date_to={self._days(-1)}"
        self.assertIn(250.0, self._get_cells(self._open(f"/my/credit/statement.xlsx?{period}", self.ann)))
        for query in ("", f"?{period}"):
            page = self._open(f"/my/credit/statement.pdf{query}", self.ann)
            self.assertEqual(page.headers["Content-Type"], "application/pdf")
            self.assertIn(self.first.name, page.text, "in tests the page itself")
            self.assertNotIn(self.theirs.name, page.text)
            self.assertEqual("Opening balance" in page.text, bool(query))
        self.assertEqual(self._count_rows(), before)

    @mute_logger("odoo.http")
    def test_periods_that_make_no_sense_are_bad_requests(self):
        for query in ("date_from=x", "date_to=2025-02-30", f"date_to={self._days(1)}", "date_from=0001-01-01",
                      f"date_from={self.today}&date_to={self._days(-1)}"):
            for kind in ("pdf", "xlsx"):
                self.assertEqual(self._open(f"/my/credit/statement.{kind}?{query}", self.ann).status_code, 400, query)
