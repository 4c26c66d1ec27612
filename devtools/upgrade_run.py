"""What ``./dev upgrade`` does inside Odoo, with the add-ons of an earlier version or with ours.

``upgrade_run.py CONF DATABASE TASK`` prints one line of JSON. Only names that the earlier versions know, too, are used.
"""
import json
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devtools.demo_run import odoo_environment  # noqa: E402

FIELDS = (
    "exposure_total", "exposure_receivable", "exposure_orders", "exposure_draft", "exposure_payments", "overdue_amount",
    "disputed_amount", "open_promise_amount", "effective_limit", "available_credit", "utilisation", "group_available",
    "days_overdue", "oldest_due_date", "score", "rating_id", "on_hold", "limit_mode", "credit_limit", "followup_level_id",
    "next_followup_level_id", "next_followup_date", "followup_amount_due", "effective_followup_plan_id", "max_term_days",
    "payment_term_id", "collector_id", "next_review_date", "pending_hold_count", "broken_promise_count",
)
DAYS = (0, 30, 90)


def figures(env):
    """Return ``{what: figure}`` of each customer, the aging at some days, and the day that all are of."""
    from odoo.models import BaseModel

    found = {"day of the figures": str(date.today())}
    for profile in env["credit.profile"].search([], order="id"):
        for name in FIELDS:
            value = profile[name]
            if isinstance(value, BaseModel):
                value = value.ids
            found[f"{name} of customer {profile.id}"] = value if isinstance(value, (int, float, list)) else str(value)
    for days in DAYS:
        for item in env["credit.open.item.report"]._get_items(date.today() - timedelta(days=days)):
            # Credits had a bucket once.
            name = f"{days} days ago: {item['bucket'] if item['residual'] > 0 else 'credits'}"
            found[name] = round(found.get(name, 0.0) + item["residual"], 2)
    if "open_credits" not in env["credit.profile"]._fields:
        found.update(read_ages(env, date.today()))
    return found


def read_ages(env, day):
    """Return the ages of debts of an earlier version as they are by the rule of today, that credits cover the oldest debt.

    Versions before it took the oldest debt wherever something was overdue, even one that credits covered: these figures of
    theirs cannot be compared. So the rule is applied to their own open items, which can.
    """
    items = env["credit.open.item.report"]._get_items(day)
    found = {}
    for profile in env["credit.profile"].search([], order="id"):
        oldest = find_oldest_due(
            [(item["due_date"], item["residual"]) for item in items if item["profile_id"] == profile.id], day)
        found[f"oldest_due_date of customer {profile.id}"] = str(oldest) if oldest else False
        found[f"days_overdue of customer {profile.id}"] = (day - oldest).days if oldest else 0
    return found


def find_oldest_due(items, day):
    """Return the due date of the first overdue debt that credits do not cover, oldest debts first; None without one.

    :param items: pairs of due date and open amount, negative of a credit
    """
    uncovered = sum(residual for _due, residual in items if residual < 0)
    for due, residual in sorted(item for item in items if item[1] > 0):
        uncovered += residual
        if round(uncovered, 2) > 0:
            return due if due < day else None
    return None


def customize(env):
    """Do by hand what the demonstration data of the earlier version lack."""
    [profile_id] = env["credit.profile"].search([], order="id", limit=1).ids
    columns = {
        "override_rating_id": env["credit.rating"].search([], limit=1).id, "override_until": date.today() + timedelta(days=30),
        "override_reason": "Known for years", "override_user_id": env.user.id, "annual_revenue": 5000000, "equity": 700000,
        "years_in_business": 12,
    }
    env.flush_all()
    for column, value in columns.items():
        env.cr.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_name = 'credit_profile' AND column_name = %s", [column])
        if env.cr.fetchone():
            env.cr.execute(f'UPDATE credit_profile SET "{column}" = %s WHERE id = %s', [value, profile_id])
    env.invalidate_all()
    for level in env["credit.followup.level"].search([]):
        level.name = f"{level.name} (ours)"
    return True


def night(env):
    """Run our scheduled actions once more on the day; return the ids of the customers of whom they demand a second time."""
    Followup, today = env["credit.followup"], [("date", "=", date.today()), ("state", "!=", "planned")]
    before = Followup.search(today)
    for cron in env["ir.cron"].search([("model_id.model", "=like", "credit.%")], order="id"):
        cron.ir_actions_server_id.with_user(cron.user_id).run()
    return ((Followup.search(today) - before).profile_id & before.profile_id).ids


if __name__ == "__main__":
    with odoo_environment(sys.argv[1], sys.argv[2]) as environment:
        outcome = {"figures": figures, "customize": customize, "night": night}[sys.argv[3]](environment)
    print(json.dumps(outcome))
