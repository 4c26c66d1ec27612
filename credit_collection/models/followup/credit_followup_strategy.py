from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.followup.strategy import Rule


class CreditFollowupStrategy(models.Model):
    """A rule that gives customers their follow-up plan; the first that matches decides."""

    _name = "credit.followup.strategy"
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
        "credit.rating", string="Ratings", check_company=True, help="Empty: customers of any rating, or of none.",
    )
    min_overdue = fields.Monetary(string="Overdue From", default=0.0, help="Net of open credits, in company currency.")
    max_overdue = fields.Monetary(string="Overdue Below", default=0.0, help="0: no upper limit.")
    late_count = fields.Integer(
        string="Invoices Late", help="Number of the last invoices that were paid late or are overdue. 0: any payment "
                                     "behavior.",
    )
    late_of = fields.Integer(
        string="Of the Last", default=6, help="How many of the latest invoices that fell due are looked at, 50 at most.",
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    category_ids = fields.Many2many("res.partner.category", string="Tags")

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
            Rule(
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
