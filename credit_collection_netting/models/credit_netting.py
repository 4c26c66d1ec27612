from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from odoo.addons.credit_collection.models.common.days import day_of_entry

from ..tools.set_off import set_off

ACTIVITY = "credit_collection_netting.mail_activity_netting"
COLLECTOR = "credit_collection.credit_collection_group_collector"
MANAGER = "credit_collection.credit_collection_group_manager"


class CreditNetting(models.Model):
    """What a customer owes, set off against what we owe the same partner as a supplier: proposed, approved by another person,
    posted. Deciding is in ``credit_netting_decision.py``, the entry in ``credit_netting_entry.py``.
    """

    _name = "credit.netting"
    _description = "Set-off"
    _inherit = ["credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _decision_activity = ACTIVITY
    _open_states = {"draft", "refused"}
    _transitions = {
        "draft": {"submitted"}, "submitted": {"draft", "approved", "refused"}, "approved": {"draft", "posted", "refused"},
        "refused": {"draft"}, "posted": {"reversed"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", role="fixed")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, readonly=False, required=True, precompute=True,
        help="Items in this currency are offered.")
    is_mixed = fields.Boolean(
        string="Other Currencies Too", help="Items in other currencies are offered too, at the rate of the day.")
    date = day_of_entry("date", "profile_id.company_id", string="Entry Date", required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "To Approve"), ("approved", "Approved"), ("posted", "Posted"),
         ("refused", "Rejected"), ("reversed", "Undone")], default="draft", required=True, readonly=True, index=True,
        copy=False, tracking=True)
    agreement = fields.Char(help="What allows the set-off: a clause of the contract, or the consent of the customer.")
    line_ids = fields.One2many("credit.netting.line", "netting_id", string="Items", copy=False)
    amount = fields.Monetary(
        compute="_compute_amount", store=True, currency_field="company_currency_id", tracking=True,
        help="What the customer owes less after it, in company currency.")
    payable_total = fields.Monetary(
        string="Our Bills", compute="_compute_amount", store=True, currency_field="company_currency_id")
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_for_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    exchange_move_ids = fields.Many2many(
        "account.move", string="Exchange Entries", compute="_compute_exchange_move_ids", compute_sudo=True,
        help="Gains and losses between the rate of the items and that of the day.")
    reversal_id = fields.Many2one(
        "account.move", string="Undone By", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")

    @api.depends("profile_id")
    def _compute_currency_id(self):
        for netting in self:
            netting.currency_id = netting.currency_id or netting.profile_id.currency_id

    @api.depends("line_ids.value", "line_ids.is_payable")
    def _compute_amount(self):
        for netting in self:
            bills = netting.line_ids.filtered("is_payable")
            netting.payable_total = sum(bills.mapped("value"))
            netting.amount = sum((netting.line_ids - bills).mapped("value"))

    @api.depends("move_id.line_ids.matched_debit_ids.exchange_move_id", "move_id.line_ids.matched_credit_ids.exchange_move_id")
    def _compute_exchange_move_ids(self):
        for netting in self:
            lines = netting.move_id.line_ids
            netting.exchange_move_ids = (lines.matched_debit_ids + lines.matched_credit_ids).exchange_move_id

    @api.depends("profile_id.display_name", "amount")
    def _compute_display_name(self):
        for netting in self:
            currency = netting.company_currency_id
            netting.display_name = netting.profile_id and (
                f"{netting.profile_id.display_name}: {currency.format(netting.amount)}")

    @api.model
    def _get_system_message(self):
        return self.env._("Set-offs move by their buttons: submit, approve, post, undo.")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_collector()
        return super().create(vals_list)

    def write(self, vals):
        if {"line_ids", "date", "currency_id", "is_mixed", "agreement"} & vals.keys():
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        if not self.env.su and (decided := self.filtered(lambda netting: netting.state != "draft")[:1]):
            raise UserError(self.env._("“%(document)s” is not a draft any more.", document=decided.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if kept := self.filtered(lambda netting: netting.state not in ("draft", "refused"))[:1]:
            raise UserError(self.env._("“%(document)s” is evidence and cannot be deleted.", document=kept.display_name))

    def _check_collector(self):
        """:raise AccessError: for those who may not propose set-offs"""
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers propose set-offs."))

    # What is offered

    def action_fill(self):
        """Take what is due on both sides, undisputed debts and bills that are in no payment run: the earliest due first, as
        much as the smaller side has left."""
        for netting in self:
            netting._check_collector()
            netting.check_access("write")
            netting._check_draft()
            netting.sudo()._fill()  # sudo: collectors need no right on entries; the right on the customer has been checked.

    def _fill(self):
        currency = self.company_currency_id if self.is_mixed else self.currency_id
        sides = []
        for items in (self._find_debts(), self._find_bills()):
            sides.append([(item.id, self._convert(amount, item.currency_id, currency)) for item, amount in items])
        used = set_off(*sides, currency.rounding)
        items = self.env["account.move.line"].browse(used)
        self.line_ids = [Command.clear()] + [
            Command.create({"line_id": item.id, "amount": self._convert(used[item.id], currency, item.currency_id)})
            for item in items]

    def _convert(self, amount, from_currency, to_currency):
        return from_currency._convert(amount, to_currency, self.company_id, self.date)

    def _get_offered_domain(self):
        """:return: domain of the items of the partner in the currencies of this set-off"""
        domain = self.env["account.move.line"]._get_account_domain(self.partner_id, self.company_id)
        return domain if self.is_mixed else domain & Domain("currency_id", "=", self.currency_id.id)

    def _find_debts(self):
        """:return: list of ``(item, amount)``: what is due and neither disputed nor promised, in its currency, less the open
            credits of the customer, which cover the oldest debts"""
        Line, day = self.env["account.move.line"], self.date
        lines = Line.search(self._get_offered_domain() & Line._get_collectible_domain(day))
        credits = dict(Line._read_group(
            self._get_offered_domain() & Line._get_open_receivable_domain() & Domain("amount_residual_currency", "<", 0)
            & Domain("date", "<=", day), ["currency_id"], ["amount_residual_currency:sum"]))
        return self._cover(
            [(line, self._get_free_amount(line, day))
             for line in lines.sorted(lambda line: (line._get_credit_due_date(), line.id))],
            {currency: -amount for currency, amount in credits.items()})

    @api.model
    def _cover(self, items, credits):
        """
        :param items: list of ``(item, amount)``, the oldest first
        :param dict credits: amounts by currency, which cover the oldest items
        :return: list of ``(item, amount)`` of what they leave
        """
        left, found = dict(credits), []
        for line, amount in items:
            currency = line.currency_id
            covered = min(amount, left.get(currency, 0.0))
            left[currency] = left.get(currency, 0.0) - covered
            if currency.compare_amounts(amount, covered) > 0:
                found.append((line, currency.round(amount - covered)))
        return found

    @api.model
    def _get_free_amount(self, line, day):
        """:return: what of a debt is due and free, in its own currency"""
        return line._get_own_part(line._get_collectible_amount(day))

    def _get_free_debt(self, item):
        """:return: what of a debt may be set off on the day of the entry"""
        return self._get_free_amount(item, self.date) if item.filtered_domain(item._get_collectible_domain(self.date)) else 0.0

    def _get_free_bill(self, item):
        """:return: what of a bill may be set off on the day of the entry"""
        is_free = item.filtered_domain(self._get_bill_domain()) and not item._is_credit_in_payment_run()
        return -item.amount_residual_currency if is_free else 0.0

    def _find_bills(self):
        """:return: list of ``(item, amount)``: what we owe the partner, is due and not on its way to be paid, less what the
            partner owes us as a supplier, such as open refunds, which covers the oldest bills"""
        Line = self.env["account.move.line"]
        lines = Line.search(self._get_offered_domain() & self._get_bill_domain())
        lines = lines.filtered(lambda line: not line._is_credit_in_payment_run())
        refunds = Line.search(
            self._get_offered_domain() & self._get_payable_domain() & Domain("amount_residual_currency", ">", 0)
            & Domain("date", "<=", self.date)).filtered(lambda line: not line._is_credit_in_payment_run())
        return self._cover(
            [(line, -line.amount_residual_currency) for line in lines.sorted(lambda line: (line.date_maturity, line.id))],
            {currency: sum(items.mapped("amount_residual_currency"))
             for currency, items in refunds.grouped("currency_id").items()})

    def _get_bill_domain(self):
        return self._get_payable_domain() & Domain("date_maturity", "<=", self.date) & Domain([
            ("amount_residual_currency", "<", 0), ("move_id.payment_state", "!=", "blocked")])

    @api.model
    def _get_payable_domain(self):
        """:return: domain of the open items of suppliers"""
        return Domain([
            ("account_id.account_type", "=", "liability_payable"), ("account_id.non_trade", "=", False),
            ("parent_state", "=", "posted"), ("reconciled", "=", False)])


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_credit_in_payment_run(self):
        """Hook: :return: whether this item of a bill is on its way to be paid; add-ons that make payment runs know more"""
        self.ensure_one()
        return any(payment.state in ("draft", "in_process") for payment in self.move_id.matched_payment_ids)
