from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ...tools.followup import strategy
from ..common.sql import BRANCHES, TRADE_ACCOUNT_COLUMNS, TRADE_ACCOUNTS, get_account_holder_sql

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


class PlanChoice(NamedTuple):
    """The plan of a customer and where it comes from; ``rule`` and ``customer`` tell which rule matched what."""

    plan: models.Model
    source: str | None = None
    rule: strategy.Rule | None = None
    customer: strategy.Customer | None = None


class CreditProfile(models.Model):
    """Follow-up plan of the customer, and the reason: set on the customer, by the strategy, the rating or the company."""

    _inherit = "credit.profile"

    effective_followup_plan_id = fields.Many2one(
        "credit.followup.plan", string="Follow-up Plan", compute="_compute_effective_followup_plan",
    )
    followup_plan_reason = fields.Char(string="Why This Plan", compute="_compute_effective_followup_plan")

    @api.depends_context("lang")
    @api.depends(
        "followup_plan_id.active", "rating_id.followup_plan_id.active", "company_id.credit_followup_plan_id.active",
        "partner_id.category_id", "partner_id.country_id",
    )
    def _compute_effective_followup_plan(self):
        choices = self._get_plan_choices(fields.Date.context_today(self))
        for profile in self:
            choice = choices[profile]
            profile.effective_followup_plan_id = choice.plan
            profile.followup_plan_reason = profile._explain_plan(choice)

    def _get_plan_choices(self, today):
        """Choose the plan of these customers as of ``today``, in a number of queries that does not grow with them.

        :return: ``{profile: PlanChoice}``
        """
        # sudo: a setting, also for whoever works for a branch alone or may not read ratings.
        rules = self.env["credit.followup.strategy"].sudo().search([("plan_id.active", "=", True)])._get_rules()
        # A plan of one's own goes before the rules: they are not asked.
        judged = self.filtered(lambda profile: not profile.followup_plan_id) if rules else self.browse()
        customers = judged._get_strategy_customers(rules, today)
        Plan = self.env["credit.followup.plan"]
        choices, standing = {}, {}
        for profile in self:
            customer = customers.get(profile)
            rule = customer and strategy.find_rule(rules, customer, profile.currency_id.rounding)
            if rule:
                choices[profile] = PlanChoice(Plan.browse(rule.plan), "strategy", rule, customer)
                continue
            given_by = profile.followup_plan_id.id, profile.rating_id.id, profile.company_id.id
            if given_by not in standing:
                standing[given_by] = profile._get_standing_choice()
            choices[profile] = standing[given_by]
        return choices

    def _get_standing_choice(self):
        """:return: the plan that does not depend on how the customer pays; one that is archived counts no more"""
        self.ensure_one()
        # sudo: a setting, also for whoever works for a branch alone.
        company_plan = self.company_id.sudo().credit_followup_plan_id
        plans = (("own", self.followup_plan_id), ("rating", self.rating_id.followup_plan_id), ("company", company_plan))
        return next((PlanChoice(plan, source) for source, plan in plans if plan.active), PlanChoice(company_plan.browse()))

    def _get_strategy_customers(self, rules, today):
        """:return: ``{profile: strategy.Customer}`` with what the ``rules`` look at, and no more"""
        if not self:
            return {}
        used = {name for rule in rules for name in strategy.get_criteria(rule)}
        facts = self._get_facts(today) if strategy.OVERDUE in used else {}
        late = self._get_late_flags(today, max(rule.late_of for rule in rules)) if strategy.LATE in used else {}
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
            for profile in self
        }

    def _get_late_flags(self, today, last):
        """Which of the latest invoices that fell due were late, in one query for any number of customers.

        Late is an invoice with an instalment that money settled after its due date, or that is overdue. A credit note
        settles no invoice late.

        :param int last: how many invoices of each customer
        :return: ``{profile id: (late, …)}``, the latest due first
        """
        if not self.ids:
            return {}
        for model, names in READ.items():
            self.env[model].flush_model(names)
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
            """, self._get_invoices_sql(today), last))}

    def _get_invoices_sql(self, today):
        """:return: SQL of the invoices of these customers with a due date before ``today``, and whether they are late"""
        return SQL(
            """
            SELECT profile.id AS profile_id, line.move_id, MAX(COALESCE(line.date_maturity, line.date)) AS due_date,
                   BOOL_OR(line.reconciled IS NOT TRUE
                           OR COALESCE(settlement.date > COALESCE(line.date_maturity, line.date), FALSE)) AS is_late
              FROM credit_profile profile
              JOIN %(branches)s branch ON branch.root_id = profile.company_id
              JOIN res_partner payer ON payer.commercial_partner_id = profile.partner_id
              JOIN account_move_line line ON line.partner_id = payer.id AND line.company_id = branch.id
              JOIN account_move move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
 LEFT JOIN LATERAL (
                    SELECT MAX(partial.max_date) AS date
                      FROM account_partial_reconcile partial
                      JOIN account_move_line counterpart ON counterpart.id = partial.credit_move_id
                      JOIN account_move payment ON payment.id = counterpart.move_id
                     WHERE partial.debit_move_id = line.id AND payment.move_type != 'out_refund'
                   ) settlement ON TRUE
             WHERE profile.id = ANY(%(ids)s) AND %(of_customers)s
               AND line.account_id = ANY(%(accounts)s) AND line.parent_state = 'posted' AND line.balance > 0
               AND COALESCE(line.date_maturity, line.date) < %(today)s
             GROUP BY profile.id, line.move_id
            """,
            ids=list(self.ids), of_customers=get_account_holder_sql(SQL("line.partner_id"), self.partner_id.ids), today=today,
            branches=BRANCHES, accounts=TRADE_ACCOUNTS,
        )

    # Why

    def _explain_plan(self, choice):
        """:return: in words why the customer has the plan of ``choice``"""
        self.ensure_one()
        if choice.source == "own":
            return self.env._("Chosen for this customer.")
        if choice.source == "strategy":
            return self._explain_rule(choice.rule, choice.customer)
        if choice.source == "rating":
            return self.env._("Plan of the rating %(rating)s.", rating=self.rating_id.display_name)
        if choice.source == "company":
            return self.env._("Plan of the company: no rule and no rating says otherwise.")
        return self.env._("This customer is not followed up: no plan on the customer, the rating or the company, and "
                          "no matching rule.")

    def _explain_rule(self, rule, customer):
        # sudo: the name of a setting.
        name = self.env["credit.followup.strategy"].sudo().browse(rule.key).name
        criteria = [self._explain_criterion(criterion, rule, customer) for criterion in strategy.get_criteria(rule)]
        if not criteria:
            return self.env._("Rule “%(rule)s”, which is for all customers.", rule=name)
        return self.env._("Rule “%(rule)s”: %(criteria)s.", rule=name, criteria=", ".join(criteria))

    def _explain_criterion(self, criterion, rule, customer):
        if criterion == strategy.OVERDUE:
            amount = formatLang(self.env, customer.overdue, currency_obj=self.currency_id)
            return self.env._("%(amount)s overdue", amount=amount)
        if criterion == strategy.LATE:
            late = customer.late[:rule.late_of]
            return self.env._("%(late)s of the last %(count)s invoices late", late=sum(late), count=len(late))
        if criterion == strategy.RATING:
            return self.env._("rating %(rating)s", rating=self.rating_id.display_name)
        if criterion == strategy.COUNTRY:
            return self.env._("country %(country)s", country=self.partner_id.country_id.name)
        tags = self.partner_id.category_id.filtered(lambda tag: tag.id in rule.tags)
        return self.env._("tag %(tags)s", tags=", ".join(tags.mapped("name")))
