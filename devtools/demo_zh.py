"""The Chinese company of ``./dev demo --lang zh_CN``: who it is, its customers, and what they bought and paid.

The customers stand in ``demo_zh_customers.csv``: the usual amount of an invoice before tax, the days they are given and those
they usually take beyond, which of the stories of the demo data they tell. Invoices and payments follow from that, the same
each time.
"""
import csv
import random
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path

from .console import step
from .demo_ledger import LedgerLoader, load_once
from .ledger import Invoice, Ledger, Payment, get_totals

FILE = Path(__file__).with_name("demo_zh_customers.csv")
LANG, CURRENCY, CHART = "zh_CN", "CNY", "cn"
ADD_ON = "credit_collection"
COMPANY = {
    "name": "示例贸易（上海）有限公司", "street": "浦东新区世纪大道 1000 号", "city": "上海市", "zip": "200120",
    "phone": "+86 21 5550 0100", "email": "caiwu@shili.example.com", "website": "https://www.example.com",
}
BANK, ACCOUNT = "示例银行上海分行", "0000 0000 0000 0001"
ADMIN = {"name": "陈静", "email": "chenjing@shili.example.com"}
TAX = Decimal("1.13")
INVOICES = 5
# Due days beside today, of the oldest and of the youngest invoice of a customer.
FIRST_DUE, LAST_DUE = -150, 45
# Days ago of earlier runs of the follow-up.
REMINDED = range(84, 0, -7)
OUTCOMES = (
    ("unreachable", "无人接听，明天再打。"), ("reached", "财务称正在走付款审批流程。"),
    ("message", "已请前台转告财务经理回电。"),
)
# Of all invoices in their order: every so many is paid in part, gets a credit note, is disputed.
PART, CREDIT, DISPUTE = 6, 17, 23


def found_company(env, day=None):
    """Make the main company the Chinese one and load its ledger.

    :return: the day, by default today in Shanghai, and the :class:`Totals` of the ledger on it
    """
    settle(env)
    day = day or env.ref("base.main_company")._get_credit_today()
    customers = read_customers()
    ledger = make_ledger(customers, day)
    if load_once(env, ledger, day, lambda *values: ChineseLoader(*values, customers)):
        with step("giving credit, and taking what customers promised"):
            give_credit(env, customers)
            remind_before(env, day)
            record_promises(env, day)
    return day, get_totals(ledger, day)


def settle(env):
    """Give the company its name and address, and everybody the language and the time zone of the country."""
    company = env.ref("base.main_company")
    env["res.partner"].with_context(active_test=False).search([]).lang = LANG
    company.write({**COMPANY, "country_id": env.ref("base.cn").id, "state_id": env.ref("base.state_cn_SH").id})
    if company.chart_template != CHART:
        env["account.chart.template"].try_loading(CHART, company=company, install_demo=False)
    env["product.pricelist"].search([]).name = "默认价格表"
    zone = company.partner_id.tz or "Asia/Shanghai"
    company.resource_calendar_id.tz = zone
    # What the letter paper says when nobody sets it up.
    Layout = env["base.document.layout"].with_company(company)
    paper = Layout.default_get(["report_footer", "company_details"])
    if not company.bank_ids:
        bank = env["res.bank"].create({"name": BANK, "country": company.country_id.id})
        journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
        journal.bank_account_id = env["res.partner.bank"].create({
            "acc_number": ACCOUNT, "bank_id": bank.id, "partner_id": company.partner_id.id})
    company.write({**paper, "external_report_layout_id": env.ref("web.external_layout_standard").id})
    env.ref("base.user_admin").write({**ADMIN, "tz": zone})


