from collections.abc import Callable
from typing import NamedTuple

from odoo import api, models

from ...tools.common.clock import get_local_day
from ...tools.hold import hold_rules
from ...tools.hold.hold_exclusions import Exclusion
from .credit_hold_rules import ELSEWHERE


class PastLaterRule(NamedTuple):
    """A rule that holds an order after it was confirmed.

    :param move_ids: ids of the entries that it looks at
    :param find: function of a ``Policy``, the ``Event`` of items of these entries, and the first and last day; it returns the
        first of these days on which the rule speaks, None without one
    """

    move_ids: set
    find: Callable


class CreditHold(models.Model):
    """Which rules can tell of a day of the past whether they would have held an order, and what they read of it."""

    _inherit = "credit.hold"

    @api.model
    def _get_past_rules(self):
        """:return: list of the codes of these rules. Another add-on that registers a rule adds its code here, and what the rule
            reads in :meth:`_get_past_facts`
        """
        return [rule.code for rule in hold_rules.CORE_RULES if rule.code not in ELSEWHERE]

    @api.model
    def _get_past_facts(self, partner_ids, period):
        """
        :param partner_ids: ids of commercial partners
        :param period: see ``credit.past.account``
        :return: ``{name of a fact, see _get_hold_facts: {commercial partner id: [Span]}}``, or a function of a ``PastDay`` in
            place of spans
        """
        return {}

    @api.model
    def _get_past_order_facts(self, documents):
        """
        :param documents: orders, and invoices without order, as ``tools.policy_change.replay.Document``
        :return: ``{number of a document: {name of a fact, see sale.order._get_credit_order_facts: value on its day}}``
        """
        return {}

    @api.model
    def _get_past_later_rules(self, order_ids):
        """Rules that hold an order after it was confirmed, with what is still to come of it.

        :return: ``{order id: {code of the rule: PastLaterRule}}``
        """
        return {}


class CreditHoldExclusion(models.Model):
    _inherit = "credit.hold.exclusion"

    @api.model
    def _get_past_exclusions(self, company, partner_ids):
        """Exceptions for all customers or those with a tag are a part of the policy: they count on all days until their last
        one. One that was given to a customer counts from the day on which it was given.

        :return: ``{commercial partner id: [(first day or None, last day or None, Exclusion)]}``
        """
        # sudo: exceptions count, whoever may see them.
        exclusions_sudo = self.sudo().search([("company_id", "in", [company.id, False])])
        found = {}
        if not exclusions_sudo:
            return found
        zone, wanted = company._get_credit_zone(), set(partner_ids)
        partners_by_tag = dict(self.env["res.partner"].sudo()._read_group(
            [("category_id", "in", exclusions_sudo.category_id.ids), ("id", "in", partner_ids)],
            ["category_id"], ["id:array_agg"])) if exclusions_sudo.category_id else {}
        for exclusion in exclusions_sudo:
            begin = get_local_day(exclusion.create_date, zone) if exclusion.partner_id else None
            scope = "customer" if exclusion.partner_id else "group" if exclusion.category_id else "all"
            concerned = exclusion.partner_id.ids or (
                partners_by_tag.get(exclusion.category_id, []) if exclusion.category_id else partner_ids)
            for partner_id in wanted.intersection(concerned):
                found.setdefault(partner_id, []).extend(
                    (begin, exclusion.valid_until or None, Exclusion(rule.code, scope, exclusion.effect == "on"))
                    for rule in exclusion.rule_ids)
        return found
