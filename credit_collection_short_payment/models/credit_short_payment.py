from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.credit_collection.models.common.days import days_until

ACTIVITY = "credit_collection_short_payment.mail_activity_short_payment"
COLLECTOR = "credit_collection.credit_collection_group_collector"
MANAGER = "credit_collection.credit_collection_group_manager"
# Nothing was decided yet, or what was decided leaves the rest open.
OPEN = ("proposed", "claimed")
# What a collector fills in before it is decided.
HANDLED = {"reason_id", "user_id", "date_due", "note"}


class CreditShortPayment(models.Model):
    """The rest that a receipt left on an invoice, what it is taken to be, and what was decided about it.

    Made by code only, after a reconciliation or overnight. It proposes; nothing is applied before somebody accepts it.
    """

    _name = "credit.short.payment"
    _description = "Short Payment"
    _inherit = ["credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "receipt_date desc, id desc"
    _decision_activity = ACTIVITY
    _open_states = {"proposed", "claimed", "disputed", "dismissed"}
    _transitions = {
        "proposed": {"booked", "claimed", "disputed", "waiving", "small", "dismissed", "settled"},
        "claimed": {"disputed", "waiving", "small", "settled", "dismissed"},
        "waiving": {"booked", "claimed", "settled"},
        "dismissed": {"proposed"},
    }

    line_id = fields.Many2one(
        "account.move.line", string="Item", required=True, readonly=True, index=True, ondelete="cascade")
    move_id = fields.Many2one(related="line_id.move_id", string="Invoice", store=True, index=True)
    receipt_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null")
    receipt_date = fields.Date(string="Received On", required=True, readonly=True)
    receipt_text = fields.Char(string="Text of the Receipt", readonly=True)
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    collector_id = fields.Many2one(related="profile_id.collector_id", store=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    company_currency_id = fields.Many2one(related="profile_id.currency_id", string="Company Currency")
    invoiced = fields.Monetary(readonly=True, default=0.0)
    amount = fields.Monetary(string="Rest", readonly=True, default=0.0, help="In the currency of the invoice.")
    company_amount = fields.Monetary(
        string="Rest (company currency)", readonly=True, default=0.0, currency_field="company_currency_id")
    discount = fields.Monetary(
        string="Printed Discount", readonly=True, default=0.0, help="As printed, less what credit notes took back.")
    discount_until = fields.Date(readonly=True, help="As printed on the invoice.")
    kind = fields.Selection(
        [("earned", "Earned discount"), ("not_due", "Discount not due"), ("small", "Small rest"), ("deduction", "Deduction")],
        required=True, readonly=True, index=True)
    rule_id = fields.Many2one("credit.short.payment.rule", readonly=True, ondelete="set null")
    reason_id = fields.Many2one(
        "credit.reason", readonly=False, domain=[("kind", "=", "dispute")], ondelete="restrict", tracking=True)
    user_id = fields.Many2one(
        "res.users", string="Owner", domain=[("share", "=", False)], index="btree_not_null", tracking=True,
        help="Who resolves the dispute.")
    date_due = fields.Date(string="Resolve By")
    date_due_days = days_until("date_due", string="To Be Resolved in (days)")
    note = fields.Text()
    state = fields.Selection(
        [("proposed", "Proposed"), ("claimed", "Claimed"), ("disputed", "Disputed"), ("waiving", "Waiver to Approve"),
         ("booked", "Booked"), ("small", "Write-off Requested"), ("settled", "Settled"), ("dismissed", "Dismissed")],
        required=True, readonly=True, default="proposed", index=True, tracking=True)
    dispute_id = fields.Many2one("credit.dispute", readonly=True, copy=False, index="btree_not_null", ondelete="set null")
    entry_id = fields.Many2one(
        "account.move", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="Entry of the discount, with its tax.")
    waive_reason = fields.Char(string="Reason for Waiving", readonly=True, copy=False)
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_for_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)

    # One proposal for each receipt of an item: what was dismissed is not proposed again.
    _receipt_uniq = models.UniqueIndex("(line_id, receipt_id)")

    @api.depends("move_id.name", "amount")
    def _compute_display_name(self):
        for short in self:
            # sudo: collectors need no right on entries.
            short.display_name = f"{short.sudo().move_id.name or ''}: {short.currency_id.format(short.amount)}"

    @api.model
    def _get_system_message(self):
        return self.env._("Short payments are found by the system. Use the buttons to accept, claim, waive or dismiss them.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if kept := self.filtered(lambda short: short.state != "proposed")[:1]:
            raise UserError(self.env._("“%(short)s” is evidence and cannot be deleted.", short=kept.display_name))

    @api.constrains("reason_id", "user_id")
    def _check_fields(self):
        for short in self.sudo():  # sudo: users and reasons that the one who writes need not see.
            if short.reason_id and short.reason_id.kind != "dispute":
                raise ValidationError(self.env._("“%(short)s”: choose a reason of disputes.", short=short.display_name))
            if short.user_id.share:
                raise ValidationError(self.env._("“%(short)s”: choose an internal user as owner.", short=short.display_name))

    def write(self, vals):
        if not self.env.su and HANDLED & vals.keys() and (
                decided := self.filtered(lambda short: short.state not in (*OPEN, "waiving"))[:1]):
            raise UserError(self.env._("“%(short)s” was decided already.", short=decided.display_name))
        return super().write(vals)

    # Rights

    def _check_collector(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers decide on short payments."))

    def _check_open(self):
        """:raise UserError: it was decided, or the item does not owe this rest any more"""
        self.ensure_one()
        item = self.sudo().line_id  # sudo: collectors need no right on entries.
        if self.state not in (*OPEN, "waiving"):
            raise UserError(self.env._("“%(short)s” was decided already.", short=self.display_name))
        if item.parent_state != "posted" or self.currency_id.compare_amounts(item.amount_residual_currency, self.amount):
            raise UserError(self.env._(
                "“%(short)s”: %(open)s is open of the invoice meanwhile. Look at it again.", short=self.display_name,
                open=self.currency_id.format(item.amount_residual_currency)))

    def _decide(self, state, **vals):
        # sudo: the right has been checked; evidence is written by code only.
        own = self.sudo()
        own._set_state(state, decided_by_id=self.env.uid, decided_on=fields.Datetime.now(), **vals)
        own.activity_unlink([ACTIVITY])
