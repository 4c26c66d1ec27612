import ipaddress
import json
import ssl
import tempfile
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo.tests import BaseCase, tagged

from ..tools.addresses import AddressError, is_permitted, parse, read_hosts, resolve
from ..tools.formats import Event, write_body
from ..tools.outcomes import judge
from ..tools.post import Answer, PostError, post
from ..tools.signatures import check_call, sign, sign_call, sign_dingtalk
from .receiver import Receiver


def make_certificate(name):
    """:return: file with a key and a certificate of its own making for the host ``name``"""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    try:
        alternative = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(x509.SubjectAlternativeName([alternative]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256()))
    file = tempfile.NamedTemporaryFile(suffix=".pem")
    file.write(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    file.write(certificate.public_bytes(serialization.Encoding.PEM))
    file.flush()
    return file


@tagged("post_install", "-at_install")
class TestWebhookTools(BaseCase):
    def test_own_network_is_not_called(self):
        for address in (
            "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::",
            "::7f00:1", "64:ff9b:1::7f00:1", "fec0::1",
        ):
            self.assertFalse(is_permitted(address), address)
        for address in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"):
            self.assertTrue(is_permitted(address), address)

    def test_allowed_host_never_means_credentials_of_the_machine(self):
        for address in ("127.0.0.1", "10.0.0.1", "fc00::1", "::1"):
            self.assertTrue(is_permitted(address, listed=True), address)
        for address in ("169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254", "fe80::1", "0.0.0.0", "100.100.100.200"):
            self.assertFalse(is_permitted(address, listed=True), address)
        # github.com/OneUptime/oneuptime/pull/3183, github.com/JSONbored/metagraphed/pull/1533: carried by version 6
        for address in (
            "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "::a9fe:a9fe", "2002:a9fe:a9fe::1",
            "2001:0:a9fe:a9fe:8000:63bf:a247:27dd", "2001:0:4136:e378:8000:63bf:5601:5601",
        ):
            self.assertFalse(is_permitted(address, listed=True), address)

    def _resolve(self, url, addresses, hosts=""):
        rows = [(0, 0, 0, "", (address, 0)) for address in addresses]
        return resolve(parse(url), read_hosts(hosts), lambda *_args, **_kwargs: rows)

    def _refused(self, *args):
        with self.assertRaises(AddressError) as caught:
            self._resolve(*args)
        return caught.exception.code

    def test_addresses_of_a_host_are_checked_all(self):
        self.assertEqual(self._resolve("https://a.example.com/", ["93.184.216.34"]), ["93.184.216.34"])
        self.assertEqual(self._refused("https://a.example.com/", ["93.184.216.34", "10.0.0.1"]), "own_network")
        self.assertEqual(self._refused("https://a.example.com/", []), "unknown_host")
        self.assertEqual(self._refused("http://a.example.com/", ["93.184.216.34"]), "not_https")
        self.assertEqual(self._resolve("http://erp.local:8069/", ["10.0.0.1"], "erp.local"), ["10.0.0.1"])
        self.assertEqual(self._refused("http://erp.local:8070/", ["10.0.0.1"], "erp.local:8069"), "not_https")
        self.assertEqual(self._refused("https://erp.local.example.com/", ["10.0.0.1"], "erp.local"), "own_network")

    def test_numbers_in_disguise_are_looked_up(self):
        for url in ("https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://[::1]/", "https://[::ffff:7f00:1]/"):
            with self.assertRaises(AddressError) as caught:
                resolve(parse(url), set())
            self.assertIn(caught.exception.code, ("own_network", "unknown_host"), url)

    def test_connection_goes_to_the_address_that_was_checked(self):
        receiver, asked = Receiver(), []
        self.addCleanup(receiver.stop)

        def look_up(host, port, **_kwargs):
            # A second look-up would lead elsewhere.
            asked.append(host)
            return [(0, 0, 0, "", ("127.0.0.1" if len(asked) == 1 else "203.0.113.1", port))]

        answer = post(
            f"http://rebind.example.com:{receiver.port}/x", b"{}", {}, read_hosts("rebind.example.com"), 2, look_up=look_up)
        self.assertEqual((answer.status, asked), (200, ["rebind.example.com"]))
        self.assertTrue(0 <= answer.seconds < 60)
        [(path, headers, _body)] = receiver.requests
        self.assertEqual((path, headers["host"]), ("/x", f"rebind.example.com:{receiver.port}"))

    def _post_by_tls(self, name, trusted):
        file = make_certificate(name)
        self.addCleanup(file.close)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name)
        receiver = Receiver(context)
        self.addCleanup(receiver.stop)
        try:
            return post(
                f"https://127.0.0.1:{receiver.port}/x", b"{}", {}, read_hosts("127.0.0.1"), 3,
                make_context=lambda: ssl.create_default_context(cafile=file.name if trusted else None)).status
        except PostError as error:
            self.assertFalse(receiver.requests)
            return error.code

    def test_certificate_must_be_valid_for_the_host(self):
        self.assertEqual(self._post_by_tls("127.0.0.1", trusted=True), 200)
        self.assertEqual(self._post_by_tls("other.example.com", trusted=True), "certificate")
        self.assertEqual(self._post_by_tls("127.0.0.1", trusted=False), "certificate")

    def test_headers_carry_no_second_request(self):
        receiver = Receiver()
        self.addCleanup(receiver.stop)
        with self.assertRaises(PostError):
            post(receiver.url, b"{}", {"Authorization": "Bearer a\r\nX-Evil: 1"}, read_hosts("127.0.0.1"), 2)
        self.assertFalse(receiver.requests)

    def test_answers_that_are_no_last_word(self):
        now = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
        for status, result in (
            (199, "again"), (200, "taken"), (204, "taken"), (299, "taken"), (302, "refused"), (400, "refused"),
            (404, "refused"), (408, "again"), (409, "again"), (410, "refused"), (421, "again"), (422, "refused"),
            (423, "again"), (424, "refused"), (425, "again"), (426, "refused"), (429, "again"), (430, "refused"),
            (499, "refused"), (500, "again"), (503, "again"),
        ):
            with self.subTest(status):
                self.assertEqual(judge("generic", Answer(status, {}, b"", 0.1), now).result, result)
        for code, result in ((0, "taken"), (-1, "again"), (45009, "again"), (45033, "again"), (130101, "again"),
                             (410100, "again"), (310000, "refused"), (40001, "refused")):
            with self.subTest(code):
                answer = Answer(200, {}, json.dumps({"errcode": code, "errmsg": "text"}).encode(), 0.1)
                self.assertEqual(judge("dingtalk", answer, now).result, result)

    def test_answers_that_nobody_can_read_are_tried_again(self):
        now = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
        for body in (
            b"<html>", b"null", b"[" * 60_000, b'{"error":' * 20_000, b'{"errcode": 1e999}', b"\xff\xfe", b'{"errcode": [1]}',
        ):
            for kind, result in (("wecom", "again"), ("dingtalk", "again"), ("whatsapp", "taken"), ("generic", "taken")):
                with self.subTest(body=body[:20], kind=kind):
                    self.assertEqual(judge(kind, Answer(200, {}, body, 0.1), now).result, result)

    def test_refusal_with_another_time_is_one_of_the_clock(self):
        now = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
        headers = {"date": "Wed, 06 May 2026 11:50:00 GMT"}
        refused = json.dumps({"errcode": 310000, "errmsg": "text"}).encode()
        for status, body, code in ((401, b"", "clock"), (403, b"", "clock"), (400, b"", "clock"), (404, b"", "status"),
                                   (200, refused, "clock")):
            with self.subTest(status):
                self.assertEqual(judge("dingtalk", Answer(status, headers, body, 0.1), now).code, code)

    def test_signatures(self):
        # By openssl dgst -sha256 -hmac KEY of «time.body», «callback.time.body» and «time newline key».
        body, now = b'{"id":"1"}', 1700000000000
        self.assertEqual(sign("key", now, body), "sha256=4a448a31ae0b1a3546fa6993bf4103069879578439aaf3491453e8a8785f8bb5")
        # What we sign for others is no call to us.
        self.assertEqual(
            sign_call("key", now, body), "sha256=d9032ce6aaf728d595c9506c47802d876f49c7ac1988ab991a574dbc8b5c2aed")
        self.assertEqual(sign_dingtalk("SECabc", now), "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM%3D")

    def test_calls_are_checked(self):
        now, body = 1_700_000_000_000, b'{"id":"1"}'
        good = sign_call("key", now, body)
        self.assertIsNone(check_call("key", str(now), good, body, now))
        self.assertIsNone(check_call("key", str(now), good, body, now + 299_000))
        for secret, stamp, signature, text, clock, reason in (
            ("", str(now), good, body, now, "unsigned"),
            (False, str(now), good, body, now, "unsigned"),
            ("key", None, good, body, now, "unsigned"),
            ("key", str(now), None, body, now, "unsigned"),
            ("key", "١٢", good, body, now, "unsigned"),
            ("key", str(now), good, body + b" ", now, "signature"),
            ("key", str(now), "sha256=é", body, now, "signature"),
            ("key", str(now + 1), good, body, now, "signature"),
            ("other", str(now), good, body, now, "signature"),
            ("key", str(now), good, body, now + 301_000, "time"),
            ("key", str(now), good, body, now - 301_000, "time"),
        ):
            self.assertEqual(check_call(secret, stamp, signature, text, clock), reason)

    def test_text_of_a_robot_is_cut_between_letters(self):
        body = json.loads(write_body("wecom", Event("u", "promise_made", "t", "催" * 2000)))
        text = body["text"]["content"]
        self.assertLessEqual(len(text.encode()), 2048)
        self.assertTrue(text.endswith("催…"))

    def test_format_of_whatsapp(self):
        event = Event("u", "reminder", "t", "Pay 5", "+12025550143", "en_US", "", (("amount", "5"),))
        body = json.loads(write_body("whatsapp", event))
        self.assertEqual(body["text"]["body"], "Pay 5")
        self.assertEqual((body["to"], body["biz_opaque_callback_data"]), ("12025550143", "u"))
        template = json.loads(write_body("whatsapp", event._replace(template="dunning_1")))["template"]
        self.assertEqual(template["name"], "dunning_1")
        self.assertEqual(template["components"][0]["parameters"], [{"type": "text", "text": "5"}])

