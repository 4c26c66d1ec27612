"""Checks that no linter does for us; runs in the virtual environment: ``python -m devtools.checks [ROOT]``.

XML files are well-formed and define no id twice in an add-on; CSV files have a header and rows of its width;
translations are complete and use the terms of the trade; Python files and functions stay small; no room points to a room of
a higher floor.
"""
import ast
import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

from lxml import etree

from . import wording
from .catalogues import problems as catalogue_problems
from .house import core, upward
from .rooms import CORE, FLOOR_OF, FLOORS_ENFORCED

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
RECORD_TAGS = {"record", "template", "menuitem", "report"}
DATA_FOLDERS = {"security", "data", "demo"}
# Dates that Odoo works out in the time zone of the user ('today', 'now -7d', '=1d') or the web client in that of the browser.
RELATIVE = r"(?:(?:today|now)(?: [=+-]\w+)*|[=+-]\d+[dwmyHMS](?: [=+-]\w+)*)"
OTHER_CLOCKS = re.compile(
    rf"current_date|context_today|relativedelta|remaining_days|time\.strftime|(?<=['\"(]){RELATIVE}['\"]\)")
RELATIVE_DATE = re.compile(rf"['\"](?:<=?|>=?|!?=|in)['\"], *['\"]{RELATIVE}['\"]")
SKIPPED = {"node_modules", "__pycache__"}


def files(root, pattern):
    """Return the files of the repository that match, without hidden folders and generated ones."""
    return sorted(path for path in root.rglob(pattern) if path.is_file() and not any(
        part in SKIPPED or part.startswith(".") for part in path.relative_to(root).parts))


def check_xml(root):
    for path in files(root, "*.xml"):
        try:
            etree.parse(str(path))
        except etree.XMLSyntaxError as error:
            yield path, error.lineno, error.msg


def check_duplicate_ids(addon):
    """Report an id that two records of one add-on define; a record may be split over data and demo files no more."""
    seen = defaultdict(list)
    for path in files(addon, "*.xml"):
        if "static" in path.relative_to(addon).parts:
            continue
        try:
            tree = etree.parse(str(path))
        except etree.XMLSyntaxError:
            continue
        for element in tree.iter(*RECORD_TAGS):
            if element.get("id"):
                seen[element.get("id")].append((path, element.sourceline))
    for identifier, places in seen.items():
        for path, line in places[1:]:
            first, first_line = places[0]
            yield path, line, f"id {identifier!r} is already used in {first.relative_to(addon)}:{first_line}"


def check_csv(addon):
    """Check the data files of an add-on; other CSV files may look as they like."""
    for path in files(addon, "*.csv"):
        if DATA_FOLDERS.isdisjoint(path.relative_to(addon).parts[:-1]):
            continue
        with open(path, newline="", encoding="utf-8") as stream:
            reader = csv.reader(stream, strict=True)
            try:
                yield from ((path, line, text) for line, text in _csv_problems(reader))
            except (csv.Error, UnicodeDecodeError) as error:
                yield path, reader.line_num, str(error)


def _csv_problems(reader):
    header = next(reader, [])
    if not header or "" in header or len(set(header)) != len(header):
        yield 1, "the header has to name each column once"
    identifiers = set()
    for row in reader:
        if row and len(row) != len(header):
            yield reader.line_num, f"{len(row)} values in the row, {len(header)} columns in the header"
        if row and header[:1] == ["id"]:
            if row[0] in identifiers:
                yield reader.line_num, f"id {row[0]!r} is already used"
            identifiers.add(row[0])


def check_catalogues(root):
    for path in files(root, "*.po") + files(root, "*.pot"):
        for line, text in catalogue_problems(path):
            yield path, line, text


def check_sizes(root):
    for path in files(root, "*.py"):
        parts = path.relative_to(root).parts
        if "tests" in parts:
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LONGEST_FILE and parts[0] != "benchmarks":
            yield path, lines, f"{lines} lines, at most {LONGEST_FILE} are allowed"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield path, node.lineno, f"{node.name} has {length} lines, at most {LONGEST_FUNCTION} are allowed"


def check_test_names(addon):
    """Odoo finds tests by the names of their modules alone: of two with one name it would run one."""
    first = {}
    for path in files(addon / "tests", "test_*.py"):
        known = first.setdefault(path.name, path)
        if known != path:
            yield path, 1, f"{known.relative_to(addon)} has this name too, so that Odoo runs only one of them"


def check_rooms(root, enforced=None):
    """Each room has a floor, and none points to a higher one; that is only counted until it is enforced."""
    house = core(root)
    for room in sorted(house.rooms - set(FLOOR_OF)):
        yield house.folder, 1, f"the room {room!r} is on no floor of devtools/rooms.py"
    found = upward(house.references())
    if FLOORS_ENFORCED if enforced is None else enforced:
        for reference in found:
            yield (house.folder / reference.path, reference.line,
                   f"{reference.kind} {reference.what}: {reference.room} is below {reference.target}; offer a hook there")
    elif found:
        print(f"{CORE}: {len(found)} references to rooms of higher floors, see ./dev lint --floors")


def check_wording(root):
    """Report words that our texts do not use; tests and tools of the repository may name them."""
    known = wording.words()
    for suffix, reader in wording.READERS.items():
        for path in files(root, f"*{suffix}"):
            if not {"tests", "devtools", "benchmarks"}.intersection(path.relative_to(root).parts):
                yield from ((path, line, text) for line, text in reader(path, known))


def check_clock(root):
    """Report code that asks the user or the server which day it is: the company knows, see ``models/common``."""
    for path in files(root, "*.py"):
        parts = path.relative_to(root).parts
        if CORE in parts[0] and "tests" not in parts and "common" not in parts:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(r"context_today|\bDate\.today\(|\bdate\.today\(", line):
                    yield path, number, "ask the company which day it is: _get_credit_today()"
                if re.search(r"default=lambda.*_get_credit_today", line):
                    yield path, number, "the record may be of another company than the user's: day_of_entry"


def check_view_clock(root):
    """Report views that ask the user's time zone or the browser which day it is: ``days_until`` fields ask the company."""
    for path in files(root, "*.xml"):
        parts = path.relative_to(root).parts
        if CORE in parts[0] and not {"tests", "static", "data"}.intersection(parts):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if OTHER_CLOCKS.search(line):
                    yield path, number, "filter and colour by days of the company: models/common/days.py"
    for path in files(root, "*.py"):
        parts = path.relative_to(root).parts
        if CORE in parts[0] and "tests" not in parts:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if RELATIVE_DATE.search(line):
                    yield path, number, "search by days of the company: _get_credit_day_domain"


def all_problems(root):
    yield from check_xml(root)
    for manifest in sorted(root.glob("*/__manifest__.py")):
        yield from check_duplicate_ids(manifest.parent)
        yield from check_csv(manifest.parent)
        yield from check_test_names(manifest.parent)
    if (root / CORE).is_dir():
        yield from check_rooms(root)
    yield from check_catalogues(root)
    yield from check_sizes(root)
    yield from check_wording(root)
    yield from check_clock(root)
    yield from check_view_clock(root)


def main(root):
    found = list(all_problems(root))
    for path, line, text in found:
        print(f"{path.relative_to(root)}:{line}: {text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
