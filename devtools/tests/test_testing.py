from pathlib import Path

import pytest

from devtools.console import ROOT
from devtools.testing import combine, is_own, split_paths


def test_paths_are_told_from_options_and_their_values(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("hold").mkdir()
    Path("test_a.py").touch()
    arguments = ["-x", "-k", "hold", "test_a.py::TestA::test_b", "missing.py", "hold"]
    assert split_paths(arguments) == (["test_a.py::TestA::test_b", "hold"], ["-x", "-k", "hold", "missing.py"])


def test_own_tests_are_those_of_the_tool():
    assert is_own(f"{ROOT}/devtools/tests/test_testing.py::test_x")
    assert not is_own(f"{ROOT}/credit_collection/tests")


@pytest.mark.parametrize(("codes", "selective", "expected"), [
    ([0, 0], False, 0), ([0, 1], False, 1), ([2, 0], False, 2), ([0, 5], False, 5), ([0, 5], True, 0),
    ([5, 5], True, 5), ([5, 1], True, 5), ([], False, 0),
])
def test_one_exit_code_for_all_parts(codes, selective, expected):
    assert combine(codes, selective=selective) == expected
