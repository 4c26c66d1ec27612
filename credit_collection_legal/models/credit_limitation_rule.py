from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.limitation import AFTER, RESTART, SUSPEND, TITLE

KINDS = [
    ("demand", "Demand"), ("acknowledgement", "Acknowledgment"), ("promise", "Promise to pay"), ("payment", "Payment"),
    ("suit", "Suit or arbitration"), ("judgment", "Judgment"),
]
# What of rules and effects decides about dates.
DECIDING = {"active", "company_id", "country_id", "effect", "kind", "months", "revives", "rule_id", "start", "years"}


class PlainEffect(NamedTuple):
    effect: str
    years: int
    months: int
    revives: bool


class PlainRule(NamedTuple):
    """A rule as plain values; ``effects`` by kind of event."""

    id: int
    years: int
    start: str
    effects: dict


class CreditLimitationLaw(models.AbstractModel):
    """What of the law is kept in memory, and decides when items become time-barred: once changed, their dates are worked out
    anew."""

    _name = "credit.limitation.law"
    _inherit = ["credit.cached.mixin", "credit.shared.mixin"]
    _description = "Law of Limitation"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["credit.limitation"]._review_again()
        return records

    def write(self, vals):
        result = super().write(vals)
        if DECIDING & vals.keys():
            self.env["credit.limitation"]._review_again()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["credit.limitation"]._review_again()
        return result


class CreditLimitationRule(models.Model):
    """When claims become time-barred by the law of a country: how long it takes, from when, what interrupts it."""

    _name = "credit.limitation.rule"
    _description = "Limitation Rule"
    _inherit = ["credit.limitation.law", "credit.confirmed.mixin"]
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
    source = fields.Char(
        required=True, translate=True, help="Articles of the law. Have them confirmed by a lawyer.")
    effect_ids = fields.One2many("credit.limitation.effect", "rule_id", string="What Interrupts It", copy=True)
    note = fields.Text(translate=True)

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

    @api.depends(
        "country_id", "years", "start", "source", "effect_ids.kind", "effect_ids.effect", "effect_ids.years",
        "effect_ids.months", "effect_ids.revives")
    def _compute_is_confirmed(self):
        return super()._compute_is_confirmed()

    def _get_terms_to_confirm(self):
        return {
            **super()._get_terms_to_confirm(), "country": self.country_id.id, "years": self.years, "start": self.start,
            "source": self.with_context(lang="en_US").source,  # The same for every reader.
            "effects": sorted([effect.kind, effect.effect, effect.years, effect.months, effect.revives]
                              for effect in self.effect_ids)}

    @api.model
    @tools.ormcache()
    def _get_plain(self):
        """Kept in memory: posting an invoice asks nothing.

        :return: ``({(country id, company id or None): rule id}, {rule id: PlainRule})``, archived ones among the latter
        """
        # sudo: the same for everybody who posts; archived rules still are those of cases that name them.
        rules = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        by_country = {(rule.country_id.id, rule.company_id.id or None): rule.id for rule in rules if rule.active}
        return by_country, {
            rule.id: PlainRule(rule.id, rule.years, rule.start, {
                effect.kind: PlainEffect(effect.effect, effect.years, effect.months, effect.revives)
                for effect in rule.effect_ids}) for rule in rules}

    @api.model
    def _choose(self, lines):
        """:return: ``{item: PlainRule of its law}``, None for items without one; no query but for the case of an item"""
        by_country, plain = self._get_plain()
        return {
            line: plain.get(line.credit_case_id.limitation_rule_id.id or self._find(by_country, line)) for line in lines}

    @api.model
    def _find(self, by_country, line):
        company = line.company_id.root_id
        own, customer = company.country_id.id, line.partner_id.commercial_partner_id.country_id.id
        countries = [own] if company.credit_limitation_law == "company" else [customer, own]
        for country in countries:
            if rule_id := by_country.get((country, company.id)) or by_country.get((country, None)):
                return rule_id
        return None


class CreditLimitationEffect(models.Model):
    """What one kind of event does to a running period."""

    _name = "credit.limitation.effect"
    _description = "Effect on a Limitation Period"
    _inherit = "credit.limitation.law"
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
    source = fields.Char(translate=True)

    _kind_uniq = models.UniqueIndex("(rule_id, kind)", "A kind of event has one effect.")

    @api.constrains("years", "effect")
    def _check_title(self):
        for effect in self:
            if effect.effect == TITLE and effect.years < 1:
                raise ValidationError(self.env._(
                    "“%(rule)s”: enter the years of the period of a title.", rule=effect.rule_id.name))
