from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.common.notices import MOST_LINES, show_notice
from ...tools.dispute.settlement import Receipt, get_earned_discount, judge_offer, spread
from ..common.sql import get_account_holder_sql, is_trade_account
from ..exposure.settlements import build_settlements, get_settlement_fields

JUDGE_BATCH = 200
CRON = "credit_collection.ir_cron_judge_settlements"


class CreditSettlement(models.Model):
    """Judging offers from the receipts, and making the credit notes.

    Never in the midst of a reconciliation, whose items must not be reconciled further by others: that only marks the
    offers, and the scheduled action, woken at once, judges them.
    """

    _inherit = "credit.settlement"

    @api.model
    def _mark(self, offer_ids):
        """Have offers judged soon: their items were reconciled or unreconciled."""
        # sudo: a user who books a payment need not see offers.
        self.sudo().browse(offer_ids).to_judge = True
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()  # sudo: scheduled actions belong to the system

    def action_judge(self):
        """Look at the receipts now, instead of waiting for the scheduled action."""
        self.check_access("write")
        # sudo: the right has been checked; credit notes are made by the system, posted only if the company wants that.
        for today, offers in self.sudo().filtered(lambda offer: offer.state in ("open", "lapsed"))._group_by_day():
            offers._judge(today)
        return self._show_outcome()

    def _show_outcome(self):
        """:return: the notice that says what became of the offers by a button"""
        return show_notice("\n".join(offer._describe_outcome() for offer in self[:MOST_LINES]))

    def _describe_outcome(self):
        values = {
            "amount": self.currency_id.format(self.pay_amount), "date": format_date(self.env, self.valid_until),
            "discount": self.currency_id.format(self.discount_amount),
            "received": self.currency_id.format(self.received_amount)}
        return {
            "draft": lambda: self.env._("Offer given back as a draft."),
            "to_approve": lambda: self.env._("The discount of %(discount)s waits for approval.", **values),
            "open": lambda: self.env._(
                "Offer with the customer: %(amount)s until %(date)s. Received so far: %(received)s.", **values),
            "settled": lambda: self.env._("Settled: the discount of %(discount)s is credited.", **values),
            "lapsed": lambda: self.env._("Lapsed: the full amount stays due."),
            "cancelled": lambda: self.env._("Offer withdrawn: the full amount stays due."),
        }[self.state]()

    def _judge(self, today):
        """Settle the offers that were paid in time, lapse those whose day has passed.

        :return: the offers that were settled now
        """
        receipts, settled = self._get_receipts(today), self.browse()
        for offer in self:
            owed = {line_id: amount for line_id, amount, _part in offer.item_terms or []}
            state, received = judge_offer(
                owed, offer.discount_amount, receipts.get(offer.id, []), offer.valid_until, offer.currency_id.rounding, today)
            if offer.state == "settled":
                offer._check_still_settled(state, today)
            elif state == "settled":
                offer._set_state("settled", date_closed=today, received_amount=received)
                settled |= offer
            elif offer.state == "open" and state in ("lapsed", "void"):
                offer._set_state("lapsed", date_closed=today, received_amount=received)
                offer._message_log(body=self.env._("Lapsed: the full amount stays due."))
            elif offer.currency_id.compare_amounts(offer.received_amount, received):
                offer.received_amount = received
        self.write({"to_judge": False, "failed_on": False})
        for offer in settled:
            offer._create_credit_notes(today)
        return settled

    def _check_still_settled(self, state, today):
        """Tell the responsible, once, when the payment of a settled offer was taken back."""
        if state == "settled" or self.activity_ids:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=today,
            user_id=(self.collector_id | self.user_id | self.company_id.credit_manager_id)._credit_choose().id,
            summary=self.env._("The payment of this settlement was taken back: decide on its credit notes"))

    def _get_receipts(self, today):
        """:return: ``{offer id: [Receipt]}`` of what was reconciled with the items since, in the items' currency"""
        Receipts = self.env["credit.receipts"]
        rows = self.env.execute_query(SQL(
            """
            SELECT offer.id, rel.line_id, settlement.date, settlement.amount_currency, settlement.is_money
              FROM credit_settlement offer
              JOIN credit_settlement_line_rel rel ON rel.settlement_id = offer.id
        CROSS JOIN LATERAL (%(settlements)s) settlement
             WHERE offer.id IN %(offer_ids)s AND settlement.id > COALESCE(offer.last_partial_id, 0)
               AND settlement.date <= %(today)s AND NOT settlement.is_returned
            """,
            offer_ids=tuple(self.ids) or (0,), today=today,
            settlements=build_settlements(SQL("rel.line_id"), bounced=Receipts._get_bounced_sql(
                today, get_account_holder_sql(SQL("back.partner_id"), self.profile_id.partner_id.ids))),
            to_flush=(self._fields["line_ids"], self._fields["last_partial_id"], *get_settlement_fields(self.env)),
        ))
        receipts = {}
        for offer_id, line_id, date, amount, is_receipt in rows:
            receipts.setdefault(offer_id, []).append(Receipt(line_id, date, float(amount), is_receipt))
        return receipts

    def _create_credit_notes(self, today):
        """One credit note per invoice over its part of the discount; posted and reconciled when the company wants that.

        A customer who paid more than was offered is credited the rest of the debt only.
        """
        lines = {line.id: line for line in self.line_ids}
        owed = {line_id: amount for line_id, amount, _part in self.item_terms}
        rounding = self.currency_id.rounding
        receipts = self._get_receipts(today).get(self.id, [])
        earned = get_earned_discount(owed, self.discount_amount, receipts, self.valid_until, rounding)
        parts = {}
        for line_id, part in spread(earned, {line_id: part for line_id, _owed, part in self.item_terms}, rounding).items():
            move = lines[line_id].move_id
            parts[move] = parts.get(move, 0.0) + part
        notes = self.env["account.move"]
        for move, part in parts.items():
            if self.currency_id.compare_amounts(part, 0) > 0:
                notes |= move._create_credit_part(part, self.reason, today)
        notes.sudo().credit_settlement_id = self  # sudo: written by code only.
        if self.company_id.credit_settlement_post:
            notes.action_post()
            self._reconcile(notes)
        self._message_log(body=self.env._(
            "Settled: %(amount)s received in time, credit notes over %(discount)s made.",
            amount=self.currency_id.format(self.received_amount),
            discount=self.currency_id.format(sum(notes.mapped("amount_total")))))

    def _reconcile(self, notes):
        """Reconcile posted credit notes with what is open of the items, on whichever invoice the payment left a rest."""
        items = (self.line_ids | notes.line_ids.filtered(
            lambda line: is_trade_account(line.account_id))).filtered(lambda line: not line.reconciled)
        for lines in items.grouped(lambda line: (line.account_id, line.company_id)).values():
            if len(lines.move_id) > 1:
                lines.reconcile()

    @api.model
    def _get_to_judge_domain(self, today):
        """:return: domain of the offers to look at: their day has passed, or something was reconciled with their items"""
        marked = Domain([("state", "in", ("open", "lapsed", "settled")), ("to_judge", "=", True)])
        passed = Domain([("state", "=", "open"), ("valid_until", "<", today)])
        return marked | passed

    @api.model
    def _cron_judge_settlements(self):
        """Judge one batch of offers; called again by the scheduler while some remain."""
        # sudo: the outcome is closed to users, no matter who runs the scheduled action.
        self.sudo()._run_batch(
            "credit_collection.ir_cron_judge_settlements", self._get_to_judge_domain,
            lambda offers, today: offers._judge(today), size=JUDGE_BATCH,
            mark_failed=lambda offer, error, today: offer._mark_failed(error, today))

    def _mark_failed(self, error, today):
        if not self.failed_on:
            self._message_log(body=self.env._("The offer could not be judged: %(error)s", error=error))
        self.failed_on = today
