from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.credit_collection.tools.common.clock import add_days


class CreditWriteOffLine(models.Model):
    """An item that is written off, wholly or in part, in its own currency."""

    _name = "credit.write.off.line"
    _description = "Item of a Write-off"
    _inherit = ["credit.draft.row.mixin"]
    _order = "id"
    _rec_name = "line_id"
    _document_field = "write_off_id"

    write_off_id = fields.Many2one("credit.write.off", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="write_off_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="write_off_id.currency_id", string="Company Currency")
    partner_id = fields.Many2one(related="write_off_id.partner_id")
    line_id = fields.Many2one(
        "account.move.line", string="Item", required=True, index=True, ondelete="restrict",
        domain="[('credit_is_open_debt', '=', True), ('partner_id.commercial_partner_id', '=', partner_id), "
               "('company_id', 'child_of', company_id)]")
    move_id = fields.Many2one(related="line_id.move_id", string="Document")
    currency_id = fields.Many2one(related="line_id.currency_id")
    due_date = fields.Date(related="line_id.date_maturity")
    residual = fields.Monetary(related="line_id.amount_residual_currency", string="Open")
    amount = fields.Monetary(
        string="To Write Off", compute="_compute_amount", store=True, readonly=False, required=True, precompute=True,
        bounds=(0, 1e15))
    company_amount = fields.Monetary(
        string="In Company Currency", compute="_compute_company_amount", store=True, currency_field="company_currency_id")
    relief = fields.Monetary(
        string="Tax Relief", compute="_compute_company_amount", store=True, currency_field="company_currency_id")
    recovered = fields.Monetary(compute="_compute_recovered", store=True, currency_field="company_currency_id")
    relief_from = fields.Date(
        compute="_compute_relief_from", help="First day on which the tax of this item can be got back.")

    _item_uniq = models.UniqueIndex("(write_off_id, line_id)", "An item is listed once.")

    @api.depends("line_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.sudo().line_id.amount_residual_currency

    @api.depends("amount", "line_id", "write_off_id.date")
    def _compute_company_amount(self):
        for line in self:
            item = line.sudo().line_id  # sudo: collectors need no right on entries.
            whole = item.amount_residual_currency
            currency = line.company_currency_id or item.company_currency_id
            # By the rate of the books, so that no exchange difference arises.
            share = line.amount / whole if whole else 0.0
            if line.write_off_id.state == "posted":
                continue
            line.company_amount = currency.round(item.amount_residual * share) if item else 0.0
            line.relief = line._get_relief(line.write_off_id.date)

    def _get_relief(self, day):
        """:return: the tax of this item that can be got back on ``day``"""
        self.ensure_one()
        company = self.sudo().company_id
        if not company.credit_loss_tax_relief or not self.line_id or not day or day < self.relief_from:
            return 0.0
        return self.company_currency_id.round(self.company_amount * self._get_tax_share())

    def _get_tax_share(self):
        move = self.sudo().line_id.move_id
        if move.move_type not in ("out_invoice", "out_receipt") or not move.amount_total_signed:
            return 0.0
        return min(max(move.amount_tax_signed / move.amount_total_signed, 0.0), 1.0)

    @api.depends("write_off_id.recovered")
    def _compute_recovered(self):
        for write_off, lines in self.grouped("write_off_id").items():
            shares = write_off._get_recovered_shares(write_off.recovered) if write_off.recovered else {}
            for line in lines:
                line.recovered = line.company_amount * shares.get(line, 0.0)

    @api.depends("line_id", "company_id")
    def _compute_relief_from(self):
        for line in self:
            item = line.sudo().line_id
            due = item.date_maturity or item.date
            line.relief_from = due and add_days(due, months=line.sudo().company_id.credit_relief_months)

    @api.constrains("line_id", "amount")
    def _check_item(self):
        for line in self:
            line.line_id._check_debt_of(line.write_off_id.profile_id)

    def _check_open(self):
        """:raise UserError: an item is not posted, or less of it is open than is written off"""
        for line in self:
            item = line.line_id
            if item.parent_state != "posted" or item.amount_residual <= 0:
                raise UserError(self.env._("%(item)s is not open any more.", item=item.display_name))
            if line.currency_id.compare_amounts(line.amount, 0) <= 0 or (
                    line.currency_id.compare_amounts(line.amount, item.amount_residual_currency) > 0):
                raise UserError(self.env._(
                    "%(item)s: enter an amount above zero, up to %(residual)s.", item=item.display_name,
                    residual=line.currency_id.format(item.amount_residual_currency)))
        if len(self.line_id.company_id) > 1:
            raise UserError(self.env._("Write off the items of each branch by a request of its own."))

    def _describe_waiting(self):
        return self.env._("Tax from %(date)s", date=format_date(self.env, self.relief_from))
