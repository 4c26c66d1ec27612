from datetime import date, timedelta
from decimal import Decimal

import pytest

from devtools import commands, demo, demo_insight, demo_replies, demo_run, demo_schedules, demo_zh
from devtools.console import DevError
from devtools.ledger import get_totals

DAY = date(2026, 3, 31)


@pytest.fixture
def ledger():
    return demo_zh.make_ledger(demo_zh.read_customers(), DAY)


def parse(*arguments):
    return commands.build_parser().parse_args(["demo", *arguments])


def get_days(ledger, day):
    return [(invoice.customer, invoice.amount, invoice.due_date - day, [payment.day - day for payment in invoice.payments])
            for invoice in ledger.invoices]


def test_the_ledger_is_the_same_each_day_beside_that_day(ledger):
    customers = demo_zh.read_customers()
    assert ledger == demo_zh.make_ledger(customers, DAY)
    later = DAY + timedelta(days=200)
    assert get_days(ledger, DAY) == get_days(demo_zh.make_ledger(customers, later), later)


def test_the_ledger_has_something_of_everything(ledger):
    invoices = [invoice for invoice in ledger.invoices if not invoice.is_credit_note]
    totals = get_totals(ledger, DAY)
    assert (totals.customers, len(invoices), len(ledger.invoices)) == (24, 120, 127)
    assert all(amount > 0 for amount in totals.buckets.values()) and totals.open_credits < 0
    days = [(invoice.due_date - DAY).days for invoice in invoices]
    assert -150 <= min(days) < -120 and 30 < max(days) <= 45
    assert any(invoice.payments and invoice.is_open_on(DAY) for invoice in invoices), "none is paid in part"
    assert any(invoice.is_disputed and invoice.is_open_on(DAY) for invoice in invoices), "none is disputed"
    paid = [invoice for invoice in invoices if not invoice.is_open_on(DAY)]
    late = [invoice for invoice in paid if invoice.settled_date > invoice.due_date + timedelta(days=10)]
    assert len(paid) > 60 and 10 < len(late) < len(paid) - 20


def test_nothing_happens_after_the_day_and_taxes_are_whole_cents(ledger):
    for invoice in ledger.invoices:
        assert invoice.invoice_date <= DAY and all(payment.day <= DAY for payment in invoice.payments), invoice
        net = invoice.amount / demo_zh.TAX
        assert net == net.quantize(Decimal("0.01")), invoice


def test_no_mail_reaches_anybody_and_every_story_has_a_customer():
    customers = demo_zh.read_customers().values()
    assert all(customer["mail"].isalpha() and customer["mail"].isascii() for customer in customers)
    assert len({customer["mail"] for customer in customers}) == len(customers)
    stories = {customer["story"] for customer in customers if customer["story"]}
    for texts in demo_replies.ANSWERS.values():
        assert stories == {name for name, _text in texts}


@pytest.mark.parametrize("texts", [
    demo_replies.ANSWERS, demo_replies.STRANGERS, demo_run.PRODUCTS, demo_schedules.CUSTOMERS,
    demo_insight.CUSTOMER, demo_insight.AGREED, demo_insight.CONTESTED])
def test_what_the_demonstration_writes_is_there_in_both_languages(texts):
    assert set(texts) == {"en_US", "zh_CN"}


def test_other_languages_are_refused(capsys):
    with pytest.raises(SystemExit):
        parse("--lang", "de_DE")
    assert "invalid choice: 'de_DE' (choose from" in capsys.readouterr().err


def test_the_company_has_one_ledger():
    with pytest.raises(DevError, match="ledger of its own"):
        demo.demo(parse("--lang", "zh_CN", "--ledger", "mine.csv", "--no-serve"))


def test_the_run_gets_the_language():
    arguments = demo.run_arguments(parse("--lang", "zh_CN"), "odoo.conf", "db")
    assert demo_run.parse(arguments).lang == "zh_CN"
    assert demo_run.parse(demo.run_arguments(parse(), "odoo.conf", "db")).lang == "en_US"
