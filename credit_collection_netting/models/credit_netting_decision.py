from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .credit_netting import ACTIVITY, MANAGER


class CreditNetting(models.Model):
    """Who decides: another credit manager than the person who proposes it, within the approval tiers."""

    _inherit = "credit.netting"

    def action_submit(self):
        """Ask for the approval.

        :raise UserError: nothing is set off, the sides differ, or an item cannot be set off
        """
        for netting in self:
            netting._check_collector()
            netting.check_access("write")
            # sudo: the right has been checked; evidence is written by code only.
            netting.sudo()._check_sides()
            netting.sudo()._set_state("submitted", requested_by_id=self.env.uid)
            netting.sudo()._ask()

    def _check_sides(self):
        self.ensure_one()
        if self.date > self.company_id._get_credit_today():
            raise UserError(self.env._(
                "“%(document)s”: %(date)s has not come yet. What is due only then is not set off today.",
                document=self.display_name, date=format_date(self.env, self.date)))
        bills = self.line_ids.filtered("is_payable")
        if not bills or not self.line_ids - bills:
            raise UserError(self.env._("“%(document)s”: name a debt and a bill.", document=self.display_name))
        if self.company_currency_id.compare_amounts(self.amount, self.payable_total):
            raise UserError(self.env._(
                "“%(document)s”: %(debts)s of debts against %(bills)s of bills. Both sides must be equal.",
                document=self.display_name, debts=self.company_currency_id.format(self.amount),
                bills=self.company_currency_id.format(self.payable_total)))
        self.line_ids._check_offered()

    def _ask(self):
        self.activity_unlink([ACTIVITY])
        if decider := self._get_decider():
            self.activity_schedule(
                ACTIVITY, user_id=decider.id, date_deadline=self.company_id._get_credit_today(),
                summary=self.env._("Set off: %(document)s", document=self.display_name))

    def _get_decider(self):
        company = self.company_id
        deciders = self.env["credit.approval.tier"]._get_deciders(company, self.amount) - self.requested_by_id
        # sudo: a setting, and users whom the one who asks need not see.
        manager = company.sudo().credit_manager_id - self.requested_by_id
        others = self.env.ref(MANAGER).sudo().all_user_ids._credit_filter_of_company(company) - self.requested_by_id
        decider = (deciders.filtered(lambda user: user.has_group(MANAGER)) or manager or others)[:1]
        return self.env["credit.approval.delegation"]._get_stand_in(decider, company)

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers decide on set-offs."))

    def action_approve(self):
        """Approve set-offs of others.

        :raise AccessError: the amount is above what the user may decide, or the user proposed it
        """
        for netting in self:
            netting._check_manager()
            user, company = self.env.user, netting.company_id
            Tier = self.env["credit.approval.tier"]
            is_own = user == netting.requested_by_id
            if is_own and not self.env.su and Tier._needs_four_eyes(user, company):
                raise AccessError(self.env._(
                    "You proposed “%(document)s”. Another credit manager approves it.", document=netting.display_name))
            Tier._check_amount(user, company, netting.amount, is_own=is_own)
            # sudo: the right has been checked; evidence is written by code only.
            netting.sudo()._check_sides()
            netting.sudo()._set_state("approved", approved_by_id=user.id, approved_on=fields.Datetime.now())
            netting.sudo().activity_unlink([ACTIVITY])

    def action_refuse(self):
        """Leave both sides as they are."""
        for netting in self:
            netting._check_manager()
            netting.sudo()._set_state("refused")  # sudo: the right has been checked.
            netting.sudo().activity_unlink([ACTIVITY])

    def action_draft(self):
        """Take it back, to change it."""
        for netting in self:
            netting.check_access("read")
            if netting.state == "submitted":
                netting._check_collector()
            else:
                netting._check_manager()
            # sudo: the right has been checked.
            netting.sudo()._set_state("draft", approved_by_id=False, approved_on=False)
            netting.sudo().activity_unlink([ACTIVITY])
