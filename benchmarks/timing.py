"""Run Odoo in this process; time callables, count their queries and their memory."""
import contextlib
import logging
import resource
import statistics
import threading
from typing import NamedTuple

from .stopwatch import Stopwatch


class Timing(NamedTuple):
    """Median of some runs, queries of the last one, and how much memory grew above what was in use before.

    ``further`` is the median of what each run took more than the first task in the same round.
    """

    seconds: float
    queries: int
    grown_mb: float
    value: object
    further: float = 0.0


def load_registry(database, options=()):
    """Return Odoo's registry of ``database``, configured by the environment variable ODOO_RC and ``options``."""
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["--no-http", "--max-cron-threads=0", *options], setup_logging=False)
    # Keeps warnings about generated data out of the table.
    logging.getLogger("odoo").setLevel(logging.ERROR)
    return Registry(database)


@contextlib.contextmanager
def environment(registry, user_id=None, *, commit=False):
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        env = api.Environment(cr, user_id or SUPERUSER_ID, {})
        yield env
        if commit:
            env.flush_all()
            cr.commit()
        else:
            cr.rollback()


@contextlib.contextmanager
def admin(registry):
    """Yield an environment of the administrator with all rights of sales, accounting and credit."""
    from odoo.fields import Command

    with environment(registry) as env:
        company, user = env.ref("base.main_company"), env.ref("base.user_admin")
        names = ("account.group_account_manager", "sales_team.group_sale_manager",
                 "credit_collection.credit_collection_group_manager")
        groups = [env.ref(name, raise_if_not_found=False) for name in names]
        user.write({"group_ids": [Command.link(group.id) for group in groups if group]})
        env.flush_all()
        yield env(user=user.id, context={"allowed_company_ids": company.ids, "lang": "en_US", "tz": "UTC"})


def settle(env):
    """Write everything to the database and forget what was read, as between two requests."""
    env.flush_all()
    env.cr.flush()
    env.invalidate_all()


def measure(function, *, runs=5, warm=1, prepare=lambda: ()):
    """Time ``function(*prepare())``; ``prepare`` is not part of the time."""
    for _run in range(warm):
        function(*prepare())
    return summarize([run_once(function, prepare) for _run in range(runs)])


def measure_in_turn(*tasks, runs, warm=2):
    """Time several ``(function, prepare)`` by turns, so that a disturbance hits all of them; return their timings."""
    rounds = [[run_once(*task) for task in tasks] for _run in range(warm + runs)][warm:]
    return [
        summarize(list(timings))._replace(further=statistics.median(
            timing.seconds - first.seconds for timing, (first, *_others) in zip(timings, rounds, strict=True)))
        for timings in zip(*rounds, strict=True)
    ]


def summarize(timings):
    seconds = statistics.median(timing.seconds for timing in timings)
    grown = max(timing.grown_mb for timing in timings)
    return timings[-1]._replace(seconds=seconds, grown_mb=grown)


def run_once(function, prepare=lambda: ()):
    """Time one call of ``function(*prepare())``."""
    arguments = prepare()
    thread = threading.current_thread()
    thread.query_count = thread.query_time = 0
    thread.query_hook = None
    before = _used_mb()
    _forget_peak()
    watch = Stopwatch()
    value = function(*arguments)
    seconds = watch.stop()
    return Timing(seconds, thread.query_count, max(_peak_mb() - before, 0), value)


def _used_mb():
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[1]) * resource.getpagesize() / 2**20


def _forget_peak():
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as switch:
        switch.write("5")


def _peak_mb():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
