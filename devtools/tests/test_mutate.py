import ast
import importlib
import sys

import pytest

from devtools.console import ROOT
from devtools.mutants import codes, put
from devtools.mutate import summary
from devtools.mutate_run import names, places, runs
from devtools.mutations import Mutation, find_mutations, mutate, sample
from devtools.without_effect import Argued, find_reason, read, statements

SOURCE = '''
"""Twelve 12."""
LIMIT = 10


def late(days: "int | None" = 0, free=3):
    """Five 5."""
    if days > free and not days == LIMIT:
        return max(days - free, -1)
    return zip([days], [free], strict=True)
'''


@pytest.fixture
def found():
    return [(mutation.line, mutation.before, mutation.after) for mutation in find_mutations(SOURCE, "tools/late.py")]


@pytest.mark.parametrize("change", [
    (3, "10", "11"),
    (6, "3", "4"),
    (8, "days > free", "days >= free"),
    (8, "days == LIMIT", "days != LIMIT"),
    (8, "days > free and (not days == LIMIT)", "days > free or not days == LIMIT"),
    (8, "not days == LIMIT", "days == LIMIT"),
    (9, "max(days - free, -1)", "min(days - free, -1)"),
    (9, "days - free", "days + free"),
    (9, "-1", "1"),
])
def test_comparisons_bounds_signs_connectives_extremes_and_constants_are_changed(found, change):
    assert change in found


def test_texts_annotations_and_strict_are_left_alone(found):
    assert not [before for _line, before, _after in found if before in ("True", "5", "12") or "None" in before]


def test_each_mutation_changes_one_place():
    for mutation in find_mutations(SOURCE, "tools/late.py"):
        assert ast.unparse(mutate(SOURCE, mutation)).count("\n") == ast.unparse(ast.parse(SOURCE)).count("\n")
        assert ast.unparse(mutate(SOURCE, mutation)) != ast.unparse(ast.parse(SOURCE))


def test_lines_are_those_of_the_statement_and_none_where_the_import_runs_it():
    lines = {mutation.before: mutation.lines for mutation in find_mutations(SOURCE, "tools/late.py")}
    assert (lines["10"], lines["3"]) == (None, None)
    assert (lines["days > free"], lines["days - free"]) == ((8, 8), (9, 9))


def test_same_seed_same_sample():
    mutations = find_mutations(SOURCE, "tools/late.py")
    assert sample(mutations, 4, seed=7) == sample(mutations, 4, seed=7)
    assert len(sample(mutations, 4, seed=7)) == 4
    assert sample(mutations, 400, seed=7) == sorted(mutations, key=lambda mutation: (mutation.line, mutation.node))


@pytest.fixture
def shop(tree):
    """A package like an add-on: tools, and who imports them."""
    folder = tree({
        "shop/__init__.py": "",
        "shop/tools/__init__.py": "",
        "shop/tools/prices.py": """
            from datetime import timedelta
            from typing import NamedTuple

            RATE = 2
            WEEK = timedelta(days=7)


            class Line(NamedTuple):
                amount: int
                count: int = 1

                @property
                def total(self):
                    return self.amount * self.count


            def price(amount, rate=RATE):
                return amount * rate + RATE
        """,
        "shop/bill.py": "from .tools.prices import RATE, WEEK, Line, price",
    })
    sys.path.insert(0, str(folder))
    yield folder / "shop" / "tools" / "prices.py", importlib.import_module("shop.bill")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


@pytest.mark.parametrize(("before", "outcome"), [
    ("amount * rate", (4.5, 6, 2, 6)),
    ("2", (18, 6, 3, 6)),
    ("1", (12, 12, 2, 6)),
    ("self.amount * self.count", (12, 6.0, 2, 1.5)),
])
def test_who_imported_from_the_module_gets_the_fault(shop, before, outcome):
    path, bill = shop
    source = path.read_text()
    [mutation] = [each for each in find_mutations(source, "shop/tools/prices.py") if each.before == before]
    put(sys.modules["shop.tools.prices"], mutate(source, mutation))
    results = (bill.price(5), bill.Line(6).total, bill.RATE, bill.Line(3, 2).total)
    assert results == pytest.approx(outcome)
    assert path.read_text() == source


def test_objects_that_the_module_makes_have_the_fault_too(shop):
    path, bill = shop
    source = path.read_text()
    [mutation] = [each for each in find_mutations(source, "shop/tools/prices.py") if each.before == "7"]
    put(sys.modules["shop.tools.prices"], mutate(source, mutation))
    assert bill.WEEK.days == 8


def test_a_test_counts_for_a_mutation_when_it_runs_the_statement():
    mutation = Mutation("a.py", 5, (4, 6), 0, 0, "", "")
    assert runs({6}, mutation)
    assert not runs({3, 7}, mutation)
    assert runs({3}, mutation._replace(lines=None))
    assert not runs((), mutation._replace(lines=None))


def test_scenarios_are_sought_in_the_room_first_then_where_it_is_imported():
    found = places("credit_collection/tools/exposure/aging.py")
    assert found[0] == "credit_collection.tests.exposure"
    assert "credit_collection.tests.aging" in found


def test_codes_of_functions_inside_others_are_found(shop, monkeypatch):
    monkeypatch.setattr("devtools.mutants.module_of", lambda path: sys.modules["shop.tools.prices"])
    assert {code.co_name for code in codes("shop/tools/prices.py")} >= {"price", "total"}


def test_summary_names_what_no_test_saw():
    found = [{"mutation": "a", "group": "unit", "test": "t"}, {"mutation": "b", "group": "room", "test": "s"},
             {"mutation": "c", "group": None, "test": None}, {"mutation": "d", "group": "argued", "test": None}]
    assert summary(found) == (
        "4 mutations: 1 seen by tests without a database, 1 by scenarios, 1 argued to be without effect, 1 by no test\nc")


@pytest.mark.parametrize(("code", "changed", "before", "after"), [
    ("days > free", "days >= free", "days > free", "days >= free"),
    ("max(days - free, -1)", "max(days - free, -2)", "1", "2"),
    ("free=3", "free=4", "3", "4"),
])
def test_a_change_is_argued_by_its_statement_wherever_that_stands(code, changed, before, after):
    for source in (SOURCE, f"\n\n{SOURCE}"):
        argued = [Argued("tools/late.py", code, changed, "why"), Argued("tools/other.py", "days > free", "days < free", "no")]
        found = [mutation for mutation in find_mutations(source, "tools/late.py") if find_reason(argued, source, mutation)]
        assert [(mutation.before, mutation.after) for mutation in found] == [(before, after)]


def test_each_argument_is_about_a_change_that_there_is():
    """A row that fits nothing any more was about a statement that has changed."""
    argued = read(ROOT)
    left = {row[:3] for row in argued}
    assert len(left) == len(argued)
    for path in {row.module for row in argued}:
        source = (ROOT / path).read_text(encoding="utf-8")
        changes = [statements(source, mutation) for mutation in find_mutations(source, path)]
        left -= {row[:3] for row in argued if row.module == path
                 and any(row.code in before and before.replace(row.code, row.changed) == after for before, after in changes)}
    assert not left
    assert all(row.reason for row in argued)


def test_a_test_that_only_looks_at_constants_counts_where_its_module_imports_them():
    test = object.__new__(type("Test", (), {"__module__": __name__}))
    assert not names(test, "shop/devtools/claims.py")
    assert names(test, "shop/mutate_run.py")
