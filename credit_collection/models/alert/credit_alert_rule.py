from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...const import RESPONSES, SEVERITIES, WITH_ARCHIVED
from ...tools.alert import decision
from ..common.bulk import get_columns


class CreditAlertRule(models.Model):
    """What the credit team wants to be warned of: an indicator, its thresholds, and who hears of it."""

    _name = "credit.alert.rule"
    _inherit = ["credit.cached.mixin", "credit.shared.mixin"]
    _description = "Alert Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)],
        help="Leave empty for all companies. Amounts are in the currency of the customer's company.",
    )
    indicator = fields.Selection("_selection_indicator", required=True, default="days_overdue")
    explanation = fields.Char(string="What Is Watched", compute="_compute_unit")
    unit = fields.Selection(
        [
            ("amount", "company currency"), ("days", "days"), ("percent", "%"), ("points", "points"),
            ("count", "promises"), ("rating", "rating"), ("number", "number"),
        ],
        compute="_compute_unit",
    )
    line_ids = fields.One2many("credit.alert.rule.line", "rule_id", string="Thresholds", copy=True)
    rating_ids = fields.Many2many(
        "credit.rating", string="Only for Ratings", context=WITH_ARCHIVED, help="Leave empty for all customers.")
    cooldown_days = fields.Integer(
        string="Cool-down (days)", default=14,
        help="After an alert is closed, the rule raises no new alert for this number of days unless the situation "
             "worsens.", aggregator=None,
    )
    closes_itself = fields.Boolean(
        string="Close by Itself", default=True, help="An open alert is closed as soon as its cause is gone.",
    )
    notify_collector = fields.Boolean(string="Collector", default=True)
    notify_salesperson = fields.Boolean(
        string="Salesperson", help="Receives a note on the contact, without figures of the credit file.",
    )
    notify_managers = fields.Boolean(string="Credit Managers")
    user_ids = fields.Many2many("res.users", string="Further People", domain=[("share", "=", False)])
    alert_count = fields.Integer(string="Open Alerts", compute="_compute_alert_count")

    _check_cooldown = models.Constraint("CHECK (cooldown_days >= 0)", "The cool-down cannot be negative.")

    @api.model
    def _selection_indicator(self):
        return [(indicator.code, indicator.label) for indicator in self._get_indicators_by_code().values()]

    @api.depends("indicator")
    @api.depends_context("lang")
    def _compute_unit(self):
        indicators = self._get_indicators_by_code()
        for rule in self:
            indicator = indicators.get(rule.indicator)
            rule.unit = indicator.unit if indicator else False
            rule.explanation = indicator.explanation if indicator else False

    def _compute_alert_count(self):
        counts = dict(self.env["credit.alert"]._read_group(
            [("rule_id", "in", self.ids), ("state", "!=", "closed")], ["rule_id"], ["__count"]))
        for rule in self:
            rule.alert_count = counts.get(rule, 0)

    @api.constrains("indicator", "line_ids")
    def _check_lines(self):
        for rule in self:
            if rule.indicator == "rating" and not all(line.rating_id for line in rule.line_ids):
                raise ValidationError(self.env._(
                    "Alert rule “%(rule)s”: choose the rating of each threshold.", rule=rule.name))

    def action_view_alerts(self):
        """:return: the open alerts of the rule"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_alert_action")
        return {**action, "domain": [("rule_id", "in", self.ids)], "context": {"search_default_not_closed": 1}}

    @api.model
    def _get_rules(self, indicators=None):
        """:param indicators: names of the indicators looked for; all without
        :return: the active rules with thresholds, of all companies
        """
        domain = Domain("line_ids", "!=", False)
        if indicators is not None:
            domain &= Domain("indicator", "in", indicators)
        return self.search(domain)

    def _filter_customers(self, profiles):
        """:return: those of ``profiles`` that the rule is for"""
        self.ensure_one()
        company_id, rating_ids = self.company_id.id, set(self.rating_ids.ids)
        columns = zip(profiles._ids, get_columns(profiles, "company_id", "rating_id"), strict=True)
        return profiles.browse(
            profile_id for profile_id, (owner_id, rating_id) in columns
            if company_id in (False, owner_id) and (not rating_ids or rating_id in rating_ids))

    def _get_plain_rule(self):
        """:return: the rule as :class:`~odoo.addons.credit_collection.tools.alert.decision.Rule`"""
        self.ensure_one()
        return decision.Rule(
            tuple(decision.Threshold(line.id, line._get_threshold(), int(line.severity)) for line in self.line_ids),
            self.cooldown_days, self.closes_itself)


class CreditAlertRuleLine(models.Model):
    """One threshold of a rule: how bad it is to reach it, and what is then to be done."""

    _name = "credit.alert.rule.line"
    _inherit = ["credit.cached.mixin", "credit.shared.mixin"]
    _description = "Alert Threshold"
    _order = "rule_id, severity, threshold, id"

    rule_id = fields.Many2one("credit.alert.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id")
    indicator = fields.Selection(related="rule_id.indicator")
    threshold = fields.Float(string="From", digits=(16, 2), help="The alert comes from this value on.", aggregator=None)
    rating_id = fields.Many2one("credit.rating", help="This rating or a worse one.")
    severity = fields.Selection(SEVERITIES, required=True, default="2")
    response = fields.Selection(RESPONSES, string="Proposed Response")
    limit_cut_percent = fields.Float(string="Lower by (%)", default=25.0, digits=(5, 1), aggregator=None)
    applies_itself = fields.Boolean(
        string="Apply at Once",
        help="The response is applied by the system as soon as the threshold is reached, and logged; otherwise it is "
             "proposed and a credit manager applies it.",
    )

    _check_cut = models.Constraint(
        "CHECK (limit_cut_percent > 0 AND limit_cut_percent <= 100)", "The limit is lowered by 1 to 100 %.",
    )
    _check_threshold = models.Constraint("CHECK (COALESCE(threshold, 0) >= 0)", "A threshold cannot be negative.")

    @api.constrains("rating_id")
    def _check_rating_id(self):
        self.rule_id._check_lines()

    def _get_threshold(self):
        """:return: the threshold as a number that grows with the risk: a low score makes a bad rating"""
        return -max(self.rating_id.min_score, 1e-6) if self.indicator == "rating" else self.threshold
