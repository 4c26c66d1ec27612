from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import get_root_sql
from odoo.addons.credit_collection.tools.common.notices import show_notice

from ..models.credit_write_off import COLLECTOR

# A list that nobody could look through is no preview.
MOST_ROWS = 1000


class CreditWriteOffSmall(models.TransientModel):
    """Small balances: looked at first, then requested, a write-off for each customer; another one approves."""

    _name = "credit.write.off.small"
    _inherit = "credit.bounds.mixin"
    _description = "Write Off Small Balances"

    company_id = fields.Many2one(
        "res.company", required=True, domain=[("parent_id", "=", False)], default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    scope = fields.Selection(
        [("item", "Items up to this amount"), ("customer", "Customers who owe no more than this in all")], required=True,
        default="item")
    max_amount = fields.Monetary(
        string="Up To", required=True, compute="_compute_max_amount", store=True, readonly=False, bounds=(0, 1e9))
    overdue_days = fields.Integer(string="Overdue For (days)", default=30, bounds=(0, 3650))
    reason_id = fields.Many2one(
        "credit.reason", required=True, domain=[("kind", "=", "write_off")],
        default=lambda self: self.env.ref("credit_collection_loss.credit_reason_write_off_small", raise_if_not_found=False))
    line_ids = fields.One2many("credit.write.off.small.line", "wizard_id")
    is_shown = fields.Boolean()
    total = fields.Monetary(compute="_compute_total")

    @api.depends("company_id")
    def _compute_max_amount(self):
        for wizard in self:
            wizard.max_amount = wizard.company_id.sudo().credit_small_balance  # sudo: a setting of the root company.

    @api.depends("line_ids.amount", "line_ids.is_chosen")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.line_ids.filtered("is_chosen").mapped("amount"))

    def action_preview(self):
        """Show what would be written off."""
        self.ensure_one()
        if not self.env.user.has_group(COLLECTOR):
            raise UserError(self.env._("Only collectors and credit managers request write-offs."))
        if self.currency_id.compare_amounts(self.max_amount, 0) <= 0:
            raise UserError(self.env._("Enter an amount above zero."))
        self.line_ids = [Command.clear(), *(Command.create({
            "profile_id": row["profile_id"], "line_id": row["id"], "amount": row["residual"], "due_date": row["due_date"],
        }) for row in self._find())]
        self.is_shown = True
        return {
            "type": "ir.actions.act_window", "name": self.env._("Small Balances"), "res_model": self._name,
            "res_id": self.id, "view_mode": "form", "target": "new",
        }

    def _find(self):
        """:return: rows of the items, as ``credit.open.item`` has them"""
        today = self.company_id._get_credit_today()
        # sudo: a debtor without profile gets one, whoever looks.
        self.env["credit.followup.round"].sudo()._create_profiles_of_debtors()
        profile_ids = set(self.env["credit.profile"].search([("company_id", "=", self.company_id.id)]).ids)
        requested = set(self.env["credit.write.off.line"].sudo().search(
            Domain("write_off_id.state", "in", ("draft", "submitted", "approved"))).line_id.ids)
        owed, found = {}, []
        # sudo: of customers whom the user sees.
        items = self.env["credit.open.item"].sudo()._get_items(
            today, SQL("%s = %s", get_root_sql("company"), self.company_id.id))
        for row in items:
            if row["profile_id"] not in profile_ids or row["status"] == "difference":
                continue
            owed[row["profile_id"]] = owed.get(row["profile_id"], 0.0) + float(row["residual"])
            if row["residual"] > 0 and row["days_overdue"] >= self.overdue_days and row["id"] not in requested:
                found.append({**row, "residual": float(row["residual"])})
        small = [row for row in found if self._is_small(row, owed)]
        return small[:MOST_ROWS]

    def _is_small(self, row, owed):
        amount = row["residual"] if self.scope == "item" else owed[row["profile_id"]]
        return self.currency_id.compare_amounts(amount, self.max_amount) <= 0 < amount

    def action_request(self):
        """Request the write-offs that are chosen; what is no small balance any more is left out."""
        self.ensure_one()
        small = {row["id"] for row in self._find()}
        chosen = self.line_ids.filtered(lambda line: line.is_chosen and line.sudo().line_id.id in small)
        if not chosen:
            raise UserError(self.env._("Choose what is to be written off."))
        created = self.env["credit.write.off"]._request_small(chosen.sudo().line_id, self.reason_id)
        return show_notice(self.env._(
            "%(count)s write-offs over %(amount)s wait for approval.", count=len(created),
            amount=self.currency_id.format(sum(created.mapped("amount")))))


class CreditWriteOffSmallLine(models.TransientModel):
    _name = "credit.write.off.small.line"
    _inherit = "credit.bounds.mixin"
    _description = "Small Balance"

    wizard_id = fields.Many2one("credit.write.off.small", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    is_chosen = fields.Boolean(string="Write Off", default=True)
    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True)
    line_id = fields.Many2one("account.move.line", string="Item", readonly=True)
    due_date = fields.Date(readonly=True)
    amount = fields.Monetary(string="Open", readonly=True)
