"""Jobs of the night whose process is killed, loses the database, or runs twice: afterwards all is as if nothing had been."""
import os
import random
import tempfile
import time
from pathlib import Path

from devtools import postgres

from .fault_process import Process

KILLS = 20
FILE = str(Path(tempfile.gettempdir()) / f"credit_faults_{os.getpid()}.xlsx")

# What a job leaves behind, whatever the ids; compared with the same job left alone.
FOLLOWUPS = """
    SELECT f.profile_id, f.level_id, f.state, f.date, f.amount_due, f.mail_id IS NOT NULL, COUNT(*) FROM credit_followup f
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
"""
MAILS = """
    SELECT m.res_id, COUNT(*) FROM mail_mail mail JOIN mail_message m ON m.id = mail.mail_message_id
     WHERE m.model = 'credit.profile' GROUP BY 1 ORDER BY 1
"""
LEVELS = "SELECT id, followup_level_id, followup_run_date, last_followup_date FROM credit_profile ORDER BY 1"
ORPHANS = """
    SELECT COUNT(*) FROM mail_mail mail JOIN mail_message m ON m.id = mail.mail_message_id
     WHERE m.model = 'credit.profile' AND NOT EXISTS (SELECT FROM credit_followup f WHERE f.mail_id = mail.id)
"""
# ``{job: (task with its arguments, what it leaves behind)}``
JOBS = {
    "night": (("job", "credit.profile", "_cron_run_followups"), {"follow-ups": FOLLOWUPS, "e-mails": MAILS, "levels": LEVELS}),
    "charges": (("job", "credit.charge", "_cron_accrue"), {
        "charges": "SELECT kind, line_id, amount, date, state, COUNT(*) FROM credit_charge GROUP BY 1, 2, 3, 4, 5 "
                   "ORDER BY 1, 2, 3, 4, 5"}),
    "scores": (("job", "credit.scorecard", "_cron_update"), {
        "scores": "SELECT profile_id, date, score, COUNT(*) FROM credit_score GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"}),
    "allowance": (("work_out_losses",), {
        "rows": "SELECT partner_id, bucket, gross, base, rate, allowance, COUNT(*) FROM credit_loss_run_line "
                "GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
        "figures": "SELECT state, gross, allowance, ledger, difference FROM credit_loss_run",
        "tasks": "SELECT COUNT(*) FROM mail_activity WHERE res_model = 'credit.loss.run'"}),
    "statements": (("send_statements",), {
        "statements": "SELECT profile_id, date_to, state, is_queued, pdf_id IS NOT NULL, mail_id IS NOT NULL, COUNT(*) "
                      "FROM credit_statement GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
        "e-mails": MAILS}),
    "customers": (("act_as_customers",), {
        "acceptances": "SELECT profile_id, state, accepted_by, accepted_on IS NOT NULL, effective_from, COUNT(*) "
                       "FROM credit_agreement GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2",
        "messages": "SELECT res_id, COUNT(*) FROM mail_message WHERE model = 'credit.profile' GROUP BY 1 ORDER BY 1",
        "online payments": "SELECT partner_id, state, amount, is_post_processed, COUNT(*) FROM payment_transaction "
                           "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3",
        "receipts": "SELECT partner_id, amount, state, COUNT(*) FROM account_payment GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        "invoices": "SELECT move.id, move.payment_state, move.amount_residual FROM account_move move "
                    "JOIN account_invoice_transaction_rel rel ON rel.invoice_id = move.id ORDER BY 1"}),
    "import": (("import_file", FILE), {
        "remarks": "SELECT id, note FROM credit_profile WHERE note LIKE '%%Fault remark%%' ORDER BY 1",
        "messages": "SELECT res_id, COUNT(*) FROM mail_message WHERE model = 'credit.profile' GROUP BY 1 ORDER BY 1"}),
}
PREPARATIONS = {
    "charges": ("owe_interest",), "allowance": ("prepare_losses",), "statements": ("prepare_statements",),
    "import": ("make_file", FILE), "customers": ("prepare_customers",),
}


