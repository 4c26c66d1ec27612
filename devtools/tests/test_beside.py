from devtools import addons, beside
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
