"""The nightly follow-up as the scheduled action runs it: batch after batch, each committed."""
from unittest.mock import patch

from . import limits
from .jobs import run_job
from .report import Figure
from .timing import admin, environment, load_registry, measure, run_once, summarize

MAIL_COLUMNS = ("subject", "body_html", "email_from", "reply_to", "model", "res_id", "message_type", "email_cc", "state",
                "auto_delete")


def run_recording(names):
    """Decide and record without mails."""
    registry = load_registry(names.run)
    with admin(registry) as env:
        values = limits.get_values(env)
        select = measure(lambda: limits.fetch(env, limits.SELECTION, values), runs=5)
        insert = measure(
            lambda: env.cr.execute(limits.RECORD, values), runs=3,
            prepare=lambda: env.cr.execute(limits.RECORD_TABLE) or ())
    limit = select.seconds + insert.seconds
    Mail = registry["credit.followup.channel.mail"]
    with patch.object(Mail, "_perform", lambda self, cases, today: [{"state": "sent"} for _case in cases]):
        _warm_up(registry)
        ours = run_once(lambda: _run_all(registry))
    customers, items = _count(registry)
    yield Figure("nightly run: decide and record", ours.seconds, "s", limit, at_most_times=2.5,
                 note=f"{customers:,} customers, {items:,} items, {ours.queries} queries")
    yield Figure("nightly run: memory", ours.grown_mb, "MB", at_most=60)


def run_mailing(names):
    """The same with the mails queued, then a second run on the same day."""
    registry = load_registry(names.run)
    _warm_up(registry)
    ours = run_once(lambda: _run_all(registry))
    with environment(registry) as env:
        mails = env["mail.mail"].search_count([("model", "=", "credit.profile")])
        values = limits.get_values(env)
        select = measure(lambda: limits.fetch(env, limits.SELECTION, values), runs=5)
    scale = {"s": 0.1, "m": 1, "l": 10}[names.size]
    bare = run_once(lambda vals_list: _create_bare_mails(registry, vals_list), lambda: (_read_mails(registry),))
    yield Figure("nightly run with mails queued", ours.seconds, "s", bare.seconds, at_most_times=1.3,
                 note=f"{mails:,} mails; limit: creating the same mails by mail.mail alone")
    yield Figure("nightly run with mails queued: each mail", ours.seconds / mails * 1000, "ms", at_most=0.95)
    yield Figure("nightly run with mails: queries per mail", ours.queries / mails, "", at_most=0.05)
    yield Figure("nightly run with mails: memory", ours.grown_mb, "MB", at_most=60)
    again = summarize([run_once(lambda: _run_all(registry)) for _run in range(5)])
    yield Figure("second run of the day", again.seconds, "s", select.seconds, at_most=0.2 * max(scale, 1),
                 note=f"{again.queries} queries")


def _read_mails(registry):
    """Return the values of the mails of the run."""
    from odoo.fields import Command

    with environment(registry) as env:
        mails = env["mail.mail"].search([("model", "=", "credit.profile")], order="id")
        return [{
            **{name: mail[name] for name in MAIL_COLUMNS}, "author_id": mail.author_id.id, "subtype_id": mail.subtype_id.id,
            "recipient_ids": [Command.set(mail.recipient_ids.ids)],
        } for mail in mails]


def _create_bare_mails(registry, vals_list):
    """Create the same mails as anybody would, a thousand in a transaction, and nothing else."""
    for first in range(0, len(vals_list), 1000):
        with environment(registry, commit=True) as env:
            env["mail.mail"].create(vals_list[first:first + 1000])


def _warm_up(registry):
    """Follow up one customer and take it back: what a running server holds in memory anyway is not the run's."""
    from odoo import fields

    with environment(registry) as env:
        Profile = env["credit.profile"]
        today = fields.Date.context_today(Profile)
        Profile.search(env["credit.followup.round"]._get_candidates_domain(today), limit=1)._run_followups(today)
        env.flush_all()


def _run_all(registry):
    """Call the scheduled action until it says that nobody remains, each time in a new transaction, as the scheduler."""
    run_job(registry, "credit.profile", "_cron_run_followups")


def _count(registry):
    with environment(registry) as env:
        env.cr.execute("SELECT COUNT(DISTINCT followup_id), COUNT(*) FROM credit_followup_line_rel")
        return env.cr.fetchone()
