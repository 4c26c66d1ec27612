"""Case 7.5: documents older than the policy allows block the approval; files say what is missing."""

import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import AgreementCommon


class FileCommon(AgreementCommon):
    """A customer of whom a license is required, and from a limit of 5,000 on accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["credit.file.kind"].sudo().search([]).is_required = False
        Kind = cls.env["credit.file.kind"]
        cls.license = Kind.create({"name": "License", "is_required": True, "company_id": cls.company.id})
        cls.accounts = Kind.create({
            "name": "Accounts", "is_required": True, "company_id": cls.company.id, "min_limit": 5000.0, "valid_months": 12,
            "blocks_approval": True, "max_age_days": 180})
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        cls.file = cls.env["credit.file"].create({"profile_id": cls.profile.id})

    def _document(self, kind, days=0, check=True, **vals):
        document = self.env["credit.file.document"].with_user(self.collector).create({
            "file_id": self.file.id, "kind_id": kind.id, "date": self._days(days), **vals})
        if check:
            document.action_check()
        return document

    def _night(self, day=None):
        self.env["credit.file"]._look_after(self.profile, day or self.today)


@tagged("post_install", "-at_install")
class TestCreditFile(FileCommon):

    def test_complete_is_the_share_of_what_rating_and_limit_require(self):
        self.assertRecordValues(self.file, [{"completeness": 0.0, "missing_ids": self.license.ids, "stale_ids": []}])
        self.profile.credit_limit = 5000.0
        self.file.action_refresh()
        self.assertEqual(self.file.missing_ids, self.license | self.accounts)
        document = self._document(self.license, check=False)
        self.assertEqual(self.file.completeness, 0.0, "nobody has checked it")
        document.action_check()
        self.assertRecordValues(document, [{"checked_by_id": self.collector.id, "checked_on": self.today}])
        self.assertRecordValues(self.file, [{"completeness": 50.0, "missing_ids": self.accounts.ids}])
        self._document(self.accounts, -10)
        self.assertEqual(self.file.completeness, 100.0)

    def test_another_file_is_to_be_checked_again(self):
        document = self._document(self.license)
        document.with_user(self.collector).write({"valid_until": self._days(30)})
        self.assertRecordValues(document, [{"checked_by_id": False, "checked_on": False}])
        self.assertEqual(self.file.completeness, 0.0)
        with self.assertRaises(AccessError):
            document.with_user(self.collector).write({"checked_on": self.today})
        with self.assertRaises(ValidationError):
            document.write({"valid_from": self._days(1), "valid_until": self.today})

    def test_checked_documents_stay(self):
        document = self._document(self.license, content=base64.b64encode(b"License of 2026"))
        with self.assertRaisesRegex(UserError, "Add the new document beside it"):
            document.unlink()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            document.content = base64.b64encode(b"Another license")
        self._document(self.license, check=False).unlink()
        self._check_that_contents_stay(document)
        document.date = self._days(-1)
        self.assertFalse(document.checked_on)
        with self.assertRaisesRegex(UserError, "stays as it is", msg="it was decided by"):
            document.unlink()
        document.with_user(self.manager).unlink()
        self.assertEqual(self.file.completeness, 0.0)

    def _check_that_contents_stay(self, document):
        """The file behind the document cannot be changed, deleted, moved or covered by another one."""
        File = self.env["ir.attachment"].with_user(self.collector)
        place = {"res_model": document._name, "res_field": "content", "res_id": document.id}
        file = File.sudo().search([(name, "=", value) for name, value in place.items()]).sudo(False)
        other = File.create({"name": "other.txt", "raw": b"Another license"})
        for attempt in (
            lambda: file.write({"raw": b"Another license"}), lambda: file.write({"res_field": False}), file.unlink,
            lambda: File.create({"name": "other.txt", "raw": b"Another license", **place}), lambda: other.write(place),
        ):
            with self.assertRaisesRegex(UserError, "evidence|belongs to a document"), self.env.cr.savepoint():
                attempt()
        document.invalidate_recordset()
        self.assertEqual(base64.b64decode(document.content), b"License of 2026")

    def test_outdated_is_a_task_once(self):
        self._document(self.license, valid_until=self._days(-1))
        self._night()
        self.assertRecordValues(self.file, [{"completeness": 0.0, "stale_ids": self.license.ids, "missing_ids": []}])
        tasks = self.profile.activity_ids.filtered(lambda task: "Documents outdated: License" in (task.summary or ""))
        self.assertEqual(tasks.user_id, self.collector)
        self._night()
        self.assertEqual(len(self.profile.activity_ids.filtered(lambda task: "outdated" in (task.summary or ""))), 1)
        self._document(self.license)
        self._night()
        self.assertRecordValues(self.file, [{"completeness": 100.0, "told_ids": []}])

    def test_night_makes_the_files_of_those_who_lack_something(self):
        self.other_profile.write({"limit_mode": "limited", "credit_limit": 10.0})
        File = self.env["credit.file"]
        self.assertFalse(File.search([("profile_id", "=", self.other_profile.id)]))
        File._look_after(self.profile | self.other_profile, self.today)
        self.assertEqual(File.search([("profile_id", "=", self.other_profile.id)]).missing_ids, self.license)
        self.assertTrue(File._get_required_domain().is_true() or File._get_required_domain())
        self.env["credit.file.kind"].search([]).is_required = False
        self.assertTrue(File._get_required_domain().is_false(), "nothing is required, nothing is done")

    def test_the_same_queries_for_many_customers(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}", "is_company": True} for number in range(20)])
        profiles = partners._get_credit_profiles()
        File = self.env["credit.file"]

        def count(profiles):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            File._judge(profiles, self.today)
            return self.env.cr.sql_log_count - before

        count(profiles)  # rights are read once
        self.assertEqual(count(profiles), count(profiles[:2]))

    def test_accepted_agreement_counts_as_document(self):
        self.license.is_agreement = True
        self._accepted()
        self.file.action_refresh()
        self.assertEqual(self.file.completeness, 100.0)

    def test_documents_too_old_block_the_approval(self):
        review = self.env["credit.review"].with_user(self.collector).create({
            "profile_id": self.profile.id, "proposed_limit_mode": "limited", "proposed_credit_limit": 8000.0})
        review.action_submit()
        review = review.with_user(self.manager)
        document = self._document(self.accounts, -181)
        with self.assertRaisesRegex(UserError, "Accounts"):
            review.action_approve()
        self.assertEqual(self.profile.credit_limit, 1000.0)
        document.with_user(self.collector).date = self._days(-180)
        with self.assertRaises(UserError, msg="not checked"):
            review.action_approve()
        document.with_user(self.collector).action_check()
        review.action_approve()
        self.assertEqual(self.profile.credit_limit, 8000.0)

    def test_less_credit_needs_no_documents(self):
        self.profile.credit_limit = 9000.0
        review = self.env["credit.review"].with_user(self.collector).create({
            "profile_id": self.profile.id, "proposed_limit_mode": "limited", "proposed_credit_limit": 8000.0})
        review.action_submit()
        review.with_user(self.manager).action_approve()
        self.assertEqual(self.profile.credit_limit, 8000.0)

    def test_orders_wait_for_the_documents_where_the_rating_says_so(self):
        rating = self.env["credit.rating"].create({
            "code": "F", "name": "With documents", "hold_term": False, "hold_credit_file": True})
        self.profile.write({"rating_id": rating.id, "limit_mode": "unlimited"})
        self.accounts.is_required = False
        self.file.action_refresh()
        order = self._order(100)
        order.action_confirm()
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("code"), ["credit_file"])
        self._document(self.license)
        order = self._order(100)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_documents_of_an_application_go_into_the_file(self):
        application = self.env["credit.application"].with_user(self.collector).create({
            "partner_id": self.customer.id, "requested_limit": 100.0, "attachment_ids": [(0, 0, {
                "name": "license.pdf", "raw": b"%PDF-1.4"})]})
        self.assertEqual(application.attachment_ids.res_id, application.id)
        application.action_submit()
        application.action_assess()
        self.assertRecordValues(self.file.document_ids, [
            {"file_name": "license.pdf", "kind_id": False, "checked_on": False}])
        with self.assertRaises(UserError):
            self.file.document_ids.with_user(self.collector).action_check()

    def test_files_of_other_companies_are_closed(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self._user("viewer")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for record in (self.file, self._document(self.license)):
            self.assertFalse(record.with_user(user).has_access("read"))
