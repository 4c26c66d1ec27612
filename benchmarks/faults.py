"""``./dev faults``: what goes wrong in real life, done to real processes on a database of their own. See docs/reliability.md.

2,000 customers with 10,000 invoices in two companies and two currencies, made as for the benchmarks.
"""
import argparse
import os
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import databases, fault_jobs, fault_orders, fault_queue, fault_replica, fault_server  # noqa: E402
from devtools import database, postgres  # noqa: E402
from devtools.console import DevError, say, step  # noqa: E402
from devtools.database import Workspace  # noqa: E402
from devtools.setup import prepare  # noqa: E402

BASE, RUN = "credit_faults", "credit_faults_run"
CUSTOMERS, INVOICES = 2000, 10000
ADDONS = ("credit_collection", "credit_collection_charges", "credit_collection_loss")
# Of Odoo: a provider of online payments that needs no account.
PROVIDER = "payment_demo"
FAULTS = {
    **fault_orders.FAULTS, **fault_jobs.FAULTS, **fault_queue.FAULTS, **fault_replica.FAULTS, **fault_server.FAULTS}


def parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__.split(":", 1)[1].strip())
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAULTS))
    parser.add_argument("--reuse", action="store_true", help="take the database of the last run")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another number chooses other moments (1)")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(FAULTS)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; use some of {', '.join(FAULTS)}")
    return options


def main(arguments):
    options = parse(arguments)
    try:
        queued = set(options.names or FAULTS) & set(fault_queue.FAULTS)
        workspace = prepare(further=["queue_job"] if queued else ())
        os.environ["ODOO_RC"] = str(workspace.write_config(BASE))
        build(workspace, options.reuse)
        outcomes = [try_one(name, options.seed) for name in options.names or FAULTS]
    except DevError as error:
        print(f"faults: {error}\nfaults: remedy: {error.remedy}", file=sys.stderr)
        return 2
    finally:
        database.drop(RUN)
    print(f"\n{'fault':32} {'':4}  outcome")
    for name, good, text, seconds in outcomes:
        print(f"{name:32} {'ok' if good else 'FAIL':4}  {text} ({seconds:.0f} s)")
    return int(not all(good for _name, good, _text, _seconds in outcomes))


def build(workspace, reuse):
    """Have the database with receivables and our add-ons."""
    if reuse and database.exists(BASE):
        return
    workspace = Workspace(workspace.odoo, [addon for addon in workspace.addons if addon.name in ADDONS], [])
    database.copy(database.template(workspace, demo=False), BASE)
    with step(f"filling {BASE}: {CUSTOMERS:,} customers, {INVOICES:,} invoices"):
        databases.in_own_process(databases.fill_by_name, BASE, CUSTOMERS, INVOICES)
    with step(f"installing {', '.join(ADDONS)} on {BASE}"):
        database.install(workspace, BASE, ["-i", ",".join((*ADDONS, PROVIDER)), "--without-demo"])
    # A filled company begins in test mode, in which the night has nothing to send.
    postgres.sql("UPDATE res_company SET credit_test_mode = FALSE", database=BASE)
    databases.tidy(BASE)


def fresh():
    """Return the name of a new copy of the database."""
    database.copy(BASE, RUN)
    return RUN


def try_one(name, seed):
    """Return (name, whether it went well, what was seen, seconds)."""
    start = time.monotonic()
    with step(name):
        try:
            text, good = FAULTS[name](fresh, seed), True
        except AssertionError as error:
            text, good = str(error), False
        except Exception as error:  # noqa: BLE001 - one that breaks leaves the others alone
            traceback.print_exc()
            text, good = f"{type(error).__name__}: {error}", False
    say(f"{name}: {text}")
    return name, good, text, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
