from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...const import LIMIT_MODES
from ..common.days import day_of_entry, days_until

FIGURES = (
    "order_amount", "exposure", "effective_limit", "overdue_amount", "days_overdue", "max_overdue_days",
    "max_overdue_amount", "max_order_amount", "term_days", "max_term_days", "limit_until", "next_review_date",
    "prepayment_amount", "prepaid_amount", "limit_group_id", "group_limit",
    "group_exposure", "manual_hold",
)


class CreditHold(models.Model):
    """One documented credit decision on one order. The figures are those of the moment of the check."""

    _name = "credit.hold"
    _description = "Credit Hold"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _decision_activity = "credit_collection.mail_activity_credit_decision"
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "pending": {"released", "refused", "cleared", "expired"},
        "released": {"expired"},
        "refused": {"expired"},
    }

    order_id = fields.Many2one("sale.order", readonly=True, index=True, ondelete="set null")
    # What is left of an order that was deleted.
    order_name = fields.Char(string="Order Number", compute="_compute_order_evidence", store=True)
    profile_id = fields.Many2one("credit.profile", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer", store=True)
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    salesperson_id = fields.Many2one("res.users", compute="_compute_order_evidence", store=True)
    collector_id = fields.Many2one(related="profile_id.collector_id")

    date = day_of_entry("date", "profile_id.company_id", readonly=True)
    date_days = days_until("date", string="Held on, in (days)")
    age_days = fields.Integer(string="Age (days)", compute="_compute_age_days")
    reason_ids = fields.Many2many("credit.reason", string="Reasons", readonly=True)
    order_amount = fields.Monetary(readonly=True, default=0.0)
    limit_mode = fields.Selection(LIMIT_MODES, readonly=True)
    effective_limit = fields.Monetary(readonly=True, default=0.0)
    exposure = fields.Monetary(readonly=True, default=0.0, help="Exposure before this order.")
    overshoot = fields.Monetary(
        string="Excess over Limit", compute="_compute_overshoot", help="Exposure with this order, beyond the limit.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue That Counts", readonly=True, default=0.0,
        help="At the time of the check, without disputed parts, blocked invoices and small rests, as far as the settings leave "
             "them out. The customer shows all that is overdue.")
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    max_overdue_days = fields.Integer(string="Tolerated Overdue Days", readonly=True, aggregator=None)
    term_days = fields.Integer(string="Term of the Order (days)", readonly=True, aggregator=None)
    max_term_days = fields.Integer(string="Maximum Payment Term (days)", readonly=True, aggregator=None)
    max_overdue_amount = fields.Monetary(string="Tolerated Overdue Amount", readonly=True, default=0.0)
    max_order_amount = fields.Monetary(string="Largest Order", readonly=True, default=0.0)
    limit_until = fields.Date(string="Limit Valid Until", readonly=True)
    next_review_date = fields.Date(string="Review Due", readonly=True)
    prepayment_amount = fields.Monetary(string="To Be Prepaid", readonly=True, default=0.0)
    prepaid_amount = fields.Monetary(string="Prepaid", readonly=True, default=0.0)
    limit_group_id = fields.Many2one("credit.limit.group", string="Shared Limit Of", readonly=True, ondelete="set null")
    group_limit = fields.Monetary(string="Shared Limit", readonly=True, default=0.0)
    group_exposure = fields.Monetary(string="Exposure of the Group", readonly=True, default=0.0)
    surcharge = fields.Monetary(
        readonly=True, default=0.0, help="What other add-ons add to the order on its confirmation.")
    manual_hold = fields.Char(readonly=True)
    explanation = fields.Text(compute="_compute_explanation")

    state = fields.Selection(
        [
            ("pending", "To Decide"),
            ("released", "Released"),
            ("refused", "Rejected"),
            ("cleared", "Cleared"),
            ("expired", "Expired"),
        ],
        default="pending", required=True, readonly=True, tracking=True, index=True,
    )
    released_amount = fields.Monetary(readonly=True, default=0.0, help="The release covers the order up to this amount.")
    # The same in the currency of the order: a rate that moves does not end a release.
    released_currency_id = fields.Many2one("res.currency", readonly=True)
    released_in_currency = fields.Monetary(readonly=True, default=0.0, currency_field="released_currency_id")
    valid_until = fields.Date(readonly=True, tracking=True, help="Last day on which the released order may be confirmed.")
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_for_id = fields.Many2one(
        "res.users", string="On Behalf Of", readonly=True, tracking=True, help="Approver in whose tier the decision was made.",
    )
    decided_on = fields.Datetime(readonly=True)
    decision_reason_id = fields.Many2one("credit.reason", readonly=True)
    decision_reason = fields.Char(string="Decision Note", readonly=True, tracking=True)
    evaluation_date = fields.Date(readonly=True, help="Day of the last nightly re-evaluation.")

    _order_pending_uniq = models.UniqueIndex(
        "(order_id) WHERE state = 'pending'", "This order waits for a credit decision already.",
    )
    # Re-evaluation after a payment and the nightly run look for the pending holds of a customer.
    _pending_idx = models.Index("(profile_id) WHERE state = 'pending'")

    @api.depends("order_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for hold in self:
            hold.display_name = self.env._("Credit hold of %(order)s", order=hold.order_name)

    @api.depends("order_id.name", "order_id.user_id")
    def _compute_order_evidence(self):
        for hold in self:
            order_sudo = hold.order_id.sudo()  # sudo: evidence of orders that the reader may not see.
            hold.order_name = order_sudo.name or hold.order_name
            hold.salesperson_id = order_sudo.user_id if order_sudo else hold.salesperson_id

    @api.depends("date", "state")
    def _compute_age_days(self):
        for hold in self:
            today = hold.company_id._get_credit_today()
            hold.age_days = (today - hold.date).days if hold.state == "pending" and hold.date else 0

    @api.depends("exposure", "order_amount", "effective_limit", "limit_mode", "group_exposure", "group_limit", "reason_ids")
    def _compute_overshoot(self):
        for hold in self:
            hold.overshoot = hold._get_overshoot(hold.order_amount)

    def _get_overshoot(self, order_amount):
        """:return: by how much the exposure with an order of ``order_amount`` exceeds the limit, or the shared one"""
        self.ensure_one()
        own = self.exposure + order_amount - self.effective_limit if self.limit_mode != "unlimited" else 0.0
        is_grouped = self._is_over_group_limit() or self.limit_group_id and order_amount > self.order_amount
        shared = self.group_exposure + order_amount - self.group_limit if is_grouped else 0.0
        return max(own, shared, 0.0)

    def _is_over_group_limit(self):
        self.ensure_one()
        return "group_limit" in self.reason_ids.mapped("code")

    @api.depends_context("lang")
    @api.depends(lambda self: ("reason_ids", "state", *FIGURES, *self._get_hold_figures()))
    def _compute_explanation(self):
        for hold in self:
            values = {
                name: hold._fields[name].convert_to_write(hold[name], hold) for name in (*FIGURES, *self._get_hold_figures())}
            explanation = self._get_explanation(
                hold.reason_ids.mapped("code"), values, hold.currency_id, hold._get_forced_hold_reason())
            if hold.state == "refused":
                explanation += "\n" + hold._get_refusal()
            hold.explanation = explanation

    def _get_refusal(self):
        """:return: that the order was refused and why"""
        self.ensure_one()
        return self.env._("Rejected: %(reason)s", reason=self.decision_reason)

    @api.model
    def _get_system_message(self):
        return self.env._("Credit decisions are made with Release and Reject; they cannot be edited.")

    def action_release(self):
        """Ask for the reason of a release; the decision itself is ``_release``."""
        return self._action_decide("release")

    def action_refuse(self):
        """Ask for the reason of a refusal; the decision itself is ``_refuse``."""
        return self._action_decide("refuse")

    def action_take_back(self):
        """Ask why a decision is to be taken back; it is ``_take_back`` that does it."""
        return self._action_decide("take_back")

    def action_open_order(self):
        """Open the held order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id, "view_mode": "form",
        }

    def _action_decide(self, decision):
        self._check_decision_right()
        titles = {
            "release": self.env._("Release orders"), "refuse": self.env._("Reject orders"),
            "ask": self.env._("Ask the salesperson"), "take_back": self.env._("Take decisions back"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[decision],
            "res_model": "credit.hold.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hold_ids": self.ids, "default_decision": decision},
        }

    def _release(self, reason, amount=None, valid_until=None, note=None):
        """Let the held orders through, as long as payer, payment term and amount stay within what was released.

        Nothing is confirmed by this: the salesperson is told and confirms.

        :param reason: why, a text or a ``credit.reason``
        :param float amount: up to which amount in company currency the order may grow; its present amount without
        :param date valid_until: last day of the release; after the company's release days without
        :param note: what a coded reason does not say
        :return: the released holds
        :raise AccessError: the user is no credit manager, or the excess is above their approval tier
        :raise UserError: no reason is given, a hold is decided already, or the release would not cover the order
        """
        self._check_decision_right()
        released = self.browse()
        self.env["credit.guard"]._write_guard(self.profile_id.ids)
        for hold in self:
            authority = hold._get_authority(amount)
            released |= hold._decide(
                "released", reason, note, decided_for_id=(authority - self.env.user).id,
                **hold._prepare_release_vals(amount, valid_until))
        waiting = released.filtered(lambda hold: hold.order_id.state in ("draft", "sent"))
        waiting._tell_sales(lambda env: env._("Credit released: the order may be confirmed."))
        (released - waiting)._tell_sales(lambda env: env._("Credit released."))
        return released

    def _refuse(self, reason, note=None):
        """Refuse the held orders; they stay quotations and their salespeople are told why.

        :param reason: why, a text or a ``credit.reason``
        :param note: what a coded reason does not say
        :return: the refused holds
        :raise AccessError: the user is no credit manager
        :raise UserError: no reason is given, or a hold is decided already
        """
        self._check_decision_right()
        refused = self.browse().concat(*(hold._decide("refused", reason, note) for hold in self))
        refused._tell_sales(lambda env: env._("Credit rejected."))
        return refused

    def _take_back(self, reason):
        """Let a release that was not used, or a rejection, no longer count; its orders are checked anew.

        The decision stays as evidence. Orders that something still holds wait for another one.

        :param str reason: why
        :return: the holds that wait now
        :raise AccessError: the user is no credit manager
        :raise UserError: no reason is given, or there is no such decision
        """
        self._check_decision_right()
        self.check_access("write")
        text = (reason or "").strip()
        for hold in self:
            unused = hold.state == "released" and hold.order_id.state in ("draft", "sent")
            if not text or not unused and hold.state != "refused":
                raise UserError(self.env._("Enter the reason.") if not text else self.env._(
                    "%(hold)s: only a rejection or an unused release can be taken back.", hold=hold.display_name))
        self.env["credit.guard"]._write_guard(self.profile_id.ids)
        # sudo: the right has been checked; nobody writes a decision by hand.
        taken_back = self.sudo()._set_state("expired")
        for hold in taken_back:
            hold._message_log(body=self.env._("Decision taken back: %(reason)s", reason=text))
        taken_back._tell_sales(lambda env: env._("The credit decision was taken back: %(reason)s", reason=text))
        return taken_back.order_id._hold_anew().sudo(self.env.su)

    def _check_decision_right(self):
        if not self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            raise AccessError(self.env._("Only credit managers decide on held orders."))

    def _decide(self, state, reason, note=None, **vals):
        """Stamp the decision with its reason; a decided hold is evidence and cannot be decided again."""
        self.ensure_one()
        self.check_access("write")
        is_record = isinstance(reason, models.BaseModel)
        text = ": ".join(filter(None, ((reason.name if is_record else reason or "").strip(), (note or "").strip())))
        if not text:
            raise UserError(self.env._("Give a reason for the decision on %(order)s.", order=self.order_name))
        if self.state != "pending":
            raise UserError(self.env._(
                "%(hold)s has already been decided: %(state)s.", hold=self.display_name,
                state=dict(self._fields["state"]._description_selection(self.env))[self.state]))
        # sudo: the right has been checked; nobody writes a decision by hand.
        self.sudo()._set_state(
            state, decision_reason=text, decision_reason_id=reason.id if is_record else False,
            decided_by_id=self.env.uid, decided_on=fields.Datetime.now(), **vals)
        if state == "released":
            # sudo: see _release. A manual hold is decided with it.
            self.order_id.sudo().write({"credit_state": "released", "credit_manual_hold": False})
        self.activity_feedback(["credit_collection.mail_activity_credit_decision"], feedback=text)
        return self

    def _end(self, state):
        """End the holds of ``self`` that still wait for a decision which is not needed any more, with their to-do.

        :param str state: ``cleared`` or ``expired``
        :return: the holds that ended
        """
        pending = self.filtered(lambda hold: hold.state == "pending")
        if not pending:
            return pending
        pending.sudo()._set_state(state, decided_on=fields.Datetime.now())  # sudo: the states are closed to users.
        pending.activity_unlink(["credit_collection.mail_activity_credit_decision"])
        return pending
