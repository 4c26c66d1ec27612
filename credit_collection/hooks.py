"""Installation on a running company: add our columns by SQL, so that millions of existing journal items and order lines
are not recomputed one by one, then open a profile for every customer with receivables or confirmed orders."""

from odoo.tools import SQL


def pre_init_hook(env):
    env.cr.execute(SQL("""
        ALTER TABLE account_move_line
            ADD COLUMN IF NOT EXISTS credit_disputed_amount numeric,
            ADD COLUMN IF NOT EXISTS credit_promised_amount numeric,
            ADD COLUMN IF NOT EXISTS credit_promised_until date,
            ADD COLUMN IF NOT EXISTS credit_deferred_until date
    """))
    env.cr.execute(SQL("""
        ALTER TABLE sale_order_line
            ADD COLUMN IF NOT EXISTS credit_partner_id integer,
            ADD COLUMN IF NOT EXISTS credit_open_amount numeric,
            ADD COLUMN IF NOT EXISTS credit_delivery_date date
    """))
    # Same rules as sale.order.line._compute_credit_delivery_date and _compute_credit_open_amount; lines without an ordered
    # quantity (down payments, re-invoiced expenses) need the tax engine and are computed by the post-install hook.
    env.cr.execute(SQL("""
        UPDATE sale_order_line line
           SET credit_partner_id = partner.commercial_partner_id,
               credit_delivery_date = COALESCE(
                   so.commitment_date, so.date_order + COALESCE(line.customer_lead, 0) * INTERVAL '1 day')::date,
               credit_open_amount = CASE
                   WHEN COALESCE(line.product_uom_qty, 0) = 0 THEN 0
                   ELSE ROUND((
                       line.price_total / line.product_uom_qty / COALESCE(NULLIF(so.currency_rate, 0), 1)
                       * CASE WHEN line.product_uom_qty > 0
                              THEN GREATEST(GREATEST(line.product_uom_qty, COALESCE(line.qty_delivered, 0))
                                            - COALESCE(line.qty_invoiced, 0), 0)
                              ELSE LEAST(line.product_uom_qty - COALESCE(line.qty_invoiced, 0), 0)
                         END
                   )::numeric, currency.decimal_places)
               END
          FROM sale_order so
          JOIN res_partner partner ON partner.id = so.partner_invoice_id
          JOIN res_company company ON company.id = so.company_id
          JOIN res_currency currency ON currency.id = company.currency_id
         WHERE line.order_id = so.id
    """))


def post_init_hook(env):
    lines = env["sale.order.line"].search([
        ("state", "=", "sale"), ("product_uom_qty", "=", 0.0), ("display_type", "=", False),
    ])
    env.add_to_compute(lines._fields["credit_open_amount"], lines)
    env["credit.profile"]._create_missing_profiles()


def uninstall_hook(env):
    """Remove the evidence first: it keeps profiles and follow-up levels, which Odoo deletes before it drops the tables."""
    for table in (
        "credit_policy_log", "credit_alert", "credit_followup", "credit_promise", "credit_dispute", "credit_hold",
        "credit_review",
    ):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.cr.execute(SQL("UPDATE credit_profile SET followup_level_id = NULL"))
