import subprocess
from pathlib import Path

import pytest

from devtools.reach import Reach, changed_files

TREE = {
    "credit_collection/models/profile/credit_profile.py": "class A(models.Model):\n    _name = 'credit.profile'",
    "credit_collection/models/hold/credit_hold.py":
        "class A(models.Model):\n    _name = 'credit.hold'\n    profile_id = fields.Many2one('credit.profile')",
    "credit_collection/models/followup/credit_followup.py":
        "class A(models.Model):\n    _name = 'credit.followup'\n    hold_id = fields.Many2one('credit.hold')",
    "credit_collection/models/promise/credit_promise.py":
        "class A(models.Model):\n    _name = 'credit.promise'\n    followup_id = fields.Many2one('credit.followup')",
    "credit_collection/models/workbook/sheet.py": "",
    "credit_collection/views/alert/alert_views.xml":
        "<odoo><record id='alert_menu' model='x'><field name='x' ref='promise_menu'/></record></odoo>",
    "credit_collection/views/promise/promise_views.xml": "<odoo><menuitem id='promise_menu'/></odoo>",
    "credit_collection/views/common/menus.xml": "<odoo><menuitem id='menu' action='alert_menu'/></odoo>",
    "credit_collection/tests/common.py": "",
    "credit_collection/tests/followup/common.py": "class FollowupCommon: pass",
    "credit_collection/tests/hold/test_hold.py": "",
    "credit_collection/tests/followup/test_followup.py": "from .common import FollowupCommon",
    "credit_collection/tests/followup/test_level.py": "",
    "credit_collection/tests/promise/test_promise.py": "from ..followup.common import FollowupCommon",
    "credit_collection/tests/promise/test_tours_promise.py": "",
    "credit_collection/tests/workbook/test_workbook.py": "self.env['credit.promise']",
    "credit_collection/tests/base/test_i18n.py": "",
    "credit_collection/tests/base/test_ledger_demo.py": "",
    "credit_collection_sms/models/a.py": "self.env['credit.followup']",
    "credit_collection_sms/tests/test_sms.py": "",
}


@pytest.fixture
def reach(tree):
    return Reach(tree(TREE), ["credit_collection", "credit_collection_sms"])


def files(reach, *changed):
    """Return the names of the reached test files, and of the other add-ons."""
    reached = reach.reached(changed)
    assert not reached.everything
    return [Path(name).stem if name.endswith(".py") else Path(name).parent.name for name in reached.files]


def test_room_reaches_its_tests_and_those_of_rooms_above_that_use_it(reach):
    reached = reach.reached(["credit_collection/models/followup/credit_followup.py"])
    assert reached.rooms == ["alert", "credit_collection_sms", "followup", "promise"]
    assert files(reach, "credit_collection/tools/followup/new.py") == [
        "test_followup", "test_level", "test_promise", "test_tours_promise", "credit_collection_sms"]


def test_room_above_reaches_no_room_below_but_the_tests_that_name_it(reach):
    assert files(reach, "credit_collection/views/promise/promise_views.xml") == [
        "test_promise", "test_tours_promise", "test_workbook"]


def test_lower_room_whose_code_names_the_changed_one_is_reached_with_no_room_above_it(reach):
    (reach.root / "credit_collection/models/hold/b.py").write_text("self.env['credit.promise']")
    assert reach.reached(["credit_collection/models/promise/a.py"]).rooms == ["alert", "hold", "promise"]


def test_deleted_file_reaches_its_room(reach):
    assert files(reach, "credit_collection/models/workbook/deleted.py") == ["test_workbook"]


def test_test_file_reaches_itself(reach):
    assert files(reach, "credit_collection/tests/hold/test_hold.py", "credit_collection/tests/hold/test_deleted.py") == [
        "test_hold"]


def test_base_of_tests_reaches_the_tests_that_build_upon_it(reach):
    assert files(reach, "credit_collection/tests/followup/common.py") == ["test_followup", "test_promise"]


@pytest.mark.parametrize("path", [
    "credit_collection/tests/common.py", "credit_collection/__manifest__.py", "credit_collection/const.py",
    "credit_collection/hooks.py", "credit_collection/models/__init__.py", "credit_collection/security/ir.model.access.csv",
    "credit_collection/models/without_room.py", "requirements-dev.txt", "devtools/workers.py",
])
def test_what_all_stands_on_reaches_everything(reach, path):
    assert reach.reached([path]).everything


@pytest.mark.parametrize("path, names", [
    ("credit_collection/i18n/zh_CN.po", ["test_i18n"]),
    ("credit_collection/demo/customers_demo.xml", ["test_ledger_demo"]),
    ("credit_collection/static/tests/tours/promise.js", ["test_tours_promise"]),
    ("credit_collection/static/description/icon.png", []),
    ("credit_collection/tests/__init__.py", []),
    ("credit_collection/README.md", []),
    ("docs/architecture.md", []),
    ("credit_collection_sms/models/a.py", ["credit_collection_sms"]),
])
def test_what_only_some_tests_read(reach, path, names):
    assert files(reach, path) == names


def test_developer_tool_reaches_its_own_tests(reach):
    assert reach.reached(["devtools/house.py"]) == (False, True, [], [])
    assert reach.reached(["docs/index.md"]) == (False, False, [], [])


def test_changes_are_committed_open_and_new_ones_since_the_branch_left(tmp_path):
    def git(*arguments):
        subprocess.run(["git", "-C", tmp_path, "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments],
                       check=True, capture_output=True)

    def write(name, text="x"):
        (tmp_path / name).write_text(text)

    git("init", "-b", "main")
    for name in ("kept", "open", "old"):
        write(name, f"{name} {name} {name}")
    git("add", ".")
    git("commit", "-m", "first")
    git("checkout", "-b", "work")
    git("mv", "old", "moved")
    write("committed")
    git("add", ".")
    git("commit", "-m", "second")
    git("checkout", "main")
    write("of_main")
    git("add", ".")
    git("commit", "-m", "third")
    git("checkout", "work")
    write("open")
    write("new")
    assert changed_files("main", tmp_path) == ["committed", "moved", "new", "old", "open"]
