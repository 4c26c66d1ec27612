import re

from markupsafe import Markup

from odoo.tools import format_date, formatLang
from odoo.tools.mail import is_html_empty

from ...const import ACCOUNT_LINK_PATH, PAYMENT_PATH
from ...tools.channel.letter_texts import fill, find_names, split_rows

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
    """Writes the e-mails and letters of one language; what many of them share is read and formatted once."""

    def __init__(self, env, lang):
        self.env = env(context={**env.context, "lang": lang})
        self.layout_id = env["ir.model.data"]._xmlid_to_res_id(LAYOUT, raise_if_not_found=True)
        self.greeting, self.department = self.env._("Dear %(name)s,"), self.env._("our accounts department")
        self.dates, self.amounts, self.companies, self.levels, self.accounts = {}, {}, {}, {}, {}

    @classmethod
    def get(cls, env, writers, case):
        """:return: the writer for the language of ``case``; ``writers`` keeps one for each language"""
        lang = env["credit.addressee"]._get_language(case.profile, case.contact)
        if lang not in writers:
            writers[lang] = cls(env, lang)
        return writers[lang]

    def compose(self, case, today, token=None, account=None):
        """Write the e-mail.

        :param str token: of the page where the items can be paid; no link to it without
        :param str account: token that opens the account of the customer; without, the account asks for a login
        :return: subject and body of the e-mail
        """
        values = self._get_values(case, today)
        if token:
            values["payment"] = self._get_payment(case.profile.company_id, token)
        if account:
            values["account_url"] = f"{self.get_company(case.profile.company_id)['base_url']}{ACCOUNT_LINK_PATH}{account}"
        return values["subject"], self._render(self._get_level(case.level, today)["layout"], values)

    def compose_letter(self, case, today, with_codes=False):
        """
        :param bool with_codes: whether codes to be scanned with a banking app are printed; making one takes a while
        :return: subject and body of the letter, to be printed on the paper of the company
        """
        values = self._get_values(case, today)
        if with_codes:
            values["codes"] = self._get_codes(case, today)
        return values["subject"], self._render(LETTER_LAYOUT, values)

    def fill_text(self, text, case, today):
        """:return: a plain ``text`` with its placeholders filled"""
        totals, _credits = self._get_totals(self._get_amounts(case.items))
        return fill(text or "", lambda name: self._get_placeholder(name, case, totals, today))

    def get_placeholders(self, text, case, today):
        """:return: ``{name: value}`` of the placeholders of a plain ``text``, in their order; a value may be empty"""
        totals, _credits = self._get_totals(self._get_amounts(case.items))
        return {name: str(self._get_placeholder(name, case, totals, today)) for name in find_names(text)}

    def _render(self, layout, values):
        # A third of the page is indentation, and it is stored with the e-mail and with the evidence.
        return Markup(INDENTATION.sub(">\n<", self.env["ir.qweb"]._render(layout, values)))

    def _get_values(self, case, today):
        profile, level = case.profile, self._get_level(case.level, today)
        company = {**self.get_company(profile.company_id), "bank": self.get_accounts(profile.company_id, case.items)}
        collector = profile._get_collector()
        amounts = self._get_amounts(case.items)
        shown, others = split_rows(amounts)
        totals, credits = self._get_totals(amounts)

        def get_value(name):
            return self._get_placeholder(name, case, totals, today)

        text = level["text"] if case.text is None else "" if is_html_empty(case.text) else str(case.text)
        return {
            "greeting": self.greeting % {"name": case.contact.name or profile.partner_id.name},
            "subject": fill(case.subject or f"{company['name']}: {level['subject']}", get_value),
            # A value is inserted as text, whatever signs the name of a customer has.
            "text": Markup(fill(text, lambda name: Markup.escape(get_value(name)))),
            "rows": [self.get_row(item, amount, today) for item, amount in (*shown, *((item, 0.0) for item in case.disputed))],
            "has_disputes": bool(case.disputed) or any(item.disputed for item, _amount in shown),
            "disputes": self._get_disputes(case),
            "discounts": self._get_discounts(case.items),
            # How many items the list leaves out, and what is open of them, by currency.
            "others": others and (len(others), [
                self.format_amount(amount, currency_id) for currency_id, amount in self._add_up(others).items()]),
            "totals": totals,
            "credits": credits,
            "company": company,
            "signature": collector.signature,
            "sender": collector.name,
            "title": collector.partner_id.function,
            "deadline": level["deadline"],
            "tone": level["tone"],
            "payment": None,
            "account_url": None,
            "codes": [],
            "check": self.env["credit.payee.account"]._get_check(profile, today, self._add_up(amounts)),
            **self.describe_demands(profile.with_env(self.env)._get_demands(today, case.level), self._add_up(amounts)),
        }

    def _get_level(self, level, today):
        """:return: texts of the level in the language of this writer, and how the e-mail looks"""
        if (level.id, today) not in self.levels:
            level = level.with_env(self.env)
            deadline = level._get_deadline(today)
            self.levels[level.id, today] = {
                "subject": level.subject or level.name,
                "text": "" if is_html_empty(level.body) else str(level.body),
                "deadline": deadline and self.format_date(deadline),
                "tone": TONE_COLORS[level.tone],
                "layout": level.layout_view_id.id or self.layout_id,
            }
        return self.levels[level.id, today]

    def _get_placeholder(self, name, case, totals, today):
        """:return: what the placeholder ``name`` of a text stands for"""
        profile = case.profile
        if name == "amount":
            return " + ".join(totals)
        if name == "oldest":
            return self.format_date(
                min((item.due_date for item in case.items if item.residual > 0 and item.due_date), default=None))
        if name == "days":
            return max(case.days_overdue, 0)
        if name == "deadline":
            return self.format_date(case.level._get_deadline(today) or today)
        if name == "reference":
            return profile._get_followup_reference()
        if name == "caller":
            collector, company = profile._get_collector(), self.get_company(profile.company_id)
            return ", ".join(filter(None, (collector.name or self.department, collector.phone or company["phone"])))
        return {"customer": profile.partner_id, "company": profile.company_id}[name].name or ""

    def _get_payment(self, company, token):
        """:return: address of the page with exactly these items, and whether they can be paid there"""
        details = self.get_company(company)
        if "can_pay" not in details:
            details["can_pay"] = company._has_online_payment()
        return {"url": f"{details['base_url']}{PAYMENT_PATH}{token}", "online": details["can_pay"]}

    def format_date(self, day):
        if day not in self.dates:
            self.dates[day] = format_date(self.env, day) if day else ""
        return self.dates[day]

    def format_amount(self, amount, currency_id):
        if (amount, currency_id) not in self.amounts:
            currency = self.env["res.currency"].browse(currency_id)
            self.amounts[amount, currency_id] = formatLang(self.env, amount, currency_obj=currency)
        return self.amounts[amount, currency_id]

    def get_company(self, company):
        if company.id not in self.companies:
            self.companies[company.id] = self._get_company(company)
        return self.companies[company.id]

    def get_accounts(self, company, items):
        """:return: text of the bank accounts to which ``items`` are paid; kept, as most customers have the same"""
        key = company.id, frozenset((item.currency_id, item.bank_id) for item in items if item.residual > 0)
        if key not in self.accounts:
            self.accounts[key] = self.env["credit.payee.account"]._describe(company, key[1])
        return self.accounts[key]

    def _get_codes(self, case, today):
        """:return: list of the payment codes of the letter, one for each currency that has one"""
        profile, sums = case.profile, self._add_up(self._get_amounts(case.items))
        claims = {(item.currency_id, item.move_id) for item in case.items if item.residual > 0}
        for demand in profile._get_demands(today, case.level):
            claims |= {(demand.currency_id, None)}
            sums[demand.currency_id] = sums.get(demand.currency_id, 0.0) + demand.amount
        amounts = {self.env["res.currency"].browse(currency_id): amount for currency_id, amount in sums.items()}
        codes = self.env["credit.payee.account"]._get_codes(
            profile.company_id, profile.partner_id, amounts, claims, profile._get_followup_reference())
        return [{"image": code["code"], "amount": self.format_amount(currency.round(sums[currency.id]), currency.id)}
                for currency, code in codes.items() if code["code"]]

    def _get_amounts(self, items):
        """:return: list of ``(item, amount)``: what is demanded of each, in its own currency"""
        return [(item, self._get_amount(item)) for item in items]

    def _get_amount(self, item):
        if item.amount == item.residual:
            return item.residual_currency - (item.discount or 0.0)
        # Part of it is disputed or promised: only the rest is demanded.
        currency = self.env["res.currency"].browse(item.currency_id)
        return currency.round(item.own_amount)

    def get_row(self, item, amount, today):
        """
        :param item: ``OpenItem``
        :param float amount: what is shown as open of it, in its own currency
        :return: the row of a list of items, formatted
        """
        is_debt = item.residual > 0
        return {
            "number": item.number or "",
            "reference": item.reference if item.reference != item.number else "",
            "order": item.order if is_debt and item.order not in (item.number, item.reference) else "",
            "disputed": self._format_disputed(item) if item.disputed else "",
            "note": self.env["credit.open.item"]._get_item_notes(today).get(item.id, ""),
            "whole": self.format_amount(item.residual_currency, item.currency_id),
            "invoice_date": self.format_date(item.invoice_date),
            "due_date": self.format_date(item.due_date if is_debt else None),
            "days": max((today - item.due_date).days, 0) if item.due_date and is_debt else 0,
            "original": self.format_amount(item.amount_currency, item.currency_id),
            "open": self.format_amount(amount, item.currency_id),
        }

    def _get_disputed(self, item):
        """:return: the disputed part of ``item``, in its own currency"""
        currency = self.env["res.currency"].browse(item.currency_id)
        return currency.round(min(item.disputed_own, item.residual_currency))

    def _format_disputed(self, item):
        return self.format_amount(self._get_disputed(item), item.currency_id)

    def _get_disputes(self, case):
        """:return: what is in dispute of the items of ``case``, by currency: it is not demanded"""
        disputed = [(item, self._get_disputed(item)) for item in (*case.items, *case.disputed) if item.disputed]
        return [self.format_amount(amount, currency_id) for currency_id, amount in self._add_up(disputed).items()]

    def _get_discounts(self, items):
        """:return: discounts for early payment that are deducted, each with its last day, by currency"""
        sums = {}
        for item in items:
            if item.discount and item.amount == item.residual:
                key = item.discount_until, item.currency_id
                sums[key] = sums.get(key, 0.0) + item.discount
        return [
            {"amount": self.format_amount(amount, currency_id), "until": self.format_date(until)}
            for (until, currency_id), amount in sorted(sums.items())
        ]

    def describe_demands(self, demands, sums):
        """
        :param demands: list of :class:`~..exposure.values.Demand`
        :param dict sums: ``{currency id: what is to be paid of items}``
        :return: ``{"demands": their rows, "demanded": the sums with them, by currency}``, formatted; empty without any
        """
        if not demands:
            return {"demands": [], "demanded": []}
        sums = dict(sums)
        for demand in demands:
            sums[demand.currency_id] = sums.get(demand.currency_id, 0.0) + demand.amount
        return {
            "demands": [
                {"label": demand.label, "amount": self.format_amount(demand.amount, demand.currency_id)} for demand in demands],
            "demanded": [
                self.format_amount(amount, currency_id) for currency_id, amount in sums.items()
                if self.env["res.currency"].browse(currency_id).compare_amounts(amount, 0.0) > 0],
        }

    def _get_totals(self, amounts):
        """:return: what is to be paid, and what is in favour of the customer, each by currency"""
        totals, credits = [], []
        for currency_id, amount in self._add_up(amounts).items():
            currency = self.env["res.currency"].browse(currency_id)
            # Most sums are positive: these need no rounding to tell.
            if amount < 0 and currency.compare_amounts(amount, 0.0) < 0:
                credits.append(self.format_amount(-amount, currency_id))
            else:
                totals.append(self.format_amount(amount, currency_id))
        return totals, credits

    @staticmethod
    def _add_up(amounts):
        """:return: ``{currency id: sum}``"""
        sums = {}
        for item, amount in amounts:
            sums[item.currency_id] = sums.get(item.currency_id, 0.0) + amount
        return sums

    def _get_company(self, company):
        base = company.get_base_url()
        return {
            "name": company.name,
            "logo": f"{base}/logo.png?company={company.id}",
            "color": company.primary_color or "#714B67",
            "phone": company.phone,
            "email": company.email,
            "website": company.website,
            "base_url": base,
            "portal": self.env["credit.account.link"]._get_url(company),
        }
