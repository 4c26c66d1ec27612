from odoo import fields, models

from odoo.addons.credit_collection.models.common.sql import is_trade_account


class AccountMoveLine(models.Model):
    """Deadlines of the insurer hang on the first due date: one that is moved on the posted document does not move them."""

    _inherit = "account.move.line"

    credit_first_due_date = fields.Date(
        string="First Due Date", readonly=True, copy=False, groups="credit_collection.credit_collection_group_viewer",
        help="Before it was moved on the posted document. Empty where it never was.")

    def write(self, vals):
        if vals.get("date_maturity"):
            self._keep_credit_first_due_date(fields.Date.to_date(vals["date_maturity"]))
        return super().write(vals)

    def _keep_credit_first_due_date(self, day):
        # sudo: accountants who move a due date need not see credit.
        moved = self.sudo().filtered(
            lambda line: line.parent_state == "posted" and not line.credit_first_due_date and line.date_maturity
            and line.date_maturity < day and line.balance > 0 and is_trade_account(line.account_id))
        for first, lines in moved.grouped("date_maturity").items():
            lines.credit_first_due_date = first

    def _get_credit_first_due_date(self):
        """:return: the due date that the document had first"""
        self.ensure_one()
        day = self.date_maturity or self.date
        return min(self.credit_first_due_date or day, day)
