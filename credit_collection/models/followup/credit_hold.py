from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.hold.hold_rules import FOLLOWUP_LEVEL, HoldRule
from ...tools.hold.past_facts import Span
from ..common.bulk import flush
from ..common.sql import to_array
from .credit_followup_evidence import LEVEL_DEPENDS


class CreditHold(models.Model):
    """Orders of customers on a follow-up level that holds orders."""

    _inherit = "credit.hold"

    followup_level_id = fields.Many2one("credit.followup.level", string="Follow-up Level", readonly=True, ondelete="set null")

    @api.model
    def _get_hold_rules(self):
        return [*super()._get_hold_rules(), HoldRule(
            FOLLOWUP_LEVEL, 46, lambda policy, position, request, rounding: position.is_level_reached,
            switch="hold_followup_level", label=self.env._("Follow-up level"), sentence="_explain_followup_level",
            figures=("followup_level_id",))]

    @api.model
    def _get_hold_facts(self, today):
        return {
            **super()._get_hold_facts(today),
            "followup_level_id": SQL("facts.followup_level_id"),
            "is_level_reached": SQL(
                """
                facts.days_overdue > 0 AND EXISTS (
                    SELECT FROM credit_followup_level level WHERE level.id = facts.followup_level_id AND level.hold_orders)
                """),
        }

    @api.model
    def _flush_hold_facts(self):
        result = super()._flush_hold_facts()
        self.env["credit.followup.level"].flush_model(["hold_orders"])
        self.env["credit.profile"].flush_model(["followup_level_id"])
        return result

    @api.model
    def _get_past_rules(self):
        return [*super()._get_past_rules(), FOLLOWUP_LEVEL]

    @api.model
    def _get_past_facts(self, partner_ids, period):
        """An item is on the level of its last follow-up, until it is followed up at another one.

        A level is reached when it is decided on, as in the check of that day: also when its call was not made, its message
        failed or was no longer needed.
        """
        flush(self.env, LEVEL_DEPENDS)
        spans = {}
        for partner_id, line_id, begin, end in self.env.execute_query(SQL(
            """
            SELECT partner_id, line_id, date, next_date
              FROM (
                    SELECT profile.partner_id, rel.line_id, followup.date, level.hold_orders,
                           LEAD(followup.date) OVER (PARTITION BY rel.line_id ORDER BY followup.date, followup.id) AS next_date
                      FROM credit_followup followup
                      JOIN credit_followup_level level ON level.id = followup.level_id
                      JOIN credit_profile profile ON profile.id = followup.profile_id
                      JOIN credit_followup_line_rel rel ON rel.followup_id = followup.id
                     WHERE followup.state <> 'test' AND profile.company_id = %s AND profile.partner_id = ANY(%s)
                       AND followup.date <= %s
                   ) followup
             WHERE hold_orders
            """, period.company.id, to_array(partner_ids), period.last)):
            spans.setdefault(partner_id, []).append(Span(begin, end, (line_id,)))
        return {**super()._get_past_facts(partner_ids, period), "is_level_reached": spans}

    @api.model
    def _explain_followup_level(self, values, money):
        # sudo: salespeople are told why, they need not see follow-up plans.
        level_sudo = self.env["credit.followup.level"].sudo().browse(values["followup_level_id"] or ())
        return self.env._("The customer is overdue and on follow-up level “%(level)s”.", level=level_sudo.name or "")


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_followup_level = fields.Boolean(
        string="Follow-up Level", default=True,
        help="Orders are held while an overdue customer is on a follow-up level that holds orders.",
    )
