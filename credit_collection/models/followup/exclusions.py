from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..exposure.values import Exclusion

RETURNED = ("canceled", "rejected")
RUNNING = ("pending", "authorized")
# A customer who chose to transfer the money has a pending transaction for ever.
TRANSFER = "custom"


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    credit_is_debit = fields.Boolean(
        string="Direct Debit",
        help="We collect the money: invoices with this method are not followed up, until a payment by it was rejected or "
             "cancelled.",
    )


class CreditOpenItem(models.AbstractModel):
    """What we collect ourselves is not demanded: not while a debit is to be made or runs, again when it was returned."""

    _inherit = "credit.open.item"

    @api.model
    def _get_exclusions(self):
        return [*super()._get_exclusions(), Exclusion(
            25, "direct_debit", self.env._("Direct Debit"), is_whole=True,
            sql=lambda alias, day: self._get_debit_sql(), get=self._get_debit_domain,
            depends={
                "account.move": ["preferred_payment_method_line_id"],
                "account.payment": ["invoice_ids", "payment_method_line_id", "state"],
                "account.payment.method.line": ["credit_is_debit"],
                "payment.transaction": ["invoice_ids", "provider_id", "state"],
            },
        )]

    @api.model
    def _get_debit_sql(self):
        """:return: SQL: whether the invoice ``move`` is collected by us; arrays that are read once"""
        methods = SQL("ARRAY(SELECT id FROM account_payment_method_line WHERE credit_is_debit)")
        returned = SQL(
            """
            ARRAY(SELECT rel.invoice_id FROM account_payment payment
                    JOIN account_move__account_payment rel ON rel.payment_id = payment.id
                   WHERE payment.state IN %s AND payment.payment_method_line_id = ANY(%s))
            """, RETURNED, methods)
        running = SQL(
            """
            ARRAY(SELECT rel.invoice_id FROM payment_transaction tx
                    JOIN account_invoice_transaction_rel rel ON rel.transaction_id = tx.id
                    JOIN payment_provider provider ON provider.id = tx.provider_id
                   WHERE tx.state IN %s AND provider.code != %s)
            """, RUNNING, TRANSFER)
        return SQL(
            "(move.preferred_payment_method_line_id = ANY(%s) AND move.id <> ALL(%s) OR move.id = ANY(%s))",
            methods, returned, running)

    @api.model
    def _get_debit_domain(self):
        """:return: domain of the items of invoices that we collect ourselves; it may be taken apart and put together again"""
        returned = Domain("matched_payment_ids", "any", Domain("state", "in", RETURNED) & Domain(
            "payment_method_line_id.credit_is_debit", "=", True))
        running = Domain("transaction_ids", "any", Domain("state", "in", RUNNING) & Domain(
            "provider_id", "any", Domain("code", "!=", TRANSFER)))
        debit = Domain("preferred_payment_method_line_id", "any", Domain("credit_is_debit", "=", True))
        invoices = debit & ~returned | running

        def to_sql(model, alias, query):
            self._flush()
            # Asked of the invoice at hand: a list of the invoices that are collected would be searched for among all.
            return SQL(
                "EXISTS (SELECT FROM account_move move WHERE move.id = %s AND %s)",
                model._field_to_sql(alias, "move_id", query), self._get_debit_sql())

        return Domain.custom(
            to_sql=to_sql, predicate=lambda line: bool(line.sudo().move_id.filtered_domain(invoices)))  # sudo: as above.


class AccountMoveLine(models.Model):
    """Debts left out of follow-ups, such as opening balances: shown, and taken in by a button."""

    _inherit = "account.move.line"

    def action_credit_include(self):
        """Follow up these debts from now on. Core leaves out whatever is booked by a miscellaneous entry."""
        self._credit_set_followup(True)

    def action_credit_leave_out(self):
        """Follow up these debts no more."""
        self._credit_set_followup(False)

    def _credit_set_followup(self, followed):
        """:raise AccessError: for those who may not follow up customers
        :raise UserError: for items that are no open debts of customers
        """
        self.env["credit.profile"]._check_collector()
        self.check_access("read")
        # sudo: collectors decide what is followed up without the right to edit entries; the right has been checked, and
        # the company by reading the items.
        items_sudo = self.sudo()
        debts = items_sudo.filtered_domain(self._get_open_debt_domain())
        if debts != items_sudo:
            raise UserError(self.env._(
                "%(items)s: only posted, unpaid customer receivables are followed up.",
                items=", ".join((items_sudo - debts).mapped("display_name"))))
        debts.no_followup = not followed
        word = self.env._("Included in follow-up again") if followed else self.env._("Excluded from follow-up")
        for move in debts.move_id:
            move.message_post(body=word, subtype_xmlid="mail.mt_note")
