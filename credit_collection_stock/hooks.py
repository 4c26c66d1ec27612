"""Installation beside running orders: transfers remember their order, and open order lines look at their transfers."""

from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import add_columns, fill_columns


def pre_init_hook(env):
    add_columns(env.cr, "stock_move", {"credit_order_id": "integer"})
    fill_columns(
        env.cr, "stock_move", {"credit_order_id": SQL("line.order_id")}, SQL("sale_order_line line"),
        SQL("line.id = stock_move.sale_line_id"))


def post_init_hook(env):
    lines = env["sale.order.line"].search([
        ("state", "=", "sale"), "|", ("credit_open_amount", "!=", 0.0), ("credit_draft_amount", "!=", 0.0)])
    env.add_to_compute(lines._fields["credit_open_amount"], lines)
