"""The command line of ``./dev``."""
import argparse
import os
import sys
from datetime import date
from pathlib import Path

from . import database, postgres
from .console import CACHE, ROOT, DevError, say
from .ledger import add_options as add_ledger_options
from .setup import prepare
from .venv import PYTHON, environment

PASS_THROUGH = ("test", "odoo", "bench", "faults")


def main(arguments):
    options, rest = build_parser().parse_known_args(arguments)
    if rest and options.command not in PASS_THROUGH:
        build_parser().error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        return COMMANDS[options.command](options) or 0
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

    def add(name, summary, *fill, **options):
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False, **options)
        for function in fill:
            function(command)

    add("demo", "build a database with demo data or your ledger, show a run, serve it", _addons, _database, _demo)
    add("test", "test everything in a fresh database; other arguments go to pytest", _addons, _database, _test)
    add("lint", "check the style of Python, XML, CSV and translations; or print measures of the code", _lint)
    add("odoo", "run Odoo itself with the generated configuration; all arguments go to it", add_help=False)
    add("shell", "open Odoo's Python shell on a database", _database)
    add("i18n", "export .pot files and bring the zh_CN.po files up to date")
    add("screenshot", "save a picture of a page", _database, _screenshot)
    add("screenshots", "take the pictures of README and docs anew, in English and Chinese", _database, _screenshots)
    add("bench", "run benchmarks/run.py, or with --forecast FILE test the forecast on a ledger; all arguments go to it",
        add_help=False)
    add("faults", "kill processes, cut connections, do things at once, and see that nothing is lost or done twice",
        add_help=False)
    add("mutate", "change one thing in tools/ at a time and say which change no test sees", _database, _mutate)
    add("beside", "install and uninstall our add-ons beside those of others", _beside)
    add("upgrade", "bring the data of earlier versions to this one and compare figures before and after", _upgrade)
    add("stop", "stop the private PostgreSQL server")
    return parser


def _addons(parser):
    parser.add_argument("--addons", action="append", default=[], type=Path, metavar="DIR",
                        help="a folder of further add-ons to install, and to test; repeatable")


def _database(parser):
    parser.add_argument("--database", default=os.environ.get("CREDIT_DB"), metavar="NAME",
                        help="name of the database (also: environment variable CREDIT_DB)")


def _test(parser):
    parser.add_argument("--reuse", action="store_true", help="keep the database, upgrade add-ons whose files changed")
    parser.add_argument("-j", "--jobs", type=_jobs, metavar="N",
                        help="number of processes, each with a copy of the database (as many as there are cores, fewer "
                             "for a few tests; 1 runs pytest itself in the database)")
    parser.add_argument("--changed", nargs="?", const="main", metavar="BASE",
                        help="only what the changes since BASE (main) can reach: uncommitted and new files included")
    parser.add_argument("--with", action="append", default=[], dest="further", metavar="MODULE",
                        help="also install this add-on of Odoo, such as website_sale, or of devtools/foundations.txt with ours "
                             "that build upon it, such as queue_job; repeatable")


def _beside(parser):
    parser.add_argument("which", choices=["community", "odoo", "data"],
                        help="community: on the same subjects (devtools/peers.txt); odoo: all that need account or sale; data: "
                             "nobody else, but the demo with its run, whose ledger must survive")
    parser.add_argument("--test", action="store_true", help="also run the tests of some rooms beside them")


def _upgrade(parser):
    parser.add_argument("versions", nargs="*", metavar="VERSION", help="a version or commit (the release and a later state)")


def _mutate(parser):
    parser.add_argument("only", nargs="*", metavar="PART", help="only modules with this in their path, such as tools/hold")
    parser.add_argument("--sample", type=_jobs, default=100, metavar="N", help="number of changes to try (100)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another number draws another sample (1)")
    parser.add_argument("--unit", action="store_true", help="only the tests that need no database")


def _lint(parser):
    parser.add_argument("--measures", action="store_true", help="print how livable the code is, beside the goals; no checks")
    parser.add_argument("--floors", action="store_true", help="list the references to rooms of higher floors; no checks")
    parser.add_argument("--verbose", action="store_true", help="with --measures: name every place that counts")
    parser.add_argument("--json", action="store_true", help="with --measures or --floors: print one JSON object")


