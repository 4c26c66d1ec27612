from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CreditNettingLine(models.Model):
    """An item that is set off, wholly or in part, in its own currency."""

    _name = "credit.netting.line"
    _description = "Item of a Set-off"
    _inherit = ["credit.draft.row.mixin"]
    _order = "is_payable, id"
    _rec_name = "line_id"
    _document_field = "netting_id"

    netting_id = fields.Many2one("credit.netting", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="netting_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="netting_id.company_currency_id", string="Company Currency")
    partner_id = fields.Many2one(related="netting_id.partner_id")
    line_id = fields.Many2one(
        "account.move.line", string="Item", required=True, index=True, ondelete="restrict",
        domain="[('partner_id.commercial_partner_id', '=', partner_id), ('parent_state', '=', 'posted'), "
               "('reconciled', '=', False), "
               "('account_id.account_type', 'in', ('asset_receivable', 'liability_payable')), "
               "('account_id.non_trade', '=', False), ('company_id', 'child_of', company_id)]")
    move_id = fields.Many2one(related="line_id.move_id", string="Document")
    currency_id = fields.Many2one(related="line_id.currency_id")
    due_date = fields.Date(related="line_id.date_maturity")
    residual = fields.Monetary(string="Open", compute="_compute_residual", compute_sudo=True)
    is_payable = fields.Boolean(string="Our Bill", compute="_compute_is_payable", store=True, precompute=True, role="system")
    amount = fields.Monetary(string="To Set Off", default=0.0, required=True, bounds=(0, 1e15))
    value = fields.Monetary(
        string="At the Rate of the Day", compute="_compute_value", store=True, currency_field="company_currency_id")

    _item_uniq = models.UniqueIndex("(netting_id, line_id)", "An item is listed once.")

    @api.depends("line_id.amount_residual_currency")
    def _compute_residual(self):
        for line in self:
            line.residual = abs(line.line_id.amount_residual_currency)

    @api.depends("line_id")
    def _compute_is_payable(self):
        for line in self:
            # sudo: collectors need no right on entries.
            line.is_payable = line.sudo().line_id.account_id.account_type == "liability_payable"

    @api.depends("amount", "line_id", "netting_id.date")
    def _compute_value(self):
        for line in self:
            netting, item = line.netting_id, line.sudo().line_id
            if netting.state not in ("posted", "reversed"):
                line.value = item and item.currency_id._convert(
                    line.amount, netting.company_currency_id, netting.company_id, netting.date)

    @api.constrains("line_id", "amount")
    def _check_item(self):
        for line in self.sudo():
            item, netting = line.line_id, line.netting_id
            if not line.is_payable:
                item._check_debt_of(netting.profile_id)
            elif item.account_id.non_trade:
                raise ValidationError(self.env._("%(item)s is no debt of a customer and no bill.", item=item.display_name))
            elif not item._filter_of(netting.partner_id, netting.company_id):
                raise ValidationError(self.env._(
                    "%(item)s is not of %(customer)s and %(company)s.", item=item.display_name,
                    customer=netting.profile_id.display_name, company=netting.company_id.name))

    def _check_offered(self):
        """:raise UserError: an item is not due, disputed, on its way to be paid, or less of it is open"""
        for line in self:
            item, netting = line.line_id, line.netting_id
            free = netting._get_free_bill(item) if line.is_payable else netting._get_free_debt(item)
            if item.parent_state != "posted" or line.currency_id.compare_amounts(line.amount, 0) <= 0 or (
                    line.currency_id.compare_amounts(line.amount, free) > 0):
                raise UserError(self.env._(
                    "%(item)s: %(free)s of it is due, undisputed, not blocked and in no payment run; %(amount)s is to be set "
                    "off.",
                    item=item.display_name, free=line.currency_id.format(max(free, 0.0)),
                    amount=line.currency_id.format(line.amount)))
        if len(self.line_id.company_id) > 1:
            raise UserError(self.env._("Set off the items of each branch by a document of its own."))
