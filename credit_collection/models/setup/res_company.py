from odoo import fields, models
from odoo.fields import Domain

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """How far the first hour of a company has come."""

    _inherit = "res.company"

    credit_steps_taken = fields.Char(
        string="First Steps Taken", copy=False, help="Codes of the steps that were looked at.", **COMPANY_SETTING)

    def _take_credit_step(self, code):
        """Note that a first step has been looked at."""
        taken = (self.credit_steps_taken or "").split()
        if code not in taken:
            # sudo: a credit manager need not be an administrator; the caller has checked the right.
            self.sudo().credit_steps_taken = " ".join([*taken, code])

    def _begin_credit_tests(self):
        """Companies that have receivables when the add-on is installed begin in test mode."""
        lines = self.env["account.move.line"].sudo()
        for company in self.filtered(lambda company: not company.parent_id):
            company.credit_test_mode = bool(lines.search_count(
                Domain("company_id", "child_of", company.id) & Domain("parent_state", "=", "posted")
                & Domain("account_id.account_type", "=", "asset_receivable") & Domain("reconciled", "=", False), limit=1))
