"""Small faults put into the source of a module: which there are, and the module with one of them.

A fault is one change of a comparison, bound, sign, ``and``/``or``, ``not``, ``min``/``max`` or constant.
"""
import ast
import copy
import random
from pathlib import Path
from typing import NamedTuple

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult}
EXTREMES = {"min": "max", "max": "min"}


class Mutation(NamedTuple):
    """A change of a module: the node of that number in the order of ``ast.walk`` becomes its variant of that number."""

    path: str
    line: int
    lines: tuple  # first and last line of the statement, None outside of functions: it runs when the module is imported
    node: int
    variant: int
    before: str
    after: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.before}  ->  {self.after}"


def variants(node):
    """Return the changed copies of a node."""
    if isinstance(node, ast.Compare):
        return [_changed(node, ops=[*node.ops[:index], COMPARISONS[type(operator)](), *node.ops[index + 1:]])
                for index, operator in enumerate(node.ops)]
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        return [_changed(node, op=SIGNS[type(node.op)]())]
    if isinstance(node, ast.AugAssign) and type(node.op) in SIGNS:
        return [_changed(node, op=SIGNS[type(node.op)]())]
    if isinstance(node, ast.BoolOp):
        return [_changed(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        return [node.operand]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EXTREMES:
        return [_changed(node, func=ast.Name(EXTREMES[node.func.id], ast.Load()))]
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
        return [_changed(node, value=not node.value if isinstance(node.value, bool) else node.value + 1)]
    return []


def _changed(node, **values):
    changed = copy.copy(node)
    for name, value in values.items():
        setattr(changed, name, value)
    return ast.copy_location(changed, node)


def find_mutations(source, path):
    """Return all mutations of a module, in the order of its lines."""
    tree = ast.parse(source)
    statements = _statements(tree)
    left_out = _left_out(tree)
    found = [
        Mutation(path, node.lineno, statements[node], number, variant, _text(node), _text(changed))
        for number, node in enumerate(ast.walk(tree)) if node in statements and node not in left_out
        for variant, changed in enumerate(variants(node))
    ]
    return sorted(found, key=lambda mutation: (mutation.line, mutation.node))


def _text(node):
    return " ".join(ast.unparse(node).split())


def _left_out(tree):
    """Return the nodes of annotations, and of ``strict=`` of ``zip``, which only refuses what its callers never pass."""
    roots = [node.annotation for node in ast.walk(tree) if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation]
    roots += [node.returns for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns]
    roots += [node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "strict"]
    return {node for root in roots for node in ast.walk(root)}


def _statements(tree):
    """Return for each expression the lines of the statement that it belongs to; of one with a body, those of its head."""
    found = {}

    def visit(node, lines, inside):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno
            lines = (node.lineno, max(last, node.lineno)) if inside else None
            found[node] = lines
        elif isinstance(node, ast.expr):
            found[node] = lines
        is_function = isinstance(node, ast.FunctionDef)
        for name, value in ast.iter_fields(node):
            # Decorators and defaults run with what is around the function.
            within = inside or (is_function and name == "body")
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, lines, within)

    visit(tree, None, False)
    return found


def mutate(source, mutation):
    """Return the tree of the module ``source`` with one mutation."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[mutation.node]

    class Replace(ast.NodeTransformer):
        def visit(self, visited):
            return variants(node)[mutation.variant] if visited is node else self.generic_visit(visited)

    return ast.fix_missing_locations(Replace().visit(tree))


def sample(mutations, number, seed):
    """Return ``number`` of the mutations, drawn with ``seed``; all when there are no more."""
    drawn = random.Random(seed).sample(mutations, min(number, len(mutations)))
    return sorted(drawn, key=lambda mutation: (mutation.path, mutation.line, mutation.node))


def find_modules(root):
    """Return the pure modules of all add-ons, by their path in the repository."""
    return [str(path.relative_to(root)) for path in sorted(Path(root).glob("*/tools/**/*.py")) if path.name != "__init__.py"]
