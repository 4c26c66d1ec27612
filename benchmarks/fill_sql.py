"""The statements of the generator. In the dicts, a column of the copy is given by an expression on the plan row ``d``
and the template row ``t``; MOD() instead of %, which psycopg2 would take for a parameter."""

COLUMNS = """
    SELECT column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
SECONDARY_INDEXES = """
    SELECT indexrelid::regclass::text, PG_GET_INDEXDEF(indexrelid)
      FROM pg_index i
     WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
TEMPLATE_TABLES = """
    CREATE TEMP TABLE combination (combination int, company_id int, currency_id int, company_currency int,
        template_invoice int, template_payment int, template_order int, template_order_line int,
        invoice_prefix text, payment_prefix text, is_credit_note bool) ON COMMIT DROP;
    CREATE TEMP TABLE template_line (combination int, place int, line_id int) ON COMMIT DROP;
    CREATE TEMP TABLE template_payment_line (combination int, place int, line_id int) ON COMMIT DROP;
"""
PARTNER_PLAN = """
    CREATE TEMP TABLE planned_partner ON COMMIT DROP AS
    SELECT n, %(res_partner_base)s + n AS id, NULL::int AS parent_id, 'Customer ' || n AS name,
           CASE WHEN MOD(n, 3) = 0
                THEN JSONB_BUILD_OBJECT(%(company_1)s::text, 20000 + MOD(n, 50) * 1000, %(company_2)s::text, 10000) END
                AS credit_limit
      FROM GENERATE_SERIES(1, %(customers)s) n
     UNION ALL
    SELECT n, %(res_partner_base)s + n, %(res_partner_base)s + (n - %(customers)s) * 5, 'Contact ' || n, NULL
      FROM GENERATE_SERIES(%(customers)s + 1, %(customers)s + %(customers)s / 5) n
     UNION ALL
    SELECT %(customers)s + %(customers)s / 5 + place, %(res_partner_base)s + %(customers)s + %(customers)s / 5 + place,
           NULL, 'PROBE ' || size, JSONB_BUILD_OBJECT(%(company_1)s::text, 1000000000)
      FROM UNNEST(%(probes)s) WITH ORDINALITY probe(size, place)
"""
INVOICE_PLAN = """
    CREATE TEMP TABLE planned_invoice ON COMMIT DROP AS
    SELECT i, %(res_partner_base)s + n AS customer,
           CASE WHEN MOD(n, 5) = 0 AND chance_4 < .5 THEN %(res_partner_base)s + %(customers)s + n / 5
                ELSE %(res_partner_base)s + n END AS partner,
           CASE WHEN chance_1 < .8 THEN CASE WHEN chance_2 < .85 THEN %(home_1)s ELSE %(foreign_1)s END
                ELSE CASE WHEN chance_2 < .85 THEN %(home_2)s ELSE %(foreign_2)s END END
           + CASE WHEN is_credit_note THEN %(credit_notes)s ELSE 0 END AS combination,
           due,
           CASE WHEN is_credit_note THEN 0
                WHEN due < CURRENT_DATE THEN CASE WHEN chance_3 < .66 THEN 2 WHEN chance_3 < .72 THEN 1 ELSE 0 END
                ELSE CASE WHEN chance_3 < .2 THEN 2 ELSE 0 END END AS paid,
           factor
      FROM (SELECT i, 1 + FLOOR(%(customers)s * POWER(RANDOM(), 1.5))::int AS n, RANDOM() AS chance_1,
                   RANDOM() AS chance_2, RANDOM() AS chance_3, RANDOM() AS chance_4, RANDOM() < .03 AS is_credit_note,
                   CURRENT_DATE - 400 + FLOOR(RANDOM() * 461)::int AS due, 1 + FLOOR(RANDOM() * 50)::int AS factor
              FROM GENERATE_SERIES(1, %(invoices)s) i) drawn
     UNION ALL
    SELECT %(invoices)s + ROW_NUMBER() OVER (ORDER BY probe.n, g), probe.id, probe.id, %(home_1)s,
           CURRENT_DATE - 400 + MOD(g * 37, 461), 0, 1 + MOD(g, 50)
      FROM planned_partner probe
CROSS JOIN LATERAL GENERATE_SERIES(1, SUBSTR(probe.name, 7)::int) g
     WHERE probe.name LIKE 'PROBE %%'
"""
NUMBERED_PLAN = """
    CREATE TEMP TABLE planned ON COMMIT DROP AS
    SELECT numbered.*, prefix || LPAD(number::text, GREATEST(5, LENGTH(number::text)), '0') AS name
      FROM (SELECT invoice.*, %(account_move_base)s + i AS move_id,
                   %(account_move_line_base)s + (i - 1) * 3 AS line_base,
                   due - 30 AS invoice_date, c.company_id, c.currency_id, c.template_invoice, c.template_payment,
                   c.template_order, c.template_order_line, c.payment_prefix, c.is_credit_note,
                   c.invoice_prefix || '/' || EXTRACT(year FROM due - 30) || '/' AS prefix,
                   100 + ROW_NUMBER() OVER (PARTITION BY c.company_id, EXTRACT(year FROM due - 30) ORDER BY due, i)
                   AS number
              FROM planned_invoice invoice JOIN combination c USING (combination)) numbered
"""
PAID_PLAN = """
    CREATE TEMP TABLE paid_plan ON COMMIT DROP AS
    SELECT numbered.*, payment_day_prefix || LPAD(payment_number::text, GREATEST(5, LENGTH(payment_number::text)), '0')
           AS payment_name
      FROM (SELECT receipt.*, receipt.total + %(account_move_base)s + n AS payment_id,
                   %(account_move_line_base)s + receipt.total * 3 + (n - 1) * 2 AS payment_line_base,
                   %(account_partial_reconcile_base)s + n AS partial_id,
                   CASE WHEN paid = 2 THEN %(account_full_reconcile_base)s + n END AS full_id,
                   CASE WHEN paid = 2 THEN 1 ELSE 0.4 END AS share,
                   payment_prefix || '/' || EXTRACT(year FROM payment_date) || '/' AS payment_day_prefix,
                   100 + ROW_NUMBER() OVER (PARTITION BY company_id, EXTRACT(year FROM payment_date) ORDER BY n)
                   AS payment_number
              FROM (SELECT planned.*, ROW_NUMBER() OVER (ORDER BY i) AS n,
                           (SELECT COUNT(*) FROM planned) AS total,
                           LEAST(due + MOD(i, 21)::int - 10, CURRENT_DATE) AS payment_date
                      FROM planned WHERE paid > 0) receipt) numbered
"""
ORDER_PLAN = """
    CREATE TEMP TABLE planned_order ON COMMIT DROP AS
    SELECT ROW_NUMBER() OVER (ORDER BY i) AS number, planned.i, partner, invoice_date, line_base, template_order,
           template_order_line, CASE WHEN MOD(i, 10) = 0 THEN factor + MOD(i / 10, 2) * 3 ELSE factor END AS ordered,
           CASE WHEN MOD(i, 10) = 0 THEN factor ELSE 0 END AS invoiced
      FROM planned WHERE MOD(i, 10) IN (0, 5) AND NOT is_credit_note
"""
# Two instalments, 40 and 60 percent, the second 30 days after the first: both are whole cents in each currency.
INSTALMENT_PLAN = """
    CREATE TEMP TABLE instalment ON COMMIT DROP AS
    SELECT planned.*, %(account_move_line_base)s + (SELECT COUNT(*) FROM planned) * 3 + (SELECT COUNT(*) FROM paid_plan) * 2
           + ROW_NUMBER() OVER (ORDER BY i) AS second_id
      FROM planned WHERE paid = 0 AND NOT is_credit_note AND i <= %(invoices)s AND MOD(i, 12) = 1
"""
PLAN = (PARTNER_PLAN, INVOICE_PLAN, "ANALYZE planned_invoice", NUMBERED_PLAN, "ANALYZE planned", PAID_PLAN,
        "ANALYZE paid_plan", "CREATE INDEX ON paid_plan (i)", ORDER_PLAN, "ANALYZE planned_order",
        INSTALMENT_PLAN)

