from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import LIMIT_MODES, LIMIT_RULES

# What a rating says beside its hold rules; the first of these makes the limits of its customers.
LIMIT_DRAFT = ("limit_mode", "limit_rule", "limit_amount", "limit_months")
RATING_DRAFT = (
    *LIMIT_DRAFT, "payment_term_id", "max_term_days", "grace_days", "followup_plan_id", "review_months", "benefit_pricelist_id",
)
# What the company says about customers without rating beside the hold rules, with the prefix «credit_».
COMPANY_DRAFT = ("max_term_days", "grace_days", "followup_plan_id")


class CreditPolicyChangeLine(models.Model):
    """The drafted policy of one rating, or of customers without rating."""

    _name = "credit.policy.change.line"
    _description = "Credit Policy Line"
    _inherit = ["credit.roles.mixin", "credit.hold.rules.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["rating_id"]
    _check_company_auto = True

    change_id = fields.Many2one("credit.policy.change", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer()
    rating_id = fields.Many2one("credit.rating", readonly=True, index="btree_not_null", ondelete="cascade")
    name = fields.Char(string="Customers", compute="_compute_name")
    base = fields.Json(readonly=True)  # the policy in force when the draft was started
    is_changed = fields.Boolean(compute="_compute_is_changed")

    limit_mode = fields.Selection(LIMIT_MODES, string="Credit")
    limit_rule = fields.Selection(LIMIT_RULES)
    limit_amount = fields.Monetary(string="Fixed Limit", default=0.0)
    limit_months = fields.Float(string="Months of Sales", aggregator=None)
    payment_term_id = fields.Many2one("account.payment.term", check_company=True)
    max_term_days = fields.Integer(string="Maximum Payment Term (days)", aggregator=None)
    term_bands = fields.Char(
        string="By Order Amount", compute="_compute_term_bands",
        help="Maximum payment terms by order amount. They are changed on the rating; the preview takes them into "
             "account.",
    )
    grace_days = fields.Integer(string="Grace Period (days)", aggregator=None)
    followup_plan_id = fields.Many2one("credit.followup.plan", string="Follow-up Plan", check_company=True)
    review_months = fields.Integer(string="Review Every (months)", bounds=(0, 1200), aggregator=None)
    benefit_pricelist_id = fields.Many2one("product.pricelist", string="Pricelist", check_company=True)

    @api.depends("rating_id.display_name")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            line.name = line.rating_id.display_name if line.rating_id else self.env._("Customers without rating")

    @api.depends("rating_id.term_ids.display_name")
    @api.depends_context("lang")
    def _compute_term_bands(self):
        for line in self:
            line.term_bands = " · ".join(line.rating_id.term_ids.mapped("display_name"))

    @api.depends(lambda self: ("base", *RATING_DRAFT, *self._get_rule_columns()))
    def _compute_is_changed(self):
        for line in self:
            line.is_changed = bool(line._get_changes())

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        self.change_id.sudo().is_preview_stale = True  # sudo: as what the preview found, it is never written by hand.
        return super().write(vals)

    def _check_open(self):
        """:raise UserError: when a version is changed that was applied or discarded"""
        if any(change.state != "draft" for change in self.change_id):
            raise UserError(self.env._("This version of the policy is kept as it was. Plan a new change."))

    @api.model
    def _read_policy(self, rating):
        """:return: values of a line for ``rating`` as it is now"""
        # sudo: the pricelist of a rating may be hidden from credit managers who do not sell.
        values = {name: self._get_value(rating.sudo(), name) for name in (*RATING_DRAFT, *self._get_rule_columns())}
        return {**values, "base": values}

    @api.model
    def _read_company_policy(self, company):
        """:return: values of the line for customers without rating as the company has them now"""
        values = {name: self._get_value(company, f"credit_{name}") for name in COMPANY_DRAFT}
        values |= {
            name: self._get_value(company, column) for name in self._get_rule_columns()
            if (column := self._get_company_column(name))}
        return {**values, "base": values}

    @api.model
    def _get_value(self, record, name):
        return record._fields[name].convert_to_write(record[name], record)

    def _get_changes(self):
        """:return: ``{field: drafted value}`` of what differs from the policy from which the draft started"""
        self.ensure_one()
        changes = {}
        for name, value in (self.base or {}).items():
            drafted = self._get_value(self, name)
            is_same = drafted == value or (
                self._fields[name].type in ("float", "monetary") and abs((drafted or 0) - (value or 0)) < 1e-9)
            if not is_same:
                changes[name] = drafted
        return changes

    def _take_from(self, line):
        """Draft what ``line``, of an earlier version, says."""
        self.write({name: self._get_value(line, name) for name in self.base or {} if name in (line.base or {})})

    def _is_outdated(self):
        """:return: whether the policy in force is not the one any more from which the draft started"""
        self.ensure_one()
        now = self._read_policy(self.rating_id) if self.rating_id else self._read_company_policy(self.company_id)
        return now["base"] != self.base

    def _apply(self):
        """Put what was drafted into force, with the reason in the history."""
        changes = self._get_changes()
        if not changes:
            return
        change = self.change_id
        if self.rating_id:
            self.rating_id.write({**changes, "change_reason": change.reason, "change_id": change.id})
        else:
            Tier = self.env["credit.approval.tier"]
            before = Tier._get_limit_rules(self.rating_id, self.company_id)
            # sudo: credit managers set the policy without the right to edit companies; who applies was checked.
            self.company_id.sudo().write({
                **{f"credit_{name}": value for name, value in changes.items()},
                "credit_change_reason": change.reason, "credit_change_id": change.id})
            Tier._check_rules_eased(self.company_id, before, Tier._get_limit_rules(self.rating_id, self.company_id))
