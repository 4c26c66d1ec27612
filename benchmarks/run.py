"""``./dev bench``: measure the add-on against its targets on generated receivables. See README.md."""
import argparse
import os
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import (  # noqa: E402
    aging,
    charges,
    databases,
    facts,
    followups,
    forecast,
    kpi,
    limitation,
    nights,
    orders,
    pages,
    peers,
    posting,
    replay,
    scores,
    statements,
    workbook,
    works,
)
from benchmarks.report import Figure, render, render_growth, to_json  # noqa: E402
from benchmarks.stopwatch import use_processor_time  # noqa: E402
from devtools.console import DevError, say, step  # noqa: E402
from devtools.setup import prepare  # noqa: E402

# In this order: the last ones change their copy of the database. ``True`` for those that begin with a fresh copy.
MEASURES = {
    "orders": (orders.run, False),
    "facts": (facts.run, False),
    "aging": (aging.run, False),
    "posting": (posting.run, False),
    "recording": (followups.run_recording, True),
    "followups": (followups.run_mailing, True),
    "scores": (scores.run, True),
    "forecast": (forecast.run, True),
    "workbook": (workbook.run, False),
    "kpi": (kpi.run, True),
    "replay": (replay.run, True),
    "statements": (statements.run, True),
    "works": (works.run, True),
    "charges": (charges.run, True),
    "limitation": (limitation.run, True),
    "nights": (nights.run, True),
    "pages": (pages.run, False),
    "peers": (peers.run, True),
}


def parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.split(":", 1)[1].strip())
    parser.add_argument("--size", action="append", choices=databases.SIZES, metavar="SIZE",
                        help="s, m or l: 1,000, 10,000 or 100,000 customers; repeatable (m)")
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--peers", action="store_true", help="compare with the add-ons of OCA, fetched with pip")
    parser.add_argument("--processor", action="store_true",
                        help="processor time of Python and PostgreSQL, for a machine that others use too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there, for programs")
    parser.add_argument("--reuse", action="store_true", help="take the databases of the last run of the same day")
    parser.add_argument("--keep", action="store_true", help="leave the databases for --reuse")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    failed, runs = False, []
    try:
        workspace = prepare()
        # Of its own: another command may rewrite the general configuration while this one measures.
        if options.processor:
            use_processor_time()
        os.environ["ODOO_RC"] = str(workspace.write_config(databases.get_prefix()))
        for size in options.size or ["m"]:
            runs.append((size.upper(), figures := []))
            # After each measure: what was measured is kept when the rest is broken off.
            for more in measure_size(workspace, size, options):
                figures += more
                if options.json:
                    options.json.write_text(to_json(runs))
            customers, invoices = databases.SIZES[size]
            print(f"\n{customers:,} customers, {invoices:,} invoices\n\n{render(figures)}", flush=True)
            failed |= any(figure.passed is False for figure in figures)
        if len(runs) > 1:
            print(f"\nGrowth\n\n{render_growth(runs)}", flush=True)
    except DevError as error:
        print(f"bench: {error}\nbench: remedy: {error.remedy}", file=sys.stderr)
        return 2
    return int(failed)


def measure_size(workspace, size, options):
    """Build the databases of this size and yield the figures, measure by measure."""
    names, seconds = databases.build(workspace, size, reuse=options.reuse)
    if options.peers:
        peers.build(names, databases.copy)
    if seconds:
        yield [Figure("installation on the filled database", seconds, "s")]
    try:
        for name in options.only or [name for name in MEASURES if name != "peers" or options.peers]:
            yield measure_one(name, names)
    finally:
        if not options.keep:
            databases.drop(names)


def measure_one(name, names):
    """Take the figures of one measure, in a process of its own; one that breaks leaves the others alone."""
    _function, begins_anew = MEASURES[name]
    if begins_anew or (name in ("workbook", "pages") and not databases.database.exists(names.run)):
        databases.copy(names.credit, names.run)
    with step(f"measuring {name}"):
        try:
            return databases.in_own_process(take, name, names)
        except Exception:
            traceback.print_exc()
            say(f"{name} could not be measured")
            return [Figure(f"{name}: could not be measured", 1, "error", at_most=0)]


def take(name, names):
    function, _begins_anew = MEASURES[name]
    return list(function(names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
