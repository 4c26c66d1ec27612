"""The workbook by e-mail: each recipient with the own customers."""

import base64
import errno
import io
import os
from datetime import date
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...tools.workbook.mail_days import get_latest_day, get_next_day
from ..base.common import CreditCommon
from ..followup.common import RUN_LOGGER


class TestMailDays(BaseCase):

    def test_latest_and_next(self):
        first = date(2026, 1, 31)
        cases = (
            ("daily", date(2026, 2, 5), date(2026, 2, 5), date(2026, 2, 6)),
            ("weekly", date(2026, 2, 13), date(2026, 2, 7), date(2026, 2, 14)),
            ("weekly", date(2026, 2, 14), date(2026, 2, 14), date(2026, 2, 21)),
            ("monthly", date(2026, 2, 27), date(2026, 1, 31), date(2026, 2, 28)),
            ("monthly", date(2026, 4, 30), date(2026, 4, 30), date(2026, 5, 31)),
            ("monthly", date(2026, 1, 30), None, first),
            ("daily", first, first, date(2026, 2, 1)),
            ("weekly", first, first, date(2026, 2, 7)),
        )
        for frequency, today, latest, following in cases:
            with self.subTest(frequency=frequency, today=today):
                self.assertEqual(get_latest_day(first, frequency, today), latest)
                self.assertEqual(get_next_day(first, frequency, latest), following)
        self.assertIsNone(get_latest_day(None, "daily", first))
        self.assertEqual(get_next_day(date(2024, 1, 15), "monthly", date(2026, 1, 15)), date(2026, 2, 15))


