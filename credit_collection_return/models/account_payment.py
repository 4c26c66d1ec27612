from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.credit_collection.tools.common.clock import add_days

SEPA_DAYS = 56


class AccountPaymentMethodLine(models.Model):
    _name = "account.payment.method.line"
    _inherit = ["account.payment.method.line", "credit.values.mixin"]
    _own_prefix = "credit_"

    credit_refund_days = fields.Integer(
        string="Refundable For (days)", default=SEPA_DAYS, bounds=(0, 3650), aggregator=None,
        help="Of direct debits: for how many days after the payment the payer may have it given back without a reason. "
             "SEPA core direct debit: 56 days, business-to-business: 0.")

    _credit_refund_days_positive = models.Constraint(
        "CHECK (credit_refund_days >= 0)", "The days during which a direct debit can be given back cannot be negative.")


class AccountPayment(models.Model):
    """Until when the payer may have a direct debit given back, and whether the bank returned it."""

    _inherit = "account.payment"

    credit_return_ids = fields.One2many("credit.payment.return", "payment_id", string="Returns")
    credit_refund_until = fields.Date(
        string="Refundable Until", compute="_compute_credit_refund_until",
        help="Last day on which the payer may have this direct debit given back without a reason.")
    credit_is_refundable = fields.Boolean(
        string="Still Refundable", compute="_compute_credit_refund_until", search="_search_credit_is_refundable")

    @api.depends("date", "state", "payment_type", "payment_method_line_id.credit_is_debit",
                 "payment_method_line_id.credit_refund_days")
    def _compute_credit_refund_until(self):
        for today, payments in self.env["res.company"]._get_credit_days_of(self).items():
            for payment in payments:
                # sudo: how the bank collects, which those who see the payment may know.
                until = payment._get_credit_refund_until(payment.payment_method_line_id.sudo())
                payment.credit_refund_until = until
                payment.credit_is_refundable = bool(until) and until >= today and payment.state in ("in_process", "paid")

    def _get_credit_refund_until(self, method):
        days = method.credit_refund_days
        if not (self.date and days and method.credit_is_debit and self.payment_type == "inbound"):
            return False
        return add_days(self.date, days)

    def _search_credit_is_refundable(self, operator, value):
        if operator != "in":
            return NotImplemented
        methods = self.env["account.payment.method.line"].sudo().search(
            [("credit_is_debit", "=", True), ("credit_refund_days", ">", 0)])

        def get_domain(today):
            return Domain.OR(
                Domain("payment_method_line_id", "in", lines.ids) & Domain("date", ">=", today - relativedelta(days=days))
                for days, lines in methods.grouped("credit_refund_days").items())

        found = Domain("payment_type", "=", "inbound") & Domain("state", "in", ("in_process", "paid"))
        found &= self.env["res.company"]._get_credit_day_domain(get_domain) if methods else Domain.FALSE
        return Domain.OR(found if flag else ~found for flag in set(map(bool, value)))

    def action_credit_return(self):
        """:return: the form to record that the bank returned this payment"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_return.credit_payment_return_action")
        return {**action, "views": [(False, "form")], "context": {"default_payment_id": self.id}}
