"""``./dev bench --forecast FILE``: how good the forecast of payments would have been on a ledger. Standard library only."""
import argparse
import json
import sys
import time
from pathlib import Path

from .console import ROOT, say
from .ledger import LedgerError, add_options, get_reading, read_ledger

# The forecast is pure Python; importing the add-on itself would import Odoo.
sys.path.insert(0, str(ROOT / "credit_collection"))
from tools.forecast.back_test import TESTED, back_test  # noqa: E402
from tools.forecast.items import Item  # noqa: E402


def get_items(ledger):
    """Return the forecast's items of the invoices in their order; credit notes are no invoices that somebody pays."""
    invoices = sorted(
        (invoice for invoice in ledger.invoices if not invoice.is_credit_note),
        key=lambda invoice: (invoice.invoice_date, invoice.number))
    return [
        Item(
            customer=invoice.customer, invoice_day=invoice.invoice_date.toordinal(), due_day=invoice.due_date.toordinal(),
            amount=float(invoice.amount * invoice.rate), country=invoice.country_code or None, disputed=invoice.is_disputed,
            billing=invoice.billing or None,
            paid_day=invoice.settled_date.toordinal() if invoice.settled_date else None)
        for invoice in invoices]


def as_json(accuracy):
    values = accuracy._asdict()
    values["baselines"] = {
        name: {key: value for key, value in baseline._asdict().items() if value is not None}
        for name, baseline in accuracy.baselines.items()}
    values["bands"] = [band._asdict() for band in accuracy.bands]
    return json.dumps(_round(values))


def _round(value):
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _round(inner) for key, inner in value.items()}
    return [_round(inner) for inner in value] if isinstance(value, list) else value


def as_text(accuracy):
    lines = [
        f"{accuracy.test_rows} invoices foretold on their invoice date, {accuracy.paid_rows} of them are paid", "",
        "                       mean error    late or not: AUC",
        _row("forecast", accuracy)]
    lines += [_row(name.replace("_", " "), baseline) for name, baseline in accuracy.baselines.items()]
    lines += ["", f"paid inside the range of 80 %: {_show(accuracy.range_80_coverage, '.1%')}; "
                  f"a range has {_show(accuracy.range_80_days, '.1f')} days", "",
              "probability to be late   invoices   foretold   came true"]
    lines += [f"{band.low:>10.0%} to {band.high:>4.0%} {band.count:>14} {_show(band.foretold, '.1%'):>10} "
              f"{_show(band.came_true, '.1%'):>11}" for band in accuracy.bands]
    return "\n".join(lines)


def _row(name, measures):
    return f"{name:<22} {_show(measures.mae_days, '.2f'):>5} days {_show(measures.auc_late, '.3f'):>17}"


def _show(value, form):
    return "-" if value is None else format(value, form)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="./dev bench", description=f"Foretell the last {TESTED:.0%} of a ledger's invoices.")
    parser.add_argument("--forecast", type=Path, required=True, metavar="FILE", help="a receivables ledger (CSV)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_options(parser)
    options = parser.parse_args(arguments)
    try:
        ledger = read_ledger(options.forecast, for_figures=True, **get_reading(options))
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    say(f"{options.forecast}: {len(ledger.invoices)} documents ({ledger.reading})")
    start = time.monotonic()
    accuracy = back_test(get_items(ledger), ledger.last_day.toordinal())
    say(f"foretold in {time.monotonic() - start:.1f} s")
    print(as_json(accuracy) if options.json else as_text(accuracy))
    return 0
