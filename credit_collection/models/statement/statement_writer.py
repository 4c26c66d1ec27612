from ..channel.letter_writer import LetterWriter


class StatementWriter(LetterWriter):
    """Writes statements of account in one language: for paper, e-mails, pages. It formats, it calculates nothing."""

    def __init__(self, env, lang):
        super().__init__(env, lang)
        self.kinds = dict(self.env["credit.statement.line"]._fields["kind"]._description_selection(self.env))

    def describe(self, parts, kind, buckets):
        """
        :param parts: list of :class:`~odoo.addons.credit_collection.tools.statement.figures.Part`
        :param str kind: of a statement
        :param buckets: tuple of the aging buckets of these parts
        :return: list of dicts of texts, one for each currency
        """
        labels = self.env["credit.open.item"]._get_bucket_labels(buckets)
        names = [labels[bucket.code] for bucket in buckets]
        return [{
            **self._describe_part(part, kind), "bucket_labels": names, "elsewhere": self._describe_elsewhere(part, parts),
        } for part in parts]

    def _describe_elsewhere(self, part, parts):
        """:return: credits in other currencies, which pay nothing in this one before somebody offsets them; empty where nothing
            is to be paid"""
        return " + ".join(
            self.format_amount(other.in_favour, other.currency_id) for other in parts
            if other.in_favour and other.currency_id != part.currency_id) if part.to_pay else ""

    def describe_period(self, kind, date_from, date_to):
        if kind == "activity":
            return f"{self.format_date(date_from)} – {self.format_date(date_to)}"
        return self.env._("Open items as of %(date)s", date=self.format_date(date_to))

    def _describe_part(self, part, kind):
        currency = self.env["res.currency"].browse(part.currency_id)

        def show(amount):
            return self.format_amount(currency.round(amount), currency.id)

        def show_any(amount):
            return "" if currency.is_zero(amount) else show(amount)

        is_activity = kind == "activity"
        return {
            "currency_id": currency.id,
            "currency": currency.name,
            # The whole rest is shown, whatever part of it may be collected.
            "has_disputes": not currency.is_zero(part.disputed) and not is_activity,
            "rows": [self._describe_row(row, show, show_any) for row in (part.movements if is_activity else part.documents)],
            "buckets": [show(amount) for amount in part.aging],
            "opening": show(part.opening), "debit": show(part.debit), "credit": show(part.credit),
            "debts": show(sum(part.aging)), "credits": show_any(part.credits), "balance": show(part.closing),
            "overdue": show(sum(part.aging[1:])), "disputed": show_any(part.disputed),
            "post_dated": show_any(part.post_dated), "on_its_way": show_any(part.on_its_way),
            "paid_back": show_any(part.paid_back), "discount": show_any(part.discount),
            "discount_until": self.format_date(part.discount_until),
            "to_pay": show_any(part.to_pay) if currency.compare_amounts(part.to_pay, part.closing) else "",
        }

    def _describe_row(self, row, show, show_any):
        return {
            "kind": self.kinds[row.kind],
            "number": row.number or self.kinds[row.kind],
            "reference": row.reference or "",
            "invoice_date": self.format_date(row.date), "due_date": self.format_date(row.due_date),
            "days": row.days_overdue, "original": show(row.amount), "open": show(row.open_amount),
            "disputed": show_any(row.disputed),
            "debit": show_any(row.debit), "credit": show_any(row.credit), "balance": show(row.balance),
        }
