import re

from devtools import demo_zh
from devtools import demo_zh_after_due as story
from devtools.console import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def get_texts():
    yield from (text for name, _province, city, street, _mail in story.CUSTOMERS.values() for text in (name, city, street))
    yield from (story.BANK, story.SUPPLIER, story.INSURER, story.COURT, story.COLLECTOR[0])
    yield from (name for name, _licence, _percent in story.LAW_FIRMS)
    yield from (name for _code, name, _kind in story.ACCOUNTS.values())
    yield from (text for _amount, _rest, text in story.SHORT)


def test_customers_are_chinese_and_others_than_those_of_the_ledger():
    customers = story.CUSTOMERS.values()
    names, mails = [customer[0] for customer in customers], [customer[4] for customer in customers]
    others = demo_zh.read_customers()
    assert len({*names, *others}) == len(names) + len(others)
    assert len({*mails, *(other["mail"] for other in others.values())}) == len(mails) + len(others)
    assert all(mail.isalpha() and mail.isascii() for mail in mails), "no mail reaches anybody"
    assert all(CHINESE.search(text) for text in get_texts())


def test_every_addon_after_the_due_date_with_demo_data_has_a_story():
    with_demo = {path.parent.parent.name for path in ROOT.glob("credit_collection_*/demo/*_demo.xml")}
    others = {"loyalty", "payee_guard", "sms", "webhook"}
    needed = {name for name in with_demo if name.removeprefix("credit_collection_") not in others}
    told = {
        path.parts[-3] for path in ROOT.glob("credit_collection_*/models/*.py") for model in story.STORIES
        if f'_name = "{model}"' in path.read_text(encoding="utf-8")}
    assert told == needed and len(needed) == len(story.STORIES)


def test_rates_and_steps_are_those_of_china():
    assert round(story.PER_YEAR / 365, 6) == 0.05
    rates = [general for _bucket, general, _rated in story.MATRIX]
    assert rates == sorted(rates) and all(rated >= general for _bucket, general, rated in story.MATRIX)
    assert all(0 < rest < amount for amount, rest, _text in story.SHORT)
    assert [rest <= 1 for _amount, rest, _text in story.SHORT].count(True) == 1, "one is within the tolerance"
