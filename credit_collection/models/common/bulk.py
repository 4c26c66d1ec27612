"""Inner parts of Odoo's ORM: the cache of fields, statements that write tables, joins and orders of queries.

Other rooms and the hooks of installation call these helpers and touch none of it themselves. What the next version of Odoo
changes breaks this file, and ``tests/base/test_bulk.py`` says where.
"""

from contextlib import contextmanager

from odoo import models
from odoo.tools import SQL, sql

from .sql import to_array

NOW = SQL("NOW() AT TIME ZONE 'UTC'")


def is_settled(env):
    """:return: whether nothing is to be written or computed: nearly always, and then no model need be asked"""
    return not env.fields_to_compute() and not env._field_dirty


def is_closing(cr):
    """:return: whether the rollback under way is that of a cursor that closes: nothing is tried again after it"""
    return "_obj" not in vars(cr)


def flush(env, columns):
    """Write pending changes of the columns that a statement reads.

    :param dict columns: ``{model: names of its fields, None for all}``
    """
    if is_settled(env):
        return
    for model, names in columns.items():
        env[model].flush_model(names)


def insert_cache(records, values):
    """Put values into the cache, as after reading them: column by column, assigning them takes ten times as long.

    A value that the cache has already, a pending change above all, stays.

    :param dict values: ``{field name: values in the order of the records}``, as the cache holds them
    """
    for name, column in values.items():
        records._fields[name]._insert_cache(records, column)


@contextmanager
def pretend(record, values):
    """Let one record have other values while code of Odoo reads them; nothing of it is written.

    :param dict values: ``{field name: value}``, as the cache holds them
    """
    record.flush_recordset(list(values))
    kept = {name: record._fields[name].convert_to_cache(record[name], record, validate=False) for name in values}
    for name, value in values.items():
        record._fields[name]._update_cache(record, value)
    try:
        yield
    finally:
        for name, value in kept.items():
            record._fields[name]._update_cache(record, value)


def get_columns(records, *names):
    """Read fields of thousands of records at once: attribute by attribute, most of the time goes into making records of ids.

    :return: iterator of a tuple for each record, with its values as the cache holds them: ids of many2one, None for nothing
    """
    columns = []
    for name in names:
        field = records._fields[name]
        if field.compute and field.store:
            field.recompute(records)
        cache = field._get_cache(records.env)
        if not all(record_id in cache for record_id in records._ids):
            for record in records:
                if record.id not in cache:
                    record[name]  # read as by any access, together with the other fields and records
        columns.append([cache[record_id] for record_id in records._ids])
    return zip(*columns, strict=True)


def convert_empty(records, name, column):
    """:return: ``column`` with the empty value of the field ``name`` in place of each false value"""
    empty = records._fields[name].convert_to_cache(False, records)
    return [value or empty for value in column]


def to_cache(records, name, values):
    """:return: ``values`` of the field ``name``, one for each record, as both the cache and the database hold them"""
    field = records._fields[name]
    return [field.convert_to_cache(value, record, validate=False) for record, value in zip(records, values, strict=True)]


def update_from(model, assignments, source, condition, *, ctes=None, stamp=True, returning=None):
    """Change rows by one statement, past ``write()``: no right, no log, no tracking, no recomputation.

    Pending changes of the columns are written before, and what the cache holds of them is forgotten; what ``source`` reads is
    the caller's business.

    :param dict assignments: ``{column: SQL of its new value}``
    :param SQL source: a FROM item
    :param SQL condition: joins ``source`` with the rows, under the name of the table
    :param SQL ctes: what follows WITH
    :param bool stamp: whether who changed the rows, and when, is kept
    :param SQL returning: columns to return instead of the ids
    :return: rows changed, one tuple each
    """
    changes = {**assignments, **({"write_uid": SQL("%s", model.env.uid), "write_date": NOW} if stamp else {})}
    # The stamps too: a pending change of any column has pending stamps, which would be forgotten below.
    model.flush_model([name for name in changes if name in model._fields])
    rows = model.env.execute_query(SQL(
        "%(ctes)s UPDATE %(table)s SET %(assignments)s FROM %(source)s WHERE %(condition)s RETURNING %(returning)s",
        ctes=SQL("WITH %s", ctes) if ctes else SQL(), table=SQL.identifier(model._table),
        assignments=SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in changes.items()),
        source=source, condition=condition, returning=returning or SQL.identifier(model._table, "id"),
    ))
    model.invalidate_model([name for name in changes if name in model._fields], flush=False)
    return rows