def read(process, queries):
    return {name: process.do("statement", query) for name, query in queries.items()}


def reference(fresh, which):
    """Return what the job leaves behind when nothing disturbs it, and how long it takes."""
    task, queries = JOBS[which]
    with Process(fresh()).wait_until_ready() as process:
        prepare(process, which)
        start = time.monotonic()
        process.do(*task)
        seconds = time.monotonic() - start
        found = read(process, queries)
    assert all(found.values()), f"the job did nothing: {', '.join(name for name, rows in found.items() if not rows)}"
    return found, seconds


def prepare(process, which):
    if which in PREPARATIONS:
        process.do(*PREPARATIONS[which])


def check(process, which, wanted):
    """Compare what is there with what the undisturbed job left."""
    compare(read(process, JOBS[which][1]), wanted)
    orphans = process.do("statement", ORPHANS)
    assert which in ("statements", "customers") or orphans == [["0"]], f"{orphans} e-mails without a follow-up"


def compare(found, wanted):
    for name, rows in found.items():
        here, there = set(map(tuple, rows)), set(map(tuple, wanted[name]))
        differing = [*(here - there), *(there - here)]
        assert rows == wanted[name], f"{name}: {len(differing)} differ, such as {differing[:2]}"


def disturb(fresh, seed, which, times, hurt):
    """Disturb the job at ``times`` random moments, each on a new copy; then let it run again and compare."""
    wanted, seconds = reference(fresh, which)
    moments = random.Random(seed)
    hit = 0
    for _time in range(times):
        name = fresh()
        with Process(name).wait_until_ready() as process:
            prepare(process, which)
            process.start(*JOBS[which][0])
            done = process.get(moments.uniform(0.02, 0.98) * seconds)
            if done is None:
                hit += 1
                hurt(process, name)
        with Process(name).wait_until_ready() as process:
            process.do(*JOBS[which][0])
            check(process, which, wanted)
    rows = ", ".join(f"{len(rows):,} {name}" for name, rows in wanted.items())
    return f"{hit} of {times} times hit within {seconds:.1f} s; afterwards {rows} as undisturbed"


def kill(process, _name):
    process.kill()


def cut(process, name):
    """Let PostgreSQL end the connections, as its restart does; the process goes on or dies as it likes."""
    postgres.sql("SELECT COUNT(PG_TERMINATE_BACKEND(pid)) FROM pg_stat_activity WHERE datname = %s", name)
    process.get(60)


def two_at_once(fresh, _seed, which="night"):
    """Let two processes run the same job at the same moment."""
    wanted, seconds = reference(fresh, which)
    name = fresh()
    with Process(name).wait_until_ready() as first, Process(name).wait_until_ready() as second:
        prepare(first, which)
        start = time.monotonic()
        for process in (first, second):
            process.start(*JOBS[which][0])
        outcomes = [process.get() for process in (first, second)]
        took = time.monotonic() - start
        assert all(outcome and "value" in outcome for outcome in outcomes), outcomes
        check(first, which, wanted)
    lost = sum(outcome["value"] for outcome in outcomes)
    return f"{took:.1f} s for both, {seconds:.1f} s for one alone; {lost} batches given up and done again; all once"


