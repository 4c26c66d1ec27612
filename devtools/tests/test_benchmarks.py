"""The benchmarks run for minutes or hours, so not with each change: what they take from the tools must exist nevertheless."""
import ast
import importlib

import pytest

from devtools.console import ROOT

PROGRAMS = sorted((ROOT / "benchmarks").glob("*.py"))


def find_uses(tree):
    """:return: ``[(module of devtools, name that is taken from it)]`` of a program"""
    modules, uses = {}, []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "devtools":
            modules.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("devtools."):
            uses += [(node.module.partition(".")[2], alias.name) for alias in node.names]
    return uses + [
        (modules[node.value.id], node.attr) for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules]


def test_uses_are_found_by_either_import():
    tree = ast.parse("from devtools import postgres\nfrom devtools.console import run\npostgres.own(run)")
    assert find_uses(tree) == [("console", "run"), ("postgres", "own")]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_what_a_program_takes_from_the_tools_exists(path):
    uses = find_uses(ast.parse(path.read_text(encoding="utf-8")))
    assert not [use for use in uses if not hasattr(importlib.import_module(f"devtools.{use[0]}"), use[1])]