def update_rows(records, values, *, stamp=True):
    """Give each record values of its own by one statement; the ORM takes one for every hundred records.

    :param dict values: ``{column: values in the order of the records}``, as the database holds them
    """
    if not records:
        return
    fields = records._fields
    columns = [to_array(column, fields[name].column_type[0]) for name, column in values.items()]
    update_from(
        records.browse(), {name: SQL.identifier("changed", name) for name in values},
        SQL("UNNEST(%s, %s) AS changed (id, %s)", to_array(records.ids), SQL(", ").join(columns),
            SQL(", ").join(map(SQL.identifier, values))),
        SQL("%s = changed.id", SQL.identifier(records._table, "id")), stamp=stamp)


def insert_select(model, columns, source, *, conflict=None, stamp=True, returning=None):
    """Create rows by one statement, past ``create()``, see :func:`build_insert`.

    :return: rows created, one tuple each
    """
    return model.env.execute_query(
        build_insert(model, columns, source, conflict=conflict, stamp=stamp, returning=returning))


def insert_rows(model, values, *, stamp=True):
    """Create thousands of rows from plain values by one statement, past ``create()``, see :func:`build_insert`.

    :param dict values: ``{column: values of all rows}``, as the database holds them
    :return: ids of the rows, in their order
    """
    columns = [to_array(column, model._fields[name].column_type[0]) for name, column in values.items()]
    names = SQL(", ").join(map(SQL.identifier, values))
    rows = insert_select(
        model, {name: SQL.identifier("row", name) for name in values},
        SQL("UNNEST(%s) WITH ORDINALITY AS row (%s, ordinality) ORDER BY row.ordinality", SQL(", ").join(columns), names),
        stamp=stamp)
    return [row_id for row_id, in rows]


def build_insert(model, columns, source, *, conflict=None, stamp=True, returning=None):
    """Build the statement that creates rows: no default, no right, no tracking, no recomputation.

    :param dict columns: ``{column: SQL of its value}``
    :param SQL source: what follows FROM, with conditions and order
    :param SQL conflict: what follows ON CONFLICT
    :param bool stamp: whether the table keeps who created the rows, and when
    :param SQL returning: columns to return instead of the ids
    """
    user = SQL("%s", model.env.uid)
    stamps = {"create_uid": user, "write_uid": user, "create_date": NOW, "write_date": NOW} if stamp else {}
    values = {**columns, **stamps}
    return SQL(
        "INSERT INTO %(table)s (%(names)s) SELECT %(values)s FROM %(source)s %(conflict)s RETURNING %(returning)s",
        table=SQL.identifier(model._table), names=SQL(", ").join(map(SQL.identifier, values)),
        values=SQL(", ").join(values.values()), source=source,
        conflict=SQL("ON CONFLICT %s", conflict) if conflict else SQL(),
        returning=returning or SQL.identifier(model._table, "id"),
    )


def delete_rows(model, condition):
    """Delete thousands of rows by one statement, past ``unlink()`` and what it refuses; the database cascades."""
    model.env.flush_all()
    model.env.cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(model._table), condition))
    model.env.invalidate_all()


def link_rows(model, name, record_ids, other_ids):
    """Fill the table of the many2many field ``name``: one statement for thousands of pairs, which must be new."""
    field = model._fields[name]
    model.env.cr.execute(SQL(
        "INSERT INTO %s (%s, %s) SELECT * FROM UNNEST(%s, %s)",
        *map(SQL.identifier, (field.relation, field.column1, field.column2)), to_array(record_ids), to_array(other_ids)))


