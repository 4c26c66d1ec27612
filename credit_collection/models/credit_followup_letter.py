import re

from markupsafe import Markup

from odoo.tools import format_date, formatLang
from odoo.tools.mail import is_html_empty

LAYOUT = "credit_collection.credit_followup_mail"
INDENTATION = re.compile(r">\n\s+<")


class LetterWriter:
    """Writes the e-mails of one language; what many of them share is formatted once."""

    def __init__(self, env, lang):
        self.env = env(context={**env.context, "lang": lang})
        self.layout_id = env["ir.model.data"]._xmlid_to_res_id(LAYOUT, raise_if_not_found=True)
        self.dates, self.amounts, self.companies = {}, {}, {}

    def compose(self, case, contact, today):
        """:return: subject and body of the e-mail"""
        level = case.level.with_env(self.env)
        text = level.body if case.text is None else case.text
        company = self.get_company(case.profile.company_id)
        subject = case.subject or f"{company['name']}: {level.subject}"
        rows = [self._get_row(item, today) for item in case.items]
        collector = case.profile._get_collector()
        totals, credits = self._get_totals(rows)
        page = self.env["ir.qweb"]._render(
            level.layout_view_id.id or self.layout_id,
            {
                "greeting": self.env._("Dear %(name)s,", name=contact.name or case.profile.partner_id.name),
                "subject": subject,
                "text": text if not is_html_empty(text) else "",
                "rows": rows,
                "totals": totals,
                "credits": credits,
                "company": company,
                "signature": collector.signature,
                "sender": collector.name,
            },
        )
        # A third of the page is indentation, and it is stored with the e-mail and with the evidence.
        return subject, Markup(INDENTATION.sub(">\n<", page))

    def format_date(self, day):
        if day not in self.dates:
            self.dates[day] = format_date(self.env, day) if day else ""
        return self.dates[day]

    def format_amount(self, amount, currency):
        if (amount, currency) not in self.amounts:
            self.amounts[amount, currency] = formatLang(self.env, amount, currency_obj=currency)
        return self.amounts[amount, currency]

    def get_company(self, company):
        if company not in self.companies:
            self.companies[company] = self._get_company(company)
        return self.companies[company]

    def _get_row(self, item, today):
        currency = self.env["res.currency"].browse(item.currency_id)
        amount = item.residual_currency
        if item.amount != item.residual:
            # Part of it is disputed or promised: only the rest is demanded.
            amount = currency.round(amount * item.amount / item.residual)
        return {
            "number": item.number or "",
            "reference": item.reference if item.reference != item.number else "",
            "invoice_date": self.format_date(item.invoice_date),
            "due_date": self.format_date(item.due_date if item.residual > 0 else None),
            "days": max((today - item.due_date).days, 0) if item.due_date and item.residual > 0 else 0,
            "original": self.format_amount(item.amount_currency, currency),
            "open": self.format_amount(amount, currency),
            "amount": amount,
            "currency": currency,
        }

    def _get_totals(self, rows):
        """:return: what is to be paid, and what is in favour of the customer, each by currency"""
        totals = {}
        for row in rows:
            totals[row["currency"]] = totals.get(row["currency"], 0.0) + row["amount"]
        favour = {currency for currency, amount in totals.items() if currency.compare_amounts(amount, 0.0) < 0}
        return (
            [self.format_amount(amount, currency) for currency, amount in totals.items() if currency not in favour],
            [self.format_amount(-totals[currency], currency) for currency in favour],
        )

    def _get_company(self, company):
        bank = company.partner_id.bank_ids[:1]
        base = company.get_base_url()
        return {
            "name": company.name,
            "logo": f"{base}/logo.png?company={company.id}",
            "color": company.primary_color or "#714B67",
            "phone": company.phone,
            "email": company.email,
            "website": company.website,
            "bank": " – ".join(filter(None, (bank.acc_number, bank.bank_id.name))),
            "portal": f"{base}/my/invoices",
        }
