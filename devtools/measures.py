"""``./dev lint --measures``: how livable the house is, as figures from the source beside the goals."""
import ast
import re
from collections import Counter
from typing import NamedTuple

from .house import STRICT, House, model_of, upward
from .rooms import CODE_KINDS, CORE, FLOOR_OF, room_of

CACHE_ATTRIBUTES = {"_joins", "_insert_cache", "_update_cache", "_set_cache", "_cache", "convert_to_cache"}
ORM_METHODS = {"_field_to_sql", "_order_to_sql", "_where_calc", "_apply_ir_rules", "_write_multi"}
RAW_WRITE = re.compile(r"^\s*(?:WITH\b.*?)?\b(?:INSERT\s+INTO|UPDATE\s+[\w%()]+(?:\s+\w+)?\s+SET|DELETE\s+FROM)\b",
                       re.DOTALL)
JOINS_ITEMS = re.compile(r"\b(?:FROM|JOIN)\s+account_move_line\b", re.IGNORECASE)
SPLITS_PATH = re.compile(r"\bSPLIT_PART\s*\(", re.IGNORECASE)
PROFILE = "credit.profile"
# Functions of models/common/days.py that make a field.
FIELD_MAKERS = {"day_of_entry", "days_until", "is_this_month"}


class Measure(NamedTuple):
    key: str
    text: str
    value: int
    goal: int
    places: list  # what was counted, for those that want to bring it down

    @property
    def met(self):
        return self.value <= self.goal


class Source:
    """The Python files of all add-ons, without their tests."""

    def __init__(self, root, addons=None):
        names = addons or [path.parent.name for path in sorted(root.glob("*/__manifest__.py"))]
        self.houses = {name: House(root / name) for name in names}
        self.trees = {f"{name}/{path}": tree for name, house in self.houses.items() for path, tree in house.trees.items()
                      if "tests" not in path.parts}

    def files(self, matches):
        """Return the files with a node that ``matches``."""
        return [path for path, tree in self.trees.items() if any(map(matches, ast.walk(tree)))]

    def functions(self, matches):
        """Return ``file: function`` for the functions with a node that ``matches``."""
        return [f"{path}: {node.name}" for path, tree in self.trees.items() for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef) and any(map(matches, ast.walk(node)))]

    def body(self, model):
        """Return [(file, statement)] for the bodies of all classes that write ``model``."""
        return [(path, statement) for path, tree in self.trees.items() for node in ast.walk(tree)
                if isinstance(node, ast.ClassDef) and model_of(node) == model for statement in node.body]


def is_method(node):
    return isinstance(node, ast.FunctionDef)


