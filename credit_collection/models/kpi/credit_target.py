from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.kpi.key_figures import evaluate
from ...tools.kpi.months import get_month_end

OWNERS = {"user_id": "collector_id", "team_id": "team_id"}


class CreditTarget(models.Model):
    """What a collector or a sales team is to reach in a month, with what they reached.

    Receipts count for the collector of their day. What is overdue and promised of a month that has ended counts as it was
    kept, with its owners of that time; that of the running month is read from the ledger.
    """

    _name = "credit.target"
    _description = "Target"
    _inherit = "credit.bounds.mixin"
    _order = "month desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True, compute="_compute_month", store=True, precompute=True, readonly=False,
        help="Any day of the month; its first day is kept.",
    )
    user_id = fields.Many2one(
        "res.users", string="Collector", index="btree_not_null", domain=[("share", "=", False)],
        help="Of the customers of this collector.",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", help="Of the customers of the salespeople of this team.",
    )
    collected_target = fields.Monetary(string="Collect", default=0.0, bounds=(0, 1e15))
    overdue_ratio_target = fields.Float(string="Overdue Ratio at Most", digits=(16, 4), bounds=(0, 1), aggregator=None)
    promise_kept_ratio_target = fields.Float(string="Promises Kept at Least", digits=(16, 4), bounds=(0, 1), aggregator=None)
    collected = fields.Monetary(
        compute="_compute_actual", help="Receipts of the month less those that were returned in it.")
    collected_share = fields.Float(
        string="Reached", compute="_compute_actual", help="Collected as a share of the target.")
    overdue_ratio = fields.Float(
        compute="_compute_actual", digits=(16, 4), help="At the end of the month, or now. Past due less open credits / owed.")
    promise_kept_ratio = fields.Float(
        string="Promises Kept", compute="_compute_actual", digits=(16, 4),
        help="Promised installments that fell due and were kept / all of them that were judged.")

    _once_idx = models.UniqueIndex(
        "(company_id, month, COALESCE(user_id, 0), COALESCE(team_id, 0))",
        "There is a target of this month already for the collector or team.",
    )

    @api.depends("company_id")
    def _compute_month(self):
        for target in self:
            target.month = target.month or target.company_id._get_credit_today().replace(day=1)

    @api.depends("month", "user_id", "team_id", "company_id")
    def _compute_actual(self):
        kept, of_owners = self._get_kept_actual(), self._get_collected_by_owner()
        for target in self:
            actual = kept.get(target._get_key()) or target._get_running_actual()
            if target.user_id:
                actual = (of_owners.get(target._get_key()), *actual[1:])
            collected, target.overdue_ratio, target.promise_kept_ratio = (value or 0.0 for value in actual)
            target.collected = collected
            target.collected_share = collected / target.collected_target if target.collected_target else 0.0

    @api.depends("month", "user_id", "team_id")
    def _compute_display_name(self):
        for target in self:
            owner = target.user_id.name or target.team_id.name or ""
            target.display_name = f"{owner} {target.month:%Y-%m}" if target.month else owner

    @api.constrains("user_id", "team_id", "month")
    def _check_owner(self):
        for target in self:
            if bool(target.user_id) == bool(target.team_id):
                raise ValidationError(self.env._("A target is that of a collector or of a sales team: choose one of them."))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._begin_month(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._begin_month(vals))

    @api.model
    def _begin_month(self, vals):
        self._check_bounds(vals)  # what is no date has no month
        return {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)} if vals.get("month") else vals

    def _get_key(self):
        return self.company_id.id, self.month and get_month_end(self.month), self.user_id.id, self.team_id.id

    def _get_kept_actual(self):
        """:return: ``{key: (collected, overdue ratio, ratio of promises kept)}`` of the months that are kept"""
        actual = {}
        months = [get_month_end(target.month) for target in self if target.month]
        for name, owner in OWNERS.items():
            owners = self.mapped(name)
            if not owners:
                continue
            rows = self.env["credit.snapshot"]._read_group(
                [("company_id", "in", self.company_id.ids), ("date", "in", months), (owner, "in", owners.ids)],
                ["company_id", "date:day", owner], ["collected:sum", "overdue_ratio:avg", "promise_kept_ratio:avg"])
            for company, day, record, *values in rows:
                ids = (record.id, False) if name == "user_id" else (False, record.id)
                actual[(company.id, day, *ids)] = values
        return actual

    def _get_collected_by_owner(self):
        """:return: ``{key: collected}`` of the targets of collectors: receipts count for the collector of their day"""
        return self._read_by_owner(self.env["credit.key.figure"]._get_collected_by_owner)

    def _get_returned_later(self, last):
        """:return: ``{key: amount}`` of the targets of collectors: receipts of their months that were given back after these,
            until the date ``last``"""
        read = self.env["credit.key.figure"]._get_returned_later_by_owner
        return self._read_by_owner(lambda scope, months: read(scope, months, last))

    def _read_by_owner(self, read):
        """:param read: function of a scope and pairs of first and last days: ``{(number of the pair, user id): amount}``"""
        result = {}
        targets = self.filtered(lambda target: target.company_id and target.user_id and target.month)
        for company, members in targets.grouped("company_id").items():
            months = sorted(set(members.mapped("month")))
            amounts = read(company._get_credit_figure_scope(None), [(month, get_month_end(month)) for month in months])
            for (number, user_id), amount in amounts.items():
                result[company.id, get_month_end(months[number]), user_id, False] = amount
        return result

    def _get_running_actual(self):
        """:return: the same of a month of which nothing is kept yet, from the ledger"""
        owner = self.user_id or self.team_id
        if not (self.company_id and self.month and owner):
            return (0.0, 0.0, 0.0)
        today = self.company_id._get_credit_today()
        if self.month > today:
            return (0.0, 0.0, 0.0)
        domain = (
            Domain("collector_id", "=", owner.id) if self.user_id else Domain("partner_id.user_id.sale_team_id", "=", owner.id))
        components = self.company_id._get_credit_components(
            [(self.month, min(get_month_end(self.month), today))], domain)[0]
        return (
            components.get("collected", 0.0), evaluate("overdue_ratio", components), evaluate("promise_kept_ratio", components))
