import re
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import CreditCommon

ADDONS = ("credit_collection", "credit_collection_sms", "credit_collection_snailmail", "credit_collection_stock")
LOS_ANGELES, SHANGHAI = "America/Los_Angeles", "Asia/Shanghai"
SETUP = "2026-06-05 20:00:00"
NINTH = date(2026, 6, 9)
# The 9th in the company: at the edge, where the server and a user on the other side of the world have another day; at noon,
# where everybody has the 9th; and at noon of the next day.
CASES = (
    # 18:00 of the 9th in Los Angeles, 01:00 of the 10th in UTC, 09:00 of the 10th in Shanghai
    (LOS_ANGELES, SHANGHAI, "2026-06-10 01:00:00", "2026-06-09 20:00:00", "2026-06-10 20:00:00"),
    # 06:00 of the 9th in Shanghai, 22:00 of the 8th in UTC, 15:00 of the 8th in Los Angeles
    (SHANGHAI, LOS_ANGELES, "2026-06-08 22:00:00", "2026-06-09 04:00:00", "2026-06-10 04:00:00"),
)
# Jobs that do something else on the 10th than on the 9th with the customers of this test.
JOBS_BY_DAY = {
    "ir_cron_apply_absences", "ir_cron_assign_collectors", "ir_cron_end_decisions", "ir_cron_escalate_disputes",
    "ir_cron_evaluate_alerts", "ir_cron_judge_settlements", "ir_cron_open_due_reviews", "ir_cron_plan_contacts",
    "ir_cron_run_followups", "ir_cron_settle_promises", "ir_cron_update_ranks", "ir_cron_update_scores",
    "ir_cron_warn_of_limit_ends",
}
# Filters that find something else on the 10th.
FILTERS_BY_DAY = {
    ("credit.promise", "due_today"), ("credit.promise", "overdue"), ("credit.promise", "due_week"),
    ("credit.dispute", "due_today"), ("credit.dispute", "overdue"), ("credit.settlement", "due_week"),
    ("credit.hold", "late"), ("credit.hold.exclusion", "in_force"), ("credit.absence", "running"),
    ("credit.absence", "not_over"), ("credit.approval.delegation", "open"), ("account.move.line", "overdue"),
    ("account.move", "overdue"), ("account.move", "due_soon"), ("credit.open.item.report", "overdue"),
    ("credit.profile", "review_due"),
}
# What is compared: nothing that names a new record or a moment.
COMPARED = {"date", "integer", "float", "monetary", "boolean", "selection"}


