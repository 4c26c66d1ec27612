"""The demonstration: load a ledger or take the demo data, run the follow-up of a day, confirm orders, report.

Runs under the virtual environment's Python with Odoo in the same process. With ``--check`` it only reads the ledger and
needs the standard library alone. The report goes to stdout, everything else to stderr.
"""
import argparse
import json
import logging
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devtools.console import CACHE, DevError, say, step  # noqa: E402
from devtools.ledger import LedgerError, add_options, get_reading, get_totals, read_ledger  # noqa: E402

ENGLISH = "en_US"
PRODUCTS = {ENGLISH: "Goods of the demonstration", "zh_CN": "数控机床"}

BUCKET_LABELS = {
    "not_due": "not due", "1_30": "1-30 days", "31_60": "31-60 days", "61_90": "61-90 days", "over_90": "over 90 days",
}
BATCH = 500
ORDERS = 3
MONTHS = 12


def main(arguments=None):
    options = parse(arguments)
    try:
        ledger = read_ledger(options.ledger, **get_reading(options)) if options.ledger else None
        if options.check:
            say(f"{len(ledger.invoices)} documents are good ({ledger.reading})")
            return 0
        report = run(options, ledger)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    except DevError as error:
        print(f"dev: {error}", *([f"dev: remedy: {error.remedy}"] if error.remedy else []), sep="\n", file=sys.stderr)
        return 1
    print(json.dumps(report, ensure_ascii=False) if options.json else format_report(report))
    return 0


def parse(arguments):
    parser = argparse.ArgumentParser(description="Run the demonstration on a database with the add-on installed.")
    parser.add_argument("--config", metavar="CONF", help="Odoo's configuration file")
    parser.add_argument("--database", metavar="NAME")
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="CSV ledger; without it, the demo data are used")
    add_options(parser)
    parser.add_argument("--lang", default=ENGLISH, help="zh_CN: a Chinese company with customers of its own")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day to look at")
    parser.add_argument("--workbook", type=Path, metavar="PATH", help="where to write the overdue workbook")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--check", action="store_true", help="only check the ledger")
    options = parser.parse_args(arguments)
    if options.check and not options.ledger:
        parser.error("--check needs --ledger")
    if not options.check and not (options.config and options.database):
        parser.error("--config and --database are needed to run")
    return options


def run(options, ledger):
    """Return the report; the database keeps all of the run or, after an error, nothing of it."""
    with odoo_environment(options.config, options.database, options.lang) as env:
        day = load(env, options, ledger)
        with step(f"running the follow-up of {day}"):
            run_followups(env, day)
        if not ledger:
            from devtools.demo_replies import receive_messages

            with step("letting customers answer"):
                receive_messages(env, day)
            from devtools.demo_schedules import plan_payments

            with step("making orders that are paid in parts"):
                plan_payments(env, day)
        with step("confirming quotations that go over the limit"):
            make_orders(env, day)
        with step("scoring customers, looking for alerts, ranking the worklist"):
            score_customers(env, day)
        from devtools.demo_insight import prepare_insight, send_statements

        with step("keeping the past months, learning how customers pay, forecasting cash"):
            prepare_insight(env, day)
        if not ledger:
            with step("sending statements of account"):
                send_statements(env, day)
        report = build_report(env, day)
        path = options.workbook or CACHE / "workbooks" / f"overdue-{options.database}-{day}.xlsx"
        with step("writing the overdue workbook"):
            report["workbook"] = str(write_workbook(env, day, path))
    if ledger:
        check_totals(report, get_totals(ledger, day))
    return report


def load(env, options, ledger):
    """Load the ledger, or make the company of the language; return the day of the demonstration."""
    if options.lang != ENGLISH:
        from devtools.demo_zh import found_company
        from devtools.demo_zh_after_due import tell_after_due

        day, totals = found_company(env, options.as_of)
        check_totals(build_report(env, day), totals)
        with step("telling what happens after the due date"):
            tell_after_due(env, day)
        return day
    day = options.as_of or (ledger.last_day if ledger else date.today())
    if ledger:
        from devtools.demo_ledger import load_once

        if load_once(env, ledger, day):
            set_limits(env, day)
    return day


def odoo_environment(config_file, database, lang=ENGLISH):
    """Return a context manager with an environment of the administrator; leaving it commits."""
    from contextlib import contextmanager

    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    options = ["-c", str(config_file), "-d", database, "--no-http", "--max-cron-threads=0"]
    config.parse_config(options, setup_logging=False)
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)

    @contextmanager
    def environment():
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if env["ir.module.module"]._get("credit_collection").state != "installed":
                raise DevError(f"credit_collection is not installed in the database {database}.",
                               "./dev demo makes a database with it")
            companies = env["res.company"].search([])
            yield env(user=env.ref("base.user_admin"), context={"allowed_company_ids": companies.ids, "lang": lang})
            env.flush_all()

    return environment()


def set_limits(env, day):
    """Give each customer a limit of twice the average monthly sales of the last twelve months."""
    from dateutil.relativedelta import relativedelta

    rows = env["account.move"]._read_group(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted"),
         ("invoice_date", ">", day - relativedelta(years=1)), ("invoice_date", "<=", day)],
        ["commercial_partner_id"], ["amount_total_signed:sum"])
    sales = dict(rows)
    partners = env["account.move"].search([("move_type", "=", "out_invoice")]).commercial_partner_id
    for profile in partners._get_credit_profiles(env.ref("base.main_company")):
        profile.write({"limit_mode": "limited", "credit_limit": round(sales.get(profile.partner_id, 0.0) / 12 * 2, 2)})


