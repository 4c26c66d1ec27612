from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import CreditCommon

ROLE = "credit_collection.credit_collection_group_shared"


@tagged("post_install", "-at_install")
class TestSharedConfiguration(CreditCommon):
    """R19: what governs all companies is changed by a role of its own, whatever way the change takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company()["company"]
        cls.manager = cls._user("manager")
        cls.rating = cls.env["credit.rating"].create({
            "name": "Shared", "code": "SH1"})
        cls.plan = cls.env["credit.followup.plan"].create({
            "name": "Shared Plan", "level_ids": [Command.create({
                "name": "Level", "days_overdue": 5, "subject": "Reminder", "body": "<p>Text</p>"})]})
        cls.rule = cls.env["credit.alert.rule"].search([("company_id", "=", False)], limit=1)
        cls.strategy = cls.env["credit.followup.strategy"].create({"name": "Shared", "plan_id": cls.plan.id})
        cls.reason = cls.env["credit.reason"].search([("kind", "=", "late")], limit=1)
        cls.criterion = cls.env["credit.criterion"].search([("company_id", "=", False)], limit=1)
        cls.schedule = cls.env["credit.payment.schedule"].create({
            "name": "Shared", "line_ids": [Command.create({"share": 100})]})
        cls.portfolio = cls.env["credit.portfolio"].create({"name": "All", "user_ids": cls.env.user.ids, "company_id": False})

    def _shared(self):
        return [
            self.rating, self.plan, self.plan.level_ids, self.rule, self.rule.line_ids[:1], self.strategy, self.reason,
            self.criterion, self.portfolio, self.schedule, self.schedule.line_ids]

    def _check_refused(self, act):
        with self.assertRaisesRegex(AccessError, "Shared Credit Configuration"), self.env.cr.savepoint():
            act()

    def test_manager_of_one_company_changes_nothing_that_all_companies_share(self):
        for record in filter(None, self._shared()):
            record = record.with_user(self.manager)
            name = next(name for name in ("name", "sequence", "threshold") if name in record._fields)
            with self.subTest(model=record._name):
                self.assertTrue(record.has_access("write"), "by the access rights he is a manager")
                self._check_refused(lambda record=record, name=name: record.write({name: record[name]}))
                self._check_refused(record.unlink)

    def test_nothing_that_all_companies_share_is_added(self):
        for model, vals in (
            ("credit.rating", {"name": "New", "code": "NEW"}), ("credit.followup.plan", {"name": "New"}),
            ("credit.reason", {"name": "New", "kind": "late"}), ("credit.portfolio", {"name": "New"}),
        ):
            with self.subTest(model=model):
                self._check_refused(lambda model=model, vals=vals: self.env[model].with_user(self.manager).create(vals))

    def test_neither_lists_of_the_parent_nor_imports_nor_translations_lead_around(self):
        plan, level = self.plan.with_user(self.manager), self.plan.level_ids.with_user(self.manager)
        for command in (
            Command.create({"name": "Other", "days_overdue": 9, "subject": "S", "body": "B"}),
            Command.update(level.id, {"days_overdue": 1}), Command.delete(level.id), Command.clear(),
        ):
            self._check_refused(lambda command=command: plan.write({"level_ids": [command]}))
        self._check_refused(lambda: level.update_field_translations("name", {"en_US": "Changed"}))
        result = self.env["credit.reason"].with_user(self.manager).load(["name", "kind"], [["Imported", "late"]])
        self.assertIn("Shared Credit Configuration", str(result["messages"]))
        self.assertFalse(self.env["credit.reason"].search([("name", "=", "Imported")]))

    def test_what_is_of_one_company_does_not_become_shared(self):
        own = self.env["credit.followup.plan"].with_user(self.manager).create({"name": "Own", "company_id": self.company.id})
        self.assertEqual(own.company_id, self.company)
        own.name = "Changed"
        self._check_refused(lambda: own.write({"company_id": False}))
        level = self.env["credit.followup.level"].with_user(self.manager).create({
            "plan_id": own.id, "name": "Level", "days_overdue": 5, "subject": "S", "body": "B"})
        self._check_refused(lambda: level.write({"plan_id": self.plan.id}))

    def test_role_changes_it_and_the_administrator_has_the_role(self):
        self.manager.group_ids += self.env.ref(ROLE)
        self.rating.with_user(self.manager).name = "Renamed"
        self.assertEqual(self.rating.name, "Renamed")
        self.assertIn(self.env.ref(ROLE), self.env.ref("base.group_system").all_implied_ids)

    def test_drafted_policy_of_a_company_does_not_change_shared_ratings(self):
        change = self.env["credit.policy.change"].with_user(self.manager).create({
            "company_id": self.company.id, "reason": "Stricter"})
        line = change.line_ids.filtered(lambda line: line.rating_id and not line.rating_id.company_id)[:1]
        line.max_overdue_days += 3
        self._check_refused(change.action_apply)

    def test_with_one_company_the_manager_keeps_all_settings(self):
        with patch.object(type(self.rating), "_has_several_companies", lambda self: False):
            self.rating.with_user(self.manager).name = "Renamed"
        self.assertEqual(self.rating.name, "Renamed")
