from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """How far the first hour of a company has come, the end of its test mode, and the undo of a run."""

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
                & lines._get_receivable_domain() & Domain("reconciled", "=", False), limit=1))

    def _check_credit_manager(self):
        """:raise AccessError: for those who are no credit managers"""
        if not self.env.su and not self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            raise AccessError(self.env._("Only credit managers do this."))

    def write(self, vals):
        """The end of the test mode takes back what was written meanwhile: customers are where they were before it."""
        is_ending = "credit_test_mode" in vals and not vals["credit_test_mode"]
        ending = self.filtered("credit_test_mode") if is_ending else self.browse()
        result = super().write(vals)
        if ending:
            # sudo: evidence is moved by the system.
            self.env["credit.followup"].sudo().search([("company_id", "in", ending.ids), ("state", "=", "test")])._undo()
        return result

    def action_credit_go_live(self):
        """End the test mode: the next run sends, and orders over the limit are held.

        :raise AccessError: for those who are no credit managers, and for companies of others
        """
        self._check_credit_manager()
        roots = self.sudo().root_id  # sudo: a manager of a branch need not be in its root company.
        if not self.env.su:
            self.env["credit.named.mixin"]._check_own_companies(roots.sudo(False))
        # sudo: a credit manager need not be an administrator; the right has been checked.
        roots.credit_test_mode = False

    @api.model
    def _undo_credit_run(self, company, day):
        """Take the follow-up run of a day back, as far as its messages have not left.

        :param company: root company
        :param date day: the last day on which anybody was followed up there
        :return: ``(follow-ups taken back, those that stay)``
        :raise AccessError: for those who are no credit managers
        :raise UserError: when there was a later run, or everything has left
        """
        self._check_credit_manager()
        # sudo: state and cycle are evidence that nobody writes by hand; the right has been checked.
        Followup = self.env["credit.followup"].sudo()
        made = [("company_id", "=", company.id), ("cycle", ">=", 0), ("level_id", "!=", False)]
        if Followup.search_count([*made, ("date", ">", day)], limit=1):
            raise UserError(self.env._("%(company)s: only the last run can be undone.", company=company.name))
        followups = Followup.search([*made, ("date", "=", day), ("manual_reason", "=", False)])
        undone = followups._undo()
        if not undone:
            raise UserError(self.env._(
                "%(company)s: all messages of this run have left already, or there were none.", company=company.name))
        return undone, followups - undone
