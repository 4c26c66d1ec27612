"""The limit of a job that writes records: the rows that it wrote, written again by one statement per table."""

from .timing import environment, measure


def find_last_ids(registry):
    """:return: ``{table: highest id}``, to be asked for before a job"""
    with environment(registry) as env:
        return {table: _get_last_id(env, table) for table in _find_tables(env)}


def measure_rewriting(registry, last_ids):
    """Write the rows that came since ``last_ids`` into empty tables with the same columns, indexes and foreign keys.

    :return: the seconds that it takes
    """
    with environment(registry) as env:
        statements = []
        for table in _find_tables(env):
            last_id = last_ids.get(table, 0)
            if _get_last_id(env, table) > last_id:
                _copy_table(env, table)
                statements.append(f'INSERT INTO "bench_{table}" SELECT * FROM "{table}" WHERE id > {last_id}')
        empty = [statement.split()[2] for statement in statements]
        return measure(
            lambda: [env.cr.execute(statement) for statement in statements], runs=3, warm=1,
            prepare=lambda: (empty and env.cr.execute(f"TRUNCATE {', '.join(empty)}")) or ()).seconds


def _find_tables(env):
    return sorted({Model._table for Model in env.registry.values() if Model._auto and not Model._abstract})


def _get_last_id(env, table):
    env.cr.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
    return env.cr.fetchone()[0]


def _copy_table(env, table):
    env.cr.execute(f'CREATE TABLE "bench_{table}" (LIKE "{table}" INCLUDING ALL)')
    env.cr.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass", [f'"{table}"'])
    for definition, in env.cr.fetchall():
        env.cr.execute(f'ALTER TABLE "bench_{table}" ADD {definition}')
