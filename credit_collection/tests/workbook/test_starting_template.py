"""A company that lives in Excel brings ratings, limits, terms, collectors, promises and remarks."""

import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import RoundTripCommon


class TemplateCommon(RoundTripCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")
        cls.term = cls.env["account.payment.term"].create({"name": "Net 45", "company_id": cls.company.id})
        cls.rating = cls.env["credit.rating"].search([("code", "=", "B")], limit=1)

    def _template(self, user=None):
        self._refresh()
        Workbook = self.env["credit.overdue.workbook"].with_user(user or self.manager)
        return load_workbook(io.BytesIO(Workbook._download_template()))


@tagged("post_install", "-at_install")
class TestStartingTemplate(TemplateCommon):

    def test_all_comes_in_through_one_door(self):
        self._invoice(100, -20)
        book = self._template()
        self._set(book, {
            "Rating": self.rating.display_name, "Limit Type": "Limited", "Credit Limit": 5000, "Payment Terms": "Net 45",
            "Owner": self.collector.name, "Expected Payment": self._days(5), "Expected Amount": 80, "Remark": "Since 1998"})
        wizard = self._import(book, self.manager)
        self.assertEqual(self._states(wizard)[self.customer.name], "change", wizard.line_ids.mapped("message"))
        wizard.action_apply()
        self.assertRecordValues(self.profile, [{
            "rating_id": self.rating.id, "limit_mode": "limited", "credit_limit": 5000, "payment_term_id": self.term.id,
            "collector_id": self.collector.id, "open_promise_amount": 80}])
        self.assertIn("Since 1998", self.profile.note)
        again = self._import(book, self.manager)
        self.assertEqual(set(again.line_ids.mapped("state")), {"same"}, again.line_ids.mapped("message"))

    def test_customers_who_have_not_bought_yet_are_there(self):
        self.env["res.partner"].create([
            {"name": "New Customer", "customer_rank": 1}, {"name": "A Supplier", "supplier_rank": 1}])
        sheet = self._template()["Customers"]
        names = {cell.value for cell in sheet["A"]}
        self.assertIn("New Customer", names)
        self.assertNotIn("A Supplier", names)

    def test_total_is_that_of_the_ledger(self):
        self._pay(self._invoice(100, -20), 30)
        self._invoice(25, 5, move_type="out_refund")
        self.env.flush_all()
        content = self.env["credit.overdue.workbook"].with_user(self.manager)._download_template()
        sheet = load_workbook(io.BytesIO(content), data_only=True)["Customers"]
        total = sheet.cell(4, self._column(sheet, "Open Amount")).value
        ledger = sum(self.env["credit.open.item.report"].search([("company_id", "=", self.company.id)]).mapped("residual"))
        self.assertAlmostEqual(total, ledger)

    def test_limit_above_the_tier_waits_for_approval(self):
        self.env["credit.approval.tier"].create({
            "name": "Small", "company_id": self.company.id, "user_ids": [Command.set(self.manager.ids)], "max_amount": 1000})
        self.profile.sudo().write({"limit_mode": "limited", "credit_limit": 500})
        self._invoice(100, -20)
        book = self._template()
        self._set(book, {"Credit Limit": 5000})
        wizard = self._import(book, self.manager)
        line = wizard.line_ids.filtered(lambda line: line.profile_id == self.profile)
        self.assertEqual(line.state, "change")
        self.assertIn("waits for an approval", line.message)
        self.assertFalse(self.profile.review_ids, "a check changes nothing")
        wizard.action_apply()
        self.assertNotEqual(self.profile.credit_limit, 5000)
        self.assertEqual(self.profile.review_ids.state, "submitted")
        self.assertIn("5,000.00", self.profile.review_ids.proposed_limit)

    def test_promise_above_what_the_user_may_grant_waits_for_approval(self):
        """The check said nothing of it: the promise was expected to run as soon as the file was in."""
        self.company.write({"credit_promise_approval_days": 3})
        self._invoice(100, -20)
        book = self._export()
        self._set(book, {"Expected Payment": self._days(20)})
        wizard = self._import(book)
        line = self._line(wizard)
        self.assertEqual(line.state, "change", line.message)
        self.assertIn("above what you may grant", line.message)
        self.assertFalse(self.profile.promise_ids, "a check changes nothing")
        wizard.action_apply()
        self.assertEqual(self.profile.promise_ids.state, "to_approve")

    def test_collectors_bring_no_limits(self):
        self._invoice(100, -20)
        book = self._template(self.collector)
        self._set(book, {"Credit Limit": 5000})
        line = self._import(book).line_ids.filtered(lambda line: line.profile_id == self.profile)
        self.assertEqual(line.state, "error")
        self.assertIn("Only credit managers change ratings, limits", line.message)

    def test_type_and_amount_contradict_each_other(self):
        self._invoice(100, -20)
        for values, text in (
                ({"Limit Type": "No credit", "Credit Limit": 10}, "does not go with"),
                ({"Credit Limit": -10}, "cannot be negative"), ({"Limit Type": None}, "choose a limit type"),
                ({"Payment Terms": "Whenever"}, "not known")):
            with self.subTest(values=values):
                book = self._template()
                self._set(book, values)
                line = self._import(book, self.manager).line_ids.filtered(lambda line: line.profile_id == self.profile)
                self.assertEqual(line.state, "error")
                self.assertIn(text, line.message)

    def test_limits_as_people_write_them(self):
        """Empty: as it was; 0: no credit; the word: unlimited; texts in the format of the reader's language, or refused."""
        self._invoice(100, -20)
        self.profile.sudo().write({"limit_mode": "limited", "credit_limit": 500})
        self.env["res.lang"]._activate_lang("de_DE")
        for lang, cell, expected in (
                ("en_US", None, ("limited", 500)), ("en_US", " ", ("limited", 500)), ("en_US", 0, ("no_credit", None)),
                ("en_US", "0", ("no_credit", None)),
                ("en_US", "Unlimited", ("unlimited", None)),
                ("en_US", "不限额", ("unlimited", None)), ("de_DE", "10.000", ("limited", 10000)),
                ("de_DE", "10.000,50", ("limited", 10000.5)), ("en_US", "1,000.00", ("limited", 1000)),
                ("de_DE", "1,000.00", None), ("en_US", "10.000", None), ("en_US", "much", None)):
            with self.subTest(lang=lang, cell=cell):
                self.profile.sudo().write({"limit_mode": "limited", "credit_limit": 500})
                self.manager.lang = "en_US"
                book = self._template()
                self._set(book, {"Credit Limit": cell})
                self.manager.lang = lang
                wizard = self._import(book, self.manager)
                line = wizard.line_ids.filtered(lambda line: line.profile_id == self.profile)
                self.assertEqual(line.state == "error", expected is None, line.message)
                if expected:
                    if line.state == "change":
                        wizard.action_apply()
                    mode, amount = expected
                    self.assertEqual(self.profile.limit_mode, mode)
                    if amount is not None:
                        self.assertEqual(self.profile.credit_limit, amount)

    def test_viewers_get_none(self):
        with self.assertRaises(AccessError):
            self._template(self._user("viewer"))

    def test_many_customers_take_few_queries(self):
        def count(number):
            partners = self.env["res.partner"].create([
                {"name": f"Customer {number} {each}", "customer_rank": 1} for each in range(number)])
            partners._get_credit_profiles()
            self._template()
            before = self.env.cr.sql_log_count
            self._template()
            return self.env.cr.sql_log_count - before

        few = count(1)
        self.assertLessEqual(count(40), few)


@tagged("post_install", "-at_install")
class TestStartingTemplateDownload(TemplateCommon, HttpCase):

    def test_download(self):
        for login, role, status in (("start_collector", "collector", 200), ("start_viewer", "viewer", 403)):
            new_test_user(
                self.env, login, f"credit_collection.credit_collection_group_{role}", company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)])
            self.authenticate(login, login)
            response = self.url_open(f"/credit_collection/starting_template.xlsx?companies={self.company.id}")
            self.assertEqual(response.status_code, status)
        self.assertEqual(self.url_open("/credit_collection/starting_template.xlsx?companies=x").status_code, 400)
