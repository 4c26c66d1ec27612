"""Orders of the demonstration that are paid in parts: one whose down payment is overdue, one that is due, one planned."""
from datetime import datetime, time, timedelta

ORIGIN = "Demonstration of payment schedules"
# Price of the order, days since it was confirmed, whether its down payment was invoiced at once.
ORDERS = ((24_000, 70, True), (9_000, 20, False), (15_000, 0, False))


def plan_payments(env, day):
    """Make orders with a payment schedule. Does nothing when it was done before."""
    from freezegun import freeze_time

    Order = env["sale.order"]
    if Order.search_count([("origin", "=", ORIGIN)], limit=1):
        return
    partner = env["res.partner"].create({
        "name": "Cedar Kitchens", "is_company": True, "email": "accounts@cedar-kitchens.example.com", "city": "Springfield",
        "country_id": env.ref("base.us").id})
    schedule = env.ref("credit_collection.credit_payment_schedule_30_60_10")
    product = env["product.product"].create({"name": "Oven line, installed", "type": "consu", "taxes_id": [(5,)]})
    term = env.ref("account.account_payment_term_30days")
    for price, days, is_invoiced in ORDERS:
        with freeze_time(datetime.combine(day - timedelta(days=days), time(10))):
            order = Order.create({
                "partner_id": partner.id, "company_id": env.ref("base.main_company").id, "origin": ORIGIN,
                "credit_schedule_id": schedule.id, "payment_term_id": term.id,
                "order_line": [(0, 0, {
                    "product_id": product.id, "product_uom_qty": 1, "price_unit": price, "tax_ids": [(5,)]})],
            })
            order.action_confirm()
            if is_invoiced and order.state == "sale":
                order.action_invoice_milestones()
                order.invoice_ids.action_post()
            env.flush_all()
