from odoo import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    """Before the add-on is uninstalled: what that means for orders and books beside the lists that Odoo shows, and a way to
    take the customers along."""

    _inherit = "base.module.uninstall"

    credit_is_lost = fields.Boolean(compute="_compute_credit_held_count")
    credit_held_count = fields.Integer(string="Held Orders", compute="_compute_credit_held_count")

    @api.depends("module_ids")
    def _compute_credit_held_count(self):
        for wizard in self:
            wizard.credit_is_lost = "credit_collection" in wizard._get_modules().mapped("name")
            # sudo: how many there are, of all companies, for whoever may uninstall.
            wizard.credit_held_count = wizard.credit_is_lost and self.env["sale.order"].sudo().search_count([
                ("credit_state", "=", "held")])

    def action_export_credit_workbook(self):
        """:return: action that downloads the overdue workbook of all customers of the ticked companies"""
        return self.env["credit.overdue.workbook"]._get_download_action()