CUSTOMER = {
    "id": "d.id", "name": "d.name", "complete_name": "d.name", "commercial_partner_id": "d.id",
    "commercial_company_name": "d.name", "email": "'c' || d.n || '@example.com'",
    "email_normalized": "'c' || d.n || '@example.com'", "credit_limit": "d.credit_limit", "ref": "'C' || d.n",
}
CONTACTS = """(SELECT contact.*, customer.name AS customer_name
                 FROM planned_partner contact JOIN planned_partner customer ON customer.id = contact.parent_id)"""
CONTACT = {
    "id": "d.id", "name": "d.name", "complete_name": "d.customer_name || ', ' || d.name",
    "commercial_partner_id": "d.parent_id", "parent_id": "d.parent_id", "commercial_company_name": "d.customer_name",
    "email": "'k' || d.n || '@example.com'", "email_normalized": "'k' || d.n || '@example.com'",
}

REST = "CASE d.paid WHEN 2 THEN 0 WHEN 1 THEN 0.6 ELSE 1 END"
MOVE_AMOUNTS = (
    "amount_untaxed", "amount_tax", "amount_total", "amount_untaxed_signed", "amount_tax_signed",
    "amount_untaxed_in_currency_signed", "amount_total_signed", "amount_total_in_currency_signed",
)


