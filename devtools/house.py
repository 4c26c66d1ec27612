"""What the source of an add-on with rooms says: which room defines a model or an xml-id, and what points to which room."""
import ast
import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from .rooms import CODE_KINDS, CORE, FLOOR_OF, room_of

RELATIONS = ("Many2one", "One2many", "Many2many")
REGISTRIES = ("env", "pool", "registry")
RECORD_TAGS = {"record", "template", "menuitem", "report"}
TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z]\w+)")
# What ``./dev lint`` refuses when it points upward. Names in plain strings and tables in SQL are only told.
STRICT = ("import", "env", "comodel", "inherit", "xml-id")


class Reference(NamedTuple):
    """A place in a file of one room that names something of another."""

    path: Path
    line: int
    room: str
    target: str
    kind: str
    what: str

    @property
    def climbs(self):
        """How many floors it points upward; 0 for sideways, None when a room is on no floor."""
        if self.room not in FLOOR_OF or self.target not in FLOOR_OF:
            return None
        return FLOOR_OF[self.target] - FLOOR_OF[self.room]


class House:
    """The add-on in ``folder``."""

    def __init__(self, folder):
        self.folder = Path(folder)

    @cached_property
    def trees(self):
        """The parsed Python files by their path inside the add-on."""
        paths = (path.relative_to(self.folder) for path in sorted(self.folder.rglob("*.py")))
        return {path: ast.parse((self.folder / path).read_text(encoding="utf-8")) for path in paths}

    @cached_property
    def rooms(self):
        """The rooms that have a file."""
        paths = (path.relative_to(self.folder) for kind in CODE_KINDS for path in self.folder.glob(f"{kind}/*/*"))
        return {room_of(path) for path in paths if path.suffix in (".py", ".xml")} - {"__pycache__"}

    @cached_property
    def models(self):
        """The room that defines each model; models that two rooms define are left out."""
        found = defaultdict(set)
        for path, tree in self.trees.items():
            if path.parts[0] in CODE_KINDS:
                for node in ast.walk(tree):
                    if isinstance(node, ast.ClassDef) and (name := defined_model(node)):
                        found[name].add(room_of(path))
        return only_one(found)

    @cached_property
    def tables(self):
        return {model.replace(".", "_"): room for model, room in self.models.items()}

    @cached_property
    def xml_ids(self):
        """The room that defines each xml-id, with the name of the add-on in front."""
        found = defaultdict(set)
        for path in self.xml_files():
            for element in parse_xml(self.folder / path).iter():
                if element.tag in RECORD_TAGS and element.get("id"):
                    name = element.get("id")
                    found[name if "." in name else f"{self.folder.name}.{name}"].add(room_of(path))
        return only_one(found)

    def xml_files(self):
        paths = (path.relative_to(self.folder) for path in sorted(self.folder.rglob("*.xml")))
        return [path for path in paths if path.parts[0] != "static"]

    def references(self, kinds=CODE_KINDS):
        """Return every reference from the Python files of a room to another room."""
        return [reference for path in self.trees if path.parts[0] in kinds and room_of(path)
                for reference in self.references_of(path)]

    def references_of(self, path, other=None):
        """Return the references of one Python file, of this add-on or of the add-on ``other``, to other rooms."""
        house = other or self
        room = room_of(path) if house is self else house.folder.name
        visitor = Visitor(self, package_of(house.folder, path))
        visitor.visit(house.trees[path])
        return [Reference(path, line, room, target, kind, what) for line, target, kind, what in sorted(visitor.found)
                if target != room]


def package_of(folder, path):
    """Return the parts of the package of a file of the add-on in ``folder``."""
    return (folder.name, *path.parent.parts)


def imported(node, package):
    """Return the parts of each name that an import statement names, the package ``odoo.addons`` left out."""
    if isinstance(node, ast.Import):
        found = [alias.name.split(".") for alias in node.names]
    else:
        base = package[:len(package) - node.level + 1] if node.level else ()
        module = node.module.split(".") if node.module else []
        found = [[*base, *module, alias.name] for alias in node.names]
    return [parts[2:] if parts[:2] == ["odoo", "addons"] else parts for parts in found]


def only_one(found):
    return {name: next(iter(rooms)) for name, rooms in found.items() if len(rooms) == 1 and None not in rooms}


def parse_xml(path):
    try:
        return ElementTree.parse(path).getroot()
    except ElementTree.ParseError:  # devtools.checks tells where
        return ElementTree.Element("odoo")


def class_values(node, name):
    """Return the strings that a class assigns to ``name``."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in statement.targets):
            return [child.value for child in ast.walk(statement.value)
                    if isinstance(child, ast.Constant) and isinstance(child.value, str)]
    return []


def model_of(node):
    """Return the name of the model that a class defines or extends, "" for other classes."""
    inherited = class_values(node, "_inherit")
    name = class_values(node, "_name")
    if name or not inherited:
        return name[0] if name else ""
    return inherited[0] if len(inherited) == 1 else re.sub(r"(?<=.)([A-Z])", r".\1", node.name).lower()


def defined_model(node):
    """Return the name of the model that a class defines, "" when it only extends one."""
    name = model_of(node)
    return "" if name in class_values(node, "_inherit") else name


class Visitor(ast.NodeVisitor):
    """Finds (line, room, kind, what) in one file."""

    def __init__(self, house, package):
        self.house = house
        self.package = package
        self.found = set()
        self.named = set()  # strings that are counted as something more exact

    def add(self, node, room, kind, what):
        if room:
            self.found.add((node.lineno, room, kind, what))

    def add_model(self, node, value, kind):
        if isinstance(value, ast.Constant) and value.value in self.house.models:
            self.named.add(id(value))
            self.add(node, self.house.models[value.value], kind, value.value)

    def visit_Import(self, node):
        for parts in imported(node, self.package):
            if len(parts) > 2 and parts[0] == self.house.folder.name and parts[1] in CODE_KINDS:
                if parts[2] in self.house.rooms:
                    self.add(node, parts[2], "import", ".".join(parts[1:]))

    visit_ImportFrom = visit_Import

    def visit_Subscript(self, node):
        owner = node.value.func if isinstance(node.value, ast.Call) else node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
        if name in REGISTRIES:
            self.add_model(node, node.slice, "env")
        self.generic_visit(node)

    def visit_Call(self, node):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in RELATIONS:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "comodel_name"]
            for value in [*node.args[:1], *named]:
                self.add_model(node, value, "comodel")
        self.generic_visit(node)

    def visit_ClassDef(self, node):
        for statement in node.body:
            if isinstance(statement, ast.Assign) and {"_inherit", "_inherits"} & {
                    target.id for target in statement.targets if isinstance(target, ast.Name)}:
                for value in ast.walk(statement.value):
                    self.add_model(statement, value, "inherit")
        self.generic_visit(node)

    def visit_Constant(self, node):
        if not isinstance(node.value, str) or id(node) in self.named:
            return
        if node.value in self.house.xml_ids:
            self.add(node, self.house.xml_ids[node.value], "xml-id", node.value)
        elif node.value in self.house.models:
            self.add(node, self.house.models[node.value], "name", node.value)
        for table in TABLE.findall(node.value):
            self.add(node, self.house.tables.get(table), "table", table)


def upward(references):
    """Return the references that lint refuses, those of lower rooms first."""
    return sorted((reference for reference in references if reference.kind in STRICT and (reference.climbs or 0) > 0),
                  key=lambda reference: (FLOOR_OF[reference.room], reference.path, reference.line))


def core(root):
    return House(Path(root) / CORE)
