"""Installation on a running company: add our columns by SQL, so that millions of existing journal items and order lines
are not recomputed one by one, then open a profile for every customer with receivables or confirmed orders."""

from odoo.fields import Domain
from odoo.tools import SQL

from .models.common.bulk import add_columns, empty_table, fill_columns


def pre_init_hook(env):
    add_columns(env.cr, "account_move_line", {
        "credit_disputed_amount": "numeric", "credit_promised_amount": "numeric", "credit_promised_until": "date",
        "credit_deferred_until": "date",
    })
    add_columns(env.cr, "sale_order_line", {
        "credit_partner_id": "integer", "credit_open_amount": "numeric", "credit_draft_amount": "numeric",
        "credit_closed_qty": "numeric", "credit_delivery_date": "date",
    })
    # Same rule as sale.order.line._compute_credit_delivery_date. What is open of a line is computed by the post-install hook,
    # for the lines that may have something open.
    fill_columns(
        env.cr, "sale_order_line", {
            "credit_partner_id": SQL("partner.commercial_partner_id"),
            "credit_delivery_date": SQL(
                "COALESCE(so.commitment_date, so.date_order + COALESCE(sale_order_line.customer_lead, 0) * INTERVAL '1 day')"
                "::date"),
            "credit_open_amount": SQL("0"), "credit_draft_amount": SQL("0"), "credit_closed_qty": SQL("0"),
        },
        SQL("sale_order so JOIN res_partner partner ON partner.id = so.partner_invoice_id"),
        SQL("sale_order_line.order_id = so.id"))


def post_init_hook(env):
    # Invoice lines of drafts, and what was credited: the order line may have something open although all is invoiced.
    billed = env["account.move.line"]._search(
        Domain("parent_state", "=", "draft") | Domain("move_id.move_type", "=", "out_refund"))
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
                         WHERE rel.order_line_id = line.id AND rel.invoice_line_id IN %s)))
    """, billed.subselect()))]
    lines = env["sale.order.line"].browse(line_ids)
    env.add_to_compute(lines._fields["credit_open_amount"], lines)
    env["credit.profile"]._create_missing_profiles()
    # Whoever runs Odoo already looks first: nothing reaches a customer until somebody switches it on.
    env["res.company"].search([])._begin_credit_tests()
    # Trends exist on day one: the past months are read from the ledger in batches, without keeping anybody waiting.
    env.ref("credit_collection.ir_cron_keep_snapshots")._trigger()
    # Until it is kept how customers pay, each page that tells it reads the whole ledger.
    env.ref("credit_collection.ir_cron_learn_forecast")._trigger()


def uninstall_hook(env):
    """Remove the evidence first: it keeps profiles and follow-up levels, which Odoo deletes before it drops the tables."""
    for table in (
        "credit_policy_log", "credit_alert", "credit_followup", "credit_promise", "credit_dispute", "credit_hold",
        "credit_review",
    ):
        empty_table(env.cr, table)
    fill_columns(env.cr, "credit_profile", {"followup_level_id": SQL("NULL")})
