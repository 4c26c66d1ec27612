import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.days import day_of_entry
from odoo.addons.credit_collection.tools.common.notices import show_notice

from ..models.res_company_settlement import CREDITED


class CreditInsurancePost(models.TransientModel):
    """The entry of what an insurer paid, shown before it is posted."""

    _name = "credit.insurance.post"
    _description = "Posting of an Insurance Claim"
    _inherit = "credit.bounds.mixin"

    claim_id = fields.Many2one("credit.insurance.claim", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="claim_id.company_id")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    amount = fields.Monetary(related="claim_id.settled_amount", string="Paid by the Insurer")
    date = day_of_entry("date", "claim_id.company_id", string="Entry Date", required=True)
    credited = fields.Selection(
        CREDITED, string="Settles", required=True, compute="_compute_credited", store=True, readonly=False, precompute=True)
    preview = fields.Text(compute="_compute_preview")
    problem = fields.Char(compute="_compute_preview")

    @api.depends("claim_id")
    def _compute_credited(self):
        for wizard in self:
            # sudo: a setting, also for users of a branch alone.
            wizard.credited = wizard.credited or wizard.company_id.sudo().credit_insurance_credited or "debt"

    @api.depends("claim_id", "credited", "date")
    def _compute_preview(self):
        for wizard in self:
            try:
                # sudo: shown to whom may post it; credit managers need no right on entries.
                pairs = wizard.claim_id.sudo()._prepare_post(wizard.credited) if wizard.claim_id else []
            except UserError as error:
                pairs, wizard.problem = [], str(error)
            else:
                wizard.problem = False
            wizard.preview = json.dumps(wizard._describe([vals for _item, vals in pairs]))

    def _describe(self, lines):
        """:return: what the widget of core shows"""
        shown, format_amount = [], self.currency_id.format
        for vals in lines:
            balance = vals["balance"]
            shown.append([0, 0, {
                "account": self.env["account.account"].sudo().browse(vals["account_id"]).display_name,  # sudo: as above.
                "partner": self.env["res.partner"].sudo().browse(vals["partner_id"]).display_name,  # sudo: as above.
                "debit": format_amount(balance) if balance > 0 else "",
                "credit": format_amount(-balance) if balance < 0 else ""}])
        amount = {"class": "text-end text-nowrap"}
        name = f"{format_date(self.env, self.date)}, {self.claim_id._get_entry_label()}"
        return {"groups_vals": [{"group_name": name, "items_vals": shown}] if shown else [], "options": {"columns": [
            {"field": "account", "label": self.env._("Account")}, {"field": "partner", "label": self.env._("Partner")},
            {"field": "debit", "label": self.env._("Debit"), **amount},
            {"field": "credit", "label": self.env._("Credit"), **amount}]}}

    def action_post(self):
        """Post it as shown, with what is open at this moment."""
        self.ensure_one()
        self.claim_id._post_settlement(self.date, self.credited)
        return show_notice(self.env._("The payment of the insurer was posted."))