def is_field(node):
    """Whether a statement of a class is ``name = fields.Type(…)``, or a call of a function that makes a field."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return False
    function = node.value.func
    if isinstance(function, ast.Name):
        return function.id in FIELD_MAKERS
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "fields"


def calls(name):
    return lambda node: (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name)


def text_of(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def isolates(node):
    """Whether a ``try`` has a savepoint in it and goes on after whatever exception."""
    if not isinstance(node, ast.Try):
        return False
    broad = any(handler.type is None or "Exception" in names_in(handler.type) for handler in node.handlers)
    return broad and any(calls("savepoint")(child) for statement in node.body for child in ast.walk(statement))


def names_in(node):
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}


def touches_orm(node):
    """Whether a node touches inner parts of Odoo's ORM: caches, the joins of a query, overrides of the SQL of a field or an
    order, statements that write past the ORM."""
    if isinstance(node, ast.Attribute):
        return (node.attr in CACHE_ATTRIBUTES or (node.attr == "cache" and ends_in(node.value, ("cr", "env"))))
    if isinstance(node, ast.FunctionDef):
        return node.name in ORM_METHODS
    return bool(RAW_WRITE.search(text_of(node)))


def ends_in(node, names):
    return (node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")) in names


def entries(root):
    """Return the rooms and files directly in ``models/``."""
    return sorted(path.name for path in (root / CORE / "models").glob("*")
                  if path.name not in ("__init__.py", "__pycache__") and (path.suffix == ".py" or any(path.glob("*.py"))))


def largest_rooms(house):
    """Return the number of files in models/ by room, the largest first."""
    counts = Counter(room_of(path) for path in house.trees
                     if path.parts[0] == "models" and room_of(path) and path.name != "__init__.py")
    return counts.most_common()


def profile_measures(source):
    """Of the add-on that everybody installs; what others bring along is told beside."""
    body = [(path, node) for path, node in source.body(PROFILE) if path.startswith(f"{CORE}/")]
    methods = [f"{path}: {node.name}" for path, node in body if is_method(node)]
    fields = [f"{path}: {node.targets[0].id}" for path, node in body if is_field(node)]
    for name in ("write", "create"):
        places = [place for place in methods if place.endswith(f": {name}")]
        yield Measure(f"profile_{name}", f"overrides of {PROFILE}.{name}", len(places), 1, places)
    yield Measure("profile_methods", f"methods on {PROFILE}", len(methods), 150, methods)
    yield Measure("profile_fields", f"fields on {PROFILE}", len(fields), 120, fields)


def profile_additions(source):
    """Yield (text, places) of what the add-ons beside bring to the profile where they are installed."""
    body = [(path, node) for path, node in source.body(PROFILE) if not path.startswith(f"{CORE}/")]
    yield f"methods that other add-ons bring to {PROFILE}", [f"{path}: {node.name}" for path, node in body if is_method(node)]
    yield f"fields that other add-ons bring to {PROFILE}", [
        f"{path}: {node.targets[0].id}" for path, node in body if is_field(node)]


def file_measures(source):
    for key, text, goal, matches in (
        ("orm_files", "files that touch inner parts of the ORM (caches, joins, overrides of SQL, raw writes)", 1, touches_orm),
        ("item_files", "files that join account_move_line in SQL", 4, lambda node: JOINS_ITEMS.search(text_of(node))),
        ("path_files", "files that write SPLIT_PART(parent_path)", 1, lambda node: SPLITS_PATH.search(text_of(node))),
    ):
        places = source.files(matches)
        yield Measure(key, text, len(places), goal, places)
    for key, text, matches in (
        ("night_bodies", "bodies of nightly jobs (functions that commit progress)", calls("_commit_progress")),
        ("isolations", "functions that isolate a failing record (savepoint, any exception)", isolates),
    ):
        places = source.functions(matches)
        yield Measure(key, text, len(places), 1, places)


def room_measures(root, house):
    found = entries(root)
    yield Measure("model_entries", "entries in models/ (rooms of the plan)", len(found), len(FLOOR_OF), found)
    rooms = largest_rooms(house)
    places = [f"{room}: {number}" for room, number in rooms]
    yield Measure("room_files", "files in the largest room of models/", rooms[0][1] if rooms else 0, 17, places)
    references = house.references(CODE_KINDS)
    places = list(map(describe, upward(references)))
    yield Measure("upward", "references upward between rooms", len(places), 0, places)


def told(house):
    """Return what has no goal but tells as much: names and tables of higher rooms in strings, references sideways."""
    references = house.references(CODE_KINDS)
    higher = [reference for reference in references if reference.kind not in STRICT and (reference.climbs or 0) > 0]
    level = [reference for reference in references if reference.kind in STRICT and reference.climbs == 0]
    yield "strings and SQL that name a model of a higher room", sorted(map(describe, higher))
    yield "references sideways, to a room of the same floor", sorted(map(describe, level))


def describe(reference):
    return f"{reference.path}:{reference.line}: {reference.room} -> {reference.target} ({reference.kind} {reference.what})"


def measures(root):
    source = Source(root)
    house = source.houses[CORE]
    return [*room_measures(root, house), *profile_measures(source), *file_measures(source)], [
        *profile_additions(source), *told(house)]


def table(found, others, verbose=False):
    """Return the lines of the table; ``verbose`` names every place."""
    width = max(len(text) for text in [*(measure.text for measure in found), *(text for text, _places in others)])
    lines = [f"{'':{width}}  today  goal"]
    for measure in found:
        mark = "" if measure.met else "  to do"
        lines.append(f"{measure.text:{width}}  {measure.value:5d}  {measure.goal:4d}{mark}")
        lines += [f"    {place}" for place in measure.places if verbose]
    for text, places in others:
        lines.append(f"{text:{width}}  {len(places):5d}     -")
        lines += [f"    {place}" for place in places if verbose]
    return lines


def as_json(found, others):
    return {
        "measures": [{**measure._asdict(), "met": measure.met} for measure in found],
        "told": [{"text": text, "value": len(places), "places": places} for text, places in others],
    }
