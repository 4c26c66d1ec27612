from odoo import fields
from odoo.fields import Command

from ..base.common import CreditCommon


class PromiseCommon(CreditCommon):

    @classmethod
    def _promise(cls, moves, amount=None, days=10, plan=None, profile=None, open_it=True, **vals):
        """A promise for ``moves``: ``amount`` (all they owe) in ``days`` days, or the ``plan`` {days: amount}."""
        lines = moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        if plan is None:
            plan = {days: sum(lines.mapped("amount_residual")) if amount is None else amount}
        promise = cls.env["credit.promise"].create({
            "profile_id": (profile or cls.profile).id,
            "line_ids": [Command.set(lines.ids)],
            "instalment_ids": [
                Command.create({"date": cls._days(offset), "amount": part}) for offset, part in plan.items()
            ],
            **vals,
        })
        if open_it:
            promise.action_open()
        return promise

    def _collectible(self, moves, days=0):
        """:return: what of ``moves`` may be collected ``days`` days from today"""
        Item = self.env["account.move.line"]
        day = self._days(days)
        lines = Item.search(Item._get_collectible_domain(day) & fields.Domain("move_id", "in", moves.ids))
        return sum(line._get_collectible_amount(day) for line in lines)

    def _settle(self, promises, days):
        promises._settle(self._days(days))

    def _unreconcile(self, move):
        self._open_item(move).remove_move_reconcile()

    def _credit_note(self, move, amount):
        """Post a credit note over ``amount`` and reconcile it with ``move``."""
        note = self._invoice(
            amount, 0, partner=move.partner_id, move_type="out_refund", currency_id=move.currency_id.id)
        (self._open_item(move) | self._open_item(note)).reconcile()
        return note
