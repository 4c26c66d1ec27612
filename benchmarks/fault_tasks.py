"""What the processes of ``./dev faults`` do: each a function of a registry and plain values, committed as in real life."""
import random
import time
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import OperationalError

from .jobs import run_job
from .timing import environment

GIVE_UPS = 50


def job(registry, model, method):
    """Run a scheduled action to its end. A batch that loses against another one fails and is called again later, as the
    scheduler does.

    :return: how often a batch failed so
    """
    for lost in range(GIVE_UPS):
        try:
            run_job(registry, model, method)
            return lost
        except OperationalError as error:
            if not error.pgcode:
                raise  # the connection is lost, and with it the process
            time.sleep(random.uniform(0, 0.5))
    raise AssertionError("the job never ended")


def night(registry, backwards=False, called=False):
    """Run all nightly jobs of ours, one after the other, each to its end; or those that are to be ``called`` again, because
    somebody else was working on what was left.

    :return: how often a batch failed against another one
    """
    with environment(registry) as env:
        crons = env["ir.cron"].with_context(active_test=False).search(
            [("id", "in", env["ir.cron.trigger"].search([]).cron_id.ids)] if called else [], order="id")
        names = crons.get_external_id()
        jobs = [(cron.model_id.model, cron.code.strip()[len("model."):-len("()")]) for cron in crons
                if names[cron.id].startswith("credit_collection")]
    return sum(job(registry, *each) for each in (reversed(jobs) if backwards else jobs))


def call(registry, model, method, ids, *arguments):
    """Call a method of some records in a request of its own."""
    return in_request(registry, lambda env: bool(getattr(env[model].browse(ids), method)(*arguments)) or True)


def confirm(registry, order_ids):
    """Confirm orders one by one, each in a request of its own, as users do.

    :return: ``{error: how often}`` that a user saw, longest time of a request in seconds
    """
    errors, longest = {}, 0.0
    for order_id in order_ids:
        start = time.monotonic()
        try:
            in_request(registry, lambda env, order_id=order_id: env["sale.order"].browse(order_id).action_confirm() and None)
        except Exception as error:  # noqa: BLE001 - counted: no error may reach a user
            errors[type(error).__name__] = errors.get(type(error).__name__, 0) + 1
        longest = max(longest, time.monotonic() - start)
    return errors, longest


def in_request(registry, function):
    """Do what the server does for a request: retry when another transaction was faster."""
    from odoo import SUPERUSER_ID, api
    from odoo.service.model import retrying

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        return retrying(lambda: function(env), env)


def statement(registry, query, values=()):
    """Return the rows of a statement."""
    with environment(registry, commit=True) as env:
        env.cr.execute(query, values)
        return [list(map(str, row)) for row in env.cr.fetchall()] if env.cr.description else []


def make_orders(registry, customers, amounts, limit, shared=False):
    """Create new customers with a ``limit``, one for all if ``shared``, and quotations that they take by turns.

    :return: ids of the customers, ids of the orders
    """
    from odoo.fields import Command

    with environment(registry, commit=True) as env:
        partners = env["res.partner"].create([{"name": f"Fault {number}"} for number in range(customers)])
        profiles = partners._get_credit_profiles()
        profiles.write({"limit_mode": "limited", "credit_limit": limit})
        if shared:
            env["credit.limit.group"].create({
                "name": f"Fault {profiles[0].id}", "amount": limit, "profile_ids": [Command.set(profiles.ids)]})
        product = env["product.product"].create({"name": "Fault goods", "type": "service", "taxes_id": False})
        orders = env["sale.order"].create([{
            "partner_id": partners[number % customers].id,
            "order_line": [Command.create({
                "product_id": product.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": False})],
        } for number, amount in enumerate(amounts)])
        return partners.ids, orders.ids


def exposures(registry, partner_ids):
    """Return ``{partner id: exposure}`` of customers, and the total of what is confirmed of them."""
    with environment(registry) as env:
        profiles = env["res.partner"].browse(partner_ids)._get_credit_profiles()
        orders = env["sale.order"].search([("partner_id", "in", partner_ids), ("state", "=", "sale")])
        return sum(profiles.mapped("exposure_total")), sum(orders.mapped("amount_total")), len(orders)


def unconfirmed(registry, order_ids):
    """Return the ids of those of these orders that are quotations and not held."""
    with environment(registry) as env:
        orders = env["sale.order"].browse(order_ids)
        return orders.filtered(lambda order: order.state == "draft" and order.credit_state != "held").ids


def halves(registry, order_ids):
    """Return how many of these orders are confirmed but held, or held without a decision to take."""
    with environment(registry) as env:
        return len(env["sale.order"].browse(order_ids).filtered(
            lambda order: (order.state == "sale" and order.credit_state == "held")
            or (order.credit_state == "held" and order.credit_hold_id.state != "pending")))


@contextmanager
def mails_caught(registry):
    """Let e-mails leave into a list of ids."""
    sent = []

    def send(_server, message, *_args, **_kwargs):
        sent.append(message["Message-Id"])
        return message["Message-Id"]

    MailServer = registry["ir.mail_server"]
    with patch.object(MailServer, "_connect__", lambda *_args, **_kwargs: None), \
            patch.object(MailServer, "send_email", send), patch.object(MailServer, "_disable_send", lambda _server: False):
        yield sent


def send_mails(registry, move_ids):
    """Send what waits in the queue about these invoices, as its scheduled action does.

    :return: number of e-mails that waited and that left
    """
    with mails_caught(registry) as sent, environment(registry, commit=True) as env:
        lines = env["account.move.line"].search([("move_id", "in", move_ids)])
        mails = env["credit.followup"].search([("line_ids", "in", lines.ids), ("state", "=", "sent")]).mail_id
        mails.filtered(lambda mail: mail.state == "outgoing").send(auto_commit=True)
    return len(mails), len(sent)


def pay(registry, move_ids):
    """Pay invoices in full, each in a request of its own.

    :return: number of payments, ``{error: how often}``
    """
    paid, errors = 0, {}
    for move_id in move_ids:
        try:
            in_request(registry, lambda env, move_id=move_id: _pay(env, move_id))
            paid += 1
        except Exception as error:  # noqa: BLE001 - counted
            errors[type(error).__name__] = errors.get(type(error).__name__, 0) + 1
    return paid, errors


def _pay(env, move_id):
    move = env["account.move"].browse(move_id)
    env["account.payment.register"].with_company(move.company_id).with_context(
        active_model="account.move", active_ids=[move_id]).create({})._create_payments()


def owe_interest(registry):
    """Let all customers owe late interest."""
    from .charges import agree_on_terms

    agree_on_terms(registry)


def prepare_reader(registry):
    """Let the administrator see all, and give a customer a link to the own account.

    :return: the path of that page
    """
    from odoo.fields import Command

    with environment(registry, commit=True) as env:
        names = ("account.group_account_manager", "sales_team.group_sale_manager",
                 "credit_collection.credit_collection_group_manager")
        env.ref("base.user_admin").group_ids = [Command.link(env.ref(name).id) for name in names]
        env["res.company"].search([]).write({"credit_portal": True})
        user = env(user=env.ref("base.user_admin").id)
        profile = user["credit.profile"].search([("days_overdue", ">", 0)], limit=1)
        link = env["credit.portal.link"]._give([(profile, profile.partner_id)], env.company._get_credit_today())
        return f"/my/credit/link/{link.access_token}"
