"""The nightly jobs are called at the model that does them, no longer at the credit profile."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, sql

JOBS = {
    "ir_cron_evaluate_alerts": ("_cron_evaluate_alerts", "credit.alert.rule", "_cron_evaluate"),
    "ir_cron_assign_collectors": ("_cron_assign_collectors", "credit.portfolio", "_cron_assign"),
    "ir_cron_plan_contacts": ("_cron_plan_contacts", "credit.followup", "_cron_plan_regular"),
    "ir_cron_update_ranks": ("_cron_update_ranks", "credit.rank", "_cron_update"),
    "ir_cron_update_scores": ("_cron_update_scores", "credit.scorecard", "_cron_update"),
    "ir_cron_convert_limits": ("_cron_convert_limits", "credit.limit.conversion", "_cron_convert"),
    "ir_cron_warn_of_limit_ends": ("_cron_warn_of_limit_ends", "credit.limit.notice", "_cron_warn"),
    "ir_cron_end_decisions": ("_cron_end_decisions", "credit.decision.end", "_cron_end"),
    "ir_cron_open_due_reviews": ("_cron_open_due_reviews", "credit.review", "_cron_open_due"),
}
# Columns that said of a customer what ``credit.batch.stamp`` keeps now.
STAMPS = {
    "alert_run_date": "credit_collection.ir_cron_evaluate_alerts",
    "portfolio_date": "credit_collection.ir_cron_assign_collectors",
    "limit_converted_on": "credit_collection.ir_cron_convert_limits",
}
TOLD = {
    "is_limit_end_told": "credit_collection.ir_cron_warn_of_limit_ends:limit_until",
    "is_temporary_end_told": "credit_collection.ir_cron_warn_of_limit_ends:temporary_limit_until",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for xmlid, (before, model, after) in JOBS.items():
        cron = env.ref(f"credit_collection.{xmlid}", raise_if_not_found=False)
        if cron and before in (cron.code or ""):
            cron.write({"model_id": env["ir.model"]._get_id(model), "code": cron.code.replace(before, after)})
    for column, job in STAMPS.items():
        keep(env, column, job, SQL.identifier(column), SQL("%s IS NOT NULL", SQL.identifier(column)))
    for column, job in TOLD.items():
        keep(env, column, job, SQL("CURRENT_DATE"), SQL.identifier(column))


def keep(env, column, job, day, condition):
    if sql.column_exists(env.cr, "credit_profile", column):
        for done_on, ids in env.execute_query(SQL(
                "SELECT %s, array_agg(id) FROM credit_profile WHERE %s GROUP BY 1", day, condition)):
            env["credit.batch.stamp"]._stamp(job, env["credit.profile"].browse(ids), done_on)
