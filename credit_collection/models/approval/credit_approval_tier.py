import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

MANAGER = "credit_collection.credit_collection_group_manager"


class CreditApprovalTier(models.Model):
    """Up to which amount a group or some users may decide on limits and releases."""

    _name = "credit.approval.tier"
    _inherit = "credit.bounds.mixin"
    _description = "Approval Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null",
        help="Leave empty to share the tier between all companies. A company with tiers of its own uses only these.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    group_id = fields.Many2one("res.groups", help="All users of this group decide in this tier.")
    user_ids = fields.Many2many("res.users", string="Users", domain=[("share", "=", False)])
    is_unlimited = fields.Boolean(string="Any Amount")
    max_amount = fields.Monetary(
        string="Up To", default=0.0,
        help="A review may raise the credit limit up to this amount; a release may exceed the limit by this amount.",
    )

    _check_max_amount = models.Constraint("CHECK (max_amount >= 0)", "The amount of an approval tier cannot be negative.")

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for tier in self:
            tier.currency_id = (tier.company_id or self.env.company).currency_id

    @api.constrains("name", "group_id", "user_ids")
    def _check_deciders(self):
        for tier in self:
            if not tier.group_id and not tier.user_ids:
                raise ValidationError(self.env._("Tier %(tier)s: name a group or users.", tier=tier.name))

    @api.model
    def _get_tiers(self, company):
        """:return: the tiers in force in ``company``: its own, else the shared ones"""
        # sudo: who decides need not have the right to read the configuration of approvals.
        tiers = self.sudo().search(Domain("company_id", "in", [company.root_id.id, False]))
        return tiers.filtered("company_id") or tiers

    def _covers(self, amount, currency):
        """:return: whether this tier reaches up to ``amount``"""
        if self.is_unlimited:
            return True
        return math.isfinite(amount) and currency.compare_amounts(amount, self.max_amount) <= 0

    @api.model
    def _get_tier(self, user, company):
        """:return: the highest tier of ``user`` in ``company``, empty when there is none"""
        tiers = self._get_tiers(company).filtered(
            lambda tier: user in tier.user_ids or tier.group_id in user.all_group_ids)
        return tiers.sorted(lambda tier: math.inf if tier.is_unlimited else tier.max_amount)[-1:]

    @api.model
    def _may_decide(self, user, company, amount):
        """Nothing to approve is for everybody; without tiers every credit manager decides on any amount.

        :param amount: limit or overshoot in the currency of ``company``, ``math.inf`` for no limit at all
        """
        currency = company.root_id.currency_id
        if not amount or (math.isfinite(amount) and currency.compare_amounts(amount, 0) <= 0):
            return True
        if not self._get_tiers(company):
            return user.has_group(MANAGER)
        tier = self._get_tier(user, company)
        return bool(tier) and tier._covers(amount, currency)

    @api.model
    def _check_amount(self, user, company, amount, is_own=False):
        """:return: in whose tier ``user`` decides, see ``_get_authority``
        :raise AccessError: when ``user`` may not decide on ``amount``
        """
        authority = self._get_authority(user, company, amount, is_own)
        if not authority:
            raise AccessError(self.env._(
                "This decision is above your approval tier. It is for: %(deciders)s.",
                deciders=", ".join(self._get_deciders(company, amount).mapped("name")) or self.env._("none"),
            ))
        return authority

    @api.model
    def _get_managers(self, company):
        """:return: the credit managers of ``company``, whether or not the user sees other users"""
        # sudo: who asks, or is checked, need not have the right to read the users.
        managers = self.env.ref(MANAGER).sudo().all_user_ids - self.env.ref("base.user_root").sudo()
        return managers._credit_filter_of_company(company)

    @api.model
    def _get_deciders(self, company, amount):
        """:return: active users of ``company`` whose tier covers ``amount``, the lowest tier first"""
        currency = company.root_id.currency_id
        tiers = self._get_tiers(company).filtered(lambda tier: tier._covers(amount, currency)).sorted(
            lambda tier: math.inf if tier.is_unlimited else tier.max_amount)
        users = self.env["res.users"].sudo().concat(*(tier.user_ids | tier.group_id.all_user_ids for tier in tiers))
        users = self.env["res.users"].sudo().union(users)._credit_filter_of_company(company.root_id)
        return users.filtered(lambda user: user._is_internal())
