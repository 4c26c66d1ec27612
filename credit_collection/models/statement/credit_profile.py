from odoo import api, fields, models
from odoo.fields import Command

from ..common.kept_text import choose_language
from .statement_writer import StatementWriter


class CreditProfile(models.Model):
    """Statements of account: those that are kept, and what is open at this moment."""

    _inherit = "credit.profile"

    statement_ids = fields.One2many("credit.statement", "profile_id", string="Statements of Account")
    statement_count = fields.Integer(string="Number of Statements", compute="_compute_statement_count")

    @api.depends("statement_ids")
    def _compute_statement_count(self):
        counts = dict(self.env["credit.statement"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"]))
        for profile in self:
            profile.statement_count = counts.get(profile._origin, 0)

    def action_make_statements(self):
        """:return: the dialog that makes statements of account of these customers"""
        self._check_collector()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_statement_make_action")
        return {**action, "context": {"default_profile_ids": [Command.set(self.ids)]}}

    def _create_statements(self, date_from, date_to, kind="activity", *, skip_empty=False):
        """Draft statements of account from what the ledger says at the end of ``date_to``; a constant number of queries.

        :param str kind: ``activity`` (entries of the period) or ``open_item`` (what is open at its end)
        :param bool skip_empty: whether customers to whom there is nothing to tell get none
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
            if skip_empty:
                group = Statement._filter_telling(group, parts)
            created |= dict(zip(group, Statement._create_from(group, parts, kind, date_from, date_to), strict=True))
        statements = Statement.concat(*(created[profile] for profile in profiles if profile in created))
        return statements.sudo(self.env.su)

    def _get_statements(self, today):
        """What is open of these customers, disputed and promised items too: it shows the books, it demands nothing.

        :param date today: decides on days overdue
        :return: ``{profile: parts of :meth:`StatementWriter.describe`}``, in the language of the context; nothing is kept
        """
        writer = StatementWriter(self.env, self.env.lang)
        return {profile: writer.describe(parts, "open_item", profile.company_id._get_credit_aging_buckets())
                for profile, parts in self._get_account_parts(today).items()}

    def _describe_account(self, date_to, date_from=None):
        """A statement that is not kept: what is open at the end of ``date_to``, or the entries since ``date_from``.

        :return: ``{profile: (texts as those of ``credit.statement._describe``, its parts)}``, in the language of the context
        :raise UserError: for entries of a period that ends before it begins, or after today
        """
        writer, kind = StatementWriter(self.env, self.env.lang), "activity" if date_from else "open_item"
        return {profile: ({
            "number": "", "lang": self.env.lang, "kind": kind, "asks": False, "url": None, "check": None, "demands": [],
            "from": writer.format_date(date_from or date_to), "to": writer.format_date(date_to),
            "period": writer.describe_period(kind, date_from, date_to),
            "reference": profile._get_followup_reference(),
            "parts": writer.describe(parts, kind, profile.company_id._get_credit_aging_buckets()),
        }, parts) for profile, parts in self._get_account_parts(date_to, date_from).items()}

    def _get_account_parts(self, date_to, date_from=None):
        """:return: ``{profile: list of :class:`Part`}`` of what is open, or of the entries since ``date_from``"""
        self.check_access("read")
        # sudo: figures of the ledger, which collectors need not read.
        Statement = self.env["credit.statement"].sudo()
        if date_from:
            for today in self.env["res.company"]._get_credit_days_of(self):
                Statement._check_period(date_from, date_to, today)
            return Statement._get_parts(self, date_from, date_to)
        documents = Statement._read_open_documents(self, date_to)
        buckets = {company: company._get_credit_aging_buckets() for company in self.company_id}
        return {profile: Statement._make_open_parts(documents[profile], date_to, buckets[profile.company_id])
                for profile in self}


class ReportStatementOfAccount(models.AbstractModel):
    """What is open today, printed from customers, or the entries of a period; nothing is kept."""

    _name = "report.credit_collection.report_statement_of_account"
    _description = "Statement of Account"

    @api.model
    def _get_payment_codes(self, parts):
        """:param dict parts: ``{profile: [Part]}``
        :return: as those of ``credit.statement._get_payment_codes``, by customer and currency id"""
        codes, Currency = {}, self.env["res.currency"]
        for profile, own in parts.items():
            claims = {(row.currency_id, row.move_id) for part in own for row in part.documents if row.debit}
            codes |= {(profile, currency.id): code for currency, code in self.env["credit.payee.account"]._get_codes(
                profile.company_id, profile.partner_id,
                {Currency.browse(part.currency_id): part.to_pay for part in own}, claims,
                profile._get_followup_reference()).items()}
        return codes

    @api.model
    def _get_report_values(self, docids, data=None):
        profiles = self.env["credit.profile"].browse(docids)
        today = profiles.company_id[:1]._get_credit_today()
        langs = {profile: choose_language(self.env, profile.partner_id.lang) or "en_US" for profile in profiles}
        date_from, date_to = (fields.Date.to_date((data or {}).get(name)) for name in ("date_from", "date_to"))
        described, codes = {}, {}
        for lang, group in profiles.grouped(langs.get).items():
            described |= group.with_context(lang=lang)._describe_account(date_to or today, date_from)
        if not date_to or date_to == today:  # nobody is asked to pay what was open on another day
            codes = self._get_payment_codes({profile: parts for profile, (_document, parts) in described.items()})
        demands = {profile: self._describe_demands(profile.with_context(lang=langs[profile]), today) for profile in profiles}
        return {
            "docs": profiles, "statements": {profile: document["parts"] for profile, (document, _parts) in described.items()},
            "documents": {profile: document for profile, (document, _parts) in described.items()} if date_from else {},
            "langs": langs, "today": date_to or today, "demands": {} if date_to and date_to != today else demands,
            "codes": codes,
        }

    @api.model
    def _describe_demands(self, profile, today):
        """:return: rows of what is demanded of the customer beside the balance, in the language of ``profile``"""
        # sudo: as the figures of the ledger in ``_get_statements``.
        demands = profile.sudo()._get_demands(today)
        return StatementWriter(profile.env, profile.env.lang).describe_demands(demands, {})["demands"] if demands else []
