"""Works of ``./dev faults`` that customers do in the portal: accept credit terms, pay by card. Each step is a request."""
from unittest.mock import patch

from .fault_tasks import in_request
from .timing import environment

CUSTOMERS = 40


def prepare_customers(registry):
    """Send some customers their terms, and let them choose two items each that they will pay."""
    from odoo.fields import Command

    Report = registry["ir.actions.report"]
    pdf = patch.object(Report, "_render_qweb_pdf", lambda *_args, **_kwargs: (b"%PDF-1.4\n%%EOF\n", "pdf"))
    with pdf, environment(registry, commit=True) as env:
        company = env.ref("base.main_company")
        provider = env["payment.provider"].search([("code", "=", "demo"), ("company_id", "=", company.id)], limit=1)
        provider.write({"state": "test", "is_published": True})
        today = company._get_credit_today()
        term = env["account.payment.term"].create({
            "name": "Fault", "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 45})]})
        template = env["credit.agreement.template"].create({
            "name": "Fault", "company_id": company.id, "payment_term_id": term.id, "body": "<p>Pay in time.</p>"})
        profiles = env["credit.profile"].search([
            ("company_id", "=", company.id), ("overdue_amount", ">", 0), ("partner_id.email_normalized", "!=", False),
        ], limit=CUSTOMERS, order="id")
        profiles.partner_id.credit_may_sign = True
        env["credit.agreement"].create([
            {"profile_id": profile.id, "template_id": template.id} for profile in profiles]).action_send()
        Line, Payment = env["account.move.line"], env["credit.portal.payment"]
        links = env["credit.portal.link"]._give([(profile, profile.partner_id) for profile in profiles], today)
        for profile, link in zip(profiles, links, strict=True):
            lines = Line.search(
                Line._get_open_debt_domain() & Line._get_account_domain(profile.partner_id, company), limit=2, order="id")
            Payment._choose(profile, profile.partner_id, link, lines, today)


def act_as_customers(registry):
    """Accept and pay, whatever is not accepted or paid yet: what customers do who try again.

    :return: number of pages on which something was to be paid
    """
    with environment(registry) as env:
        agreement_ids = env["credit.agreement"].search([("state", "in", ("sent", "accepted"))], order="id").ids
        page_ids = env["credit.portal.payment"].search([], order="id").ids
    for agreement_id in agreement_ids:
        in_request(registry, lambda env, id=agreement_id: _accept(env["credit.agreement"].browse(id)))
    for page_id in page_ids:
        for step in (_start, _hear, _book):
            in_request(registry, lambda env, id=page_id, step=step: step(env["credit.portal.payment"].browse(id)))
    return len(page_ids)


def _accept(agreement):
    agreement._accept("Ann", agreement.contact_id, "192.0.2.1")


def _get_transactions(page, *states):
    return page.env["payment.transaction"].search(
        [("landing_route", "=", page._get_payment_path()), ("state", "in", states)])


def _start(page):
    """The customer goes to the provider, to pay one currency; whoever was there already and comes back goes on."""
    from odoo.fields import Command

    payable = page._get_payable()
    if not payable or _get_transactions(page, "draft", "pending", "done"):
        return
    currency, (amount, parts) = next(iter(payable.items()))
    provider = page.env["payment.provider"].search([("code", "=", "demo"), ("company_id", "=", page.company_id.id)], limit=1)
    page.env["payment.transaction"].create({
        "provider_id": provider.id, "payment_method_id": provider.with_context(active_test=False).payment_method_ids[:1].id,
        "reference": f"fault-{page.id}", "amount": amount, "currency_id": currency.id, "partner_id": page.partner_id.id,
        "operation": "online_direct", "landing_route": page._get_payment_path(),
        "invoice_ids": [Command.set([line.move_id.id for line, _part in parts])]})


def _hear(page):
    """The provider tells that the money is there."""
    for transaction in _get_transactions(page, "draft"):
        transaction._process("demo", {"reference": transaction.reference, "simulated_state": "done"})


def _book(page):
    """The page that waits for it, or the scheduled action, books the payment."""
    _get_transactions(page, "done").filtered(lambda transaction: not transaction.is_post_processed)._post_process()
