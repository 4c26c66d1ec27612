"""The night shared by several servers through the queue: one of them is killed; how much faster are two than one.

``credit_collection_queue_job`` and ``queue_job``, whole Odoo servers, a load balancer in front.
"""
import contextlib
import os
import random
import time

import psycopg2

from devtools import addons, database, peers, postgres, source
from devtools.console import ROOT, step
from devtools.database import Workspace

from .fault_jobs import check, reference
from .fault_node import BATCH, Balancer, Node
from .fault_process import Process

ADDON = "credit_collection_queue_job"
QUEUE = "credit_faults_queue"
KILLS = 3
LONGEST = 600
FOLLOWUPS = "credit_collection.ir_cron_run_followups"
# The jobs of a night that look at each customer.
NIGHT = (
    "credit_collection.ir_cron_update_scores", "credit_collection.ir_cron_evaluate_alerts",
    "credit_collection.ir_cron_forecast_cash_in", "credit_collection.ir_cron_update_ranks", FOLLOWUPS,
)
# Only these scheduled actions run, at once.
ONLY = """
    UPDATE ir_cron SET active = id = ANY(%s), nextcall = NOW() AT TIME ZONE 'UTC' - INTERVAL '1 hour'
"""
IDS = "SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module || '.' || name = ANY(%s)"
LEFT = """
    SELECT (SELECT COUNT(*) FROM ir_cron WHERE active AND nextcall <= NOW() AT TIME ZONE 'UTC'),
           COUNT(*) FILTER (WHERE state NOT IN ('done', 'failed', 'cancelled')), COUNT(*) FILTER (WHERE state = 'done'),
           COUNT(*) FILTER (WHERE state = 'failed'), COUNT(*)
      FROM queue_job
"""


def build(fresh):
    """Have a copy of the database in which our add-on for the queue is installed; return a function that copies it."""
    name = fresh()
    folder, = peers.provide(["queue_job"])
    ours = [addon for addon in addons.find_addons(ROOT) if addon.name == ADDON]
    workspace = Workspace(source.odoo_source(), ours, [], [folder])
    with step(f"installing {ADDON}"):
        database.install(workspace, name, ["-i", ADDON, "--without-demo"])
    database.copy(name, QUEUE)

    def fresh_queue():
        database.copy(QUEUE, name)
        return name

    return fresh_queue


@contextlib.contextmanager
def connect(name):
    connection = psycopg2.connect(dbname=name, **postgres.connection())
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor


def ask(cursor, query, *values):
    cursor.execute(query, values)
    return cursor.fetchall() if cursor.description else []


def begin(cursor, name, jobs):
    """Let the scheduler call these actions now."""
    ids = [cron for cron, in ask(cursor, IDS, list(jobs))]
    assert len(ids) == len(jobs), jobs
    ask(cursor, ONLY, ids)
    postgres.sql("SELECT PG_NOTIFY('cron_trigger', %s)", name)


def wait_until(cursor, is_so, what):
    """Wait until ``is_so(crons, undone, done, failed, all jobs)``; return these counts."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        [counts] = ask(cursor, LEFT)
        if is_so(*counts):
            return counts
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {LONGEST} s, {counts}")


def is_over(crons, undone, *_counts):
    return not crons and not undone


@contextlib.contextmanager
def servers(name, number, capacity, batch=BATCH):
    """Start servers that share the queue of one database; nothing runs on its own."""
    with connect(name) as cursor, contextlib.closing(Balancer()) as balancer, contextlib.ExitStack() as stack:
        ask(cursor, "UPDATE ir_cron SET active = FALSE")
        nodes = [stack.enter_context(Node(name, balancer=balancer, capacity=capacity, batch=batch)) for _each in range(number)]
        for node in nodes:
            balancer.add(node)
            node.wait_until_ready()
        end = time.monotonic() + 60
        while not ask(cursor, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
                              "(SELECT oid FROM pg_database WHERE datname = CURRENT_DATABASE())"):
            assert time.monotonic() < end, "no runner of the queue began"
            time.sleep(0.2)
        yield cursor, nodes


def killed(fresh, seed, times=KILLS):
    """Kill one of two servers in the middle of the follow-ups, that of the runner or the other; the other one goes on alone."""
    wanted, _seconds = reference(fresh, "night")
    fresh_queue = build(fresh)
    chance = random.Random(seed)
    waits, batches, again = [], 0, 0
    try:
        for _time in range(times):
            name = fresh_queue()
            with servers(name, 2, 2) as (cursor, nodes):
                begin(cursor, name, [FOLLOWUPS])
                share = chance.uniform(0.1, 0.7)
                wait_until(cursor, lambda _c, _u, done, _f, total, share=share: total and done >= share * total, "the middle")
                chance.choice(nodes).kill()
                start = time.monotonic()
                counts = wait_until(cursor, is_over, "the end")
                waits.append(time.monotonic() - start)
                assert not counts[3], f"{counts[3]} batches failed for good"
                batches = counts[4]
                again += sum(node.log.read_text(errors="replace").count("Re-queued dead job") for node in nodes)
            with Process(name).wait_until_ready() as process:
                check(process, "night", wanted)
    finally:
        database.drop(QUEUE)
    rows = ", ".join(f"{len(rows):,} {name}" for name, rows in wanted.items())
    return (f"killed {times} times of {times} among {batches} batches; {again} batches taken from the dead server, over after "
            f"{', '.join(f'{wait:.0f}' for wait in waits)} s by the other server; afterwards {rows} as undisturbed")


def speed(fresh, _seed):
    """Time a night on one server without the queue, with it, and on two."""
    fresh_queue = build(fresh)
    seconds, load = {}, os.getloadavg()[0]
    try:
        for label, number, capacity in (("scheduler", 0, 0), ("one", 1, 1), ("two", 2, 2), ("one", 1, 1), ("two", 2, 2)):
            name = fresh_queue()
            seconds.setdefault(label, []).append(_time_alone(name) if not number else _time_shared(name, number, capacity))
    finally:
        database.drop(QUEUE)
    best = {label: min(values) for label, values in seconds.items()}
    return (f"scheduler alone {best['scheduler']:.1f} s, queue on one server {best['one']:.1f} s, on two {best['two']:.1f} s: "
            f"{best['one'] / best['two']:.2f} times as fast as one, {best['scheduler'] / best['two']:.2f} as the scheduler; "
            f"load of the machine before {load:.1f}")


def _time_shared(name, number, capacity):
    with servers(name, number, capacity, batch=0) as (cursor, _nodes):
        return _time_night(cursor, name)


def _time_alone(name):
    with connect(name) as cursor:
        ask(cursor, "UPDATE ir_cron SET active = FALSE")
        with Node(name, batch=0) as node:
            node.wait_until_ready()
            return _time_night(cursor, name)


def _time_night(cursor, name):
    start = time.monotonic()
    begin(cursor, name, NIGHT)
    counts = wait_until(cursor, is_over, "the night")
    assert not counts[3], f"{counts[3]} batches failed for good"
    return time.monotonic() - start


FAULTS = {"queue-killed": killed, "queue-speed": speed}
