"""Reading, listing and filtering where customers stand."""
from datetime import timedelta

from . import limits
from .report import Figure, milliseconds
from .timing import admin, load_registry, measure, measure_in_turn, settle

FACTS = (
    "credit_limit", "effective_limit", "exposure_receivable", "exposure_draft", "exposure_orders", "exposure_total",
    "available_credit", "utilisation", "overdue_gross", "open_credits", "overdue_amount", "oldest_due_date", "days_overdue",
)
MANY = 10000
PAST = (30, 180)
PAGE = 80


def run(names):
    with admin(load_registry(names.credit)) as env:
        yield from _read_facts(env)
        yield from _read_items(env)
        yield from _list_page(env)
        yield from _filter(env)


def _read_facts(env):
    Profile = env["credit.profile"]
    values = limits.get_values(env)
    profile_ids = Profile.search([("company_id", "=", env.company.id)], limit=MANY, order="id").ids

    def read(profiles):
        for profile in profiles:
            for name in FACTS:
                profile[name]

    def prepare():
        settle(env)
        return (Profile.browse(profile_ids),)

    today = env.company._get_credit_today()
    ours, plain, limit = measure_in_turn(
        (read, prepare), (lambda profiles: env["credit.exposure"]._read_facts(profiles, today), prepare),
        (lambda: limits.fetch(env, limits.EXPOSURE, values), lambda: ()), runs=9, warm=1)
    name = f"all facts of {len(profile_ids):,} customers, with overdue gross, credits and net"
    yield milliseconds(name, ours.seconds, limit.seconds, at_most_times=3, note=f"{ours.queries} queries")
    yield milliseconds("the same as plain values, as jobs and reports read them", plain.seconds, limit.seconds, at_most_times=3,
                       note=f"{plain.queries} queries")


def _read_items(env):
    """The open items of all customers on a past day, which are worked out back from today, against those of today."""
    from odoo.tools import SQL

    today = env.company._get_credit_today()

    def read(day):
        items = env["credit.open.item"]._build_items(day)
        return env.execute_query(SQL("SELECT COUNT(*), SUM(residual), MAX(days_overdue) FROM (%s) item", items))

    now, *past = measure_in_turn(
        *((lambda day=today - timedelta(days=days): read(day), lambda: ()) for days in (0, *PAST)), runs=5, warm=1)
    yield milliseconds("open items of today", now.seconds, note=f"{now.value[0][0]:,} items")
    for days, then in zip(PAST, past, strict=True):
        yield milliseconds(f"open items {days} days ago, against today's", then.seconds, now.seconds, at_most_times=2,
                           note=f"{then.value[0][0]:,} items")


def _list_page(env):
    Profile = env["credit.profile"]
    columns = _get_columns(Profile)
    computed = [name for name in columns if not Profile._fields[name].store and name in FACTS]
    plain_columns = [name for name in columns if name not in computed]

    def read(names, order="id"):
        return lambda: Profile.web_search_read([], {name: {} for name in names}, limit=PAGE, order=order)

    def forget():
        settle(env)
        return ()

    plain, ours, sorted_by_overdue = measure_in_turn(
        (read(plain_columns), forget), (read(columns), forget), (read(columns, "overdue_amount desc"), forget), runs=15)
    yield Figure(f"list of {PAGE} with facts: further queries", ours.queries - plain.queries, "", at_most=3,
                 note=f"plain {plain.queries}")
    yield milliseconds(f"list of {PAGE} with facts: further time", ours.further, at_most=6,
                       note=f"plain {plain.seconds * 1000:.1f} ms")
    yield milliseconds(f"list of {PAGE}, all customers sorted by overdue amount", sorted_by_overdue.seconds,
                       note=f"{sorted_by_overdue.queries} queries")


def _get_columns(Profile):
    """Return the columns that the list shows."""
    from lxml import etree

    view = Profile.get_views([(False, "list")])["views"]["list"]["arch"]
    shown = [node.get("name") for node in etree.fromstring(view).iter("field") if node.get("optional") != "hide"]
    return list(dict.fromkeys([*shown, *(name for name in FACTS if name != "credit_limit")]))


def _filter(env):
    Profile = env["credit.profile"]
    values = limits.get_values(env)
    domains = {"over limit": ([("available_credit", "<", 0)], limits.EXPOSURE),
               "overdue more than 30 days": ([("days_overdue", ">", 30)], limits.OVERDUE)}
    for name, (domain, statement) in domains.items():
        ours = measure(lambda domain=domain: Profile.search(domain, limit=PAGE),
                       runs=5, prepare=lambda: (settle(env), ())[1])
        count = measure(lambda domain=domain: Profile.search_count(domain), runs=5)
        limit = measure(lambda statement=statement: limits.fetch(env, statement, values), runs=5)
        yield milliseconds(f"filter «{name}»", max(ours.seconds, count.seconds), limit.seconds, at_most=200,
                           note=f"{count.value:,} customers, {ours.queries} queries")
