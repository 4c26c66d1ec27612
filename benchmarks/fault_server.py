"""A PostgreSQL server of its own, stopped and started again in the middle of a night and of confirmations."""
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

from devtools import postgres
from devtools.console import CACHE, run

from .fault_jobs import JOBS, check, reference
from .fault_orders import AMOUNT, FITTING, ORDERS
from .fault_process import Process

HOME = (CACHE / "postgres-faults").resolve()
TIMES = 3
KEPT = "faults"


class Server:
    """Begins empty and is deleted at the end; processes that are started meanwhile use it."""

    def __enter__(self):
        shutil.rmtree(HOME, ignore_errors=True)
        self.socket, self.data = postgres.socket_directory(HOME), HOME / "data"
        postgres.own(HOME)
        postgres.own(self.socket)
        run([*postgres.unprivileged(), postgres.find_binary("initdb"), "-D", self.data, "-U", postgres.ROLE, "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"], problem="No second server", cwd="/")
        with open(self.data / "postgresql.conf", "a") as settings:
            # Nothing may be lost by the stop: as in real life.
            settings.write(postgres.SETTINGS + "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n")
        self.start()
        self.config = os.environ["ODOO_RC"]
        lines = Path(self.config).read_text().splitlines()
        own = Path(f"{self.config}.server")
        own.write_text("\n".join(
            f"db_host = {self.socket}" if line.startswith("db_host") else line for line in lines) + "\n")
        os.environ["ODOO_RC"] = str(own)
        return self

    def __exit__(self, *_error):
        Path(os.environ["ODOO_RC"]).unlink()
        os.environ["ODOO_RC"] = self.config
        self.stop(signal.SIGINT)
        shutil.rmtree(HOME, ignore_errors=True)

    def start(self):
        with open(HOME / "server.log", "ab") as output:
            self.process = subprocess.Popen(
                [*postgres.unprivileged(), str(postgres.find_binary("postgres")), "-D", str(self.data), "-k", str(self.socket)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd="/")
        for _attempt in range(240):
            if subprocess.run([postgres.find_binary("pg_isready"), "-q", "-h", self.socket]).returncode == 0:
                return
            time.sleep(0.25)
        raise AssertionError("the server does not start")

    def stop(self, how):
        """:param how: SIGINT ends the sessions, SIGQUIT is a crash"""
        self.process.send_signal(how)
        self.process.wait()

    def load(self, name):
        """Copy a database of the other server."""
        server = postgres.connection()
        dump = HOME / "dump"
        run([postgres.find_binary("pg_dump"), "-Fc", "-Z0", "-h", server["host"], "-p", server["port"], "-U", server["user"],
             "-f", dump, name], problem="No dump")
        self.sql("postgres", f"CREATE DATABASE {KEPT} TEMPLATE template0 ENCODING 'UTF8'")
        run([postgres.find_binary("pg_restore"), "-j2", "-h", self.socket, "-U", postgres.ROLE, "-d", KEPT, dump],
            problem="No copy")

    def fresh(self):
        self.sql("postgres", f"DROP DATABASE IF EXISTS {KEPT}_run WITH (FORCE)")
        self.sql("postgres", f"CREATE DATABASE {KEPT}_run TEMPLATE {KEPT}")
        return f"{KEPT}_run"

    def sql(self, database, statement):
        run([postgres.find_binary("psql"), "-q", "-h", self.socket, "-U", postgres.ROLE, "-d", database, "-c", statement],
            problem=statement)


def restart(fresh, seed):
    """Restart the server in the middle of the night, once as a crash, and in the middle of confirmations."""
    wanted, seconds = reference(fresh, "night")
    moments = random.Random(seed)
    hit = 0
    with Server() as server:
        server.load(fresh())
        for number in range(TIMES):
            name = server.fresh()
            with Process(name).wait_until_ready() as process:
                process.start(*JOBS["night"][0])
                hit += process.get(moments.uniform(0.1, 0.9) * seconds) is None
                server.stop(signal.SIGQUIT if number == 0 else signal.SIGINT)
                server.start()
                process.get(60)
            with Process(name).wait_until_ready() as process:
                process.do(*JOBS["night"][0])
                check(process, "night", wanted)
        orders = _confirm_meanwhile(server, moments)
    assert hit, "the night was over each time"
    return f"night: hit {hit} of {TIMES} times, afterwards as undisturbed; {orders}"


def _confirm_meanwhile(server, moments):
    with Process(server.fresh()).wait_until_ready() as process:
        partner_ids, order_ids = process.do("make_orders", 1, [AMOUNT] * ORDERS, AMOUNT * FITTING)
        process.start("confirm", order_ids[:FITTING // 2])
        process.get(moments.uniform(0.2, 2))
        server.stop(signal.SIGINT)
        time.sleep(1)
        server.start()
        errors, _longest = process.get()["value"]
        before = process.do("exposures", partner_ids)
        # The same process goes on: it connects again.
        later, _longest = process.do("confirm", process.do("unconfirmed", order_ids))
        exposure, total, confirmed = process.do("exposures", partner_ids)
        halves = process.do("halves", order_ids)
    text = f"orders: {before[2]} of {FITTING // 2} confirmed around the restart, {sum(errors.values())} users saw an error, " \
           f"then {confirmed} of {ORDERS}, exposure {exposure:g}, {later or 'no'} errors, {halves} half confirmed"
    assert before[0] == before[1] and confirmed == FITTING and exposure == total == AMOUNT * FITTING, text
    assert not later and not halves and errors, text
    return text


FAULTS = {"server-restart": restart}