def add_columns(cr, table, columns):
    """Create columns of stored fields before Odoo does, which would compute the field for each of millions of rows.

    :param dict columns: ``{name: type in PostgreSQL}``
    :return: the names of those that were missing
    """
    missing = [name for name in columns if not sql.column_exists(cr, table, name)]
    for name in missing:
        sql.create_column(cr, table, name, columns[name])
    return missing


def fill_columns(cr, table, assignments, source=None, condition=None):
    """Give columns of a table their values while an add-on is installed or removed: in all rows by one statement, which needs
    no model, keeps no stamp and returns nothing.

    :param dict assignments: ``{column: SQL of its new value}``
    :param SQL source: FROM items
    :param SQL condition: joins ``source`` with the rows, under the name of the table; all rows without
    """
    cr.execute(SQL(
        "UPDATE %(table)s SET %(assignments)s %(source)s %(condition)s", table=SQL.identifier(table),
        assignments=SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in assignments.items()),
        source=SQL("FROM %s", source) if source else SQL(), condition=SQL("WHERE %s", condition) if condition else SQL()))


def drop_references(cr, tables):
    """Let rows of these tables, which are dropped next, keep nothing that they refer to: while an add-on is removed Odoo
    deletes its records one by one before it drops the tables."""
    cr.execute(SQL(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
         WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
        """, list(tables)))
    for table, name in cr.fetchall():
        cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))


def get_kept(env, key, default):
    """:return: what is kept under ``key`` until the end of the transaction, ``default`` at first: a set or dict to change"""
    return env.cr.cache.setdefault(key, default)


def build_amount_sum(model, name, query, amount):
    """
    :param str name: of the column that is added up, in the currency of the records
    :param str amount: a stored monetary field of the model, whose currency that is
    :return: SQL of the sum; in the currency of the user's company where the user works with companies that keep their books in
        several ones, at the rates of the day, as core converts sums of amounts (``sum_currency``)
    """
    column = model._field_to_sql(model._table, name, query)
    if len(model.env.companies.sudo().currency_id) < 2:  # sudo: currencies of the user's own companies.
        return SQL("SUM(%s)", column)
    # Joins the rates, once for all columns.
    models.BaseModel._read_group_select(model, f"{amount}:sum_currency", query)
    rates = query.make_alias(model._table, f"{model._fields[amount].get_currency_field(model)}__rates")
    return SQL("SUM(%s / COALESCE(%s, 1.0))", column, SQL.identifier(rates, "rate"))


class CreditSqlColumnsMixin(models.AbstractModel):
    """Computed fields that one statement delivers for all records: lists filter, sort, group and total by them."""

    _name = "credit.sql.columns.mixin"
    _description = "Fields Delivered by a Statement"

    def _get_sql_column_names(self):
        """:return: names of the fields that :meth:`_get_sql_columns` delivers"""
        return frozenset()

    def _get_sql_columns(self):
        """:return: SQL of a SELECT with ``id`` and a column for each of the names"""
        raise NotImplementedError

    def _field_to_sql(self, alias, field_expr, query=None):
        if query is None or field_expr not in self._get_sql_column_names():
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        joined = f"{alias}__delivered"
        if joined not in query._joins:
            query.add_join("LEFT JOIN", joined, SQL("(%s)", self._get_sql_columns()), SQL(
                "%s = %s", SQL.identifier(joined, "id"), SQL.identifier(alias, "id")))
        return SQL.identifier(joined, field_expr)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        """Many records have the same figure, zero above all: without a last word by id, pages would overlap."""
        names = [part.split()[0] for part in order.split(",") if part.strip()] if order else []
        if "id" not in names and not frozenset(self._get_sql_column_names()).isdisjoint(names):
            order = f"{order}, id"
        return super()._order_to_sql(order, query, alias, reverse)
