from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

from ...tools.promise.judgement import Instalment, Settlement, judge
from ..common.bulk import flush
from ..common.sql import build_items, get_account_holder_sql, to_array
from ..exposure.payments import REGISTERED_DEPENDS, build_registered_days
from ..exposure.settlements import build_settlements, get_settlement_fields

JUDGED_STATES = ("open", "kept", "partial", "broken")
SETTLE_BATCH = 500
CRON = "credit_collection.ir_cron_settle_promises"


class CreditPromise(models.Model):
    """Judging promises, from reconciliation only: at once when an item is reconciled or unreconciled, and nightly.

    Receipts that stayed (see ``credit.receipts``) count from their own date on: one dated ahead keeps nothing before. Credit
    notes and write-offs are no payment: nobody is expected to pay more than what the items still owe, so they lower what is
    expected. What is settled of an item in a foreign currency counts at the rate at which the item was booked: neither the
    customer nor the promise gains or loses by the exchange rate. Payments that were registered in time and that the bank has
    not confirmed keep nothing yet; while they are on their way nothing is missed.
    """

    _inherit = "credit.promise"

    def _get_line_shares(self):
        """:return: ``{promise: {journal item id: part that the promise still covers, in company currency}}``"""
        return {
            promise: {int(line_id): share for line_id, share in (promise.line_shares or {}).items()} for promise in self
        }

    def _settle_by_company(self):
        """Judge these promises on the day it is at their company."""
        # sudo: as in _settle.
        for today, promises in self.sudo()._group_by_day():
            promises._settle(today)

    def _judge_later(self, error):
        """Leave promises that could not be judged to the nightly run, and list them."""
        for today, promises in self.sudo()._group_by_day():  # sudo: as in _settle.
            promises.judge_on = today
            for promise in promises:
                self.env["credit.batch.failure"]._record(CRON, promise, today, error)

    def _settle(self, today):
        """Judge the promises that were opened by what has been reconciled with their items (fixed number of queries).

        :param date today: an instalment is missed the day after its date and the days of grace
        :return: the promises whose state changed
        """
        # sudo: a user who reconciles, registers a payment or runs the night settles, without a right to promises.
        promises = self.sudo().filtered(lambda promise: promise.state in JUDGED_STATES)
        if not promises:
            return promises
        posted_ids, settlements = promises._get_posted_line_ids(), promises._get_settlements(today)
        announced = promises._get_announced(today)
        verdicts = {}
        for promise in promises:
            owed = {line_id: amount for line_id, amount in promise.line_owed or [] if line_id in posted_ids}
            # What was judged once is not judged on an earlier day.
            day = max(today, promise.date_closed or today)
            settled = settlements.get(promise.id, [])
            verdicts[promise] = judge(
                promise._get_deadlines(), owed, [part for part in settled if part.date <= day],
                promise.currency_id.rounding, day, promise.tolerance_percent, announced)
            judge_on = min((part.date for part in settled if part.date > day), default=False)
            if promise.judge_on != judge_on:
                promise.judge_on = judge_on
        promises._apply_amounts(verdicts)
        promises.filtered("failed_on").failed_on = False
        return promises._apply_states(verdicts, today)

    def _get_posted_line_ids(self):
        """:return: ids of the promised items that are posted; those of an invoice taken back owe nothing"""
        line_ids = {line_id for promise in self for line_id, _amount in promise.line_owed or []}
        return set(self.env["account.move.line"].search([("id", "in", line_ids), ("parent_state", "=", "posted")]).ids)

    def _get_deadlines(self):
        return [
            Instalment(instalment.date + relativedelta(days=self.grace_days), instalment.amount)
            for instalment in self.instalment_ids.sorted("date")
        ]

    def _get_announced(self, today):
        """:return: ``{journal item id: [(day, amount)]}``: what payments without an entry cover until a day, of customers whose
            promises have an instalment that would be missed"""
        waiting = self.filtered(lambda promise: promise.next_deadline and promise.next_deadline < today)
        if not waiting:
            return {}
        flush(self.env, REGISTERED_DEPENDS)
        announced = {}
        for line_id, day, amount in self.env.execute_query(
                build_registered_days(to_array(waiting.profile_id.partner_id.ids))):
            announced.setdefault(line_id, []).append((day, float(amount)))
        return announced

    def _get_settlements(self, today):
        """:return: ``{promise id: [Settlement]}`` of what was reconciled with the items since the promises were made

        An exchange difference has the date of the item: it may be booked later than the receipt it belongs to.
        """
        rows = self.env.execute_query(self._get_settlements_sql(today))
        settlements = {}
        for promise_id, line_id, amount, date, is_receipt, money in rows:
            settlements.setdefault(promise_id, []).append(
                Settlement(line_id, date, float(amount), is_receipt, float(money)))
        return settlements

    def _get_settlements_sql(self, today):
        """:return: SQL of (promise id, item id, amount, date, whether it is a payment, amount at its own rate)"""
        Receipts = self.env["credit.receipts"]
        settlements = build_settlements(SQL("item.id"), bounced=Receipts._get_bounced_sql(
            today, get_account_holder_sql(SQL("back.partner_id"), self.profile_id.partner_id.ids)))
        fields = self._fields
        return SQL("%s ORDER BY settlement.id", build_items(
            SQL(
                """
                promise.id, item.id,
                COALESCE(ABS(settlement.amount_currency * item.balance / NULLIF(item.amount_currency, 0)), settlement.amount),
                CASE WHEN settlement.is_exchange THEN item.date ELSE settlement.date END,
                settlement.is_money, settlement.amount
                """),
            alias="item", accounts=None, state=None,
            joins=SQL(
                """
              JOIN credit_promise_line_rel rel ON rel.line_id = item.id
              JOIN credit_promise promise ON promise.id = rel.promise_id
        CROSS JOIN LATERAL (%s) settlement
                """, settlements),
            condition=SQL(
                """
                promise.id IN %s AND settlement.id > COALESCE(promise.last_partial_id, 0)
                -- A receipt that was returned settles nothing, even while it is matched.
                AND NOT settlement.is_returned
                """, tuple(self.ids),
                to_flush=(fields["line_ids"], fields["last_partial_id"], *get_settlement_fields(self.env)))))

    def _apply_amounts(self, verdicts):
        """Write what was received, what is still covered, and how each instalment stands."""
        by_state = {}
        for promise, verdict in verdicts.items():
            if promise.currency_id.compare_amounts(promise.received_amount, verdict.received):
                promise.received_amount = verdict.received
            shares = {str(line_id): share for line_id, share in verdict.shares.items()}
            if promise.line_shares != shares:
                promise.line_shares = shares
            for instalment, state in zip(promise.instalment_ids.sorted("date"), verdict.instalment_states, strict=True):
                if instalment.state != state:
                    by_state.setdefault(state, set()).add(instalment.id)
        for state, instalment_ids in by_state.items():
            self.env["credit.promise.instalment"].sudo().browse(instalment_ids).state = state

    def _apply_states(self, verdicts, today):
        """:return: the promises that moved"""
        moved = self.browse()
        for state in {verdict.state for verdict in verdicts.values()}:
            promises = self.filtered(lambda promise, state=state: verdicts[promise].state == state)
            if state == "cancelled":
                # Nothing is owed any more; what was judged before stays as it was judged.
                promises = promises.filtered(lambda promise: promise.state == "open")
            moved |= promises._set_state(state, date_closed=state != "open" and today)
        moved._report_outcome(today)
        return moved

    def _report_outcome(self, today):
        """Log the outcome on the promises; ask the collector to act on those that were not kept."""
        self._message_log_batch({promise.id: promise._get_outcome_text() for promise in self})
        missed = self.filtered(lambda promise: promise.state in ("partial", "broken"))
        (self - missed).activity_id.unlink()
        missed.filtered(lambda promise: not promise.activity_id)._schedule_missed(today)
        missed._on_broken(today)

    def _on_broken(self, today):
        """Hook for what else is to happen to promises that were partly kept or broken on ``today``, such as an alert.

        Collection resumes by itself, and orders are held where the rating or the company wants that.
        """

    def _get_outcome_text(self):
        """:return: how the promise was judged, for its log"""
        self.ensure_one()
        amount = self.currency_id.format(self.received_amount)
        return {
            "open": self.env._("Runs again: a receipt was unreconciled."),
            "kept": self.env._("Kept: %(amount)s received.", amount=amount),
            "partial": self.env._("Partly kept: only %(amount)s received in time.", amount=amount),
            "broken": self.env._("Broken: nothing received in time."),
            "cancelled": self.env._("Cancelled: the promised items owe nothing any more."),
        }[self.state]

    def _schedule_missed(self, today):
        """One activity per promise on the customer's profile, for the collector; shown in the worklist, not mailed."""
        activity_type = self.env.ref("credit_collection.mail_activity_broken_promise", raise_if_not_found=False)
        if not self or not activity_type:
            return
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([
            {
                "activity_type_id": activity_type.id,
                "summary": promise.with_context(lang=collector.lang or self.env.lang)._get_missed_summary(),
                "date_deadline": today,
                "user_id": collector.id,
                "res_model_id": self.env["ir.model"]._get_id("credit.profile"),
                "res_id": promise.profile_id.id,
                "automated": True,
            }
            for promise, collector in ((promise, promise._get_collector()) for promise in self)
        ])
        for promise, activity in zip(self, activities, strict=True):
            promise.activity_id = activity

    def _get_missed_summary(self):
        self.ensure_one()
        return self.env._(
            "Broken promise: %(amount)s until %(date)s",
            amount=formatLang(self.env, self.remaining_amount, currency_obj=self.currency_id),
            date=format_date(self.env, self.covered_until))

    def _get_collector(self):
        """:return: who acts on a missed promise: the customer's collector, else who took the promise"""
        candidates = self.profile_id.collector_id | self.user_id | self.company_id.credit_manager_id
        return candidates._credit_at_work()[:1]

    @api.model
    def _get_to_settle_domain(self, today):
        """:return: domain of the open promises with an instalment whose date and grace have passed, and of those to be judged
            again
        """
        return Domain([("state", "=", "open"), ("next_deadline", "<", today)]) | Domain([
            ("state", "in", JUDGED_STATES), ("judge_on", "<=", today)])

    @api.model
    def _cron_settle_promises(self):
        """Judge one batch of the promises whose date has passed; the scheduler calls again while some remain."""
        # sudo: the outcome is closed to users, no matter who runs the scheduled action.
        self.sudo()._run_batch(
            CRON, self._get_to_settle_domain,
            # Once a day: those that wait for the bank stay open.
            lambda promises, today: promises._settle(today), size=SETTLE_BATCH, stamped=True,
            mark_failed=lambda promise, error, today: promise._mark_failed(error, today))

    def _mark_failed(self, error, today):
        if not self.failed_on:
            self._message_log(body=self.env._("The promise could not be judged: %(error)s", error=error))
        self.failed_on = today
