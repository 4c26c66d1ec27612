from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...tools.policy_change.outcomes import add_outcomes, get_outcome
from ..common.sql import build_items, to_array
from ..exposure.payments import build_registered_days


class CreditPolicyReplay(models.AbstractModel):
    """How documents were really paid, up to today: all that is known by now, for the outcome alone."""

    _inherit = "credit.policy.replay"

    @api.model
    def _read_outcomes(self, customers, moves, today):
        """:return: ``{invoice: (its amount, Outcome)}``"""
        debts = self._read_debts({move_id for parts in moves.values() for move_id, _day, _share in parts})
        settlements = defaultdict(list)
        for parts in customers.settlements.values():
            for part in parts:
                settlements[part.key].append(part)
        covered = self._read_covered()
        day = today.toordinal()
        return {
            move_id: (sum(amount for _key, _due, amount in items), add_outcomes(
                (get_outcome(amount, due, settlements[key], covered[key], day), 1.0) for key, due, amount in items))
            for move_id, items in debts.items()}

    @api.model
    def _get_outcomes(self, customers, documents, moves, of_moves):
        """:param of_moves: see ``_read_outcomes``
        :return: ``{number of a document: Outcome}``; orders have the outcome of their invoices
        """
        to_come = {}
        for partner_id in {document.partner_id for document in documents}:
            to_come.update(customers.get_to_come(partner_id))
        return {
            document.number: self._get_outcome(
                document, moves[document.number], of_moves, document.amount * to_come.get(document.order_id, 0.0))
            for document in documents}

    @api.model
    def _get_outcome(self, document, moves, of_moves, to_come):
        """:param to_come: what of an order is still to be invoiced now"""
        known = [(of_moves[move_id], share) for move_id, _day, share in moves if move_id in of_moves]
        outcome = add_outcomes((found, share) for (_amount, found), share in known)
        if document.move_id:
            return outcome
        rest = document.amount - sum(amount * share for (amount, _found), share in known)
        pending = min(max(rest, 0.0), max(to_come, 0.0))
        return outcome._replace(pending=outcome.pending + pending)

    @api.model
    def _read_debts(self, move_ids):
        """:return: ``{invoice: [(journal item, original due date, amount)]}``"""
        debts = defaultdict(list)
        for move_id, key, due, amount in self.env.execute_query(build_items(
                SQL("line.move_id, line.id, COALESCE(line.date_maturity, line.date), line.balance::float8"),
                condition=SQL("line.move_id = ANY(%s) AND line.balance > 0", to_array(move_ids)))):
            debts[move_id].append((key, due.toordinal(), amount))
        return debts

    @api.model
    def _read_covered(self):
        """:return: ``{journal item: [(day, amount)]}`` that payments without entry cover"""
        covered, before = defaultdict(list), defaultdict(float)
        for key, day, amount in self.env.execute_query(SQL(
                "SELECT line_id, day, amount::float8 FROM (%s) covered ORDER BY line_id, day", build_registered_days())):
            covered[key].append((day.toordinal(), amount - before[key]))
            before[key] = amount
        return covered
