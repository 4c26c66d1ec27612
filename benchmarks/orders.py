"""What credit control adds to confirming an order: against the same order in a database without the add-on."""
from . import limits
from .report import Figure, milliseconds
from .timing import admin, load_registry, measure_in_turn, settle

AT_MOST_QUERIES = 3
AT_MOST_MS = {10: 3, 10000: 5.5}


def run(names):
    with admin(load_registry(names.filled)) as plain, admin(load_registry(names.credit)) as env:
        # Every probe is long overdue: tolerate it, so that the check passes and the order is confirmed.
        env.company.credit_max_overdue_days = 1000
        for probe in env["res.partner"].search([("name", "=like", "PROBE %")], order="id"):
            size = int(probe.name.split()[1])
            yield from _measure(plain, env, probe, f"confirm an order, {size:,} open invoices", AT_MOST_MS.get(size))
        group = env["credit.limit.group"].search([], limit=1)
        yield from _measure(plain, env, group.profile_ids[:1].partner_id,
                            f"confirm an order, one limit shared by {group.member_count} companies")


def _measure(plain, env, probe, name, at_most_ms=None):
    values = limits.get_values(env, probe)
    without, ours, limit = measure_in_turn(
        (_confirm, lambda: (_make_order(plain, probe),)),
        (_confirm, lambda: (_make_order(env, probe),)),
        (lambda: limits.fetch(env, limits.EXPOSURE_OF_ONE, values), lambda: ()), runs=45, warm=3)
    yield Figure(f"{name}: further queries", ours.queries - without.queries, "", at_most=AT_MOST_QUERIES,
                 note=f"plain {without.queries}")
    yield milliseconds(f"{name}: further time", max(ours.further, 0), limit.seconds,
                       at_most=at_most_ms, note=f"plain {without.seconds * 1000:.1f} ms")


def _make_order(env, partner):
    from odoo.fields import Command

    product = env["product.product"].search([("name", "=", "Service")], limit=1)
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [Command.create({
        "product_id": product.id, "product_uom_qty": 1, "price_unit": 10.0, "tax_ids": []})]})
    settle(env)
    return order


def _confirm(order):
    order.action_confirm()
    order.env.flush_all()
    order.env.cr.flush()
    assert order.state == "sale", "The order was not confirmed."
