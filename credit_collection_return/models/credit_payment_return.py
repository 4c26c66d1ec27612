from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.credit_collection.models.common.days import day_of_entry
from odoo.addons.credit_collection.models.common.sql import is_trade_account

COLLECTOR = "credit_collection.credit_collection_group_collector"
MANAGER = "credit_collection.credit_collection_group_manager"
BOOKKEEPER = "account.group_account_invoice"


class CreditPaymentReturn(models.Model):
    """A direct debit, cheque or transfer that the bank took back: what it had paid is owed again, with its old due dates.

    The entry is in ``credit_payment_return_entry.py``, the level in ``credit_payment_return_level.py``. Which payments went
    back is said by ``credit.receipts`` from the ledger, where the return is a debit of a money journal.
    """

    _name = "credit.payment.return"
    _description = "Returned Payment"
    _inherit = ["credit.state.mixin", "credit.named.mixin"]
    _order = "date desc, id desc"
    _open_states = {"draft"}
    _transitions = {"draft": {"posted"}, "posted": {"cancelled"}}

    payment_id = fields.Many2one(
        "account.payment", index="btree_not_null", ondelete="restrict",
        domain="[('payment_type', '=', 'inbound'), ('partner_type', '=', 'customer'), ('state', 'in', ('in_process', 'paid'))]")
    receipt_id = fields.Many2one(
        "account.move.line", index="btree_not_null", ondelete="restrict", compute="_compute_receipt",
        store=True, readonly=False, precompute=True,
        help="The journal item by which the payment was booked, also one that came with a bank statement.")
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", index=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_receipt", store=True, precompute=True)
    amount = fields.Monetary(compute="_compute_receipt", store=True, precompute=True)
    payment_date = fields.Date(compute="_compute_receipt", store=True, precompute=True)
    refund_until = fields.Date(
        string="Refundable Until", compute="_compute_refund_until",
        help="Until this day the payer could have the direct debit given back without a reason.")
    date = day_of_entry("date", "profile_id.company_id", string="Returned On", required=True)
    reason_id = fields.Many2one("credit.reason", domain=[("kind", "=", "return")], required=True, ondelete="restrict")
    bank_reference = fields.Char(help="By which the file of the bank names the return.", copy=False)
    bank_fee = fields.Monetary(
        currency_field="company_currency_id", default=0.0, bounds=(0, 1e6),
        help="What the bank charges for the return. It is claimed apart, without tax, where that is wanted.")
    claims_fee = fields.Boolean(
        string="Claim the Fee", compute="_compute_claims_fee", store=True, readonly=False, precompute=True)
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancelled", "Taken Back")], default="draft", required=True, readonly=True,
        index=True, copy=False)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    is_bank_entry = fields.Boolean(
        readonly=True, copy=False, help="The return had been booked already, by a bank statement: no other entry was made.")
    fee_move_id = fields.Many2one(
        "account.move", string="Claim of the Fee", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    line_ids = fields.Many2many(
        "account.move.line", "credit_payment_return_line_rel", "return_id", "line_id", string="Owed Again", readonly=True,
        copy=False)
    level_id = fields.Many2one(
        "credit.followup.level", string="Level Restored", readonly=True, copy=False, ondelete="set null")
    promise_id = fields.Many2one(
        "credit.promise", string="Second Attempt", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    allows_attempt = fields.Boolean(string="May Be Attempted Again", related="reason_id.allows_attempt")

    # A payment goes back once, whoever records it.
    _payment_uniq = models.UniqueIndex(
        "(payment_id) WHERE state != 'cancelled' AND payment_id IS NOT NULL", "This payment was returned already.")
    _receipt_uniq = models.UniqueIndex(
        "(receipt_id) WHERE state != 'cancelled' AND receipt_id IS NOT NULL", "This payment was returned already.")

    @api.depends("profile_id.display_name", "amount", "currency_id", "date")
    def _compute_display_name(self):
        for record in self:
            currency = record.currency_id
            record.display_name = f"{record.profile_id.display_name}: {currency.format(record.amount)}" if currency else False

    @api.depends("payment_id")
    def _compute_receipt(self):
        for record in self:
            # sudo: collectors need no right on entries; what they name has been checked.
            payment, receipt = record.sudo().payment_id, record.sudo().receipt_id
            if payment:
                receipt = payment.move_id.line_ids.filtered(
                    lambda line: is_trade_account(line.account_id) and line.balance < 0)[:1]
            record.receipt_id = receipt
            record.currency_id = payment.currency_id or receipt.currency_id
            record.amount = payment.amount or -receipt.amount_currency
            record.payment_date = payment.date or receipt.date

    @api.depends("payment_id.credit_refund_until")
    def _compute_refund_until(self):
        for record in self:
            record.refund_until = record.sudo().payment_id.credit_refund_until

    @api.depends("payment_id", "receipt_id")
    def _compute_claims_fee(self):
        for record in self:
            record.claims_fee = record.sudo()._get_paid_company().root_id.credit_return_claims_fee

    def _get_paid_company(self):
        """:return: the branch whose money it was"""
        return self.payment_id.company_id or self.receipt_id.company_id

    @api.model
    def _get_system_message(self):
        return self.env._("Returned payments move by their buttons: book, take back.")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorder()
        records = super().create(vals_list)
        for record in records:
            record.sudo()._find_customer()  # sudo: collectors need no right on entries.
        # The customer decides about the company: nobody records for another one.
        records.check_access("read")
        return records

    def write(self, vals):
        if not self.env.su and self.filtered(lambda record: record.state != "draft"):
            raise UserError(self.env._("What was booked is evidence and stays as it is. Take the return back instead."))
        result = super().write(vals)
        if {"payment_id", "receipt_id"} & vals.keys():
            for record in self:
                record.sudo()._find_customer()
            self.check_access("read")
        return result

    def _find_customer(self):
        """Note whose payment it was.

        :raise ValidationError: it is no payment of a customer
        """
        source = self.payment_id or self.receipt_id
        if not source or not source.partner_id:
            raise ValidationError(self.env._("Name the payment of a customer that the bank returned."))
        payment, receipt = self.payment_id, self.receipt_id
        is_receipt = payment.payment_type == "inbound" and payment.partner_type == "customer" if payment else (
            is_trade_account(receipt.account_id) and receipt.filtered_domain(receipt._get_money_domain()))
        if not is_receipt or self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise ValidationError(self.env._("%(payment)s is no payment of a customer.", payment=source.display_name))
        self.profile_id = source.partner_id._get_credit_profiles(self._get_paid_company())

    @api.constrains("date", "payment_date")
    def _check_date(self):
        for record in self:
            if record.payment_date and record.date and record.date < record.payment_date:
                raise ValidationError(self.env._(
                    "%(payment)s: it cannot be returned before it was made.", payment=record.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if kept := self.filtered(lambda record: record.state != "draft")[:1]:
            raise UserError(self.env._("“%(document)s” is evidence and cannot be deleted.", document=kept.display_name))

    # Rights

    @api.model
    def _check_recorder(self):
        """:raise AccessError: for those who may not record returned payments"""
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers record returned payments."))

    def _check_booker(self):
        """:raise AccessError: for those who may not book returned payments"""
        self.check_access("write")
        user = self.env.user
        if not (self.env.su or user.has_group(MANAGER) or user.has_group(COLLECTOR) and user.has_group(BOOKKEEPER)):
            raise AccessError(self.env._(
                "Returned payments are booked by credit managers, and by collectors who may book invoices."))
