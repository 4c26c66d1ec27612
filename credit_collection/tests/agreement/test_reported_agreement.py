"""Situations that people reported in public about documents that expire and links to sign; the address stands beside each."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AgreementCommon
from .test_credit_file import FileCommon


@tagged("post_install", "-at_install")
class TestPublicReportsOnFiles(FileCommon):

    def _get_tasks(self):
        tasks = self.profile.activity_ids.filtered(lambda task: "outdated" in (task.summary or ""))
        return [task.summary.partition(": ")[2] for task in tasks.sorted("id")]

    def test_only_what_has_become_outdated_is_told_and_once_more_after_it_was_renewed(self):
        # github.com/ChicagoCityscape/website/issues/106
        self.profile.credit_limit = 5000.0
        self._document(self.license, valid_until=self._days(-1))
        self._document(self.accounts, -10, valid_until=self._days(3))
        self._night()
        self._night(self._days(4))
        self.assertEqual(self._get_tasks(), ["License", "Accounts"])
        self._document(self.license, valid_until=self._days(10))
        self._night(self._days(5))
        self._night(self._days(11))
        self.assertEqual(self._get_tasks(), ["License", "Accounts", "License"])

    def test_kind_that_was_archived_is_asked_for_no_more(self):
        # github.com/ulsklyc/yuvomi/pull/1255
        self._document(self.license, valid_until=self._days(1))
        self.license.active = False
        self._night(self._days(2))
        self.assertEqual((self.file.completeness, self._get_tasks()), (100.0, []))

    def test_last_day_of_a_document_counts(self):
        # github.com/grokability/snipe-it/issues/9186
        self._document(self.license, valid_until=self.today)
        self._night()
        self.assertEqual((self.file.completeness, self._get_tasks()), (100.0, []))


@tagged("post_install", "-at_install")
class TestPublicReportsOnLinks(AgreementCommon):

    @mute_logger("odoo.http")
    def test_link_that_was_sent_again_replaces_the_first_one(self):
        # github.com/LibreSign/libresign/pull/2064, github.com/documenso/documenso/pull/1970
        agreement = self._sent()
        first = agreement.sudo()._get_page_path()
        agreement.sudo().access_until = self._days(-1)
        agreement.action_send()
        second = agreement.sudo()._get_page_path()
        self.assertEqual([self._open(path).status_code for path in (first, second)], [404, 200])
        self.assertGreater(agreement.access_until, self.today)
