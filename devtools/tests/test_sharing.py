import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from devtools.claims import Queue
from devtools.share import group_of, longest_first
from devtools.summary import Summary
from devtools.workers import Worker, slowest, worth

TESTS = """
import os
import unittest

class TestFirst(unittest.TestCase):
    def test_a(self): print(os.getpid())
    def test_b(self): pass

class TestSecond(unittest.TestCase):
    def test_a(self): self.fail("as expected")
    @unittest.skip("not today")
    def test_b(self): pass

def test_alone(): pass
"""


@pytest.fixture
def queue(tmp_path):
    folder = tmp_path / "queue"
    folder.mkdir()
    (folder / "durations.json").write_text("{}")
    return folder


def run(queue, *arguments, number=2):
    """Return the summary of ``number`` workers and what it printed."""
    stream = io.StringIO()
    summary = Summary(stream)
    workers = [Worker(f"sharing_{index}", "own", ["-p", "no:odoo", *map(str, arguments)], queue) for index in range(number)]
    for worker in workers:
        worker.log = queue.parent / f"{worker.name}.log"
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda worker: worker.run(summary), workers))
    code = summary.code()
    summary.close()
    return code, stream.getvalue(), summary


def last_line(output):
    return re.sub(r" in .*|[= ]*$|^=+ ", "", output.splitlines()[-1])


def test_group_is_the_class_or_the_file():
    assert group_of("a/test_a.py::TestA::test_x") == "a/test_a.py::TestA"
    assert group_of("a/test_a.py::test_x[b::c]") == "a/test_a.py"


def test_longest_class_comes_first_and_unknown_ones_count_by_their_tests():
    items = [SimpleNamespace(nodeid=name) for name in ("a::A::x", "b::B::x", "c::C::x", "c::C::y", "a::A::y")]
    found = longest_first(items, {"a::A": 0.4, "b::B": 9})
    assert [(group, [item.nodeid[-1] for item in tests]) for group, tests in found] == [
        ("b::B", ["x"]), ("c::C", ["x", "y"]), ("a::A", ["x", "y"])]


def test_group_is_taken_once_and_none_after_the_halt(queue):
    assert [Queue(queue).take("a::A"), Queue(queue).take("a::A"), Queue(queue).take("b::B")] == [True, False, True]
    Queue(queue).halt.touch()
    assert not Queue(queue).take("c::C")


def test_workers_run_each_test_once_and_tell_all(queue, tmp_path):
    (tmp_path / "test_a.py").write_text(TESTS)
    code, output, summary = run(queue, tmp_path)
    assert code == 1
    assert last_line(output) == "1 failed, 3 passed, 1 skipped"
    assert "AssertionError: as expected" in output
    assert re.search(r"^FAILED .*test_a.py::TestSecond::test_a - AssertionError: as expected$", output, re.MULTILINE)
    assert re.search(r"^SKIPPED .*TestSecond::test_b - .*not today$", output, re.MULTILINE)
    assert sorted(group.rpartition("/")[2] for group in summary.durations) == [
        "test_a.py", "test_a.py::TestFirst", "test_a.py::TestSecond"]


def test_selection_counts_once_what_it_leaves_out(queue, tmp_path):
    (tmp_path / "test_a.py").write_text(TESTS)
    code, output, _summary = run(queue, tmp_path, "-k", "TestFirst")
    assert (code, last_line(output)) == (0, "2 passed, 3 deselected")


def test_selection_of_nothing_is_told_by_the_exit_code(queue, tmp_path):
    (tmp_path / "test_a.py").write_text(TESTS)
    code, output, _summary = run(queue, tmp_path, "-k", "TestThird", number=1)
    assert (code, last_line(output)) == (5, "5 deselected")


def test_file_that_cannot_be_read_is_one_error(queue, tmp_path):
    (tmp_path / "test_a.py").write_text(TESTS)
    (tmp_path / "test_b.py").write_text("import nothing_of_this_name")
    code, output, _summary = run(queue, tmp_path)
    assert (code, last_line(output)) == (1, "1 error")
    assert "No module named 'nothing_of_this_name'" in output


def test_process_that_dies_is_an_error_that_names_what_it_ran(queue, tmp_path):
    (tmp_path / "test_a.py").write_text("import os\ndef test_end():\n    print('last words', flush=True)\n    os._exit(0)")
    code, output, _summary = run(queue, tmp_path, "-s", number=1)
    assert (code, last_line(output)) == (1, "1 error")
    assert "sharing_0 ended with 0 while it ran" in output
    assert "last words" in output


def test_tour_that_passed_when_run_again_is_told_and_fails_nothing(queue, tmp_path):
    (tmp_path / "test_a.py").write_text(
        "def test_tour(): assert False, 'The test code \"odoo.startTour(x)\" failed'\ndef test_sum(): assert 1 == 1")
    code, _output, summary = run(queue, tmp_path)
    assert code == 1
    assert [nodeid.rpartition("::")[2] for nodeid in summary.tours] == ["test_tour"]
    summary.excuse_tour(*summary.tours)
    summary.stream = io.StringIO()
    summary.close()
    assert summary.code() == 0
    assert last_line(summary.stream.getvalue()) == "1 passed, 1 unstable"
    assert re.search(r"^UNSTABLE .*::test_tour - ", summary.stream.getvalue(), re.MULTILINE)


def test_other_failures_are_not_run_again(queue, tmp_path):
    (tmp_path / "test_a.py").write_text(TESTS)
    assert not run(queue, tmp_path)[2].tours


def test_first_failure_stops_all_workers(queue, tmp_path):
    (tmp_path / "test_a.py").write_text(TESTS)
    file = f"{tmp_path}/test_a.py"
    (queue / "durations.json").write_text(json.dumps({group: 9 for group in (f"{file}::TestSecond",)}))
    code, output, summary = run(queue, file, "-x", number=1)
    assert code == 1
    assert summary.counts["failed"] == 1
    assert Queue(queue).halt.exists()


def test_one_process_for_few_tests_more_for_long_ones():
    known = {"a/test_a.py::TestA": 60.0, "a/test_a.py::TestB": 70.0, "a/test_ab.py::TestC": 900.0}
    assert worth(["a/test_a.py"], known) == 3
    assert worth(["a/test_a.py::TestA"], known) == 1
    assert worth(["a/test_new.py"], known) == 1


@pytest.mark.parametrize("arguments, number", [([], 0), (["--durations=5"], 5), (["-x", "--durations", "7"], 7)])
def test_number_of_slowest_tests(arguments, number):
    assert slowest(arguments) == number
