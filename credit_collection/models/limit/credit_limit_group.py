from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# What these say decides about the orders of all members.
GUARDED = {"amount", "active", "profile_ids"}


class CreditLimitGroup(models.Model):
    """One limit for several customers who are one risk without being parent and child: sister companies, a franchise, a
    buying group. What any of them owes uses up the limit of all, beside the limit that each may have of their own."""

    _name = "credit.limit.group"
    _description = "Shared Credit Limit"
    _inherit = ["mail.thread", "credit.bounds.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Shared Limit", default=0.0, tracking=True,
        help="Maximum exposure of all members together. An order that would exceed it is held; ratings give no "
             "tolerance on it.",
    )
    profile_ids = fields.One2many(
        "credit.profile", "limit_group_id", string="Members", check_company=True,
        help="A customer belongs to one group in each company.",
    )
    member_count = fields.Integer(string="Number of Members", compute="_compute_totals")
    exposure_total = fields.Monetary(string="Exposure", compute="_compute_totals")
    overdue_amount = fields.Monetary(string="Overdue", compute="_compute_totals")
    available_credit = fields.Monetary(compute="_compute_totals", help="Shared limit less the exposure of all members.")
    note = fields.Text(help="Reason for treating these customers as one risk.")

    _name_company_uniq = models.Constraint("UNIQUE (name, company_id)", "Another shared limit has the same name.")

    @api.depends("amount", "profile_ids.exposure_total", "profile_ids.overdue_amount")
    def _compute_totals(self):
        for group in self:
            profiles = group.profile_ids
            group.member_count = len(profiles)
            group.exposure_total = sum(profiles.mapped("exposure_total"))
            group.overdue_amount = sum(profiles.mapped("overdue_amount"))
            group.available_credit = group.amount - group.exposure_total

    @api.constrains("amount", "company_id")
    def _check_amount(self):
        for group in self:
            if group.currency_id.compare_amounts(group.amount, 0) < 0:
                raise ValidationError(self.env._("%(group)s: the shared limit cannot be negative.", group=group.name))
            if group.company_id.parent_id:
                raise ValidationError(self.env._("%(group)s: choose a main company, not a branch.", group=group.name))

    def write(self, vals):
        if GUARDED.isdisjoint(vals):
            return super().write(vals)
        # sudo: the orders of all members wait for the new limit, and those it allows are lifted, no matter who sees them.
        members_sudo = self.sudo().with_context(active_test=False).profile_ids
        self.env["credit.guard"]._write_guard(members_sudo.ids)
        result = super().write(vals)
        (members_sudo | self.sudo().profile_ids)._reevaluate_policy()
        return result

    def unlink(self):
        members_sudo = self.sudo().profile_ids  # sudo: as in write.
        self.env["credit.guard"]._write_guard(members_sudo.ids)
        result = super().unlink()
        members_sudo._reevaluate_policy()
        return result

    @api.model
    def _get_columns_sql(self, today, default_limits):
        """:return: SQL of the columns of the shared limit of ``facts`` (see :meth:`_read_standing_rows`), with leading
            comma: identifier, amount, exposure of all members, and the member whose guard stands for the limit
        """
        members = SQL("ARRAY(SELECT member.partner_id FROM credit_profile member WHERE member.limit_group_id = shared.id)")
        return SQL(
            """,
            shared.id AS limit_group_id, shared.amount AS group_limit,
            CASE WHEN shared.id IS NOT NULL THEN (
                SELECT SUM(account.exposure_total) FROM (%(facts)s) account) END AS group_exposure,
            CASE WHEN shared.id IS NOT NULL THEN (
                SELECT MIN(member.id) FROM credit_profile member WHERE member.limit_group_id = shared.id
            ) END AS group_guard_id
            """,
            facts=self.env["credit.exposure"]._build_facts(
                today, SQL("profile.limit_group_id = shared.id"), members, default_limits),
        )

    @api.model
    def _get_join_sql(self):
        """:return: SQL that joins the shared limit of ``facts``"""
        return SQL("LEFT JOIN credit_limit_group shared ON shared.id = facts.limit_group_id AND shared.active")

    @api.model
    def _get_member_domain(self, partner_ids):
        """:return: domain of the profiles of these partners and of those who share a limit with them"""
        own = Domain("partner_id", "in", partner_ids)
        return own | Domain("limit_group_id", "any", Domain("profile_ids", "any", own))
