import os

import pytest

from devtools import addons, beside, database, peers
from devtools.addons import Addon


def test_all_that_need_an_addon_are_found_by_others_too():
    found = {name: Addon(name, None, depends) for name, depends in {
        "base": (), "account": ("base",), "sale": ("account",), "sale_stock": ("sale", "stock"), "stock": ("base",)}.items()}
    assert beside.reach({"account"}, found) == {"account", "sale", "sale_stock"}
    assert beside.reach({"stock"}, found) == {"stock", "sale_stock"}


def test_packages_of_a_manifest_are_named_without_their_versions(tmp_path):
    folder = tmp_path / "credit_a"
    folder.mkdir()
    (folder / "__manifest__.py").write_text(repr(
        {"name": "A", "external_dependencies": {"python": ["phonenumbers>=8.1", "lxml"], "bin": ["wkhtmltopdf"]}}))
    addon, = addons.find_addons(tmp_path)
    assert beside.packages(addon) == ["phonenumbers", "lxml"]


def test_packages_that_are_not_there_are_named():
    assert beside.find_missing({"lxml", "no_such_package_here"}) == {"no_such_package_here"}


def test_addons_that_ours_build_upon_are_known_without_a_download():
    assert peers.find_named(peers.FOUNDATIONS) == {"queue_job"}
    assert "account_credit_control" in peers.find_named(peers.PEERS)


def test_nothing_is_downloaded_for_addons_of_odoo(monkeypatch):
    monkeypatch.setattr(peers, "download", lambda _requirements: pytest.fail("downloaded"))
    assert peers.provide(["website_sale"]) == []


def test_what_is_downloaded_is_found_by_the_processes_of_odoo(monkeypatch, tmp_path):
    monkeypatch.setattr(peers, "download", lambda _requirements: tmp_path / "packages" / "odoo" / "addons")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.delenv("ODOO_QUEUE_JOB_CHANNELS", raising=False)
    for _call in range(2):
        assert peers.provide(["queue_job", "website_sale"]) == [tmp_path / "packages" / "odoo" / "addons"]
    assert os.environ["PYTHONPATH"] == f"{tmp_path / 'packages'}{os.pathsep}/elsewhere"


OTHERS = """\
2026-01-31 10:00:00,001 7 WARNING db odoo.addons.theirs: A library is not installed.
Traceback (most recent call last):
2026-01-31 10:00:00,002 7 INFO db odoo.modules.loading: fine
"""
OURS = """\
2026-01-31 10:00:09,001 8 WARNING ? odoo.addons.theirs: A library is not installed.
2026-01-31 10:00:09,002 8 WARNING ? odoo.registry: Two fields have the same label.
"""


def test_what_others_said_before_does_not_count_and_all_else_does():
    said = database.read_said(OTHERS)
    assert beside.find_loud(OTHERS, False, frozenset()) == []
    assert [line.rsplit(": ", 1)[-1] for line in beside.find_loud(OURS, True, said)] == ["Two fields have the same label."]
    assert beside.find_loud(OTHERS, True, said) == []
    assert len(database.loud_records(OURS, said=said)) == 1
