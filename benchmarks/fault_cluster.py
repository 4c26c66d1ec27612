"""A PostgreSQL server for the length of a test, and another one that follows it as its replica."""
import contextlib
import os
import shutil
import signal
import subprocess
import time

import psycopg2

from devtools import postgres
from devtools.console import CACHE, DevError, run

LONGEST = 60
REMEDY = "see the log beside its data"


class Cluster:
    """A server that listens on a socket only, and is gone with its data afterwards."""

    def __init__(self, name):
        self.home = (CACHE / name).resolve()
        self.data, self.log = self.home / "data", self.home / "server.log"
        self.socket = postgres.socket_directory(self.home)
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def connection(self):
        return {"host": str(self.socket), "port": "5432", "user": postgres.ROLE}

    def make(self):
        """Begin with an empty server."""
        self._take_folders()
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                  "--no-sync")
        self._set(postgres.SETTINGS)
        self._start()
        self.sql(f"CREATE ROLE {postgres.ROLE} SUPERUSER LOGIN", user="postgres")
        return self

    def follow(self, origin, settings=""):
        """Begin as the replica of ``origin``, by streaming."""
        self._take_folders()
        self._run("pg_basebackup", "-D", self.data, "-h", origin.socket, "-U", "postgres", "-R", "-X", "stream", "-c", "fast")
        self._set(settings)
        self._start()
        return self

    def load(self, name):
        """Copy a database of the usual server into this one, with the same name."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        theirs, file = postgres.connection(), self.home / "dump"
        self._run("pg_dump", "-Fc", "-Z0", "-h", theirs["host"], "-p", theirs["port"], "-U", theirs["user"], "-f", file, name)
        self._run("pg_restore", "--no-owner", "-h", self.socket, "-U", postgres.ROLE, "-d", name, file)
        file.unlink()
        self.sql("VACUUM ANALYZE", database=name)

    def sql(self, statement, *values, database="postgres", user=postgres.ROLE):
        connection = psycopg2.connect(**{**self.connection, "user": user}, dbname=database)
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
            self.process.wait(LONGEST)
            self.process = None

    def _take_folders(self):
        shutil.rmtree(self.home, ignore_errors=True)
        for folder in (self.home, self.data, self.socket):
            postgres.own(folder)

    def _set(self, settings):
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(settings)

    def _run(self, program, *options):
        run([*postgres.unprivileged(), postgres.find_binary(program), *options], problem=f"{program} failed", remedy=REMEDY,
            cwd="/")

    def _start(self):
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [*postgres.unprivileged(), str(postgres.find_binary("postgres")), "-D", str(self.data), "-k", str(self.socket)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd="/")
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            with contextlib.suppress(psycopg2.OperationalError):
                return self.sql("SELECT 1", user="postgres")
            time.sleep(0.2)
        raise DevError(f"The server of {self.home} does not start.", REMEDY)


def read_from(path, offset):
    """Return what a log has got since it was ``offset`` bytes long."""
    with open(path, errors="replace") as file:
        file.seek(offset)
        return file.read()


def get_size(path):
    return os.path.getsize(path)
