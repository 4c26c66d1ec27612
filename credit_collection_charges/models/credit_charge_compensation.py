from typing import NamedTuple

from odoo import api, models


class Compensation(NamedTuple):
    """What was charged of it for an invoice before."""

    accrued_id: int | None = None
    #: below zero: what of the billed is to be given back
    accrued: float = 0.0
    billed: float = 0.0
    is_waived: bool = False

    def add(self, row):
        """:param dict row: a charge; :return: what is known with it"""
        if row["state"] == "accrued":
            return self._replace(accrued_id=row["id"], accrued=row["amount"])
        if row["state"] == "billed":
            return self._replace(billed=self.billed + row["amount"])
        return self._replace(is_waived=True)


NO_COMPENSATION = Compensation()


class CreditCharge(models.Model):
    """The fixed compensation: once per invoice that was paid late, and given back when it was not."""

    _inherit = "credit.charge"

    @api.model
    def _apply_compensation(self, decisions, known):
        """Once per invoice, as soon as one of its items is late; none while what is late is contested, and given back when the
        invoice turns out to have been paid in time."""
        by_move = {}
        for decision in decisions:
            if decision.company.credit_charge_compensation:
                by_move.setdefault(decision.item.move_id, []).append(decision)
        new, gone = [], []
        for move_id, group in by_move.items():
            before = known.compensation.get(move_id, NO_COMPENSATION)
            late = next((decision for decision in group if decision.late_amount), None)
            wanted = self._get_compensation(late, group, before)
            if late and before.accrued > 0 or group[0].company.currency_id.compare_amounts(wanted, before.accrued) == 0:
                continue
            if before.accrued_id:
                gone.append(before.accrued_id)
            if wanted:
                new.append(self._prepare_compensation_vals(late or group[0], wanted))
        # Before the new ones: one of an invoice is accrued at a time.
        self.browse(gone)._set_state("cancelled")
        self._insert(new)

    @api.model
    def _get_compensation(self, late, group, before):
        """:return: what is to be accrued of it for an invoice, below zero what was billed and is given back"""
        if late:
            is_charged = before.is_waived or before.billed > 0
            return 0.0 if is_charged else late.rule._get_compensation(late.late_amount, late.company, late.late_day)
        if any(decision.item.is_deferred or decision.item.debt.suspensions for decision in group):
            # What is contested or deferred by now gives nothing back that was billed before.
            return 0.0
        return -max(before.billed, 0.0)

    @api.model
    def _prepare_compensation_vals(self, decision, amount):
        return {
            **self._prepare_vals(decision, "compensation"), "date": decision.late_day, "amount": amount,
            "principal": decision.company.currency_id.round(decision.late_amount), "rule_id": decision.rule.id}
