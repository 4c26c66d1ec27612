from odoo import models

from ...const import PAYMENT_PATH


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_credit_early_discount(self, today):
        """:return: discount for early payment of this item that still runs on ``today``, in its currency, as core counts it"""
        self.ensure_one()
        move = self.move_id
        if not self.discount_date or self.discount_date < today or not move._is_eligible_for_early_payment_discount(
                self.currency_id, today):
            return 0.0
        return self.amount_currency - self.discount_amount_currency


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """Of several invoices paid on one page, each takes its running discount; core gives it to a single invoice."""
        if not (self.landing_route or "").startswith(PAYMENT_PATH):
            return super()._create_payment(**extra_create_values)
        document = self.env["credit.payment.link"]._find(self.landing_route.removeprefix(PAYMENT_PATH))
        vals = self._prepare_credit_discounts(document) if len(self.invoice_ids) > 1 else []
        if vals:
            extra_create_values = {"write_off_line_vals": vals, **extra_create_values}
        payment = super()._create_payment(**extra_create_values)
        if document:
            document._tell_left_over(payment)
        return payment

    def _prepare_credit_discounts(self, document):
        """:return: values of the discounts that this payment takes, none when it pays something else than the page asked"""
        self.ensure_one()
        amount, parts = document._get_payable().get(self.currency_id, (0.0, ())) if document else (0.0, ())
        if self.currency_id.compare_amounts(amount, self.amount):
            return []
        today, values = document.company_id._get_credit_today(), []
        for line, part in parts:
            discount = line._get_credit_early_discount(today) if part > 0 else 0.0
            if discount:
                values += self._prepare_credit_discount(line)
        return values

    def _prepare_credit_discount(self, line):
        """:return: values of the entry lines that book the discount of ``line``, as core books them"""
        discount = line.balance - line.discount_balance
        by_kind = self.env["account.move"]._get_invoice_counterpart_amls_for_early_payment_discount([{
            "aml": line, "amount_currency": -line.amount_residual_currency, "balance": -line.balance,
        }], discount)
        return [
            {**vals, "partner_id": line.move_id.partner_id.id} for lines in by_kind.values() for vals in lines or ()
        ]
