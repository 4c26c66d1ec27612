"""What credit control adds to posting an invoice and registering its payment."""
from .report import Figure, milliseconds
from .timing import admin, load_registry, measure_in_turn, settle


def run(names):
    with admin(load_registry(names.filled)) as plain, admin(load_registry(names.credit)) as env:
        partners = {each: each["res.partner"].search([("name", "=", "Customer 10")]) for each in (plain, env)}
        for name, prepare, function in (
            ("posting an invoice", _make_invoice, _post), ("registering a payment", _make_open_invoice, _pay),
        ):
            without, ours = measure_in_turn(*(
                (function, lambda each=each, prepare=prepare: (prepare(each, partners[each]),))
                for each in (plain, env)), runs=15)
            yield Figure(f"{name}: further queries", ours.queries - without.queries, "", at_most=2,
                         note=f"plain {without.queries}")
            yield milliseconds(f"{name}: further time", ours.further,
                               note=f"plain {without.seconds * 1000:.1f} ms")


def _make_invoice(env, partner):
    from odoo import fields

    product = env["product.product"].search([("name", "=", "Service")], limit=1)
    invoice = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": fields.Date.today(),
        "invoice_line_ids": [fields.Command.create({"product_id": product.id, "quantity": 1, "price_unit": 10.0})]})
    settle(env)
    return invoice


def _make_open_invoice(env, partner):
    invoice = _make_invoice(env, partner)
    invoice.action_post()
    settle(env)
    return invoice


def _post(invoice):
    invoice.action_post()
    invoice.env.flush_all()
    invoice.env.cr.flush()


def _pay(invoice):
    wizard = invoice.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
    wizard.create({})._create_payments()
    invoice.env.flush_all()
    invoice.env.cr.flush()
