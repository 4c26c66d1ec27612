"""Orders of the demonstration that are paid in parts: one whose down payment is overdue, one that is due, one planned."""
from datetime import datetime, time, timedelta

ORIGIN = "Demonstration of payment schedules"
CUSTOMERS = {
    "en_US": {"name": "Cedar Kitchens", "email": "accounts@cedar-kitchens.example.com", "city": "Springfield",
              "country": "base.us", "product": "Oven line, installed", "unit": 1},
    "zh_CN": {"name": "常州雪松厨房设备有限公司", "email": "caiwu@xuesong.example.com", "city": "常州市", "country": "base.cn",
              "state": "base.state_cn_JS", "street": "武进区花园街 21 号", "zip": "213100",
              "product": "烘焙生产线（含安装）", "unit": 7, "milestones": ("预付款", "到货款", "质保金")},
}
# Price of the order, days since it was confirmed, whether its down payment was invoiced at once.
ORDERS = ((24_000, 70, True), (9_000, 20, False), (15_000, 0, False))


def plan_payments(env, day):
    """Make orders with a payment schedule. Does nothing when it was done before."""
    from freezegun import freeze_time

    Order = env["sale.order"]
    if Order.search_count([("origin", "=", ORIGIN)], limit=1):
        return
    customer = CUSTOMERS[env.lang]
    partner = env["res.partner"].create({
        "is_company": True, "lang": env.lang, "country_id": env.ref(customer["country"]).id,
        "state_id": "state" in customer and env.ref(customer["state"]).id,
        **{name: customer[name] for name in ("name", "email", "city", "street", "zip") if name in customer}})
    schedule = env.ref("credit_collection.credit_payment_schedule_30_60_10")
    for each in schedule.search([]):
        for line, name in zip(each.line_ids, customer.get("milestones", ()), strict=False):
            line.name = name
    product = env["product.product"].create({"name": customer["product"], "type": "consu", "taxes_id": [(5,)]})
    term = env.ref("account.account_payment_term_30days")
    for price, days, is_invoiced in ORDERS:
        with freeze_time(datetime.combine(day - timedelta(days=days), time(10))):
            order = Order.create({
                "partner_id": partner.id, "company_id": env.ref("base.main_company").id, "origin": ORIGIN,
                "credit_schedule_id": schedule.id, "payment_term_id": term.id,
                "order_line": [(0, 0, {
                    "product_id": product.id, "product_uom_qty": 1, "price_unit": price * customer["unit"],
                    "tax_ids": [(5,)]})],
            })
            order.action_confirm()
            if is_invoiced and order.state == "sale":
                order.action_invoice_milestones()
                order.invoice_ids.action_post()
            env.flush_all()
