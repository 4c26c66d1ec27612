from odoo import fields, models
from odoo.fields import Command


class CreditCommissionRun(models.Model):
    """The accrual of a settlement: expense of its last day against what is owed to each collector, reversed when the approval
    is taken back. Payroll pays from the account of what is owed."""

    _inherit = "credit.commission.run"

    move_id = fields.Many2one(
        "account.move", string="Accrual", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    entry_ids = fields.Many2many(
        "account.move", "credit_commission_run_move_rel", "run_id", "move_id", string="Entries", readonly=True, copy=False,
        help="With those that were reversed, and their reversals.")

    def action_approve(self):
        result = super().action_approve()
        for run in self:
            run.sudo()._accrue()  # sudo: the right has been checked; credit managers need no right to write entries.
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
        move = self.env["account.move"].with_company(self.company_id).create({
            "move_type": "entry", "date": self.company_id._get_commission_day(self.date_to), "journal_id": journal.id,
            "company_id": self.company_id.id, "ref": self.display_name, "line_ids": [
                Command.create({
                    "account_id": expense.id, "name": self.display_name,
                    "balance": self.currency_id.round(sum(owed.mapped("amount")))}),
                *(Command.create({
                    "account_id": payable.id, "partner_id": payout.user_id.partner_id.id, "name": self.display_name,
                    "balance": -payout.amount}) for payout in owed)]})
        move._post(soft=False)
        self.write({"move_id": move.id, "entry_ids": [Command.link(move.id)]})

    def _take_accrual_back(self):
        if not (move := self.move_id):
            return
        reversal = move._reverse_moves([{
            "date": self.company_id._get_commission_day(move.date),
            "ref": self.env._("Reversal of: %(entry)s", entry=move.display_name)}], cancel=True)
        self.write({"move_id": False, "entry_ids": [Command.link(reversal.id)]})


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        if run := self._find_resting("credit.commission.run", "entry_ids"):
            return self.env._(
                "An entry of “%(document)s” is evidence and stays posted. To take it back, choose “Set to Draft” on "
                "“%(document)s” before it is paid out.", document=run.display_name)
        return super()._explain_kept_posted()