def run_followups(env, day):
    # A company that has receivables begins in test mode; the demonstration shows one that is past its first hour.
    env["res.company"].search([("credit_test_mode", "=", True)]).action_credit_go_live()
    profiles = env["credit.profile"].search([], order="id")
    for start in range(0, len(profiles), BATCH):
        profiles[start:start + BATCH]._run_followups(day)


def score_customers(env, day):
    """Do what the nightly jobs do for the screens: scores of the last twelve months, alerts, the order of the worklist."""
    from dateutil.relativedelta import relativedelta

    profiles = env["credit.profile"].search([], order="id")
    for months in reversed(range(MONTHS)):
        profiles._update_scores(day - relativedelta(months=months))
    profiles._evaluate_alerts(day)
    profiles._update_ranks(day)


def make_orders(env, day):
    """Confirm quotations that the customers' limits do not allow, as a salesperson would have done on ``day``.

    Does nothing when it was done before.
    """
    from freezegun import freeze_time

    origin = "Demonstration"
    if env["sale.order"].search_count([("origin", "=", origin)], limit=1):
        return
    profiles = env["credit.profile"].search([
        ("limit_mode", "=", "limited"), ("credit_limit", ">", 0.0),
        "|", ("rating_id", "=", False), ("rating_id.order_policy", "=", "hold"),
    ], order="id")
    profiles = profiles.sorted(lambda profile: (-profile.exposure_total, profile.id))[:ORDERS]
    product = env["product.product"].create({"name": PRODUCTS[env.lang], "type": "consu", "taxes_id": [(5,)]})
    values = [{
        "partner_id": profile.partner_id.id,
        "company_id": profile.company_id.id,
        "origin": origin,
        "order_line": [(0, 0, {
            "product_id": product.id,
            "product_uom_qty": 1,
            "price_unit": round(max(profile.available_credit, 0.0) + profile.effective_limit * 0.25 + 1, 2),
            "tax_ids": [(5,)],
        })],
    } for profile in profiles]
    with freeze_time(day):
        env["sale.order"].create(values).action_confirm()
        env.flush_all()


def build_report(env, day):
    """Return the figures of the day as they are in the database."""
    items = env["credit.open.item.report"]._get_items(day)
    buckets = dict.fromkeys(BUCKET_LABELS, 0.0)
    for item in items:
        if item["bucket"]:  # a credit has no age
            buckets[item["bucket"]] += item["residual"]
    customers = env["account.move"]._read_group(
        [("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted"), ("date", "<=", day)],
        [], ["commercial_partner_id:count_distinct"])[0][0]
    holds = env["credit.hold"].search([("state", "=", "pending")], order="id")
    return {
        "date": day.isoformat(),
        "currency": env.ref("base.main_company").currency_id.name,
        "customers": customers,
        "open_invoices": len({item["move_id"] for item in items if item["residual"] > 0}),
        "open_amount": round(sum(item["residual"] for item in items), 2),
        "buckets": {code: round(amount, 2) for code, amount in buckets.items()},
        "open_credits": round(sum(item["residual"] for item in items if not item["bucket"]), 2),
        "followups": get_followups(env, day),
        "orders_held": len(holds),
        "held_orders": [{
            "order": hold.order_id.name,
            "customer": hold.partner_id.display_name,
            "amount": hold.order_amount,
            "reasons": hold.reason_ids.mapped("name"),
        } for hold in holds],
    }


def get_followups(env, day):
    Followup = env["credit.followup"]
    channels = dict(Followup._fields["channel"]._description_selection(env))
    rows = Followup._read_group([("date", "=", day)], ["level_id", "channel"], ["__count"])
    return [{"level": level.display_name, "channel": channel, "label": channels.get(channel, channel), "count": count}
            for level, channel, count in rows]


def write_workbook(env, day, path):
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        env["credit.overdue.workbook"]._write(file, today=day)
    return path


def check_totals(report, totals):
    """Compare what Odoo says with what the ledger says; the demonstration must not show wrong figures."""
    expected = {
        "customers": totals.customers,
        "open_invoices": totals.open_invoices,
        "open_amount": float(totals.open_amount),
        "open_credits": float(totals.open_credits),
        **{code: float(amount) for code, amount in totals.buckets.items()},
    }
    found = {name: {**report, **report["buckets"]}[name] for name in expected}
    # Each part payment in another currency is rounded for itself.
    tolerance = 0.01 * totals.in_other_currencies
    if any(round(abs(found[name] - expected[name]), 2) > (tolerance if isinstance(expected[name], float) else 0)
           for name in expected):
        raise DevError(f"The database does not agree with the ledger: {found} instead of {expected}.")


def format_report(report):
    """Return the report as text for people."""
    def money(amount):
        return f"{report['currency']} {amount:>12,.2f}"

    lines = [
        f"On {report['date']}",
        f"  Customers       {report['customers']:>8}",
        f"  Open invoices   {report['open_invoices']:>8}   {money(report['open_amount'])}",
        *(f"    {BUCKET_LABELS[code]:<24}{money(amount)}" for code, amount in report["buckets"].items()),
        *([f"    {'open credits':<24}{money(report['open_credits'])}"] if report["open_credits"] else []),
        "",
        f"Follow-ups: {sum(row['count'] for row in report['followups'])}",
        *(f"  {row['level']:<28} {row['label']:<12} {row['count']:>5}" for row in report["followups"]),
        "",
        f"Orders held: {report['orders_held']}",
        *(f"  {order['order']:<8} {order['customer']:<28} {money(order['amount'])}   {', '.join(order['reasons'])}"
          for order in report["held_orders"]),
        "",
        f"Overdue workbook: {report['workbook']}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
