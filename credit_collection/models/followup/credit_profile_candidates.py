from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.sql import BRANCHES, get_root_sql


class CreditProfile(models.Model):
    """Whom the nightly follow-up run looks at."""

    _inherit = "credit.profile"

    @api.model
    def _create_profiles_of_debtors(self):
        """Open a profile for customers who owe us for the first time.

        :return: number of profiles created
        """
        Line = self.env["account.move.line"]
        query = Line._search(Line._get_open_receivable_domain() & Domain("amount_residual", ">", 0.0), order="id")
        query.order = None
        company = query.left_join(Line._table, "company_id", "res_company", "id", "company_id")
        root_id = get_root_sql(company)
        # A manual entry may name a contact: the account is that of its company.
        payer = query.left_join(Line._table, "partner_id", "res_partner", "id", "partner_id")
        customer_id = SQL.identifier(payer, "commercial_partner_id")
        query.add_where(
            SQL(
                "NOT EXISTS (SELECT FROM credit_profile p WHERE p.partner_id = %s AND p.company_id = %s)",
                customer_id,
                root_id,
            )
        )
        self.flush_model(["partner_id", "company_id"])
        partners_by_root = defaultdict(set)
        for partner, root in self.env.execute_query(query.select(customer_id, root_id)):
            partners_by_root[root].add(partner)
        return sum(self._create_missing_profiles(partners, [root]) for root, partners in partners_by_root.items())

    @api.model
    def _get_run_domain(self, now):
        """Companies whose bank entries are out of date wait; their credit managers are told.

        :return: domain of the customers to look at, each company's by the day it is there at the moment ``now``
        """
        # sudo: the run goes over all companies.
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        domains = []
        for today, of_day in companies._get_credit_days(now).items():
            stale = of_day._get_credit_bank_stale(today)
            of_day._credit_tell_bank_stale(stale, today)
            running = [company.id for company in of_day if company not in stale]
            domains.append(
                Domain("company_id", "in", running) & self._get_followup_candidates_domain(today, now))
        return Domain.OR(domains)

    @api.model
    def _get_followup_candidates_domain(self, today, now=None):
        """:return: domain of the customers to look at today: those at a level, and those with debts due or soon due; those
        whose message waits once more when it may leave
        """
        first_days = self.env["credit.followup.level"]._read_group([], [], ["days_overdue:min"])[0][0] or 0
        due_by = max(today + timedelta(max(-first_days, 0)), self.env["credit.followup.plan"]._get_eve(today))
        Line = self.env["account.move.line"]
        debts = Line._get_open_receivable_domain() & Domain("amount_residual", ">", 0.0) & Line._get_due_domain(due_by)
        return self._get_unchecked_domain(today, now or fields.Datetime.now()) & (
            Domain("followup_level_id", "!=", False)
            | self._get_debtors_domain(Line._search(debts, order="id"))
        )

    @api.model
    def _get_unchecked_domain(self, today, now):
        """:return: domain of the customers nobody has looked at on ``today``, or whose message may leave at ``now``"""
        return (
            Domain("followup_run_date", "=", False)
            | Domain("followup_run_date", "<", today)
            | Domain("followup_waits_until", "<=", now)
        )

    @api.model
    def _get_debtors_domain(self, debts):
        """:return: domain of the customers who owe the items of ``debts``, themselves or by their contacts, in the company
        whose items they are
        """
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        payer = debts.left_join(debts.table, "partner_id", "res_partner", "id", "partner_id")
        branch = debts.make_alias(debts.table, "branch")
        company_id = SQL.identifier(debts.table, "company_id")
        debts.add_join("JOIN", branch, BRANCHES, SQL("%s = %s", SQL.identifier(branch, "id"), company_id))
        accounts = debts.subselect(
            SQL.identifier(payer, "commercial_partner_id"), SQL.identifier(branch, "root_id"))

        def to_sql(model, alias, query):
            return SQL("(%s, %s) IN %s", *(
                model._field_to_sql(alias, name, query) for name in ("partner_id", "company_id")), accounts)

        return Domain.custom(to_sql=to_sql)
