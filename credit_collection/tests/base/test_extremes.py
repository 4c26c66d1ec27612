from unittest.mock import patch

from psycopg2 import Error

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..common import CreditCommon

# Tried in this order until one is accepted: the bound of the field, then what a constraint may allow.
NUMBERS = (1e15, 1e12, 1_000_000, 36500, 1200, 366, 100, 31, 10, 1, 0)


@tagged("post_install", "-at_install")
class TestExtremes(CreditCommon):
    """Whatever settings and documents accept, all jobs run and all screens open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("base.group_system")
        cls.profile.rating_id = cls.env["credit.rating"].search([], limit=1)
        late = cls._invoice(1000, -40)
        cls._pay(cls._invoice(500, -100), date=cls._days(-60))
        cls.env["credit.promise"].create({
            "profile_id": cls.profile.id, "line_ids": late.line_ids.filtered("date_maturity").ids,
            "instalment_ids": [Command.create({"date": cls.today, "amount": 100})]}).action_open()
        cls._order(900).action_confirm()
        cls.env["credit.portfolio"].create({"name": "All", "user_ids": cls.env.user.ids, "company_id": cls.company.id})
        cls.env.flush_all()

    def _get_records(self):
        """:return: the company, the customer, and some records of each model of ours whose values people type"""
        names = sorted(self.registry.descendants(["credit.values.mixin"], "_inherit"))
        models = [
            self.env[name].with_context(active_test=False) for name in names
            if name.startswith("credit.") and name != "credit.profile" and self.env[name]._auto]
        return [self.company, self.profile, *(
            record for model in models if not model._abstract and not model._transient for record in model.search([], limit=3))]

    def _set_extremes(self, side):
        """Write the least (side 0) or the greatest (side 1) value that each field accepts.

        :return: how many fields were written
        """
        count = 0
        for record in self._get_records():
            for name, field in record._fields.items():
                bounds = record._get_bounds(field)
                if bounds and field.store and not field.readonly and not field.related:
                    count += self._set_first_accepted(record, name, self._get_candidates(bounds, side))
        self.env.flush_all()
        return count

    def _get_candidates(self, bounds, side):
        if not isinstance(bounds[side], (int, float)):
            return (bounds[side],)
        sign = 1 if side else -1
        numbers = NUMBERS if side else (*NUMBERS[:-1], 0, *(-number for number in reversed(NUMBERS)))
        return (bounds[side], *(sign * number for number in numbers))

    def _set_first_accepted(self, record, name, candidates):
        for value in candidates:
            value = int(value) if record._fields[name].type == "integer" else value
            try:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    record.write({name: value})
                    self.env.flush_all()
                return 1
            except (ValidationError, UserError, Error):
                continue
        return 0

    def _run_jobs(self):
        crons = self.env["ir.cron"].sudo().search([("code", "like", "model._cron_")])
        ours = [
            cron for xmlid, cron in ((cron.get_external_id()[cron.id], cron) for cron in crons)
            if xmlid.startswith("credit_collection")]
        self.assertGreater(len(ours), 15)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            for cron in ours:
                with self.subTest(job=cron.name):
                    cron.ir_actions_server_id.with_user(cron.user_id).run()
        self.env.flush_all()
        failures = self.env["credit.batch.failure"].sudo().search([])
        self.assertEqual([(failure.job, failure.document, failure.error) for failure in failures], [])

    def _open_screens(self):
        self.env.invalidate_all()
        root = self.env.ref("credit_collection.credit_collection_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id), ("action", "!=", False)])
        actions = {menu.action for menu in menus if menu.action._name == "ir.actions.act_window"}
        self.assertGreater(len(actions), 20)
        for action in actions:
            with self.subTest(screen=action.name):
                self._open_screen(action)

    def _open_screen(self, action):
        context = safe_eval(action.context or "{}", {"uid": self.env.uid, "allowed_company_ids": self.company.ids})
        Model = self.env[action.res_model].with_context(**context)
        kinds = [(False, kind) for kind in action.view_mode.split(",") if kind in ("list", "form", "kanban")]
        views = Model.get_views([*kinds, (False, "search")])
        names = views["models"][action.res_model]["fields"]
        # Other add-ons show documents that not every accountant may read, such as payments at a point of sale.
        readable = [
            name for name in names
            if not (comodel := Model._fields[name].comodel_name) or self.env[comodel].has_access("read")]
        Model.search([], limit=20).web_read({name: {} for name in readable})

    def _check(self, side):
        self.assertGreater(self._set_extremes(side), 120)
        self._run_jobs()
        self._open_screens()

    def test_least_accepted_values(self):
        self._check(0)

    def test_greatest_accepted_values(self):
        self._check(1)
