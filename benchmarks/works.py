"""What follow-ups were worth, and two plans compared on like customers: after a night of follow-ups two months ago."""
from unittest.mock import patch

from .jobs import run_job
from .report import Figure
from .timing import admin, environment, load_registry, measure_in_turn, settle

MEASURES = ("answered:avg", "promised:avg", "paid_30:avg", "received_30:sum", "demanded_30:sum", "days_until_paid:avg")
DAYS_AGO = 62


def run(names):
    registry = load_registry(names.run)
    Mail = registry["credit.followup.channel.mail"]
    with patch.object(Mail, "_perform", lambda self, cases, today: [{"state": "sent"} for _case in cases]):
        run_job(registry, "credit.profile", "_cron_run_followups")
    plans, followups = _date_back(registry)
    with admin(registry) as env:
        Effect = env["credit.followup.effect"]

        def forget():
            settle(env)
            return ()

        by_level, comparison = measure_in_turn(
            (lambda: Effect.formatted_read_group([], ["level_id"], list(MEASURES)), forget),
            (lambda: _compare(env, plans), forget), runs=3, warm=1)
        yield Figure("what works, by level", by_level.seconds, "s",
                     note=f"{followups:,} follow-ups, {by_level.queries} queries")
        yield Figure("compare two plans", comparison.seconds, "s",
                     note=f"{comparison.value:,} customers, {comparison.queries} queries")


def _date_back(registry):
    """Let the follow-ups have been sent long enough ago to be judged, half of them by the levels of another plan."""
    with environment(registry, commit=True) as env:
        followup = env["credit.followup"].search([("level_id", "!=", False)], limit=1)
        plan = followup.level_id.plan_id
        other = plan.copy()
        env.flush_all()
        env.cr.execute("UPDATE credit_followup SET date = date - %s WHERE state IN ('sent', 'done')", [DAYS_AGO])
        count = env.cr.rowcount
        for level, twin in zip(plan.level_ids, other.level_ids, strict=True):
            env.cr.execute(
                "UPDATE credit_followup SET level_id = %s WHERE level_id = %s AND profile_id %% 2 = 0", [twin.id, level.id])
        return (plan.id, other.id), count


def _compare(env, plans):
    comparison = env["credit.plan.comparison"].create({"plan_id": plans[0], "other_plan_id": plans[1], "days": 30})
    env.flush_all()
    return sum(stratum.cases + stratum.other_cases for stratum in comparison.stratum_ids)
