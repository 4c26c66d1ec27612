"""What the server does for a page: the records that the web client asks for, by the fields of the view, and the account that
customers see. Of a customer with few open items and of one with 10,000."""
import contextlib

from lxml import etree

from .jobs import run_job
from .report import Figure, milliseconds
from .stopwatch import Stopwatch
from .timing import admin, environment, load_registry, measure, settle

AT_MOST_QUERIES, AT_MOST_MS = 40, 250
# As the web client: so many rows of a list inside a form, of a list of its own.
ROWS, PAGE = 40, 80
CALL_SHEET = "credit_collection.credit_profile_view_form_day"


def run(names):
    registry = load_registry(names.run)
    # As the first job does right after the installation, without the weekly test of what it learns.
    with environment(registry, commit=True) as env:
        today = env.company._get_credit_today()
        env["credit.forecast.company"].create([
            {"company_id": company.id, "tested_on": today} for company in env["res.company"].search([])])
    run_job(registry, "credit.forecast.company", "_cron_learn")
    with admin(registry) as env:
        # What is ranked and followed up is on My Day.
        customers = list(_find_customers(env))
        day = env["credit.my.day"]
        for name, profile in customers:
            yield from _measure(f"profile of {name}", env, _open_form(profile))
        for name, profile in customers:
            sheet = day.browse(profile.id)
            yield from _measure(f"call sheet of {name}", env, _open_form(sheet, CALL_SHEET))
        yield from _measure("My Day", env, _open_list(day, "credit_collection.credit_profile_view_list_day", []))
        yield from _measure("customers", env, _open_list(env["credit.profile"], None, []))
        yield from _measure_tonight(env)
    yield from _measure_portal(registry, names.run)


def _find_customers(env):
    Profile = env["credit.profile"]
    largest = Profile.search([("partner_id.name", "=like", "PROBE %"), ("company_id", "=", env.company.id)])
    largest = max(largest, key=lambda profile: int(profile.partner_id.name.split()[1]))
    yield "a customer", Profile.search([("company_id", "=", env.company.id), ("days_overdue", ">", 0)], limit=1)
    yield f"the customer with {int(largest.partner_id.name.split()[1]):,} open invoices", largest


def _measure(name, env, read):
    timing = measure(read, runs=9, warm=2, prepare=lambda: (settle(env), ())[1])
    yield Figure(f"{name}: queries", timing.queries, "", at_most=AT_MOST_QUERIES)
    yield milliseconds(name, timing.seconds, at_most=AT_MOST_MS)


def _open_form(record, view=None):
    ids, specification = record.ids, _get_specification(record, "form", view)
    return lambda: record.browse(ids).web_read(specification)


def _open_list(model, view, domain):
    specification = _get_specification(model, "list", view)
    return lambda: model.web_search_read(domain, specification, limit=PAGE, count_limit=10001)


def _get_specification(model, kind, view=None):
    view_id = view and model.env.ref(view).id
    arch = model.get_view(view_id, kind)["arch"]
    return _describe(model, etree.fromstring(arch))


def _describe(model, node):
    """Return what the web client asks for: the fields of the view, of relations their names, of lists inside their rows; of
    relations that are never shown the ids alone (``getFieldsSpec`` of the web client)."""
    described = {}
    for child in _find_fields(node):
        name, field = child.get("name"), model._fields[child.get("name")]
        if field.relational and child.get("invisible") in ("1", "True"):
            # It may be shown elsewhere on the page.
            described.setdefault(name, {"fields": {}} if field.type == "many2one" else {})
        elif field.relational and field.type != "many2one":
            inner = next((each for each in child if each.tag in ("list", "kanban")), None)
            rows = _describe(model.env[field.comodel_name], inner) if inner is not None else {"display_name": {}}
            described[name] = {"fields": rows, "limit": ROWS}
        elif field.type == "many2one":
            described[name] = {"fields": {"display_name": {}}}
        else:
            described[name] = {}
    return described


def _find_fields(node):
    for child in node:
        if child.tag == "field":
            # A column that is hidden at first is not asked for.
            if child.get("optional") != "hide" and child.get("column_invisible") not in ("1", "True"):
                yield child
        elif isinstance(child.tag, str):
            yield from _find_fields(child)


def _measure_tonight(env):
    """The first page that is seen: the list itself, or for thousands of customers its first step."""
    Tonight = env["credit.followup.tonight"]
    timing = measure(Tonight.action_open_tonight_in_steps, runs=5, warm=1, prepare=lambda: (settle(env), ())[1])
    yield Figure("Tonight: queries", timing.queries, "", at_most=AT_MOST_QUERIES)
    yield milliseconds("Tonight", timing.seconds, at_most=AT_MOST_MS)


def _measure_portal(registry, name):
    """The account by a link, as the whole application answers it: page, layout and headers too."""
    import threading

    from werkzeug.test import Client

    from odoo.tools import config

    config["dbfilter"] = f"^{name}$"
    import odoo.http

    with environment(registry, commit=True) as env:
        env["res.company"].search([]).write({"credit_portal": True})
        links = []
        for label, profile in _find_customers(env(user=env.ref("base.user_admin").id)):
            link = env["credit.portal.link"]._give([(profile, profile.partner_id)], env.company._get_credit_today())
            links.append((label, link.access_token))
    for label, token in links:
        seconds, queries = [], 0
        for _run in range(7):
            client = Client(odoo.http.root)
            watch = Stopwatch()
            with contextlib.closing(client.get(
                    f"/my/credit/link/{token}", headers={"X-Odoo-Database": name}, follow_redirects=True)) as response:
                text = response.get_data(as_text=True)
            seconds.append(watch.stop())
            queries = threading.current_thread().query_count
            assert response.status_code == 200, text[:300]
        yield Figure(f"portal of {label}: queries", queries, "", at_most=AT_MOST_QUERIES)
        yield milliseconds(f"portal of {label}", sorted(seconds[2:])[2], at_most=AT_MOST_MS)
