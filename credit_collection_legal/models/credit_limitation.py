from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.limitation import Happening, find_end


class CreditLimitation(models.AbstractModel):
    """Gathers what decides when items become time-barred, for any number of them at once."""

    _name = "credit.limitation"
    _description = "Limitation of Items"

    @api.model
    def _find_ends(self, lines):
        """:return: ``{item: last day on which it can be enforced; False without a rule, and while it is suspended}``"""
        return {line: end or False for line, (end, _steps) in self._work_out(lines).items()}

    @api.model
    def _work_out(self, lines):
        """:return: ``{item: (last day or None, [Step])}``"""
        rules = self.env["credit.limitation.rule"]._choose(lines) if lines else {}
        return {
            line: find_end(
                self._get_start(line, rule), rule.years, rule.start == "year_end",
                [happening for event in line.credit_limitation_event_ids
                 if (happening := self._get_happening(event, rule))]) if rule else (None, [])
            for line, rule in rules.items()}

    @api.model
    def _get_start(self, line, rule):
        if rule.start == "delivery":
            return line.move_id.delivery_date or line.move_id.invoice_date or line.date
        # A deferral moves no start: it is an acknowledgment, if it can be shown.
        return line.date_maturity or line.date

    @api.model
    def _get_happening(self, event, rule):
        effect = rule.effects.get(event.kind)
        if not event._counts() or not effect:
            return None
        return Happening(
            event.id or 0, event.date, effect.effect, event.date_end or None, effect.years, effect.months, effect.revives)

    @api.model
    def _explain(self, line):
        """:return: lines of text: how the limitation date of an item came about"""
        rule = self.env["credit.limitation.rule"]._choose(line)[line]
        named = self.env["credit.limitation.rule"].browse(rule and rule.id)
        if not rule:
            return [self.env._("No limitation rule for this customer's country.")]
        [(_end, steps)] = self._work_out(line).values()
        by_event = {step.key: step for step in steps}
        first, _none = find_end(self._get_start(line, rule), rule.years, rule.start == "year_end", [])
        kinds = dict(self.env["credit.limitation.event"]._fields["kind"]._description_selection(self.env))
        texts = [self.env._("%(rule)s (%(law)s): until %(date)s", rule=named.name, law=named.source,
                            date=format_date(self.env, first))]
        for event in line.credit_limitation_event_ids.sorted("date"):
            step = by_event.get(event.id)
            result = self.env._("unchanged")
            if step and step.changes:
                until = format_date(self.env, step.end)
                result = self.env._("until %(date)s", date=until) if step.end else self.env._("suspended")
            texts.append(self.env._(
                "%(date)s %(kind)s: %(result)s", date=format_date(self.env, event.date), kind=kinds[event.kind], result=result))
        return texts


class CreditCase(models.Model):
    """How the limitation dates of the items of a case came about."""

    _inherit = "credit.case"

    limitation_event_ids = fields.Many2many(
        "credit.limitation.event", string="Limitation Events", compute="_compute_limitation_events", compute_sudo=True)
    limitation_text = fields.Text(
        string="How the Dates Came About", compute="_compute_limitation_events", compute_sudo=True)

    @api.depends("line_ids.credit_limitation_event_ids.state")
    @api.depends_context("lang")
    def _compute_limitation_events(self):
        Limitation = self.env["credit.limitation"]
        for case in self:
            case.limitation_event_ids = case.line_ids.credit_limitation_event_ids
            case.limitation_text = "\n\n".join(
                "\n".join([line.display_name, *Limitation._explain(line)]) for line in case.line_ids._origin)
