"""What the add-on knows of customers beside the ledger: disputes, promises, and one limit that 500 companies share."""
from .timing import environment, load_registry

# Every so many customers with something overdue has an open dispute or promise.
DISPUTED_SHARE = 50
PROMISED_SHARE = 25
GROUP = 500
DAYS = 10


def add_agreements(database):
    """Add them to ``database``, in which the add-on is installed, and commit them."""
    with environment(load_registry(database), commit=True) as env:
        overdue = env["credit.profile"].search([("company_id", "=", env.company.id), ("days_overdue", ">", 10)], order="id")
        today = env.company._get_credit_today()
        make_promises(overdue[::PROMISED_SHARE], today, days=DAYS)
        _make_disputes(overdue[1::DISPUTED_SHARE])
        _make_group(env)


def make_promises(profiles, today, days=0):
    """Let each of ``profiles`` promise the three items that are due first, to be paid in so many days; return the promises."""
    from odoo.fields import Command, Date

    items = profiles._get_open_items(today, today)
    vals_list = []
    for profile in profiles:
        debts = [item for item in items[profile] if item.amount > 0 and item.currency_id == profile.currency_id.id][:3]
        if debts:
            vals_list.append({
                "profile_id": profile.id, "line_ids": [Command.set([item.id for item in debts])],
                "instalment_ids": [Command.create({
                    "date": Date.add(today, days=days), "amount": round(sum(item.amount for item in debts), 2)})],
            })
    promises = profiles.env["credit.promise"].create(vals_list)
    promises.action_open()
    return promises


def _make_disputes(profiles):
    env = profiles.env
    reason = env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
    moves = env["account.move"].search([
        ("commercial_partner_id", "in", profiles.partner_id.ids), ("company_id", "=", env.company.id), ("state", "=", "posted"),
        ("move_type", "=", "out_invoice"), ("amount_residual", ">", 0)], order="invoice_date_due, id")
    first = {move.commercial_partner_id: move for move in reversed(moves)}
    env["credit.dispute"].create([
        {"move_id": move.id, "amount": move.amount_residual, "reason_id": reason.id} for move in first.values()]).action_open()


def _make_group(env):
    profiles = env["credit.profile"].search([("company_id", "=", env.company.id)], order="id")
    group = env["credit.limit.group"].create({"name": "Group of companies", "company_id": env.company.id, "amount": 1e9})
    profiles[::max(len(profiles) // GROUP, 1)][:GROUP].limit_group_id = group
