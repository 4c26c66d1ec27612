from odoo import fields, models
from odoo.tools import SQL

from ..common.bulk import add_columns, fill_columns
from ..common.days import days_until


class AccountMove(models.Model):
    _inherit = "account.move"

    # For everybody who may read the due date.
    credit_due_days = days_until("invoice_date_due", name="credit_due_days", string="Due in (days)")

    # Open invoices with a payment that has no entry: what of them is on its way (``payments.build_registered``).
    _credit_in_payment_idx = models.Index(
        "(commercial_partner_id) WHERE state = 'posted' AND payment_state IN ('in_payment', 'paid') "
        "AND amount_residual <> 0 AND move_type IN ('out_invoice', 'out_receipt')",
    )


class AccountPartialReconcile(models.Model):
    """Whose items were matched: so that what a customer matched after a day is found without reading that of all others."""

    _inherit = "account.partial.reconcile"

    # Readable for all who match items: computed before the row is written, with their rights.
    credit_debtor_id = fields.Many2one(
        "res.partner", "Partner of the Debit Item", related="debit_move_id.partner_id", store=True, precompute=True,
        groups="base.group_user")
    credit_payer_id = fields.Many2one(
        "res.partner", "Partner of the Credit Item", related="credit_move_id.partner_id", store=True, precompute=True,
        groups="base.group_user")

    # What was matched after a day, by receipts dated ahead or since a past day (``ledger.build_ledger``).
    _credit_max_date_idx = models.Index("(max_date)")
    _credit_debtor_date_idx = models.Index("(credit_debtor_id, max_date)")
    _credit_payer_date_idx = models.Index("(credit_payer_id, max_date)")

    def _auto_init(self):
        # By one statement: millions of reconciliations need not be computed one by one.
        if add_columns(self.env.cr, self._table, {"credit_debtor_id": "int4", "credit_payer_id": "int4"}):
            fill_columns(
                self.env.cr, self._table,
                {"credit_debtor_id": SQL("debit.partner_id"), "credit_payer_id": SQL("credit.partner_id")},
                SQL("account_move_line debit, account_move_line credit"),
                SQL("debit.id = account_partial_reconcile.debit_move_id "
                    "AND credit.id = account_partial_reconcile.credit_move_id"))
        return super()._auto_init()
