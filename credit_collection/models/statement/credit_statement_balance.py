from odoo import api, fields, models

from ...tools.exposure.aging import MOST_LIMITS
from ...tools.statement.figures import Part

#: columns of the aging buckets, as many as a company may have; the statement says which days they hold
AGING_FIELDS = ("not_due", *(f"bucket_{number}" for number in range(1, MOST_LIMITS + 2)))


class CreditStatementBalance(models.Model):
    """The figures of a statement in one currency, as they were sent: opening balance + debit - credit = closing balance."""

    _name = "credit.statement.balance"
    _description = "Balance of a Statement of Account"
    _inherit = "credit.roles.mixin"
    _order = "statement_id, id"
    _rec_name = "currency_id"

    statement_id = fields.Many2one("credit.statement", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="statement_id.company_id")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    opening_balance = fields.Monetary(readonly=True, default=0.0)
    debit = fields.Monetary(string="Charges", readonly=True, default=0.0, help="Booked in the period for the customer to pay.")
    credit = fields.Monetary(
        string="Payments and Credits", readonly=True, default=0.0, help="Payments, credit notes and the like of the period.")
    closing_balance = fields.Monetary(readonly=True, default=0.0)
    not_due = fields.Monetary(readonly=True, default=0.0)
    bucket_1 = fields.Monetary(string="Overdue, Bucket 1", readonly=True, default=0.0)
    bucket_2 = fields.Monetary(string="Overdue, Bucket 2", readonly=True, default=0.0)
    bucket_3 = fields.Monetary(string="Overdue, Bucket 3", readonly=True, default=0.0)
    bucket_4 = fields.Monetary(string="Overdue, Bucket 4", readonly=True, default=0.0)
    bucket_5 = fields.Monetary(string="Overdue, Bucket 5", readonly=True, default=0.0)
    bucket_6 = fields.Monetary(string="Overdue, Bucket 6", readonly=True, default=0.0)
    bucket_7 = fields.Monetary(string="Overdue, Bucket 7", readonly=True, default=0.0)
    aging_text = fields.Char(string="Aging", compute="_compute_aging_text")
    credits = fields.Monetary(string="Open Credits", readonly=True, default=0.0)
    post_dated = fields.Monetary(
        string="Post-dated Receipts", readonly=True, default=0.0,
        help="Receipts dated after the last day: not deducted from the balance, named on the statement.")
    disputed = fields.Monetary(readonly=True, default=0.0, help="Part of the closing balance that was in dispute.")
    on_its_way = fields.Monetary(
        string="Uncleared Payments", readonly=True, default=0.0,
        help="Registered payments that the bank has not confirmed: not deducted from the balance, named on the statement.")
    paid_back = fields.Monetary(
        string="Credits Paid Back or Used", readonly=True, default=0.0,
        help="Open credits with a registered repayment that the bank has not confirmed, or used after the last day for what is "
             "not listed: they cover no debt of the statement any more.")
    discount = fields.Monetary(
        string="Early Payment Discount", readonly=True, default=0.0,
        help="Discounts for early payment that still ran when the statement was made.")
    discount_until = fields.Date(readonly=True, help="First of the last days of these discounts.")
    amount_to_pay = fields.Monetary(
        readonly=True, default=0.0,
        help="Closing balance less disputed amounts, payments on their way, post-dated receipts and running discounts, plus "
             "credits that are paid back or used: what the payment code asks for.")

    @api.depends(*AGING_FIELDS)
    @api.depends_context("lang")
    def _compute_aging_text(self):
        for balance in self:
            buckets = balance.statement_id._get_buckets()
            labels = self.env["credit.open.item"]._get_bucket_labels(buckets)
            balance.aging_text = " · ".join(
                f"{labels[bucket.code]} {balance.currency_id.format(amount)}"
                for bucket, amount in zip(buckets, balance._get_aging(), strict=True)
                if not balance.currency_id.is_zero(amount))

    def _get_aging(self):
        """:return: open debts by aging bucket of the statement, what is not due first"""
        return tuple(self[name] for name, _bucket in zip(AGING_FIELDS, self.statement_id._get_buckets(), strict=False))

    @api.model
    def _prepare_columns(self, part):
        """:return: ``{column: value}`` of a :class:`Part`"""
        return {
            "currency_id": part.currency_id, "opening_balance": part.opening, "debit": part.debit, "credit": part.credit,
            "closing_balance": part.closing, **dict.fromkeys(AGING_FIELDS, 0.0),
            **dict(zip(AGING_FIELDS, part.aging, strict=False)), "credits": part.credits,
            "post_dated": part.post_dated, "disputed": part.disputed, "on_its_way": part.on_its_way,
            "paid_back": part.paid_back, "discount": part.discount, "discount_until": part.discount_until,
            "amount_to_pay": part.to_pay,
        }

    def _make_part(self, rows):
        """:param rows: list of :class:`Row` of this currency
        :return: the :class:`Part` that was kept"""
        self.ensure_one()
        is_activity = self.statement_id.kind == "activity"
        return Part(
            self.currency_id.id, self.opening_balance, self.debit, self.credit, self.closing_balance,
            self._get_aging(), self.credits, self.post_dated, self.disputed, self.amount_to_pay,
            movements=rows if is_activity else [], documents=[] if is_activity else rows, on_its_way=self.on_its_way,
            paid_back=self.paid_back, discount=self.discount, discount_until=self.discount_until or None)
