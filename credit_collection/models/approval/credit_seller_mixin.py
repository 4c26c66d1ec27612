from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..common.credit_roles_mixin import forget_defaults

HANDED_OVER = "credit_handed_over_ids"


class CreditSellerMixin(models.AbstractModel):
    """A document or customer with a salesperson, ``user_id``. Salespeople who hand it to a colleague themselves stay its
    sellers: nobody gets around the four eyes by giving away first what is to be decided on.
    """

    _name = "credit.seller.mixin"
    _inherit = "credit.grouping.mixin"
    _description = "Document with a Salesperson"

    credit_handed_over_ids = fields.Many2many(
        "res.users", string="Handed Over By", readonly=True, copy=False,
        groups="credit_collection.credit_collection_group_viewer",
        help="Salespeople who gave this to another one themselves. They do not decide on it where another credit manager can.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_handed_over(set().union(*vals_list))
        records = self if self.env.su else forget_defaults(self, HANDED_OVER.__eq__)
        return super(CreditSellerMixin, records).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_handed_over(vals)
        handed_over = self.browse()
        if "user_id" in vals and vals["user_id"] != self.env.uid:
            handed_over = self.filtered(
                lambda record: record.user_id == self.env.user and record._is_handed_over(vals["user_id"]))
        result = super().write(vals)
        if handed_over:
            # sudo: evidence, which nobody enters.
            handed_over.sudo().credit_handed_over_ids = [Command.link(self.env.uid)]
        return result

    def _is_handed_over(self, user_id):
        """Hook: :return: whether the salesperson who gives this to ``user_id`` stays one of its sellers"""
        return True

    def _check_handed_over(self, names):
        """:raise AccessError: the user enters who handed something over"""
        if not self.env.su and HANDED_OVER in names:
            raise AccessError(self.env["credit.roles.mixin"]._get_system_message())

    def _get_credit_sellers(self):
        """:return: users who sell these: their salespeople, and those who handed them over"""
        records_sudo = self.sudo()  # sudo: who sells, whether or not the user sees the document.
        return (records_sudo.user_id | records_sudo.credit_handed_over_ids).with_env(self.env)
