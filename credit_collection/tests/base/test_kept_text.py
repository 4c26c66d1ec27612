from odoo.tests import tagged
from odoo.tools import LazyTranslate

from ...models.common.kept_text import keep, say
from ..common import FollowupCommon

_lt = LazyTranslate(__name__)


@tagged("post_install", "-at_install")
class TestKeptText(FollowupCommon):
    """Texts that are kept are read in the language of the reader, not in that of who made them, or of the night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def _get_unreachable(self, **context):
        """:return: the follow-up of a customer without address, made by a user whose language is that of ``context``"""
        self.customer.email = False
        self._invoice(1000, -5)
        followup = self.profile.with_context(**context)._run_followups(self.today).filtered(
            lambda record: record.channel == "mail")
        self.assertEqual(followup.state, "failed")
        followup.invalidate_recordset()
        return followup

    def test_failure_of_an_english_night_is_chinese_for_a_chinese_reader(self):
        followup = self._get_unreachable(lang="en_US")
        self.assertIn("has no valid e-mail address", followup.with_context(lang="en_US").error)
        self.assertIn("没有有效的电子邮件地址", followup.with_context(lang="zh_CN").error)
        self.assertIn(self.customer.name, followup.with_context(lang="zh_CN").error)

    def test_failure_of_a_chinese_night_is_english_for_an_english_reader(self):
        followup = self._get_unreachable(lang="zh_CN")
        self.assertIn("has no valid e-mail address", followup.with_context(lang="en_US").error)

    def test_what_a_person_wrote_stays(self):
        followup = self._get_unreachable()
        for text in ("Called, will pay", '{"kept_text": not ours', "100 % certain %(customer)s"):
            with self.subTest(text):
                followup.note = text
                followup.invalidate_recordset()
                self.assertEqual(followup.with_context(lang="zh_CN").note, text)

    def test_statements_past_the_orm_read_it_too(self):
        followup = self._get_unreachable(lang="zh_CN")
        self._pay(followup.line_ids.move_id)
        self.profile._run_followups(self.today)
        followup.invalidate_recordset()
        self.assertEqual(followup.with_context(lang="en_US").note, "Nothing left to collect.")
        self.env.cr.execute("SELECT note FROM credit_followup WHERE id = %s", [followup.id])
        [kept] = self.env.cr.fetchone()
        self.assertEqual(say(followup.with_context(lang="en_US").env, kept), "Nothing left to collect.")
        self.assertRegex(say(followup.with_context(lang="zh_CN").env, kept), "[\u4e00-\u9fff]")

    def test_timeline_reads_it_too(self):
        self._invoice(1000, -5)
        [sent] = self.profile._run_followups(self.today).filtered(lambda record: record.state == "sent")
        sent.note = keep(_lt("Nothing left to collect."))
        self.env.flush_all()
        for lang, words in (("en_US", "^Nothing left to collect.$"), ("zh_CN", "[\u4e00-\u9fff]")):
            entries = self.env["credit.timeline"].with_context(lang=lang).search([("profile_id", "=", self.profile.id)])
            self.assertRegex("".join(filter(None, entries.mapped("text"))), words)
