from collections.abc import Callable
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from .beside import act_beside


class SettleStep(NamedTuple):
    """What a room looks at again when journal items are reconciled or unreconciled.

    :param int sequence: order of the steps
    :param str kind: name of the step
    :param Callable select: function of SQL of an array of journal item ids: SELECT of the ids of the records they concern
    :param Callable act: function of a list of these ids
    :param Callable postpone: function of the list of ids and the error, when ``act`` failed: leaves the work to a scheduled
        action
    """

    sequence: int
    kind: str
    select: Callable
    act: Callable
    postpone: Callable | None = None


class AccountPartialReconcile(models.Model):
    """Reconciling items is where rooms look again at what they decided: promises, disputes, held orders.

    The bookkeeper's work comes first: no step makes a reconciliation fail. What fails is undone, logged, and left to a
    scheduled action.
    """

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self._credit_settle((partials.debit_move_id | partials.credit_move_id).ids)
        return partials

    def unlink(self):
        line_ids = (self.debit_move_id | self.credit_move_id).ids
        result = super().unlink()
        self._credit_settle(line_ids)
        return result

    @api.model
    def _get_settle_steps(self):
        """:return: list of :class:`SettleStep`"""
        return []

    @api.model
    def _credit_settle(self, line_ids):
        """Look again at what the reconciliation of journal items touches; costs one query when it touches nothing.

        :param line_ids: ids of the journal items that were reconciled or unreconciled
        """
        steps = sorted(self._get_settle_steps(), key=lambda step: step.sequence)
        if not line_ids or not steps:
            return
        items = SQL("%s", list(line_ids))
        touched = {}
        for kind, record_id in self.env.execute_query(SQL(" UNION ").join(
            SQL("SELECT %s, record_id FROM (%s) touched (record_id)", step.kind, step.select(items)) for step in steps
        )):
            touched.setdefault(kind, []).append(record_id)
        for step in steps:
            if step.kind in touched:
                record_ids = sorted(touched[step.kind])
                act_beside(
                    self.env, lambda step=step, ids=record_ids: step.act(ids),
                    step.postpone and (lambda error, step=step, ids=record_ids: step.postpone(ids, error)))