@tagged("post_install", "-at_install")
class TestClockWalk(CreditCommon):
    """Every screen, filter, default and job of ours goes by the day of the company: whoever looks, and wherever the server
    is, they show and do at the edge of a day what they show and do at its noon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([("id", "!=", cls.company.id)]).resource_calendar_id.tz = "UTC"
        cls.company.resource_calendar_id = cls.company.resource_calendar_id.copy({"tz": LOS_ANGELES})
        cls.company.credit_followup_plan_id = cls.env["credit.followup.plan"].search([], limit=1)
        cls.other = cls.env.user.copy({"login": "clock_other", "company_id": cls.company.id})
        cls.startClassPatcher(freeze_time(SETUP))
        cls.today = date(2026, 6, 5)
        cls.rating = cls.env["credit.rating"].search([], limit=1)
        cls.rating.write({"max_overdue_days": 0, "order_policy": "hold"})
        # Customers for whom something ends on the 8th, the 9th and the 10th.
        for days in (3, 4, 5):
            cls._set_up_customer(cls._days(days))
        cls.env.flush_all()

    @classmethod
    def _set_up_customer(cls, day):
        due = (day - cls.today).days
        partner = cls.env["res.partner"].create({
            "name": f"Customer of {day}", "is_company": True, "email": f"customer{day.day}@example.com"})
        profile = partner._get_credit_profiles()
        profile.write({
            "rating_id": cls.rating.id, "limit_mode": "limited", "credit_limit": 10000, "temporary_limit": 20000,
            "temporary_limit_until": day, "next_review_date": day, "snooze_until": day, "snooze_reason": "Asked for it",
            "collector_id": cls.env.user.id, "own_contact_months": 1})
        profile.sudo().next_contact_date = day
        instalments = [Command.create({"date": day, "amount": 100})]
        cls.env["credit.promise"].create({
            "profile_id": profile.id, "line_ids": cls._items(cls._invoice(100, -20, partner)).ids,
            "instalment_ids": instalments}).action_open()
        cls.env["credit.dispute"].create({
            "move_id": cls._invoice(100, -20, partner).id, "amount": 50, "date_due": day,
            "reason_id": cls.env["credit.reason"].search([("kind", "=", "dispute")], limit=1).id}).action_open()
        cls.env["credit.settlement"].create({
            "profile_id": profile.id, "line_ids": cls._items(cls._invoice(100, -20, partner)).ids,
            "valid_until": day}).action_send()
        cls._invoice(70, due, partner)
        cls._invoice(80, due + 7, partner)
        cls._items(cls._invoice(90, due, partner)).no_followup = True
        cls.env["credit.hold.exclusion"].create({
            "partner_id": partner.id, "reason": "Known", "valid_until": day,
            "rule_ids": cls.env["credit.reason"].search([("kind", "=", "hold"), ("code", "=", "overdue")]).ids})
        cls.env["credit.absence"].create({
            "user_id": cls.other.copy({"login": f"away{day.day}"}).id, "substitute_id": cls.env.user.id,
            "date_from": cls.today, "date_to": day})
        cls.env["credit.approval.delegation"].create({
            "user_id": cls.env.user.id, "delegate_id": cls.other.id, "date_from": cls.today, "date_to": day})
        order = cls._order(50000, partner)
        order.action_confirm()
        cls.env["credit.hold"].sudo().search([("order_id", "=", order.id)]).date = cls._days(due - 2)

    @classmethod
    def _items(cls, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    # Three moments

    def _compare(self, read):
        """:param read: function of nothing that returns ``{key: comparable}``
        :return: keys of what is another on the next day
        """
        changed = set()
        for zone, far, edge, noon, next_day in CASES:
            self.company.resource_calendar_id.tz = zone
            expected, found, later = (
                self._read_at(moment, user_zone, read) for moment, user_zone in ((noon, zone), (edge, far), (next_day, zone)))
            for key, value in expected.items():
                with self.subTest(key, zone=zone):
                    self.assertEqual(found[key], value)
            changed |= {key for key, value in expected.items() if later[key] != value}
        return changed

    def _read_at(self, moment, zone, read):
        self.env.user.tz = zone
        self.env.flush_all()
        with freeze_time(moment), self.env.cr.savepoint() as savepoint:
            self.env.invalidate_all()
            result = read()
            savepoint.rollback()
        self.env.invalidate_all()
        return result

    def _read_rows(self, records, names):
        # What mixins of Odoo say about activities goes by the day of their user.
        names = [name for name in names if records._fields[name].type in COMPARED and not name.startswith(
            ("id", "res_id", "activity_", "my_activity_", "message_"))]
        return sorted(repr(sorted(row.items())) for row in records.read(names, load="") if row.pop("id"))

    # Screens

    def _get_screens(self):
        data = self.env["ir.model.data"].search([("model", "=", "ir.actions.act_window"), ("module", "in", ADDONS)])
        self.assertGreater(len(data), 45)
        return {record.name: self.env["ir.actions.act_window"].browse(record.res_id) for record in data}

    def _read_screens(self):
        return {key: rows for name, action in self._get_screens().items() for key, rows in self._read_screen(name, action)}

    def _read_screen(self, name, action):
        values = {"uid": self.env.uid, "active_id": self.profile.id, "active_ids": self.profile.ids, "active_model": "",
                  "allowed_company_ids": self.company.ids, "context": {}}
        context = safe_eval(action.context or "{}", values)
        Model = self.env[action.res_model].with_context(allowed_company_ids=self.company.ids, **context)
        views = Model.get_views(
            [(False, "list"), (action.search_view_id.id, "search")], {"action_id": action.id, "load_filters": False})
        names = views["models"][action.res_model]["fields"]
        domain = safe_eval(action.domain or "[]", values)
        yield (name, "defaults"), repr([value for key, value in sorted(Model.default_get(list(names)).items())
                                        if Model._fields[key].type in COMPARED])
        yield (action.res_model, name), self._read_rows(Model.search(domain), names)
        for node in etree.fromstring(views["views"]["search"]["arch"]).iter("filter"):
            # Filters of Odoo itself go by the user's day; none of ours may, which ./dev lint checks.
            if node.get("domain") and not re.search("current_date|today", node.get("domain")):
                found = Model.search(domain + safe_eval(node.get("domain"), values))
                yield (action.res_model, node.get("name"), name), sorted(map(str, found.mapped("display_name")))

    def test_every_screen_and_filter_goes_by_the_day_of_the_company(self):
        changed = {key[:2] for key in self._compare(self._read_screens)}
        self.assertEqual(FILTERS_BY_DAY - changed, set(), "by the day of somebody, else this test could not fail")

    # Jobs

    def _get_jobs(self):
        data = self.env["ir.model.data"].search([("model", "=", "ir.cron"), ("module", "in", ADDONS)])
        self.assertGreater(len(data), 15)
        return {record.name: self.env["ir.cron"].sudo().browse(record.res_id) for record in data}

    def _run_job(self, job):
        with patch.object(type(job), "_commit_progress", lambda *_args, **_values: float("inf")):
            job.ir_actions_server_id.with_user(job.user_id).run()
        self.env.flush_all()
        failures = self.env["credit.batch.failure"].sudo().search([])
        self.assertEqual([(failure.job, failure.error) for failure in failures], [])

    def _read_records(self):
        """:return: all that jobs may have written for the customers of this test"""
        result = []
        models = [name for name, Model in self.env.items() if name.startswith("credit.") and Model._auto and not (
            Model._abstract or Model._transient)]
        for name in sorted([*models, "mail.activity"]):
            Model = self.env[name].sudo().with_context(active_test=False)
            domain = [("company_id", "in", [self.company.id, False])] if "company_id" in Model._fields and (
                Model._fields["company_id"].store) else []
            names = [field.name for field in Model._fields.values() if field.store]
            if name == "mail.activity":
                # Its state is that of its user's day in every Odoo.
                domain, names = [("res_model", "like", "credit.")], ["date_deadline", "res_model"]
            result.append((name, self._read_rows(Model.search(domain), names)))
        return result

    def test_every_job_goes_by_the_day_of_the_company(self):
        changed = set()
        for name, job in self._get_jobs().items():
            def read(name=name, job=job):
                self._run_job(job)
                return {(name, model): rows for model, rows in self._read_records()}
            changed |= {job for job, _model in self._compare(read)}
        self.assertEqual(JOBS_BY_DAY - changed, set(), "by the day of somebody, else this test could not fail")

    # Buttons and reports

    def test_the_day_of_the_company_is_the_ninth_at_all_these_moments(self):
        for zone, _far, edge, noon, _next_day in CASES:
            self.company.resource_calendar_id.tz = zone
            for moment in (edge, noon):
                self.assertEqual(self.company._get_credit_today(datetime.fromisoformat(moment)), NINTH)
