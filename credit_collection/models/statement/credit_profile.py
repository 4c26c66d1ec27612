from odoo import api, fields, models
from odoo.fields import Command

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
        statements._keep_demands()
        return statements.sudo(self.env.su)

    def _get_statements(self, today):
        """What is open of these customers, disputed and promised items too: it shows the books, it demands nothing.

        :param date today: decides on days overdue
        :return: ``{profile: parts of :meth:`StatementWriter.describe`}``, in the language of the context; nothing is kept
        """
        self.check_access("read")
        # sudo: figures of the ledger, which collectors need not read.
        Statement = self.env["credit.statement"].sudo()
        documents = Statement._read_open_documents(self, today)
        writer = StatementWriter(self.env, self.env.lang)
        buckets = {company: company._get_credit_aging_buckets() for company in self.company_id}
        return {
            profile: writer.describe(
                Statement._make_open_parts(documents[profile], today, buckets[profile.company_id]), "open_item",
                buckets[profile.company_id])
            for profile in self}


class ReportStatementOfAccount(models.AbstractModel):
    """What is open today, printed from customers; nothing is kept."""

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
        demands = {profile: self._describe_demands(profile.with_context(lang=langs[profile]), today) for profile in profiles}
        return {"docs": profiles, "statements": statements, "langs": langs, "today": today, "demands": demands}

    @api.model
    def _describe_demands(self, profile, today):
        """:return: rows of what is demanded of the customer beside the balance, in the language of ``profile``"""
        # sudo: as the figures of the ledger in ``_get_statements``.
        demands = profile.sudo()._get_demands(today)
        return StatementWriter(profile.env, profile.env.lang).describe_demands(demands, {})["demands"] if demands else []
