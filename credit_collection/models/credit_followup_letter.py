import re

from markupsafe import Markup

from odoo.tools import format_date, formatLang
from odoo.tools.mail import is_html_empty

from ..tools.letter_texts import fill, split_rows

LAYOUT = "credit_collection.credit_followup_mail"
LETTER_LAYOUT = "credit_collection.credit_followup_letter_text"
# Frame of the deadline, by the tone of the level: border and background.
TONE_COLORS = {
    "friendly": ("#9ca3af", "#f9fafb"),
    "firm": ("#d97706", "#fffbeb"),
    "formal": ("#c2410c", "#fff7ed"),
    "final": ("#b91c1c", "#fef2f2"),
}
INDENTATION = re.compile(r">\n\s+<")


class LetterWriter:
    """Writes the e-mails and letters of one language; what many of them share is formatted once."""

    def __init__(self, env, lang):
        self.env = env(context={**env.context, "lang": lang})
        self.layout_id = env["ir.model.data"]._xmlid_to_res_id(LAYOUT, raise_if_not_found=True)
        self.dates, self.amounts, self.companies = {}, {}, {}

    def compose(self, case, contact, today, token=None):
        """Write the e-mail.

        :param str token: of the page where the items can be paid; no link to it without
        :return: subject and body of the e-mail
        """
        level = case.level.with_env(self.env)
        values = self._get_values(case, contact, today)
        if token:
            values["payment"] = self._get_payment(case.profile.company_id, token)
        return values["subject"], self._render(level.layout_view_id.id or self.layout_id, values)

    def compose_letter(self, case, contact, today):
        """:return: subject and body of the letter, to be printed on the paper of the company"""
        values = self._get_values(case, contact, today)
        return values["subject"], self._render(LETTER_LAYOUT, values)

    def fill_text(self, text, case, today):
        """:return: a plain ``text`` with its placeholders filled"""
        totals, _credits = self._get_totals([self._get_row(item, today) for item in case.items])
        return fill(text or "", lambda name: self._get_placeholder(name, case, totals, today))

    def _render(self, layout, values):
        # A third of the page is indentation, and it is stored with the e-mail and with the evidence.
        return Markup(INDENTATION.sub(">\n<", self.env["ir.qweb"]._render(layout, values)))

    def _get_values(self, case, contact, today):
        level, company = case.level.with_env(self.env), self.get_company(case.profile.company_id)
        all_rows = [self._get_row(item, today) for item in case.items]
        rows, others = split_rows(all_rows)
        collector = case.profile._get_collector()
        totals, credits = self._get_totals(all_rows)

        def get_value(name):
            return self._get_placeholder(name, case, totals, today)

        text = level.body if case.text is None else case.text
        # A value is inserted as text, whatever signs the name of a customer has.
        text = "" if is_html_empty(text) else Markup(fill(str(text), lambda name: Markup.escape(get_value(name))))
        deadline = level._get_deadline(today)
        return {
            "greeting": self.env._("Dear %(name)s,", name=contact.name or case.profile.partner_id.name),
            "subject": fill(case.subject or f"{company['name']}: {level.subject or level.name}", get_value),
            "text": text,
            "rows": rows,
            "others": others and self._get_others(others),
            "totals": totals,
            "credits": credits,
            "company": company,
            "signature": collector.signature,
            "sender": collector.name,
            "deadline": deadline and self.format_date(deadline),
            "tone": TONE_COLORS[level.tone],
            "payment": None,
        }

    def _get_placeholder(self, name, case, totals, today):
        """:return: what the placeholder ``name`` of a text stands for"""
        profile, debts = case.profile, [item for item in case.items if item.residual > 0]
        if name == "caller":
            collector = profile._get_collector()
            who = collector.name or self.env._("our accounts department")
            return ", ".join(filter(None, (who, collector.phone or profile.company_id.phone)))
        return {
            "amount": " + ".join(totals),
            "oldest": self.format_date(min((item.due_date for item in debts if item.due_date), default=None)),
            "days": max(case.days_overdue, 0),
            "deadline": self.format_date(case.level._get_deadline(today) or today),
            "reference": profile._get_followup_reference(),
            "customer": profile.partner_id.name or "",
            "company": profile.company_id.name,
        }[name]

    def _get_others(self, rows):
        """:return: how many items the list leaves out, and what is open of them, by currency"""
        amounts = {}
        for row in rows:
            amounts[row["currency"]] = amounts.get(row["currency"], 0.0) + row["amount"]
        return len(rows), [self.format_amount(amount, currency) for currency, amount in amounts.items()]

    def _get_payment(self, company, token):
        """:return: address of the page with exactly these items, and whether they can be paid there"""
        details = self.get_company(company)
        if "can_pay" not in details:
            details["can_pay"] = company._has_online_payment()
        return {"url": f"{company.get_base_url()}/credit/pay/{token}", "online": details["can_pay"]}

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