def all_at_once(fresh, _seed):
    """Two processes run all jobs of the night at the same moment, one of them backwards: workers of the scheduler do not know
    of each other. Afterwards all is as if one had run them, twice: what a job leaves to the next one is done by then.
    """
    queries = {name: query for _task, parts in JOBS.values() for name, query in parts.items()} | {
        "stamps": "SELECT job, model, res_id, date, COUNT(*) FROM credit_batch_stamp GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        "ranks": "SELECT profile_id, COUNT(*) FROM credit_rank GROUP BY 1 ORDER BY 1",
        "alerts": "SELECT profile_id, rule_id, state, COUNT(*) FROM credit_alert GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        "failures": "SELECT job, model, res_id FROM credit_batch_failure ORDER BY 1, 2, 3",
    }
    with Process(fresh()).wait_until_ready() as process:
        process.do("owe_interest")
        start = time.monotonic()
        for backwards in (False, True):
            process.do("night", backwards)
        alone, wanted = time.monotonic() - start, read(process, queries)
    name = fresh()
    with Process(name).wait_until_ready() as first, Process(name).wait_until_ready() as second:
        first.do("owe_interest")
        start = time.monotonic()
        first.start("night", False)
        second.start("night", True)
        outcomes = [process.get() for process in (first, second)]
        took = time.monotonic() - start
        assert all(outcome and "value" in outcome for outcome in outcomes), outcomes
        first.do("night", False, True)
        compare(read(first, queries), wanted)
    lost = sum(outcome["value"] for outcome in outcomes)
    rows = ", ".join(f"{len(rows):,} {name}" for name, rows in wanted.items())
    return f"{took:.0f} s, one after the other {alone:.0f} s; {lost} batches given up and done again; {rows} as alone"


def night_and_payments(fresh, seed):
    """Let customers pay while the night demands from them; then send what waits."""
    name = fresh()
    due = """
        SELECT DISTINCT move_id FROM account_move_line
         WHERE account_id IN (SELECT id FROM account_account WHERE account_type = 'asset_receivable')
           AND parent_state = 'posted' AND reconciled IS NOT TRUE AND date_maturity < CURRENT_DATE ORDER BY 1
    """
    with Process(name).wait_until_ready() as night, Process(name).wait_until_ready() as till:
        moves = [int(move) for move, in till.do("statement", due)]
        chosen = random.Random(seed).sample(moves, min(60, len(moves)))
        till.start("pay", chosen)
        night.do(*JOBS["night"][0])
        outcome = till.get()
        assert outcome and "value" in outcome, outcome
        paid, errors = outcome["value"]
        waited, sent = night.do("send_mails", chosen)
        [[wrong]] = night.do("statement", PAID_AND_DEMANDED)
    text = f"{paid} payments during the run, {errors or 'no'} errors; of {waited} e-mails about these invoices {sent} left, " \
           f"{wrong} of them demand what is paid"
    assert wrong == "0" and not errors and paid == len(chosen) and waited, text
    return text


# Items of a sent e-mail that were settled before it left.
PAID_AND_DEMANDED = """
    SELECT COUNT(*) FROM credit_followup f JOIN mail_mail mail ON mail.id = f.mail_id
      JOIN credit_followup_line_rel rel ON rel.followup_id = f.id
      JOIN account_move_line line ON line.id = rel.line_id
     WHERE f.state = 'sent' AND mail.state = 'sent' AND line.reconciled
"""
FAULTS = {
    "night-twice": two_at_once,
    "all-at-once": all_at_once,
    "night-payments": night_and_payments,
    "night-killed": lambda fresh, seed: disturb(fresh, seed, "night", KILLS, kill),
    "night-cut": lambda fresh, seed: disturb(fresh, seed, "night", 5, cut),
    "charges-killed": lambda fresh, seed: disturb(fresh, seed, "charges", 5, kill),
    "charges-twice": lambda fresh, seed: two_at_once(fresh, seed, "charges"),
    "allowance-killed": lambda fresh, seed: disturb(fresh, seed, "allowance", 5, kill),
    "statements-killed": lambda fresh, seed: disturb(fresh, seed, "statements", 5, kill),
    "import-killed": lambda fresh, seed: disturb(fresh, seed, "import", 5, kill),
    "portal-killed": lambda fresh, seed: disturb(fresh, seed, "customers", 8, kill),
    "scores-killed": lambda fresh, seed: disturb(fresh, seed, "scores", 5, kill),
}
