import hashlib
import logging
from collections.abc import Callable
from typing import NamedTuple

import psycopg2

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
PREFIX = "credit_statement_"


class StoredStatement(NamedTuple):
    """A statement that is sent again and again."""

    name: str
    #: ``{parameter: its type in PostgreSQL}``
    parameters: dict
    #: function of the parameters as SQL, by name: SQL of a SELECT; it must not depend on anything else
    build: Callable


class StoredFunction(NamedTuple):
    """The function of the database that a statement has, made up once for all calls."""

    name: str
    parameters: tuple
    #: statement that calls it
    call: str


class CreditStoredStatement(models.AbstractModel):
    """Statements whose parsing and planning takes longer than their execution, each as a function of the database.

    PostgreSQL plans a function once per connection, whoever uses the connection: behind a pool, too, where statements prepared
    by a session get lost. The name of the function is made of its text and the types of its columns. So a process that works
    with other code, during an upgrade, has a function of its own; where there is none (another add-on changed the statement
    and the registry was not loaded since), the statement is sent as it is.
    """

    _name = "credit.stored.statement"
    _description = "Statement Planned Once per Connection"

    @api.model
    def _get_statements(self):
        """Register by ``return [*super()._get_statements(), StoredStatement(…)]``.

        :return: list of :class:`StoredStatement`
        """
        return []

    @api.model
    def _execute(self, name, **values):
        """:return: list of dicts; what the statement reads must be flushed"""
        return self.env.execute_query_dict(self._get_call(name, values))

    @api.model
    def _execute_rows(self, name, **values):
        """:return: list of tuples, the columns in the order of the statement; what it reads must be flushed"""
        return self.env.execute_query(self._get_call(name, values))

    @api.model
    def _get_call(self, name, values):
        if stored := self._get_functions().get(name):
            return SQL(stored.call, *(values[parameter] for parameter in stored.parameters))
        statement = next(statement for statement in self._get_statements() if statement.name == name)
        return statement.build(**{
            key: SQL("%s::%s", values[key], SQL(kind)) for key, kind in statement.parameters.items()})

    @api.model
    def _get_functions(self):
        """:return: ``{name: StoredFunction}`` of the statements that the database has a function for"""
        return getattr(self.env.registry, "credit_stored_functions", {})

    def _register_hook(self):
        super()._register_hook()
        functions = {}
        for statement in self._get_statements():
            try:
                with self.env.cr.savepoint(flush=False):
                    function = self._create_function(statement)
            except psycopg2.Error as error:
                # Columns are missing until the add-on is upgraded, or the role may not create functions.
                _logger.warning("statement %s is sent as it is: %s", statement.name, error)
                continue
            if function:
                functions[statement.name] = function
        self.env.registry.credit_stored_functions = functions

    @api.model
    def _create_function(self, statement):
        """:return: :class:`StoredFunction` of ``statement``, which is created where it is missing; None where it cannot be"""
        cr = self.env.cr
        body = statement.build(**{name: SQL("p_%s", SQL(name)) for name in statement.parameters})
        text = cr.mogrify(body.code, body.params).decode()
        columns = self._get_column_types(statement)
        digest = hashlib.sha256(repr((text, statement.parameters, columns)).encode()).hexdigest()[:12]
        name = f"{PREFIX}{statement.name}_{digest}"
        arguments = ", ".join(f"%s::{kind}" for kind in statement.parameters.values())
        function = StoredFunction(name, tuple(statement.parameters), f'SELECT * FROM "{name}"({arguments})')
        if self.env.execute_query(SQL("SELECT FROM pg_proc WHERE proname = %s", name)):
            return function
        # Several processes may load the registry at once: one creates, the others do without until they load it again.
        if not self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(HASHTEXT(%s))", PREFIX))[0][0]:
            return None
        cr.execute(SQL(
            """
            CREATE FUNCTION %(function)s (%(parameters)s) RETURNS TABLE (%(columns)s) LANGUAGE plpgsql STABLE
            SET plan_cache_mode = force_generic_plan SET jit = off SET max_parallel_workers_per_gather = 0 AS %(body)s
            """,
            function=SQL.identifier(name),
            parameters=SQL(", ").join(SQL("p_%s %s", SQL(name), SQL(kind)) for name, kind in statement.parameters.items()),
            columns=SQL(", ").join(SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in columns),
            body=f"#variable_conflict use_column\nBEGIN\nRETURN QUERY {text};\nEND",
        ))
        return function

    @api.model
    def _get_column_types(self, statement):
        """:return: list of name and type of the columns of ``statement``"""
        nothing = {name: SQL("NULL::%s", SQL(kind)) for name, kind in statement.parameters.items()}
        self.env.cr.execute(SQL("SELECT * FROM (%s) nothing LIMIT 0", statement.build(**nothing)))
        columns = [(column.name, column.type_code) for column in self.env.cr.description]
        names = dict(self.env.execute_query(SQL(
            "SELECT oid::int, FORMAT_TYPE(oid, NULL) FROM pg_type WHERE oid = ANY(%s)", [oid for _name, oid in columns])))
        return [(name, names[oid]) for name, oid in columns]

    @api.autovacuum
    def _drop_unused_functions(self):
        """Drop the functions of former versions."""
        used = [stored.name for stored in self._get_functions().values()]
        for function, parameters in self.env.execute_query(SQL(
            "SELECT proname, pg_get_function_identity_arguments(oid) FROM pg_proc WHERE proname LIKE %s AND proname != ALL(%s)",
            f"{PREFIX.replace('_', chr(92) + '_')}%", used,
        )):
            self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s (%s)", SQL.identifier(function), SQL(parameters)))
