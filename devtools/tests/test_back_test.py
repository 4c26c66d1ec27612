import json
from datetime import date, timedelta

import pytest

from devtools import back_test
from devtools.ledger import read_ledger

HEADER = "customer,country_code,invoice,invoice_date,due_date,amount,disputed,settled_date,billing"


@pytest.fixture
def ledger(tmp_path):
    """A ledger of two customers: A pays on the due date, B ten days later; a credit note, and an open invoice at the end."""
    rows = []
    for number in range(60):
        for customer, late in (("A", 0), ("B", 10)):
            begin = date(2024, 1, 1) + timedelta(days=7 * number)
            due = begin + timedelta(days=30)
            rows.append(f"{customer},1,{customer}{number:03},{begin},{due},100.00,no,{due + timedelta(days=late)},paper")
    rows.append("A,1,C1,2024-03-01,2024-03-01,-20.00,no,2024-03-09,paper")
    rows.append("B,1,X9,2025-02-20,2025-03-22,100.00,no,,paper")
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


def test_items_are_the_invoices_in_their_order(ledger):
    items = back_test.get_items(read_ledger(ledger))
    assert len(items) == 121
    assert [item.customer for item in items[:4]] == ["A", "B", "A", "B"]
    assert items[1].paid_day - items[1].due_day == 10
    assert items[-1].paid_day is None


def test_json_has_the_measures_beside_those_of_simpler_forecasts(ledger, capsys):
    assert back_test.main(["--forecast", str(ledger), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["test_rows"] == 36
    assert found["paid_rows"] == 35
    assert found["mae_days"] <= 1
    assert found["auc_late"] == 1
    assert 0 <= found["range_80_coverage"] <= 1
    assert len(found["bands"]) == 10
    # Of the 35 paid ones, 18 are B's.
    assert found["baselines"]["due_date"] == {"mae_days": pytest.approx(180 / 35, abs=0.0001)}
    assert found["baselines"]["customer_median"] == {"mae_days": 0, "auc_late": 1}
    assert set(found["baselines"]) == {"due_date", "company_median", "customer_median"}


def test_columns_that_nobody_knows_and_payments_in_advance_are_no_hindrance(ledger, capsys):
    lines = ledger.read_text().splitlines()
    lines = [f"{line},{'segment' if line == lines[0] else 'retail'}" for line in lines]
    lines.append("A,1,P1,2025-01-10,2025-01-05,100.00,no,2025-01-02,paper,retail")
    ledger.write_text("\n".join([*lines, ""]))
    assert back_test.main(["--forecast", str(ledger), "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["test_rows"] == 37
    assert "left out: unknown column 'segment'" in output.err + output.out
    [item] = [item for item in back_test.get_items(read_ledger(ledger, for_figures=True)) if item.paid_day == item.invoice_day]
    assert item.due_day == item.invoice_day == date(2025, 1, 10).toordinal()


def test_text_says_the_same(ledger, capsys):
    assert back_test.main(["--forecast", str(ledger)]) == 0
    text = capsys.readouterr().out
    assert "36 invoices foretold on their invoice date, 35 of them are paid" in text
    assert "customer median" in text and "range of 80 %" in text and "came true" in text


def test_a_ledger_with_problems_is_not_tested(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text("customer,invoice\nA,1\n")
    assert back_test.main(["--forecast", str(path)]) == 1
    assert "missing column" in capsys.readouterr().err
