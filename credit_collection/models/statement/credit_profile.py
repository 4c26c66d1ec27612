from odoo import api, fields, models

from ...tools.exposure.aging import BUCKET_CODES, count_days_overdue, find_bucket
from ..channel.letter_writer import LetterWriter


class CreditProfile(models.Model):
    """Statements of account of the customer."""

    _inherit = "credit.profile"

    statement_ids = fields.One2many("credit.statement", "profile_id", string="Statements of Account")

    def _create_statements(self, date_from, date_to, kind="activity"):
        """Draft statements of account from what the ledger says at the end of ``date_to``; a constant number of queries.

        :param str kind: ``activity`` (entries of the period) or ``open_item`` (what is open at its end)
        :return: ``credit.statement``, one for each customer, in their order; also where nothing is owed
        :raise UserError: for a period that ends before it begins, or after today
        """
        self.check_access("read")
        # sudo: figures of the ledger, which collectors need not read; evidence is written by code only.
        Statement = self.env["credit.statement"].sudo()
        profiles, created = self.sudo(), {}
        for today, group in self.env["res.company"]._get_credit_days_of(profiles).items():
            Statement._check_period(date_from, date_to, today)
            parts = Statement._get_parts(group, date_from, date_to)
            created |= dict(zip(group, Statement._create_from(group, parts, kind, date_from, date_to), strict=True))
        return Statement.concat(*(created[profile] for profile in profiles)).sudo(self.env.su)


    def _get_statements(self, today):
        """Gather the open items of these customers, disputed and promised ones too: it shows the books, it demands nothing.

        :param date today: decides on days overdue
        :return: ``{profile: [{"currency", "rows", "buckets", "debts", "credits", "balance"}]}``, amounts formatted in the
            language of the context
        """
        self.check_access("read")
        items = self.env["credit.open.item"]._read(self, today)
        Report = self.env["report.credit_collection.report_statement_of_account"]
        writer = LetterWriter(self.env, self.env.lang)
        return {profile: Report._prepare_statement(items.get(profile, []), writer, today) for profile in self}


class ReportStatementOfAccount(models.AbstractModel):
    _name = "report.credit_collection.report_statement_of_account"
    _description = "Statement of Account"

    @api.model
    def _get_report_values(self, docids, data=None):
        profiles = self.env["credit.profile"].browse(docids)
        today = profiles.company_id[:1]._get_credit_today()
        langs = {profile: profile.partner_id.lang or self.env.lang or "en_US" for profile in profiles}
        statements = {}
        for lang, group in profiles.grouped(langs.get).items():
            statements |= group.with_context(lang=lang)._get_statements(today)
        return {"docs": profiles, "statements": statements, "langs": langs, "today": today}

    @api.model
    def _prepare_statement(self, items, writer, today):
        by_currency = {}
        for item in items:
            by_currency.setdefault(self.env["res.currency"].browse(item.currency_id), []).append(item)
        statements = []
        for currency, owed in by_currency.items():
            buckets = dict.fromkeys(BUCKET_CODES, 0.0)
            for item in owed:
                if item.residual > 0:
                    buckets[find_bucket(count_days_overdue(item.due_date, today))] += item.residual_currency
            debts = sum(item.residual_currency for item in owed if item.residual > 0)
            credits = sum(item.residual_currency for item in owed if item.residual < 0)

            def show(amount, currency=currency):
                return writer.format_amount(currency.round(amount), currency.id)

            statements.append({
                "currency": currency.name,
                # The whole rest is shown, whatever part of it may be collected.
                "has_disputes": any(item.disputed for item in owed),
                "rows": [writer.get_row(item, item.residual_currency, today) for item in owed],
                "buckets": [show(amount) for amount in buckets.values()],
                "debts": show(debts),
                "credits": show(credits) if not currency.is_zero(credits) else "",
                "balance": show(debts + credits),
            })
        return statements
