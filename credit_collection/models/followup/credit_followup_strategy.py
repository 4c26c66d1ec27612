
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, formatLang, ormcache

from ...const import WITH_ARCHIVED
from ...tools.followup import strategy
from ..common.bulk import flush, get_columns
from ..common.sql import BRANCHES, TRADE_ACCOUNT_COLUMNS, build_items, get_account_holder_sql
from ..exposure.settlements import build_settlements
from .case import PlanChoice

READ = {
    "credit.profile": ["partner_id", "company_id"],
    "res.company": ["parent_path"],
    "res.partner": ["commercial_partner_id"],
    "account.account": TRADE_ACCOUNT_COLUMNS,
    "account.move": ["move_type"],
    "account.move.line": [
        "partner_id", "company_id", "account_id", "move_id", "parent_state", "balance", "reconciled", "date", "date_maturity",
    ],
    "account.partial.reconcile": ["debit_move_id", "credit_move_id", "max_date"],
}


class CreditFollowupStrategy(models.Model):
    """A rule that gives customers their follow-up plan; the first that matches decides."""

    _name = "credit.followup.strategy"
    _inherit = ["credit.cached.mixin", "credit.shared.mixin"]
    _description = "Follow-up Strategy Rule"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)],
        help="Leave empty for the customers of all companies; amounts are then in the currency of each.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    plan_id = fields.Many2one(
        "credit.followup.plan", string="Follow-up Plan", required=True, index=True, ondelete="cascade", check_company=True,
    )
    rating_ids = fields.Many2many(
        "credit.rating", string="Ratings", check_company=True, context=WITH_ARCHIVED,
        help="Empty: customers of any rating, or of none.",
    )
    min_overdue = fields.Monetary(string="Overdue From", default=0.0, help="Net of open credits, in company currency.")
    max_overdue = fields.Monetary(string="Overdue Below", default=0.0, help="0: no upper limit.")
    late_count = fields.Integer(
        string="Invoices Late", help="Number of the last invoices that were paid late or are overdue. 0: any payment "
                                     "behavior.", aggregator=None,
    )
    late_of = fields.Integer(
        string="Of the Last", default=6, help="How many of the latest invoices that fell due are looked at, 50 at most.",
        aggregator=None,
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    category_ids = fields.Many2many("res.partner.category", string="Tags", context=WITH_ARCHIVED)

    _check_amounts = models.Constraint(
        "CHECK (min_overdue >= 0 AND max_overdue >= 0 AND (max_overdue = 0 OR max_overdue > min_overdue))",
        "The overdue amount of a strategy rule must reach from a lower to a higher amount.",
    )
    _check_late = models.Constraint(
        "CHECK (late_count >= 0 AND late_of BETWEEN 0 AND 50 AND late_count <= late_of)",
        "A strategy rule cannot ask for more late invoices than it looks at, 50 at most.",
    )

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.constrains("plan_id", "company_id")
    def _check_plan_company(self):
        for rule in self:
            owner = rule.plan_id.company_id
            if owner and owner != rule.company_id:
                raise ValidationError(self.env._(
                    "Strategy rule “%(rule)s”: the plan “%(plan)s” belongs to %(company)s. Choose that company for the "
                    "rule, or a plan of all companies.", rule=rule.name, plan=rule.plan_id.name, company=owner.name))

    def _get_rules(self):
        """:return: the rules as plain values for the decision, in their order"""
        return [
            strategy.Rule(
                key=rule.id,
                plan=rule.plan_id.id,
                company=rule.company_id.id or None,
                ratings=frozenset(rule.rating_ids.ids),
                min_overdue=rule.min_overdue,
                max_overdue=rule.max_overdue,
                late_count=rule.late_count,
                late_of=rule.late_of,
                countries=frozenset(rule.country_ids.ids),
                tags=frozenset(rule.category_ids.ids),
            )
            for rule in self
        ]

    # Choice of the plan

    @api.model
    @ormcache()
    def _get_ids_in_force(self):
        """:return: ids of all rules that count, in their order; kept in memory, as every page of a customer asks for them"""
        return tuple(self.sudo().with_context(active_test=True).search([("plan_id.active", "=", True)])._ids)

    @api.model
    def _choose_plans(self, profiles, today):
        """Choose the plan of ``profiles`` as of ``today``, in a number of queries that does not grow with them.

        :return: ``{profile: PlanChoice}``
        """
        # sudo: a setting, also for users of a branch alone or may not read ratings.
        rules = self.sudo().browse(self._get_ids_in_force())._get_rules()
        # A plan of one's own goes before the rules: they are not asked.
        judged = profiles.filtered(lambda profile: not profile.followup_plan_id) if rules else profiles.browse()
        customers = self._get_customers(judged, rules, today)
        Plan = self.env["credit.followup.plan"]
        choices, standing = {}, {}
        columns = get_columns(profiles, "followup_plan_id", "rating_id", "company_id")
        for profile, given_by in zip(profiles, columns, strict=True):
            customer = customers.get(profile)
            rule = customer and strategy.find_rule(rules, customer, profile.currency_id.rounding)
            if rule:
                choices[profile] = PlanChoice(Plan.browse(rule.plan), "strategy", rule, customer)
                continue
            if given_by not in standing:
                standing[given_by] = self._get_standing_choice(profile)
            choices[profile] = standing[given_by]
        return self.env["credit.followup.draw"]._draw(choices)

    @api.model
    def _get_standing_choice(self, profile):
        """:return: the plan that does not depend on how the customer pays; one that is archived counts no more"""
        # sudo: a setting, also for users of a branch alone.
        company_plan = profile.company_id.sudo().credit_followup_plan_id
        plans = (("own", profile.followup_plan_id), ("rating", profile.rating_id.followup_plan_id), ("company", company_plan))
        return next((PlanChoice(plan, source) for source, plan in plans if plan.active), PlanChoice(company_plan.browse()))

    @api.model
    def _get_customers(self, profiles, rules, today):
        """:return: ``{profile: strategy.Customer}`` with the facts that the ``rules`` compare, and no more"""
        if not profiles:
            return {}
        used = {name for rule in rules for name in strategy.get_criteria(rule)}
        facts = profiles._get_facts(today) if strategy.OVERDUE in used else {}
        late = self._get_late_flags(profiles, today, max(rule.late_of for rule in rules)) if strategy.LATE in used else {}
        by_tag, by_country = strategy.TAG in used, strategy.COUNTRY in used
        return {
            profile: strategy.Customer(
                company=profile.company_id.id,
                rating=profile.rating_id.id or None,
                overdue=float(facts.get(profile._origin.id, {}).get("overdue_amount") or 0.0),
                late=late.get(profile._origin.id, ()),
                country=by_country and profile.partner_id.country_id.id or None,
                tags=frozenset(profile.partner_id.category_id.ids) if by_tag else frozenset(),
            )
            for profile in profiles
        }

    @api.model
    def _get_late_flags(self, profiles, today, last):
        """Which of the latest invoices that fell due were late, in one query for any number of customers.

        Late is an invoice with an instalment that money settled after its due date, or that is overdue. A credit note
        settles no invoice late.

        :param int last: how many invoices of each customer
        :return: ``{profile id: (late, …)}``, the latest due first
        """
        if not profiles.ids:
            return {}
        flush(self.env, READ)
        return {profile_id: tuple(flags) for profile_id, flags in self.env.execute_query(SQL(
            """
            SELECT profile_id, ARRAY_AGG(is_late ORDER BY due_date DESC, move_id DESC)
              FROM (
                    SELECT item.*, ROW_NUMBER() OVER (
                               PARTITION BY profile_id ORDER BY due_date DESC, move_id DESC) AS position
                      FROM (%s) item
                   ) invoice
             WHERE position <= %s
             GROUP BY profile_id
            """, self._get_invoices_sql(profiles, today), last))}

    @api.model
    def _get_invoices_sql(self, profiles, today):
        """:return: SQL of the invoices of ``profiles`` with a due date before ``today``, and whether they are late"""
        return SQL("%s GROUP BY profile.id, line.move_id", build_items(
            SQL(
                """
                profile.id AS profile_id, line.move_id, MAX(COALESCE(line.date_maturity, line.date)) AS due_date,
                BOOL_OR(line.reconciled IS NOT TRUE
                        OR COALESCE(settled.day > COALESCE(line.date_maturity, line.date), FALSE)) AS is_late
                """),
            joins=SQL(
                """
              JOIN res_partner payer ON payer.id = line.partner_id
              JOIN %s branch ON branch.id = line.company_id
              JOIN credit_profile profile
                ON profile.partner_id = payer.commercial_partner_id AND profile.company_id = branch.root_id
              JOIN account_move move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
 LEFT JOIN LATERAL (
                    SELECT MAX(settlement.date) AS day FROM (%s) settlement WHERE NOT settlement.is_credit_note
                   ) settled ON TRUE
                """, BRANCHES, build_settlements(SQL("line.id"))),
            condition=SQL(
                """
                profile.id = ANY(%s) AND %s AND line.balance > 0 AND COALESCE(line.date_maturity, line.date) < %s
                """,
                list(profiles.ids), get_account_holder_sql(SQL("line.partner_id"), profiles.partner_id.ids), today)))

    # Why

    @api.model
    def _explain_plan(self, profile, choice):
        """:return: in words why the customer has the plan of ``choice``"""
        reason = self._explain_source(profile, choice)
        if not choice.instead_of:
            return reason
        # sudo: names of settings.
        plan, other = choice.instead_of.sudo(), choice.instead_of._get_other()
        return self.env._(
            "%(reason)s Drawn by lot, to compare the plans “%(plan)s” and “%(other)s”.", reason=reason, plan=plan.name,
            other=other.name)

    @api.model
    def _explain_source(self, profile, choice):
        if choice.source == "own":
            return self.env._("Chosen for this customer.")
        if choice.source == "strategy":
            return self._explain_rule(profile, choice.rule, choice.customer)
        if choice.source == "rating":
            return self.env._("Plan of the rating %(rating)s.", rating=profile.rating_id.display_name)
        if choice.source == "company":
            return self.env._("Plan of the company: no rule and no rating says otherwise.")
        return self.env._("This customer is not followed up: no plan on the customer, the rating or the company, and "
                          "no matching rule.")

    @api.model
    def _explain_rule(self, profile, rule, customer):
        # sudo: the name of a setting.
        name = self.sudo().browse(rule.key).name
        criteria = [self._explain_criterion(profile, criterion, rule, customer) for criterion in strategy.get_criteria(rule)]
        if not criteria:
            return self.env._("Rule “%(rule)s”, which is for all customers.", rule=name)
        return self.env._("Rule “%(rule)s”: %(criteria)s.", rule=name, criteria=", ".join(criteria))

    @api.model
    def _explain_criterion(self, profile, criterion, rule, customer):
        if criterion == strategy.OVERDUE:
            amount = formatLang(self.env, customer.overdue, currency_obj=profile.currency_id)
            return self.env._("%(amount)s overdue", amount=amount)
        if criterion == strategy.LATE:
            late = customer.late[:rule.late_of]
            return self.env._("%(late)s of the last %(count)s invoices late", late=sum(late), count=len(late))
        if criterion == strategy.RATING:
            return self.env._("rating %(rating)s", rating=profile.rating_id.display_name)
        if criterion == strategy.COUNTRY:
            return self.env._("country %(country)s", country=profile.partner_id.country_id.name)
        tags = profile.partner_id.category_id.filtered(lambda tag: tag.id in rule.tags)
        return self.env._("tag %(tags)s", tags=", ".join(tags.mapped("name")))
