"""Receivers at the edges: the second, the byte, the status, the address."""

import json
import socket
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import deadline, post
from ..tools.addresses import AddressError, is_permitted, parse, read_hosts
from ..tools.formats import Event, read_error, read_text, write_body, write_request
from ..tools.outcomes import Outcome, get_delay, get_difference, judge
from ..tools.post import Answer
from ..tools.signatures import check_call, sign, sign_call, sign_dingtalk

NOW = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
EVENT = Event("u", "promise_made", "12:00", "催款")


@tagged("post_install", "-at_install")
class TestToolsOutcomes(BaseCase):

    def test_next_tries_wait_twice_as_long_up_to_six_hours(self):
        for tries, draw, wait, seconds in (
            (0, 0.5, 0, 60), (1, 0.5, 0, 60), (2, 0.5, 0, 120), (3, 0.5, 0, 240), (9, 0.5, 0, 15360), (10, 0.5, 0, 21600),
            (50, 0.5, 0, 21600), (1, 0, 0, 45), (1, 1, 0, 75), (1, 0.5, 10, 60), (1, 0.5, 100, 100), (1, 0.5, 99999, 21600),
        ):
            with self.subTest(tries=tries, draw=draw, wait=wait):
                self.assertEqual(get_delay(tries, draw, wait), seconds)
        self.assertEqual(get_delay(1, 0.0), 45)

    def test_clocks_differ_from_five_minutes_on(self):
        for seconds, minutes in ((0, 0), (300, 0), (301, 5), (600, 10), (-300, 0), (-600, -10), (3600, 60)):
            header = (NOW - timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
            with self.subTest(seconds=seconds):
                self.assertEqual(get_difference(header, NOW), minutes)
        for header in (None, "", "soon"):
            self.assertEqual(get_difference(header, NOW), 0)

    def _judge(self, status, body=b"", kind="generic", **headers):
        return judge(kind, Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, 0.1), NOW)

    def test_statuses_at_their_bounds(self):
        for status, result, code in (
            (299, "taken", ""), (300, "refused", "redirect"), (399, "refused", "redirect"), (400, "refused", "status"),
            (199, "again", "status"), (499, "refused", "status"), (500, "again", "status"),
        ):
            with self.subTest(status):
                self.assertEqual(self._judge(status)[:2], (result, code))
        self.assertEqual(Outcome("taken"), ("taken", "", "", 0, "", 0.0, 0, 0))

    def test_what_is_told_is_cut_after_200_characters(self):
        robot = json.dumps({"errcode": 40001, "errmsg": "x" * 300}).encode()
        for name, outcome, detail in (
            ("body", self._judge(404, b"x" * 300), "x" * 200), ("place", self._judge(302, location="y" * 300), "y" * 200),
            ("robot", self._judge(200, robot, "wecom"), f"40001 {'x' * 194}"),
        ):
            with self.subTest(name):
                self.assertEqual((outcome.detail, outcome.minutes), (detail, 0))

    def test_codes_of_whatsapp_that_are_no_last_word(self):
        busy = {1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004}
        for code in busy | {code + 1 for code in busy} | {code - 1 for code in busy if code > 1}:
            answer = json.dumps({"error": {"code": code, "message": "no"}}).encode()
            with self.subTest(code):
                self.assertEqual(self._judge(400, answer, "whatsapp").result, "again" if code in busy else "refused")
        self.assertEqual(read_error("whatsapp", b'{"error":{"code":100,"message":"no"}}'), (100, "no"))

    def test_seconds_that_a_receiver_asks_for(self):
        later = f"{NOW + timedelta(minutes=2):%a, %d %b %Y %H:%M:%S GMT}"
        for text, wait in (
            ("120", 120), ("999999", 999999), ("1000000", 0), ("soon", 0), ("-5", 0), ("", 0), (later, 120),
            ("Fri, 31 Dec 1999 23:59:59 GMT", 0), ("Fri, 31 Dec 1999 23:59:59 -0000", 0), ("Fri, 99 Dec 2099 23:59:59 GMT", 0),
        ):
            with self.subTest(text):
                self.assertEqual(self._judge(503, retry_after=text).wait, wait)