def scaled(names, factor):
    return {name: f't."{name}" * {factor}' for name in names}


INVOICE = {
    "id": "d.move_id", "name": "d.name", "sequence_prefix": "d.prefix", "sequence_number": "d.number",
    "access_token": "NULL", "payment_reference": "d.name", "date": "d.invoice_date", "invoice_date": "d.invoice_date",
    "invoice_date_due": "d.due", "partner_id": "d.partner", "commercial_partner_id": "d.customer",
    "partner_shipping_id": "d.partner",
    "invoice_partner_display_name": "(SELECT complete_name FROM res_partner WHERE id = d.partner)",
    "payment_state": "CASE d.paid WHEN 2 THEN 'paid' WHEN 1 THEN 'partial' ELSE 'not_paid' END",
    "amount_residual": f"t.amount_total * d.factor * {REST}",
    "amount_residual_signed": f"t.amount_total_signed * d.factor * {REST}", "made_sequence_gap": "FALSE",
    **scaled(MOVE_AMOUNTS, "d.factor"),
}
INVOICE_LINES = """(SELECT planned.*, l.place, l.line_id AS template_line, full_id, partial_id
                      FROM planned JOIN template_line l USING (combination)
                 LEFT JOIN (SELECT i, full_id, partial_id FROM paid_plan) p USING (i))"""


def if_receivable(value, other="NULL"):
    return f"CASE WHEN d.place = 3 THEN {value} ELSE {other} END"


INVOICE_LINE = {
    "id": "d.line_base + d.place", "move_id": "d.move_id", "partner_id": "d.customer", "move_name": "d.name",
    "date": "d.invoice_date", "invoice_date": "d.invoice_date", "date_maturity": if_receivable("d.due"),
    "name": if_receivable("d.name", "t.name"),
    "quantity": "CASE WHEN d.place = 1 THEN d.factor ELSE t.quantity END",
    "amount_residual": if_receivable(f"t.balance * d.factor * {REST}", "t.amount_residual"),
    "amount_residual_currency": if_receivable(f"t.amount_currency * d.factor * {REST}", "t.amount_residual_currency"),
    "reconciled": if_receivable("d.paid = 2", "t.reconciled"), "full_reconcile_id": if_receivable("d.full_id"),
    "matching_number": if_receivable("CASE d.paid WHEN 2 THEN d.full_id::text WHEN 1 THEN 'P' || d.partial_id END"),
    **scaled(("debit", "credit", "balance", "amount_currency", "tax_base_amount", "price_subtotal", "price_total"),
             "d.factor"),
}
PAYMENT = {
    "id": "d.payment_id", "name": "d.payment_name", "sequence_prefix": "d.payment_day_prefix",
    "sequence_number": "d.payment_number", "date": "d.payment_date", "access_token": "NULL",
    "made_sequence_gap": "FALSE",
    "partner_id": "CASE WHEN t.partner_id IS NOT NULL THEN d.customer END",
    "commercial_partner_id": "CASE WHEN t.commercial_partner_id IS NOT NULL THEN d.customer END",
    **scaled(MOVE_AMOUNTS, "d.factor * d.share"),
}
PAYMENT_LINES = """(SELECT paid_plan.*, l.place, l.line_id AS template_line
                      FROM paid_plan JOIN template_payment_line l USING (combination))"""
