"""Other add-ons on the same data, in a database of their own: the community's (OCA) that ``devtools/peers.txt`` names,
downloaded only when ``--peers`` asks for them. What the statement of OCA takes is measured by ``statements.py``."""
import threading

from devtools import database, peers, source
from devtools.console import step
from devtools.database import Workspace

from . import followups, limits
from .report import Figure, milliseconds
from .timing import admin, environment, load_registry, measure_in_turn, run_once, settle

ADDONS = ("partner_statement", "account_credit_control", "sale_financial_risk", "account_financial_report")
RISKS = ("risk_sale_order_include", "risk_invoice_draft_include", "risk_invoice_open_include", "risk_invoice_unpaid_include",
         "risk_account_amount_include", "risk_account_amount_unpaid_include")
AGES = (30, 60, 90, 120)


def build(names, copy):
    """Have the database with the add-ons of OCA, a copy of the one without our add-on."""
    folder = peers.download()
    if database.exists(names.peer):
        return
    copy(names.filled, names.peer)
    workspace = Workspace(source.odoo_source(), [], [])
    workspace.addons_path.append(folder)
    with step(f"installing {', '.join(ADDONS)} of OCA on {names.peer}"):
        database.run_odoo(workspace.write_config(names.peer), names.peer, ["-i", ",".join(ADDONS), "--without-demo"])


def load(name):
    """Return the registry of that database, None where there is none. It is loaded first: others are loaded beside it."""
    from odoo.tools import config

    if not database.exists(name):
        return None
    config.parse_config(["--no-http"], setup_logging=False)
    folders = ",".join(map(str, [*config["addons_path"], peers.download()]))
    return load_registry(name, [f"--addons-path={folders}"])


def run(names):
    theirs = load(names.peer)
    if not theirs:
        return
    with admin(theirs) as peer, admin(load_registry(names.filled)) as plain, admin(load_registry(names.credit)) as env:
        yield from _confirm(plain, peer, env)
        yield from _age(peer, env)
    yield from _remind(theirs, load_registry(names.run))


def _confirm(plain, peer, env):
    """An order of the customer with the most open invoices: what each adds to core."""
    from . import orders

    env.company.credit_max_overdue_days = 1000
    probe = max(env["res.partner"].search([("name", "=like", "PROBE %")]), key=lambda each: int(each.name.split()[1]))
    size = int(probe.name.split()[1])
    peer["res.partner"].browse(probe.id).write({**dict.fromkeys(RISKS, True), "credit_limit": 1e9})
    settle(peer)
    values = limits.get_values(env, probe)
    without, ours, theirs, limit = measure_in_turn(
        (orders._confirm, lambda: (orders._make_order(plain, probe),)),
        (orders._confirm, lambda: (orders._make_order(env, probe),)),
        (orders._confirm, lambda: (orders._make_order(peer, probe),)),
        (lambda: limits.fetch(env, limits.EXPOSURE_OF_ONE, values), lambda: ()), runs=25, warm=3)
    name = f"beside OCA: confirm an order, {size:,} open invoices"
    yield Figure(f"{name}: further queries", ours.queries - without.queries, "", peer=theirs.queries - without.queries,
                 note="sale_financial_risk")
    yield milliseconds(f"{name}: further time", ours.further, limit.seconds, peer=theirs.further * 1000,
                       note=f"core {without.seconds * 1000:.1f} ms")


def _age(peer, env):
    """The aging of all customers today: the figures alone, without layout."""
    today = env.company._get_credit_today()
    profiles = env["credit.profile"].search([("company_id", "=", env.company.id)])
    ages = peer["account.age.report.configuration"].create({
        "name": "Bench", "line_ids": [(0, 0, {"name": f"{days} days", "inferior_limit": days}) for days in AGES]})
    accounts = peer["account.account"].search([("account_type", "=", "asset_receivable")])
    wizard = peer["aged.partner.balance.report.wizard"].create({
        "date_at": today, "receivable_accounts_only": True, "account_ids": accounts.ids, "age_partner_config_id": ages.id})
    data = {**wizard._prepare_report_data(), "date_at": str(today)}
    report = peer["report.account_financial_report.aged_partner_balance"]
    ours, theirs = measure_in_turn(
        (lambda: profiles._get_aging(today), lambda: (settle(env), ())[1]),
        (lambda: report._get_report_values(wizard.ids, dict(data)), lambda: (settle(peer), ())[1]), runs=3, warm=1)
    yield Figure("beside OCA: aging of today", ours.seconds * 1000, "ms", peer=theirs.seconds * 1000,
                 note=f"account_financial_report, aged partner balance; queries {ours.queries}, OCA {theirs.queries}")


def _remind(theirs, ours):
    """Decide and record what is due: our run without mails, and the run of ``account_credit_control``."""
    from unittest.mock import patch

    control = run_once(lambda: _run_control(theirs))
    Mail = ours["credit.followup.channel.mail"]
    with patch.object(Mail, "_perform", lambda self, cases, today: [{"state": "sent"} for _case in cases]):
        night = run_once(lambda: followups._run_all(ours))
    yield Figure("beside OCA: decide and record", night.seconds, "s", peer=control.seconds,
                 note=f"account_credit_control; queries {night.queries}, OCA {control.queries}: {control.value:,} lines")


def _run_control(registry):
    """One run for each company, by the policy that comes with the add-on; :return: number of its lines"""
    lines = 0
    threading.current_thread().query_hook = None
    with environment(registry) as env:
        policy = env.ref("account_credit_control.credit_control_3_time")
        for company in env["res.company"].search([]):
            env = env(context={**env.context, "allowed_company_ids": company.ids})
            accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
            policy.with_env(env).account_ids |= accounts
            company.with_env(env).credit_policy_id = policy
            control = env["credit.control.run"].create({
                "date": env.cr.now().date(), "company_id": company.id, "policy_ids": [(6, 0, policy.ids)]})
            control._generate_credit_lines()
            lines += len(control.line_ids)
        env.flush_all()
    return lines
