"""Writes the letters of the standard plan as HTML, for the pictures of ``docs/letters.md``; keeps nothing in the database.

Runs under the virtual environment's Python with Odoo in the same process: ``letters_run.py CONFIG DATABASE FOLDER``.
"""
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devtools.demo_run import odoo_environment  # noqa: E402

CUSTOMERS = {
    "en": {"name": "Ocean View Trading", "street": "7 Loom Court", "city": "Lowell", "country": "base.us", "lang": "en_US"},
    "zh": {"name": "江南纺织有限公司", "street": "织造路 7 号", "city": "苏州", "country": "base.cn", "lang": "zh_CN"},
}
AGE = timedelta(days=40)


class Discard(Exception):
    """Ends the transaction without keeping what it did."""


def write_letters(env, folder):
    """Follow up a new customer in each language on the day of each level, and write what they would get."""
    company = env.ref("base.main_company")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    plan = env.ref("credit_collection.credit_followup_plan_default")
    plan.level_ids.write({"attach_statement": False, "attach_invoices": False, "send_letter": True})
    for code, customer in CUSTOMERS.items():
        due = date.today() - AGE
        profile = make_customer(env, customer, due)._get_credit_profiles(company)
        for number, level in enumerate(plan.level_ids.sorted("days_overdue"), 1):
            day = due + timedelta(days=level.days_overdue)
            profile._run_followups(day)
            made = profile.followup_ids.filtered(lambda followup, day=day: followup.date == day)
            letter = made.filtered(lambda followup: followup.channel == "letter")
            if not letter:
                sys.exit(f"letters_run: the run of {day} made no letter; is the database upgraded to this code?")
            (folder / f"letter_{number}_{code}.html").write_text(render(env, "report_followup_letters", letter))
            mail = env["mail.mail"].sudo().search(
                [("model", "=", profile._name), ("res_id", "=", profile.id)], order="id desc", limit=1)
            (folder / f"mail_{number}_{code}.html").write_text(f'<!DOCTYPE html>\n<meta charset="utf-8"/>{mail.body_html}')
        (folder / f"statement_{code}.html").write_text(render(env, "report_statement_of_account", profile))


def make_customer(env, customer, due):
    """:return: a customer with one invoice, due on the day"""
    partner = env["res.partner"].create({
        "is_company": True, "email": "accounts@example.com", "country_id": env.ref(customer["country"]).id,
        **{key: customer[key] for key in ("name", "street", "city", "lang")},
    })
    env["account.move"].create({
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": due - timedelta(days=30),
        "invoice_payment_term_id": False, "invoice_date_due": due,
        "invoice_line_ids": [(0, 0, {"name": "Goods", "quantity": 1, "price_unit": 2750, "tax_ids": [(5,)]})],
    }).action_post()
    return partner


def render(env, report, records):
    content, _kind = env["ir.actions.report"]._render_qweb_html(f"credit_collection.{report}", records.ids)
    return content.decode()


def main(config, database, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with odoo_environment(config, database) as env:
            write_letters(env, folder)
            raise Discard
    except Discard:
        return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
