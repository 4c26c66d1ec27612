from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.promise.judgement import allocate
from ..common.days import day_of_entry, days_until

# What was agreed: free to change until the promise is opened, evidence from then on.
AGREED_FIELDS = {
    "profile_id", "line_ids", "instalment_ids", "date", "source", "author_id", "kind", "interest_percent",
    "interest_year_days", "invoice_interest", "ask_acceptance", "renewal_reason",
}


class CreditPromise(models.Model):
    """A promise to pay certain items: one instalment, or a repayment plan of several.

    While it is open, what it covers of its items is not collected. Amounts are in the currency of the profile's
    company; items in foreign currencies count with their company amounts. Judging is in ``credit_promise_judge.py``.
    """

    _name = "credit.promise"
    _description = "Promise to Pay"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "covered_until, id"
    _rec_names_search = ["profile_id"]
    _transitions = {
        "draft": {"to_approve", "proposed", "open", "cancelled"},
        "to_approve": {"draft", "proposed", "open", "cancelled"},
        "proposed": {"open", "cancelled"},
        "open": {"kept", "partial", "broken", "cancelled"},
        # Judged again whenever receipts are reconciled or unreconciled.
        "kept": {"open", "partial", "broken"},
        "partial": {"open", "kept", "broken"},
        "broken": {"open", "kept", "partial"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer Contact")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, index="btree_not_null",
        domain=[("share", "=", False)],
    )
    author_id = fields.Many2one(
        "res.partner", string="Recorded By", default=lambda self: self.env.user.partner_id, copy=False, role="system",
        help="The user, or the customer's contact in the portal, who entered the promise.",
    )
    source = fields.Selection(
        [("staff", "Staff"), ("portal", "Portal"), ("mail", "Mail")], default="staff", required=True, copy=False,
    )
    date = day_of_entry("date", "profile_id.company_id", string="Promised On", required=True, copy=False)
    reason_id = fields.Many2one("credit.reason", string="Reason for Late Payment", domain=[("kind", "=", "late")])
    followup_id = fields.Many2one(
        "credit.followup", string="Made In", readonly=True, index="btree_not_null", ondelete="set null", copy=False,
        role="fixed",
        help="The contact in which the customer promised.",
    )
    note = fields.Text()

    state = fields.Selection(
        [("draft", "Draft"), ("to_approve", "To approve"), ("proposed", "Awaiting customer"), ("open", "Open"),
         ("kept", "Kept"), ("partial", "Partly kept"), ("broken", "Broken"), ("cancelled", "Cancelled")],
        default="draft", required=True, index=True, copy=False, role="system",
    )
    line_ids = fields.Many2many(
        "account.move.line", "credit_promise_line_rel", "promise_id", "line_id", string="Promised Items", copy=False,
    )
    instalment_ids = fields.One2many("credit.promise.instalment", "promise_id", string="Installments", copy=False)
    amount = fields.Monetary(
        string="Promised", compute="_compute_amount", store=True, help="In the currency of the company.",
    )
    grace_days = fields.Integer(
        compute="_compute_grace_days", store=True, precompute=True,
        help="Copied from the company settings when the promise was made.", aggregator=None,
    )
    tolerance_percent = fields.Float(
        compute="_compute_grace_days", store=True, precompute=True,
        help="A payment that falls short by no more than this share keeps the promise. Copied from the company "
             "settings.", aggregator=None,
    )
    covered_until = fields.Date(
        compute="_compute_covered_until", store=True, index=True,
        help="Last day on which the promised items are not followed up: the last installment plus the grace period.",
    )
    next_date = fields.Date(string="Next Payment", compute="_compute_next_date", store=True)
    next_date_days = days_until("next_date", string="Next Payment in (days)")
    next_deadline = fields.Date(compute="_compute_next_date", store=True)
    received_amount = fields.Monetary(
        string="Received", default=0.0, readonly=True, copy=False,
        help="Receipts reconciled with the promised items since the promise was made.",
    )
    remaining_amount = fields.Monetary(string="Still to Come", compute="_compute_remaining_amount", store=True)
    date_opened = fields.Date(readonly=True, copy=False)
    date_closed = fields.Date(string="Judged On", readonly=True, copy=False)
    judge_on = fields.Date(
        readonly=True, copy=False, help="The promise is judged again on this day, the date of a receipt to come.")
    failed_on = fields.Date(
        string="Judging Failed On", readonly=True, copy=False,
        help="The nightly run could not judge the promise; it tries again every night. The reason is in the log.",
    )

    # What the items owed at opening, in the order in which the promise covers them: [[item id, amount], …].
    line_owed = fields.Json(readonly=True, copy=False)
    # What of each item the promise still covers: {"item id": amount}.
    line_shares = fields.Json(readonly=True, copy=False)
    # Reconciliations up to this id were there when the promise was made.
    last_partial_id = fields.Integer(readonly=True, copy=False, aggregator=None)
    activity_id = fields.Many2one(
        "mail.activity", index="btree_not_null", readonly=True, copy=False, exportable=False,
    )

    # The nightly judgement looks for open promises with a deadline in the past.
    _next_deadline_idx = models.Index("(next_deadline) WHERE state = 'open'")
    _judge_on_idx = models.Index("(judge_on) WHERE judge_on IS NOT NULL")

    @api.depends("profile_id.display_name", "amount", "covered_until")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(customer)s: %(amount)s until %(date)s",
                customer=promise.profile_id.display_name,
                amount=promise.currency_id.format(promise.amount) if promise.currency_id else promise.amount,
                date=format_date(self.env, promise.covered_until) or "–",
            )

    @api.depends("instalment_ids.amount")
    def _compute_amount(self):
        for promise in self:
            promise.amount = sum(promise.instalment_ids.mapped("amount"))

    @api.depends("profile_id")
    def _compute_grace_days(self):
        for promise in self:
            company = promise.profile_id.sudo().company_id
            promise.grace_days = company.credit_promise_grace_days
            promise.tolerance_percent = company.credit_promise_tolerance_percent

    @api.depends("instalment_ids.date", "grace_days")
    def _compute_covered_until(self):
        for promise in self:
            dates = [date for date in promise.instalment_ids.mapped("date") if date]
            promise.covered_until = max(dates) + relativedelta(days=promise.grace_days) if dates else False

    @api.depends("instalment_ids.date", "instalment_ids.state", "grace_days")
    def _compute_next_date(self):
        for promise in self:
            coming = promise.instalment_ids.filtered(lambda instalment: instalment.date and instalment.state == "open")
            promise.next_date = min(coming.mapped("date"), default=False)
            promise.next_deadline = promise.next_date and promise.next_date + relativedelta(days=promise.grace_days)

    @api.depends("amount", "received_amount", "state", "line_shares")
    def _compute_remaining_amount(self):
        for promise in self:
            remaining = max(promise.amount - promise.received_amount, 0.0)
            if promise.state == "open":
                # A credit note leaves less to come than was promised.
                remaining = min(remaining, sum((promise.line_shares or {}).values()))
            promise.remaining_amount = remaining

    def write(self, vals):
        if not self.env.su:
            if not AGREED_FIELDS.isdisjoint(vals):
                self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for promise in self:
            if promise.state not in ("draft", "cancelled"):
                raise UserError(self.env._(
                    "The promise “%(promise)s” is evidence and cannot be deleted. Cancel it if it no longer holds.",
                    promise=promise.display_name))

    @api.model
    def _get_system_message(self):
        return self.env._("Whether a promise is kept follows from the receipts reconciled with its items, never by hand.")

    def _check_draft(self):
        """:raise UserError: when the agreement of a promise that was opened would change"""
        for promise in self:
            if promise.state != "draft":
                raise UserError(self.env._(
                    "The promise “%(promise)s” is no longer a draft: its items, dates and amounts are evidence. "
                    "Cancel it and make a new one.", promise=promise.display_name))

    def action_open(self):
        """Let the promise count: its items leave collection until it is kept or broken.

        A large or long promise goes to its approver first; one to be confirmed goes to the customer.
        """
        self.check_access("write")
        # sudo: the right has been checked; items may be in branches of the company, the outcome is closed to users.
        for today, promises in self.sudo()._group_by_day():
            promises._submit(today)
        return self._show_outcome()

    def action_cancel(self):
        """Withdraw a promise that still runs. One whose date has passed is judged instead, it cannot be hidden."""
        self.check_access("write")
        # sudo: the right has been checked; the state is closed to users.
        for today, promises in self.sudo()._group_by_day():
            promises.filtered(lambda promise: promise.state == "open")._settle(today)
            cancelled = promises._set_state("cancelled", date_closed=today)
            cancelled._message_log_batch({promise.id: self.env._("Cancelled.") for promise in cancelled})
        return self._show_outcome()

    def _open(self, today):
        for promise in self.filtered(lambda promise: promise.state != "open"):
            promise._check_agreement(today)
            promise._set_state("open", date_opened=today, **promise._prepare_evidence_vals())
            promise._on_opened(today)

    def _on_opened(self, today):
        """What follows from a promise that came into force on ``today``."""
        self._announce()

    def _prepare_evidence_vals(self):
        """:return: values that freeze what the items owe now and how the promise covers them"""
        # The earliest due first, but contested items last: usually it is the uncontested part that is promised.
        lines = self.line_ids.sorted(
            lambda line: (line.credit_disputed_amount > 0, line.date_maturity or line.date, line.id))
        shares = allocate(self.amount, lines.mapped("amount_residual"), self.currency_id.rounding)
        return {
            "line_owed": [[line.id, line.amount_residual] for line in lines],
            "line_shares": {str(line.id): share for line, share in zip(lines, shares, strict=True) if share},
            "last_partial_id": max(lines.matched_credit_ids.ids, default=0),
        }

    def _announce(self):
        """Note the promise once where the talk with the customer is: on the credit profile."""
        amount, items = self.currency_id.format(self.amount), self._name_items(self.line_ids)
        date = format_date(self.env, max(self.instalment_ids.mapped("date")))
        if len(self.instalment_ids) == 1:
            body = self.env._("Promise to pay %(amount)s by %(date)s for %(items)s.", amount=amount, date=date, items=items)
        else:
            body = self.env._(
                "Promise to pay %(amount)s in %(count)s installments until %(date)s for %(items)s.",
                amount=amount, count=len(self.instalment_ids), date=date, items=items,
            )
        self.profile_id.message_post(body=body)

    def _name_items(self, lines):
        return ", ".join(dict.fromkeys(line.move_id.name or line.display_name for line in lines))
