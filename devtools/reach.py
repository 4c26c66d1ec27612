"""``./dev test --changed``: the test files that a change can reach, by rooms and by what refers to what."""
import ast
import re
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from .console import ROOT, DevError, run
from .house import STRICT, House, imported, package_of
from .rooms import CODE_KINDS, CORE, FLOOR_OF, FLOORS, room_of

WORD = re.compile(r"\w+(?:\.\w+)*")
OWN = re.compile(r"devtools/|\.ci/|dev$|pyproject\.toml$|\.pylintrc$|requirements-dev\.txt$")
REACHES_ALL = re.compile(
    r"requirements-dev\.txt$|pyproject\.toml$|devtools/(share|claims|workers|testing|database|lifecycle)\.py$")
# Parts of an add-on that no test reads.
UNTESTED = re.compile(r"static/description/|tests/__init__\.py$|[^/]*\.(md|rst|toml)$")
# Parts that only some tests read, whatever the room.
READ_BY = ((re.compile(r"i18n/"), "test_i18n*.py"), (re.compile(r"demo/"), "test_*demo*.py"),
           (re.compile(r"static/"), "test_tours*.py"))


def floor(room):
    """Return the number of the floor of a room; another add-on stands on all floors."""
    return FLOOR_OF.get(room, len(FLOORS))


class Reached(NamedTuple):
    """What a change reaches: whether all tests or our own, the rooms and the test files."""

    everything: bool
    own: bool
    rooms: list
    files: list


class Reach:
    """The references of the add-on with rooms and of the ``others`` that build upon it, each of which is like a room."""

    def __init__(self, root, others=()):
        self.root = Path(root)
        self.core = House(self.root / CORE)
        self.others = {name: House(self.root / name) for name in others if name != CORE}

    @cached_property
    def uses(self):
        """The pairs (user, room, whether Python code says so): rooms and other add-ons that refer to a room."""
        python = {(reference.room, reference.target, reference.kind in STRICT) for reference in self.core.references()}
        xml = {(room_of(path), target, False) for path in filter(room_of, self.core.xml_files())
               for target in self._named_in_xml(self.core, path)}
        for name, house in self.others.items():
            python |= {(name, reference.target, True) for path in house.trees
                       for reference in self.core.references_of(path, house)}
            xml |= {(name, target, False) for path in house.xml_files() for target in self._named_in_xml(house, path)}
        return python | xml

    def _named_in_xml(self, house, path):
        """Return the rooms whose xml-ids or models a file names."""
        words = set(WORD.findall((house.folder / path).read_text(encoding="utf-8")))
        names = words | {f"{CORE}.{word}" for word in words} if house is self.core else words
        return {room for known in (self.core.xml_ids, self.core.models) for name, room in known.items() if name in names}

    def spread(self, rooms):
        """Return ``rooms``, all rooms of the same or a higher floor that refer to them, directly or not, and lower rooms
        whose code refers to ``rooms`` themselves. What is passed on from a lower room is not followed: a room stands on
        those below."""
        reached, fresh = set(), set(rooms)
        while fresh:
            reached |= fresh
            fresh = {user for user, room, _code in self.uses if room in fresh and floor(user) >= floor(room)} - reached
        return reached | {user for user, room, code in self.uses if code and room in rooms}

    def tests(self, house):
        return [path for path in house.trees if path.parts[0] == "tests" and path.name.startswith("test_")]

    @cached_property
    def test_modules(self):
        """The test modules by the parts of their name."""
        return {tuple(path.with_suffix("").parts): path for path in self.core.trees if path.parts[0] == "tests"}

    @cache  # noqa: B019 - lives as long as the command
    def imports(self, path):
        """Return the test modules that a test module imports; the public base is left out."""
        names = {name for node in ast.walk(self.core.trees[path]) if isinstance(node, ast.Import | ast.ImportFrom)
                 for parts in imported(node, package_of(self.core.folder, path)) if parts[0] == CORE
                 for name in (tuple(parts[1:]), tuple(parts[1:-1]))}
        return {self.test_modules[name] for name in names if name in self.test_modules} - {Path("tests/common.py")}

    @cache  # noqa: B019
    def helpers(self, path):
        """Return the test modules that a test file imports, directly or not."""
        found, fresh = set(), {path}
        while fresh:
            fresh = {module for known in fresh for module in self.imports(known)} - found
            found |= fresh
        return found

    @cache  # noqa: B019
    def rooms_of_test(self, path):
        """Return the rooms that a test file or its helpers refer to."""
        return {reference.target for module in {path, *self.helpers(path)} for reference in self.core.references_of(module)}

    def reached(self, changed):
        """Return what the changed files, given by their path in the repository, can reach."""
        rooms, files, everything = set(), set(), False
        for path in map(Path, changed):
            addon, inside = path.parts[0], Path(*path.parts[1:])
            if addon in self.others:
                rooms.add(addon)
            elif addon != CORE:
                everything = everything or bool(REACHES_ALL.match(str(path)))
            elif not UNTESTED.match(inside.as_posix()):
                found = self._reached_in_core(inside)
                everything = everything or found is None
                for item in found or ():
                    (files if isinstance(item, Path) else rooms).add(item)
        reached = self.spread(rooms)
        files |= {path for path in self.tests(self.core) if room_of(path) in reached or self.rooms_of_test(path) & rooms}
        names = [f"{CORE}/{path}" for path in files] + [f"{name}/tests" for name in reached & set(self.others)]
        own = any(OWN.match(str(path)) for path in changed)
        return Reached(everything, own, sorted(reached), sorted(name for name in names if (self.root / name).exists()))

    def _reached_in_core(self, path):
        """Return test files or rooms; None for a file that everything stands on."""
        tests = self.tests(self.core)
        if path.parts[0] == "tests":
            if path.name.startswith("test_"):
                return [path]
            if path.name == "__init__.py":
                return [test for test in tests if room_of(test) == room_of(path)]
            if room_of(path):
                return [test for test in tests if path in self.helpers(test)]
            return None
        for pattern, names in READ_BY:
            if pattern.match(path.as_posix()):
                return [test for test in tests if test.match(names)]
        room = room_of(path)
        return [room] if room and (path.parts[0] in CODE_KINDS or path.parts[0] in ("views", "data")) else None


def changed_files(base, root=ROOT):
    """Return the files that differ from where the branch left ``base``: committed, not committed and new ones."""
    def git(*arguments):
        return run(["git", "-C", root, *arguments], problem=f"The changes since {base} cannot be found",
                   remedy="name a branch or commit: ./dev test --changed BASE").splitlines()

    start = git("merge-base", base, "HEAD")[0]
    return sorted({*git("diff", "--name-only", "--no-renames", start), *git("ls-files", "--others", "--exclude-standard")})


def reached_since(base, addons):
    """Return what the changes since ``base`` reach in the add-ons of the repository."""
    changed = changed_files(base)
    if not any((ROOT / CORE).glob("models/*/*.py")):
        raise DevError(f"The add-on {CORE} has no rooms.", "run all tests: ./dev test")
    return Reach(ROOT, addons).reached(changed)
