from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.bulk import convert_empty, insert_cache
from ..common.sql import BRANCHES, COMPARISONS, TRADE_ACCOUNTS, to_array
from .due_date import get_due_date_sql

FACTS = (
    "credit_limit", "effective_limit", "exposure_receivable", "exposure_draft", "exposure_orders",
    "exposure_payments", "exposure_total", "available_credit", "utilisation", "overdue_amount", "oldest_due_date",
    "days_overdue",
)
# Above this number of profiles, the sums over all customers are faster than those over a list of customers.
LARGE_BATCH = 1000


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
    """Where the customer stands: one SQL statement for any number of profiles, to read, filter and sort by."""

    _inherit = "credit.profile"

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
        help="Open items past their due date, net of open credits.",
    )
    oldest_due_date = fields.Date(
        compute="_compute_facts", search=search_fact("oldest_due_date"),
        help="Due date of the oldest item that is overdue.",
    )
    days_overdue = fields.Integer(compute="_compute_facts", search=search_fact("days_overdue"), aggregator="max")

    @api.depends("partner_id.credit_limit")
    def _compute_credit_limit(self):
        # Core shows limits to invoicing users only; whoever may read the profile may read its limit.
        self._cache_facts()

    def _inverse_credit_limit(self):
        for profile in self:
            mode = profile.limit_mode
            # sudo: credit managers may set limits without the right to edit contacts; write() has checked the group.
            profile.sudo().partner_id.with_company(profile.company_id).credit_limit = profile.credit_limit
            profile.limit_mode = mode

    @api.depends_context("uid")
    @api.depends(
        "partner_id", "company_id", "limit_mode", "temporary_limit", "temporary_limit_until",
        "credit_limit", "company_id.credit_count_receivable", "company_id.credit_count_draft",
        "company_id.credit_count_orders", "company_id.credit_count_payments", "company_id.credit_horizon_days",
    )
    def _compute_facts(self):
        self._cache_facts()

    def _cache_facts(self):
        """Put all facts into the record cache, column by column: assigning them one by one takes ten times as long."""
        facts = self._read_facts(fields.Date.context_today(self))
        nothing = (None,) * len(FACTS)
        columns = zip(*(facts.get(id_ or id_.origin, nothing) for id_ in self._ids), strict=True)
        insert_cache(self, {
            name: convert_empty(self, name, values) for name, values in zip(FACTS, columns, strict=True)})

    def _get_facts(self, today):
        """Exposure, limit and overdue of the profiles as they are now in the database, in one query.

        :param date today: decides what is overdue and whether a temporary limit runs
        :return: ``{profile id: {fact: value}}``; amounts in the currency of the profile's company, ``available_credit``
            and ``utilisation`` are ``None`` without a limit
        """
        return {
            profile_id: dict(zip(FACTS, values, strict=True)) for profile_id, values in self._read_facts(today).items()
        }

    def _read_facts(self, today):
        """:return: ``{profile id: values in the order of FACTS}``"""
        if not (ids := tuple(self.ids)):
            return {}
        # Nothing but what is needed here, and for access rights.
        self.fetch(["partner_id"])
        partner_ids = to_array(self.partner_id.ids) if len(ids) <= LARGE_BATCH else None
        rows = self.env.execute_query(SQL(
            "SELECT facts.id, %s FROM (%s) facts", SQL(", ").join(map(self._get_fact_column, FACTS)),
            self._get_facts_sql(today, SQL("profile.id = ANY(%s)", to_array(ids)), partner_ids)))
        return {row[0]: row[1:] for row in rows}

    @api.model
    def _get_fact_column(self, name):
        """:return: SQL of the fact as its field holds it; PostgreSQL makes floats of decimals sooner than Python does"""
        return SQL("%s::float8" if self._fields[name].type in ("monetary", "float") else "%s", SQL.identifier(name))

    @api.model
    def _get_facts_sql(self, today, condition=None, partner_ids=None, with_payments=True):
        """Build the one statement behind all facts.

        Due dates are those of the instalments, amounts are residuals in company currency over the company's branches.

        :param date today: decides what is overdue and whether a temporary limit runs
        :param SQL condition: on ``profile``; all profiles without
        :param SQL partner_ids: array of the commercial partners of these profiles, to narrow the sums; all without
        :param bool with_payments: whether payments in process are wanted; planning for them takes time
        :return: SQL with a row per profile: ``id``, the facts, and what else decides about its orders
        """
        self._flush_facts()
        return SQL(
            """
            SELECT base.*,
                   CASE WHEN base.limit_mode != 'unlimited'
                        THEN base.effective_limit - base.exposure_total END AS available_credit,
                   CASE WHEN base.effective_limit > 0 AND base.limit_mode != 'unlimited'
                        THEN base.exposure_total / base.effective_limit END AS utilisation,
                   COALESCE(%(today)s::date - base.oldest_due_date, 0) AS days_overdue
              FROM (%(base)s) base
            """,
            today=today, base=self._get_base_sql(today, condition or SQL("TRUE"), partner_ids, with_payments),
        )

    @api.model
    def _get_base_sql(self, today, condition, partner_ids, with_payments):
        """:return: SQL of the limit in force, the parts of the exposure and what is overdue, a row per profile"""
        return SQL(
            """
            SELECT profile.id, profile.partner_id, profile.company_id, profile.limit_mode, limits.credit_limit,
                   profile.rating_id, profile.on_hold, profile.own_max_term_days, profile.own_grace_days,
                   profile.temporary_limit_until, profile.limit_until, profile.limit_group_id,
                   profile.next_review_date, profile.followup_level_id,
                   CASE profile.limit_mode
                        WHEN 'unlimited' THEN NULL
                        WHEN 'no_credit' THEN 0
                        WHEN 'limited' THEN CASE WHEN profile.temporary_limit > 0
                                                  AND profile.temporary_limit_until >= %(today)s
                                                 THEN profile.temporary_limit ELSE limits.credit_limit END
                   END AS effective_limit,
                   COALESCE(item.receivable, 0) AS exposure_receivable,
                   COALESCE(draft.amount, 0) AS exposure_draft,
                   COALESCE(orders.amount, 0) AS exposure_orders,
                   %(payments)s AS exposure_payments,
                   CASE WHEN company.credit_count_receivable IS FALSE THEN 0 ELSE COALESCE(item.receivable, 0) END
                       + CASE WHEN company.credit_count_draft IS FALSE THEN 0 ELSE COALESCE(draft.amount, 0) END
                       + CASE WHEN company.credit_count_orders IS FALSE THEN 0 ELSE COALESCE(orders.amount, 0) END
                       + CASE WHEN company.credit_count_payments THEN %(payments)s ELSE 0 END
                       AS exposure_total,
                   GREATEST(COALESCE(item.overdue, 0), 0) AS overdue_amount,
                   CASE WHEN item.overdue > 0 THEN item.oldest_due_date END AS oldest_due_date
              %(from_clause)s
             WHERE %(condition)s
            """,
            today=today, from_clause=self._get_facts_from_sql(today, partner_ids, with_payments), condition=condition,
            payments=SQL("COALESCE(payments.amount, 0)") if with_payments else SQL("0.0"),
        )

    @api.model
    def _get_facts_from_sql(self, today, partner_ids, with_payments):
        """:return: SQL of the profiles joined with their limits and the sums of their items, drafts and orders"""
        return SQL(
            """
                  FROM credit_profile profile
                  JOIN res_company company ON company.id = profile.company_id
                  JOIN res_partner partner ON partner.id = profile.partner_id
            CROSS JOIN LATERAL (
                        SELECT COALESCE((partner.credit_limit->>profile.company_id::text)::numeric,
                                        (%(default_limits)s->>profile.company_id::text)::numeric, 0) AS credit_limit
                       ) limits
             LEFT JOIN (%(items)s) item
                    ON item.partner_id = profile.partner_id AND item.root_id = profile.company_id
             LEFT JOIN (%(drafts)s) draft
                    ON draft.partner_id = profile.partner_id AND draft.root_id = profile.company_id
             LEFT JOIN (%(orders)s) orders
                    ON orders.partner_id = profile.partner_id AND orders.root_id = profile.company_id
                       %(payments)s
            """,
            default_limits=self._get_default_limits_sql(),
            items=self._get_receivables_sql(today, partner_ids),
            drafts=self._get_drafts_sql(partner_ids),
            orders=self._get_orders_sql(today, partner_ids),
            payments=SQL(
                """
             LEFT JOIN (%s) payments
                    ON payments.partner_id = profile.partner_id AND payments.root_id = profile.company_id
                """, self._get_payments_sql(partner_ids)) if with_payments else SQL(),
        )

    @api.model
    def _get_receivables_sql(self, today, partner_ids):
        """Sum the open items per customer, with those of the contacts, as imported entries have them.

        Conditions repeat those of the partial index, or it would not be used.
        """
        return SQL(
            """
            SELECT payer.commercial_partner_id AS partner_id, branch.root_id,
                   SUM(line.amount_residual) AS receivable,
                   SUM(line.amount_residual) FILTER (
                       WHERE %(due_date)s < %(today)s OR line.amount_residual < 0
                   ) AS overdue,
                   -- Of all debts: where something is overdue, the oldest debt is.
                   MIN(%(due_date)s) FILTER (WHERE line.amount_residual > 0) AS oldest_due_date
              FROM account_move_line line
              JOIN res_partner payer ON payer.id = line.partner_id
              JOIN %(branches)s branch ON branch.id = line.company_id
             WHERE line.account_id = ANY(%(accounts)s)
               AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual <> 0
               AND %(scope)s
             GROUP BY payer.commercial_partner_id, branch.root_id
            """,
            today=today, branches=BRANCHES, due_date=get_due_date_sql("line"), accounts=TRADE_ACCOUNTS,
            scope=self._get_scope_sql(SQL("payer.commercial_partner_id"), partner_ids),
        )

    @api.model
    def _get_scope_sql(self, column, partner_ids):
        return SQL("TRUE") if partner_ids is None else SQL("%s = ANY(%s)", column, partner_ids)

    @api.model
    def _get_default_limits_sql(self):
        """:return: SQL of core's default limits as JSON by company, which core itself keeps in memory"""
        return SQL("%s::jsonb", self.env["ir.default"]._get_field_column_fallbacks("res.partner", "credit_limit"))
