"""The aging of all customers, today and on a past day, against one hand-written statement of the same figures."""
from datetime import timedelta

from .report import Figure, milliseconds
from .timing import admin, load_registry, measure_in_turn, run_once, settle

PAST = 60
# What is open of an item at the end of a day, as anybody would write it who knows the ledger.
LIMIT = """
    WITH later AS (
        SELECT line_id, SUM(amount) AS amount
          FROM (SELECT debit_move_id AS line_id, amount FROM account_partial_reconcile WHERE max_date > %(day)s
                 UNION ALL
                SELECT credit_move_id, -amount FROM account_partial_reconcile WHERE max_date > %(day)s) part
      GROUP BY line_id
    ), item AS (
        SELECT line.partner_id, line.date_maturity, line.amount_residual AS residual
          FROM account_move_line line
         WHERE line.account_id = ANY(%(accounts)s) AND line.parent_state = 'posted' AND line.company_id = %(company)s
           AND line.reconciled IS NOT TRUE AND line.amount_residual <> 0 AND line.amount_residual_currency <> 0
           AND line.date <= %(day)s AND NOT EXISTS (SELECT FROM later WHERE later.line_id = line.id)
     UNION ALL
        SELECT line.partner_id, line.date_maturity, line.amount_residual + later.amount
          FROM later JOIN account_move_line line ON line.id = later.line_id
         WHERE line.account_id = ANY(%(accounts)s) AND line.parent_state = 'posted' AND line.company_id = %(company)s
           AND line.date <= %(day)s
    )
    SELECT partner.commercial_partner_id,
           SUM(residual) FILTER (WHERE residual > 0 AND date_maturity >= %(day)s),
           SUM(residual) FILTER (WHERE residual > 0 AND %(day)s - date_maturity BETWEEN 1 AND 30),
           SUM(residual) FILTER (WHERE residual > 0 AND %(day)s - date_maturity BETWEEN 31 AND 60),
           SUM(residual) FILTER (WHERE residual > 0 AND %(day)s - date_maturity BETWEEN 61 AND 90),
           SUM(residual) FILTER (WHERE residual > 0 AND %(day)s - date_maturity > 90),
           SUM(residual) FILTER (WHERE residual < 0), SUM(residual)
      FROM item
      JOIN res_partner partner ON partner.id = item.partner_id
  GROUP BY partner.commercial_partner_id
"""
# The same as it is printed: with the name, all columns of amounts of the table, and in the order of the names.
PRINTED = f"""
    SELECT customer.name, aged.*, COALESCE(debts, 0) - COALESCE(not_due, 0) AS overdue
      FROM (SELECT customer_id, not_due, first, second, third, last, credits, total, total - COALESCE(credits, 0) AS debts
              FROM ({LIMIT}) aged (customer_id, not_due, first, second, third, last, credits, total)) aged
      JOIN res_partner customer ON customer.id = aged.customer_id
  ORDER BY LOWER(customer.name), customer.id
"""


def run(names):
    with admin(load_registry(names.credit)) as env:
        today = env.company._get_credit_today()
        # What a running server holds in memory anyway is not the aging's.
        _read(_make(env, today - timedelta(days=4000)))
        for label, day, most in (("today", today, 1.5), (f"{PAST} days ago", today - timedelta(days=PAST), 2)):
            yield from _measure(env, label, day, most)


def _measure(env, label, day, most):
    profiles, aging = env["credit.profile"].search([("company_id", "=", env.company.id)]), _make(env, day)
    accounts = env["account.account"].search([("account_type", "=", "asset_receivable"), ("non_trade", "=", False)]).ids
    values = {"day": day, "accounts": accounts, "company": env.company.id}
    first = run_once(lambda: _read(aging))
    table, plain, limit, printed = measure_in_turn(
        (lambda: _read(aging), lambda: (settle(env), ())[1]),
        (lambda: profiles._get_aging(day), lambda: (settle(env), ())[1]),
        (lambda: _fetch(env, LIMIT, values), lambda: ()), (lambda: _fetch(env, PRINTED, values), lambda: ()), runs=7, warm=2)
    yield milliseconds(f"aging of {label}", plain.seconds, limit.seconds, at_most_times=most,
                       note=f"{len(limit.value):,} customers")
    yield milliseconds(f"aging of {label}, as printed, with names", table.seconds, printed.seconds,
                       at_most_times=3, note=f"{table.queries} queries")
    yield Figure(f"aging of {label}: memory", first.grown_mb, "MB", at_most=40)


def _make(env, day):
    aging = env["credit.aging"].create({"date": day})
    aging._prepare()
    settle(env)
    return aging


def _read(aging):
    return aging._get_rows()


def _fetch(env, statement, values):
    env.cr.execute(statement, values)
    return env.cr.fetchall()
