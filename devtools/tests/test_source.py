import pytest

from devtools.console import DevError
from devtools.source import asset_packages, check_series, dangling_links


def test_assets_are_the_first_choices_among_fonts_and_scripts():
    depends = "python3:any, fonts-dejavu-core | fonts-noto-core, libjs-jquery (>= 3), gsfonts, adduser"
    assert asset_packages(depends) == ["fonts-dejavu-core", "libjs-jquery"]


@pytest.mark.parametrize(("release", "found"), [("version_info = (18, 0, 0)", "18.0"), ("", "unknown")])
def test_other_series_are_refused(tmp_path, release, found):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text(release)
    with pytest.raises(DevError, match=found):
        check_series(tmp_path, "a remedy")


def test_right_series_is_accepted(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')")
    check_series(tmp_path, "a remedy")


def test_dangling_links_are_found(tmp_path):
    (tmp_path / "real").touch()
    (tmp_path / "good").symlink_to("real")
    (tmp_path / "bad").symlink_to("nowhere")
    assert dangling_links(tmp_path) == [tmp_path / "bad"]
