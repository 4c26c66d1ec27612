"""The clock of the benchmarks: the time that passes, or, on a machine that others use too, the processor time of this process
and of its connections to PostgreSQL together, without parallel workers."""
import contextlib
import functools
import os
import time

from devtools import postgres

VARIABLE = "BENCH_CLOCK"


def use_processor_time():
    """Measure processor time from now on, also in processes begun by this one."""
    os.environ[VARIABLE] = "processor"
    # What a parallel worker does is not seen.
    os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"


class Stopwatch:
    def __init__(self):
        self._by_processor = os.environ.get(VARIABLE) == "processor" and not postgres.is_external()
        self._earlier = {pid: _get_seconds(pid) for pid in _find_connections()} if self._by_processor else {}
        self._start = self._read()

    def stop(self):
        """Return the seconds since the start."""
        seconds = self._read() - self._start
        if self._by_processor:
            seconds += sum(_get_seconds(pid) - self._earlier.get(pid, 0) for pid in _find_connections())
        return seconds

    def _read(self):
        return time.process_time() if self._by_processor else time.perf_counter()


def _find_connections():
    cursor = _connect()
    cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [f"odoo-{os.getpid()}"])
    return [pid for pid, in cursor.fetchall()]


@functools.cache
def _connect():
    """Return a cursor of a connection of its own, which is not measured."""
    import psycopg2

    connection = psycopg2.connect(**postgres.connection(), dbname="postgres")
    connection.autocommit = True
    return connection.cursor()


def _get_seconds(pid):
    with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/schedstat") as numbers:
        return int(numbers.read().split()[0]) / 1e9
    return 0
