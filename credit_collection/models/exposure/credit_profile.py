from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.bulk import convert_empty, insert_cache
from ..common.sql import COMPARISONS


def search_fact(name):
    """:return: a search method for the fact ``name``; a customer without limit has no available credit to compare"""
    def search(profiles, operator, value):
        def to_sql(model, alias, query):
            if operator in COMPARISONS:
                return SQL("%s %s %s", model._field_to_sql(alias, name, query), COMPARISONS[operator], value)
            return model._fields[name].condition_to_sql(name, operator, value, model, alias, query)

        return Domain.custom(to_sql=to_sql) if operator in (*COMPARISONS, "in", "not in") else NotImplemented
    return search


class CreditProfile(models.Model):
    """Where the customer stands, to read, filter and sort by: the facts that ``credit.exposure`` reads in one statement."""

    _name = "credit.profile"
    _inherit = ["credit.profile", "credit.sql.columns.mixin"]

    credit_limit = fields.Monetary(
        compute="_compute_credit_limit", inverse="_inverse_credit_limit", search=search_fact("credit_limit"),
        tracking=True,
        help="Kept as the credit limit of the contact in this company.",
        role="policy guarded logged merged",
    )
    effective_limit = fields.Monetary(
        compute="_compute_facts", search=search_fact("effective_limit"),
        help="The limit in force today: the temporary limit while it runs, else the credit limit; zero without credit.",
    )
    exposure_receivable = fields.Monetary(
        string="Receivables", compute="_compute_facts", search=search_fact("exposure_receivable"),
        help="Posted open items, net of credit notes and unallocated receipts.",
    )
    exposure_draft = fields.Monetary(
        string="Draft Invoices", compute="_compute_facts", search=search_fact("exposure_draft"),
        help="Customer invoices and credit notes that are not posted yet.",
    )
    exposure_orders = fields.Monetary(
        string="Open Orders", compute="_compute_facts", search=search_fact("exposure_orders"),
        help="Confirmed orders, taxes included, as far as they are not invoiced and due within the credit horizon.",
    )
    exposure_total = fields.Monetary(
        string="Exposure", compute="_compute_facts", search=search_fact("exposure_total"),
        help="Loss if the customer stopped paying today, of the components that the company counts.",
    )
    available_credit = fields.Monetary(
        compute="_compute_facts", search=search_fact("available_credit"), help="Effective limit less exposure.",
    )
    utilisation = fields.Float(
        string="Utilization",
        compute="_compute_facts", search=search_fact("utilisation"), aggregator=None,
        help="Exposure as a share of the effective limit.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue", compute="_compute_facts", search=search_fact("overdue_amount"),
        help="Open items past their due date less open credits, which cover the oldest debts first.",
    )
    oldest_due_date = fields.Date(
        compute="_compute_facts", search=search_fact("oldest_due_date"),
        help="Due date of the oldest debt that open credits do not cover.",
    )
    days_overdue = fields.Integer(compute="_compute_facts", search=search_fact("days_overdue"), aggregator="max")
    exposure_payments = fields.Monetary(
        string="Uncleared Payments", compute="_compute_facts", search=search_fact("exposure_payments"),
        help="Receipts that were registered and that the bank has not confirmed yet: cheques, direct debits and transfers "
             "on their way. They have lowered the receivables already and may still fail.",
    )
    is_payments_counted = fields.Boolean(related="company_id.credit_count_payments", string="Uncleared Payments Counted")
    overdue_gross = fields.Monetary(
        string="Overdue before Credits", compute="_compute_facts", search=search_fact("overdue_gross"),
        help="Open debts past their due date, whatever open credits there are.",
    )
    open_credits = fields.Monetary(
        compute="_compute_facts", search=search_fact("open_credits"),
        help="Credit notes and receipts that are not matched with a debt. They cover the oldest debts first.",
    )
    post_dated_receipts = fields.Monetary(
        compute="_compute_facts", search=search_fact("post_dated_receipts"),
        help="Receipts dated after today, matched or not: they settle nothing before their date.",
    )
    payable_amount = fields.Monetary(
        string="Payables", compute="_compute_payable_amount",
        help="What we owe this customer as a supplier: open vendor bills, less our open payments and refunds.",
    )

    @api.depends("partner_id.credit_limit")
    def _compute_credit_limit(self):
        # Core shows limits to invoicing users only; a user who may read the profile may read its limit.
        self._cache_facts()

    def _inverse_credit_limit(self):
        for profile in self:
            mode = profile.limit_mode
            # sudo: credit managers may set limits without the right to edit contacts; write() has checked the group.
            profile.sudo().partner_id.with_company(profile.company_id).credit_limit = profile.credit_limit
            profile.limit_mode = mode

    @api.depends_context("uid")
    @api.depends(lambda self: (
        "partner_id", "company_id", "limit_mode", "temporary_limit", "temporary_limit_until", "credit_limit",
        "company_id.credit_horizon_days",
        *(f"company_id.{part.switch}" for part in self.env["credit.exposure"]._get_parts()),
    ))
    def _compute_facts(self):
        self._cache_facts()

    def _cache_facts(self):
        """Put all facts into the record cache."""
        Exposure, facts = self.env["credit.exposure"], {}
        names = Exposure._get_fact_names()
        for day, profiles in self.env["res.company"]._get_credit_days_of(self).items():
            facts |= Exposure._read_facts(profiles, day)
        nothing = (None,) * len(names)
        columns = zip(*(facts.get(id_ or id_.origin, nothing) for id_ in self._ids), strict=True)
        insert_cache(self, {name: convert_empty(self, name, values) for name, values in zip(names, columns, strict=True)})

    def _compute_payable_amount(self):
        # sudo: a figure that collectors need without the right to read bills; the rules decided on the customers.
        Exposure, payables = self.env["credit.exposure"].sudo(), {}
        for day, profiles in self.env["res.company"]._get_credit_days_of(self._origin.sudo()).items():
            payables |= Exposure._get_payables(profiles, day)
        for profile in self:
            profile.payable_amount = payables.get(profile._origin.id, 0.0)

    def _get_sql_column_names(self):
        return self.env["credit.exposure"]._get_fact_names()

    def _get_sql_columns(self):
        Exposure, days = self.env["credit.exposure"], self.env["res.company"].browse()._get_credit_days()
        if len(days) == 1:
            return Exposure._get_facts_sql(next(iter(days)))
        return SQL(" UNION ALL ").join(
            SQL("(%s)", Exposure._get_facts_sql(day, SQL("profile.company_id = ANY(%s)", companies.ids)))
            for day, companies in days.items())

    def _get_facts(self, today):
        """:return: see ``credit.exposure._get_facts``"""
        return self.env["credit.exposure"]._get_facts(self, today)

    def _get_aging(self, as_of):
        """:return: ``{profile id: {"not_due", "buckets", "credits", "total"}}`` at the end of ``as_of``"""
        return self.env["credit.open.item"]._get_aging(self, as_of)

    def _get_open_items(self, due_by, today):
        """:return: ``{profile: [OpenItem]}``: debts due until ``due_by`` that are followed up, whether free or not,
            by due date, then credits, also receipts dated ahead"""
        OpenItems = self.env["credit.open.item"]
        return OpenItems._read(self, today, OpenItems._get_followed_condition(due_by), announced=True)

    def _get_demands(self, day, level=None):
        """Hook: what is demanded of the customer beside the open items, such as charges that are not booked. Letters,
        statements and pages show it apart from the balance, which stays that of the ledger.

        :param date day: of the letter or statement
        :param level: of the follow-up that demands it, none elsewhere
        :return: list of :class:`~.values.Demand`, with labels in the language of the environment
        """
        self.ensure_one()
        return []
