"""Situations that people reported in public about messengers and robots; the address stands beside each."""
import json
from datetime import UTC, datetime

from odoo.tests import BaseCase, tagged

from ..tools.formats import Event, get_template_language, write_body
from ..tools.outcomes import judge
from ..tools.post import Answer

EVENT = Event("u", "reminder", "t", "Pay 5", "+12025550143", "en_US", "dunning_1")


@tagged("post_install", "-at_install")
class TestPublicReports(BaseCase):

    def _values(self, *values):
        body = json.loads(write_body("whatsapp", EVENT._replace(parameters=tuple(enumerate(values)))))
        return [parameter["text"] for parameter in body["template"]["components"][0]["parameters"]]

    def _judge(self, status, code, kind="whatsapp"):
        error = {"error": {"message": f"(#{code}) text", "type": "OAuthException", "code": code}}
        return judge(kind, Answer(status, {}, json.dumps(error).encode(), 0.1), datetime(2026, 5, 6, tzinfo=UTC))

    def test_values_of_a_template_are_on_one_line(self):
        # github.com/netflie/whatsapp-cloud-api/issues/201
        self.assertEqual(
            self._values("Sun Ltd\nBranch\tNorth", "USD 1,000.00 +     EUR 5.00", "x" * 2000),
            ["Sun Ltd Branch North", "USD 1,000.00 + EUR 5.00", "x" * 1024])

    def test_languages_of_templates_have_no_region_where_whatsapp_has_none(self):
        # github.com/Neurotech-HQ/heyoo/issues/69, github.com/nyaruka/courier/pull/308
        for code, expected in (
            ("de_DE", "de"), ("fr_FR", "fr"), ("es_CL", "es"), ("es_MX", "es_MX"), ("en_US", "en_US"), ("en_AU", "en"),
            ("pt_BR", "pt_BR"), ("pt_AO", "pt_PT"), ("zh_CN", "zh_CN"), ("zh_TW", "zh_TW"), ("sr@latin", "sr"),
            ("ja_JP", "ja"), ("ar_001", "ar"), ("es_419", "es"),
        ):
            self.assertEqual(get_template_language(code), expected, code)
        body = json.loads(write_body("whatsapp", EVENT._replace(language="de_DE")))
        self.assertEqual(body["template"]["language"], {"code": "de"})

    def test_limit_of_messages_is_waited_for_whatever_its_status(self):
        # github.com/botpress/botpress/pull/14224, github.com/voiceflow-community/example-integration-whatsapp/pull/15
        for code in (4, 80007, 130429, 131056):
            self.assertEqual(self._judge(400, code).result, "again", code)
        # github.com/chatwoot/chatwoot/issues/12179
        self.assertEqual(self._judge(400, 131000).result, "again")
        for code in (100, 131026, 131047, 132001):
            self.assertEqual(self._judge(400, code).result, "refused", code)
        self.assertEqual(self._judge(400, 131056, "generic").result, "refused", "codes of others mean something else")

    def test_error_of_a_gateway_that_answers_200_is_one(self):
        # github.com/shridarpatil/frappe_whatsapp/issues/169
        outcome = self._judge(200, 131047)
        self.assertEqual(outcome.result, "refused")
        self.assertIn("131047", outcome.detail)

    def test_text_too_long_for_the_receiver_is_cut(self):
        # github.com/timonwong/prometheus-webhook-dingtalk/issues/30
        long = EVENT._replace(template="", text="款" * 30_000)
        self.assertEqual(json.loads(write_body("whatsapp", long))["text"]["body"], "款" * 4096)
        for kind, most in (("dingtalk", 20_000), ("wecom", 2048)):
            self.assertLessEqual(len(json.loads(write_body(kind, long))["text"]["content"].encode()), most, kind)

    def test_answer_of_a_proxy_in_place_of_a_robot_is_no_yes(self):
        # github.com/timonwong/prometheus-webhook-dingtalk/issues/25
        for kind in ("dingtalk", "wecom"):
            answer = Answer(200, {}, b"<html>Sign in to continue</html>", 0.1)
            self.assertEqual(judge(kind, answer, datetime(2026, 5, 6, tzinfo=UTC)).result, "again")
