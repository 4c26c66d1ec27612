"""The command line of ``./dev``."""
import argparse
import os
import subprocess
import sys
from pathlib import Path

from . import database, postgres
from .console import DevError, say
from .setup import prepare
from .venv import PYTHON, environment

PASS_THROUGH = ("test", "odoo", "bench")


def main(arguments):
    options, rest = build_parser().parse_known_args(arguments)
    if rest and options.command not in PASS_THROUGH:
        build_parser().error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return COMMANDS[options.command](options, rest) or 0
    except DevError as error:
        print(f"dev: {error}", file=sys.stderr)
        if error.remedy:
            print(f"dev: remedy: {error.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("interrupted; the same command continues where it stopped")
        return 130


def build_parser():
    parser = argparse.ArgumentParser(prog="./dev", description="The one tool of this repository.", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name, summary, **options):
        return commands.add_parser(name, help=summary, description=summary, allow_abbrev=False, **options)

    _add_test(add("test", "test everything in a fresh database; other arguments go to pytest"))
    return parser


def _add_test(parser):
    _add_addons(parser)
    _add_database(parser)
    parser.add_argument("--reuse", action="store_true", help="keep the database, upgrade add-ons whose files changed")


def _add_addons(parser):
    parser.add_argument("--addons", action="append", default=[], type=Path, metavar="DIR",
                        help="a folder of further add-ons to install, and to test; repeatable")


def _add_database(parser):
    parser.add_argument("--database", default=os.environ.get("CREDIT_DB"), metavar="NAME",
                        help="name of the database (also: environment variable CREDIT_DB)")


def test(options, rest):
    from .testing import test

    return test([argument for argument in rest if argument != "--"], name=options.database or "credit_test",
                folders=options.addons, reuse=options.reuse)


COMMANDS = {"test": test}
