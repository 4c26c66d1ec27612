import io
import re

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import PoFileReader

from .common import CreditCommon

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Technical words and units that read the same in Chinese.
SAME_IN_CHINESE = re.compile(r"ID|OK|PDF|XLSX|move_id|object\.\w+(\(\))?|(%\(\w+\)s|[ –:→,])+|[\d–]+")


@tagged("post_install", "-at_install")
class TestChinese(CreditCommon):
    """A Chinese user and a Chinese customer meet no English word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        # Our own add-ons put menus and fields beside those of this one.
        ours = cls.env["ir.module.module"].search([("name", "=like", "credit_collection%"), ("state", "=", "installed")])
        ours._load_module_terms(["account", "sale", *ours.mapped("name")], ["zh_CN"])
        cls.customer.lang = "zh_CN"
        cls.chinese_manager = new_test_user(
            cls.env, "chinese_manager", "credit_collection.credit_collection_group_manager",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)], lang="zh_CN")
        cls.zh_env = cls.env(user=cls.chinese_manager, context={
            "lang": "zh_CN", "allowed_company_ids": cls.company.ids})

    def assertChinese(self, text, msg=None):
        self.assertTrue(text and CHINESE.search(text), msg or f"not Chinese: {text!r}")

    def test_catalogue_is_complete(self):
        entries = 0
        with open(file_path("credit_collection/i18n/zh_CN.po"), "rb") as catalogue:
            for row in PoFileReader(catalogue):
                entries += 1
                self.assertTrue(row["value"], f"not translated: {row['src']!r}")
                self.assertNotIn("fuzzy", row["comments"] or "", f"not certain: {row['src']!r}")
                if not SAME_IN_CHINESE.fullmatch(row["src"]):
                    self.assertChinese(row["value"])
        self.assertGreater(entries, 800)

    def test_labels_that_are_worked_out_are_chinese(self):
        """Sent, Failed, Go on: fields that have the choices of another field showed them as they are in the code."""
        seen = 0
        for name in filter(lambda name: name.startswith("credit."), self.env.registry):
            for field in self.env[name]._fields.values():
                is_worked_out = field.type == "selection" and not isinstance(field.selection, list)
                if is_worked_out and not field.related and "lang" not in field.name:
                    seen += 1
                    for _value, label in field._description_selection(self.zh_env):
                        self.assertChinese(label, f"{field}: {label!r}")
        self.assertGreater(seen, 8)

    def test_chinese_customer_gets_a_chinese_letter(self):
        self._invoice(1000, -5)
        followup = self.profile._run_followups(self.today).filtered(lambda record: record.channel == "mail")
        self.assertEqual(followup.state, "sent")
        self.assertIn("付款提醒", followup.subject)
        self.assertIn("尊敬的", followup.body)
        for heading in ("单据", "日期", "到期日", "逾期天数", "金额", "未结", "应付合计", "付款时请注明单据编号"):
            self.assertIn(heading, followup.body)
        for english in ("Dear", "Days overdue", "Total to pay", "Kind regards", "View your account"):
            self.assertNotIn(english, followup.body)

    def test_letters_of_all_levels_are_chinese(self):
        plan = self.env.ref("credit_collection.credit_followup_plan_default").with_context(lang="zh_CN")
        for level in plan.level_ids:
            self.assertChinese(level.name)
            self.assertChinese(level.subject)
            self.assertChinese(level.body)

    def test_other_customers_get_their_own_language(self):
        self.customer.lang = "en_US"
        self._invoice(1000, -5)
        followup = self.profile.with_env(self.zh_env).sudo()._run_followups(self.today)
        self.assertIn("Days overdue", followup.filtered(lambda record: record.channel == "mail").body)

    def test_call_is_scheduled_in_the_language_of_the_collector(self):
        self.profile.collector_id = self.chinese_manager
        self._invoice(1000, -12)
        for days in (0, 6):
            self.profile._run_followups(self._days(days))
        call = self.profile.followup_ids.filtered(lambda record: record.channel == "call").activity_id
        self.assertEqual(call.user_id, self.chinese_manager)
        self.assertEqual(call.summary, "第二次催款")
        self.assertIn("逾期", call.note)

    def test_hold_is_explained_in_the_language_of_the_reader(self):
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        order = self._order(1000)
        order.action_confirm()
        self.assertEqual(order.credit_state, "held")
        self.assertIn("Over the credit limit", order.credit_explanation)
        hold = order.credit_hold_id.with_env(self.zh_env)
        self.assertIn("超出信用额度", hold.explanation)
        self.assertEqual(hold.reason_ids.mapped("name"), ["超出额度"])
        self.assertIn("超出信用额度", order.with_env(self.zh_env).sudo().credit_explanation)

    def test_decision_reaches_people_in_their_language(self):
        salesperson = new_test_user(
            self.env, "chinese_salesperson", "sales_team.group_sale_salesman",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)], lang="zh_CN")
        self.company.credit_manager_id = self.chinese_manager
        self.profile.write({"limit_mode": "limited", "credit_limit": 100})
        order = self._order(1000)
        order.user_id = salesperson
        order.action_confirm()
        hold = order.credit_hold_id
        self.assertIn("超出信用额度", hold.activity_ids.summary)
        hold._release("Reliable customer")
        told = order.activity_ids.filtered(lambda activity: activity.user_id == salesperson)
        self.assertEqual(told.summary, "信用已放行：可以确认订单。 Reliable customer")

    def test_broken_promise_reaches_the_collector_in_his_language(self):
        self.profile.collector_id = self.chinese_manager
        lines = self._invoice(1000, -5).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        promise = self.env["credit.promise"].create({
            "profile_id": self.profile.id, "line_ids": [Command.set(lines.ids)],
            "instalment_ids": [Command.create({"date": self.today, "amount": 1000})],
        })
        promise.action_open()
        promise._settle(self._days(60))
        self.assertEqual(promise.state, "broken")
        self.assertIn("付款承诺未兑现", promise.activity_id.summary)

    def test_review_names_its_criteria_in_the_language_of_the_reader(self):
        self._pay(self._invoice(1000, -5))
        review = self.profile.action_request_review()
        review = self.env["credit.review"].browse(review["res_id"])
        self.assertIn("Average days late", review.line_ids.mapped("display_name"))
        review = review.with_env(self.zh_env)
        self.assertIn("平均逾期天数", review.line_ids.mapped("display_name"))
        self.assertChinese(review.explanation)
        self.assertChinese(review.display_name)

    def test_workbook_is_chinese(self):
        self._invoice(1000, -5)
        content = self.zh_env["credit.overdue.workbook"]._generate(self.profile.with_env(self.zh_env), self.today)
        book = load_workbook(io.BytesIO(content))
        shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
        for title in shown:
            self.assertChinese(title)
        tables = ["客户", "款项明细", "催收记录", "付款承诺"]
        self.assertLessEqual(set(tables), set(shown))
        for sheet in map(book.__getitem__, tables):
            header_row = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
            headings = [
                cell.value for cell in sheet[header_row] if not sheet.column_dimensions[cell.column_letter].hidden]
            self.assertEqual(headings[0], "客户")
            self.assertEqual(len(headings), len(set(headings)), "two columns of a sheet have the same heading")
            for heading in headings:
                self.assertChinese(heading)

    def test_shipped_payment_schedules_are_chinese(self):
        for name in ("30_60_10", "50_50"):
            schedule = self.zh_env.ref(f"credit_collection.credit_payment_schedule_{name}")
            self.assertChinese(schedule.name)
            for line in schedule.line_ids:
                self.assertChinese(line.name, f"{schedule.name}: {line.share}")

    def test_refusal_names_the_document_in_the_language_of_the_reader(self):
        with self.assertRaises(AccessError) as refused:
            self.env["credit.promise"].with_user(self.chinese_manager).with_context(lang="zh_CN").create(
                {"profile_id": self.profile.id, "state": "kept"})
        self.assertIn("（付款承诺）", str(refused.exception))

    def test_screens_are_chinese(self):
        for model in ("credit.profile", "credit.hold", "credit.followup", "credit.promise", "credit.dispute", "credit.review"):
            fields_by_name = self.zh_env[model].fields_get(attributes=["string", "selection"])
            for name in ("state", "profile_id", "company_id", "limit_mode"):
                if name in fields_by_name:
                    self.assertChinese(fields_by_name[name]["string"], f"{model}.{name}")
                    for _value, label in fields_by_name[name].get("selection", ()):
                        self.assertChinese(label, f"{model}.{name}: {label}")
        for menu in self.zh_env.ref("credit_collection.credit_collection_menu_root").sudo().search(
                [("id", "child_of", self.env.ref("credit_collection.credit_collection_menu_root").id)]):
            self.assertChinese(menu.name)