@tagged("post_install", "-at_install")
class TestToolsFormats(BaseCase):

    def test_longest_text_of_a_robot(self):
        for kind, longest in (("wecom", 2048), ("dingtalk", 16000)):
            for length, end in ((longest, "x"), (longest + 1, "…")):
                text = json.loads(write_body(kind, EVENT._replace(text="x" * length)))["text"]["content"]
                with self.subTest(kind, length=length):
                    self.assertEqual((len(text.encode()), text[-1]), (longest, end))

    def test_bodies(self):
        self.assertIn("催款", write_body("generic", EVENT), "letters stay readable")
        self.assertEqual(
            json.loads(write_body("generic", EVENT._replace(data={"amount": 5}))),
            {"id": "u", "event": "promise_made", "time": "12:00", "text": "催款", "amount": 5})
        self.assertIs(json.loads(write_body("dingtalk", EVENT))["at"]["isAtAll"], False)
        self.assertIs(json.loads(write_body("whatsapp", EVENT._replace(to="+1")))["text"]["preview_url"], False)

    def test_headers_and_addresses_of_a_try(self):
        for kind, secret, headers in (
            ("generic", "", {"X-Credit-Timestamp": "5"}),
            ("generic", "key", {"X-Credit-Timestamp": "5", "X-Credit-Signature": sign("key", 5, b"{}")}),
            ("whatsapp", "", {"Idempotency-Key": "u"}),
            ("whatsapp", "key", {"Idempotency-Key": "u", "Authorization": "Bearer key"}),
            ("wecom", "key", {}), ("dingtalk", "", {}),
        ):
            with self.subTest(kind, secret=secret):
                self.assertEqual(
                    write_request(kind, "https://a/b", secret, "u", b"{}", 5),
                    ("https://a/b", {"X-Credit-Event-Id": "u", **headers}))
        for url, joint in (("https://a/b", "?"), ("https://a/b?token=1", "&")):
            self.assertEqual(
                write_request("dingtalk", url, "key", "u", b"{}", 5)[0],
                f"{url}{joint}timestamp=5&sign={sign_dingtalk('key', 5)}")

    def test_answers_of_robots_and_texts(self):
        self.assertEqual(read_error("wecom", b'{"errcode":1,"errmsg":"no"}'), (1, "no"))
        self.assertEqual(read_error("wecom", b'{"errcode":1}'), (1, ""))
        self.assertEqual(read_text(b"x" * 600), "x" * 500)
        self.assertEqual(read_text(b" " * 1990 + b"x" * 100), "x" * 10, "2,000 bytes are looked at")

    def test_calls_count_for_five_minutes(self):
        now = 100_000_000_000_000
        for stamp, clock, reason in (
            (now, now + 300_000, None), (now, now + 300_001, "time"), (now, now - 300_000, None), (now, now - 300_001, "time"),
            (now * 10, now * 10, "time"),
        ):
            with self.subTest(stamp=stamp, clock=clock):
                self.assertEqual(check_call("key", str(stamp), sign_call("key", stamp, b"{}"), b"{}", clock), reason)


@tagged("post_install", "-at_install")
class TestToolsAddresses(BaseCase):

    def test_ports(self):
        for url, port, netloc in (
            ("https://a.example.com", 443, "a.example.com"), ("http://a.example.com", 80, "a.example.com"),
            ("https://a.example.com:443/", 443, "a.example.com"), ("https://a.example.com:1/", 1, "a.example.com:1"),
            ("https://[::1]:8443/", 8443, "[::1]:8443"),
        ):
            with self.subTest(url):
                self.assertEqual(parse(url)[2:4], (port, netloc))

    def test_what_is_no_address(self):
        for url in (
            "https://é.example.com/", "https://a.example.com/\x7f", "https://a.example.com/a b", "ftp://a.example.com/",
            "https:///x", "https://u@a.example.com/", "https://a.example.com:0/", "https://a.example.com:99999/",
        ):
            with self.subTest(url), self.assertRaises(AddressError) as caught:
                parse(url + "x" * 200)
            self.assertEqual((caught.exception.code, len(caught.exception.detail)), ("bad_address", 100))

    def test_what_is_no_host(self):
        for line in ("a.example.com/x", "a.example.com?x", "a.example.com#x", "u@a.example.com", "-a", "a.example.com:x"):
            with self.subTest(line), self.assertRaises(AddressError):
                read_hosts(line)
        self.assertEqual(read_hosts("A.example.com\n\n b:8 "), {("a.example.com", None), ("b", 8)})

    def test_addresses_of_version_4_within_those_of_version_6(self):
        for address, expected in (
            ("64:ff9b::5db8:d822", True), ("2001:0:4136:e378:8000:63bf:f5ff:fffe", False),
            ("2001:0:4136:e378:8000:63bf:a247:27dd", True),
        ):
            self.assertIs(bool(is_permitted(address)), expected, address)


@tagged("post_install", "-at_install")
class TestToolsDeadline(BaseCase):

    def test_seconds_left(self):
        with patch.object(deadline.time, "monotonic", lambda: 100.0):
            for until, rest in ((110.0, 10.0), (100.5, 0.5)):
                self.assertEqual(deadline.get_rest(until), rest)
            for until in (100.0, 99.0):
                with self.assertRaises(TimeoutError):
                    deadline.get_rest(until)

    def test_addresses_share_the_time_that_is_left(self):
        asked = []

        def connect(place, timeout):
            asked.append((place, timeout))
            if place[0] != "c":
                raise OSError(place[0])
            return place

        with patch.object(deadline.time, "monotonic", lambda: 100.0), patch.object(socket, "create_connection", connect):
            self.assertEqual(post._connect(["a", "b", "c"], 443, 112.0), ("c", 443))
            self.assertEqual([seconds for _place, seconds in asked], [4.0, 6.0, 12.0])
            with self.assertRaisesRegex(OSError, "b"):
                post._connect(["a", "b"], 443, 112.0)

    def test_what_the_network_says_is_told(self):
        hosts = read_hosts("127.0.0.1")
        for error, detail in (
            (ConnectionRefusedError(111, "Connection refused"), "Connection refused"), (OSError("x" * 300), "x" * 200),
        ):
            with self.subTest(detail=detail), patch.object(socket, "create_connection", side_effect=error):
                with self.assertRaises(post.PostError) as caught:
                    post.post("http://127.0.0.1:9/x", b"{}", {}, hosts, 2)
                self.assertEqual((caught.exception.code, caught.exception.detail), ("connection", detail))