def _demo(parser):
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="use this ledger instead of the demo data")
    add_ledger_options(parser)
    parser.add_argument("--lang", choices=["en_US", "zh_CN"], default="en_US",
                        help="zh_CN: a Chinese company with customers of its own, in renminbi, everything in Chinese")
    parser.add_argument("--as-of", type=_date, metavar="DATE", help="the day to look at, as YYYY-MM-DD")
    parser.add_argument("--workbook", type=Path, metavar="FILE", help="also write the result as a workbook")
    parser.add_argument("--port", type=int, default=8069, metavar="N", help="port of the user interface (8069)")
    parser.add_argument("--no-serve", dest="serve", action="store_false", help="end after the run")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def _screenshot(parser):
    parser.add_argument("path", metavar="URL_PATH", help="such as /odoo or /my")
    parser.add_argument("file", type=Path, metavar="FILE", help="the PNG file to write")
    parser.add_argument("--login", default="admin", help="user name, which is also the password (admin)")
    parser.add_argument("--width", type=int, default=1400)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--lang", metavar="CODE", help="show the page in this language, such as zh_CN")
    parser.add_argument("--click", action="append", default=[], metavar="CSS", help="click this first; repeatable")


def _screenshots(parser):
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pictures, such as customers")
    parser.add_argument("--lang", choices=["en_US", "zh_CN"], help="only in this language")


def _jobs(text):
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def _date(text):
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-01-31") from error


def demo(options):
    from .demo import demo

    return demo(options)


def test(options):
    from .testing import test

    arguments = [argument for argument in options.rest if argument != "--"]
    # Another database: further add-ons change what the other tests see.
    name = options.database or ("credit_test_more" if options.further else "credit_test")
    return test(arguments, name=name, folders=options.addons, reuse=options.reuse, further=options.further,
                jobs=options.jobs, changed=options.changed)


def beside(options):
    from .beside import beside

    return beside(options.which, options.test)


def upgrade(options):
    from .upgrade import upgrade

    return upgrade(options.versions)


def mutate(options):
    from .mutate import mutate

    return mutate(options)


def lint(options):
    from .lint import lint, show_floors, show_measures

    if options.measures:
        return show_measures(verbose=options.verbose, as_json=options.json)
    if options.floors:
        return show_floors(as_json=options.json)
    return lint()


def odoo(options):
    prepare()
    return _become([PYTHON, "-m", "odoo", *options.rest])


def shell(options):
    workspace = prepare()
    name = options.database or "credit_demo"
    database.check_exists(name)
    return _become([PYTHON, "-m", "odoo", "shell", "-c", workspace.write_config(name), "-d", name, "--no-http"])


def bench(options):
    if any(argument.split("=")[0] == "--forecast" for argument in options.rest):
        from .back_test import main as back_test

        return back_test(options.rest)  # a ledger is read and foretold without Odoo
    return _run_program("run.py", options.rest)


def faults(options):
    return _run_program("faults.py", options.rest)


def _run_program(name, arguments):
    program = ROOT / "benchmarks" / name
    if not program.is_file():
        raise DevError(f"There is no benchmarks/{name}.", "use a checkout that has it")
    prepare()
    return _become([PYTHON, program, *arguments])


def _become(command):
    """Replace this process; Odoo finds the generated configuration through its environment variable."""
    command = [str(part) for part in command]
    os.execve(command[0], command, environment(ODOO_RC=str(CACHE / "odoo.conf")))


def i18n(options):
    from . import peers
    from .i18n import export

    return export(prepare(further=peers.find_named(peers.FOUNDATIONS)))


def screenshot(options):
    from .screenshot import screenshot

    return screenshot(options)


def screenshots(options):
    from .screenshots import screenshots

    return screenshots(options)


def stop(options):
    postgres.stop_server()


COMMANDS = {function.__name__: function
            for function in (demo, test, lint, odoo, shell, i18n, screenshot, screenshots, bench, faults, mutate, beside,
                              upgrade, stop)}
