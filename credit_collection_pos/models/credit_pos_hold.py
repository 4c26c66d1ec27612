from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditPosHold(models.Model):
    """One counter sale on account that the credit check stopped, or that was made all the same while the counter had no
    connection: who asked, who decided, why, and whether the release was used.

    Written by the counter and by the decisions only. A release is for one sale: it is used up when the sale arrives.
    """

    _name = "credit.pos.hold"
    _description = "Counter Sale Held"
    _inherit = ["credit.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    _transitions = {
        "stopped": {"pending", "released", "refused", "cleared", "kept", "expired"},
        "pending": {"released", "refused", "cleared", "kept", "expired"},
        "released": {"used", "expired"},
    }

    profile_id = fields.Many2one("credit.profile", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer", store=True)
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    config_id = fields.Many2one("pos.config", string="Point of Sale", readonly=True, ondelete="set null")
    # The sale is known by this before the server has it.
    sale_uuid = fields.Char(string="Sale", required=True, readonly=True, index=True)
    pos_order_id = fields.Many2one("pos.order", string="Receipt", readonly=True, index="btree_not_null", ondelete="set null")
    cashier_id = fields.Many2one("res.users", readonly=True)
    amount = fields.Monetary(string="On Account", readonly=True, default=0.0)
    exposure = fields.Monetary(readonly=True, default=0.0, help="Exposure before this sale.")
    effective_limit = fields.Monetary(readonly=True, default=0.0)
    overshoot = fields.Monetary(string="Excess over Limit", readonly=True, default=0.0)
    overdue_amount = fields.Monetary(readonly=True, default=0.0)
    reason_ids = fields.Many2many("credit.reason", string="Reasons", readonly=True)
    explanation = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("stopped", "Stopped"),
            ("pending", "To Decide"),
            ("released", "Released"),
            ("refused", "Rejected"),
            ("used", "Sold on Release"),
            ("kept", "Sold Offline"),
            ("cleared", "Cleared"),
            ("expired", "Expired"),
        ],
        default="pending", required=True, readonly=True, tracking=True, index=True,
    )
    valid_until = fields.Date(readonly=True, help="Last day on which the released sale may be made.")
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_for_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decision_reason_id = fields.Many2one("credit.reason", readonly=True)
    decision_reason = fields.Char(string="Decision Note", readonly=True, tracking=True)

    _sale_uniq = models.UniqueIndex(
        "(sale_uuid) WHERE state = 'pending'", "This sale waits for a credit decision already.")

    @api.model
    def _get_system_message(self):
        return self.env._("Credit decisions are made with Release and Reject; they cannot be edited.")

    # What the counter records

    @api.model
    def _record(self, sale, check, values, state="pending"):
        """Record that the check stops a sale, once; what waits already gets the fresh figures.

        :param CounterSale sale: what is sold
        :param CreditCheck check: why it is stopped
        :param dict values: which sale, where and by whom
        :param str state: ``stopped``, or ``pending`` where somebody is asked to decide
        :return: the hold
        """
        vals = {**values, **self._prepare_figures(check)}
        hold = self._get_waiting(values["sale_uuid"])
        if hold:
            hold.write(vals)
        else:
            hold = self.create({**vals, "state": "stopped"})
        if state == "pending" and hold._set_state("pending"):
            hold._schedule("credit_collection_pos.mail_activity_counter_decision", hold._get_decider())
        return hold

    @api.model
    def _prepare_figures(self, check):
        figures, policy = check.get_figures(), check.standing.policy
        reasons = self.env["credit.hold"]._get_reasons_by_code()
        excess = figures["exposure"] + check.order_amount - figures["effective_limit"]
        return {
            "profile_id": check.standing.profile_id, "amount": check.order_amount,
            **{name: figures[name] for name in ("exposure", "effective_limit", "overdue_amount")},
            "overshoot": 0.0 if policy.limit_mode == "unlimited" else max(excess, 0.0),
            "reason_ids": [fields.Command.set([
                reason.id for code in check.verdict.reasons for reason in reasons.get(code, ())])],
            "explanation": self.env["credit.hold"]._explain(check),
        }

    def _keep(self, order):
        """The sale was made without connection: the credit manager and the collector are told."""
        self.ensure_one()
        self._set_state("kept", pos_order_id=order.id)
        self.activity_unlink(["credit_collection_pos.mail_activity_counter_decision"])
        self._schedule("credit_collection_pos.mail_activity_counter_sale", self._get_decider() | self.collector_id)

    def _end(self, state):
        """End what is not needed any more: the sale may be made without a decision, or will not be made.

        :param str state: ``cleared`` or ``expired``
        """
        self._set_state(state)
        self.activity_unlink(["credit_collection_pos.mail_activity_counter_decision"])

    def _schedule(self, activity, users):
        for user in users:
            self.activity_schedule(activity, user_id=user.id, summary=(self.explanation or "").split("\n")[0])

    def _get_decider(self):
        """:return: who decides on held orders of the company"""
        return self.env["credit.hold"].new({"profile_id": self.profile_id.id})._get_decider()

    @api.model
    def _get_waiting(self, uuid):
        return self.search([("sale_uuid", "=", uuid), ("state", "in", ("stopped", "pending"))], limit=1)

    @api.model
    def _was_stopped(self, uuid, payer, amount):
        """:return: whether the counter was told that this customer may not owe this sale, of ``amount`` in company currency or
            less
        """
        holds = self.search([("sale_uuid", "=", uuid), ("state", "in", ("stopped", "pending", "refused"))])
        return any(
            hold.partner_id == payer and hold.currency_id.compare_amounts(hold.amount, amount) <= 0 for hold in holds)

    # The release

    @api.model
    def _find_release(self, uuid):
        """:return: the running release of the sale ``uuid``, empty without"""
        holds = self.search([("sale_uuid", "=", uuid), ("state", "=", "released")]) if uuid else self.browse()
        return holds.filtered(lambda hold: hold.valid_until >= hold.company_id._get_credit_today())[:1]

    def _prepare_release(self, amount):
        """:return: what the release covers, as the check of orders reads it, for a sale of ``amount`` on account"""
        covers = bool(self) and self.currency_id.compare_amounts(amount, self.amount) <= 0
        return {
            "released_amount": self.amount if covers else None, "is_covered": covers,
            "released_reasons": self.reason_ids.mapped("code")}

    def _use(self, order):
        """The sale was made: nothing else is sold on this release."""
        self._set_state("used", pos_order_id=order.id)

    def action_release(self):
        """Ask for the reason of a release; the decision itself is ``_release``."""
        return self._action_decide("release", self.env._("Release counter sales"))

    def action_refuse(self):
        """Ask for the reason of a refusal; the decision itself is ``_refuse``."""
        return self._action_decide("refuse", self.env._("Reject counter sales"))

    def _action_decide(self, decision, title):
        self.env["credit.hold"]._check_decision_right()
        return {
            "type": "ir.actions.act_window", "name": title, "res_model": "credit.pos.decide", "view_mode": "form",
            "target": "new", "context": {"default_hold_ids": self.ids, "default_decision": decision},
        }

    def action_open_receipt(self):
        """Open the sale as the point of sale has it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "pos.order", "res_id": self.pos_order_id.id, "view_mode": "form",
        }

    def _release(self, reason, note=None):
        """Let each of these sales be made once, up to the amount that was stopped.

        :param reason: why, a text or a ``credit.reason``
        :param note: what a coded reason does not say
        :raise AccessError: the user is no credit manager, the excess is above their approval tier, or they sell it
        :raise UserError: no reason is given, or a sale is decided already
        """
        self.env["credit.hold"]._check_decision_right()
        Tier, user = self.env["credit.approval.tier"], self.env.user
        self.env["credit.guard"]._write_guard(self.profile_id.ids)
        for hold in self:
            authority = Tier._check_amount(user, hold.company_id, hold.overshoot, hold.cashier_id == user)
            Tier._check_four_eyes(user, hold.company_id, hold.cashier_id, hold.display_name)
            hold._decide(
                "released", reason, note, decided_for_id=(authority - user).id,
                valid_until=hold.company_id._get_credit_today() + relativedelta(days=hold.company_id.credit_release_days))

    def _refuse(self, reason, note=None):
        """Refuse the sales; the counter goes on stopping them.

        :raise AccessError: the user is no credit manager
        :raise UserError: no reason is given, or a sale is decided already
        """
        self.env["credit.hold"]._check_decision_right()
        for hold in self:
            hold._decide("refused", reason, note)

    def _decide(self, state, reason, note, **vals):
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("stopped", "pending"):
            raise UserError(self.env._("%(hold)s has already been decided.", hold=self.display_name))
        is_record = isinstance(reason, models.BaseModel)
        text = ": ".join(filter(None, ((reason.name if is_record else reason or "").strip(), (note or "").strip())))
        if not text:
            raise UserError(self.env._("Give a reason for the decision on %(order)s.", order=self.display_name))
        # sudo: the right has been checked; nobody writes a decision by hand.
        self.sudo()._set_state(
            state, decision_reason=text, decision_reason_id=reason.id if is_record else False,
            decided_by_id=self.env.uid, decided_on=fields.Datetime.now(), **vals)
        self.activity_feedback(["credit_collection_pos.mail_activity_counter_decision"], feedback=text)
