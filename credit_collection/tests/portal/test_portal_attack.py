"""Every page of the account tried by those who must not see it, by forgers, and by machines that open each link."""

import re
import threading

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_portal_pay import PayCommon
from .test_portal_promise import FormCommon

START = "/my/credit"
# Below it, but no page of an account: who is no customer yet applies for credit there.
NO_ACCOUNT = {"/my/credit/apply"}


@tagged("post_install", "-at_install")
class TestPortalRoutes(FormCommon):
    """What holds of each address below the account, of those to come too."""

    def setUp(self):
        super().setUp()
        self.statement = self.profile._create_statements(self._days(-60), self.today, "open_item")
        self.statement.with_user(self.collector).action_send()
        self._refresh()

    def _get_rules(self, method):
        """:return: list of ``(address with the number of the own statement, rule)``"""
        # Core asks the thread for the database, as that of a request would say.
        thread = threading.current_thread()
        thread.dbname = self.env.cr.dbname
        self.addCleanup(thread.__dict__.pop, "dbname", None)
        rules = [rule for rule in self.env["ir.http"].routing_map().iter_rules()
                 if rule.rule.startswith(START) and rule.rule not in NO_ACCOUNT and method in rule.methods]
        self.assertGreater(len(rules), 8)
        return [(re.sub(r"<int:\w+>", str(self.statement.id), rule.rule), rule) for rule in rules]

    def _get_paths(self, method, token=None):
        """:return: addresses by login, or with ``token`` by link"""
        paths = [path for path, _rule in self._get_rules(method)]
        if token is None:
            return [path for path in paths if "<string:token>" not in path]
        return [path.replace("<string:token>", token) for path in paths if "<string:token>" in path]

    def test_each_page_is_read_only_and_each_form_has_its_token(self):
        for path, rule in self._get_rules("GET"):
            self.assertEqual(rule.methods, {"GET", "HEAD", "OPTIONS"} & rule.methods, path)
            readonly = rule.endpoint.routing["readonly"]
            # The account itself is created by the first look, see ``test_variants_portal``.
            is_account = rule.rule in (START, f"{START}/link/<string:token>")
            self.assertTrue(callable(readonly) if is_account else readonly is True, path)
        for path, rule in self._get_rules("POST"):
            self.assertNotIn("GET", rule.methods, path)
            self.assertIsNot(rule.endpoint.routing.get("csrf"), False, path)
        by_login, by_link = self._get_paths("GET"), self._get_paths("GET", "x")
        self.assertEqual(len(by_login), len(by_link), "each page has both ways in")

    @mute_logger("odoo.http")
    def test_nobody_without_a_right_sees_or_writes_anything(self):
        revoked, altered = self._give_link(), self._give_link().access_token[:-1]
        token = revoked.access_token
        revoked._revoke()
        expired = self._give_link()
        expired.access_until = self._days(-1)
        gone = self._give_link(self.bob.partner_id)
        self.bob.action_archive()
        self.bob.partner_id.action_archive()
        names = self.customer.name, self.first.name, self.statement._get_number()
        tokens = [token, altered, expired.access_token, gone.access_token or "x", "x"]
        before = self._count_rows()
        tries = [(self.stranger, self._get_paths("GET")), *((None, self._get_paths("GET", each)) for each in tokens)]
        for user, paths in tries:
            self.authenticate(user and user.login, user and user.login)
            self.env.flush_all()
            for path in paths:
                page = self.url_open(path)
                self.assertEqual(page.status_code, 404, path)
                self.assertEqual("This link is not valid" in page.text, user is None, path)
                for name in names:
                    self.assertNotIn(name, page.text, path)
        self.authenticate(None, None)
        for path in self._get_paths("GET"):
            page = self.url_open(path, allow_redirects=False)
            self.assertEqual(page.status_code, 303, path)
            self.assertIn("/web/login", page.headers["Location"])
        self.assertEqual(self._count_rows(), before)

    @mute_logger("odoo.http")
    def test_a_post_needs_the_token_of_a_form_in_the_own_session(self):
        link, before = self._give_link(), self._count_rows()
        eves = self._get_token(START, self.eve)
        self.authenticate(self.ann.login, self.ann.login)
        self.env.flush_all()
        values = {"items": self._ids(self.first), "date": self._days(5).isoformat(), "name": "Ann", "act": "pay_all"}
        for path in self._get_paths("POST") + self._get_paths("POST", link.access_token):
            for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": eves}):
                self.assertEqual(self.url_open(path, data={**values, **token}).status_code, 400, path)
        self.assertEqual(self._count_rows(), before)

    @mute_logger("odoo.http")
    def test_a_scanner_that_only_gets_changes_nothing(self):
        """Scanners of mail open each address that they find, those of forms too, as they stand."""
        link, before = self._give_link(), self._count_rows()
        before["credit.portal.link"] = self.env["credit.portal.link"].sudo().search_count([])
        items = self._ids(self.first)
        query = f"?items={items}&item={items}&date={self._days(5)}&name=Scanner&remark=x&act=pay_all"
        self.authenticate(None, None)
        self.env.flush_all()
        for path in self._get_paths("GET", link.access_token) + self._get_paths("POST", link.access_token):
            for method in ("url_open", "_head"):
                self.assertLess(getattr(self, method)(path + query).status_code, 500, path)
        self.assertEqual(self._count_rows(), before)
        self.assertEqual(self.statement.state, "sent")

    def _head(self, path):
        return self.opener.head(self.base_url() + path)

    @mute_logger("odoo.http")
    def test_a_foreign_number_and_one_that_does_not_exist_get_the_same_answer(self):
        theirs = self.other_profile._create_statements(self._days(-60), self.today, "open_item").sudo()
        theirs._open_links(self.today)
        theirs._set_state("sent", sent_date=self.today)

        def read(path):
            page = self._open(path, self.ann)
            token = re.compile(r'csrf_token[^>]*|"csrf_token": "[^"]*"|\d{3,}')
            return page.status_code, token.sub("", page.text)

        line = self._open_item(self.theirs).id
        for address, missing in (
            (f"{START}/statements/{theirs.id}", f"{START}/statements/{theirs.id + 10**6}"),
            (f"{START}/statements/{theirs.id}/pdf", f"{START}/statements/{theirs.id + 10**6}/pdf"),
            *((f"{START}/{form}?items={line}", f"{START}/{form}?items={line + 10**6}")
              for form in ("promise", "instalments", "dispute")),
        ):
            self.assertEqual(read(address), read(missing), address)

    def test_fields_that_no_form_has_are_ignored(self):
        forged = {
            "default_state": "kept", "default_approved_by_id": str(self.manager.id), "state": "kept", "amount": "1",
            "profile_id": str(self.other_profile.id), "author_id": "2", "user_id": "2", "context": "{'lang': 'zh_CN'}",
            "line_ids": f"[(6, 0, [{self._open_item(self.theirs).id}])]", "currency_id": "1", "source": "manual"}
        self._submit("promise", items=self._ids(self.first), date=self._days(40).isoformat(), **forged)
        self.assertRecordValues(self.profile.promise_ids, [{
            "state": "to_approve", "amount": 1000.0, "author_id": self.ann.partner_id.id, "source": "portal",
            "user_id": self.collector.id, "approved_by_id": False, "line_ids": self._open_item(self.first).ids}])
        self.assertFalse(self.other_profile.promise_ids)

    def test_a_form_that_is_sent_twice_at_once_is_done_one_after_the_other(self):
        """The second writes the row that the first has written: the request layer does it again on what the first has left."""
        def count():
            self.env.invalidate_all()
            return self.env["credit.guard"].search([("profile_id", "=", self.profile.id)]).sequence

        before = count()
        self._submit("promise", items="", date="")
        self.assertEqual(count(), before + 1)

    def test_a_claim_is_in_the_currency_of_its_invoice(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        invoice = self._invoice(60, -9, currency_id=euro.id)
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)

        def contest(amount, **values):
            return self._submit("dispute", items=self._ids(invoice), invoice=invoice.id, amount=amount, reason=reason.id,
                                note="Broken", **values)

        for amount in ("60.01", "120", "1e18", "-1", "0.001"):
            contest(amount, currency="USD", currency_id=str(self.company.currency_id.id))
            self.assertFalse(invoice.credit_dispute_ids, amount)
        contest("60", currency="USD")
        self.assertRecordValues(invoice.credit_dispute_ids, [{"amount": 60.0, "currency_id": euro.id}])


