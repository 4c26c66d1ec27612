"""Statements of account of a thousand customers, without paper: reading the figures, and keeping them. With ``--peers`` beside
the detailed statement of OCA (``partner_statement``), which lists movements and open items too: the same customers, days and
aging, figures alone."""
import contextlib

from dateutil.relativedelta import relativedelta

from . import peers
from .report import Figure, milliseconds
from .timing import admin, load_registry, measure, measure_in_turn, settle

CUSTOMERS = 1000
MONTHS = 1
# As a part of what OCA's takes.
AT_MOST_TIMES = 0.1


def run(names):
    peer = peers.load(names.peer)
    with contextlib.ExitStack() as stack:
        env = stack.enter_context(admin(load_registry(names.run)))
        customers = env["credit.profile"].search([("company_id", "=", env.company.id)], limit=CUSTOMERS, order="id")
        ids, partner_ids = customers.ids, customers.partner_id.ids
        last = env.company._get_credit_today()
        first = last - relativedelta(months=MONTHS, days=-1)

        def prepare():
            settle(env)
            return env["credit.profile"].browse(ids), first, last

        tasks = [(lambda profiles, *days: env["credit.statement"]._get_parts(profiles, *days), prepare)]
        if peer:
            tasks.append(_prepare_peer(stack.enter_context(admin(peer)), partner_ids, first, last))
        read, *theirs = measure_in_turn(*tasks, runs=5, warm=1)
        yield Figure(f"figures of {len(ids):,} statements", read.seconds * 1000, "ms",
                     peer=theirs[0].seconds * 1000 if theirs else None, at_most_times=AT_MOST_TIMES if theirs else None,
                     note=f"{read.queries} queries" + (f", OCA {theirs[0].queries}" if theirs else ""))
        kept = measure(lambda profiles, *days: profiles._create_statements(*days), prepare=prepare, runs=3)
        yield milliseconds(f"keep {len(ids):,} statements", kept.seconds, note=f"{kept.queries} queries")


def _prepare_peer(env, partner_ids, first, last):
    """Return the task of OCA's: what its report needs before it is laid out."""
    def prepare():
        settle(env)
        return {
            "company_id": env.company.id, "partner_ids": list(partner_ids), "date_start": first, "date_end": last,
            "account_type": "asset_receivable", "excluded_accounts_ids": [], "show_only_overdue": False,
            "show_aging_buckets": True, "aging_type": "days", "filter_non_due_partners": False,
            "filter_negative_balances": False, "is_activity": True, "is_detailed": True,
        },

    report = env["report.partner_statement.detailed_activity_statement"]
    return lambda data: report._get_report_values(partner_ids, data), prepare
