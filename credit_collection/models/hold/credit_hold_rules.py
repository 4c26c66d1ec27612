from odoo import api, models, tools

from ...tools.hold import hold_rules

# Rules of which other rooms declare the switch, the facts and the sentence.
ELSEWHERE = {hold_rules.FOLLOWUP_LEVEL, hold_rules.BROKEN_PROMISE}


class CreditHold(models.Model):
    """The registered rules that hold orders. Another add-on adds its own in one place::

        @api.model
        def _get_hold_rules(self):
            return [*super()._get_hold_rules(), HoldRule("my_rule", 70, applies, "hold_my_rule", _("Mine"), "_explain_mine")]

    with the facts that it reads (``_get_hold_facts``), the fields of the hold that keep them, and the switch and tolerances in
    ``credit.hold.rules.mixin``.
    """

    _inherit = "credit.hold"

    @api.model
    def _get_hold_rules(self):
        """:return: list of :class:`~odoo.addons.credit_collection.tools.hold.hold_rules.HoldRule`, in any order"""
        return [rule for rule in hold_rules.CORE_RULES if rule.code not in ELSEWHERE]

    @api.model
    @tools.ormcache()
    def _get_sorted_rules(self):
        """:return: all rules, the gravest first, whatever the order in which rooms and add-ons were loaded"""
        return tuple(sorted(self._get_hold_rules(), key=lambda rule: (rule.sequence, rule.code)))

    @api.model
    def _get_hold_facts(self, today):
        """What the rules read of a customer beside policy and exposure, and what their holds keep as figures.

        :return: ``{name: SQL}`` of the customer ``facts``, which has the columns of ``credit.check._build_standings``
        """
        return {}

    @api.model
    def _flush_hold_facts(self):
        """Write pending changes of what ``_get_hold_facts`` reads."""

    @api.model
    @tools.ormcache()
    def _get_fact_names(self):
        """:return: the names of ``_get_hold_facts``"""
        return tuple(self._get_hold_facts(None))

    @api.model
    @tools.ormcache()
    def _get_hold_figures(self):
        """:return: names of the fields that keep what the registered rules rest on"""
        return tuple(dict.fromkeys(name for rule in self._get_sorted_rules() for name in rule.figures))

    @api.model
    def _get_rule_texts(self, values, money):
        """:return: ``{rule: sentence}`` of the rules that say themselves why they hold"""
        return {
            rule.code: getattr(self, rule.sentence)(values, money) for rule in self._get_sorted_rules() if rule.sentence}

    @api.model
    def _get_reasons_by_code(self):
        """:return: ``{code: credit.reason}`` of holds; a rule that is new gets its reason"""
        Reason_sudo = self.env["credit.reason"].sudo().with_context(active_test=False)  # sudo: the check runs for everybody.
        reasons = Reason_sudo.search([("kind", "=", "hold"), ("code", "!=", False)]).grouped("code")
        missing = [rule for rule in self._get_sorted_rules() if rule.label and rule.code not in reasons]
        created = Reason_sudo.create([
            {"kind": "hold", "code": rule.code, "name": rule.label, "sequence": rule.sequence} for rule in missing])
        return {**reasons, **created.grouped("code")}
