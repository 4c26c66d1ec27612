from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """The milestone that a down payment was made for."""

    _inherit = "sale.order.line"

    credit_milestone_id = fields.Many2one(
        "credit.payment.milestone", string="Milestone", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
        prefetch=False, groups="base.group_user", help="The payment milestone that was invoiced by this down payment.")

    @api.model
    def _get_credit_computed_fields(self):
        return super()._get_credit_computed_fields() | {"credit_milestone_id"}
