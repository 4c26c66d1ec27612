"""The other jobs of a night, each against the statement that reads what it judges and writes as many rows."""
from datetime import timedelta

from .customers import make_promises
from .databases import tidy
from .jobs import run_job
from .limits import OPEN_ITEM, get_values
from .report import Figure
from .timing import environment, load_registry, measure, run_once
from .written import find_last_ids, measure_rewriting

AT_MOST_TIMES = 5
PROMISES = 1000
# What a job reads of each customer at least: sums of the open items, the oldest due date; it writes a row for each.
READ = f"""
    SELECT profile.id, profile.company_id, owed.total, owed.overdue, owed.oldest
      FROM credit_profile profile
 LEFT JOIN (SELECT line.partner_id, line.company_id, SUM(line.amount_residual) AS total, MIN(line.date_maturity) AS oldest,
                   SUM(line.amount_residual) FILTER (WHERE line.date_maturity < CURRENT_DATE) AS overdue
              FROM account_move_line line WHERE {OPEN_ITEM} GROUP BY 1, 2) owed
        ON owed.partner_id = profile.partner_id AND owed.company_id = profile.company_id
"""
TABLE = """
    DROP TABLE IF EXISTS bench_night;
    CREATE TABLE bench_night (
        id serial PRIMARY KEY, create_uid int REFERENCES res_users, write_uid int REFERENCES res_users,
        create_date timestamp, write_date timestamp,
        profile_id int NOT NULL REFERENCES credit_profile ON DELETE CASCADE, company_id int REFERENCES res_company,
        total numeric, overdue numeric, oldest date);
    CREATE INDEX ON bench_night (profile_id);
    CREATE INDEX ON bench_night (company_id);
"""
WRITE = f"""
    INSERT INTO bench_night (create_uid, write_uid, create_date, write_date, profile_id, company_id, total, overdue, oldest)
    SELECT 1, 1, NOW(), NOW(), row.* FROM ({READ}) row
"""
# A promise is judged by what was paid of its items since it was made.
JUDGE = """
    UPDATE credit_promise SET state = state
      FROM (SELECT rel.promise_id, SUM(line.amount_residual), SUM(partial.amount)
              FROM {relation} rel
              JOIN account_move_line line ON line.id = rel.line_id
         LEFT JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
          GROUP BY rel.promise_id) paid
     WHERE paid.promise_id = credit_promise.id AND credit_promise.state = 'open'
"""


def run(names):
    registry = load_registry(names.run)
    with environment(registry) as env:
        limit = _measure_statement(env, WRITE, TABLE)
        env.cr.execute("SELECT COUNT(*) FROM credit_profile")
        customers, = env.cr.fetchone()
    # As in every night, customers are scored before: their history is read there, see "scores".
    run_job(registry, "credit.scorecard", "_cron_update")
    tidy(names.run)
    watch = "credit.alert.rule", "_cron_evaluate", limit, customers
    yield from _measure(registry, "watch for early warnings, first night", *watch, at_most_times=None)
    with environment(registry, commit=True) as env:
        alerts = env["credit.alert"].search_count([])
        env["credit.batch.stamp"].search([]).unlink()
    yield from _measure(registry, f"watch for early warnings, {alerts:,} known", *watch)
    yield from _measure(registry, "rank all customers", "credit.rank", "_cron_update", limit, customers)
    _add_portfolios(registry)
    yield from _measure(registry, "assign all customers to collectors", "credit.portfolio", "_cron_assign", limit, customers)
    promises = _add_promises(registry)
    with environment(registry) as env:
        field = env["credit.promise"]._fields["line_ids"]
        relation = f"(SELECT {field.column1} AS promise_id, {field.column2} AS line_id FROM {field.relation})"
        judged = _measure_statement(env, JUDGE.format(relation=relation))
    last_ids = find_last_ids(registry)
    judging = run_once(lambda: run_job(registry, "credit.promise", "_cron_settle_promises"))
    # Each broken promise is told on the customer, is a task of the collector and an alert.
    yield from _tell("judge broken promises", judging, judged + measure_rewriting(registry, last_ids), promises)


def _measure_statement(env, statement, table=None):
    values = get_values(env)
    return measure(lambda: env.cr.execute(statement, values), runs=3, warm=0 if table else 1,
                   prepare=lambda: (table and env.cr.execute(table)) or ()).seconds


def _measure(registry, name, model, method, limit, records, at_most_times=AT_MOST_TIMES):
    yield from _tell(name, run_once(lambda: run_job(registry, model, method)), limit, records, at_most_times)


def _tell(name, timing, limit, records, at_most_times=AT_MOST_TIMES):
    yield Figure(name, timing.seconds, "s", limit, at_most_times=at_most_times,
                 note=f"{records:,} records, {timing.queries} queries, {timing.value} batches")
    yield Figure(f"{name}: memory", timing.grown_mb, "MB", at_most=80)


def _add_portfolios(registry):
    """Two portfolios by the first letter, so that everybody gets a collector."""
    from odoo.fields import Command

    with environment(registry, commit=True) as env:
        user = env.ref("base.user_admin")
        group = env.ref("credit_collection.credit_collection_group_manager")
        user.group_ids = [Command.link(group.id)]
        env["credit.portfolio"].create([
            {"name": f"Bench {low or 'rest'}", "user_ids": [Command.set(user.ids)], "max_overdue": high, "min_overdue": low}
            for low, high in ((0, 5000), (5000, 0))])


def _add_promises(registry):
    """Promises of the overdue items of some customers, whose day has passed."""
    with environment(registry, commit=True) as env:
        today = env.company._get_credit_today()
        promised = env["credit.promise"].search([]).profile_id
        profiles = env["credit.profile"].search(
            [("company_id", "=", env.company.id), ("days_overdue", ">", 10), ("id", "not in", promised.ids)],
            limit=PROMISES, order="id")
        promises = make_promises(profiles, today)
        env.flush_all()
        env.cr.execute("UPDATE credit_promise_instalment SET date = %s WHERE promise_id = ANY(%s)", [
            today - timedelta(days=30), promises.ids])
        env.cr.execute(
            "UPDATE credit_promise SET next_date = %s, next_deadline = %s, covered_until = %s, date_opened = %s "
            "WHERE id = ANY(%s)",
            [*[today - timedelta(days=20)] * 3, today - timedelta(days=40), promises.ids])
        return len(promises)
