"""Statements that PostgreSQL parses and plans once per connection."""

from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ...models.common.credit_stored_statement import StoredStatement


def build(day, numbers):
    return SQL("SELECT number, %s + number AS later, 'it''s 100 %%' AS note FROM UNNEST(%s) AS row (number)", day, numbers)


@tagged("post_install", "-at_install")
class TestStoredStatement(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stored = cls.env["credit.stored.statement"]
        cls.statement = StoredStatement("test", {"day": "date", "numbers": "int[]"}, build)
        declared = cls.stored._get_statements()
        cls.startClassPatcher(patch.object(type(cls.stored), "_get_statements", lambda self: [*declared, cls.statement]))

    def _execute(self):
        return self.stored._execute("test", day="2026-01-01", numbers=[1, 2])

    def test_ours_have_a_function_each(self):
        functions = self.stored._get_functions()
        self.assertEqual(set(functions), {statement.name for statement in self.stored._get_statements()} - {"test"})
        for function in functions.values():
            self.assertTrue(self.env.execute_query(SQL("SELECT FROM pg_proc WHERE proname = %s", function.name)))

    def test_the_function_returns_what_the_statement_does(self):
        plain = self._execute()
        function = self.stored._create_function(self.statement)
        with patch.object(type(self.stored), "_get_functions", lambda self: {"test": function}):
            before = self.env.cr.sql_log_count
            self.assertEqual(self._execute(), plain)
            self.assertEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual([row["note"] for row in plain], ["it's 100 %"] * 2)

    def test_a_function_is_created_once(self):
        function = self.stored._create_function(self.statement)
        self.assertEqual(self.stored._create_function(self.statement), function)
        self.assertEqual(
            self.env.execute_query(SQL("SELECT COUNT(*) FROM pg_proc WHERE proname = %s", function.name)), [(1,)])

    def test_another_text_has_another_function(self):
        changed = self.statement._replace(build=lambda day, numbers: SQL("SELECT 1 AS number WHERE %s = ANY(%s)", 1, numbers))
        self.assertNotEqual(self.stored._create_function(changed), self.stored._create_function(self.statement))

    def test_a_statement_that_fails_stops_no_registry(self):
        """As with columns that are missing until the add-on is upgraded."""
        broken = self.statement._replace(build=lambda day, numbers: SQL("SELECT %s, %s, missing FROM nowhere", day, numbers))
        with (
            patch.object(type(self.stored), "_get_statements", lambda _self: [self.statement, broken._replace(name="broken")]),
            patch.object(self.env.registry, "credit_stored_functions", {}, create=True),
            mute_logger("odoo.sql_db", "odoo.addons.credit_collection.models.common.credit_stored_statement"),
        ):
            self.stored._register_hook()
            self.assertEqual(set(self.stored._get_functions()), {"test"})

    def test_functions_of_former_versions_are_dropped(self):
        function = self.stored._create_function(self.statement)
        used = {function.name for function in self.stored._get_functions().values()}
        self.stored._drop_unused_functions()
        names = {name for name, in self.env.execute_query(SQL(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'credit_statement_%%'"))}
        self.assertNotIn(function.name, names)
        self.assertEqual(names, used)

    def test_standings_are_the_same_with_and_without_the_function(self):
        partner = self.env["res.partner"].create({"name": "Standing Customer"})
        partner._get_credit_profiles().write({"limit_mode": "limited", "credit_limit": 70})
        Check, today = self.env["credit.check"], self.env.company._get_credit_today()

        def read(with_groups):
            return Check._read_standings([partner.id], [self.env.company.root_id.id], today, with_groups)

        for with_groups in (False, True):
            stored = read(with_groups)
            self.assertTrue(stored)
            with patch.object(type(self.stored), "_get_functions", lambda self: {}):
                self.assertEqual(read(with_groups), stored)
