from odoo import fields, models


class CreditCommissionRun(models.Model):
    """The accrual of a settlement: expense of its last day against what is owed to each collector, reversed when the approval
    is taken back. Payroll pays from the account of what is owed."""

    _name = "credit.commission.run"
    _inherit = ["credit.commission.run", "credit.entry.mixin"]

    move_id = fields.Many2one(string="Accrual")
    entry_ids = fields.Many2many(relation="credit_commission_run_move_rel", column1="run_id", column2="move_id")

    def _follow_approval(self):
        result = super()._follow_approval()
        for run in self:
            run._accrue()
        return result

    def action_draft(self):
        result = super().action_draft()
        for run in self:
            run.sudo()._take_accrual_back()  # sudo: as above.
        return result

    def _accrue(self):
        accounts = self.company_id._get_commission_accounts()
        owed = self.payout_ids.filtered(lambda payout: not self.currency_id.is_zero(payout.amount))
        if not accounts or not owed:
            return
        expense, payable, journal = accounts
        label = self.display_name
        self._keep_entry(self._post_entry(
            self.company_id, self.company_id._get_commission_day(self.date_to), journal, label,
            [{"account_id": expense.id, "name": label, "balance": self.currency_id.round(sum(owed.mapped("amount")))},
             *({"account_id": payable.id, "partner_id": payout.user_id.partner_id.id, "name": label, "balance": -payout.amount}
               for payout in owed)]))

    def _take_accrual_back(self):
        if self.move_id:
            self._reverse_entry(self.company_id._get_commission_day(self.move_id.date))


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        if run := self._find_resting("credit.commission.run", "entry_ids"):
            return self.env._(
                "An entry of “%(document)s” is evidence and stays posted. To take it back, choose “Set to Draft” on "
                "“%(document)s” before it is paid out.", document=run.display_name)
        return super()._explain_kept_posted()
