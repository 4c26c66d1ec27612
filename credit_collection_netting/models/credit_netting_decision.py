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
        owed, due, currency, left = self._sum_sides()
        if currency.compare_amounts(abs(owed - due), left) > 0:
            raise UserError(self.env._(
                "“%(document)s”: %(debts)s of debts against %(bills)s of bills. Both sides must be equal.",
                document=self.display_name, debts=currency.format(owed), bills=currency.format(due)))
        self.line_ids._check_offered()

    def _sum_sides(self):
        """:return: (debts, bills, their currency, what roundings may leave between them): in the currency of all items, else in
            that of the company, in which an amount of another currency may have no equal
        """
        bills = self.line_ids.filtered("is_payable")
        currency, own = self.line_ids.currency_id, self.company_currency_id
        if len(currency) == 1:
            return sum((self.line_ids - bills).mapped("amount")), sum(bills.mapped("amount")), currency, 0.0
        foreign = self.line_ids.filtered(lambda line: line.currency_id != own and line.amount)
        units = (abs(line.value / line.amount) * line.currency_id.rounding + own.rounding for line in foreign)
        return self.amount, self.payable_total, own, own.round(sum(units) / 2)

    def _ask(self):
        self.activity_unlink([ACTIVITY])
        if decider := self._get_decider():
            self.activity_schedule(
                ACTIVITY, user_id=decider.id, date_deadline=self.company_id._get_credit_today(),
                summary=self.env._("Set off: %(document)s", document=self.display_name))

    def _get_involved(self):
        return self.requested_by_id

    def _get_decider(self):
        return self._find_decider(self.amount)

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
            user = self.env.user
            authority = netting._check_deciding(netting.amount)
            # sudo: the right has been checked; evidence is written by code only.
            netting.sudo()._check_sides()
            netting.sudo()._set_state(
                "approved", approved_by_id=user.id, approved_for_id=(authority - user).id, approved_on=fields.Datetime.now())
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
            netting.sudo()._set_state("draft", approved_by_id=False, approved_for_id=False, approved_on=False)
            netting.sudo().activity_unlink([ACTIVITY])
