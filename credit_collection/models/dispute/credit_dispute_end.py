from odoo import fields, models
from odoo.tools import SQL

from ..common.sql import build_items
from ..exposure.settlements import build_settlements, get_settlement_fields

TASK = "mail.mail_activity_data_todo"


class CreditDispute(models.Model):
    """What becomes of a dispute when its invoice is owed no longer, and when it is owed again."""

    _inherit = "credit.dispute"

    is_settled = fields.Boolean(
        readonly=True, copy=False,
        help="The dispute was closed because its invoice was settled. It is open again when the invoice is.")

    def _follow_invoice(self):
        """Close open disputes whose invoice is settled, and open those again that were closed so when it is owed again; a claim
        that is credited in full stays closed."""
        posted = self.filtered(lambda dispute: dispute.move_id.state == "posted")
        settled = posted.filtered(lambda dispute: dispute.currency_id.is_zero(dispute.move_id.amount_residual))
        closing = settled.filtered(lambda dispute: dispute.state == "open")
        kinds = closing._read_settled_by()
        for dispute in closing:
            state, reason = dispute._explain_settled(*kinds.get(dispute.id, (False, False)))
            dispute._end_with_invoice(dispute.company_id._get_credit_today(), reason, state)
            dispute.is_settled = True
        for dispute in (posted - settled).filtered("is_settled"):
            if not dispute._is_credited():
                dispute._reopen()

    def _is_credited(self):
        """:return: whether credit notes have taken the place of the whole claim"""
        self.ensure_one()
        return self.currency_id.compare_amounts(self.credited_claim, self.amount) >= 0

    def _read_settled_by(self):
        """:return: ``{dispute id: (whether a part was written off, whether all was paid)}`` of what settled the invoices"""
        return {dispute_id: kinds for dispute_id, *kinds in self.env.execute_query(SQL("%s GROUP BY dispute.id", build_items(
            SQL("dispute.id, BOOL_OR(settlement.is_loss), BOOL_AND(settlement.is_money OR settlement.is_exchange)"),
            alias="item", accounts=None, state=None, joins=SQL(
                "JOIN credit_dispute dispute ON dispute.move_id = item.move_id CROSS JOIN LATERAL (%s) settlement",
                build_settlements(SQL("item.id"))),
            condition=SQL("dispute.id = ANY(%s)", self.ids, to_flush=get_settlement_fields(self.env)))))}

    def _explain_settled(self, is_loss, is_paid):
        """:return: ``(state, sentence)`` of a dispute whose invoice is settled"""
        env, invoice = self.env, self.move_id.display_name
        if self._is_credited():
            return "accepted", env._("%(invoice)s was credited: its dispute is closed as accepted.", invoice=invoice)
        if is_loss:
            return "rejected", env._("%(invoice)s was written off: its dispute is closed.", invoice=invoice)
        if is_paid:
            return "rejected", env._("%(invoice)s was paid in full: its dispute is closed.", invoice=invoice)
        return "rejected", env._("%(invoice)s was settled: its dispute is closed.", invoice=invoice)

    def _end_with_invoice(self, today, reason, state="rejected"):
        """Close disputes whose invoice is owed no longer, and tell their owners."""
        disputes = self.filtered(lambda dispute: dispute.state == "open")._close(state, today)
        for dispute in disputes:
            dispute._add_to_resolution(reason)
            dispute._schedule(TASK, reason, today)
        self.env.add_to_compute(self._fields["excluded_amount"], self)

    def _reopen(self):
        """Nobody decided on the claim: it is as open as before its invoice was settled."""
        self.ensure_one()
        today = self.company_id._get_credit_today()
        self._set_state("open", date_closed=False, closed_by_id=False, is_settled=False)
        self.activity_unlink([TASK])
        self._add_to_resolution(self.env._(
            "%(invoice)s is owed again: its dispute is open again.", invoice=self.move_id.display_name))
        self._schedule(
            "credit_collection.mail_activity_dispute",
            self.env._("Resolve the dispute over %(amount)s", amount=self.currency_id.format(self.amount)),
            self.date_due or today)

    def _add_to_resolution(self, text):
        """Keep ``text`` below what was written before, and in the history of the customer."""
        self.resolution = "\n".join(filter(None, (self.resolution, text)))
        self.profile_id.message_post(body=text)
