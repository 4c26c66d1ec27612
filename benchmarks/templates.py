"""The records that the generator multiplies, made by Odoo itself: an invoice, its payment, a credit note and an order, for each
of two companies in each of two currencies."""
from typing import NamedTuple

from .timing import environment, load_registry


class Template(NamedTuple):
    """Ids of the templates of one company and currency; ``lines`` and ``payment_lines`` are keyed by their place."""

    company_id: int
    currency_id: int
    company_currency_id: int
    invoice_id: int
    payment_id: int
    order_id: int
    order_line_id: int
    invoice_prefix: str
    payment_prefix: str
    lines: dict
    payment_lines: dict


class Templates(NamedTuple):
    """Templates of invoices, and in the same order of credit notes; the customer and contact to multiply; relations to copy:
    ``{name: (table, own, other)}``."""

    combinations: list
    credit_notes: list
    partner_id: int
    contact_id: int
    relations: dict


PLACES = {"product": 1, "tax": 2, "payment_term": 3}


def make_templates(database):
    """Create the templates and commit them."""
    with environment(load_registry(database), commit=True) as env:
        companies = _make_companies(env)
        partner, contact = _make_customer(env)
        product = env["product.product"].create({
            "name": "Service", "type": "service", "invoice_policy": "order", "list_price": 100.0, "taxes_id": [],
        })
        combinations, credit_notes = zip(*(
            _make_combination(env, company, currency, partner, product)
            for company in companies for currency in (env.ref("base.USD"), env.ref("base.EUR"))), strict=True)
        fields = {
            "line_taxes": env["account.move.line"]._fields["tax_ids"],
            "line_tags": env["account.move.line"]._fields["tax_tag_ids"],
            "order_taxes": env["sale.order.line"]._fields["tax_ids"],
            "order_invoices": env["sale.order.line"]._fields["invoice_lines"],
        }
        relations = {name: (field.relation, field.column1, field.column2) for name, field in fields.items()}
        return Templates(combinations, credit_notes, partner.id, contact.id, relations)


def _make_companies(env):
    from odoo.fields import Command

    dollar, euro = env.ref("base.USD"), env.ref("base.EUR")
    (dollar | euro).active = True
    env["res.currency.rate"].search([]).unlink()
    env["res.currency.rate"].create([
        {"currency_id": currency.id, "name": "2020-01-01", "rate": rate, "company_id": False}
        for currency, rate in ((euro, 0.8), (dollar, 1.0))])
    first = env.ref("base.main_company")
    second = env["res.company"].create({"name": "Second Company", "currency_id": euro.id})
    charts = env["account.chart.template"]
    for company in (first, second):
        if not company.chart_template:
            charts.try_loading("generic_coa", company=company, install_demo=False)
    second.currency_id = euro
    for user in (env.ref("base.user_admin"), env.user):
        user.company_ids = [Command.link(second.id)]
    (first | second).write({"email": "billing@example.com"})
    return first, second


def _make_customer(env):
    partner = env["res.partner"].create({
        "name": "Template", "is_company": True, "email": "template@example.com", "customer_rank": 1,
        "street": "1 Main Street", "city": "Springfield", "zip": "10000", "country_id": env.ref("base.us").id,
        "lang": "en_US"})
    contact = env["res.partner"].create({
        "name": "Contact", "parent_id": partner.id, "email": "contact@example.com", "customer_rank": 1,
        "type": "contact", "lang": "en_US"})
    return partner, contact


def _make_combination(env, company, currency, partner, product):
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    tax = _get_tax(env, company)
    line = {"product_id": product.id, "price_unit": 100.0}
    invoice, credit_note = (_make_invoice(env, move_type, currency, partner, {**line, "quantity": 1, "tax_ids": tax.ids})
                            for move_type in ("out_invoice", "out_refund"))
    payment = _make_payment(env, invoice)
    order = _make_order(env, currency, partner, {**line, "product_uom_qty": 1, "tax_ids": tax.ids})
    env.flush_all()
    assert order.currency_id == currency and order.amount_total == invoice.amount_total == 115, order.amount_total
    template = Template(
        company.id, currency.id, company.currency_id.id, invoice.id, payment.id, order.id, order.order_line.id,
        invoice.journal_id.code, payment.journal_id.code,
        _get_lines(invoice), {1: payment.line_ids.filtered("debit").id, 2: payment.line_ids.filtered("credit").id},
    )
    return template, template._replace(
        invoice_id=credit_note.id, invoice_prefix="R" + template.invoice_prefix, lines=_get_lines(credit_note))


def _get_lines(move):
    return {PLACES[item.display_type]: item.id for item in move.line_ids}


def _get_tax(env, company):
    domain = [("company_id", "=", company.id), ("type_tax_use", "=", "sale")]
    tax = env["account.tax"].search([*domain, ("amount", "=", 15)], limit=1)
    return tax or env["account.tax"].search(domain, limit=1).copy({"amount": 15.0})


def _make_invoice(env, move_type, currency, partner, line):
    from odoo import fields

    invoice = env["account.move"].create({
        "move_type": move_type, "partner_id": partner.id, "currency_id": currency.id,
        "invoice_date": fields.Date.today(), "date": fields.Date.today(),
        "invoice_payment_term_id": env.ref("account.account_payment_term_30days").id,
        "invoice_line_ids": [fields.Command.create(line)]})
    invoice.action_post()
    return invoice


def _make_payment(env, invoice):
    from odoo.fields import Command

    item = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
    bank = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    shared = {"name": "Payment", "partner_id": item.partner_id.id, "currency_id": item.currency_id.id}
    payment = env["account.move"].create({
        "move_type": "entry", "journal_id": bank.id, "date": invoice.date, "line_ids": [
            Command.create({**shared, "account_id": bank.default_account_id.id, "debit": item.debit,
                            "amount_currency": item.amount_currency}),
            Command.create({**shared, "account_id": item.account_id.id, "credit": item.debit,
                            "amount_currency": -item.amount_currency})]})
    payment.action_post()
    return payment


def _make_order(env, currency, partner, line):
    from odoo.fields import Command

    pricelist = env["product.pricelist"].create({
        "name": f"{env.company.name} {currency.name}", "currency_id": currency.id, "company_id": env.company.id})
    order = env["sale.order"].create({
        "partner_id": partner.id, "pricelist_id": pricelist.id, "company_id": env.company.id,
        "order_line": [Command.create(line)]})
    order.action_confirm()
    return order
