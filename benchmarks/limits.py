"""The limits: what the same facts cost in plain SQL over the tables of Odoo, hand-written for the question."""

OPEN_ITEM = """line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual <> 0
           AND line.account_id = ANY(%(accounts)s)"""

EXPOSURE = f"""
    SELECT partner_id, company_id, SUM(receivable), SUM(orders)
      FROM (SELECT line.partner_id, line.company_id, SUM(line.amount_residual) AS receivable, 0 AS orders
              FROM account_move_line line WHERE {OPEN_ITEM} GROUP BY 1, 2
             UNION ALL
            SELECT payer.commercial_partner_id, so.company_id, 0,
                   SUM(line.price_total * (line.product_uom_qty - line.qty_invoiced) / NULLIF(line.product_uom_qty, 0)
                       / NULLIF(so.currency_rate, 0))
              FROM sale_order_line line
              JOIN sale_order so ON so.id = line.order_id
              JOIN res_partner payer ON payer.id = so.partner_invoice_id
             WHERE line.state = 'sale' AND line.untaxed_amount_to_invoice > 0 GROUP BY 1, 2) part
     GROUP BY 1, 2
"""
EXPOSURE_OF_ONE = f"""
    SELECT (SELECT SUM(line.amount_residual) FROM account_move_line line
             WHERE {OPEN_ITEM} AND line.partner_id = %(partner)s AND line.company_id = %(company)s),
           (SELECT MIN(line.date_maturity) FROM account_move_line line
             WHERE {OPEN_ITEM} AND line.partner_id = %(partner)s AND line.company_id = %(company)s),
           (SELECT SUM(line.credit_open_amount) FROM sale_order_line line
             WHERE line.state = 'sale' AND line.credit_open_amount <> 0
               AND line.credit_partner_id = %(partner)s AND line.company_id = %(company)s)
"""
OVERDUE = f"""
    SELECT line.partner_id, line.company_id, SUM(line.amount_residual), MAX(CURRENT_DATE - line.date_maturity)
      FROM account_move_line line WHERE {OPEN_ITEM} AND line.date_maturity < CURRENT_DATE GROUP BY 1, 2
"""
# Selecting what is due: the least that a run has to do that finds nothing.
SELECTION = f"""
    SELECT line.id, line.partner_id, line.company_id, line.currency_id, line.amount_residual
      FROM account_move_line line WHERE {OPEN_ITEM} AND line.date_maturity < CURRENT_DATE
"""
# Recording: one row per overdue item with the references that evidence needs.
RECORD_TABLE = """
    DROP TABLE IF EXISTS bench_record;
    CREATE TABLE bench_record (
        id serial PRIMARY KEY, create_uid int REFERENCES res_users, write_uid int REFERENCES res_users,
        create_date timestamp, write_date timestamp,
        move_line_id int NOT NULL REFERENCES account_move_line ON DELETE CASCADE,
        partner_id int NOT NULL REFERENCES res_partner, company_id int REFERENCES res_company,
        currency_id int REFERENCES res_currency, run_id int, level int, state varchar, channel varchar, date date,
        date_due date, amount_due numeric, balance_due numeric);
    CREATE INDEX ON bench_record (move_line_id);
    CREATE INDEX ON bench_record (partner_id);
    CREATE INDEX ON bench_record (run_id);
    CREATE INDEX ON bench_record (company_id);
"""
RECORD = f"""
    INSERT INTO bench_record (create_uid, write_uid, create_date, write_date, move_line_id, partner_id, company_id,
                              currency_id, run_id, level, state, channel, date, date_due, amount_due, balance_due)
    SELECT 1, 1, NOW(), NOW(), line.id, line.partner_id, line.company_id, line.currency_id, 1, 1, 'draft', 'email',
           CURRENT_DATE, line.date_maturity, line.balance, line.amount_residual
      FROM account_move_line line WHERE {OPEN_ITEM} AND line.date_maturity < CURRENT_DATE
"""


def get_values(env, partner=None):
    """Return the parameters of these statements."""
    env.cr.execute("SELECT ARRAY_AGG(id) FROM account_account WHERE account_type = 'asset_receivable'")
    accounts, = env.cr.fetchone()
    return {"accounts": accounts, "partner": partner and partner.id, "company": env.company.id}


def fetch(env, statement, values):
    env.cr.execute(statement, values)
    return env.cr.fetchall()