def read_customers():
    with open(FILE, encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def make_ledger(customers, day):
    """Return the :class:`Ledger` of the customers as it is on ``day``: the same invoices, so many days before or after it."""
    dice = random.Random(13)
    orders = [(customer, number) for number in range(INVOICES) for customer in customers.values()]
    invoices = []
    for count, (customer, number) in enumerate(orders, 1):
        invoice = _make_invoice(dice, customer, number, count, day)
        invoices.append(invoice)
        if count % CREDIT == 0:
            invoices.append(_make_credit_note(invoice, day))
    return Ledger(invoices, CURRENCY, "made")


def _make_invoice(dice, customer, number, count, day):
    step_days = (LAST_DUE - FIRST_DUE) // INVOICES
    offset = FIRST_DUE + number * step_days + dice.randrange(step_days)
    due = day + timedelta(days=offset)
    issued = min(due - timedelta(days=int(customer["term"])), day - timedelta(days=1))
    amount = (int(customer["amount"]) // 100 * dice.randint(70, 130)) * TAX
    paid_on = max(due + timedelta(days=int(customer["late"]) + dice.randint(-4, 6)), issued + timedelta(days=1))
    payments = []
    if paid_on <= day:
        payments.append(Payment(paid_on, amount))
    elif count % PART == 0 and due < day:
        payments.append(Payment(due + (day - due) // 2, (amount * 2 / 5).quantize(Decimal("0.01"))))
    return Invoice(
        customer["name"], "CN", f"XS{day.year}{count:04}", issued, due, amount,
        is_disputed=count % DISPUTE == 0 or customer["story"] == "dispute" and number == INVOICES - 2,
        billing="", currency=CURRENCY, payments=tuple(payments))


def _make_credit_note(invoice, day):
    """Return a credit note for a tenth of an invoice: for returned goods, not yet set off."""
    issued = min(invoice.invoice_date + timedelta(days=12), day)
    return invoice._replace(
        number=f"{invoice.number}-TH", invoice_date=issued, due_date=issued, payments=(), is_disputed=False,
        amount=-(invoice.amount / 10).quantize(Decimal("0.01")))


class ChineseLoader(LedgerLoader):
    """Loads the ledger with addresses, contacts and VAT of 13 %."""

    def __init__(self, env, day, currency, customers):
        super().__init__(env, day, currency)
        self.customers = customers
        self.country = env.ref("base.cn")
        self.states = {state.name: state.id for state in self.country.state_ids}

    def customer_values(self, number, name, invoice):
        customer = self.customers[name]
        domain = f"{customer['mail']}.example.com"
        return {
            **super().customer_values(number, name, invoice),
            **{key: customer[key] for key in ("city", "zip", "street")},
            "ref": f"KH{number:03}", "comment": False, "lang": LANG, "country_id": self.country.id,
            "state_id": self.states[customer["state"]], "email": f"caiwu@{domain}", "phone": f"+86 400 555 0{100 + number}",
            "child_ids": [(0, 0, {
                "name": customer["contact"], "type": "invoice", "function": "财务经理", "lang": LANG,
                "email": f"{customer['mail']}.cw@{domain}"})],
        }

    def line_values(self, invoice):
        net = abs(invoice.amount) / TAX
        return {
            **super().line_values(invoice),
            "name": f"{'退货：' if invoice.is_credit_note else ''}{self.customers[invoice.customer]['goods']}",
            "price_unit": float(net), "tax_ids": [(6, 0, self.company.account_sale_tax_id.ids)],
        }


def give_credit(env, customers):
    """Rate the customers; those who tell a story get the names of the demo data, by which answers and pictures find them."""
    company = env.ref("base.main_company")
    partners = {partner.name: partner for partner in env["res.partner"].search([("name", "in", list(customers))])}
    for name, customer in customers.items():
        profile = partners[name]._get_credit_profiles(company)
        profile.write({
            "rating_id": env.ref(f"{ADD_ON}.{customer['rating']}").id, "limit_mode": "limited",
            "credit_limit": float(customer["limit"]), "collector_id": env.ref("base.user_admin").id})
        if customer["story"]:
            env["ir.model.data"].create({
                "module": ADD_ON, "name": f"demo_profile_{customer['story']}", "model": profile._name,
                "res_id": profile.id, "noupdate": True})


def get_story(env, name):
    return env.ref(f"{ADD_ON}.demo_profile_{name}")


def remind_before(env, day):
    """Remind of what was overdue then and still is, so that the next run calls for more."""
    from freezegun import freeze_time

    profiles = env["credit.profile"].search([], order="id")
    profiles.company_id.action_credit_go_live()
    for days in REMINDED:
        past = day - timedelta(days=days)
        with freeze_time(datetime.combine(past, time(4))):
            call(env["credit.followup"].search([("channel", "=", "call"), ("state", "=", "todo")], order="id"))
            profiles._run_followups(past)
            env.flush_all()


def call(followups):
    """Do the calls of the run before, with one outcome after the other."""
    for followup, (outcome, note) in zip(followups, cycle(OUTCOMES)):
        followup.write({"outcome": outcome, "note": note})
    followups.action_done()


def record_promises(env, day):
    """A promise that runs, and one that was not kept."""
    for story, made, ends, note in (
            ("slow", 2, 5, "电话沟通：对方财务确认本周安排付款。"), ("promise", 21, -10, "电话沟通：下次付款批次安排。")):
        profile = get_story(env, story)
        line = env["account.move.line"].search([
            ("partner_id", "child_of", profile.partner_id.id), ("account_id.account_type", "=", "asset_receivable"),
            ("move_id.move_type", "=", "out_invoice"), ("amount_residual", ">", 0), ("date_maturity", "<", day)],
            order="date_maturity", limit=1)
        promise = env["credit.promise"].create({
            "profile_id": profile.id, "date": day - timedelta(days=made), "user_id": env.ref("base.user_admin").id,
            "line_ids": [(6, 0, line.ids)], "note": note,
            "instalment_ids": [(0, 0, {"date": day + timedelta(days=ends), "amount": line.amount_residual})],
        })
        promise.sudo()._open(day - timedelta(days=made))
        promise.sudo()._settle(day)
