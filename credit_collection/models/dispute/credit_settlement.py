from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, formatLang

from ...tools.dispute.settlement import spread
from ..common.days import day_of_entry, days_until
from ..common.sql import is_trade_account

# What is offered: evidence once it has been sent.
OFFERED_FIELDS = {"profile_id", "line_ids", "discount_by", "discount_percent", "discount_amount", "valid_until", "reason"}
ACTIVITY = "credit_collection.mail_activity_approve_settlement"


class CreditSettlement(models.Model):
    """An offer to a customer: a discount on chosen invoices if they are paid by a date.

    It neither pauses collection nor changes what is owed. When the payment comes in time, credit notes over the discount
    are made; when it comes late or short, the offer lapses and the full debt stays. Amounts are in the currency of the
    items, which is one for all of them. Judging is in ``credit_settlement_judge.py``.
    """

    _name = "credit.settlement"
    _description = "Settlement Offer"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _decision_activity = ACTIVITY
    _order = "valid_until, id"
    _rec_names_search = ["profile_id"]
    _transitions = {
        "draft": {"to_approve", "open", "cancelled"},
        "to_approve": {"draft", "open", "cancelled"},
        "open": {"settled", "lapsed", "cancelled"},
        # A receipt of the time that is entered later counts.
        "lapsed": {"settled"},
    }

    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer Contact")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, index="btree_not_null",
        domain=[("share", "=", False)],
    )
    line_ids = fields.Many2many(
        "account.move.line", "credit_settlement_line_rel", "settlement_id", "line_id", string="Items", copy=False)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", store=True)
    owed_amount = fields.Monetary(string="Owed", compute="_compute_owed_amount", store=True)
    discount_by = fields.Selection([("percent", "Percent"), ("amount", "Amount")], default="percent", required=True)
    discount_percent = fields.Float(string="Discount (%)", default=5.0, digits=(16, 4), aggregator=None)
    discount_amount = fields.Monetary(
        string="Discount", compute="_compute_discount_amount", store=True, readonly=False)
    pay_amount = fields.Monetary(string="To Pay", compute="_compute_pay_amount", store=True)
    valid_until = day_of_entry(
        "valid_until", "profile_id.company_id", days=14, required=True,
        help="Last day on which a payment settles the debt.")
    valid_until_days = days_until("valid_until", string="Ends in (days)")
    reason = fields.Char(
        required=True, default=lambda self: self.env._("Discount for settlement"), help="Printed on the credit notes.")
    note = fields.Text(string="Message to the Customer")
    state = fields.Selection(
        [("draft", "Draft"), ("to_approve", "To approve"), ("open", "Sent"), ("settled", "Settled"), ("lapsed", "Lapsed"),
         ("cancelled", "Withdrawn")],
        default="draft", required=True, index=True, copy=False, role="system",
    )
    received_amount = fields.Monetary(
        string="Received", default=0.0, readonly=True, copy=False, help="Receipts in time, reconciled with the items.")
    date_opened = fields.Date(string="Sent On", readonly=True, copy=False)
    date_closed = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    credit_note_ids = fields.One2many("account.move", "credit_settlement_id", string="Credit Notes")
    credit_note_count = fields.Integer(compute="_compute_credit_note_count")
    failed_on = fields.Date(readonly=True, copy=False, help="The offer could not be judged; it is tried again every night.")

    # What each item owed when the offer was sent, and its part of the discount: [[item id, owed, discount], …].
    item_terms = fields.Json(readonly=True, copy=False)
    # Reconciliations up to this id were there when the offer was sent.
    last_partial_id = fields.Integer(readonly=True, copy=False, aggregator=None)
    # Something was reconciled with the items since the offer was judged.
    to_judge = fields.Boolean(readonly=True, copy=False)

    _discount_percent_range = models.Constraint(
        "CHECK (discount_percent >= 0 AND discount_percent < 100)", "Enter a discount between 0 and 100 %.")
    _to_judge_idx = models.Index("(valid_until, to_judge) WHERE state IN ('open', 'lapsed', 'settled')")

    # Not on the currency of the items: that of a posted one does not change, and each booking would look for offers.
    @api.depends("line_ids", "profile_id")
    def _compute_currency_id(self):
        for offer in self:
            offer.currency_id = offer.line_ids.currency_id[:1] or offer.profile_id.currency_id

    @api.depends("line_ids", "item_terms")
    def _compute_owed_amount(self):
        for offer in self:
            if offer.item_terms:
                offer.owed_amount = sum(owed for _line_id, owed, _discount in offer.item_terms)
            else:
                offer.owed_amount = sum(offer.line_ids.mapped("amount_residual_currency"))

    @api.depends("owed_amount", "discount_by", "discount_percent")
    def _compute_discount_amount(self):
        for offer in self:
            if offer.discount_by == "percent" and offer.state in ("draft", False):
                amount = offer.owed_amount * offer.discount_percent / 100
                offer.discount_amount = offer.currency_id.round(amount) if offer.currency_id else amount
            else:
                offer.discount_amount = offer.discount_amount

    @api.depends("owed_amount", "discount_amount")
    def _compute_pay_amount(self):
        for offer in self:
            offer.pay_amount = offer.owed_amount - offer.discount_amount

    def _compute_credit_note_count(self):
        for offer in self:
            offer.credit_note_count = len(offer.credit_note_ids)

    @api.depends("profile_id.display_name", "pay_amount", "valid_until")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for offer in self:
            offer.display_name = self.env._(
                "%(customer)s: %(amount)s by %(date)s", customer=offer.profile_id.display_name,
                amount=offer.currency_id.format(offer.pay_amount) if offer.currency_id else offer.pay_amount,
                date=format_date(self.env, offer.valid_until) or "–")

    def write(self, vals):
        if not self.env.su:
            sent = self.filtered(lambda offer: offer.state != "draft")
            if sent and not OFFERED_FIELDS.isdisjoint(vals):
                raise UserError(self.env._(
                    "The offer “%(offer)s” is no longer a draft: its items, discount and date are evidence. Withdraw it and "
                    "make a new one.", offer=sent[0].display_name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for offer in self:
            if offer.state not in ("draft", "cancelled"):
                raise UserError(self.env._(
                    "The offer “%(offer)s” is evidence and cannot be deleted. Withdraw it if it no longer holds.",
                    offer=offer.display_name))

    @api.model
    def _get_system_message(self):
        return self.env._("Use the buttons; whether an offer is settled follows from the receipts.")

    def action_send(self):
        """Send the offers to the customers. One whose discount is above the tier of the user goes for approval first."""
        self.check_access("write")
        # sudo: the right has been checked; items may be in branches of the company, the outcome is closed to users.
        for today, offers in self.sudo()._group_by_day():
            offers._submit(today)
        return self._show_outcome()

    def action_refuse(self):
        """Give an offer back to who made it, as a draft. For those who may approve it."""
        self.check_access("write")
        for offer in self.filtered(lambda offer: offer.state == "to_approve").sudo():  # sudo: checked here and next
            self.env["credit.approval.tier"]._check_amount(self.env.user, offer.company_id, offer._get_company_discount())
            offer._set_state("draft")
            offer.activity_unlink([ACTIVITY])
        return self._show_outcome()

    def action_cancel(self):
        """Withdraw offers; what was paid in time before settles them instead."""
        self.check_access("write")
        # sudo: the right has been checked; the state is closed to users.
        for today, offers_sudo in self.sudo()._group_by_day():
            offers_sudo.filtered(lambda offer: offer.state == "open")._judge(today)
            offers_sudo._set_state("cancelled", date_closed=today)
        return self._show_outcome()

    def action_view_credit_notes(self):
        """:return: the credit notes over the discount"""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_refund_type")
        return {**action, "domain": [("credit_settlement_id", "in", self.ids)], "context": {}}

    def _submit(self, today):
        Tier, user = self.env["credit.approval.tier"], self.env.user
        for offer in self.filtered(lambda offer: offer.state in ("draft", "to_approve")):
            offer._check_offer(today)
            amount = offer._get_company_discount()
            if offer.state == "to_approve":
                Tier._check_amount(user, offer.company_id, amount)
            if Tier._may_decide(user, offer.company_id, amount):
                offer._open(today)
            else:
                offer._set_state("to_approve")
                decider = Tier._get_deciders(offer.company_id, amount)[:1] or offer.company_id.credit_manager_id
                offer.activity_schedule(ACTIVITY, date_deadline=today, user_id=(decider or user).id,
                                        summary=self.env._("Approve the settlement offer"))

    def _get_company_discount(self):
        """:return: the discount in company currency, at the rate that the items were booked with"""
        owed = sum(self.line_ids.mapped("amount_residual_currency"))
        rate = sum(self.line_ids.mapped("amount_residual")) / owed if owed else 1.0
        return self.company_id.currency_id.round(self.discount_amount * rate)

    def _open(self, today):
        """Freeze the terms and send the offer.

        :raise UserError: when the customer has no address
        """
        owed = {line.id: line.amount_residual_currency for line in self.line_ids.sorted(
            lambda line: (line.date_maturity or line.date, line.id))}
        parts = spread(self.discount_amount, owed, self.currency_id.rounding)
        self.activity_unlink([ACTIVITY])
        self._set_state(
            "open", date_opened=today, approved_by_id=self.env.user.id,
            item_terms=[[line_id, amount, parts[line_id]] for line_id, amount in owed.items()],
            last_partial_id=max(self.line_ids.matched_credit_ids.ids, default=0))
        if not self.env["credit.notice"]._queue([(self.profile_id, self._compose)]):
            raise UserError(self.env._(
                "%(customer)s has no valid e-mail address to send the offer to. Enter one on the customer or on a contact "
                "of type Invoice Address.", customer=self.profile_id.display_name))
        self.profile_id.message_post(body=self.env._(
            "Settlement offer: %(discount)s off when %(amount)s is paid by %(date)s.",
            discount=self.currency_id.format(self.discount_amount), amount=self.currency_id.format(self.pay_amount),
            date=format_date(self.env, self.valid_until)))

    def _compose(self, env):
        """:return: subject and values of the offer, in the language of ``env``"""
        offer, currency = self.with_env(env), self.currency_id
        names = {line.id: line.move_id.name for line in offer.line_ids}
        rows = [[names[line_id], *(formatLang(env, amount, currency_obj=currency) for amount in (owed, part, owed - part))]
                for line_id, owed, part in offer.item_terms]
        rows.append([env._("Total"), *(formatLang(env, amount, currency_obj=currency) for amount in (
            offer.owed_amount, offer.discount_amount, offer.pay_amount))])
        return env._("%(company)s: settlement offer until %(date)s", company=offer.company_id.name,
                     date=format_date(env, offer.valid_until)), {
            "lines": list(filter(None, [offer.note, env._(
                "if we receive %(amount)s by %(date)s, we credit you the rest of these invoices. After that day, or with a "
                "smaller payment, the full amount stays due.",
                amount=formatLang(env, offer.pay_amount, currency_obj=currency), date=format_date(env, offer.valid_until))])),
            "columns": [env._("Document"), env._("Open"), env._("Discount"), env._("To pay")],
            "rows": rows,
            "bank": env["credit.payee.account"]._describe(offer.company_id, {
                (line.currency_id.id, line.move_id.partner_bank_id.id) for line in offer.line_ids}),
        }

    def _check_offer(self, today):
        """:raise ValidationError: unless the offer can be sent on ``today``"""
        customer, lines = self.profile_id.display_name, self.line_ids
        wrong = (lines - lines._filter_of(self.profile_id.partner_id, self.company_id)) | lines.filtered(lambda line: (
            line.move_id.move_type not in ("out_invoice", "out_receipt")
            or not is_trade_account(line.account_id)
            or line.parent_state != "posted" or line.currency_id.compare_amounts(line.amount_residual_currency, 0) <= 0))
        if wrong or not lines:
            raise ValidationError(self.env._(
                "Offer to %(customer)s: choose open invoices of this customer. Remove: %(items)s", customer=customer,
                items=", ".join(wrong.mapped("move_id.name")) or "–"))
        if len(lines.currency_id) > 1:
            raise ValidationError(self.env._(
                "Offer to %(customer)s: the items are in several currencies. Make one offer for each.", customer=customer))
        if self.currency_id.compare_amounts(self.discount_amount, 0) <= 0 or self.currency_id.compare_amounts(
                self.discount_amount, self.owed_amount) >= 0:
            raise ValidationError(self.env._(
                "Offer to %(customer)s: the discount must be above zero and below what is owed (%(owed)s).",
                customer=customer, owed=self.currency_id.format(self.owed_amount)))
        self._check_beats_discount(today)
        if self.valid_until < today:
            raise ValidationError(self.env._("Offer to %(customer)s: its last day has passed.", customer=customer))
        others = self.search([("state", "=", "open"), ("line_ids", "in", lines.ids), ("id", "not in", self.ids)])
        if others:
            raise ValidationError(self.env._(
                "Offer to %(customer)s: “%(offer)s” is about some of these items. Withdraw it first.",
                customer=customer, offer=others[0].display_name))

    def _check_beats_discount(self, today):
        """:raise ValidationError: with a discount for early payment that still runs, the customer would pay less"""
        running = sum(line._get_credit_early_discount(today) for line in self.line_ids)
        if self.currency_id.compare_amounts(self.discount_amount, running) < 0:
            raise ValidationError(self.env._(
                "Offer to %(customer)s: a discount for early payment of %(discount)s still runs on these items. Offer more.",
                customer=self.profile_id.display_name, discount=self.currency_id.format(running)))


class AccountMove(models.Model):
    _inherit = "account.move"

    credit_settlement_id = fields.Many2one(
        "credit.settlement", string="Settlement Offer", index="btree_not_null", readonly=True, copy=False,
        groups="credit_collection.credit_collection_group_viewer",
    )
