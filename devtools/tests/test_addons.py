import re
import xml.etree.ElementTree as ET

import pytest

from devtools import addons
from devtools.console import ROOT, DevError


def make(folder, name, **manifest):
    path = folder / name
    path.mkdir()
    (path / "__manifest__.py").write_text(repr({"name": name, **manifest}))
    return path


def test_only_installable_folders_with_a_manifest_are_addons(tmp_path):
    make(tmp_path, "credit_b", depends=["credit_a"])
    make(tmp_path, "credit_a", depends=["account"])
    make(tmp_path, "credit_old", installable=False)
    (tmp_path / "docs").mkdir()
    assert [(addon.name, addon.depends) for addon in addons.find_addons(tmp_path)] == [
        ("credit_a", ("account",)), ("credit_b", ("credit_a",))]


def test_unreadable_manifest_is_named(tmp_path):
    (make(tmp_path, "credit_a") / "__manifest__.py").write_text("{")
    with pytest.raises(DevError, match="credit_a"):
        addons.find_addons(tmp_path)


def test_addon_is_left_out_when_a_dependency_is_unknown_even_indirectly(tmp_path):
    core = tmp_path / "core"
    core.mkdir()
    make(core, "account")
    ours = tmp_path / "ours"
    ours.mkdir()
    make(ours, "credit_a", depends=["account"])
    make(ours, "credit_queue", depends=["credit_a", "queue_job"])
    make(ours, "credit_queue_more", depends=["credit_queue"])
    installable, lacking = addons.split_by_dependencies(addons.find_addons(ours), [core])
    assert [addon.name for addon in installable] == ["credit_a"]
    assert lacking == {"credit_queue": ["queue_job"], "credit_queue_more": ["credit_queue"]}


def test_core_dependencies_are_those_of_others(tmp_path):
    make(tmp_path, "credit_a", depends=["sale", "account"])
    make(tmp_path, "credit_b", depends=["credit_a", "sale"])
    assert addons.core_dependencies(addons.find_addons(tmp_path)) == ["account", "sale"]


def test_fingerprint_follows_files_but_not_generated_ones(tmp_path):
    path = make(tmp_path, "credit_a")
    before = addons.fingerprint(addons.find_addons(tmp_path))
    (path / "__pycache__").mkdir()
    (path / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert addons.fingerprint(addons.find_addons(tmp_path)) == before
    (path / "model.py").write_text("x = 1")
    assert addons.fingerprint(addons.find_addons(tmp_path)) != before


def test_demo_data_call_no_nightly_job():
    """Jobs commit what they have done; demo data are loaded in one transaction, which that would end."""
    files = [path for path in ROOT.glob("*/demo/**/*.xml") if 'name="_cron_' in path.read_text(encoding="utf-8")]
    assert not files


def test_demo_data_give_each_account_a_code_of_its_own():
    codes = [
        (record.find("field[@name='code']").text, path.parent.parent.name)
        for path in ROOT.glob("*/demo/**/*.xml") for record in ET.parse(path).iter("record")
        if record.get("model") == "account.account" and record.find("field[@name='code']") is not None]
    assert len({code for code, _addon in codes}) == len(codes), sorted(codes)


def test_every_file_of_tests_is_imported():
    """Odoo's own runner finds only what the package imports."""
    missing = [
        str(path.relative_to(ROOT)) for path in ROOT.glob("credit_collection*/tests/**/test_*.py")
        if not re.search(rf"\b{path.stem}\b", (path.parent / "__init__.py").read_text())]
    assert not missing