@tagged("post_install", "-at_install")
class TestWorkbookSchedule(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager")
        cls.manager.email = "manager@example.com"
        cls.leader, cls.seller, cls.other_seller = (
            new_test_user(
                cls.env, f"workbook_{name}", "sales_team.group_sale_salesman", email=f"{name}@example.com",
                company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])
            for name in ("leader", "seller", "other"))
        cls.team = cls.env["crm.team"].create({
            "name": "North", "user_id": cls.leader.id, "company_id": cls.company.id,
            "member_ids": [Command.set(cls.seller.ids)]})
        cls.other = cls.env["res.partner"].create({"name": "Other Customer", "user_id": cls.other_seller.id})
        cls.customer.user_id = cls.seller
        cls.profile.note = "<p>Private</p>"
        cls._invoice(100, -20)
        cls._invoice(70, -20, partner=cls.other)
        cls.other._get_credit_profiles()

    def _schedule(self, **vals):
        return self.env["credit.workbook.schedule"].with_user(self.manager).create(
            {"name": "Overdue", "company_id": self.company.id, "first_date": self.today, **vals})

    def _send(self):
        """:return: the e-mails, by address of the recipient"""
        self._refresh()
        Mail = self.env["credit.workbook.mail"].sudo()
        Mail.search([("state", "=", "todo")])._send(self.today)
        return {mail.user_id.email: mail for mail in Mail.search([])}

    def _customers(self, mail):
        book = load_workbook(io.BytesIO(mail.mail_id.attachment_ids.raw))
        sheet = book["Customers"]
        header_row = int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1
        headings = [cell.value for cell in sheet[header_row]]
        return {row[0] for row in sheet.iter_rows(min_row=header_row + 1, values_only=True)}, headings

    def test_each_salesperson_gets_the_own_customers(self):
        self._schedule(audience="salesperson").action_send_now()
        mails = self._send()
        self.assertEqual(mails.keys(), {"seller@example.com", "other@example.com"})
        names, headings = self._customers(mails["seller@example.com"])
        self.assertEqual(names, {self.customer.name})
        self.assertEqual(self._customers(mails["other@example.com"])[0], {"Other Customer"})
        self.assertFalse({"Remark", "Rating", "Score"} & set(headings))
        self.assertEqual(mails["seller@example.com"].mail_id.recipient_ids, self.seller.partner_id)
        self.assertIn("1", mails["seller@example.com"].mail_id.body_html)

    def test_leader_gets_the_customers_of_the_team(self):
        self._schedule(audience="team").action_send_now()
        mails = self._send()
        self.assertEqual(self._customers(mails["leader@example.com"])[0], {self.customer.name})

    def test_collector_gets_the_assigned_customers_with_remarks(self):
        collector = self._user("collector")
        collector.email = "collector@example.com"
        self.profile.collector_id = collector
        self._schedule(audience="collector").action_send_now()
        mails = self._send()
        names, headings = self._customers(mails["collector@example.com"])
        self.assertEqual(names, {self.customer.name})
        self.assertIn("Remark", headings)

    def test_manager_gets_all_that_the_rules_show(self):
        self._schedule(user_ids=[Command.set(self.manager.ids)]).action_send_now()
        names, _headings = self._customers(self._send()["manager@example.com"])
        self.assertLessEqual({self.customer.name, "Other Customer"}, names)
        self.env["ir.rule"].create({
            "name": "Not this one", "model_id": self.env["ir.model"]._get_id("credit.profile"),
            "domain_force": f"[('id', '!=', {self.profile.id})]"})
        self.env["credit.workbook.mail"].sudo().search([]).unlink()
        self.env["credit.workbook.schedule"].sudo().search([], limit=1)._queue()
        self.assertNotIn(self.customer.name, self._customers(self._send()["manager@example.com"])[0])

    def test_only_credit_users_are_chosen_for_all_customers(self):
        with self.assertRaisesRegex(ValidationError, "no right in credit and collection"):
            self._schedule(user_ids=[Command.set(self.seller.ids)])
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "workbook_stranger", "credit_collection.credit_collection_group_viewer", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        with self.assertRaisesRegex(ValidationError, "do not work in"):
            self._schedule(user_ids=[Command.set(stranger.ids)])

    def test_days_of_the_schedule(self):
        schedule = self._schedule(user_ids=[Command.set(self.manager.ids)], frequency="weekly", first_date=self._days(-16))
        self.assertEqual(schedule.next_date, self._days(-16))
        schedule.sudo()._prepare(self.today)
        self.assertRecordValues(schedule, [{"last_date": self._days(-2), "next_date": self._days(5)}])
        self.assertEqual(len(schedule.mail_ids), 1, "of several missed days one is sent")

    def test_jobs(self):
        schedule = self._schedule(user_ids=[Command.set(self.manager.ids)], frequency="daily")
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 0):
            for name in ("ir_cron_schedule_workbooks", "ir_cron_send_workbooks", "ir_cron_schedule_workbooks"):
                self.env.ref(f"credit_collection.{name}").sudo().ir_actions_server_id.with_user(self.env.ref(
                    "base.user_root")).run()
        self.assertRecordValues(schedule.mail_ids, [{"state": "sent", "customer_count": 2, "user_id": self.manager.id}])
        self.assertEqual(schedule.next_date, self._days(1))

    def test_nothing_open_and_no_address(self):
        self._pay(self.env["account.move"].search([("partner_id", "=", self.other.id)]))
        self.seller.email = False
        self._schedule(audience="salesperson").action_send_now()
        mails = self._send()
        self.assertEqual({str(email): mail.state for email, mail in mails.items()},
                         {"False": "failed", "other@example.com": "empty"})
        self.assertIn("no e-mail address", mails[False].error)
        self.seller.email = "seller@example.com"
        mails[False].with_user(self.manager).action_retry()
        self.assertEqual(self._send()["seller@example.com"].state, "sent")

    def test_full_disk_stops_no_other_recipient_and_is_tried_again(self):
        Workbook = self.registry["credit.overdue.workbook"]
        generate = Workbook._generate

        def generate_or_fail(workbook, *args, **kwargs):
            if workbook.env.user == self.seller:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return generate(workbook, *args, **kwargs)

        def run():
            with self.enter_registry_test_mode():
                self.env.ref("credit_collection.ir_cron_send_workbooks").method_direct_trigger()
            self._refresh()

        self._schedule(audience="salesperson").action_send_now()
        with patch.object(Workbook, "_generate", generate_or_fail), mute_logger(RUN_LOGGER):
            run()
        mails = {mail.user_id: mail for mail in self.env["credit.workbook.mail"].sudo().search([])}
        self.assertRecordValues(mails[self.other_seller], [{"state": "sent"}])
        failed = mails[self.seller]
        self.assertEqual((failed.state, failed.mail_id.ids), ("failed", []))
        self.assertIn("No space left on device", failed.error)
        failed.with_user(self.manager).action_retry()
        run()
        self.assertEqual((failed.state, len(failed.mail_id)), ("sent", 1))

    def test_download_is_logged_for_the_recipient(self):
        self._schedule(audience="salesperson", team_ids=[Command.set(self.team.ids)]).action_send_now()
        self.assertEqual(self._send().keys(), {"seller@example.com"})
        log = self.env["credit.workbook.download"].sudo().search([("user_id", "=", self.seller.id)])
        self.assertEqual(log.profile_ids, self.profile)

    def test_rights(self):
        collector = self._user("collector")
        with self.assertRaises(AccessError):
            self.env["credit.workbook.schedule"].with_user(collector).create({"name": "x", "audience": "collector"})
        schedule = self._schedule(audience="collector")
        with self.assertRaises(AccessError):
            schedule.with_user(collector).action_send_now()
        with self.assertRaises(AccessError):
            self.env["credit.workbook.mail"].with_user(self.manager).create(
                {"schedule_id": schedule.id, "user_id": self.seller.id})

    def test_file_of_a_salesperson_does_not_come_back(self):
        self._schedule(audience="salesperson").action_send_now()
        content = self._send()["seller@example.com"].mail_id.attachment_ids.raw
        file = base64.b64encode(content)
        with self.assertRaises(AccessError):
            self.env["credit.workbook.import"].with_user(self.seller).create({"file": file})
        wizard = self.env["credit.workbook.import"].with_user(self.manager).create({"file": file})
        with self.assertRaisesRegex(UserError, "hidden key column is missing"):
            wizard.action_check()
