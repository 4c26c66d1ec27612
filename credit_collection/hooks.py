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
            ADD COLUMN IF NOT EXISTS credit_draft_amount numeric,
            ADD COLUMN IF NOT EXISTS credit_closed_qty numeric,
            ADD COLUMN IF NOT EXISTS credit_delivery_date date
    """))
    # Same rule as sale.order.line._compute_credit_delivery_date. What is open of a line is computed by the post-install hook,
    # for the lines that may have something open.
    env.cr.execute(SQL("""
        UPDATE sale_order_line line
           SET credit_partner_id = partner.commercial_partner_id,
               credit_delivery_date = COALESCE(
                   so.commitment_date, so.date_order + COALESCE(line.customer_lead, 0) * INTERVAL '1 day')::date,
               credit_open_amount = 0, credit_draft_amount = 0, credit_closed_qty = 0
          FROM sale_order so
          JOIN res_partner partner ON partner.id = so.partner_invoice_id
         WHERE line.order_id = so.id
    """))


def post_init_hook(env):
    line_ids = [line_id for line_id, in env.execute_query(SQL("""
        SELECT line.id
          FROM sale_order_line line
         WHERE line.display_type IS NULL
           AND (line.state IN ('draft', 'sent')
                OR line.state = 'sale' AND (
                    line.product_uom_qty <= 0 OR GREATEST(line.product_uom_qty, line.qty_delivered) > line.qty_invoiced
                    OR EXISTS (
                        SELECT
                          FROM sale_order_line_invoice_rel rel
                          JOIN account_move_line item ON item.id = rel.invoice_line_id
                          JOIN account_move move ON move.id = item.move_id
                         WHERE rel.order_line_id = line.id
                           AND (move.state = 'draft' OR move.move_type = 'out_refund'))))
    """))]
    lines = env["sale.order.line"].browse(line_ids)
    env.add_to_compute(lines._fields["credit_open_amount"], lines)
    env["credit.profile"]._create_missing_profiles()
    # Trends exist on day one: the past months are read from the ledger in batches, without keeping anybody waiting.
    env.ref("credit_collection.ir_cron_keep_snapshots")._trigger()


def uninstall_hook(env):
    """Remove the evidence first: it keeps profiles and follow-up levels, which Odoo deletes before it drops the tables."""
    for table in (
        "credit_policy_log", "credit_alert", "credit_followup", "credit_promise", "credit_dispute", "credit_hold",
        "credit_review",
    ):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.cr.execute(SQL("UPDATE credit_profile SET followup_level_id = NULL"))
