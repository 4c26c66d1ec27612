from odoo import fields, models

from ...tools.common.write_steps import write_step


class CreditProfile(models.Model):
    """The limit that the customer shares with others."""

    _inherit = "credit.profile"

    limit_group_id = fields.Many2one(
        "credit.limit.group", string="Shared Limit", index="btree_not_null", tracking=True, check_company=True,
        copy=False, ondelete="set null", help="Customers who together may not owe more than one limit.",
        role="policy guarded logged",
    )
    group_limit = fields.Monetary(related="limit_group_id.amount", string="Limit of the Group")
    group_available = fields.Monetary(related="limit_group_id.available_credit", string="Available to the Group")

    @write_step(70)
    def _step_limit_group(self, vals):
        """Who stays behind in the group has more available then, and who is there already less, no matter who sees them."""
        if "limit_group_id" not in vals:
            yield vals
            return
        left_sudo = self.sudo().limit_group_id.profile_ids  # sudo: as said.
        joined_sudo = left_sudo.limit_group_id.browse(vals["limit_group_id"] or ()).profile_ids
        self.env["credit.guard"]._write_guard((left_sudo | joined_sudo).ids)
        yield vals
        left_sudo._reevaluate_policy()
