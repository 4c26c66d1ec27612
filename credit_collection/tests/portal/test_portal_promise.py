"""A customer promises a date, which counts at once if it is near, or proposes instalments, which somebody approves."""

from lxml import html

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PortalCommon


class FormCommon(PortalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")
        cls.company.credit_manager_id = cls.manager
        cls.first, cls.second = cls._invoice(1000, -10), cls._invoice(250, -8)
        cls.theirs = cls._invoice(900, -5, cls.other_customer)

    def _ids(self, *moves):
        return ",".join(str(line.id) for move in moves for line in self._open_item(move))

    def _get_token(self, path, user=None):
        """:return: the token of the form of the account, in the session of ``user``"""
        page = self._open(path, user)
        return html.fromstring(page.text).xpath("//form[@name='items']//input[@name='csrf_token']/@value")[0]

    def _submit(self, form, *, path="/my/credit", user="ann", files=None, **values):
        """Post a form as the page would, or as a forger does; ``user`` is None for nobody who is logged in."""
        token = self._get_token(path, user and self[user] if isinstance(user, str) else user)
        response = self.url_open(f"{path}/{form}", data={"csrf_token": token, **values}, files=files)
        self._refresh()
        return response

    def __getitem__(self, name):
        return getattr(self, name)


@tagged("post_install", "-at_install")
class TestPortalPromise(FormCommon):

    def _get_promises(self):
        return self.env["credit.promise"].search([("profile_id", "in", (self.profile | self.other_profile).ids)])

    def test_a_near_date_counts_at_once(self):
        items = self._ids(self.first, self.second)
        page = self._submit("promise", items=items, date=self._days(14).isoformat(), note="Bank is slow")
        self.assertIn("your promise is recorded", page.text)
        self.assertIn("Promised until", page.text)
        promise = self._get_promises()
        self.assertRecordValues(promise, [{
            "state": "open", "source": "portal", "author_id": self.ann.partner_id.id, "amount": 1250.0,
            "user_id": self.collector.id, "note": "Bank is slow", "line_ids": self._open_item(self.first | self.second).ids}])
        self.assertEqual(promise.instalment_ids.date, self._days(14))
        self.assertTrue(any("by login" in (message.body or "") for message in promise.message_ids))

    def test_a_later_date_waits_for_approval(self):
        self._submit("promise", items=self._ids(self.first), date=self._days(15).isoformat())
        promise = self._get_promises()
        self.assertEqual(promise.state, "to_approve")
        self.assertEqual(promise.activity_ids.user_id, self.manager)
        promise.with_user(self.manager).action_open()
        self.assertEqual((promise.state, promise.approved_by_id), ("open", self.manager))

    def test_by_a_link_nobody_approves_the_own_proposal(self):
        """The page of a link is read by the system's own user, who may decide anything."""
        self._submit("promise", path=self._give_link()._get_path(), user=None, items=self._ids(self.first),
                     date=self._days(40).isoformat())
        promise = self._get_promises()
        self.assertRecordValues(promise, [{
            "state": "to_approve", "approved_by_id": False, "author_id": self.ann.partner_id.id}])
        self.assertTrue(any("by link" in (message.body or "") for message in promise.message_ids))

    def test_what_is_in_dispute_is_not_promised(self):
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create(
            {"move_id": self.first.id, "amount": 300.0, "reason_id": reason.id}).action_open()
        self._submit("promise", items=self._ids(self.first), date=self._days(5).isoformat())
        self.assertEqual(self._get_promises().amount, 700.0)

    def test_a_promise_sent_twice_is_one(self):
        token = self._get_token("/my/credit", self.ann)
        values = {"csrf_token": token, "items": self._ids(self.first), "date": self._days(5).isoformat()}
        self.url_open("/my/credit/promise", data=values)
        again = self.url_open("/my/credit/promise", data=values)
        self.assertIn("nothing to promise", again.text)
        self._refresh()
        self.assertEqual(len(self._get_promises()), 1)

    def test_days_that_nobody_can_promise_are_refused(self):
        before = self._count_rows()
        for day in ("", "x", self._days(-1).isoformat(), "0001-01-01", "9999-12-31", "2025-02-30", "20250101", "²025-01-01"):
            page = self._submit("promise", items=self._ids(self.first), date=day)
            self.assertEqual(page.status_code, 200)
            self.assertIn("Please enter the day", page.text, day)
        self.assertEqual(self._count_rows(), before)

    def test_a_foreign_number_promises_nothing(self):
        before = self._count_rows()
        for items in (self._ids(self.theirs), str(self.first.line_ids[0].id), "", "x", "1' OR 1=1", "0,-1"):
            page = self._submit("promise", items=items, date=self._days(5).isoformat())
            self.assertIn("nothing to promise", page.text)
            self.assertNotIn(self.theirs.name, page.text)
            self.assertNotIn(self.theirs.name, self._open(f"/my/credit/promise?items={items}", self.ann).text)
        self.assertEqual(self._count_rows(), before)
        self._submit("promise", items=f"{self._ids(self.theirs)},{self._ids(self.second)}", date=self._days(5).isoformat())
        self.assertRecordValues(self._get_promises(), [{"amount": 250.0, "profile_id": self.profile.id}])

    def test_who_broke_promises_too_often_is_asked_to_call(self):
        self.company.write({"credit_promise_limit_renewals": True, "credit_promise_max_renewals": 0})
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(self.first).ids)],
            "instalment_ids": [Command.create({"date": self._days(5), "amount": 1000})]})
        promise.action_open()
        promise.action_cancel()
        page = self._submit("promise", items=self._ids(self.first), date=self._days(5).isoformat())
        self.assertIn("Please contact us", page.text)
        self.assertNotIn("credit manager", page.text, "the rules of the house stay in the house")
        self.assertEqual(self._get_promises(), promise)

    @mute_logger("odoo.http")
    def test_a_colleague_looks_at_the_page_of_a_link_and_does_nothing(self):
        path = self._give_link()._get_path()
        page = self._submit(
            "promise", path=path, user=self.collector, items=self._ids(self.first), date=self._days(5).isoformat())
        self.assertEqual(page.status_code, 403)
        self.assertFalse(self._get_promises())

    def test_a_file_in_place_of_a_text_is_none(self):
        for form in ("promise", "instalments", "dispute"):
            for name in ("items", "date", "note", "count", "first", "invoice", "amount", "reason", "company"):
                page = self._submit(form, files=[(name, ("x.txt", b"1", "text/plain"))])
                self.assertLess(page.status_code, 500, f"{form} {name}")

    def test_looking_at_the_forms_writes_nothing(self):
        before, items, day = self._count_rows(), self._ids(self.first), self._days(5)
        for path in (
            f"promise?items={items}", f"promise?items={items}&date={day}", f"dispute?items={items}",
            f"instalments?items={items}", f"instalments?items={items}&count=3&first={day}&interval=month",
        ):
            self.assertEqual(self._open(f"/my/credit/{path}", self.ann).status_code, 200)
        self.assertEqual(self._count_rows(), before)