PAYMENT_LINE = {
    "id": "d.payment_line_base + d.place", "move_id": "d.payment_id", "partner_id": "d.customer",
    "move_name": "d.payment_name", "date": "d.payment_date",
    "date_maturity": "CASE WHEN t.date_maturity IS NOT NULL THEN d.payment_date END",
    "amount_residual": "CASE WHEN d.place = 2 THEN 0 ELSE t.amount_residual * d.factor * d.share END",
    "amount_residual_currency":
        "CASE WHEN d.place = 2 THEN 0 ELSE t.amount_residual_currency * d.factor * d.share END",
    "reconciled": "CASE WHEN d.place = 2 THEN TRUE ELSE t.reconciled END",
    "full_reconcile_id": "CASE WHEN d.place = 2 THEN d.full_id END",
    "matching_number": "CASE WHEN d.place = 2 THEN COALESCE(d.full_id::text, 'P' || d.partial_id) END",
    **scaled(("debit", "credit", "balance", "amount_currency"), "d.factor * d.share"),
}
RECONCILE = (
    """
    INSERT INTO account_full_reconcile (id, create_uid, write_uid, create_date, write_date)
    SELECT full_id, 1, 1, NOW(), NOW() FROM paid_plan WHERE full_id IS NOT NULL
    """,
    """
    INSERT INTO account_partial_reconcile
        (id, debit_move_id, credit_move_id, full_reconcile_id, debit_currency_id, credit_currency_id, company_id,
         max_date, amount, debit_amount_currency, credit_amount_currency,
         create_uid, write_uid, create_date, write_date)
    SELECT d.partial_id, d.line_base + 3, d.payment_line_base + 2, d.full_id, d.currency_id, d.currency_id,
           d.company_id,
           GREATEST(d.payment_date, d.invoice_date), t.balance * d.factor * d.share,
           t.amount_currency * d.factor * d.share, t.amount_currency * d.factor * d.share, 1, 1, NOW(), NOW()
      FROM paid_plan d
      JOIN template_line l ON l.combination = d.combination AND l.place = 3
      JOIN account_move_line t ON t.id = l.line_id
    """,
)
ITEM_AMOUNTS = ("debit", "balance", "amount_currency", "amount_residual", "amount_residual_currency")
SECOND_INSTALMENT = {"id": "d.second_id", "date_maturity": "d.due + 30", **scaled(ITEM_AMOUNTS, 0.6)}
FIRST_INSTALMENTS = (
    f"""
    UPDATE account_move_line t SET {", ".join(f"{name} = {value}" for name, value in scaled(ITEM_AMOUNTS, 0.4).items())}
      FROM instalment d WHERE t.id = d.line_base + 3
    """,
    "UPDATE account_move t SET invoice_date_due = d.due + 30 FROM instalment d WHERE t.id = d.move_id",
)
ORDER = {
    "id": "%(sale_order_base)s + d.number", "name": "'S' || LPAD((1000 + d.number)::text, 7, '0')",
    "partner_id": "d.partner", "partner_invoice_id": "d.partner", "partner_shipping_id": "d.partner",
    "date_order": "d.invoice_date", "create_date": "d.invoice_date", "access_token": "NULL",
    "invoice_status": "CASE WHEN d.ordered = d.invoiced THEN 'invoiced' ELSE 'to invoice' END",
    **scaled(("amount_untaxed", "amount_tax", "amount_total"), "d.ordered"),
}
ORDER_LINE = {
    "id": "%(sale_order_line_base)s + d.number", "order_id": "%(sale_order_base)s + d.number",
    "order_partner_id": "d.partner", "product_uom_qty": "d.ordered", "qty_invoiced": "d.invoiced",
    "qty_to_invoice": "d.ordered - d.invoiced", "untaxed_amount_invoiced": "t.price_unit * d.invoiced",
    "untaxed_amount_to_invoice": "t.price_unit * (d.ordered - d.invoiced)", "invoice_status": ORDER["invoice_status"],
    **scaled(("price_subtotal", "price_total", "price_tax"), "d.ordered"),
}
