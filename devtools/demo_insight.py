"""What the nightly jobs, customers and managers would have left behind in a demonstration."""
from dateutil.relativedelta import relativedelta

CUSTOMER = {"en_US": "Accounts payable", "zh_CN": "财务部"}
AGREED = {"en_US": "Agreed.", "zh_CN": "核对无误。"}
CONTESTED = {"en_US": "We have paid a part of it already.", "zh_CN": "其中一部分我方已经付款。"}


def prepare_insight(env, day):
    """Do what the nightly jobs do for the figures: the key figures of past months, the forecast and its test, expected cash;
    and what a manager does for the loss allowance."""
    profiles = env["credit.profile"].search([], order="id")
    env["credit.snapshot"]._keep_month(profiles, day)
    roots = env["res.company"].search([("parent_id", "=", False)])
    Forecast = env["credit.forecast.company"].sudo()
    missing = roots - Forecast.search([]).company_id
    Forecast.create([{"company_id": company.id} for company in missing])
    Forecast.search([("company_id", "in", roots.ids)])._learn(day)
    env["credit.cash.in"]._forecast(profiles, day)
    env["credit.cash.week"].sudo()._keep(roots, day)
    work_out_allowances(env)


def work_out_allowances(env):
    """Work out anew the loss allowances that wait: they were worked out before other add-ons booked their stories."""
    if "credit.loss.run" in env:
        for run in env["credit.loss.run"].search([("state", "=", "draft")]):
            prepared_by = run.prepared_by_id
            run.action_calculate()
            # Who is shown the demonstration may approve it.
            run.sudo().prepared_by_id = prepared_by


def send_statements(env, day):
    """Send statements as of the end of last month; one customer confirms the balance, another one contests it.

    Does nothing when it was done before.
    """
    last = day.replace(day=1) - relativedelta(days=1)
    names = ("slow", "promise", "dispute", "good")
    profiles = [env.ref(f"credit_collection.demo_profile_{name}", raise_if_not_found=False) for name in names]
    profiles = env["credit.profile"].concat(*filter(None, profiles))
    if not profiles or profiles.statement_ids:
        return
    statements = profiles._create_statements(last.replace(day=1), last, skip_empty=True)
    statements.sudo()._send(day)
    sent = statements.filtered(lambda statement: statement.state == "sent")
    for statement in sent[:1]:
        statement.sudo()._confirm(CUSTOMER[env.lang], AGREED[env.lang])
    for statement in sent[1:2]:
        statement.sudo()._contest(CUSTOMER[env.lang], CONTESTED[env.lang])
