"""Changes of ``tools/`` that no test can see, each with its argument: ``without_effect.csv``.

A row names the module, a part of a statement as ``ast.unparse`` writes it, and what that part becomes. Lines may move.
"""
import ast
import copy
import csv
from functools import lru_cache
from typing import NamedTuple

from .mutations import variants

FILE = "without_effect.csv"


class Argued(NamedTuple):
    """A change without effect, and why it has none."""

    module: str
    code: str
    changed: str
    reason: str


def read(root):
    """Return the list of :class:`Argued` of the repository."""
    with (root / "devtools" / FILE).open(encoding="utf-8", newline="") as file:
        return [Argued(**row) for row in csv.DictReader(file)]


def find_reason(argued, source, mutation):
    """Return why ``mutation`` of the module ``source`` has no effect, None when nobody has argued so."""
    rows = [row for row in argued if row.module == mutation.path]
    if not rows:
        return None
    before, after = statements(source, mutation)
    return next((row.reason for row in rows if row.code in before and before.replace(row.code, row.changed) == after), None)


def statements(source, mutation):
    """Return the statement that ``mutation`` changes, before and after; of one with a body, its head."""
    nodes, above = _parse(source)
    node = statement = nodes[mutation.node]
    while not isinstance(statement, ast.stmt):
        statement = above[statement]
    changed = variants(node)[mutation.variant]
    if node is statement:
        return _head(statement), _head(changed)
    before = _head(statement)
    _replace(above[node], node, changed)
    after = _head(statement)
    _replace(above[node], changed, node)
    return before, after


@lru_cache(maxsize=1)
def _parse(source):
    """Return the nodes of a module in the order of ``ast.walk``, and the one above each."""
    nodes = list(ast.walk(ast.parse(source)))
    return nodes, {child: node for node in nodes for child in ast.iter_child_nodes(node)}


def _replace(parent, node, changed):
    for name, value in ast.iter_fields(parent):
        if value is node:
            setattr(parent, name, changed)
        elif isinstance(value, list):
            setattr(parent, name, [changed if each is node else each for each in value])


def _head(statement):
    head = copy.copy(statement)
    for name in ("body", "orelse", "finalbody", "handlers"):
        if isinstance(getattr(head, name, None), list):
            setattr(head, name, [])
    return " ".join(ast.unparse(ast.fix_missing_locations(head)).split())
