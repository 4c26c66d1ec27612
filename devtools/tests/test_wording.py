import pytest

from devtools import checks, wording

KNOWN = wording.words()


def found(text, language="en"):
    return [message for _offset, message in wording.find(text, language, KNOWN)]


@pytest.mark.parametrize(("text", "use"), [
    ("Forced Hold", "manual credit hold"), ("2 order(s)", "plural forms"), ("Ask him", "they or the noun"),
    ("Three instalments", "installment"), ("The order was refused", "reject"), ("Use of the limit", "credit utilization"),
])
def test_forbidden_english_word_comes_with_its_term(text, use):
    assert [message.split(": use ")[1] for message in found(text)] == [repr(use)]


@pytest.mark.parametrize("text", [
    "Manual Credit Hold", "The customer refuses to pay", "credit_promise_instalment", "There is another day", "Installments"])
def test_terms_of_the_trade_and_names_pass(text):
    assert not found(text)


def test_forbidden_chinese_words():
    assert len(found("公司币别", "zh")) == 1
    assert not found("公司本位币，最长账期", "zh")
    assert found("账期", "zh")


def test_every_kind_of_file_is_read(tree):
    folder = tree({
        "a/i18n/zh_CN.po": 'msgid ""\nmsgstr "Language: zh_CN\\n"\n\nmsgid "Currency"\nmsgstr "货币"\n',
        "a/views/a.xml": '<odoo>\n<page string="Forced Hold"><!-- left as he was; a forced hold --></page>\n</odoo>',
        "a/models/a.py": '"""A forced hold."""\nX = "forced_hold"\nY = "Forced Hold"  # his\nZ = "SELECT overshoot FROM x"\n',
        "README.md": "Text\n\nThe customer pays when he can.\n",
        "README.zh_CN.md": "文本\n公司币别\n",
        "a/tests/a.py": 'Y = "Forced Hold"\n',
    })
    problems = sorted((path.name, line) for path, line, _text in checks.check_wording(folder))
    assert problems == [
        ("README.md", 3), ("README.zh_CN.md", 2), ("a.py", 3), ("a.py", 3), ("a.xml", 2), ("a.xml", 2), ("zh_CN.po", 4)]


def test_table_is_complete():
    for word in KNOWN:
        assert word.language in ("en", "zh") and word.use, word
        assert not word.pattern.search(word.use), word
