from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.classify import Pattern, split_words


class CreditShortPaymentRule(models.Model):
    """By what the rest of an invoice is recognized, and what is proposed for it: reason, owner, days."""

    _name = "credit.short.payment.rule"
    _description = "Rule for Short Payments"
    _inherit = "credit.shared.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)],
        help="Leave empty to share the rule between all companies.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    kind = fields.Selection(
        [("not_due", "Printed discount, taken late"), ("small", "Small rest"), ("deduction", "Deduction")], required=True,
        default="deduction", help="A discount that was earned is recognized by the invoice itself and needs no rule.")
    words = fields.Char(
        help="With commas: one of them occurs in the text of the receipt, whatever its case. Empty: any text.")
    base = fields.Selection(
        [("total", "Total"), ("untaxed", "Net amount")], string="Percent Of", required=True, default="total")
    min_percent = fields.Float(string="From (%)", default=0.0, bounds=(0, 100), digits=(5, 2), aggregator=None)
    max_percent = fields.Float(
        string="Up To (%)", default=0.0, bounds=(0, 100), digits=(5, 2), aggregator=None,
        help="More of the invoice than this is a part payment, not a deduction. Both the same: exactly this share, such as a "
             "tax withheld.")
    max_amount = fields.Monetary(
        string="Up To", default=0.0, bounds=(0, 1e15), help="In the currency of the company; 0: any amount.")
    reason_id = fields.Many2one("credit.reason", domain=[("kind", "=", "dispute")], ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Owner", domain=[("share", "=", False)], help="Without one, the responsible of the reason.")
    deadline_days = fields.Integer(
        string="Resolve Within (days)", default=0, bounds=(0, 3650), aggregator=None, help="0: as the reason says.")

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.constrains("kind", "min_percent", "max_percent", "reason_id")
    def _check_rule(self):
        for rule in self:
            if rule.min_percent > rule.max_percent > 0:
                raise ValidationError(self.env._(
                    "Rule %(rule)s: “from” is more than “up to”.", rule=rule.name))
            if rule.kind == "deduction" and not rule.max_percent:
                raise ValidationError(self.env._(
                    "Rule %(rule)s: say up to which share of the invoice a rest is a deduction. More is a part payment.",
                    rule=rule.name))
            if rule.kind != "small" and rule.reason_id.kind != "dispute":
                raise ValidationError(self.env._("Rule %(rule)s: choose a reason of disputes.", rule=rule.name))

    @api.model
    def _get_patterns(self, company):
        """:return: ``(rules in force in this root company, list of their patterns)``; its own come before shared ones of the
            same place"""
        # sudo: the system proposes, whoever reconciles.
        rules = self.sudo().search([("company_id", "in", [company.id, False])])
        return rules, [Pattern(
            rule.id, rule.kind, split_words(rule.words), rule.base == "untaxed", rule.min_percent, rule.max_percent,
            rule.max_amount) for rule in rules]
