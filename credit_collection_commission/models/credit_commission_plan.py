from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.credit_collection.const import WITH_ARCHIVED
from odoo.addons.credit_collection.models.common.days import day_of_entry

from ..tools.commission import Rate, find_gap


class CreditCommissionPlan(models.Model):
    """What collectors earn of what comes in: rates by age of the debt, steps, and a bonus for a target that was reached."""

    _name = "credit.commission.plan"
    _inherit = ["credit.table.mixin", "credit.roles.mixin", "mail.thread"]
    _description = "Commission Plan"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, domain=[("parent_id", "=", False)], role="fixed",
        default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_ids = fields.Many2many(
        "res.users", string="Collectors", domain=[("share", "=", False)], context=WITH_ARCHIVED,
        help="Leave empty for all who have no plan of their own.")
    date_from = day_of_entry(
        "date_from", "company_id", string="From", required=True, tracking=True,
        help="Receipts from this day on earn commission.")
    date_to = fields.Date(string="Until", tracking=True, help="Last day; without one, until the plan is archived.")
    contact_days = fields.Integer(
        string="Attributed Within (days)", default=14, bounds=(0, 365), tracking=True, aggregator=None,
        help="A receipt counts for the collector who last spoke with the customer, or took a promise, so many days before. "
             "Otherwise, and with 0, for those whose customer it was on the day of the receipt.")
    rate_ids = fields.One2many(
        "credit.commission.rate", "plan_id", string="Rates", copy=True,
        default=lambda self: [Command.create({"percent": 1.0})])
    bonus_percent = fields.Float(
        string="Bonus for Targets (%)", digits=(8, 4), default=0.0, bounds=(0, 100), tracking=True, aggregator=None,
        help="Of all that was collected in a month whose target was reached.")
    note = fields.Text()

    _check_dates = models.Constraint("CHECK (date_to IS NULL OR date_to >= date_from)", "The plan ends before it begins.")

    @api.constrains("rate_ids")
    def _check_rows(self):
        for plan in self:
            if not plan.rate_ids:
                raise ValidationError(self.env._("“%(plan)s”: enter a rate.", plan=plan.name))
            if (age := find_gap(plan._get_rates())) is not None:
                raise ValidationError(self.env._(
                    "“%(plan)s”: debts from %(days)s days late on need exactly one rate from each amount on, the first from 0.",
                    plan=plan.name, days=age))

    @api.constrains("user_ids", "date_from", "date_to", "company_id", "active")
    def _check_overlap(self):
        for plan in self.filtered("active"):
            others = self.search(
                Domain("company_id", "=", plan.company_id.id) & Domain("id", "!=", plan.id)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", plan.date_from))
                & (Domain("date_from", "<=", plan.date_to) if plan.date_to else Domain.TRUE))
            for other in others:
                both = plan.user_ids & other.user_ids
                if both or not (plan.user_ids or other.user_ids):
                    raise ValidationError(self.env._(
                        "Plans “%(plan)s” and “%(other)s” are both for %(users)s on the same days.", plan=plan.name,
                        other=other.name, users=", ".join(both.mapped("name")) or self.env._("all collectors")))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: whether there are any.
        if used := self.env["credit.commission.line"].sudo().search([("plan_id", "in", self.ids)], limit=1).plan_id:
            raise UserError(self.env._("“%(plan)s” has earned commission: archive it instead.", plan=used.name))

    def _get_rates(self):
        """:return: the rates as plain values"""
        self.ensure_one()
        return [Rate(rate.age_from, rate.amount_from, rate.percent) for rate in self.rate_ids]

    def _find(self, user, day):
        """:return: the plan of ``self`` that is for ``user`` on ``day``, one by name first"""
        fitting = self.filtered(
            lambda plan: plan.date_from <= day and (not plan.date_to or plan.date_to >= day)
            and (not plan.user_ids or user in plan.user_ids))
        return fitting.sorted(lambda plan: not plan.user_ids)[:1]


class CreditCommissionRate(models.Model):
    """A rate of a plan."""

    _name = "credit.commission.rate"
    _inherit = ["credit.row.mixin", "credit.bounds.mixin"]
    _table_field = "plan_id"
    _description = "Commission Rate"
    _order = "age_from, amount_from, id"
    _rec_name = "percent"

    plan_id = fields.Many2one("credit.commission.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    age_from = fields.Integer(
        string="Days Late From", default=0, bounds=(-3650, 36500), aggregator=None,
        help="Of the debt when it was paid, from its due date. Younger debts count with the lowest number.")
    amount_from = fields.Monetary(
        string="Collected From", default=0.0, bounds=(0, 1e15), aggregator=None,
        help="What the collector brings in beyond this amount in the period earns this rate.")
    percent = fields.Float(string="Rate (%)", required=True, digits=(8, 4), bounds=(0, 100), aggregator=None)