@tagged("post_install", "-at_install")
class TestPaymentForged(PayCommon):

    @mute_logger("odoo.http")
    def test_amount_currency_and_customer_of_a_payment_are_ours(self):
        page = self._post("pay", self._open_item(self.second))
        for forged in ({"partner_id": self.other_customer.id}, {"default_amount": 1}, {"invoice_id": self.first.id}):
            with self.assertRaises(JsonRpcException):
                self._pay_online(page, **forged)
        self.assertFalse(self.second.transaction_ids)
        transaction = self._pay_online(page, amount=0.01, currency_id=self.currency_euro.id, landing_route="/web")
        self.assertRecordValues(transaction, [{
            "amount": 250.0, "partner_id": self.customer.id, "currency_id": self.company.currency_id.id}])
        self.assertTrue(transaction.landing_route.startswith("/credit/pay/"))
        for currency in (self.currency_euro.id, 0, 2**31, 10**12):
            with self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(f"{page.url.split('?')[0]}/transaction/{currency}", {
                    "provider_id": self.provider.id, "payment_method_id": self.payment_method_id, "token_id": None,
                    "amount": 1, "flow": "direct", "tokenization_requested": False, "landing_route": "/", "access_token": None})

    @mute_logger("odoo.http")
    def test_a_scanner_that_opens_a_payment_page_pays_nothing(self):
        page = self._post("pay", self._open_item(self.second))
        self.authenticate(None, None)
        before = self._count_rows()
        for _again in range(2):
            self.assertEqual(self.url_open(page.url).status_code, 200)
        self.assertEqual(self._count_rows(), before)
