import pytest

from devtools import pictures, screenshots
from devtools.console import ROOT, DevError


def test_every_picture_of_the_pages_is_in_the_list():
    names = {picture.name for picture in pictures.PICTURES}
    assert len(names) == len(pictures.PICTURES)
    shown = {path.stem for path in (ROOT / "docs" / "images").glob("*.png")}
    assert shown <= names | {*pictures.PAPERS, *pictures.SHEETS}


def test_unknown_names_are_refused():
    pictures_wanted, letters = screenshots.choose(["alerts"])
    assert ([picture.name for picture in pictures_wanted], letters) == (["alerts"], False)
    assert screenshots.choose(["letters"]) == ([], True)
    assert screenshots.choose([]) == (pictures.PICTURES, True)
    assert screenshots.choose(["aging_paper"]) == ([], False)
    assert screenshots.choose_papers(["aging_paper", "alerts"]) == ["aging_paper"]
    assert screenshots.choose_papers([]) == [*pictures.PAPERS, *pictures.SHEETS]
    with pytest.raises(DevError, match="nonsense"):
        screenshots.choose(["nonsense"])


def test_numbers_of_records_are_filled_in(monkeypatch):
    monkeypatch.setattr(screenshots.postgres, "sql", lambda statement, *values, database: (
        [[7]] if values == ("demo_profile_slow",) else []))
    assert screenshots.fill("/odoo/x/{demo_profile_slow}", "db") == "/odoo/x/7"
    monkeypatch.setattr(screenshots.postgres, "sql", lambda statement, *values, database: [values])
    assert screenshots.fill("/my/{account_token}", "db") == "/my/demo_profile_promise"
    assert screenshots.fill("/my/{account_token}", "db", "zh_CN") == "/my/demo_profile_dispute"
    monkeypatch.setattr(screenshots.postgres, "sql", lambda statement, *values, database: [])
    with pytest.raises(DevError, match="promise_token"):
        screenshots.fill("/my/{promise_token}", "db")


def test_chinese_messages_are_those_of_the_chinese_company_where_it_is_there(monkeypatch):
    shown, _letters = screenshots.choose(["messages_to_assign", "alerts"])
    orders = [(picture, lang) for picture in shown for lang in ("en_US", "zh_CN")]
    monkeypatch.setattr(screenshots.database, "exists", lambda name: name == "credit_demo_zh")
    assert [(picture.name, lang) for picture, lang in screenshots.get_chinese("credit_demo", orders)] == [
        ("messages_to_assign", "zh_CN")]
    assert screenshots.get_chinese("other", orders) == []
