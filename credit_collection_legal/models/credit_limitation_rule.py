from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.limitation import AFTER, RESTART, SUSPEND, TITLE

KINDS = [
    ("demand", "Demand"), ("acknowledgement", "Acknowledgment"), ("promise", "Promise to pay"), ("payment", "Payment"),
    ("suit", "Suit or arbitration"), ("judgment", "Judgment"),
]


class CreditLimitationRule(models.Model):
    """When claims become time-barred by the law of a country: how long it takes, from when, what interrupts it."""

    _name = "credit.limitation.rule"
    _description = "Limitation Rule"
    _inherit = "credit.shared.mixin"
    _order = "country_id, company_id, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", required=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", domain=[("parent_id", "=", False)], index="btree_not_null", help="Leave empty for all companies.")
    years = fields.Integer(required=True, default=3, bounds=(1, 30), aggregator=None)
    start = fields.Selection(
        [("due", "Due date"), ("year_end", "End of the year of the due date"), ("delivery", "Delivery")], string="Runs From",
        required=True, default="due", help="A delivery without date: the date of the invoice.")
    source = fields.Char(required=True, help="Articles of the law. Have them confirmed by a lawyer.")
    effect_ids = fields.One2many("credit.limitation.effect", "rule_id", string="What Interrupts It", copy=True)
    note = fields.Text()

    @api.constrains("country_id", "company_id", "active")
    def _check_once(self):
        for rule in self.filtered("active"):
            others = self.search_count([
                ("id", "!=", rule.id), ("country_id", "=", rule.country_id.id), ("company_id", "=", rule.company_id.id)],
                limit=1)
            if others:
                raise ValidationError(self.env._("%(country)s has a limitation rule already.", country=rule.country_id.name))

    @api.constrains("source", "years")
    def _check_source(self):
        for rule in self:
            if rule.years < 1:
                raise ValidationError(self.env._("“%(rule)s”: the period is at least one year.", rule=rule.name))
            if not (rule.source or "").strip():
                raise ValidationError(self.env._("“%(rule)s”: name the articles of the law.", rule=rule.name))

    @api.model
    def _choose(self, lines):
        """:return: ``{item: the rule of its law}``, none for items without; two queries for any number of items"""
        known = {}
        for rule in self.search([], order="company_id DESC, id"):  # those of all companies after those of one
            known.setdefault((rule.country_id.id, rule.company_id.id), rule)
        return {line: line.credit_case_id.limitation_rule_id or self._find(known, line) for line in lines}

    @api.model
    def _find(self, known, line):
        company = line.company_id.root_id
        customer = line.partner_id.commercial_partner_id
        countries = [company.country_id] if company.credit_limitation_law == "company" else [
            customer.country_id, company.country_id]
        for country in countries:
            if rule := known.get((country.id, company.id)) or known.get((country.id, False)):
                return rule
        return self.browse()

    def _get_effects(self):
        """:return: ``{kind of event: effect}`` of this rule"""
        return {effect.kind: effect for effect in self.effect_ids}


class CreditLimitationEffect(models.Model):
    """What one kind of event does to a running period."""

    _name = "credit.limitation.effect"
    _description = "Effect on a Limitation Period"
    _inherit = "credit.shared.mixin"
    _order = "rule_id, id"
    _rec_name = "kind"

    rule_id = fields.Many2one("credit.limitation.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id")
    kind = fields.Selection(KINDS, required=True)
    effect = fields.Selection(
        [(RESTART, "Starts anew"), (AFTER, "Starts anew when it ends"), (SUSPEND, "Is suspended"),
         (TITLE, "Period of the title instead")], required=True, default=RESTART)
    years = fields.Integer(
        bounds=(0, 100), aggregator=None, help="Of the new period where it differs from the rule; 0 for the same.")
    months = fields.Integer(
        string="Months After", bounds=(0, 60), aggregator=None, help="For so long it stays suspended after the end.")
    revives = fields.Boolean(string="Also When Time-barred", help="The customer cannot plead limitation any more.")
    source = fields.Char()

    _kind_uniq = models.UniqueIndex("(rule_id, kind)", "A kind of event has one effect.")

    @api.constrains("years", "effect")
    def _check_title(self):
        for effect in self:
            if effect.effect == TITLE and effect.years < 1:
                raise ValidationError(self.env._(
                    "“%(rule)s”: enter the years of the period of a title.", rule=effect.rule_id.name))