@tagged("post_install", "-at_install")
class TestPortalInstalments(FormCommon):

    def _propose(self, **values):
        return self._submit("instalments", **{
            "items": self._ids(self.first), "count": "3", "first": self._days(5).isoformat(), "interval": "week", **values})

    def _get_mails(self):
        return self.env["mail.mail"].sudo().search([("model", "=", "credit.profile"), ("res_id", "=", self.profile.id)])

    def test_the_plan_is_shown_before_it_is_sent(self):
        page = self._open(
            f"/my/credit/instalments?items={self._ids(self.first)}&count=3&first={self._days(5)}&interval=week", self.ann)
        text = self._read(page)
        self.assertIn("$ 333.34", text)
        self.assertEqual(text.count("$ 333.33"), 2)

    def test_items_and_plan_are_in_the_currency_of_the_items(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        invoice = self._invoice(100, -9, currency_id=euro.id)
        items = self._ids(invoice, self.second)
        text = self._read(self._open(
            f"/my/credit/instalments?items={items}&count=3&first={self._days(5)}&interval=week", self.ann))
        self.assertIn("100.00 €", text)
        self.assertEqual((text.count("33.33 €"), text.count("$ 83.33")), (2, 2))
        self.assertEqual((text.count("33.34 €"), text.count("$ 83.34")), (1, 1))
        self.assertNotIn("$ 200.00", text, "what an item is in the currency of the company tells customers nothing")
        self._propose(items=items)
        self.assertRecordValues(self.profile.promise_ids, [{"amount": 450.0, "currency_id": self.company.currency_id.id}])

    def test_a_proposal_takes_effect_when_it_is_approved_and_the_customer_hears(self):
        self.assertIn("we look at your proposal", self._propose(note="New machine").text)
        promise = self.profile.promise_ids
        self.assertRecordValues(promise, [{"state": "to_approve", "amount": 1000.0, "note": "New machine"}])
        self.assertEqual(promise.instalment_ids.mapped("date"), [self._days(5), self._days(12), self._days(19)])
        self.assertEqual(promise.activity_ids.user_id, self.manager)
        self.assertIn("Your proposal is being looked at", self._open(user=self.ann).text)
        self.assertFalse(self._get_mails())
        promise.with_user(self.manager).action_open()
        self.assertEqual(promise.state, "open")
        self.assertIn("we accept the plan", self._get_mails().body_html)

    def test_a_refused_proposal_is_told_too(self):
        self._propose()
        promise = self.profile.promise_ids
        promise.with_user(self.manager).action_refuse()
        promise.with_user(self.manager).action_cancel()
        self.assertIn("we cannot accept the plan", self._get_mails().body_html)

    def test_a_small_or_near_plan_is_a_proposal_all_the_same(self):
        self._propose(items=self._ids(self.second), count="2", first=self.today.isoformat(), interval="week")
        self.assertEqual(self.profile.promise_ids.state, "to_approve")

    def test_numbers_that_nobody_offered_are_refused(self):
        before = self._count_rows()
        for values in ({"count": "7"}, {"count": "1"}, {"count": "x"}, {"count": "-3"}, {"interval": "day"}, {"first": "x"},
                       {"items": self._ids(self.theirs)}, {"first": self._days(-1).isoformat()}):
            self.assertEqual(self._propose(**values).status_code, 200, values)
        self.assertEqual(self._count_rows(), before)
        self.company.credit_portal_instalments = 0
        self._propose()
        self.assertFalse(self.profile.promise_ids)
        self.assertNotIn("Propose installments", self._open(user=self.ann).text)
