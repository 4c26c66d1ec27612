import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.common.clock import get_local_day
from ...tools.hold.hold_rules import ALWAYS_HOLD, GROUP_LIMIT, LIMIT_EXPIRED, OVER_LIMIT
from ..common.days import days_until

# Without one of these a customer may exceed what was given.
LIMIT_RULES = {OVER_LIMIT, GROUP_LIMIT, LIMIT_EXPIRED}


class CreditHoldExclusion(models.Model):
    """Hold rules that are switched off (or on) for a customer, a group of customers or all, whatever the rating says.

    The most specific exception counts: for the customer, before a tag, before all.
    """

    _name = "credit.hold.exclusion"
    _inherit = ["mail.thread", "credit.shared.mixin"]
    _description = "Credit Hold Exception"
    _order = "partner_id, category_id, id"
    _rec_name = "reason"
    _check_company_auto = True

    reason = fields.Char(required=True, tracking=True, help="Reason for the different treatment.")
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company.root_id, index="btree_not_null",
        domain=[("parent_id", "=", False)], help="Leave empty for all companies.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="cascade", tracking=True,
    )
    category_id = fields.Many2one(
        "res.partner.category", string="Customer Tag", index="btree_not_null", ondelete="cascade", tracking=True,
    )
    rule_ids = fields.Many2many(
        "credit.reason", "credit_hold_exclusion_rule_rel", "exclusion_id", "reason_id", string="Rules",
        domain=[("kind", "=", "hold"), ("code", "not in", sorted(ALWAYS_HOLD))], required=True, tracking=True,
    )
    effect = fields.Selection(
        [("off", "Switch off"), ("on", "Switch on")], default="off", required=True, tracking=True,
        help="Rules that are switched on use the tolerances of the rating.",
    )
    valid_until = fields.Date(tracking=True, help="Last day on which this counts. Empty: without end.")
    valid_until_days = days_until("valid_until", string="Ends in (days)")

    _check_scope = models.Constraint(
        "CHECK (partner_id IS NULL OR category_id IS NULL)", "Choose a customer or a tag, not both.",
    )

    @api.constrains("partner_id", "company_id", "rule_ids")
    def _check_identity(self):
        for exclusion in self:
            if exclusion.partner_id != exclusion.partner_id.commercial_partner_id:
                raise ValidationError(self.env._(
                    "“%(name)s” is a contact: choose its company.", name=exclusion.partner_id.display_name))
            if exclusion.company_id.parent_id:
                raise ValidationError(self.env._("Choose a main company, not a branch."))
            if not exclusion.rule_ids or not ALWAYS_HOLD.isdisjoint(exclusion.rule_ids.mapped("code")):
                raise ValidationError(self.env._(
                    "Choose the rules. A manual credit hold and “no credit” are set on the customer."))

    @api.model_create_multi
    def create(self, vals_list):
        exclusions = super().create(vals_list)
        exclusions._check_tier()
        exclusions._reevaluate_holds()
        return exclusions

    def write(self, vals):
        result = super().write(vals)
        self._check_tier()
        self._reevaluate_holds()
        return result

    def _check_tier(self):
        """:raise AccessError: the user lets customers exceed their limit, which is to give any limit, above the own tier"""
        if self.env.su:
            return
        for exclusion in self.filtered(lambda exclusion: exclusion.active and exclusion.effect == "off"):
            if not LIMIT_RULES.isdisjoint(exclusion.rule_ids.mapped("code")):
                Tier, customer = self.env["credit.approval.tier"], exclusion.partner_id
                for company in exclusion.company_id or self.env.user.company_ids.root_id:
                    Tier._check_amount(self.env.user, company, math.inf)
                    Tier._check_four_eyes(self.env.user, company, customer._get_credit_sellers(), customer.name)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        """What let orders pass on earlier days is evidence."""
        for exclusion in self:
            company = exclusion.company_id or self.env.company.root_id
            if get_local_day(exclusion.create_date, company._get_credit_zone()) < company._get_credit_today():
                raise UserError(self.env._(
                    "“%(exception)s” applied on earlier days and explains decisions: enter an earlier last day, or archive it.",
                    exception=exclusion.display_name))

    def unlink(self):
        customers = self._get_waiting_holds()
        result = super().unlink()
        customers._reevaluate()
        return result

    def _reevaluate_holds(self):
        self._get_waiting_holds()._reevaluate()

    def _get_waiting_holds(self):
        """:return: the pending holds of the customers in question; those of a wider scope wait for the night"""
        partners = self.partner_id
        if not partners:
            return self.env["credit.hold"]
        # sudo: the holds of all companies for which the exclusion is given.
        return self.env["credit.hold"].sudo().search(self.env["credit.hold"]._get_pending_domain(partners.ids))

    @api.model
    def _get_exclusions_sql(self, today):
        """:return: SQL of ``[[rule, scope, is switched on], …]`` of the customer and company of ``facts`` on ``today``"""
        return SQL(
            """
            SELECT JSONB_AGG(JSONB_BUILD_ARRAY(
                       rule.code,
                       CASE WHEN exclusion.partner_id IS NOT NULL THEN 'customer'
                            WHEN exclusion.category_id IS NOT NULL THEN 'group' ELSE 'all' END,
                       exclusion.effect = 'on'))
              FROM credit_hold_exclusion exclusion
              JOIN credit_hold_exclusion_rule_rel rel ON rel.exclusion_id = exclusion.id
              JOIN credit_reason rule ON rule.id = rel.reason_id
             WHERE exclusion.active
               AND (exclusion.company_id IS NULL OR exclusion.company_id = facts.company_id)
               AND (exclusion.valid_until IS NULL OR exclusion.valid_until >= %(today)s)
               AND (exclusion.partner_id IS NULL OR exclusion.partner_id = facts.partner_id)
               AND (exclusion.category_id IS NULL OR exclusion.category_id IN (
                        SELECT tag.category_id FROM res_partner_res_partner_category_rel tag
                         WHERE tag.partner_id = facts.partner_id))
            """,
            today=today,
        )
