from odoo.http import Request
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_payment_link import PaymentLinkCommon

# What anybody may write into an address where a number, a day, a token or a text belongs.
NUMBERS = ("NaN", "inf", "-1", "1e3", "1.5", "9" * 27, "2147483648", "%00", "1%00", "١٢", "True")
DAYS = ("NaN", "0001-01-01", "9999-12-31", "2026-13-01", "20260101", "2026-01-01%00", "2026-01-01T00:00:00")
TOKENS = ("%00", "abc%00", "%C3%A9", "9" * 27, "..%2F..", "%F0%9F%92%B6")
REFUSED = (400, 404)


@tagged("post_install", "-at_install")
class TestUrlParameters(PaymentLinkCommon):
    """Whatever stands in an address of ours, the answer is a page, «bad request» or «not found», never an error."""

    def _open(self, url, data=None):
        with mute_logger("odoo.http"):
            return self.url_open(url, data=data, allow_redirects=False)

    def _check_refused(self, url, data=None):
        response = self._open(url, data)
        with self.subTest(url=url):
            self.assertIn(response.status_code, REFUSED)
        return response

    def test_workbook(self):
        self.env.user.password = "known_for_the_test"
        self.authenticate(self.env.user.login, "known_for_the_test")
        for name in ("profiles", "companies"):
            for number in NUMBERS:
                self._check_refused(f"/credit_collection/overdue.xlsx?{name}={number}")
        for day in DAYS:
            response = self._check_refused(f"/credit_collection/overdue.xlsx?profiles={self.profile.id}&date={day}")
            self.assertIn("YYYY-MM-DD", response.text)
        for day in ("1970-01-01", "2199-12-31"):
            response = self._open(f"/credit_collection/overdue.xlsx?profiles={self.profile.id}&date={day}")
            self.assertEqual(response.status_code, 200, day)

    def test_payment_link(self):
        self.authenticate(None, None)
        for token in (*TOKENS, *NUMBERS):
            self._check_refused(f"/credit/pay/{token}")
        path = self._run().sudo()._get_payment_path()
        for currency in (*NUMBERS, *TOKENS):
            self.assertEqual(self._open(f"{path}?currency={currency}").status_code, 200, currency)

    def test_payment(self):
        path = self._run().sudo()._get_payment_path()
        self.authenticate(None, None)
        good = {"provider_id": self.provider.id, "payment_method_id": self.payment_method_id, "token_id": None,
                "flow": "direct", "tokenization_requested": False, "landing_route": path}
        route = f"{path}/transaction/{self.company.currency_id.id}"
        for name in ("provider_id", "payment_method_id", "token_id"):
            for value in (10**27, -1, 1.5, "x", "\x00", [1]):
                with (self.subTest(name=name, value=value), mute_logger("odoo.http"),
                      self.assertRaisesRegex(JsonRpcException, "does not exist|ValidationError")):
                    self.make_jsonrpc_request(route, {**good, name: value})
        for amount in (10**27, "NaN", -1, None):
            processing = self.make_jsonrpc_request(route, {**good, "amount": amount})
            self.assertEqual(self._get_tx(processing["reference"]).amount, 1250, amount)
            self._get_tx(processing["reference"])._set_canceled()

    def test_promise(self):
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "instalment_ids": [(0, 0, {"date": self._days(5), "amount": 100})]})
        token = promise._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        for number in (*NUMBERS, "0"):
            self.assertLess(self._open(f"/my/promises/{number}?access_token={token}").status_code, 500, number)
        for wrong in TOKENS:
            response = self._open(f"/my/promises/{promise.id}?access_token={wrong}")
            self.assertTrue(
                response.status_code in REFUSED or response.headers["Location"].rpartition("/")[2] == "my", wrong)
        self.assertEqual(self._open(f"/my/promises/{promise.id}?access_token={token}").status_code, 200)

    def test_file_in_place_of_a_text(self):
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "instalment_ids": [(0, 0, {"date": self._days(5), "amount": 100})]})
        token = promise._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        page = self._open(f"/my/promises/{promise.id}?access_token={token}")
        form = {"csrf_token": Request.csrf_token(self), "access_token": token, "name": "Ann"}
        self.assertEqual(page.status_code, 200)
        for action in ("accept", "decline"):
            for name in ("name", "reason", "access_token"):
                values = {key: value for key, value in form.items() if key != name}
                with self.subTest(action=action, name=name), mute_logger("odoo.http"):
                    response = self.url_open(
                        f"/my/promises/{promise.id}/{action}", data=values, files={name: ("bomb.txt", b"0" * 1000)},
                        allow_redirects=False)
                    self.assertLess(response.status_code, 500)

    def test_no_address_of_ours_has_a_character_that_cannot_be_stored(self):
        for path in ("/credit_collection/statement/%00.xlsx", "/credit_collection/aging/1%00.xlsx", "/credit/statement/%00/pdf",
                     "/credit/pay/a%00/transaction/1"):
            self._check_refused(path)
