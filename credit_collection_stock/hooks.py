"""Installation beside running orders: transfers remember their order, and open order lines look at their transfers."""

from odoo.tools import SQL


def pre_init_hook(env):
    env.cr.execute(SQL("ALTER TABLE stock_move ADD COLUMN IF NOT EXISTS credit_order_id integer"))
    env.cr.execute(SQL("""
        UPDATE stock_move move
           SET credit_order_id = line.order_id
          FROM sale_order_line line
         WHERE line.id = move.sale_line_id
    """))


def post_init_hook(env):
    lines = env["sale.order.line"].search([
        ("state", "=", "sale"), "|", ("credit_open_amount", "!=", 0.0), ("credit_draft_amount", "!=", 0.0)])
    env.add_to_compute(lines._fields["credit_open_amount"], lines)
