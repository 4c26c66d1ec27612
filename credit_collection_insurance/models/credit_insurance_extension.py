from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_collection.models.common.sql import is_trade_account


class CreditInsuranceExtension(models.Model):
    """A later due date to which the insurer agreed: its deadlines are counted from there. What was agreed with the customer
    alone, a promise, a deferral or a repayment plan, moves none of them."""

    _name = "credit.insurance.extension"
    _inherit = ["credit.roles.mixin", "mail.thread"]
    _description = "Due Date Agreed with the Insurer"
    _order = "id desc"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        "account.move.line", string="Item", required=True, index=True, ondelete="cascade", role="fixed",
        domain="[('account_type', '=', 'asset_receivable'), ('account_id.non_trade', '=', False), "
               "('parent_state', '=', 'posted'), ('balance', '>', 0)]")
    move_id = fields.Many2one(related="line_id.move_id")
    partner_id = fields.Many2one(related="line_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True, precompute=True)
    first_due_date = fields.Date(compute="_compute_first_due_date", string="Due Date of the Document")
    due_date = fields.Date(string="Agreed Due Date", required=True, tracking=True)
    reference = fields.Char(string="Agreement of the Insurer", required=True, tracking=True)

    _once_idx = models.UniqueIndex("(line_id)", "The insurer has agreed to a due date of this item already: change it there.")

    @api.depends("line_id")
    def _compute_company_id(self):
        for extension in self.sudo():  # sudo: collectors need no right on entries.
            extension.company_id = extension.line_id.company_id.root_id

    @api.depends("line_id.date_maturity", "line_id.credit_first_due_date")
    def _compute_first_due_date(self):
        for extension in self:
            item = extension.line_id.sudo()  # sudo: as above.
            extension.first_due_date = item and item._get_credit_first_due_date()

    @api.constrains("reference")
    def _check_reference(self):
        for extension in self:
            if not (extension.reference or "").strip():
                raise ValidationError(self.env._("Name the letter in which the insurer gave its agreement."))

    @api.constrains("line_id", "due_date")
    def _check_due_date(self):
        for extension in self.sudo():  # sudo: as above.
            line = extension.line_id
            if not is_trade_account(line.account_id) or line.balance <= 0:
                raise ValidationError(self.env._("%(item)s is no debt of a customer.", item=line.display_name))
            if extension.due_date < line._get_credit_first_due_date():
                raise ValidationError(self.env._(
                    "%(item)s: the agreed due date lies before the first one.", item=line.display_name))
